package org.crmlake.model.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.crmlake.model.CrmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentFileTest {
    @Test
    void tellsEveryProblemAtOnceWithItsPlaceAndTheNearestWord() {
        String definition = """
                segment: Big Spenders
                descripton: typing error
                where:
                  all:
                    - performd: { event: Order Completed }
                    - performed: { event: Order Completed, atleast: 3, in: { last: 3 monts } }
                    - aggregate: { event: Order Completed, measure: summ, of: amout, at_least: many }
                    - trait: { name: country }
                """;

        assertThatThrownBy(() -> parse(definition))
                .isInstanceOf(CrmException.class)
                .hasMessageStartingWith("Cannot use the segment definition: 9 problems.")
                .hasMessageContaining("segment: 'Big Spenders': a segment's name is a lower-case letter")
                .hasMessageContaining("'descripton' is not known here. Did you mean 'description'?")
                .hasMessageContaining("where.all[1]: 'performd' is not known here. Did you mean 'performed'?")
                .hasMessageContaining("where.all[2].performed.in.last: '3 monts' is no span of time.")
                .hasMessageContaining("where.all[2].performed: 'atleast' is not known here. Did you mean 'at_least'?")
                .hasMessageContaining("where.all[3].aggregate.measure: 'summ' is not known here. Did you mean 'sum'?")
                .hasMessageContaining("where.all[3].aggregate.of: there is no field 'amout'. Did you mean 'amount'?")
                .hasMessageContaining("where.all[3].aggregate.at_least: 'many' is not a number")
                .hasMessageContaining("where.all[4].trait: it tests nothing.")
                .hasMessageEndingWith("Correct the file; docs/segments.md has every word.");
    }

    @Test
    void aWordOfYamlIsComparedAsItIsWritten() {
        String plain = "segment: nordic\nwhere: { trait: { name: land, one_of: [NO, SE, on, 010, 1_000] } }\n";
        String quoted =
                "segment: nordic\nwhere: { trait: { name: land, one_of: ['NO', 'SE', 'on', '010', '1_000'] } }\n";

        assertThat(parse(plain)).isEqualTo(parse(quoted));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "segment: x",
                "{ segment: x, where: [] }",
                "{ segment: x, where: {} }",
                "{ segment: x, where: { all: [] } }",
                "{ segment: x, where: { all: [ { performed: { event: A } } ], any: [] } }",
                "{ segment: x, where: { performed: {} } }",
                "{ segment: x, where: { performed: { event: A, exactly: 1, at_most: 2 } } }",
                "{ segment: x, where: { performed: { event: A, at_least: -1 } } }",
                "{ segment: x, where: { performed: { event: A, at_least: 1.5 } } }",
                "{ segment: x, where: { performed: { event: A, in: {} } } }",
                "{ segment: x, where: { performed: { event: A, in: { last: 0 days } } } }",
                "{ segment: x, where: { performed: { event: A, in: { last: 10001 days } } } }",
                "{ segment: x, where: { performed: { event: A, in: { last: 1 day, this: month } } } }",
                "{ segment: x, where: { performed: { event: A, in: { from: yesterday } } } }",
                "{ segment: x, where: { performed: { event: A, kind: click } } }",
                "{ segment: x, where: { performed: { event: A, where: [ { field: price, exists: true } ] } } }",
                "{ segment: x, where: { aggregate: { event: A, measure: sum, of: amount, at_least: 1 } } }",
                "{ segment: x, where: { aggregate: { event: A, measure: sum, of: properties.x } } }",
                "{ segment: x, where: { aggregate: { event: A, measure: sum, of: properties.x, at_least: 1, more_than: 2 } } }",
                "{ segment: x, where: { regularly: { event: A, every: 1 month, periods: 401, at_least: 1 } } }",
                "{ segment: x, where: { sequence: { steps: [] } } }",
                "{ segment: x, where: { consent: { purpose: email, state: yes } } }",
                "{ segment: x, where: { bucket: { salt: s, to: 101 } } }",
                "{ segment: ../x, where: { performed: { event: A } } }",
                "{ segment: 'x; DROP TABLE events', where: { performed: { event: A } } }",
                "{ segment: x, where: { member: x } }"
            })
    void parserAndSchemaRefuseTheSame(String definition) throws IOException {
        assertThatThrownBy(() -> parse(definition)).isInstanceOfSatisfying(CrmException.class, e -> assertThat(e.kind())
                .isEqualTo(CrmException.Kind.CONFIG));
        assertThat(PublishedSchema.problems(definition)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ segment: x, where: { sequence: { steps: [ { event: A, within: 1 day } ] } } }",
                "{ segment: x, where: { sequence: { steps: [ { event: A }, { event: B, same: [ { field: name, step: 2 } ] } ] } } }",
                "{ segment: x, where: { performed: { event: A, at_least: 3, at_most: 2 } } }",
                "{ segment: x, where: { performed: { event: A, in: { from: 2011-02-30 } } } }",
                "{ segment: x, where: { performed: { event: A, in: { from: 2011-02-01, to: 2011-02-01 } } } }",
                "{ segment: x, where: { regularly: { event: A, every: 1 month, periods: 3, at_least: 4 } } }",
                "{ segment: x, where: { bucket: { salt: s, from: 10, to: 10 } } }",
                "{ segment: x, where: { bucket: { salt: s, from: 0.001 } } }",
                "{ segment: x, where: { trait: { name: n, matches: '(a' } } }",
                "{ segment: x, where: { trait: { name: n, matches: '(a)\\1' } } }",
                "{ segment: x, where: { trait: { name: n, equals: 1e99 } } }",
                "{ segment: x, where: { did_not: { event: A, in: { since_last: { event: B } } } } }",
                "{ segment: x, where: { moon_phase: { is: full } } }"
            })
    void refusesWhatASchemaCannotSay(String definition) {
        assertThatThrownBy(() -> parse(definition)).isInstanceOf(CrmException.class);
    }

    @Test
    void schemaHasTheWordsThatEachLeafAsksFor() throws IOException {
        JsonNode leaves = PublishedSchema.json().at("/$defs");
        for (Map.Entry<String, LeafType> type : LeafTypes.builtIn().byName().entrySet()) {
            Settings settings = new Settings(new ObjectMapper().createObjectNode(), "", new Problems());
            type.getValue().read(settings);

            List<String> words = new ArrayList<>();
            leaves.path(type.getKey()).path("properties").fieldNames().forEachRemaining(words::add);
            assertThat(words).as(type.getKey()).containsExactlyInAnyOrderElementsOf(settings.asked());
        }
    }

    @ParameterizedTest
    @CsvSource({"10000, 1", "10000, 2", "300, 1"})
    void refusesTreesThatAreTooDeep(int depth, int kind) {
        String open = kind == 1 ? "{\"not\":" : "{\"all\":[";
        String close = kind == 1 ? "}" : "]}";
        String definition = "{\"segment\":\"x\",\"where\":" + open.repeat(depth) + "{\"performed\":{\"event\":\"A\"}}"
                + close.repeat(depth) + "}";

        assertThatThrownBy(() -> parse(definition))
                .isInstanceOf(CrmException.class)
                .hasMessageContaining("Cannot ");
    }

    @Test
    void takesTreesThatAreDeepEnough() {
        String definition = "{\"segment\":\"x\",\"where\":" + "{\"all\":[".repeat(190)
                + "{\"performed\":{\"event\":\"A\"}}" + "]}".repeat(190) + "}";

        assertThat(parse(definition).leaves()).hasSize(1);
    }

    @Test
    void refusesMoreConditionsThanAnybodyWrites() {
        StringBuilder definition = new StringBuilder("segment: x\nwhere:\n  any:\n");
        definition.append("    - performed: { event: A }\n".repeat(2_000));

        assertThatThrownBy(() -> parse(definition.toString()))
                .hasMessageContaining("there are more than 2000 conditions");
        assertThatThrownBy(() -> parse("#".repeat(300_000))).hasMessageContaining("262144 are the most");
    }

    @Test
    void refusesWhatYamlWouldBlowUp() {
        String bomb = """
                segment: x
                a: &a [1,1,1,1]
                b: &b [*a,*a,*a,*a]
                where: { any: [*b,*b] }
                """;
        assertThatThrownBy(() -> parse(bomb)).isInstanceOf(CrmException.class);
        assertThatThrownBy(() -> parse("segment: x\nsegment: y\nwhere: { performed: { event: A } }"))
                .hasMessageContaining("Cannot read the segment definition");
    }

    @Test
    void aRegularExpressionCannotRunAway() {
        SegmentDefinition definition = parse("{ segment: x, where: { trait: { name: n, matches: '^(a+)+$' } } }");
        ValueTest test = ((Trait) definition.where()).value();

        assertThat(test.holds("a".repeat(50_000) + "b")).isFalse();
        assertThat(test.holds("aaa")).isTrue();
    }

    @Test
    void placesLeavesByTheirPath() {
        SegmentDefinition definition = parse(
                "{ segment: x, where: { all: [ { performed: { event: A } }, { not: { any: [ { score: { name: s, exists: true } } ] } } ] } }");

        assertThat(definition.leaves())
                .extracting(SegmentDefinition.PlacedLeaf::place)
                .containsExactly("all[1].performed", "all[2].not.any[1].score");
    }

    @Test
    void refusesCirclesAndReferencesToNothing() {
        SegmentDefinition a = parse("{ segment: a, where: { member: { segment: b } } }");
        SegmentDefinition b = parse("{ segment: b, where: { not: { member: { segment: a } } } }");

        assertThatThrownBy(() -> SegmentSet.of(List.of(a, b)))
                .hasMessage("Cannot use segment 'a': it refers to itself by way of a -> b -> a."
                        + " Take one of the references out.");
        assertThatThrownBy(() -> SegmentSet.of(List.of(a)))
                .hasMessageStartingWith("Cannot use segment 'a': it refers to segment 'b', which is not defined.");
    }

    private static SegmentDefinition parse(String definition) {
        return SegmentFile.parse(definition, LeafTypes.builtIn());
    }
}
