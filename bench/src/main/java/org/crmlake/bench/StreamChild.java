package org.crmlake.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
    private final Thread reader = new Thread(this::read, "stderr of crmlake");
    private final List<Written> batches = new ArrayList<>();
    private final StringBuilder words = new StringBuilder();

    private StreamChild(Process process) {
        this.process = process;
        reader.setDaemon(true);
        reader.start();
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

    private void read() {
        try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
            long timeline = 0;
            for (String line = err.readLine(); line != null; line = err.readLine()) {
                long now = System.currentTimeMillis();
                words.append(now).append(' ').append(line).append('\n');
                Matcher batch = BATCH.matcher(line);
                if (TIMELINE.matcher(line).matches()) {
                    timeline = now;
                } else if (batch.matches()) {
                    batches.add(new Written(Long.parseLong(batch.group(1).replace(",", "")), timeline, now));
                }
            }
        } catch (IOException e) {
            words.append("stderr ended: ").append(e);
        }
    }

    /** Waits for the end and returns the batches, in order; what was said, and when, is left in {@code log}. */
    List<Written> await(Path log) throws IOException, InterruptedException {
        int code = process.waitFor();
        reader.join();
        Files.writeString(log, words);
        if (code != 0) {
            throw new IllegalStateException("Cannot use this stream: it ended with exit code " + code + ". It said: "
                    + words.toString().strip());
        }
        return batches;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
