package org.crmlake.ingest.mapping;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.LeafNode;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.crmlake.ingest.mapping.CompiledMapping.CompiledEvent;
import org.crmlake.lake.ForcedSettings;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Has Spark resolve and optimise the expressions of a mapping against the columns of the input, before a row is read: a
 * misspelt column or function is an error of the mapping, not of a million rows. All problems are reported at once.
 *
 * <p>The expressions are kept as Spark's own, and not run as a query, because a query knows only two answers to a bad cast:
 * the death of the job or a silent null. Evaluated row by row, a bad cast is the rejection of that row, with Spark's reason.
 */
public final class MappingCompiler {
    private final String origin;
    private final ParserInterface parser;
    private final Dataset<Row> noRows;
    private final List<String> problems = new ArrayList<>();

    private MappingCompiler(SparkSession spark, String origin, StructType columns) {
        this.origin = origin;
        this.parser = ((org.apache.spark.sql.classic.SparkSession) spark)
                .sessionState()
                .sqlParser();
        // An empty RDD and not an empty list: the optimiser would fold the latter away, and the expressions with it.
        this.noRows = spark.createDataFrame(
                org.apache.spark.api.java.JavaSparkContext.fromSparkContext(
                                ((org.apache.spark.sql.classic.SparkSession) spark).sparkContext())
                        .<Row>emptyRDD(),
                columns);
    }

    /**
     * Returns {@code mapping} resolved against {@code columns}.
     *
     * @param origin what messages call the mapping
     * @throws org.crmlake.model.CrmException of kind CONFIG if an expression does not compile, names a column that the input
     *     lacks, or is not a plain function of one row; or if the session has not what {@link ForcedSettings} names
     */
    public static CompiledMapping compile(SparkSession spark, String origin, Mapping mapping, StructType columns) {
        ForcedSettings.check(spark);
        return new MappingCompiler(spark, origin, columns).compile(mapping);
    }

    private CompiledMapping compile(Mapping mapping) {
        Expression filter = mapping.filter()
                .map(text -> resolve("filter", text, DataTypes.BooleanType))
                .orElse(null);
        List<CompiledEvent> events = new ArrayList<>();
        for (int i = 0; i < mapping.events().size(); i++) {
            String where = mapping.events().size() == 1 ? "" : "events[" + i + "].";
            events.add(event(where, mapping.events().get(i)));
        }
        if (!problems.isEmpty()) {
            throw MappingProblems.exception(origin, problems);
        }
        List<Attribute> columns = CollectionConverters.asJava(
                classic(noRows).queryExecution().analyzed().output());
        return new CompiledMapping(List.copyOf(columns), filter, events);
    }

    private CompiledEvent event(String where, EventTemplate template) {
        Expression condition = template.when()
                .map(text -> resolve(where + "when", text, DataTypes.BooleanType))
                .orElse(null);
        List<Expression> fields = new ArrayList<>();
        Map<EventField, String> given = template.fields();
        for (EventField field : EventField.values()) {
            fields.add(resolve(where + field.text(), given.getOrDefault(field, "null"), field.type()));
        }
        return new CompiledEvent(condition, fields);
    }

    /** Returns the expression, or null once its problem is noted. */
    private Expression resolve(String where, String text, DataType type) {
        try {
            AllowedExpressions.check(text, parser);
            Column column = functions.expr(text).cast(type).as("value");
            Dataset<Row> projected = noRows.select(column);
            LogicalPlan analyzed = classic(projected).queryExecution().analyzed();
            // What looks at several rows is a plan of its own below the projection.
            if (!(analyzed instanceof Project project) || !(project.child() instanceof LeafNode)) {
                throw new UnfitExpression("it is not a plain function of one row");
            }
            AllowedExpressions.check(analyzed.expressions().head());
            Expression value = value(classic(projected).queryExecution().optimizedPlan());
            return TextGuard.guarded(StepGuard.guarded(value));
        } catch (UnfitExpression e) {
            problems.add(where + " `" + text + "`: " + e.getMessage());
        } catch (Exception e) {
            // Spark's checked AnalysisException is invisible to Java, and constant folding throws anything.
            problems.add(where + " `" + text + "`: " + (e instanceof AnalysisException ? "" : "it always fails: ")
                    + SparkMessage.of(e));
        }
        return null;
    }

    /**
     * Returns the one expression of an optimised projection. What occurs twice in it, as in {@code nullif}, is a projection of its own
     * below; here it is put back where it is asked for.
     */
    private static Expression value(LogicalPlan optimized) throws UnfitExpression {
        Map<ExprId, Expression> named = new HashMap<>();
        Expression value = optimized.expressions().head();
        LogicalPlan plan = optimized;
        while (plan instanceof Project project) {
            for (NamedExpression expression : CollectionConverters.asJava(project.projectList())) {
                if (expression instanceof Alias alias) {
                    named.put(alias.exprId(), alias.child());
                }
            }
            plan = project.child();
        }
        if (!(plan instanceof LeafNode)) {
            throw new UnfitExpression("it is not a plain function of one row");
        }
        return inlined(value instanceof Alias alias ? alias.child() : value, named);
    }

    private static Expression inlined(Expression expression, Map<ExprId, Expression> named) {
        if (expression instanceof Attribute attribute && named.containsKey(attribute.exprId())) {
            return inlined(named.get(attribute.exprId()), named);
        }
        List<Expression> before = CollectionConverters.asJava(expression.children());
        List<Expression> children =
                before.stream().map(child -> inlined(child, named)).toList();
        return children.equals(before)
                ? expression
                : (Expression) expression.withNewChildren(
                        CollectionConverters.asScala(children).toSeq());
    }

    private static org.apache.spark.sql.classic.Dataset<Row> classic(Dataset<Row> rows) {
        return (org.apache.spark.sql.classic.Dataset<Row>) rows;
    }
}
