package org.crmlake.jobs.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedSpark.class)
class VerifyTransformTest {
    private static final StructType COLUMNS = new StructType()
            .add(StoredEvents.DAY, DataTypes.DateType)
            .add(StoredEvents.ROW_KEY, DataTypes.BinaryType)
            .add(StoredEvents.CONTENT, DataTypes.LongType);
    private static final LocalDate MAY_1 = LocalDate.of(2026, 5, 1);
    private static final LocalDate MAY_2 = LocalDate.of(2026, 5, 2);

    private SparkSession spark;

    @BeforeEach
    void use(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void agreesOnTheSameEventsInAnyOrder() {
        Dataset<Row> lake =
                events(event(MAY_1, "a", Long.MAX_VALUE), event(MAY_1, "b", Long.MAX_VALUE), event(MAY_2, "c", -3));
        Dataset<Row> timeline =
                events(event(MAY_2, "c", -3), event(MAY_1, "b", Long.MAX_VALUE), event(MAY_1, "a", Long.MAX_VALUE));

        assertThat(differing(lake, timeline)).isEmpty();
        assertThat(VerifyTransform.days(lake, timeline).count()).isEqualTo(2);
    }

    @Test
    void addsUpTheHashesOfADay() {
        Dataset<Row> lake = events(event(MAY_1, "a", Long.MAX_VALUE), event(MAY_1, "b", 3));

        assertThat(differing(lake, events())).containsExactly("2026-05-01 2 9223372036854775810 0 0");
    }

    @Test
    void findsADayThatOnlyOneStoreHas() {
        assertThat(differing(events(), events(event(MAY_1, "a", 7)))).containsExactly("2026-05-01 0 0 1 7");
    }

    @Test
    void findsAnEventThatTheLakeHasTwice() {
        // Exclusive or would make nothing of a pair.
        Dataset<Row> lake = events(event(MAY_1, "a", 7), event(MAY_1, "a", 7), event(MAY_1, "b", 1));
        Dataset<Row> timeline = events(event(MAY_1, "b", 1));

        assertThat(differing(lake, timeline)).containsExactly("2026-05-01 3 15 1 1");
    }

    @Test
    void saysWhichEventsDifferAndHow() {
        Dataset<Row> lake = events(
                event(MAY_1, "same", 1),
                event(MAY_1, "only lake", 2),
                event(MAY_1, "changed", 3),
                event(MAY_1, "twice", 4),
                event(MAY_1, "twice", 4));
        Dataset<Row> timeline = events(
                event(MAY_1, "same", 1),
                event(MAY_1, "only timeline", 5),
                event(MAY_1, "changed", 6),
                event(MAY_1, "twice", 4));

        assertThat(differences(lake, timeline))
                .containsExactlyInAnyOrder(
                        "2026-05-01 only lake MISSING_IN_TIMELINE",
                        "2026-05-01 only timeline MISSING_IN_LAKE",
                        "2026-05-01 changed DIFFERENT",
                        "2026-05-01 twice REPEATED_IN_LAKE");
    }

    @Test
    void looksOnlyAtDaysThatDiffer() {
        Dataset<Row> lake = events(event(MAY_1, "a", 1), event(MAY_2, "b", 1));
        Dataset<Row> timeline = events(event(MAY_2, "b", 2));
        Dataset<Row> onlyMay2 = VerifyTransform.days(lake, timeline).filter("day = date'2026-05-02'");

        assertThat(VerifyTransform.differences(lake, timeline, onlyMay2).collectAsList())
                .hasSize(1)
                .first()
                .satisfies(row ->
                        assertThat(row.<String>getAs(VerifyTransform.KIND)).isEqualTo("DIFFERENT"));
    }

    @Test
    void findsNothingInEmptyStores() {
        Dataset<Row> days = VerifyTransform.days(events(), events());

        assertThat(days.collectAsList()).isEmpty();
        assertThat(VerifyTransform.differences(events(), events(), days).collectAsList())
                .isEmpty();
    }

    private static List<String> differing(Dataset<Row> lake, Dataset<Row> timeline) {
        return VerifyTransform.days(lake, timeline).filter(VerifyTransform.differs()).collectAsList().stream()
                .map(row -> row.mkString(" "))
                .toList();
    }

    private static List<String> differences(Dataset<Row> lake, Dataset<Row> timeline) {
        Dataset<Row> days = VerifyTransform.days(lake, timeline).filter(VerifyTransform.differs());
        return VerifyTransform.differences(lake, timeline, days)
                .selectExpr("day", "cast(row_key as string)", "kind")
                .collectAsList()
                .stream()
                .map(row -> row.mkString(" "))
                .toList();
    }

    private Dataset<Row> events(Row... events) {
        return spark.createDataFrame(Stream.of(events).toList(), COLUMNS);
    }

    private static Row event(LocalDate day, String key, long content) {
        return RowFactory.create(Date.valueOf(day), key.getBytes(StandardCharsets.UTF_8), content);
    }
}
