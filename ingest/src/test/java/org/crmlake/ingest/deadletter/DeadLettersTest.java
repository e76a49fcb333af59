package org.crmlake.ingest.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.crmlake.lake.DeadLettersTable;
import org.crmlake.model.Printable;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts of dead letters are looked at by people who need not see what records say. */
@ExtendWith(SharedSpark.class)
class DeadLettersTest {
    private static final StructType LETTERS = new StructType()
            .add(DeadLettersTable.SOURCE, DataTypes.StringType)
            .add(DeadLettersTable.STAGE, DataTypes.StringType)
            .add(DeadLettersTable.REASON, DataTypes.StringType)
            .add(DeadLettersTable.STATE, DataTypes.StringType)
            .add(DeadLettersTable.FAILED_AT, DataTypes.TimestampType);

    private final SparkSession spark;

    DeadLettersTest(SparkSession spark) {
        this.spark = spark;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "customer_key 'retail:O'Brien': it has no namespace",
                "customer_key 'retail:O''Brien' of 'O'Brien': it is too long",
                "contract 'Signed Up': /traits/name 'O'Brien' is no 'O'Brien'",
                "The value \"O'Brien\" of the type 'STRING' cannot be cast",
                "The value 'say \"O'Brien\" twice' is no time",
                "unrecognized token `O`Brien`",
                "customer_key 'O'Brien and more of it, cut within",
                "(\"O'Brien"
            })
    void showNothingOfAValueWhateverQuotesItHolds(String reason) {
        assertThat(reasons(reason)).singleElement().asString().contains("'…'").doesNotContain("Brien");
    }

    @Test
    void showNothingOfAValueThatWasCut() {
        String value = "O'Brien-".repeat(40);

        assertThat(reasons("event_time '" + Printable.of(value) + "' is not a time"))
                .containsExactly("event_time '…' is not a time");
        assertThat(reasons(Printable.of("event_time 'x' of '" + value, 240))).containsExactly("event_time '…'");
        assertThat(reasons(Printable.of("column 'a': value '" + value, 80) + ": repeat"))
                .containsExactly("column '…': repeat");
    }

    @Test
    void countReasonsTogetherThatDifferInValuesAlone() {
        assertThat(reasons(
                        "kind 'a' is none", "kind 'O'Brien' is none", "line 12 has 3 columns", "line 7 has 40 columns"))
                .containsExactlyInAnyOrder("kind '…' is none", "line N has N columns");
    }

    @Test
    void leaveWordsAloneThatQuoteNothing() {
        assertThat(reasons("the record's time is not its batch's"))
                .containsExactly("the record's time is not its batch's");
    }

    private List<String> reasons(String... reasons) {
        List<Row> letters = new ArrayList<>();
        for (String reason : reasons) {
            letters.add(RowFactory.create(
                    "shop", "decode", reason, "open", Timestamp.from(Instant.parse("2026-01-01T00:00:00Z"))));
        }
        return DeadLetters.counts(spark.createDataFrame(letters, LETTERS)).collectAsList().stream()
                .map(row -> row.<String>getAs(DeadLettersTable.REASON))
                .toList();
    }
}
