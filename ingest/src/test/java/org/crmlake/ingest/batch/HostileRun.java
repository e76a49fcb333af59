package org.crmlake.ingest.batch;

import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
import org.crmlake.lake.ForcedSettings;
import org.crmlake.model.CrmException;

/**
 * A process with little memory that decodes and maps every {@link HostileFile}, by the code that takes batches in, and prints what
 * becomes of each: {@code name TAB outcome}. Argument: a folder for the files.
 */
final class HostileRun {
    /** What it prints at the end: that it got there says that no file has taken all memory. */
    static final String ALL_DONE = "all done";

    private HostileRun() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        SparkSession spark = session();
        List<HostileFile> files = new ArrayList<>();
        files.addAll(HostileText.all());
        files.addAll(HostileJson.all());
        files.addAll(HostileColumns.all(spark, folder));
        for (HostileFile hostile : files) {
            Path file = folder.resolve(hostile.name());
            try (OutputStream content = new BufferedOutputStream(Files.newOutputStream(file))) {
                hostile.content().to(content);
            }
            out.println(hostile.name() + "\t" + outcome(spark, file, hostile));
            Files.delete(file);
        }
        out.println(ALL_DONE);
        System.exit(0);
    }

    private static String outcome(SparkSession spark, Path file, HostileFile hostile) {
        DecodeSettings settings = new DecodeSettings(
                hostile.mapping().source(), new byte[][] {new byte[0]}, IngestSettings.DEFAULT.maxRecordBytes());
        try {
            Configuration conf = new Configuration();
            InputFiles files = InputFiles.list(conf, file.toString());
            return SparkFailures.translate(
                    file.toString(),
                    () -> said(new CandidateSource(spark, conf)
                            .read(hostile.mapping(), files, settings)
                            .rows()
                            .select(Candidates.OUTCOME, Candidates.STAGE, Candidates.REASON)
                            .collectAsList()));
        } catch (CrmException e) {
            String message = e.getMessage().replace(file.toString(), "{file}");
            return e.kind() + " " + message.replace("file://{file}", "{file}").replace("file:{file}", "{file}");
        } catch (RuntimeException | Error e) {
            return "died of " + e;
        }
    }

    /** {@code 2 events, 1 filtered, 1 decode: why}; none is left out. */
    private static String said(List<Row> candidates) {
        long events = 0;
        long filtered = 0;
        Map<String, Integer> rejections = new TreeMap<>();
        for (Row candidate : candidates) {
            switch (candidate.getInt(0)) {
                case Candidates.EVENT -> events++;
                case Candidates.FILTERED -> filtered++;
                default -> rejections.merge(candidate.getString(1) + ": " + candidate.getString(2), 1, Integer::sum);
            }
        }
        List<String> said = new ArrayList<>();
        said.add(events + " events");
        if (filtered > 0) {
            said.add(filtered + " filtered");
        }
        rejections.forEach((reason, count) -> said.add(count + " " + reason));
        return String.join(", ", said);
    }

    static SparkSession session() {
        return SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .config(new HashMap<String, Object>(ForcedSettings.ALL))
                .config("spark.sql.adaptive.enabled", false)
                .config("spark.sql.shuffle.partitions", 2)
                // A hundred plans for a few rows each: to compile them takes longer than to run them.
                .config("spark.sql.codegen.wholeStage", false)
                .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
                .getOrCreate();
    }
}
