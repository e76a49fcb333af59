package org.crmlake.ingest.mapping;

import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.expressions.CallMethodViaReflection;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.CurrentDate;
import org.apache.spark.sql.catalyst.expressions.CurrentTime;
import org.apache.spark.sql.catalyst.expressions.CurrentTimestampLike;
import org.apache.spark.sql.catalyst.expressions.CurrentUser;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Generator;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.LocalTimestamp;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.TryReflect;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What a mapping may say: plain functions of one row. The same row must give the same event in every run, and a mapping file
 * must not be a way to run Java methods or to read other tables.
 */
final class AllowedExpressions {
    private static final String CURRENT_TIME =
            "it asks for the current time, so the same row would give another event tomorrow";
    private static final String MOMENT = "\\s*(now|today|tomorrow|yesterday)\\b.*";
    /** Spark's parser makes a constant of these, which no longer tells where it came from. */
    private static final Pattern TYPED_MOMENT =
            Pattern.compile(".*\\b(date|timestamp(_ltz|_ntz)?)\\s*['\"]" + MOMENT, flags());

    private static final List<DataType> MOMENTS =
            List.of(DataTypes.DateType, DataTypes.TimestampType, DataTypes.TimestampNTZType);

    private static final Pattern QUOTED_MOMENT = Pattern.compile(MOMENT, flags());

    private AllowedExpressions() {}

    /** Checks what is lost once the text of an expression is parsed. */
    static void check(String text) throws UnfitExpression {
        if (TYPED_MOMENT.matcher(text).matches()) {
            throw new UnfitExpression(CURRENT_TIME);
        }
    }

    static void check(Expression expression) throws UnfitExpression {
        if (expression instanceof CallMethodViaReflection || expression instanceof TryReflect) {
            throw new UnfitExpression("it calls Java methods, which a mapping must not");
        }
        if (expression instanceof SubqueryExpression) {
            throw new UnfitExpression("it reads another table, which a mapping must not");
        }
        if (expression instanceof AggregateExpression
                || expression instanceof WindowExpression
                || expression instanceof Generator) {
            throw new UnfitExpression("it is not a plain function of one row");
        }
        if (expression instanceof CurrentTimestampLike
                || expression instanceof CurrentDate
                || expression instanceof CurrentTime
                || expression instanceof LocalTimestamp
                || isCastOfMoment(expression)) {
            throw new UnfitExpression(CURRENT_TIME);
        }
        for (Expression child : CollectionConverters.asJava(expression.children())) {
            check(child);
        }
        if (!expression.deterministic() || expression instanceof CurrentUser) {
            throw new UnfitExpression("the same row would give another event in every run");
        }
    }

    private static boolean isCastOfMoment(Expression expression) {
        return expression instanceof Cast cast
                && MOMENTS.contains(cast.dataType())
                && cast.child() instanceof Literal literal
                && literal.value() != null
                && QUOTED_MOMENT.matcher(literal.value().toString()).matches();
    }

    private static int flags() {
        return Pattern.CASE_INSENSITIVE | Pattern.DOTALL;
    }
}
