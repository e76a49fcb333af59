package org.crmlake.model.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.crmlake.model.export.Destination.Column;
import org.crmlake.model.export.Destination.Left;
import org.crmlake.model.export.Destination.Line;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationsTest {
    private final Destinations destinations = Destinations.installed();

    /** Published inputs and forms of the help pages and reference formatters; the hashes were computed apart from this code. */
    @ParameterizedTest
    @CsvSource({
        "google-customer-match, Email, email, Cloudy.SanFrancisco+shopping@gmail.com, 223ebda6f6889b1494551ba902d9d381daf2f642bae055888e96343d53e9f9c4",
        "google-customer-match, Email, email, alexz@example.com, 509e933019bb285a134a9334b8bb679dff79d0ce023d529af4bd744d47b4fd8a",
        "google-customer-match, Email, email, QuinnY@EXAMPLE.com, d00d0a7c6d491b3782fd78b410748048859e16467faa0651f060978d4bb343cc",
        "google-customer-match, Email, email, user.name+NYC@Example.com, f109a2a632fbcea5fc82049f50beed3d8621bf9034399f437fb622222acccdac",
        "google-customer-match, Phone, phone, +1 800-555-0100, fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b30",
        "google-customer-match, First Name, first_name, Émilie, 2863487194ad92314c0d76b8e4fe04d127789e79c94081329c682b7beea2bf6c",
        "google-customer-match, Last Name, last_name, Müller, 2dbd218072117713f2d5996a726a9b216ed791ffd0783b6ba4ab6d61b8333192",
        "google-customer-match, Country, country, us, US",
        "google-customer-match, Zip, postcode, ' SW1A 1AA ', SW1A 1AA",
        "meta-custom-audience, email, email, ' QuinnY@EXAMPLE.com', d00d0a7c6d491b3782fd78b410748048859e16467faa0651f060978d4bb343cc",
        "meta-custom-audience, phone, phone, +1 800-555-0100, 92cfdc5fbcd4a20fbe5d3857af6c1aba31762105bba7f21a17155e920653046c",
        "meta-custom-audience, country, country, US, 79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621",
        "meta-custom-audience, fn, first_name, Émilie, 2863487194ad92314c0d76b8e4fe04d127789e79c94081329c682b7beea2bf6c",
        "meta-custom-audience, madid, madid, AEBE52E7-03EE-455A-B3C4-E57283966239, aebe52e7-03ee-455a-b3c4-e57283966239",
        "tiktok, Email_SHA256, email, alexz@example.com, 509e933019bb285a134a9334b8bb679dff79d0ce023d529af4bd744d47b4fd8a",
        "tiktok, Phone_SHA256, phone, +1 800-555-0100, fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b30",
        "x, email, email, QuinnY@EXAMPLE.com, d00d0a7c6d491b3782fd78b410748048859e16467faa0651f060978d4bb343cc",
        "klaviyo, Email, email, QuinnY@EXAMPLE.com, quinny@example.com",
        "klaviyo, Phone Number, phone, 0044 20 7946 0958, +442079460958",
        "braze, external_id, customer_key, crm:17, crm:17",
        "salesforce-marketing-cloud, SubscriberKey, customer_key, crm:17, crm:17",
        "csv, phone, phone, +1 800-555-0100, +1 800-555-0100"
    })
    void goldenVectors(String destination, String header, String trait, String value, String cell) {
        Destination known = destinations.named(destination);
        Column column = known.columns().stream()
                .filter(one -> one.header().equals(header))
                .findFirst()
                .orElseThrow();

        assertThat(column.trait()).isEqualTo(trait);
        Map<String, String> traits = new HashMap<>(Map.of(
                "customer_key",
                "crm:17",
                "email",
                "a@b.example",
                "phone",
                "+442079460958",
                "first_name",
                "A",
                "last_name",
                "B"));
        traits.put(trait, value);
        assertThat(known.line(traits)).isInstanceOfSatisfying(Line.class, line -> assertThat(
                        line.cells().get(known.header().indexOf(header)))
                .isEqualTo(cell));
    }

    @ParameterizedTest
    @CsvSource({"Dr. Anna, anna", "mr. mrs. x, x", "Mr.Smith, mr.smith"})
    void titlesAreNoPartOfAFirstName(String value, String form) {
        assertThat(Normal.googleFirstName(value)).contains(form);
    }

    @ParameterizedTest
    @CsvSource({"'Smith, Jr. PhD', smith", "Smith III, smith", "Vi, vi", "Ivy, ivy"})
    void suffixesAreNoPartOfALastName(String value, String form) {
        assertThat(Normal.googleLastName(value)).contains(form);
    }

    @Test
    void normalisingTwiceEqualsOnce() {
        Random random = new Random(3);
        String letters = "aBzÉü .+-@,09()mrdrjvi\u00a0gmail.comUS'\"=";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder value = new StringBuilder();
            for (int length = random.nextInt(14); length >= 0; length--) {
                value.append(letters.charAt(random.nextInt(letters.length())));
            }
            String text = random.nextInt(3) == 0
                    ? value + "@gmail.com"
                    : random.nextInt(3) == 0 ? "+1" + value : value.toString();
            for (Destination destination : destinations.all()) {
                for (Column column : destination.columns()) {
                    column.normal().apply(text).ifPresent(once -> assertThat(
                                    column.normal().apply(once))
                            .as(destination.id() + " " + column.header() + " of '" + text + "'")
                            .contains(once));
                }
            }
        }
    }

    @Test
    void whoCannotBeFoundIsLeftOut() {
        Destination google = destinations.named("google-customer-match@2026-06");

        assertThat(google.line(Map.of("first_name", "A", "last_name", "B", "country", "GB")))
                .isEqualTo(new Left("no_identifier"));
        assertThat(google.line(Map.of("first_name", "A", "last_name", "B", "country", "GB", "postcode", "N1")))
                .isInstanceOf(Line.class);
        assertThat(google.line(Map.of("email", "not an address"))).isEqualTo(new Left("no_identifier"));
        assertThat(google.line(Map.of("phone", "020 7946 0958")))
                .as("no country is guessed")
                .isEqualTo(new Left("no_identifier"));
    }

    @Test
    void whatIsHashedAlreadyIsNotHashedAgain() {
        Destination x = destinations.named("x");

        assertThat(x.line(Map.of("email", Normal.sha256("alexz@example.com")))).isEqualTo(new Left("already_hashed"));
    }

    @Test
    void advertisersAndMailersAskForConsent() {
        assertThat(destinations.all())
                .filteredOn(destination -> destination.purposes().isEmpty())
                .extracting(Destination::name)
                .containsExactly("csv");
        assertThat(destinations.named("google-customer-match").purposes())
                .isEqualTo(List.of("ad_user_data", "ad_personalization"));
    }

    @Test
    void namesTheNearestDestination() {
        assertThatThrownBy(() -> destinations.named("google-customer-mach"))
                .hasMessageContaining("Did you mean 'google-customer-match'?");
    }

    /** What Meta calls uid is a number of its own, and nobody's customer key. */
    @Test
    void metaTakesExactlyThisHeaderWithoutAnIdOfOurs() {
        assertThat(String.join(",", destinations.named("meta-custom-audience").header()))
                .isEqualTo("email,phone,madid,fn,ln,ct,st,zip,country,dob,gen");
    }

    @Test
    void googleTakesExactlyThisHeader() {
        assertThat(String.join(",", destinations.named("google-customer-match").header()))
                .isEqualTo("Email,Phone,First Name,Last Name,Country,Zip");
    }
}
