package org.crmlake.jobs.segments;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.crmlake.lake.EventsTable;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedSpark.class)
class PeopleTransformTest {
    private static final Instant NOW = Instant.parse("2024-03-05T10:00:00Z");
    private static final StructType COLUMNS = new StructType()
            .add(EventsTable.CUSTOMER_KEY, DataTypes.StringType)
            .add(EventsTable.EVENT_TIME, DataTypes.TimestampType)
            .add(EventsTable.EVENT_ID, DataTypes.StringType)
            .add(EventsTable.KIND, DataTypes.StringType)
            .add(EventsTable.NAME, DataTypes.StringType)
            .add(EventsTable.PROPERTIES, DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType));

    @Test
    void whatIsTakenBackOfAllIsTakenBackOfEveryPurposeThatWasGivenBefore(SparkSession spark) {
        Stream<Row> events = Stream.of(
                event("c:1", 1, "Consent Updated", Map.of("purpose", "email", "state", "granted")),
                event("c:1", 2, "Consent Updated", Map.of("state", "withdrawn")),
                event("c:1", 3, "Consent Updated", Map.of("purpose", "sms", "state", "granted")),
                event("c:2", 1, "Consent Updated", Map.of("purpose", "email", "state", "granted")),
                event("c:2", 2, "Consent Updated", Map.of("purpose", "ads", "state", "granted")),
                event("c:2", 3, "Consent Updated", Map.of("purpose", "[\"email\",\"ads\"]", "state", "withdrawn")),
                event("c:3", 1, "Consent Updated", Map.of("purpose", "email", "state", "granted")),
                event("c:3", 2, "Unsubscribed", Map.of("channel", "sms")));

        Map<String, Map<String, String>> consents = consents(spark, events);

        assertThat(consents.get("c:1")).isEqualTo(Map.of("email", "withdrawn", "*", "withdrawn", "sms", "granted"));
        assertThat(consents.get("c:2")).containsEntry("email", "withdrawn").containsEntry("ads", "withdrawn");
        assertThat(consents.get("c:3")).isEqualTo(Map.of("email", "granted", "sms", "withdrawn"));
    }

    @Test
    void aYesOfATimeToComeIsNone(SparkSession spark) {
        Stream<Row> events = Stream.of(
                event("c:1", 9, "Consent Updated", Map.of("purpose", "email", "state", "granted")),
                event("c:1", 3, "Unsubscribed", Map.of()),
                event("c:2", 9, "Consent Updated", Map.of("purpose", "email", "state", "granted")),
                event("c:3", 9, "Consent Updated", Map.of("purpose", "email", "state", "granted")),
                event("c:3", 2, "Consent Updated", Map.of("state", "denied")),
                event("c:4", 3, "Consent Updated", Map.of("purpose", "email", "state", "granted")),
                event("c:4", 9, "Consent Updated", Map.of("purpose", "email", "state", "denied")),
                event("c:5", 5, "Consent Updated", Map.of("purpose", "email", "state", "granted")));

        assertThat(consents(spark, events))
                .isEqualTo(Map.of(
                        "c:1", Map.of("email", "withdrawn"),
                        "c:2", Map.of("email", "future"),
                        "c:3", Map.of("email", "denied", "*", "denied"),
                        "c:4", Map.of("email", "denied"),
                        "c:5", Map.of("email", "granted")));
    }

    @Test
    void ofOneMomentWhatIsNoYesHolds(SparkSession spark) {
        Stream<Row> events = Stream.of(
                event("c:1", 1, "z", "Consent Updated", Map.of("purpose", "email", "state", "granted")),
                event("c:1", 1, "a", "Consent Updated", Map.of("purpose", "email", "state", "withdrawn")),
                event("c:2", 1, "z", "Consent Updated", Map.of("purpose", "email", "state", "granted")),
                event("c:2", 1, "a", "Consent Updated", Map.of("state", "withdrawn")),
                event("c:3", 1, "z", "Consent Updated", Map.of("purpose", "email", "state", "denied")),
                event("c:3", 1, "a", "Consent Updated", Map.of("purpose", "email", "state", "withdrawn")));

        assertThat(consents(spark, events))
                .isEqualTo(Map.of(
                        "c:1", Map.of("email", "withdrawn"),
                        "c:2", Map.of("email", "withdrawn", "*", "withdrawn"),
                        "c:3", Map.of("email", "denied")));
    }

    private static Map<String, Map<String, String>> consents(SparkSession spark, Stream<Row> events) {
        Map<String, Map<String, String>> consents = new TreeMap<>();
        for (Row row : PeopleTransform.consents(spark.createDataFrame(events.toList(), COLUMNS), NOW)
                .collectAsList()) {
            consents.put(row.getString(0), new TreeMap<>(row.getJavaMap(1)));
        }
        return consents;
    }

    private static Row event(String customer, int day, String id, String name, Map<String, String> properties) {
        Timestamp time = Timestamp.from(Instant.parse("2024-03-0" + day + "T10:00:00Z"));
        return RowFactory.create(customer, time, id, "track", name, properties);
    }

    private static Row event(String customer, int day, String name, Map<String, String> properties) {
        return event(customer, day, "e" + day, name, properties);
    }
}
