package org.crmlake.model.segment;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The customer took some steps one after the other within a window: each strictly later than the one before.
 *
 * @param steps at least one
 * @param within how long all steps together may take, or null for any time
 * @param notFollowedBy what must not come after the last step, or null
 */
public record Sequence(List<Step> steps, Span within, After notFollowedBy, Window in) implements Leaf {
    static final String TYPE = "sequence";
    private static final int MOST_STEPS = 20;

    /** A month after a day and a month before the day that gives may be days apart: months differ by three days. */
    private static final Duration CALENDAR_SLACK = Duration.ofDays(4);

    /**
     * One step.
     *
     * @param within how long after the step before, at most and inclusive; or null for any time
     * @param without what must not happen strictly between the step before and this one, or null
     * @param same the values that must be those of an earlier step
     */
    public record Step(EventFilter event, Span within, EventFilter without, List<Same> same) implements Serializable {
        public Step {
            same = List.copyOf(same);
        }
    }

    /**
     * A value that two steps share; neither may lack it.
     *
     * @param step the earlier step, from 0
     */
    public record Same(EventField field, int step) implements Serializable {}

    /**
     * What must not come after the last step. With a time limit the answer is known when the time is over, and nobody matches
     * before.
     *
     * @param within how long after the last step, inclusive; or null for up to the moment asked for
     */
    public record After(EventFilter event, Span within, List<Same> same) implements Serializable {
        public After {
            same = List.copyOf(same);
        }
    }

    public Sequence {
        steps = List.copyOf(steps);
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Finding test(CustomerHistory history, AsOf asOf) {
        Optional<List<Occurrence>> found = new SequenceSearch(this, history, asOf).find();
        return new Finding(found.isPresent(), found.isPresent() ? "found" : "not found", found.orElse(List.of()));
    }

    @Override
    public Inputs inputs() {
        Inputs inputs = Inputs.NONE;
        for (Step step : steps) {
            inputs = inputs.and(in.inputs(step.event()));
            if (step.without() != null) {
                inputs = inputs.and(Inputs.of(step.without()));
            }
            inputs = inputs.and(fields(step.same()));
        }
        if (notFollowedBy != null) {
            inputs = inputs.and(Inputs.of(notFollowedBy.event())).and(fields(notFollowedBy.same()));
            if (notFollowedBy.within() != null) {
                inputs = inputs.and(Inputs.edge(
                        new Bound.Ago(notFollowedBy.within()),
                        steps.get(steps.size() - 1).event(),
                        CALENDAR_SLACK));
            }
        }
        return inputs;
    }

    private static Inputs fields(List<Same> same) {
        return same.stream().map(one -> Inputs.field(one.field())).reduce(Inputs.NONE, Inputs::and);
    }

    static Leaf read(Settings settings) {
        List<Step> steps = new ArrayList<>();
        for (Settings step : settings.list("steps")) {
            steps.add(step(step, steps.size()));
            step.close();
        }
        if (steps.isEmpty() || steps.size() > MOST_STEPS) {
            settings.problem("steps", "there are " + steps.size() + ". Write from 1 to " + MOST_STEPS);
        }
        Span within = settings.span("within").orElse(null);
        After after = settings.section("not_followed_by")
                .map(section -> {
                    After read = new After(
                            EventFilter.read(section),
                            section.span("within").orElse(null),
                            same(section, steps.size()));
                    section.close();
                    return read;
                })
                .orElse(null);
        return new Sequence(steps, within, after, settings.window("in"));
    }

    private static Step step(Settings step, int place) {
        EventFilter event = EventFilter.read(step);
        Optional<Span> within = step.span("within");
        Optional<EventFilter> without = step.section("without").map(section -> {
            EventFilter read = EventFilter.read(section);
            section.close();
            return read;
        });
        if (place == 0) {
            for (String word : List.of("within", "without", "same")) {
                if (step.has(word)) {
                    step.problem(word, "the first step has no step before it");
                }
            }
        }
        return new Step(event, within.orElse(null), without.orElse(null), place == 0 ? List.of() : same(step, place));
    }

    private static List<Same> same(Settings settings, int place) {
        List<Same> all = new ArrayList<>();
        for (Settings one : settings.list("same")) {
            Optional<EventField> field = one.field("field");
            int step = one.requiredCount("step");
            if (step > place) {
                one.problem("step", "step " + step + " is not before this one. Steps count from 1");
            } else if (field.isPresent()) {
                all.add(new Same(field.get(), step - 1));
            }
            one.close();
        }
        return all;
    }
}
