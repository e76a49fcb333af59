package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.apache.spark.sql.SparkSession;
import org.crmlake.ingest.deadletter.DeadLetterFilter;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.mapping.MappingFile;
import org.crmlake.model.BatchReport;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Logs are read by more people than the stores are, and live longer: at INFO no library may write down what a record says. */
@ExtendWith({MiniHBase.class, SharedSpark.OnHdfs.class})
class PersonalDataInLogsIT {
    /** No word of any library. */
    private static final String MARK = "zqxjkv";

    private final TestTenant tenant;

    @TempDir
    private Path folder;

    PersonalDataInLogsIT(SparkSession spark, Configuration conf) {
        this.tenant = new TestTenant(spark, conf);
    }

    @Test
    void theLogTellsTheBatchAndNothingOfItsRecords() throws IOException {
        Path file = TestTenant.write(folder, "persons.ndjson", ("""
                {"messageId":"@1","type":"identify","userId":"@user","traits":{"email":"@mail","name":"@"},"timestamp":"2026-01-31T12:00:00Z"}
                {"messageId":"@1","type":"track","event":"@bought","userId":"@user","timestamp":"2026-01-31T12:00:00Z"}
                {"type":"page","anonymousId":"@anonymous","context":{"ip":"@ip"},"timestamp":"2026-01-31T12:00:00Z"}
                {"type":"page","anonymousId":"@anonymous","timestamp":"@time"}
                @ no JSON
                """).replace("@", MARK));
        Mapping mapping = MappingFile.parse("test", "source: persons\nformat: segment");
        LogLines lines = new LogLines();
        BatchReport report;

        try (lines) {
            report = tenant.ingest(file, mapping);
            tenant.ingest().deadLetters().run(DeadLetterFilter.ALL, mapping);
        }

        assertThat(List.of(report.accepted(), report.rejected())).containsExactly(3L, 2L);
        assertThat(lines.texts).hasSizeGreaterThan(50).noneMatch(line -> line.contains(MARK));
        assertThat(lines.contexts)
                .contains(Map.of(
                        BatchLog.TENANT,
                        tenant.tenant().name(),
                        BatchLog.SOURCE,
                        "persons",
                        BatchLog.BATCH,
                        report.batchId()));
        assertThat(lines.texts).contains("COMMITTED: 3 events in the lake");
    }

    /** All that is logged from INFO on, by whomever, while it is open. */
    private static final class LogLines extends AbstractAppender implements AutoCloseable {
        private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
        private final LoggerConfig root = context.getConfiguration().getRootLogger();
        private final Level before = root.getLevel();
        private final List<Appender> others = List.copyOf(root.getAppenders().values());
        private final List<String> texts = Collections.synchronizedList(new ArrayList<>());
        private final List<Map<String, String>> contexts = Collections.synchronizedList(new ArrayList<>());

        LogLines() {
            super("lines", null, null, true, Property.EMPTY_ARRAY);
            start();
            // The others go on to write what they are for.
            others.forEach(appender -> {
                root.removeAppender(appender.getName());
                root.addAppender(appender, before, null);
            });
            root.addAppender(this, Level.INFO, null);
            root.setLevel(Level.INFO);
            context.updateLoggers();
        }

        @Override
        public void append(LogEvent event) {
            Throwable thrown = event.getThrown();
            texts.add(event.getMessage().getFormattedMessage() + (thrown == null ? "" : " " + thrown));
            contexts.add(event.getContextData().toMap());
        }

        @Override
        public void close() {
            root.removeAppender(getName());
            others.forEach(appender -> {
                root.removeAppender(appender.getName());
                root.addAppender(appender, null, null);
            });
            root.setLevel(before);
            context.updateLoggers();
            stop();
        }
    }
}
