package org.crmlake.ingest.batch;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.ingest.decode.Candidates;
import org.crmlake.ingest.decode.DecodeSettings;
import org.crmlake.ingest.source.InputFiles;

/**
 * A process with little memory that judges all records of {@link HostilePage}, each among ordinary ones, by the code that takes batches in.
 * It prints {@code section TAB number TAB outcome} of each, and {@code section TAB good TAB how many ordinary ones are events}. Arguments: the
 * page, a folder for the files.
 */
final class HostileRecordsRun {
    /** Megabytes that the process does not have. */
    static final int MUCH = 600;

    private HostileRecordsRun() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        SparkSession spark = HostileRun.session();
        List<HostilePage.Section> sections = new ArrayList<>(HostilePage.read(Path.of(arguments[0]), folder));
        sections.add(HostilePage.takingMuch(MUCH));
        for (HostilePage.Section section : sections) {
            Path file = folder.resolve("records");
            List<Long> starts = section.write(file);
            Map<Long, String> outcomes = outcomes(spark, section, file);
            for (int i = 0; i < starts.size(); i++) {
                out.println(section.name() + "\t" + i + "\t" + outcomes.remove(starts.get(i)));
            }
            long good = outcomes.values().stream().filter("event"::equals).count();
            out.println(section.name() + "\tgood\t" + good + " of " + outcomes.size());
        }
        out.println(HostileRun.ALL_DONE);
        System.exit(0);
    }

    private static Map<Long, String> outcomes(SparkSession spark, HostilePage.Section section, Path file) {
        InputFiles files = InputFiles.list(new Configuration(), file.toString());
        byte[][] oneRegion = {new byte[0]};
        DecodeSettings settings = new DecodeSettings(
                section.mapping().source(),
                oneRegion,
                IngestSettings.DEFAULT.maxRecordBytes(),
                List.of(),
                section.contracts());
        CandidateSource.Read read =
                new CandidateSource(spark, new Configuration()).read(section.mapping(), files, settings);
        try (CandidateIndex index = CandidateIndex.of(read.rows());
                Judgement judgement = Judgement.of(
                        read, index, Stored.nothing(spark), section.mapping().source())) {
            Map<Long, String> outcomes = new TreeMap<>();
            for (Row row :
                    read.rows().select(Candidates.POSITION, Candidates.OUTCOME).collectAsList()) {
                outcomes.put(row.getLong(0), row.getInt(1) == Candidates.FILTERED ? "left out" : "duplicate");
            }
            Map<Long, String> kept = new HashMap<>();
            for (Row row : judgement.events(1).select(Candidates.POSITION).collectAsList()) {
                kept.put(row.getLong(0), "event");
            }
            for (Row row : judgement
                    .rejections()
                    .select(Candidates.POSITION, Candidates.STAGE, Candidates.REASON)
                    .collectAsList()) {
                kept.put(row.getLong(0), "dead letter, " + row.getString(1) + ": " + row.getString(2));
            }
            outcomes.putAll(kept);
            return outcomes;
        }
    }
}
