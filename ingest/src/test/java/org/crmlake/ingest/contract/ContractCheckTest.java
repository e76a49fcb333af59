package org.crmlake.ingest.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContractCheckTest {
    private static final String EVENT = "Order Completed";

    private final Map<String, Object> fields = new HashMap<>(
            Map.of("kind", "track", "name", EVENT, "amount", new BigDecimal("9.5000"), "currency", "GBP"));
    private final Map<String, String> properties = new HashMap<>(Map.of("order_id", "559702", "quantity", "3"));

    @TempDir
    private Path folder;

    @Test
    void anEventThatKeepsItsContractHasNoProblem() throws Exception {
        assertThat(problem()).isEmpty();
    }

    @Test
    void anEventWithoutAContractKeepsEveryOne() throws Exception {
        ContractCheck check = check();

        assertThat(check.has("Page Viewed")).isFalse();
        assertThat(check.has(null)).isFalse();
        assertThat(check.problem("Page Viewed", Map.of(), Map.of())).isEmpty();
    }

    @Test
    void saysWhereAndWithWhichValueAContractIsBroken() throws Exception {
        properties.put("quantity", "0");

        assertThat(problem())
                .contains("contract 'Order Completed': /properties/quantity '0': must have a minimum value of 1");
    }

    @Test
    void aPropertyIsReadAsTheTypeOfItsContract() throws Exception {
        properties.put("quantity", "three");

        assertThat(problem())
                .contains("contract 'Order Completed': /properties/quantity 'three': string found, integer expected");
    }

    @Test
    void aPropertyThatIsTextForItsContractIsNoNumber() throws Exception {
        properties.put("order_id", "559702");
        assertThat(problem()).isEmpty();

        properties.put("order_id", "5597");
        assertThat(problem()).hasValueSatisfying(problem -> assertThat(problem)
                .startsWith("contract 'Order Completed': /properties/order_id '5597': "));
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        fields.put("currency", null);
        properties.remove("order_id");

        assertThat(problem())
                .contains(
                        "contract 'Order Completed': /properties: required property 'order_id' not found; the event: required"
                                + " property 'currency' not found");
    }

    @Test
    void namesThreeProblemsAndCountsTheOthers() throws Exception {
        fields.put("currency", "USD");
        fields.put("amount", new BigDecimal("-1"));
        properties.put("quantity", "0");
        properties.put("order_id", "x");

        assertThat(problem()).hasValueSatisfying(problem -> assertThat(problem).endsWith("; and 1 more"));
    }

    @Test
    void theExampleOfTheDocumentationIsAContract() throws Exception {
        String page = Files.readString(Path.of(System.getProperty("crmlake.repository"), "docs", "data-model.md"));
        String section = page.substring(page.indexOf("## Contracts"));
        String example = section.substring(section.indexOf("```yaml\n") + 8, section.indexOf("```\n\n"));
        Files.writeString(folder.resolve("example.yaml"), example);

        ContractCheck check = new ContractCheck(ContractFiles.read(folder));

        assertThat(check.problem(EVENT, fields, properties)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipleOf: 7", "enum: [1, 2]", "const: 1", "maximum: 10"})
    void aNumberThatIsNoDoubleBreaksItsContractAndNothingElse(String rule) throws Exception {
        ContractCheck check = ofQuantity("{type: number, " + rule + "}");

        for (String number : List.of(
                "1e999",
                "1e308",
                "1e999999999",
                "1e-999999999",
                "1e99999999999",
                "1e2147483648",
                "1e-2147483649",
                "[1e99999999999]",
                "9".repeat(2_000))) {
            assertThat(check.problem(EVENT, fields, Map.of("quantity", number)))
                    .as(number)
                    .hasValueSatisfying(problem ->
                            assertThat(problem).startsWith("contract 'Order Completed': /properties/quantity '"));
        }
        assertThat(check.problem(EVENT, fields, Map.of("quantity", "1e999999999")))
                .hasValueSatisfying(problem ->
                        assertThat(problem).contains("quantity '1e999999999': string found, number expected"));
    }

    @Test
    void aNumberIsTheWholeText() throws Exception {
        for (String text : List.of("12 pieces", "12,5", "12 13", "0x10", "NaN")) {
            assertThat(ofQuantity("{type: integer}").problem(EVENT, fields, Map.of("quantity", text)))
                    .as(text)
                    .contains("contract 'Order Completed': /properties/quantity '" + text
                            + "': string found, integer expected");
        }
        assertThat(ofQuantity("{type: boolean}").problem(EVENT, fields, Map.of("quantity", "true x")))
                .contains("contract 'Order Completed': /properties/quantity 'true x': string found, boolean expected");
        assertThat(ofQuantity("{type: number}").problem(EVENT, fields, Map.of("quantity", " 12.50 ")))
                .isEmpty();
    }

    @Test
    void whatAnEventDoesToAPatternIsItsOwnFault() throws Exception {
        assertThat(ofQuantity("{type: string, pattern: 'a*a*a*a*a*b'}")
                        .problem(EVENT, fields, Map.of("quantity", "a".repeat(60) + "!")))
                .contains(
                        "contract 'Order Completed': it cannot be checked: the regular expression 'a*a*a*a*a*b' takes more"
                                + " than 168442 steps on a text of 61 characters");
        assertThat(ofQuantity("{type: string, pattern: '^(\\w|-)+$'}")
                        .problem(EVENT, fields, Map.of("quantity", "a".repeat(1_000_000))))
                .contains(
                        "contract 'Order Completed': it cannot be checked: the regular expression '^(\\w|-)+$' takes more"
                                + " stack than there is on a text of 1000000 characters");
    }

    @Test
    void aFormatIsAskedOfShortTextsOnly() throws Exception {
        ContractCheck check = ofQuantity("{type: string, format: email}");

        assertThat(check.problem(EVENT, fields, Map.of("quantity", "ann@example.com")))
                .isEmpty();
        assertThat(check.problem(EVENT, fields, Map.of("quantity", "ann"))).isPresent();
        assertThat(check.problem(EVENT, fields, Map.of("quantity", "@".repeat(100_000))))
                .contains(
                        "contract 'Order Completed': it cannot be checked: a text of 100000 characters is too long for"
                                + " format 'email'");
    }

    private ContractCheck ofQuantity(String schema) throws Exception {
        Files.writeString(
                folder.resolve("quantity.yaml"),
                "title: Order Completed\nproperties: {properties: {properties: {quantity: " + schema + "}}}\n");
        return new ContractCheck(ContractFiles.read(folder));
    }

    private Optional<String> problem() throws Exception {
        return check().problem(EVENT, fields, properties);
    }

    private static ContractCheck check() {
        List<Contract> shipped = ContractFiles.read(
                Path.of(System.getProperty("crmlake.repository"), "conf", "contracts", "online-retail"));
        return new ContractCheck(shipped);
    }
}
