package org.crmlake.model.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
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
        assertThat(Consents.words(Consents.UPDATED, "Email", word, null))
                .containsExactly(new Consents.Word("email", state));
    }

    @ParameterizedTest
    @CsvSource({
        "Email, email",
        "' SMS ', sms",
        ", email",
        "' ', email",
        "E-Mail, e-mail email",
        "email\u00a0, email",
        "fax, fax email",
        "all, *",
        "*, *",
        "'[\"sms\",\"email\"]', 'sms email [\"sms\",\"email\"]'"
    })
    void whoUnsubscribesTakesTheConsentToTheChannelBack(String channel, String purposes) {
        assertThat(Consents.words(Consents.UNSUBSCRIBED, null, null, channel))
                .allMatch(word -> word.state() == State.WITHDRAWN)
                .extracting(Consents.Word::purpose)
                .containsExactlyInAnyOrder(purposes.split(" "));
    }

    @Test
    void whoUnsubscribesFromAPurposeTakesThatBackToo() {
        assertThat(Consents.words(Consents.UNSUBSCRIBED, "ad_user_data", null, null))
                .extracting(Consents.Word::purpose)
                .containsExactly("ad_user_data", "email");
    }

    @ParameterizedTest
    @CsvSource({
        "email\u00a0, email",
        "email\u200b, email",
        "E-MAIL, e-mail email",
        "'[\"email\",\"ads\"]', 'email ads [\"email\",\"ads\"]'",
        "'email,ads', 'email ads email,ads'",
        ", *",
        "' ', *",
        "[], *",
        "all, *"
    })
    void aRefusalIsOfAllThatItMayMean(String purpose, String purposes) {
        for (String state : List.of("withdrawn", "denied", "revoked")) {
            assertThat(Consents.words(Consents.UPDATED, purpose, state, null))
                    .noneMatch(word -> word.state() == State.GRANTED)
                    .extracting(Consents.Word::purpose)
                    .containsExactlyInAnyOrder(purposes.split(" "));
        }
    }

    @Test
    void aYesIsToOnePurposeByItsName() {
        assertThat(Consents.words(Consents.UPDATED, " ", "granted", null)).isEmpty();
        assertThat(Consents.words(Consents.UPDATED, "*", "granted", null)).isEmpty();
        assertThat(Consents.words(Consents.UPDATED, "e-mail", "granted", null))
                .containsExactly(new Consents.Word("e-mail", State.GRANTED));
        assertThat(Consents.words("Order Completed", "email", "granted", null)).isEmpty();
    }

    @Test
    void whoTakesEverythingBackMayGiveItAgain() {
        Occurrence nothing = new Occurrence(
                Instant.parse("2024-03-02T10:00:00Z"),
                "e2",
                EventKind.TRACK,
                Consents.UPDATED,
                Map.of("properties.state", "withdrawn", "source", "shop"));
        List<Occurrence> taken = List.of(said(1, "email", "granted"), nothing);
        List<Occurrence> given = List.of(said(1, "email", "granted"), nothing, said(3, "email", "granted"));

        assertThat(new Consent("email", State.WITHDRAWN)
                        .test(CustomerHistory.of("shop:1", taken, Map.of()), LATER)
                        .holds())
                .isTrue();
        assertThat(new Consent("email", State.GRANTED)
                        .test(CustomerHistory.of("shop:1", given, Map.of()), LATER)
                        .holds())
                .isTrue();
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
