package org.crmlake.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Twenty segments over all customers on the night after one hundredth more events came in, against DuckDB running the twenty queries over
 * the Parquet files of all events; and the first run, which has nothing to start from.
 */
final class SegmentsLine implements Line {
    private static final String STATE = "a new JVM each run, files in the page cache, sandbox up";

    @Override
    public String name() {
        return "segments";
    }

    @Override
    public List<Comparison> measure(Lab lab) throws IOException, InterruptedException {
        String customers = Integer.toString(lab.sizes().shoppers());
        String tenant = lab.freshTenant();
        String conf = lab.crmlake().conf().toString();
        for (SegmentPair pair : SegmentPair.ALL) {
            Path file = lab.work().resolve(pair.name() + ".yaml");
            Files.writeString(file, pair.definition());
            lab.crmlake().run("segment", "define", file.toString(), "--tenant", tenant);
        }
        lab.beside(ShopFill.class, "events", conf, tenant, customers);
        long events = lab.number(tenant, "SELECT count(*) AS n FROM events");
        Side first = Side.named("crmlake run segments: twenty definitions, the first run");
        Side nightly = Side.named("crmlake run segments: twenty definitions, after 1 % new events");
        Side duckdb = Side.named("DuckDB 1.4, twenty queries over the Parquet files of all events, members to Parquet");
        Path raw = lab.work().resolve("segment-events");
        Path members = Files.createDirectories(lab.work().resolve("duckdb-members"));
        long found = 0;
        // The first run is one: a second one would have something to start from.
        for (int run = 0; run <= lab.sizes().runs(); run++) {
            int day = Shoppers.DAYS + run;
            String asOf = ShopFill.FIRST_DAY.plusDays(day).toString();
            if (run > 0) {
                lab.beside(
                        ShopFill.class,
                        "night",
                        conf,
                        tenant,
                        customers,
                        Integer.toString(day - 1),
                        Long.toString(events / 100));
            }
            (run == 0 ? first : nightly).add(lab.crmlake().run("run", "segments", "--as-of", asOf, "--tenant", tenant));
            lab.beside(LakeFiles.class, conf, tenant, "events", raw.toString());
            duckdb.add(lab.alone(DuckDbSegments.class, "members", raw.toString(), asOf, members.toString()));
            found = checkEqual(lab, tenant, asOf, members);
        }
        String note = customers + " customers, " + events + " events, " + found
                + " memberships, equal on both sides. Ours also writes the ledger, with causes, and the profiles in HBase.";
        return List.of(
                new Comparison(
                        "segments-nightly",
                        "seconds",
                        STATE,
                        nightly,
                        duckdb,
                        "at most 1.0x",
                        nightly.median() <= duckdb.median(),
                        note),
                new Comparison("segments-first", "seconds", STATE, first, duckdb, "", null, "The same, of one run."));
    }

    private static long checkEqual(Lab lab, String tenant, String asOf, Path members)
            throws IOException, InterruptedException {
        String ours = lab.work().resolve("our-members-" + asOf).toString();
        lab.beside(LakeFiles.class, lab.crmlake().conf().toString(), tenant, "segment_members", ours, asOf);
        JsonNode said = Lab.json(lab.alone(DuckDbSegments.class, "check", ours, members.toString())
                .out());
        if (said.get("members").asLong() == 0 || said.get("differ").asLong() > 0) {
            throw new IllegalStateException(
                    "Cannot compare the members as of " + asOf + " with DuckDB's: they differ, " + said + ".");
        }
        return said.get("members").asLong();
    }
}
