package org.crmlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobArgumentsTest {
    private static final LocalDate DAY = LocalDate.of(2026, 6, 1);
    private static final JobOption<Integer> HORIZON =
            JobOption.wholeNumber("horizon", "N", "How far to look.", 1, 100).otherwise("13");
    private static final JobOption<String> UNIT = JobOption.choice(
                    "unit", "UNIT", "What is counted.", List.of("day", "week"))
            .required();
    private static final JobOption<LocalDate> UNTIL = JobOption.date("until", "Where to stop.");
    private static final JobOption<Double> RATE = JobOption.number("rate", "R", "A share.", 0, 1);
    private static final JobOption<Boolean> AGAIN = JobOption.flag("again", "Whether to begin anew.");
    private static final JobOption<String> NOTE = JobOption.text("note", "TEXT", "What to write beside it.");
    private static final List<JobOption<?>> DECLARED = List.of(HORIZON, UNIT, UNTIL, RATE, AGAIN, NOTE);

    @Test
    void readsWhatIsGiven() {
        JobArguments arguments = JobArguments.of(
                "look",
                DAY,
                DECLARED,
                Map.of("horizon", "7", "unit", "week", "until", "2026-05-01", "rate", "0.25", "again", "true"));

        assertThat(arguments.asOf()).isEqualTo(DAY);
        assertThat(arguments.value(HORIZON)).isEqualTo(7);
        assertThat(arguments.value(UNIT)).isEqualTo("week");
        assertThat(arguments.value(UNTIL)).isEqualTo("2026-05-01");
        assertThat(arguments.value(RATE)).isEqualTo(0.25);
        assertThat(arguments.value(AGAIN)).isTrue();
    }

    @Test
    void fallsBackOnWhatTheOptionSays() {
        JobArguments arguments = JobArguments.of("look", DAY, DECLARED, Map.of("unit", "day"));

        assertThat(arguments.value(HORIZON)).isEqualTo(13);
        assertThat(arguments.value(AGAIN)).isFalse();
        assertThat(arguments.find(UNTIL)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> arguments.value(UNTIL));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            horizon | 0          | --horizon is '0', which is no whole number from 1 to 100
            horizon | 1.5        | --horizon is '1.5', which is no whole number from 1 to 100
            unit    | month      | --unit is 'month', which is none of day, week
            until   | 2026-02-30 | --until is '2026-02-30', which is no date like 2011-08-31
            rate    | 1.01       | --rate is '1.01', which is no number from 0.0 to 1.0
            rate    | NaN        | --rate is 'NaN', which is no number from 0.0 to 1.0
            note    | ' '        | --note is ' ', which says nothing
            hoirzon | 7          | it has no option --hoirzon
            """)
    void refusesWhatItCannotUse(String name, String text, String reason) {
        Map<String, String> given = new java.util.HashMap<>(Map.of("unit", "day"));
        given.put(name, text);

        assertThatThrownBy(() -> JobArguments.of("look", DAY, DECLARED, given))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.USAGE))
                .hasMessage("Cannot run job 'look': " + reason + ". See `crmlake run --help` for what it takes.");
    }

    @Test
    void wantsWhatIsRequired() {
        assertThatThrownBy(() -> JobArguments.of("look", DAY, DECLARED, Map.of()))
                .hasMessage("Cannot run job 'look': it needs --unit UNIT. See `crmlake run --help` for what it takes.");
    }

    @Test
    void canBeMadeOptionByOption() {
        JobArguments arguments = new JobArguments(DAY).with(HORIZON, "7").with(HORIZON, "8");

        assertThat(arguments.value(HORIZON)).isEqualTo(8);
        assertThatIllegalArgumentException().isThrownBy(() -> arguments.with(HORIZON, "0"));
    }

    @Test
    void anOptionIsDeclaredProperly() {
        assertThatIllegalArgumentException().isThrownBy(() -> JobOption.flag("Again", "Whether."));
        assertThatIllegalArgumentException().isThrownBy(() -> JobOption.flag("again", "whether"));
        assertThatIllegalArgumentException().isThrownBy(() -> HORIZON.otherwise("many"));
    }
}
