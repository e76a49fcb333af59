package org.crmlake.jobs.value;

import java.time.LocalDate;
import java.util.List;
import org.crmlake.jobs.JobOption;
import org.crmlake.jobs.ScoreOptions;
import org.crmlake.jobs.btyd.ModelKind;

/** What {@link ChurnJob} takes beside the date; other jobs of this package share some. */
public final class ChurnOptions {
    /** The name of the job. */
    public static final String JOB = "churn";

    /** Which model. */
    public static final JobOption<ModelKind> MODEL = JobOption.choice(
                    "model",
                    "NAME",
                    "The model of purchases: bg-nbd, mbg-nbd or pareto-nbd.",
                    List.of(ModelKind.values()))
            .otherwise("bg-nbd");

    static final JobOption<LocalDate> TRAIN_UNTIL = JobOption.date(
            "train-until", "The last day the model learns from; without it, the day before the one of --as-of.");

    /** The unit of times. */
    public static final JobOption<Period> PERIOD = JobOption.choice(
                    "period",
                    "UNIT",
                    "The unit of the model's times and of the horizon: day or week.",
                    List.of(Period.values()))
            .otherwise("week");

    /** How far to look. */
    public static final JobOption<Integer> HORIZON = JobOption.wholeNumber(
                    "horizon", "N", "How many periods to look ahead.", 1, 10_000)
            .otherwise("13");

    static final JobOption<String> USE =
            JobOption.text("use", "MODEL_ID", "Score with this model of `crmlake models list` instead of fitting one.");

    static final JobOption<Double> MAX_DRIFT = JobOption.number(
            "max-drift",
            "PSI",
            "Write nothing and end with exit code 4 if the customers have drifted further than this from those that the model"
                    + " has learned from.",
            0,
            1000);

    /** All of them. */
    public static final List<JobOption<?>> ALL =
            List.of(MODEL, TRAIN_UNTIL, PERIOD, HORIZON, USE, MAX_DRIFT, ScoreOptions.LAKE_ONLY);

    private ChurnOptions() {}
}
