package org.crmlake.lake;

import static org.crmlake.lake.LakeColumn.required;

import java.util.List;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Types.BooleanType;
import org.apache.iceberg.types.Types.DateType;
import org.apache.iceberg.types.Types.DoubleType;
import org.apache.iceberg.types.Types.IntegerType;
import org.apache.iceberg.types.Types.ListType;
import org.apache.iceberg.types.Types.LongType;
import org.apache.iceberg.types.Types.MapType;
import org.apache.iceberg.types.Types.StringType;

/** Models that were fitted: what was found, on which data, and how well it did. */
public final class ModelsTable {
    public static final String MODEL_ID = "model_id";
    public static final String MODEL = "model";
    public static final String TRAIN_UNTIL = "train_until";
    public static final String PERIOD = "period";
    public static final String PARAMETERS = "parameters";
    public static final String STANDARD_ERRORS = "standard_errors";
    public static final String LOG_COVARIANCE = "log_covariance";
    public static final String LOG_LIKELIHOOD = "log_likelihood";
    public static final String CUSTOMERS = "customers";
    public static final String DISTINCT_GROUPS = "distinct_groups";
    public static final String ITERATIONS = "iterations";
    public static final String CONVERGED = "converged";
    public static final String WARNINGS = "warnings";
    public static final String DATA_FINGERPRINT = "data_fingerprint";
    public static final String SHARES = "shares";
    public static final String METRICS = "metrics";
    public static final String CODE_VERSION = "code_version";

    private static final List<LakeColumn> COLUMNS = List.of(
            required(
                    MODEL_ID,
                    StringType.get(),
                    "Identity: the same model of the same data has the same, whenever it is fitted."),
            required(
                    MODEL,
                    StringType.get(),
                    "Which model: bg-nbd, mbg-nbd, pareto-nbd, gamma-gamma, or a classifier such as events-logistic."),
            required(TRAIN_UNTIL, DateType.get(), "The last day it has learned from."),
            required(PERIOD, StringType.get(), "The unit of its times: day or week."),
            required(
                    PARAMETERS,
                    numbers(),
                    "The parameters by name; of a classifier its coefficients, or how much each feature contributes."),
            required(
                    STANDARD_ERRORS,
                    numbers(),
                    "Their standard errors; none for a parameter at the edge of its space, or if the likelihood is flat."),
            required(
                    LOG_COVARIANCE,
                    ListType.ofRequired(1, DoubleType.get()),
                    "The covariance of the logarithms of the parameters, row by row; empty for a classifier."),
            required(
                    LOG_LIKELIHOOD,
                    DoubleType.get(),
                    "The log-likelihood of all customers; for a classifier, of those it was judged by."),
            required(CUSTOMERS, LongType.get(), "How many customers it has learned from."),
            required(DISTINCT_GROUPS, LongType.get(), "How many distinct histories they have."),
            required(ITERATIONS, IntegerType.get(), "How many steps the fit took."),
            required(CONVERGED, BooleanType.get(), "Whether the fit came to a top of the likelihood."),
            required(WARNINGS, ListType.ofRequired(1, StringType.get()), "What is not as it should be, in words."),
            required(
                    DATA_FINGERPRINT,
                    StringType.get(),
                    "SHA-256 of the distinct histories and their counts, in hexadecimal; for a classifier, of the sum of the hashes"
                            + " of its rows."),
            required(
                    SHARES,
                    numbers(),
                    "How the customers it has learned from are spread over bands of purchases, silence and age; drift is"
                            + " measured against it."),
            required(METRICS, numbers(), "Other measures by name."),
            required(CODE_VERSION, StringType.get(), "The version of crmlake that fitted it."));

    private static final Schema SCHEMA = LakeTable.schemaOf(COLUMNS);

    /** The definition of the table. */
    public static final LakeTable TABLE = new LakeTable(
            "models",
            "One row a model that was fitted.",
            COLUMNS,
            PartitionSpec.builderFor(SCHEMA).identity(MODEL_ID).build(),
            SortOrder.builderFor(SCHEMA).asc(MODEL_ID).build(),
            List.of(new TableProperty(
                    "write.distribution-mode", "none", "A commit writes one row; there is nothing to spread.")));

    private ModelsTable() {}

    private static MapType numbers() {
        return MapType.ofRequired(1, 2, StringType.get(), DoubleType.get());
    }
}
