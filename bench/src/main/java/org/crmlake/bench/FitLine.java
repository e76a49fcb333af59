package org.crmlake.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The fit of BG/NBD on customers grouped by history, against the sum over customers and a quasi-Newton method. */
final class FitLine implements Line {
    private static final double SAME = 1e-6;
    private static final double TIMES = 40;

    @Override
    public String name() {
        return "fit";
    }

    @Override
    public List<Comparison> measure(Lab lab) throws IOException, InterruptedException {
        String customers = Integer.toString(lab.sizes().customers());
        lab.freshTenant();
        Side ours = Side.named("BG/NBD fitted on groups: exact gradients, Newton's method, three starts");
        Side plain = Side.named("the sum over customers, slopes by differences, quasi-Newton (BFGS), one start");
        JsonNode grouped = null;
        for (int run = 0; run < lab.sizes().runs(); run++) {
            grouped = Lab.json(lab.beside(FitRace.class, "grouped", customers).out());
            ours.values().add(grouped.get("seconds").doubleValue());
        }
        JsonNode summed = Lab.json(lab.beside(FitRace.class, "plain", customers).out());
        plain.values().add(summed.get("seconds").doubleValue());
        double off = furthest(grouped.get("parameters"), summed.get("parameters"));
        if (off > SAME) {
            throw new IllegalStateException("Cannot compare two fits: their parameters differ by " + off
                    + ", relatively: " + grouped + " and " + summed + ".");
        }
        return List.of(new Comparison(
                "fit-" + customers,
                "seconds",
                "a new JVM each run, after a fit of 20,000 customers in it; the fit with its grouping; the other side ran once",
                ours,
                plain,
                "the same optimum, at most 0.025x",
                ours.median() * TIMES <= plain.median(),
                String.format(
                        Locale.ROOT,
                        "%s customers have %d distinct histories. The parameters agree to %.0e.",
                        customers,
                        grouped.get("terms").intValue(),
                        off)));
    }

    private static double furthest(JsonNode one, JsonNode other) {
        double furthest = 0;
        for (int i = 0; i < one.size(); i++) {
            furthest = Math.max(
                    furthest, Math.abs(one.get(i).doubleValue() / other.get(i).doubleValue() - 1));
        }
        return furthest;
    }
}
