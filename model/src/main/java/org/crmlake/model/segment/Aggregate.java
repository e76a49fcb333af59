package org.crmlake.model.segment;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.crmlake.model.segment.EventFilter.FieldTest;

/**
 * A measure of a field over events lies where it should. Values that are missing, or no number where one is needed, are left
 * out. The sum, the count and the number of different values of nothing are 0; of nothing there is no average, smallest or largest.
 */
public record Aggregate(EventFilter event, Measure measure, EventField of, NumberTest test, Window in) implements Leaf {
    static final String TYPE = "aggregate";

    /** What is worked out from the values. */
    public enum Measure {
        COUNT,
        SUM,
        AVG,
        MIN,
        MAX,
        DISTINCT;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Finding test(CustomerHistory history, AsOf asOf) {
        List<Occurrence> found = history.matching(event, in.period(history, asOf));
        return switch (measure) {
            case COUNT ->
                counted(found, found.stream().filter(e -> e.value(of) != null).count());
            case DISTINCT -> counted(found, distinct(found));
            case SUM -> summed(found);
            case AVG -> averaged(found);
            case MIN, MAX -> extreme(found);
        };
    }

    @Override
    public Inputs inputs() {
        return in.inputs(event).and(Inputs.field(of));
    }

    private Finding counted(List<Occurrence> found, long count) {
        return new Finding(test.holds(BigDecimal.valueOf(count)), count, found);
    }

    private long distinct(List<Occurrence> found) {
        Set<String> values = new HashSet<>();
        for (Occurrence event : found) {
            if (event.value(of) != null) {
                values.add(event.value(of));
            }
        }
        return values.size();
    }

    private Finding summed(List<Occurrence> found) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Occurrence event : found) {
            BigDecimal value = Numbers.parse(event.value(of));
            sum = value == null ? sum : sum.add(value);
        }
        return new Finding(test.holds(sum), sum, found);
    }

    private Finding averaged(List<Occurrence> found) {
        BigDecimal sum = BigDecimal.ZERO;
        int count = 0;
        for (Occurrence event : found) {
            BigDecimal value = Numbers.parse(event.value(of));
            if (value != null) {
                sum = sum.add(value);
                count++;
            }
        }
        if (count == 0) {
            return new Finding(false, null, found);
        }
        BigDecimal parts = BigDecimal.valueOf(count);
        // Shown rounded, compared exactly.
        return new Finding(test.holds(sum, parts), sum.divide(parts, MathContext.DECIMAL64), found);
    }

    private Finding extreme(List<Occurrence> found) {
        BigDecimal best = null;
        for (Occurrence event : found) {
            BigDecimal value = Numbers.parse(event.value(of));
            if (value != null && (best == null || (measure == Measure.MIN) == value.compareTo(best) < 0)) {
                best = value;
            }
        }
        return new Finding(best != null && test.holds(best), best, found);
    }

    static Leaf read(Settings settings) {
        EventFilter event = EventFilter.read(settings);
        Measure measure =
                settings.choice("measure", Measure.values(), Measure::text).orElse(Measure.COUNT);
        EventField of = settings.field("of").orElse(new EventField(EventField.AMOUNT));
        String currency = settings.text("currency");
        boolean money = of.name().equals(EventField.AMOUNT) && measure != Measure.COUNT && measure != Measure.DISTINCT;
        if (currency != null) {
            event = with(
                    event, new FieldTest(new EventField(EventField.CURRENCY), new ValueTest.OneOf(Set.of(currency))));
        } else if (money) {
            settings.problem("currency", "it is missing: amounts of different currencies cannot be added or compared");
        }
        Optional<NumberTest> test = NumberTest.read(settings);
        if (test.isEmpty() && NumberTest.WORDS.stream().noneMatch(settings::has)) {
            settings.problem("", "it compares with nothing. Use at_least, more_than, at_most or less_than");
        }
        return new Aggregate(
                event, measure, of, test.orElse(new NumberTest(null, true, null, true)), settings.window("in"));
    }

    private static EventFilter with(EventFilter event, FieldTest test) {
        List<FieldTest> tests = new ArrayList<>(event.where());
        tests.add(test);
        return new EventFilter(new TreeSet<>(event.names()), event.kind(), tests);
    }
}
