package org.crmlake.jobs;

/** What all jobs take that score customers. */
public final class ScoreOptions {
    /** Whether the profiles are left alone. */
    public static final JobOption<Boolean> LAKE_ONLY = JobOption.flag(
            "lake-only",
            "Write the lake and leave the profiles as they are, for instance for a date of which they hold something newer.");

    /** Whose orders count. */
    public static final JobOption<String> CURRENCY = JobOption.of(
            "currency",
            "CODE",
            "Count orders in this currency, by its ISO 4217 code, and those without one; leave others out.",
            text -> {
                if (!text.matches("[A-Z]{3}")) {
                    throw new IllegalArgumentException("which is no code of three capital letters like EUR");
                }
                return text;
            });

    private ScoreOptions() {}
}
