package org.crmlake.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.regexp_replace;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Results of jobs as the text that profiles hold and definitions of segments compare. Both take it from here: a customer must be on the
 * same side of a bound in a run and in the answer for one.
 */
public final class ScoreText {
    /**
     * Chances and worths to a billionth. As a double writes itself, a chance of 1 in 100,000 has an exponent, and a text with an
     * exponent is no number to a segment.
     */
    private static final DataType PLAIN = DataTypes.createDecimalType(38, 9);

    private ScoreText() {}

    /** Returns the text of a column of a table with these columns; null where it is null, or no number that such a text can hold. */
    public static Column of(String column, StructType columns) {
        if (!columns.apply(column).dataType().equals(DataTypes.DoubleType)) {
            return col(column).cast(DataTypes.StringType);
        }
        return regexp_replace(col(column).try_cast(PLAIN).cast(DataTypes.StringType), "\\.?0+$", "");
    }
}
