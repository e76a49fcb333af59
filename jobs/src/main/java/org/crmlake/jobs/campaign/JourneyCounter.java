package org.crmlake.jobs.campaign;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
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
 * The lines of an order are one conversion, at the time of the last one and worth what is left after returns; an order that was
 * given back as a whole is none.
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
     * @param firstMilli from when on a journey counts; a conversion before it uses its touches up and counts not
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

    /** What is known of an order while its lines are walked over. */
    private static final class Order {
        private BigDecimal worth = BigDecimal.ZERO;
        private int linesToCome;
        private boolean returned;

        boolean isConversion() {
            return !returned || worth.signum() > 0;
        }
    }

    private static Map<String, Order> orders(List<Row> steps) {
        Map<String, Order> orders = new HashMap<>();
        for (Row step : steps) {
            int kind = step.getInt(1);
            if (kind != JourneysTransform.TOUCH) {
                Order order = orders.computeIfAbsent(step.getString(2), missing -> new Order());
                boolean isReturn = kind == JourneysTransform.RETURN;
                order.worth = isReturn ? order.worth.subtract(step.getDecimal(4)) : order.worth.add(step.getDecimal(4));
                order.linesToCome += isReturn ? 0 : 1;
                order.returned |= isReturn;
            }
        }
        return orders;
    }

    private void add(List<Row> steps, Map<String, Integer> numbers, JourneyTally tally, double[] weights) {
        Map<String, Order> orders = orders(steps);
        List<Row> touches = new ArrayList<>();
        for (Row step : steps) {
            if (step.getInt(1) == JourneysTransform.TOUCH) {
                touches.add(step);
            } else if (step.getInt(1) == JourneysTransform.LINE) {
                Order order = orders.get(step.getString(2));
                order.linesToCome--;
                if (order.linesToCome == 0 && order.isConversion()) {
                    if (step.getLong(0) >= firstMilli) {
                        tally.add(journey(touches, step.getLong(0), numbers, 1, order.worth), weights);
                    }
                    touches.clear();
                }
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
                        .mapToInt(touch -> numbers.get(touch.getString(3)))
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
