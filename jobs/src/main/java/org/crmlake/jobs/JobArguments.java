package org.crmlake.jobs;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.crmlake.jobs.JobOption.Presence;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/**
 * What one run is asked for.
 *
 * @param asOf the date that the result is true for: what happened before its midnight UTC counts
 * @param options what was written for the job's own options, by name; {@link #value} reads it
 */
public record JobArguments(LocalDate asOf, Map<String, String> options) {
    public JobArguments {
        requireNonNull(asOf, "asOf is null");
        options = Map.copyOf(options);
    }

    /** What is asked of a job that leaves all its options at what they are. */
    public JobArguments(LocalDate asOf) {
        this(asOf, Map.of());
    }

    /**
     * Returns the arguments of a run, after a look at every option.
     *
     * @param declared the options that the job has, see {@link JobOptions#of}
     * @param given what was written for options, by name
     * @throws CrmException USAGE if one is unknown, missing or cannot be read
     */
    public static JobArguments of(String job, LocalDate asOf, List<JobOption<?>> declared, Map<String, String> given) {
        Map<String, JobOption<?>> known =
                declared.stream().collect(Collectors.toMap(JobOption::name, option -> option));
        new TreeMap<>(given).forEach((name, text) -> {
            JobOption<?> option = known.get(name);
            if (option == null) {
                throw refused(job, "it has no option --" + Printable.of(name));
            }
            try {
                option.read(text);
            } catch (IllegalArgumentException e) {
                throw refused(job, e.getMessage());
            }
        });
        for (JobOption<?> option : declared) {
            if (option.presence() == Presence.REQUIRED && !given.containsKey(option.name())) {
                throw refused(job, "it needs --" + option.name() + " " + option.label());
            }
        }
        return new JobArguments(asOf, given);
    }

    /** Returns these arguments with one more option, or another value for it. */
    public JobArguments with(JobOption<?> option, String text) {
        option.read(text);
        Map<String, String> more = new TreeMap<>(options);
        more.put(option.name(), text);
        return new JobArguments(asOf, more);
    }

    /** Returns the value of an option that is required, has a fallback or is a flag. */
    public <T> T value(JobOption<T> option) {
        return find(option)
                .orElseThrow(
                        () -> new IllegalArgumentException("--" + option.name() + " is not given and has no fallback"));
    }

    /** Returns the value of an option, or empty if it is neither given nor has a fallback. */
    public <T> Optional<T> find(JobOption<T> option) {
        return Optional.ofNullable(options.get(option.name()))
                .or(option::fallback)
                .map(option::read);
    }

    private static CrmException refused(String job, String reason) {
        return new CrmException(
                Kind.USAGE,
                "Cannot run job '" + job + "': " + reason + ". See `crmlake run --help` for what it takes.");
    }
}
