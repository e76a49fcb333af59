package org.crmlake.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.cli.export.DestinationExport.Person;
import org.crmlake.cli.export.DestinationExport.Subject;
import org.crmlake.model.CrmException;
import org.crmlake.model.export.Destination;
import org.crmlake.model.export.Destinations;
import org.crmlake.model.export.Normal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DestinationExportTest {
    private static final Instant NOW = Instant.parse("2011-07-16T00:00:00Z");
    private static final Subject SUBJECT = new Subject("best", 2, LocalDate.of(2011, 7, 16));
    private static final Map<String, String> YES =
            Map.of("email", "granted", "ad_user_data", "granted", "ad_personalization", "granted");

    private final Destinations destinations = Destinations.installed();

    @TempDir
    private Path folder;

    @Test
    void writesTheFileAndAManifestThatCountsEverybody() throws IOException {
        Map<String, Object> manifest = export(
                "google-customer-match",
                Set.of("c:4"),
                person("c:1", "alexz@example.com", YES),
                person("c:2", "b@example.com", Map.of()),
                person("c:3", "c@example.com", Map.of("ad_user_data", "granted", "ad_personalization", "withdrawn")),
                person("c:4", "d@example.com", YES),
                person("c:5", "nobody", YES));

        assertThat(folder.resolve("best-2011-07-16-google-customer-match@2026-06.csv"))
                .hasContent("Email,Phone,First Name,Last Name,Country,Zip\r\n"
                        + "509e933019bb285a134a9334b8bb679dff79d0ce023d529af4bd744d47b4fd8a,,,,,\r\n");
        assertThat(manifest)
                .containsEntry("people_in", 5L)
                .containsEntry("people_out", 1L)
                .containsEntry("segment_version", 2)
                .containsEntry(
                        "left_out",
                        Map.of(
                                "no_consent_to_ad_user_data", 1L,
                                "withdrawn_consent_to_ad_personalization", 1L,
                                "suppressed", 1L,
                                "no_identifier", 1L));
        assertThat(folder.resolve("best-2011-07-16-google-customer-match@2026-06-manifest.json"))
                .content()
                .contains("\"sha256\"", "\"people_in\" : 5");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.endsWith(".part"));
        }
    }

    @Test
    void theNextExportTellsWhatIsNewAndWhatIsGone() {
        export("x", Set.of(), person("c:1", "a@example.com", YES), person("c:2", "b@example.com", YES));
        Map<String, Object> manifest = new DestinationExport(
                        destinations.named("x"), Set.of(), new Configuration(), folder.toString())
                .export(
                        new Subject("best", 2, LocalDate.of(2011, 7, 17)),
                        List.of(
                                        person("c:1", "a@example.com", Map.of("email", "granted")),
                                        person("c:2", "b@example.com", YES),
                                        person("c:3", "c@example.com", YES))
                                .iterator(),
                        NOW.plusSeconds(86_400));

        assertThat(manifest).containsEntry("previous_export_id", "best-x@2026-06-" + NOW.toEpochMilli());
        assertThat(folder.resolve("best-2011-07-17-x@2026-06-add.csv"))
                .hasContent("email\r\n" + Normal.sha256("c@example.com") + "\r\n");
        assertThat(folder.resolve("best-2011-07-17-x@2026-06-remove.csv"))
                .as("who took the consent back is to be removed")
                .hasContent("email\r\n" + Normal.sha256("a@example.com") + "\r\n");
    }

    @Test
    void aCellOfSeveralLinesIsOnePersonTheNextTime() {
        Person person = DestinationExport.person(
                "c:1", Map.of("email", "a@example.com", "first_name", "Anna\r\n\"the great\"\nof Ulm"), YES);
        export("klaviyo", Set.of(), person);

        Map<String, Object> manifest = export("klaviyo", Set.of(), person);

        assertThat((List<?>) manifest.get("files")).hasSize(3);
        assertThat(folder.resolve("best-2011-07-16-klaviyo@2026-06-add.csv"))
                .content()
                .hasLineCount(1);
        assertThat(folder.resolve("best-2011-07-16-klaviyo@2026-06-remove.csv"))
                .content()
                .hasLineCount(1);
    }

    @Test
    void onlyFilesForPeopleAreMadeHarmlessForSpreadsheets() {
        Person person = DestinationExport.person(
                "c:1",
                Map.of("email", "a@example.com", "phone", "+44 20 7946 0958", "first_name", "=cmd|' /C calc'!A0"),
                YES);

        export("csv", Set.of(), person);
        export("klaviyo", Set.of(), person);

        assertThat(folder.resolve("best-2011-07-16-csv@1.csv"))
                .content()
                .endsWith("c:1,a@example.com,+44 20 7946 0958,'=cmd|' /C calc'!A0,,\r\n");
        assertThat(folder.resolve("best-2011-07-16-klaviyo@2026-06.csv"))
                .content()
                .endsWith("a@example.com,+442079460958,=cmd|' /C calc'!A0,,Subscribed\r\n");
    }

    @Test
    void nobodySuppressedOrWithoutConsentIsInAnyFile() throws IOException {
        Random random = new Random(5);
        for (Destination destination : destinations.all()) {
            List<Person> people = new ArrayList<>();
            Set<String> suppressed = new HashSet<>();
            Set<String> forbidden = new HashSet<>();
            for (int i = 0; i < 300; i++) {
                String email = "p" + i + "@example.com";
                Map<String, String> consents = new HashMap<>();
                for (String purpose : YES.keySet()) {
                    int word = random.nextInt(5);
                    if (word > 0) {
                        consents.put(
                                purpose,
                                List.of("granted", "granted", "denied", "withdrawn")
                                        .get(word - 1));
                    }
                }
                boolean listed = random.nextInt(4) == 0;
                if (listed) {
                    suppressed.add(
                            List.of("c:" + i, email, Normal.sha256(email)).get(random.nextInt(3)));
                }
                boolean consented =
                        destination.purposes().stream().allMatch(purpose -> "granted".equals(consents.get(purpose)));
                if (listed || !consented) {
                    forbidden.addAll(List.of(email, Normal.sha256(email)));
                }
                people.add(person("c:" + i, random.nextBoolean() ? email : email.toUpperCase(Locale.ROOT), consents));
            }

            new DestinationExport(destination, suppressed, new Configuration(), folder.toString())
                    .export(SUBJECT, people.iterator(), NOW);

            String file = Files.readString(folder.resolve("best-2011-07-16-" + destination.id() + ".csv"));
            assertThat(file.lines().count()).isGreaterThan(10);
            assertThat(forbidden).allSatisfy(word -> assertThat(file.toLowerCase(Locale.ROOT))
                    .doesNotContain(word + ",", word + "\r"));
        }
    }

    @Test
    void aFailureLeavesNothingBehind() throws IOException {
        Destination tiny = new Destination(
                "tiny",
                "1",
                destinations.named("x").columns(),
                List.of(),
                List.of(),
                Destination.Reader.MACHINE,
                0,
                10);

        assertThatThrownBy(() -> new DestinationExport(tiny, Set.of(), new Configuration(), folder.toString())
                        .export(
                                SUBJECT,
                                List.of(person("c:1", "a@example.com", YES)).iterator(),
                                NOW))
                .isInstanceOf(CrmException.class)
                .hasMessageContaining("the destination takes 10");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> !file.getFileName().toString().endsWith(".crc")))
                    .isEmpty();
        }
    }

    private Map<String, Object> export(String destination, Set<String> suppressed, Person... people) {
        return new DestinationExport(
                        destinations.named(destination), suppressed, new Configuration(), folder.toString())
                .export(SUBJECT, List.of(people).iterator(), NOW);
    }

    private static Person person(String key, String email, Map<String, String> consents) {
        return DestinationExport.person(key, Map.of("email", email), consents);
    }
}
