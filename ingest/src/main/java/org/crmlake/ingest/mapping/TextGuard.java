package org.crmlake.ingest.mapping;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.StringType;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Puts checks before the functions that a record could do harm with. Each rule says of one function which checks are to see its first
 * argument, a text, before it does; the function itself stays Spark's, so that what it returns is what it always returned.
 */
final class TextGuard {
    private static final List<Rule> RULES =
            List.of(RegexGuard::checks, MomentGuard::checks, CostGuard::checks, NumberGuard::checks);

    private interface Rule {
        /** Returns what is to see the first argument of {@code function}, a text of type {@code type}, before it does. */
        List<Check> checks(Expression function, StringType type);
    }

    /**
     * A public static method that is called for each record with the text, null too, and {@code more}. It returns the text that the
     * function is to see, or throws.
     */
    record Check(Class<?> owner, String method, List<Expression> more) {
        /** Returns the call with {@code text}, which is of type {@code type}. */
        private Expression of(Expression text, StringType type) {
            List<Expression> arguments = new ArrayList<>(List.of(text));
            arguments.addAll(more);
            // Null goes in and comes out: it is for the guarded function to say what it means.
            return new StaticInvoke(
                    owner,
                    type,
                    method,
                    seq(arguments),
                    seq(List.<AbstractDataType>of()),
                    false,
                    true,
                    true,
                    Option.empty());
        }
    }

    private TextGuard() {}

    /** Returns {@code expression} with all texts guarded that a rule has checks for. */
    static Expression guarded(Expression expression) {
        List<Expression> children = new ArrayList<>(CollectionConverters.asJava(expression.children()));
        children.replaceAll(TextGuard::guarded);
        Expression function = with(expression, children);
        if (!children.isEmpty() && children.get(0).dataType() instanceof StringType type) {
            for (Rule rule : RULES) {
                for (Check check : rule.checks(function, type)) {
                    children.set(0, check.of(children.get(0), type));
                }
            }
        }
        return with(function, children);
    }

    private static Expression with(Expression expression, List<Expression> children) {
        return children.equals(CollectionConverters.asJava(expression.children()))
                ? expression
                : (Expression) expression.withNewChildren(seq(children));
    }

    private static <T> Seq<T> seq(List<T> list) {
        return CollectionConverters.asScala(list).toSeq();
    }
}
