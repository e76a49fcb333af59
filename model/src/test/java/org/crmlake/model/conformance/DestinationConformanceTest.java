package org.crmlake.model.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.crmlake.model.export.Destination;
import org.crmlake.model.export.Destination.Column;
import org.crmlake.model.export.Destination.Form;
import org.crmlake.model.export.Destination.Reader;
import org.crmlake.model.export.Destinations;
import org.crmlake.model.export.Normal;
import org.junit.jupiter.api.Test;

class DestinationConformanceTest {
    @Test
    void ourOwnDestinationsKeepToEverything() {
        assertThat(Destinations.installed().all())
                .hasSizeGreaterThanOrEqualTo(8)
                .allSatisfy(destination -> assertThat(DestinationConformance.problems(destination))
                        .as(destination.id())
                        .isEmpty());
    }

    @Test
    void aFormThatIsNotStableIsFound() {
        assertThat(problems(value -> Optional.of(value + "!"), "card"))
                .contains("column card makes '=HYPERLINK(\"http://example.com\")!' of"
                        + " '=HYPERLINK(\"http://example.com\")', but '=HYPERLINK(\"http://example.com\")!!' of that");
    }

    @Test
    void aFormThatFailsIsFound() {
        assertThat(problems(value -> Optional.of(value.substring(0, 1)), "card"))
                .singleElement()
                .asString()
                .startsWith("column card fails over '': java.lang.StringIndexOutOfBoundsException");
        assertThat(problems(value -> null, "card")).contains("column card makes null of 'GB'");
    }

    @Test
    void anIdentityThatIsNoColumnIsFound() {
        assertThat(problems(Normal::trimmed, "Card")).contains("an identity of [Card] is none of the columns [card]");
    }

    private static List<String> problems(Function<String, Optional<String>> normal, String identity) {
        return DestinationConformance.problems(new Destination(
                "loyalty-desk",
                "1",
                List.of(new Column("card", "loyalty_card", normal, Form.PLAIN)),
                List.of(List.of(identity)),
                List.of("email"),
                Reader.MACHINE,
                1,
                Long.MAX_VALUE));
    }
}
