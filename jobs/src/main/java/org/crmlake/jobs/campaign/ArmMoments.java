package org.crmlake.jobs.campaign;

import static org.crmlake.jobs.campaign.ParticipantsTransform.covariance;
import static org.crmlake.jobs.campaign.ParticipantsTransform.covariateColumn;
import static org.crmlake.jobs.campaign.ParticipantsTransform.mean;
import static org.crmlake.jobs.campaign.ParticipantsTransform.outcomeColumn;
import static org.crmlake.jobs.campaign.ParticipantsTransform.total;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.campaign.statistics.Moments;
import org.crmlake.jobs.campaign.statistics.Sample;

/**
 * All that is known of one arm.
 *
 * @param arm its name
 * @param customers how many are in it
 * @param moved how many of them were put into another arm later
 * @param outcomes the moments of each outcome
 * @param totals the sum of each outcome
 */
record ArmMoments(String arm, long customers, long moved, List<Moments> outcomes, List<BigDecimal> totals) {

    /** Reads one row of {@link ParticipantsTransform#moments}. */
    static ArmMoments of(Row row, Campaign campaign) {
        long customers = row.getLong(row.fieldIndex("customers"));
        int covariates = campaign.covariates().size();
        double[] means = new double[covariates];
        double[][] among = new double[covariates][covariates];
        for (int i = 0; i < covariates; i++) {
            means[i] = number(row, mean(covariateColumn(i)));
            for (int j = 0; j <= i; j++) {
                among[i][j] = number(row, covariance(covariateColumn(i), covariateColumn(j)));
                among[j][i] = among[i][j];
            }
        }
        List<Moments> outcomes = new ArrayList<>();
        List<BigDecimal> totals = new ArrayList<>();
        for (int i = 0; i < campaign.outcomes().size(); i++) {
            String outcome = outcomeColumn(i);
            double[] withOutcome = new double[covariates];
            for (int j = 0; j < covariates; j++) {
                withOutcome[j] = number(row, covariance(outcome, covariateColumn(j)));
            }
            double variance = Math.max(0, number(row, covariance(outcome, outcome)));
            outcomes.add(new Moments(
                    new Sample(customers, number(row, mean(outcome)), variance), means, among, withOutcome));
            totals.add(row.getDecimal(row.fieldIndex(total(outcome))));
        }
        return new ArmMoments(
                row.getString(row.fieldIndex(ParticipantsTransform.ARM)),
                customers,
                row.getLong(row.fieldIndex("moved")),
                outcomes,
                totals);
    }

    /** One customer has a mean but no variance. */
    private static double number(Row row, String column) {
        int index = row.fieldIndex(column);
        return row.isNullAt(index) || Double.isNaN(row.getDouble(index)) ? 0 : row.getDouble(index);
    }
}
