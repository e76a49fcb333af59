package org.crmlake.jobs.supervised;

import java.util.List;
import org.crmlake.jobs.JobArguments;
import org.crmlake.jobs.JobOption;
import org.crmlake.jobs.ScoreOptions;
import org.crmlake.jobs.supervised.LearnerSettings.Balance;
import org.crmlake.jobs.supervised.LearnerSettings.CalibrationKind;
import org.crmlake.jobs.supervised.LearnerSettings.Learner;

/** What {@link ChurnSupervisedJob} and {@link ChurnTableJob} take beside the date. */
public final class ChurnSupervisedOptions {
    /** The name of the job that learns from events. */
    public static final String EVENTS_JOB = "churn-supervised";

    /** The name of the job that learns from a table. */
    public static final String TABLE_JOB = "churn-table";

    static final JobOption<Integer> LABEL_DAYS = JobOption.wholeNumber(
                    "label-days",
                    "DAYS",
                    "Who buys nothing for so many days has left; they are also how far ahead is predicted.",
                    1,
                    3650)
            .otherwise("90");

    static final JobOption<KnownBy> KNOWN_BY = JobOption.choice(
                    "known-by",
                    "MOMENT",
                    "When an event counts as known: received, or happened for history that was loaded afterwards.",
                    List.of(KnownBy.values()))
            .otherwise(KnownBy.RECEIVED.toString());

    static final JobOption<Learner> LEARNER = JobOption.choice(
                    "learner", "LEARNER", "What learns: logistic, or gbt for boosted trees.", List.of(Learner.values()))
            .otherwise(Learner.LOGISTIC.toString());

    static final JobOption<Balance> BALANCE = JobOption.choice(
                    "balance",
                    "HOW",
                    "Whether the rarer class weighs as much as the other: none or weights.",
                    List.of(Balance.values()))
            .otherwise(Balance.NONE.toString());

    static final JobOption<CalibrationKind> CALIBRATION = JobOption.choice(
                    "calibration",
                    "HOW",
                    "What makes probabilities of scores: none, platt or isotonic.",
                    List.of(CalibrationKind.values()))
            .otherwise(CalibrationKind.PLATT.toString());

    static final JobOption<Integer> TREES = JobOption.wholeNumber("trees", "N", "How many trees gbt boosts.", 1, 1000)
            .otherwise(Integer.toString(LearnerSettings.TREES));

    static final JobOption<String> TABLE = JobOption.text(
                    "table", "FILE", "The YAML file that declares the table, for instance conf/churn/telco.yaml.")
            .required();

    /** All of the job that learns from events. */
    public static final List<JobOption<?>> OF_EVENTS =
            List.of(LABEL_DAYS, KNOWN_BY, LEARNER, BALANCE, CALIBRATION, TREES, ScoreOptions.LAKE_ONLY);

    /** All of the job that learns from a table. */
    public static final List<JobOption<?>> OF_TABLE =
            List.of(TABLE, LEARNER, BALANCE, CALIBRATION, TREES, ScoreOptions.LAKE_ONLY);

    private ChurnSupervisedOptions() {}

    static LearnerSettings settings(JobArguments arguments) {
        return new LearnerSettings(
                arguments.value(LEARNER),
                arguments.value(BALANCE),
                arguments.value(CALIBRATION),
                arguments.value(TREES));
    }
}
