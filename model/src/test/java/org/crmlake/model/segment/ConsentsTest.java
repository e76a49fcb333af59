package org.crmlake.model.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.crmlake.model.EventKind;
import org.crmlake.model.segment.Consents.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        "E, e email",
        "y, y email",
        "and, and email",
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "email/sms",
                "email & sms",
                "email+sms",
                "email and sms",
                "E-Mail und SMS",
                "email et sms",
                "email sms",
                "email\nsms",
                "email\u0000sms",
                "(email) (sms)",
                "email. sms.",
                "email: sms",
                "email -- sms",
                "sms_email",
                "email\u3001sms",
                "text messages, e mail!",
                "no mails, no texts"
            })
    void aRefusalOfSeveralIsOneOfEach(String purpose) {
        assertThat(purposes(Consents.words(Consents.UPDATED, purpose, "withdrawn", null)))
                .contains("email", "sms");
        assertThat(purposes(Consents.words(Consents.UNSUBSCRIBED, null, null, purpose)))
                .contains("email", "sms");
        assertThat(Consents.words(Consents.UPDATED, purpose, "granted", null))
                .as("a yes to nothing of it")
                .extracting(Consents.Word::purpose)
                .doesNotContain("email", "sms");
    }

    @ParameterizedTest
    @CsvSource({
        "(email), email",
        "email., email",
        "email marketing, email",
        "email_marketing, email",
        "ad_user_data ad_personalization, ad_user_data",
        "ad_user_data ad_personalization, ad_personalization",
        "ad user data, ad_user_data",
        "ad-user-data; x, ad_user_data",
        "all channels, *",
        "all purposes, *",
        "all_purposes, *",
        "everything!, *",
        "ALLES, *",
        "'sms, all', *",
        "(*), *"
    })
    void aRefusalIsOfWhatItsWordsMean(String purpose, String meant) {
        assertThat(purposes(Consents.words(Consents.UPDATED, purpose, "withdrawn", null)))
                .contains(meant);
    }

    @Test
    void aRefusalOfOnePurposeIsNotOneOfItsWords() {
        assertThat(purposes(Consents.words(Consents.UPDATED, "ad_user_data", "denied", null)))
                .containsExactly("ad_user_data");
    }

    @Test
    void aRefusalOfMoreThanAnybodyNamesIsOneOfEverything() {
        String purpose =
                String.join(",", IntStream.range(0, 5000).mapToObj(i -> "p" + i).toList());

        assertThat(purposes(Consents.words(Consents.UPDATED, purpose, "withdrawn", null)))
                .containsExactly("*");
    }

    @ParameterizedTest
    @CsvSource({
        "text, sms, false",
        "Text Message, sms, false",
        "sms, sms, false",
        "sms/push, sms, false",
        "sms & push, push, false",
        "push notification, push, false",
        "mobile-push, mobile_push, false",
        "telephone, phone, false",
        "phone call, phone, false",
        "direct mail, direct_mail, false",
        "whats app, whatsapp, false",
        "sms marketing, sms, true",
        "email/sms, sms, true",
        "mobile, mobile, true"
    })
    void aChannelIsKnownByOtherSpellings(String channel, String meant, boolean email) {
        List<String> purposes = purposes(Consents.words(Consents.UNSUBSCRIBED, null, null, channel));

        assertThat(purposes).contains(meant);
        assertThat(purposes.contains("email")).isEqualTo(email);
    }

    private static List<String> purposes(List<Consents.Word> words) {
        return words.stream().map(Consents.Word::purpose).toList();
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
    void ofOneMomentWhatIsNoYesHolds() {
        Occurrence yes = said(1, "email", "granted");
        for (Occurrence no : List.of(
                new Occurrence(
                        yes.time(),
                        "a",
                        yes.kind(),
                        yes.name(),
                        said(1, "email", "denied").fields()),
                new Occurrence(
                        yes.time(),
                        "z",
                        yes.kind(),
                        yes.name(),
                        said(1, "email", "denied").fields()),
                new Occurrence(
                        yes.time(),
                        "a",
                        yes.kind(),
                        yes.name(),
                        said(1, "*", "denied").fields()))) {
            assertThat(new Consent("email", State.DENIED)
                            .test(CustomerHistory.of("shop:1", List.of(yes, no), Map.of()), LATER)
                            .holds())
                    .isTrue();
        }
        Statement granted = Statement.of(yes).get(0);
        Statement denied = new Statement(granted.topic(), "email", "denied", yes.time(), "a", "shop");
        assertThat(denied.isNewerThan(granted)).isTrue();
        assertThat(granted.isNewerThan(denied)).isFalse();
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
