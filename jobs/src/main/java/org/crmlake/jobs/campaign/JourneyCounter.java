package org.crmlake.jobs.campaign;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;
import org.apache.spark.unsafe.types.UTF8String;
import org.crmlake.jobs.campaign.attribution.AttributionSettings;
import org.crmlake.jobs.campaign.attribution.Journey;
import org.crmlake.jobs.campaign.attribution.JourneyTally;
import org.crmlake.jobs.campaign.statistics.PoissonWeights;

/**
 * Cuts the steps of customers into journeys and adds them up; runs in the tasks, one tally each. A journey ends with a conversion
 * and holds the touches since the last one that are not too old; what follows the last conversion is a journey that led nowhere.
 */
final class JourneyCounter implements MapPartitionsFunction<Row, JourneyTally> {
    private static final long serialVersionUID = 1;
    private static final double MILLIS_A_DAY = 86_400_000;

    private final List<String> channels;
    private final AttributionSettings settings;
    private final double lookBackMillis;
    private final long firstMilli;

    /**
     * A counter.
     *
     * @param firstMilli from when on a journey without a conversion counts
     */
    JourneyCounter(List<String> channels, AttributionSettings settings, int lookBackDays, long firstMilli) {
        this.channels = new ArrayList<>(channels);
        this.settings = settings;
        this.lookBackMillis = lookBackDays * MILLIS_A_DAY;
        this.firstMilli = firstMilli;
    }

    @Override
    public Iterator<JourneyTally> call(Iterator<Row> customers) {
        JourneyTally tally = new JourneyTally(channels.size(), settings, settings.draws());
        Map<String, Integer> numbers =
                IntStream.range(0, channels.size()).boxed().collect(Collectors.toMap(channels::get, number -> number));
        double[] weights = new double[settings.draws() + 1];
        while (customers.hasNext()) {
            Row customer = customers.next();
            PoissonWeights.fill(settings.seed(), hash(customer.getString(0)), weights);
            add(customer.getList(1), numbers, tally, weights);
        }
        return List.of(tally).iterator();
    }

    private void add(List<Row> steps, Map<String, Integer> numbers, JourneyTally tally, double[] weights) {
        List<Row> touches = new ArrayList<>();
        for (Row step : steps) {
            if (step.getBoolean(1)) {
                tally.add(journey(touches, step.getLong(0), numbers, 1, step.getDecimal(3)), weights);
                touches.clear();
            } else {
                touches.add(step);
            }
        }
        if (!touches.isEmpty()) {
            long last = touches.get(touches.size() - 1).getLong(0);
            if (last >= firstMilli) {
                tally.add(journey(touches, last, numbers, 0, BigDecimal.ZERO), weights);
            }
        }
    }

    private Journey journey(
            List<Row> touches, long end, Map<String, Integer> numbers, int conversions, BigDecimal value) {
        List<Row> recent = touches.stream()
                .filter(touch -> end - touch.getLong(0) <= lookBackMillis)
                .toList();
        return new Journey(
                recent.stream()
                        .mapToInt(touch -> numbers.get(touch.getString(2)))
                        .toArray(),
                recent.stream()
                        .mapToDouble(touch -> (end - touch.getLong(0)) / MILLIS_A_DAY)
                        .toArray(),
                conversions,
                value,
                1 - conversions);
    }

    private static long hash(String customer) {
        UTF8String key = UTF8String.fromString(customer);
        long high = Murmur3_x86_32.hashUnsafeBytes(key.getBaseObject(), key.getBaseOffset(), key.numBytes(), 1);
        long low = Murmur3_x86_32.hashUnsafeBytes(key.getBaseObject(), key.getBaseOffset(), key.numBytes(), 2);
        return high << Integer.SIZE ^ low & 0xFFFFFFFFL;
    }
}
