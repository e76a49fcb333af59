package org.crmlake.model.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlake.model.EventKind;
import org.crmlake.model.segment.Consents.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsentsTest {
    private static final AsOf LATER = AsOf.startOf(LocalDate.of(2024, 4, 1), ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource({
        "granted, GRANTED",
        "GRANTED, GRANTED",
        "denied, DENIED",
        "Withdrawn, WITHDRAWN",
        "' withdrawn ', WITHDRAWN",
        "revoked, NOT_UNDERSTOOD",
        "opted_out, NOT_UNDERSTOOD",
        "yes, NOT_UNDERSTOOD",
        "true, NOT_UNDERSTOOD",
        "'', NOT_UNDERSTOOD",
        ", NOT_UNDERSTOOD"
    })
    void onlyTheWordItselfIsConsent(String word, State state) {
        assertThat(Consents.word(Consents.UPDATED, "Email", word, null)).contains(new Consents.Word("email", state));
    }

    @ParameterizedTest
    @CsvSource({"Email, email", "email, email", "' SMS ', sms", ", email", "' ', email"})
    void whoUnsubscribesTakesTheConsentToTheChannelBack(String channel, String purpose) {
        assertThat(Consents.word(Consents.UNSUBSCRIBED, null, null, channel))
                .contains(new Consents.Word(purpose, State.WITHDRAWN));
    }

    @Test
    void whatSaysNotOfWhatSaysNothing() {
        assertThat(Consents.word(Consents.UPDATED, " ", "granted", null)).isEmpty();
        assertThat(Consents.word("Order Completed", "email", "granted", null)).isEqualTo(Optional.empty());
    }

    @Test
    void aLaterWordThatIsNotUnderstoodEndsTheConsent() {
        CustomerHistory history = CustomerHistory.of(
                "shop:1", List.of(said(1, "email", "granted"), said(2, "Email", "revoked")), Map.of());

        assertThat(new Consent("email", State.GRANTED).test(history, LATER).holds())
                .isFalse();
        assertThat(new Consent("EMAIL", State.NOT_UNDERSTOOD)
                        .test(history, LATER)
                        .holds())
                .isTrue();
        assertThat(Statement.of(said(2, "Email", "revoked")))
                .extracting(Statement::name, Statement::value)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("email", "not_understood"));
    }

    private static Occurrence said(int day, String purpose, String state) {
        return new Occurrence(
                Instant.parse("2024-03-0" + day + "T10:00:00Z"),
                "e" + day,
                EventKind.TRACK,
                Consents.UPDATED,
                Map.of("properties.purpose", purpose, "properties.state", state, "source", "shop"));
    }
}
