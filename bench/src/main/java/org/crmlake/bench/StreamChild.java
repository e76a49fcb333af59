package org.crmlake.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlake.bench.Stderr.Said;

/** A running {@code crmlake ingest kafka}, whose words are timed. */
final class StreamChild implements AutoCloseable {
    private static final Pattern TIMELINE = Pattern.compile(" *[\\d,]+ events in the timeline");
    private static final Pattern BATCH = Pattern.compile("\\S+: ([\\d,]+) read = .*");

    /**
     * A batch that is in.
     *
     * @param read how many records it has
     * @param timelineMillis when its events were in the timeline, in milliseconds since 1970
     * @param lakeMillis when they were in the lake
     */
    record Written(long read, long timelineMillis, long lakeMillis) {}

    private final Process process;
    private final Stderr stderr;

    private StreamChild(Process process) {
        this.process = process;
        this.stderr = Stderr.of(process);
    }

    /** Makes the topic and starts to read it; the command ends when nothing has come for a while. */
    static StreamChild start(Lab lab, String tenant, String bootstrap, String topic, Pulse pulse)
            throws IOException, InterruptedException {
        pulse.create(bootstrap, topic);
        List<String> line =
                new ArrayList<>(List.of(lab.repository().resolve("bin/crmlake").toString()));
        line.addAll(List.of("ingest", "kafka", "--topic", topic, "--bootstrap", bootstrap, "--tenant", tenant));
        line.addAll(List.of("--interval", "1ms", "--stop-when-idle", "10s", "--verbose"));
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(lab.work().toFile()).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("CRMLAKE_HOME", lab.crmlake().home().toString());
        return new StreamChild(builder.start());
    }

    /** Waits for the end and returns the batches, in order; what was said, and when, is left in {@code log}. */
    List<Written> await(Path log) throws IOException, InterruptedException {
        int code = process.waitFor();
        List<Said> said = stderr.await();
        Files.write(
                log,
                said.stream()
                        .map(line -> line.at().toEpochMilli() + " " + line.line())
                        .toList());
        if (code != 0) {
            throw new IllegalStateException(
                    "Cannot use this stream: it ended with exit code " + code + ". It said: " + Stderr.text(said));
        }
        return batches(said);
    }

    private static List<Written> batches(List<Said> said) {
        List<Written> batches = new ArrayList<>();
        long timeline = 0;
        for (Said line : said) {
            Matcher batch = BATCH.matcher(line.line());
            if (TIMELINE.matcher(line.line()).matches()) {
                timeline = line.at().toEpochMilli();
            } else if (batch.matches()) {
                long read = Long.parseLong(batch.group(1).replace(",", ""));
                batches.add(new Written(read, timeline, line.at().toEpochMilli()));
            }
        }
        return batches;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
