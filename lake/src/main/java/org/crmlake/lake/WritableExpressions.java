package org.crmlake.lake;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedGenerator;
import org.apache.spark.sql.catalyst.expressions.ApplyFunctionExpression;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.RuntimeReplaceable;
import org.apache.spark.sql.catalyst.expressions.objects.Invoke;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.ObjectType;
import org.crmlake.model.Printable;
import scala.Option;

/**
 * Which of Spark's expressions people may write, in queries and in mappings. Allowed is what {@code expressions.txt} lists, so
 * neither text nor anything it turns into can reach a file, a host, a setting, the account or a Java method.
 */
public enum WritableExpressions {
    /** Plain functions of one row, which give the same for the same row at any time. */
    OF_MAPPINGS("row"),
    /** Those, and what looks at several rows, at the clock or at chance. */
    OF_QUERIES("row", "query");

    private static final String CATALYST = "org.apache.spark.sql.catalyst.";
    private static final String ICEBERG = "org.apache.iceberg.spark.functions.";
    /** Whose static methods stand for expressions of the list. */
    private static final List<String> OWNERS = List.of(CATALYST, "org.apache.spark.unsafe.", ICEBERG);

    /** How text is read and written as JSON or CSV; no name of a file or a host is among them. */
    private static final Set<String> OPTIONS =
            Set.of(("allowbackslashescapinganycharacter allowcomments allownonnumericnumbers allownumericleadingzeros"
                            + " allowsinglequotes allowunquotedcontrolchars allowunquotedfieldnames chartoescapequoteescaping"
                            + " columnnameofcorruptrecord comment dateformat delimiter dropfieldifallnull emptyvalue escape"
                            + " ignoreleadingwhitespace ignorenullfields ignoretrailingwhitespace inferschema locale mode nanvalue"
                            + " negativeinf nullvalue positiveinf prefersdecimal pretty primitivesasstring quote quoteall sep"
                            + " timestampformat timestampntzformat timezone writenonasciicharacterascodepoint")
                    .split(" "));

    /** What people wrote where no function stands, in their words. */
    private static final Map<String, String> IN_WORDS = Map.of(
            CATALYST + "analysis.ExpressionWithUnresolvedIdentifier", "IDENTIFIER(…)",
            CATALYST + "analysis.NamedParameter", "a parameter",
            CATALYST + "analysis.PosParameter", "a parameter",
            CATALYST + "analysis.UnresolvedRegex", "a pattern of column names");

    private static final Pattern SINGLE_INSTANCE = Pattern.compile("\\$(\\$anon\\$[0-9]{1,3})?$");

    private final Set<String> resolved = new HashSet<>();
    private final Set<String> written = new HashSet<>();

    WritableExpressions(String... sections) {
        Map<String, Set<String>> listed = Listed.BY_SECTION;
        for (String section : sections) {
            resolved.addAll(listed.get(section));
        }
        listed.values().forEach(written::addAll);
    }

    /**
     * Returns what is wrong with one expression as the parser made it, before Spark looks any function up. What stands below it is
     * not looked at. Of what only the other use may write nothing is said yet: resolved, it can be told by what it is.
     */
    public Optional<String> problemAsWritten(Expression expression) {
        if (expression instanceof UnresolvedFunction function) {
            return problemOfFunction(asJava(function.nameParts()));
        }
        if (expression instanceof UnresolvedGenerator generator) {
            return problemOfFunction(asJava(generator.name().nameParts()));
        }
        return written.contains(nameOf(expression)) ? Optional.empty() : Optional.of(notAllowed(expression));
    }

    /** Returns what is wrong with one expression as Spark understood it; what stands below it is not looked at. */
    public Optional<String> problemAsResolved(Expression expression) {
        boolean allowed = expression instanceof StaticInvoke call
                ? OWNERS.stream().anyMatch(call.staticObject().getName()::startsWith)
                : expression instanceof Invoke call
                        ? isOfList(call.targetObject())
                        : expression instanceof ApplyFunctionExpression applied
                                ? applied.function().getClass().getName().startsWith(ICEBERG)
                                : resolved.contains(nameOf(expression));
        if (!allowed) {
            return Optional.of(notAllowed(expression));
        }
        for (Object part : asJava(expression.productIterator().toSeq())) {
            if (part instanceof scala.collection.Map<?, ?> options) {
                for (Object name : asJava(options).keySet()) {
                    if (!OPTIONS.contains(String.valueOf(name).toLowerCase(Locale.ROOT))) {
                        return Optional.of("option " + Printable.of(String.valueOf(name)) + " of "
                                + expression.prettyName() + " is not among those that may be given");
                    }
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Shows {@code visitor} a plan or an expression and all that it holds: children, what stands for them at run time, and what
     * Spark itself does not count as a child, such as the windows that a query names at its end.
     */
    public static void walk(TreeNode<?> tree, Consumer<TreeNode<?>> visitor) {
        walk(tree, visitor, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static void walk(Object part, Consumer<TreeNode<?>> visitor, Set<Object> seen) {
        if (part instanceof DataType) {
            return;
        }
        if (part instanceof Option<?> option) {
            if (option.isDefined()) {
                walk(option.get(), visitor, seen);
            }
        } else if (part instanceof scala.collection.Iterable<?> parts) {
            asJava(parts).forEach(one -> walk(one, visitor, seen));
        } else if (part instanceof scala.Product product && seen.add(part)) {
            if (part instanceof TreeNode<?> node) {
                visitor.accept(node);
                walk(node.children(), visitor, seen);
            }
            asJava(product.productIterator().toSeq()).forEach(one -> walk(one, visitor, seen));
            if (part instanceof RuntimeReplaceable replaceable && ((Expression) part).resolved()) {
                walk(replaceable.replacement(), visitor, seen);
            }
        }
    }

    private Optional<String> problemOfFunction(List<String> name) {
        List<String> parts =
                name.stream().map(part -> part.toLowerCase(Locale.ROOT)).toList();
        String last = parts.get(parts.size() - 1);
        List<String> place = parts.subList(0, parts.size() - 1);
        // Iceberg's functions have a class of their own once they are resolved.
        boolean iceberg = place.equals(List.of(LakeSettings.CATALOG_NAME, "system"));
        boolean builtin =
                place.isEmpty() || place.equals(List.of("builtin")) || place.equals(List.of("system", "builtin"));
        boolean allowed =
                iceberg || builtin && classOf(last).map(written::contains).orElse(place.isEmpty());
        return allowed ? Optional.empty() : Optional.of(notAllowed(String.join(".", name)));
    }

    /** Returns the class that Spark has for a function, or nothing if it knows none of that name and will say so. */
    private static Optional<String> classOf(String function) {
        Option<ExpressionInfo> info = FunctionRegistry.builtin().lookupFunction(FunctionIdentifier.apply(function));
        return info.isEmpty() ? Optional.empty() : Optional.of(plain(info.get().getClassName()));
    }

    /** A method of what Spark keeps a value of SQL in, or of what it computes an expression of the list with. */
    private static boolean isOfList(Expression target) {
        return !(target.dataType() instanceof ObjectType)
                || target instanceof Literal literal
                        && literal.value() != null
                        && literal.value().getClass().getName().startsWith(CATALYST + "expressions.");
    }

    private static String nameOf(Expression expression) {
        return plain(expression.getClass().getName());
    }

    /** The single instance of a class of Scala is of a class with a dollar sign behind its name; what it makes may be of one without a name. */
    private static String plain(String className) {
        return SINGLE_INSTANCE.matcher(className).replaceFirst("");
    }

    private static String notAllowed(Expression expression) {
        String words = IN_WORDS.get(nameOf(expression));
        return words == null ? notAllowed(expression.prettyName()) : words + " is not among what may be written";
    }

    private static String notAllowed(String name) {
        return "function " + Printable.of(name) + " is not among those that may be called";
    }

    /** The list, read once. */
    private static final class Listed {
        static final Map<String, Set<String>> BY_SECTION = read();

        private static Map<String, Set<String>> read() {
            try (InputStream in = WritableExpressions.class.getResourceAsStream("expressions.txt")) {
                return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Map<String, Set<String>> parse(String text) {
            Map<String, Set<String>> sections = new HashMap<>();
            Set<String> section = Set.of();
            String prefix = "";
            for (String line : text.lines().toList()) {
                if (line.startsWith("[")) {
                    section = new HashSet<>();
                    sections.put(line.substring(1, line.length() - 1), section);
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    int colon = line.indexOf(": ");
                    prefix = colon < 0 ? prefix : CATALYST + line.substring(0, colon) + ".";
                    for (String name :
                            line.substring(colon < 0 ? 0 : colon + 2).strip().split(" ")) {
                        section.add(prefix + name);
                    }
                }
            }
            return sections;
        }
    }
}
