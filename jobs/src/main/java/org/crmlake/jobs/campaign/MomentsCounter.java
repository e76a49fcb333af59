package org.crmlake.jobs.campaign;

import static org.apache.spark.sql.functions.col;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Adds up what the statistics need of each arm, in one pass whatever the number of covariates; runs in the tasks, one tally each. Means
 * and products of deviations are kept up value by value and put together by the formulas of T. F. Chan, G. H. Golub and R. J. LeVeque,
 * Algorithms for computing the sample variance, The American Statistician 37 (1983), which lose no digits.
 */
final class MomentsCounter implements FlatMapFunction<Iterator<Row>, MomentsCounter.Tally> {
    private static final long serialVersionUID = 1;

    /** Amounts have so many decimals, and so have their sums. */
    private static final int SCALE = 4;

    private final int outcomes;
    private final int columns;

    private MomentsCounter(int outcomes, int columns) {
        this.outcomes = outcomes;
        this.columns = columns;
    }

    /** What is known of each arm of some customers. */
    static final class Tally implements Serializable {
        private static final long serialVersionUID = 1;

        private final TreeMap<String, Sums> arms = new TreeMap<>();

        private void add(Tally other) {
            other.arms.forEach((arm, sums) -> arms.merge(arm, sums, Sums::add));
        }
    }

    /** What is known of one arm: of {@code columns} columns, the first ones of which are outcomes. */
    static final class Sums implements Serializable {
        private static final long serialVersionUID = 1;

        private long customers;
        private long moved;
        private final double[] means;
        /** The sum of the products of two columns' deviations from their means, at the larger index first. */
        private final double[][] products;

        private final BigDecimal[] totals;

        Sums(int outcomes, int columns) {
            means = new double[columns];
            products = new double[columns][];
            for (int i = 0; i < columns; i++) {
                products[i] = new double[i + 1];
            }
            totals = new BigDecimal[outcomes];
            Arrays.fill(totals, BigDecimal.ZERO);
        }

        private void add(boolean isMoved, double... values) {
            customers++;
            moved += isMoved ? 1 : 0;
            double[] apart = new double[values.length];
            for (int i = 0; i < values.length; i++) {
                apart[i] = values[i] - means[i];
                means[i] += apart[i] / customers;
            }
            for (int i = 0; i < values.length; i++) {
                for (int j = 0; j <= i; j++) {
                    products[i][j] += apart[i] * (values[j] - means[j]);
                }
            }
            for (int i = 0; i < totals.length; i++) {
                if (values[i] != 0) {
                    totals[i] = totals[i].add(BigDecimal.valueOf(values[i]).setScale(SCALE, RoundingMode.HALF_UP));
                }
            }
        }

        private Sums add(Sums other) {
            double all = (double) customers + other.customers;
            double[] apart = new double[means.length];
            for (int i = 0; i < means.length; i++) {
                apart[i] = other.means[i] - means[i];
            }
            for (int i = 0; i < means.length; i++) {
                for (int j = 0; j <= i; j++) {
                    products[i][j] += other.products[i][j] + apart[i] * apart[j] * customers / all * other.customers;
                }
            }
            for (int i = 0; i < means.length; i++) {
                means[i] += apart[i] * other.customers / all;
            }
            for (int i = 0; i < totals.length; i++) {
                totals[i] = totals[i].add(other.totals[i]);
            }
            customers += other.customers;
            moved += other.moved;
            return this;
        }

        long customers() {
            return customers;
        }

        long moved() {
            return moved;
        }

        double mean(int column) {
            return means[column];
        }

        BigDecimal total(int outcome) {
            return totals[outcome];
        }

        /** Returns the covariance of two columns, divided by customers - 1; 0 for one customer, who has none. */
        double covariance(int one, int other) {
            return customers < 2 ? 0 : products[Math.max(one, other)][Math.min(one, other)] / (customers - 1);
        }
    }

    /**
     * Returns what is known of the arms, by name.
     *
     * @param facts what {@link FactsTransform#facts} returns
     */
    static List<ArmMoments> of(Dataset<Row> facts, Campaign campaign) {
        List<Column> columns =
                new ArrayList<>(List.of(col(ParticipantsTransform.ARM), col(ParticipantsTransform.ARMS)));
        int outcomes = campaign.outcomes().size();
        int covariates = campaign.covariates().size();
        for (int i = 0; i < outcomes; i++) {
            columns.add(col(ParticipantsTransform.outcomeColumn(i)));
        }
        for (int i = 0; i < covariates; i++) {
            columns.add(col(ParticipantsTransform.covariateColumn(i)));
        }
        Tally tally = new Tally();
        // One tally a task comes back, some at a time.
        MomentsCounter counter = new MomentsCounter(outcomes, outcomes + covariates);
        facts.select(columns.toArray(Column[]::new))
                .toJavaRDD()
                .mapPartitions(counter)
                .toLocalIterator()
                .forEachRemaining(tally::add);
        return tally.arms.entrySet().stream()
                .map(arm -> ArmMoments.of(arm.getKey(), arm.getValue(), outcomes, covariates))
                .toList();
    }

    @Override
    public Iterator<Tally> call(Iterator<Row> customers) {
        Map<String, Sums> arms = new TreeMap<>();
        double[] values = new double[columns];
        while (customers.hasNext()) {
            Row customer = customers.next();
            for (int i = 0; i < columns; i++) {
                values[i] = customer.getDouble(2 + i);
            }
            arms.computeIfAbsent(customer.getString(0), missing -> new Sums(outcomes, columns))
                    .add(customer.getLong(1) > 1, values);
        }
        Tally tally = new Tally();
        tally.arms.putAll(arms);
        return List.of(tally).iterator();
    }
}
