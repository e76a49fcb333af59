package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.impl.ContextDataFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.util.StringMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code conf/log4j2.properties} makes of a message. */
class LogConfigurationTest {
    private final LoggerContext context = new LoggerContext(
            "test",
            null,
            RunCrmlake.REPOSITORY.resolve("conf/log4j2.properties").toUri());

    @BeforeEach
    void load() {
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void isAnObjectALineThatNamesTenantSourceAndBatch() throws IOException {
        StringMap batch = ContextDataFactory.createContextData();
        batch.putValue("tenant", "acme");
        batch.putValue("source", "orders");
        batch.putValue("batch", "b1");

        String line = line("json", batch);

        assertThat(line.strip()).doesNotContain("\n");
        JsonNode read = new ObjectMapper().readTree(line);
        assertThat(read.get("time").textValue()).isEqualTo("2026-01-31T12:00:00.000Z");
        assertThat(read.get("level").textValue()).isEqualTo("INFO");
        assertThat(read.get("logger").textValue()).isEqualTo("org.crmlake.ingest.batch.BatchLog");
        assertThat(read.get("tenant").textValue()).isEqualTo("acme");
        assertThat(read.get("source").textValue()).isEqualTo("orders");
        assertThat(read.get("batch").textValue()).isEqualTo("b1");
        assertThat(read.get("message").textValue()).isEqualTo("12 records\n\"read\"");
    }

    @Test
    void hasNoBatchWhereNoneIsTakenIn() throws IOException {
        JsonNode read = new ObjectMapper().readTree(line("json", ContextDataFactory.createContextData()));

        assertThat(read.path("batch").isNull() || read.path("batch").isMissingNode())
                .isTrue();
    }

    @Test
    void isForPeopleUnlessToldOtherwise() {
        assertThat(line("text", ContextDataFactory.createContextData()))
                .endsWith("INFO  BatchLog: 12 records\n\"read\"" + System.lineSeparator());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.apache.hadoop.hbase.tool.LoadIncrementalHFiles",
                "org.apache.hadoop.hbase.tool.BulkLoadHFilesTool",
                "org.apache.hadoop.hbase.mapreduce.LoadIncrementalHFiles",
                "org.apache.hadoop.hbase.client.RpcRetryingCallerImpl",
                "org.apache.hadoop.hbase.client.AsyncRequestFutureImpl",
                "org.apache.spark.sql.execution.datasources.v2.V2ScanRelationPushDown",
                "org.apache.spark.sql.execution.datasources.FileSourceStrategy",
                "org.apache.spark.sql.execution.WholeStageCodegenExec",
                "org.apache.spark.sql.catalyst.expressions.codegen.CodeGenerator",
                "org.apache.iceberg.spark.source.SparkScanBuilder",
                "com.networknt.schema.PatternValidator"
            })
    void saysNothingOfRecordsHoweverTalkative(String logger) {
        String before = System.getProperty("crmlake.log.level");
        System.setProperty("crmlake.log.level", "info");
        try {
            context.reconfigure();

            assertThat(context.getLogger("org.crmlake.ingest.batch.BatchLog").isInfoEnabled())
                    .isTrue();
            assertThat(context.getLogger(logger).isWarnEnabled()).isFalse();
        } finally {
            if (before == null) {
                System.clearProperty("crmlake.log.level");
            } else {
                System.setProperty("crmlake.log.level", before);
            }
        }
    }

    /** docs/maintenance.md promises the warning of the first; a topic whose records are gone is told of by the second. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.crmlake.lake.CommitHistory",
                "org.crmlake.ingest.stream.KafkaMicroBatches",
                "org.crmlake.ingest.stream.StreamSteps"
            })
    void crmlakeItselfWarnsWithoutBeingAskedTo(String logger) {
        List<String> names = List.of("crmlake.log.level", "crmlake.own.log.level", "crmlake.task.log.level");
        Map<String, Optional<String>> before = new HashMap<>();
        names.forEach(name -> before.put(name, Optional.ofNullable(System.getProperty(name))));
        names.forEach(System::clearProperty);
        try {
            Logging.set(RunCrmlake.REPOSITORY, "ingest", "orders.csv");
            context.reconfigure();

            assertThat(context.getLogger(logger).isWarnEnabled()).isTrue();
            assertThat(context.getLogger(logger).isInfoEnabled()).isFalse();
            assertThat(context.getLogger("org.apache.iceberg.SnapshotProducer").isWarnEnabled())
                    .isFalse();
        } finally {
            before.forEach((name, value) ->
                    value.ifPresentOrElse(text -> System.setProperty(name, text), () -> System.clearProperty(name)));
        }
    }

    private String line(String appender, StringMap data) {
        Layout<?> layout =
                context.getConfiguration().<Appender>getAppender(appender).getLayout();
        return layout.toSerializable(Log4jLogEvent.newBuilder()
                        .setLoggerName("org.crmlake.ingest.batch.BatchLog")
                        .setLevel(Level.INFO)
                        .setMessage(new SimpleMessage("12 records\n\"read\""))
                        .setContextData(data)
                        .setTimeMillis(1769860800000L)
                        .build())
                .toString();
    }
}
