package org.crmlake.ingest.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.crmlake.ingest.mapping.RowMapper.Outcome;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No record takes the product of the lengths of its arrays. */
@ExtendWith(SharedSpark.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StepGuardTest {
    private static final String STRUCTS = "transform(split(words, ' '), w -> named_struct('w', w))";

    private final MappedRows rows;

    StepGuardTest(SparkSession spark) {
        rows = MappedRows.of(spark, "words");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "size(array_distinct(" + STRUCTS + ")) > 0",
                "size(array_union(" + STRUCTS + ", " + STRUCTS + ")) > 0",
                "size(array_except(" + STRUCTS + ", " + STRUCTS + ")) >= 0",
                "size(array_intersect(" + STRUCTS + ", " + STRUCTS + ")) > 0",
                "arrays_overlap(" + STRUCTS + ", " + STRUCTS + ")",
                "size(filter(split(words, ' '), w -> array_contains(split(words, ' '), w))) > 0",
                "size(filter(split(words, ' '), w -> locate(w, words) > 0)) > 0",
                "aggregate(split(words, ' '), '', (sum, w) -> concat(sum, w)) > ''",
                "size(aggregate(split(words, ' '), array(''), (sum, w) -> concat(sum, array(w)))) > 0",
                "size(transform(split(words, ' '), w -> words)) > 0",
                "forall(split(words, ' '), v -> exists(split(words, ' '), w -> w = v))",
                "exists(split(words, ' '), w -> levenshtein(w, words) = 0)",
                "size(transform(split(words, ' '), w -> transform(split(words, ' '), v -> upper(v)))) > 0"
            })
    void aProductOfTwoLengthsThatIsTooLargeIsTheFaultOfItsRecord(String filter) {
        RowMapper mapper = rows.mapper(filter);

        assertThat(mapper.filtered(row(30_000)))
                .isEqualTo(new Outcome.Failed(
                        "filter: the arrays and texts of the record are so long that it takes more than"
                                + " 20000000 steps"));
        assertThat(mapper.filtered(row(30))).isIn(null, new Outcome.None());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "size(array_distinct(split(words, ' '))) = 100000",
                "size(array_union(split(words, ' '), split(words, ' '))) = 100000",
                "arrays_overlap(split(words, ' '), split(words, ' '))",
                "size(transform(split(words, ' '), w -> upper(concat('-', w)))) = 100000",
                "size(filter(split(words, ' '), w -> w > '')) = 100000"
            })
    void whatTakesALengthOnceIsDoneHoweverLong(String filter) {
        assertThat(rows.mapper(filter).filtered(row(100_000))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "transform(split(words, ' '), w -> array_join(transform(split(w, 'w'), v -> upper(v)), '-'))[2] = '-2'",
                "transform(split(words, ' '), w -> aggregate(split(w, 'w'), '', (sum, v) -> concat(sum, '-', v)))[2] = '--2'",
                "size(transform(split(words, ' '), w -> transform(split(w, 'w'), v -> split(v, 'x')))[2]) = 2",
                "transform(split(words, ' '), w -> map_values(transform_values(map(w, w), (k, v) -> upper(v)))[0])[2] = 'W2'",
                "transform(split(words, ' '), w -> zip_with(split(w, 'x'), split(w, 'x'), (a, b) -> concat(a, b))[0])[2] = 'w2w2'"
            })
    void aLambdaWithinALambdaIsDone(String filter) {
        assertThat(rows.mapper(filter).filtered(row(3))).isNull();
    }

    @Test
    void eachRecordHasItsOwnSteps() {
        RowMapper mapper = rows.mapper("size(array_distinct(" + STRUCTS + ")) = 3000");

        for (int i = 0; i < 5; i++) {
            assertThat(mapper.filtered(row(3000))).isNull();
        }
    }

    /** So many different words. */
    private static InternalRow row(int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(i == 0 ? "" : " ").append("w").append(i);
        }
        return MappedRows.row(text.toString());
    }
}
