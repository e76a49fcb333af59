package org.crmlake.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** {@code segment explain} from a cold shell, against the same jars in a JVM that nobody tuned; and the same answers of one warm JVM. */
final class ExplainLine implements Line {
    private static final String BUSIEST = "user:u1000001";
    private static final String SEGMENT = """
            segment: viewed-and-bought
            where:
              all:
                - performed: { event: Product Viewed, at_least: 3, in: { last: 14 days } }
                - aggregate: { event: Order Completed, measure: sum, of: properties.revenue, at_least: 100 }
                - not: { performed: { event: Order Refunded, at_least: 5 } }
                - sequence: { steps: [{ event: Product Viewed }, { event: Order Completed, within: 7 days }] }
            """;
    private static final String AS_OF = "2026-01-31";
    private static final double SECONDS = 1.0;

    @Override
    public String name() {
        return "explain";
    }

    @Override
    public List<Comparison> measure(Lab lab) throws IOException, InterruptedException {
        long events = lab.sizes().explained();
        String tenant = lab.freshTenant();
        lab.ingest(lab.events(events), events, tenant);
        Path file = Files.writeString(lab.work().resolve("viewed-and-bought.yaml"), SEGMENT);
        lab.crmlake().run("segment", "define", file.toString(), "--tenant", tenant);
        String[] explain = {
            "segment",
            "explain",
            "viewed-and-bought",
            "--customer",
            BUSIEST,
            "--as-of",
            AS_OF,
            "--tenant",
            tenant,
            "-o",
            "json"
        };
        // The archive of the light class path is made by history and used by all that need no Spark.
        lab.crmlake().run("history", BUSIEST, "--limit", "1", "--tenant", tenant);
        Run first = lab.crmlake().run(explain);
        Command stock = lab.crmlake().command(first.jvm().stock().line());
        Side ours = Side.named("bin/crmlake segment explain");
        Side other = Side.named("the same JVM command without -X flags");
        for (int run = 0; run < lab.sizes().shortRuns(); run++) {
            ours.add(same(first, lab.crmlake().run(explain)));
            other.add(same(first, stock.run()));
        }
        JsonNode warm = Lab.json(lab.beside(
                        WarmExplain.class,
                        lab.crmlake().conf().toString(),
                        tenant,
                        "viewed-and-bought",
                        AS_OF,
                        Long.toString(events / 10))
                .out());
        return List.of(new Comparison(
                "segment-explain",
                "seconds",
                "a new process each run; jars, archive and blocks in the page cache; HBase warm",
                ours,
                other,
                "at most 1.0 s",
                ours.median() <= SECONDS,
                String.format(
                        Locale.ROOT,
                        "Both print the same answer, of the busiest customer. In one warm JVM, over %d customers drawn"
                                + " evenly: p50 %.2f ms, p99 %.2f ms.",
                        warm.get("customers").asLong(),
                        warm.get("p50_ms").asDouble(),
                        warm.get("p99_ms").asDouble())));
    }

    private static Run same(Run first, Run run) {
        if (!run.out().equals(first.out())) {
            throw new IllegalStateException("Cannot compare two explanations: they differ.");
        }
        return run;
    }
}
