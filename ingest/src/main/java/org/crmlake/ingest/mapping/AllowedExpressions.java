package org.crmlake.ingest.mapping;

import org.apache.spark.sql.catalyst.expressions.CallMethodViaReflection;
import org.apache.spark.sql.catalyst.expressions.CurrentDate;
import org.apache.spark.sql.catalyst.expressions.CurrentTimestampLike;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Generator;
import org.apache.spark.sql.catalyst.expressions.LocalTimestamp;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.TryReflect;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What a mapping may say: plain functions of one row. The same row must give the same event in every run, and a mapping file
 * must not be a way to run Java methods or to read other tables.
 */
final class AllowedExpressions {
    private AllowedExpressions() {}

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
                || expression instanceof LocalTimestamp) {
            throw new UnfitExpression(
                    "it asks for the current time, so the same row would give another event tomorrow");
        }
        for (Expression child : CollectionConverters.asJava(expression.children())) {
            check(child);
        }
        if (!expression.deterministic()) {
            throw new UnfitExpression("the same row would give another event in every run");
        }
    }
}
