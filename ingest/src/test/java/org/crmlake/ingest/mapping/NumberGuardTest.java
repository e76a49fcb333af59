package org.crmlake.ingest.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.crmlake.ingest.mapping.MappedRows.row;

import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.crmlake.ingest.mapping.RowMapper.Outcome;
import org.crmlake.model.CrmException;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No record takes the square of how many digits it has. */
@ExtendWith(SharedSpark.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NumberGuardTest {
    private static final int MANY = 1_000_000;

    private final MappedRows rows;

    NumberGuardTest(SparkSession spark) {
        rows = MappedRows.of(spark, "spent");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cast(spent as decimal(18,4)) = 1",
                "to_number(spent, '999') = 1",
                "round(cast(spent as decimal(18,4)), 1) = 1",
                "exists(array(spent), s -> cast(s as decimal(18,4)) = 1)"
            })
    void aNumberOfTooManyDigitsIsTheFaultOfItsRecord(String filter) {
        RowMapper mapper = rows.mapper(filter);

        assertThat(failed(mapper, "1".repeat(MANY)))
                .isEqualTo("filter: a number of 1000000 characters is longer than 1000");
        assertThat(failed(mapper, "1".repeat(1001)))
                .isEqualTo("filter: a number of 1001 characters is longer than 1000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from_json(spent, 'n decimal(18,4)').n = 1",
                "variant_get(parse_json(spent), '$.n', 'decimal(18,4)') = 1"
            })
    void aNumberOfTooManyDigitsInJsonIsTheFaultOfItsRecord(String filter) {
        RowMapper mapper = rows.mapper(filter);

        assertThat(failed(mapper, "{\"n\":\"" + "1".repeat(MANY) + "\"}"))
                .isEqualTo("filter: a number of 1000000 characters is longer than 10000");
        assertThat(failed(mapper, "{\"n\":\"" + "\\u0031".repeat(MANY) + "\"}"))
                .endsWith("characters is longer than 10000");
        assertThat(mapper.filtered(row("{\"n\":\"1\",\"m\":[" + "1.5,".repeat(MANY / 4) + "1]}")))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cast(spent as double) > 0",
                "not cast(spent as float) < 0",
                "spent * 1.5bd > 1",
                "try_cast(spent as int) is null"
            })
    void whatIsReadInOneGoIsReadHoweverLong(String filter) {
        assertThat(rows.mapper(filter).filtered(row("1".repeat(MANY)))).isNull();
    }

    @Test
    void aTextThatIsNoNumberOrWithinTheBoundIsLeftToSpark() {
        RowMapper mapper = rows.mapper("try_cast(spent as decimal(18,4)) is null");

        assertThat(mapper.filtered(row("no number".repeat(1000)))).isNull();
        assertThat(mapper.filtered(row((String) null))).isNull();
        assertThat(mapper.filtered(row("1".repeat(1000)))).isNull();
        assertThat(mapper.filtered(row("1".repeat(MANY)))).isNull();
        assertThat(rows.mapper("cast(spent as decimal(18,4)) = 1.5")
                        .filtered(row(" ".repeat(5000) + "1.5" + "0".repeat(900))))
                .isNull();
        assertThat(rows.mapper("try_to_number(spent, '999') is null").filtered(row("1".repeat(MANY))))
                .isNull();
    }

    @Test
    void decimalsAreNotReadOutOfTextsThatCannotBeLookedAt() {
        assertThatThrownBy(() -> rows.mapper("exists(cast(split(spent, ' ') as array<decimal(18,4)>), n -> n > 1)"))
                .isInstanceOf(CrmException.class)
                .hasMessageContaining("it reads decimals out of texts inside of something");
        assertThat(rows.mapper("exists(transform(split(spent, ' '), n -> cast(n as decimal(18,4))), n -> n > 1)")
                        .filtered(row("1 2")))
                .isNull();
    }

    private static String failed(RowMapper mapper, String spent) {
        return ((Outcome.Failed) mapper.filtered(row(spent))).reason();
    }
}
