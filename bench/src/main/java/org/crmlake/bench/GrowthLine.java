package org.crmlake.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Fit and scores of ten times and a hundred times as many customers, with the same memory. */
final class GrowthLine implements Line {
    private static final double MIB = 1 << 20;

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public List<Comparison> measure(Lab lab) throws IOException, InterruptedException {
        List<Comparison> comparisons = new ArrayList<>();
        Side fewer = null;
        for (int customers : lab.sizes().growth()) {
            String tenant = lab.freshTenant();
            lab.beside(ShopFill.class, "state", lab.crmlake().conf().toString(), tenant, Integer.toString(customers));
            if (fewer == null) {
                churn(lab, tenant);
            }
            Run run = churn(lab, tenant);
            check(lab, tenant, customers);
            Side side = Side.named("crmlake run churn --lake-only of " + customers + " customers");
            side.add(run);
            if (fewer != null) {
                comparisons.add(new Comparison(
                        "growth-" + customers,
                        "seconds",
                        "a new JVM, one run a size",
                        side,
                        fewer,
                        "completes with a heap of 2 GiB (driver and executor in one)",
                        run.jvm().flags().contains("-Xmx2g"),
                        String.format(
                                Locale.ROOT,
                                "Fitted, scored and written to the lake with %s; peak resident memory %.0f MiB, with all that is"
                                        + " not heap.",
                                run.jvm().flags().stream()
                                        .filter(flag -> flag.startsWith("-Xmx"))
                                        .toList(),
                                run.peakMemory() / MIB)));
            }
            fewer = side;
        }
        return comparisons;
    }

    private static Run churn(Lab lab, String tenant) throws IOException, InterruptedException {
        return lab.crmlake()
                .run(
                        "run",
                        "churn",
                        "--lake-only",
                        "--as-of",
                        ShopFill.FIRST_DAY.plusDays(Shoppers.DAYS).toString(),
                        "--tenant",
                        tenant);
    }

    private static void check(Lab lab, String tenant, int customers) throws IOException, InterruptedException {
        long scored = lab.number(tenant, "SELECT count(*) AS n FROM churn_scores");
        long purchases = lab.number(tenant, "SELECT sum(repeats + 1) AS n FROM churn_scores");
        if (scored != customers || purchases != Shoppers.purchases(customers)) {
            throw new IllegalStateException("Cannot use this run: of " + customers + " customers with "
                    + Shoppers.purchases(customers) + " purchases " + scored + " with " + purchases
                    + " were scored.");
        }
    }
}
