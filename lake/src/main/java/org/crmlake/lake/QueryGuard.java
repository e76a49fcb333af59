package org.crmlake.lake;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.analysis.RelationTimeTravel;
import org.apache.spark.sql.catalyst.analysis.UnresolvedHaving;
import org.apache.spark.sql.catalyst.analysis.UnresolvedInlineTable;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedSubqueryColumnAliases;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTVFAliases;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableValuedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationRef;
import org.apache.spark.sql.catalyst.plans.logical.Distinct;
import org.apache.spark.sql.catalyst.plans.logical.Except;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.Intersect;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LateralJoin;
import org.apache.spark.sql.catalyst.plans.logical.LimitAll;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Offset;
import org.apache.spark.sql.catalyst.plans.logical.OneRowRelation;
import org.apache.spark.sql.catalyst.plans.logical.Pivot;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Range;
import org.apache.spark.sql.catalyst.plans.logical.Sample;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.logical.UnionLoopRef;
import org.apache.spark.sql.catalyst.plans.logical.Unpivot;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedHint;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import org.apache.spark.sql.catalyst.plans.logical.WithWindowDefinition;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.crmlake.model.Printable;
import org.crmlake.model.Tenant;

/**
 * Turns down every statement that is not a plain query over one tenant's tables. It lists what is allowed, so a kind of
 * statement that a later Spark learns is refused until somebody has looked at it.
 */
final class QueryGuard {
    private static final Set<Class<?>> OPERATORS_AS_WRITTEN = Set.of(
            Aggregate.class,
            Distinct.class,
            Except.class,
            Filter.class,
            Generate.class,
            GlobalLimit.class,
            Intersect.class,
            Join.class,
            LateralJoin.class,
            LimitAll.class,
            LocalLimit.class,
            LocalRelation.class,
            Offset.class,
            OneRowRelation.class,
            Pivot.class,
            Project.class,
            RelationTimeTravel.class,
            Sample.class,
            Sort.class,
            SubqueryAlias.class,
            Union.class,
            Unpivot.class,
            UnresolvedHaving.class,
            UnresolvedHint.class,
            UnresolvedInlineTable.class,
            UnresolvedRelation.class,
            UnresolvedSubqueryColumnAliases.class,
            UnresolvedTVFAliases.class,
            UnresolvedTableValuedFunction.class,
            UnresolvedWith.class,
            WithWindowDefinition.class);

    private static final Set<String> TABLE_FUNCTIONS = Set.of(
            "explode",
            "explode_outer",
            "inline",
            "inline_outer",
            "json_tuple",
            "posexplode",
            "posexplode_outer",
            "range",
            "stack");

    /** A part that is more than a word could be a path: Iceberg opens a table name with slashes as a folder. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Tenant tenant;

    QueryGuard(Tenant tenant) {
        this.tenant = tenant;
    }

    /** Checks what the parser made of the text, before Spark looks up any table or function. */
    void checkAsWritten(LogicalPlan statement) {
        WritableExpressions.walk(statement, node -> {
            if (node instanceof LogicalPlan plan) {
                checkOperator(plan);
            } else if (node instanceof Expression expression) {
                refuseIf(WritableExpressions.OF_QUERIES.problemAsWritten(expression));
            }
        });
    }

    private void checkOperator(LogicalPlan plan) {
        if (!OPERATORS_AS_WRITTEN.contains(plan.getClass())) {
            throw LakeQuery.refused(
                    "only SELECT statements may read the lake, and this one has a "
                            + plan.getClass().getSimpleName().replace("$", ""),
                    "Write a single SELECT",
                    null);
        }
        if (plan instanceof UnresolvedRelation relation) {
            checkTable(asJava(relation.multipartIdentifier()));
            if (relation.isStreaming()) {
                throw LakeQuery.refused("it reads a table as a stream", "Leave out the word STREAM", null);
            }
            if (!relation.options().isEmpty()) {
                throw LakeQuery.refused("it gives a table options", "Leave out the WITH behind the table", null);
            }
        }
        if (plan instanceof UnresolvedTableValuedFunction function) {
            List<String> name = asJava(function.name());
            if (name.size() != 1 || !TABLE_FUNCTIONS.contains(name.get(0).toLowerCase(Locale.ROOT))) {
                refuseIf(Optional.of(
                        "function " + Printable.of(String.join(".", name)) + " is not among those that may be called"));
            }
        }
    }

    /** Checks what Spark made of the statement, so that no name can mean something else than it seems to. */
    void checkAsResolved(LogicalPlan result) {
        WritableExpressions.walk(result, node -> {
            if (node instanceof LogicalPlan plan && plan.children().isEmpty() && !isOfTenant(plan)) {
                throw LakeQuery.refused(
                        "it reads " + Printable.of(plan.nodeName()) + ", which is not a table of tenant " + tenant,
                        "The tables are " + LakeQuery.tableNames(),
                        null);
            }
            if (node instanceof Expression expression) {
                refuseIf(WritableExpressions.OF_QUERIES.problemAsResolved(expression));
            }
        });
    }

    private static void refuseIf(Optional<String> problem) {
        if (problem.isPresent()) {
            throw LakeQuery.refused(problem.get(), "Leave it out; docs/queries.md tells what may be written", null);
        }
    }

    /** Allowed are {@code table}, {@code namespace.table}, {@code lake.namespace.table}, and metadata tables of the last two. */
    private void checkTable(List<String> name) {
        List<String> rest = name.get(0).equals(LakeSettings.CATALOG_NAME) ? name.subList(1, name.size()) : name;
        boolean words = name.stream().allMatch(part -> WORD.matcher(part).matches());
        boolean inNamespace =
                rest.size() >= 2 && rest.size() <= 3 && rest.get(0).equals(tenant.namespace());
        if (!words || name.size() > 1 && !inNamespace) {
            throw LakeQuery.refused(
                    "'" + Printable.of(String.join(".", name)) + "' is not a table of tenant " + tenant,
                    "The tables are " + LakeQuery.tableNames(),
                    null);
        }
    }

    private boolean isOfTenant(LogicalPlan leaf) {
        if (leaf instanceof DataSourceV2Relation relation) {
            return relation.catalog().exists(catalog -> catalog.name().equals(LakeSettings.CATALOG_NAME))
                    && relation.identifier()
                            .exists(name ->
                                    name.namespace().length > 0 && name.namespace()[0].equals(tenant.namespace()));
        }
        return leaf instanceof LocalRelation
                || leaf instanceof OneRowRelation
                || leaf instanceof Range
                || leaf instanceof CTERelationRef
                || leaf instanceof UnionLoopRef;
    }
}
