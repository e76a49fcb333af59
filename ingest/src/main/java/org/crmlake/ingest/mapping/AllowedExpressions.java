package org.crmlake.ingest.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.misc.Interval;
import org.antlr.v4.runtime.tree.ParseTreeWalker;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.CsvToStructs;
import org.apache.spark.sql.catalyst.expressions.CurrentDate;
import org.apache.spark.sql.catalyst.expressions.CurrentTime;
import org.apache.spark.sql.catalyst.expressions.CurrentTimestampLike;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Generator;
import org.apache.spark.sql.catalyst.expressions.InSubquery;
import org.apache.spark.sql.catalyst.expressions.JsonToStructs;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.LocalTimestamp;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.variant.VariantGet;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.TypeConstructorContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParserBaseListener;
import org.apache.spark.sql.catalyst.parser.UpperCaseCharStream;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.VariantType;
import org.crmlake.lake.WritableExpressions;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What a mapping may say: plain functions of one row, by {@link WritableExpressions}. The same row must give the same event in
 * every run, and a mapping file must not be a way to reach anything but the row.
 */
final class AllowedExpressions {
    private static final String CURRENT_TIME =
            "it asks for the current time, so the same row would give another event tomorrow";

    private static final List<DataType> MOMENTS =
            List.of(DataTypes.DateType, DataTypes.TimestampType, DataTypes.TimestampNTZType);

    /** Words such as 'now', and times of day, which are those of today, begin otherwise. */
    private static final Pattern BEGINS_WITH_A_YEAR = Pattern.compile("[+-]?\\d{4}.*", Pattern.DOTALL);

    private AllowedExpressions() {}

    /**
     * Checks what must not even be looked up, and what is lost once the text of an expression is parsed.
     *
     * @throws Exception Spark's, if the text is no expression
     */
    static void check(String text, ParserInterface parser) throws Exception {
        for (String moment : typedMoments(text)) {
            if (!(parser.parseExpression(moment) instanceof Literal literal) || !isFixed(literal)) {
                throw new UnfitExpression(CURRENT_TIME);
            }
        }
        for (TreeNode<?> node : parts(parser.parseExpression(text))) {
            if (node instanceof Expression expression) {
                refuseIf(WritableExpressions.OF_MAPPINGS.problemAsWritten(expression));
            }
        }
    }

    static void check(Expression root) throws UnfitExpression {
        for (TreeNode<?> node : parts(root)) {
            if (node instanceof Expression expression) {
                checkOne(expression);
            }
        }
    }

    private static void checkOne(Expression expression) throws UnfitExpression {
        if (expression instanceof SubqueryExpression || expression instanceof InSubquery) {
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
        boolean allowedInQueries =
                WritableExpressions.OF_QUERIES.problemAsResolved(expression).isEmpty();
        Optional<String> problem = WritableExpressions.OF_MAPPINGS.problemAsResolved(expression);
        if (!expression.deterministic() || problem.isPresent() && allowedInQueries) {
            throw new UnfitExpression("the same row would give another event in every run");
        }
        refuseIf(problem);
        CostGuard.check(expression);
        if (expression instanceof Cast cast && NumberGuard.readsInside(cast)) {
            throw new UnfitExpression(
                    "it reads decimals out of texts inside of something, which may be too long for that."
                            + " Cast the texts themselves, those of an array with transform");
        }
        if (readsMomentsInside(expression)) {
            throw new UnfitExpression(
                    "it reads times out of texts inside of something, and of a time of day it would make one of"
                            + " today. Cast the text itself to a timestamp");
        }
    }

    /** Of what is inside no text can be looked at first. */
    private static boolean readsMomentsInside(Expression expression) {
        if (expression instanceof VariantGet get) {
            return get.dataType().existsRecursively(AllowedExpressions::isTimestamp);
        }
        if (expression instanceof JsonToStructs || expression instanceof CsvToStructs) {
            return expression.dataType().existsRecursively(AllowedExpressions::isTimestamp)
                    && expression.productIterator().toList().forall(part -> !saysHowTimesAreWritten(part));
        }
        return expression instanceof Cast cast
                && !(cast.child().dataType() instanceof StringType)
                && cast.dataType().existsRecursively(AllowedExpressions::isTimestamp)
                && cast.child().dataType().existsRecursively(AllowedExpressions::isText);
    }

    private static boolean saysHowTimesAreWritten(Object part) {
        return part instanceof scala.collection.Map<?, ?> options
                && CollectionConverters.asJava(options).keySet().stream()
                        .anyMatch(name -> "timestampformat".equalsIgnoreCase(String.valueOf(name)));
    }

    private static boolean isTimestamp(DataType type) {
        return type.equals(DataTypes.TimestampType) || type.equals(DataTypes.TimestampNTZType);
    }

    private static boolean isText(DataType type) {
        return type instanceof StringType || type instanceof VariantType;
    }

    private static List<TreeNode<?>> parts(Expression root) {
        List<TreeNode<?>> parts = new ArrayList<>();
        WritableExpressions.walk(root, parts::add);
        return parts;
    }

    private static void refuseIf(Optional<String> problem) throws UnfitExpression {
        if (problem.isPresent()) {
            throw new UnfitExpression(problem.get());
        }
    }

    /** Spark computes a constant text before it casts it, and takes words for the moment at which it does so. */
    private static boolean isCastOfMoment(Expression expression) {
        return expression instanceof Cast cast
                && MOMENTS.contains(cast.dataType())
                && cast.child().dataType() instanceof StringType
                && cast.child().foldable()
                && !(cast.child() instanceof Literal literal && isFixed(literal));
    }

    private static boolean isFixed(Literal text) {
        return text.value() == null
                || BEGINS_WITH_A_YEAR.matcher(text.value().toString().strip()).matches();
    }

    /** Returns the texts of literals with a type before them: Spark makes constants of these, which no longer tell of what. */
    private static List<String> typedMoments(String text) {
        List<String> found = new ArrayList<>();
        SqlBaseLexer lexer = new SqlBaseLexer(new UpperCaseCharStream(CharStreams.fromString(text)));
        SqlBaseParser tree = new SqlBaseParser(new CommonTokenStream(lexer));
        lexer.removeErrorListeners();
        tree.removeErrorListeners();
        ParseTreeWalker.DEFAULT.walk(
                new SqlBaseParserBaseListener() {
                    @Override
                    public void enterTypeConstructor(TypeConstructorContext literal) {
                        String type = literal.literalType().getText().toUpperCase(Locale.ROOT);
                        if (type.startsWith("DATE") || type.startsWith("TIME")) {
                            ParserRuleContext quoted = literal.singleStringLitWithoutMarker();
                            if (quoted != null && quoted.exception == null) {
                                found.add(text(quoted));
                            }
                        }
                    }
                },
                tree.singleExpression());
        return found;
    }

    private static String text(ParserRuleContext part) {
        return part.getStart()
                .getInputStream()
                .getText(Interval.of(
                        part.getStart().getStartIndex(), part.getStop().getStopIndex()));
    }
}
