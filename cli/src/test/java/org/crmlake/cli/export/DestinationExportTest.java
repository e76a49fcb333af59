package org.crmlake.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.cli.export.DestinationExport.Arm;
import org.crmlake.cli.export.DestinationExport.Person;
import org.crmlake.cli.export.DestinationExport.Subject;
import org.crmlake.model.CrmException;
import org.crmlake.model.Tenant;
import org.crmlake.model.export.Destination;
import org.crmlake.model.export.Destinations;
import org.crmlake.model.export.Normal;
import org.crmlake.model.export.Phones;
import org.crmlake.model.export.Suppressions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DestinationExportTest {
    private static final Instant NOW = Instant.parse("2011-07-16T00:00:00Z");
    private static final LocalDate DATE = LocalDate.of(2011, 7, 16);
    private static final Map<String, String> YES =
            Map.of("email", "granted", "ad_user_data", "granted", "ad_personalization", "granted");

    private final Destinations destinations = Destinations.installed();

    @TempDir
    private Path folder;

    private Instant now = NOW;

    @Test
    void writesTheFileAndAManifestThatCountsEverybody() throws IOException {
        Map<String, Object> manifest = export(
                "google-customer-match",
                "c:4\nunknown@example.org",
                person("c:1", "alexz@example.com", YES),
                person("c:2", "b@example.com", Map.of()),
                person("c:3", "c@example.com", Map.of("ad_user_data", "granted", "ad_personalization", "withdrawn")),
                person("c:4", "d@example.com", YES),
                person("c:5", "nobody", YES),
                person(
                        "c:6",
                        "f@example.com",
                        Map.of("ad_user_data", "not_understood", "ad_personalization", "granted")));

        assertThat(folder.resolve("acme-best-2011-07-16-google-customer-match-2026-06.csv"))
                .hasContent("Email,Phone,First Name,Last Name,Country,Zip\r\n"
                        + "509e933019bb285a134a9334b8bb679dff79d0ce023d529af4bd744d47b4fd8a,,,,,\r\n");
        assertThat(manifest)
                .containsEntry("tenant", "acme")
                .containsEntry("people_in", 6L)
                .containsEntry("people_out", 1L)
                .containsEntry("segment_version", 2)
                .containsEntry("segment_versions", new TreeMap<>(Map.of("best", 2, "other", 7)))
                .containsEntry("members_from", "evaluation")
                .containsEntry("suppression_entries", 2)
                .containsEntry("suppression_entries_matched", 1)
                .containsEntry(
                        "left_out",
                        Map.of(
                                "no_consent_to_ad_user_data", 1L,
                                "not_understood_consent_to_ad_user_data", 1L,
                                "withdrawn_consent_to_ad_personalization", 1L,
                                "suppressed", 1L,
                                "no_identifier", 1L));
        String stem = "acme-best-2011-07-16-google-customer-match-2026-06";
        assertThat(names())
                .as("no hidden file, none without a name")
                .containsExactlyInAnyOrder(
                        stem + ".csv",
                        stem + "-add.csv",
                        stem + "-remove.csv",
                        stem + "-people.ndjson",
                        stem + "-manifest.json");
    }

    @Test
    void theNextExportTellsWhatIsNewAndWhatIsGone() throws IOException {
        Map<String, Object> first =
                export("x", "", person("c:1", "a@example.com", YES), person("c:2", "b@example.com", YES));
        Map<String, Object> manifest = export(
                "x",
                "",
                person("c:1", "a@example.com", Map.of("email", "granted")),
                person("c:2", "b@example.com", YES),
                person("c:3", "c@example.com", YES));

        assertThat(manifest).containsEntry("previous_export_id", first.get("export_id"));
        assertThat(lines(manifest, "-add.csv")).containsExactly("email", Normal.sha256("c@example.com"));
        assertThat(lines(manifest, "-remove.csv"))
                .as("who took the consent back is to be removed")
                .containsExactly("email", Normal.sha256("a@example.com"));
        assertThat(names(manifest)).contains("acme-best-2011-07-16-x-2026-06-2-add.csv");
    }

    @Test
    void whoStaysIsNotRemovedWhateverChanges() throws IOException {
        export("google-customer-match", "", person("c:1", Map.of("email", "a@example.com", "postcode", "N1")));

        Map<String, Object> changed =
                export("google-customer-match", "", person("c:1", Map.of("email", "a@example.com", "country", "GB")));
        Map<String, Object> moved =
                export("google-customer-match", "", person("c:1", Map.of("email", "b@example.com")));
        Map<String, Object> gone = export("google-customer-match", "");

        assertThat(lines(changed, "-add.csv")).hasSize(2);
        assertThat(lines(changed, "-remove.csv")).hasSize(1);
        assertThat(lines(moved, "-remove.csv")).hasSize(1);
        assertThat(String.join("\n", lines(gone, "-remove.csv")))
                .as("all that was ever sent of them")
                .contains(Normal.sha256("a@example.com"), Normal.sha256("b@example.com"));
    }

    @Test
    void byWhatSomebodyElseIsFoundWhoStaysNobodyIsRemoved() throws IOException {
        Person leaves = person("c:1", Map.of("email", "two@example.com", "phone", "+442079460958"));
        export("klaviyo", "", leaves, person("c:2", "two@example.com", YES));

        Map<String, Object> manifest = export("klaviyo", "", person("c:2", "two@example.com", YES));

        assertThat(lines(manifest, "-add.csv")).hasSize(1);
        assertThat(lines(manifest, "-remove.csv")).containsExactly("Email,Phone Number", ",+442079460958");
    }

    @Test
    void anAddressOfEarlierThatIsOnTheListByNowIsRemoved() throws IOException {
        export("klaviyo", "", person("c:1", "old@example.com", YES));
        Map<String, Object> moved = export("klaviyo", "", person("c:1", "new@example.com", YES));

        Map<String, Object> manifest = export("klaviyo", "old@example.com", person("c:1", "new@example.com", YES));

        assertThat(lines(moved, "-remove.csv")).hasSize(1);
        assertThat(lines(manifest, "-remove.csv")).containsExactly("Email,Phone Number", "old@example.com,");
    }

    @Test
    void aFileThatTakesPeopleOutSaysNothingElseOfThem() throws IOException {
        for (Destination destination : destinations.all()) {
            Map<String, String> traits = Map.of(
                    "email",
                    "a@example.com",
                    "phone",
                    "+442079460958",
                    "first_name",
                    "Anna",
                    "gender",
                    "f",
                    "city",
                    "Ulm");
            export(destination.name(), "", person("c:1", traits));

            Map<String, Object> manifest = export(destination.name(), "");

            List<String> removed = lines(manifest, "-remove.csv");
            assertThat(removed).as(destination.id()).hasSize(2);
            assertThat(String.join("\n", removed)).doesNotContain("Subscribed", "Consent", "uid", "Ulm");
        }
    }

    @Test
    void tenantsWithOneFolderKnowNothingOfEachOther() throws IOException {
        export("klaviyo", "", person("c:1", "a@example.com", YES));
        byte[] before = Files.readAllBytes(folder.resolve("acme-best-2011-07-16-klaviyo-2026-06.csv"));

        Map<String, Object> other = export(
                gate(destinations.named("klaviyo"), ""),
                new Subject(new Tenant("beta"), "best", new TreeMap<>(Map.of("best", 1)), true, DATE),
                List.of(person("c:9", "z@example.com", YES)).iterator());

        assertThat(other).containsEntry("previous_export_id", null);
        assertThat(lines(other, "-remove.csv")).hasSize(1);
        assertThat(folder.resolve("acme-best-2011-07-16-klaviyo-2026-06.csv")).hasBinaryContent(before);
    }

    @Test
    void ofTwoAtTheSameTimeNeitherIsLost() throws IOException {
        export("klaviyo", "", person("c:1", "a@example.com", YES));
        Map<String, Object> inner = new TreeMap<>();
        List<Person> people = List.of(person("c:1", "a@example.com", YES), person("c:2", "b@example.com", YES));
        Iterator<Person> slow = people.stream()
                .peek(person -> {
                    if (inner.isEmpty()) {
                        inner.putAll(export(
                                "klaviyo",
                                "",
                                person("c:1", "a@example.com", YES),
                                person("c:3", "c@example.com", YES)));
                    }
                })
                .iterator();
        Map<String, Object> outer = export(gate(destinations.named("klaviyo"), ""), subject(), slow);

        Map<String, Object> next = export("klaviyo", "", person("c:1", "a@example.com", YES));

        assertThat((List<?>) next.get("previous_export_ids"))
                .isEqualTo(List.of(inner.get("export_id"), outer.get("export_id")));
        assertThat(lines(next, "-add.csv")).hasSize(1);
        assertThat(lines(next, "-remove.csv"))
                .containsExactly("Email,Phone Number", "b@example.com,", "c@example.com,");
        assertThat(lines(export("klaviyo", "", person("c:1", "a@example.com", YES)), "-remove.csv"))
                .hasSize(1);
    }

    @Test
    void whatWasNotFinishedIsNoExport() throws IOException {
        export("klaviyo", "", person("c:1", "a@example.com", YES), person("c:2", "b@example.com", YES));
        Map<String, Object> died = export("klaviyo", "", person("c:2", "b@example.com", YES));
        List<String> names = names(died);
        for (int left = names.size() - 1; left >= 0; left--) {
            Files.deleteIfExists(folder.resolve("acme-best-2011-07-16-klaviyo-2026-06-2-manifest.json"));
            Path other = Files.createTempDirectory(folder, "died");
            for (String name : names()) {
                if (!names.subList(left, names.size()).contains(name)) {
                    Path file = folder.resolve(name);
                    if (Files.isRegularFile(file)) {
                        Files.copy(file, other.resolve(name));
                    }
                }
            }

            Map<String, Object> manifest = new DestinationExport(
                            gate(destinations.named("klaviyo"), ""), new Configuration(), other.toString())
                    .export(
                            subject(),
                            List.of(person("c:2", "b@example.com", YES)).iterator(),
                            now.plusSeconds(9));

            assertThat(Files.readAllLines(other.resolve(name(manifest, "-remove.csv"))))
                    .as("with %s of the files", left)
                    .containsExactly("Email,Phone Number", "a@example.com,");
        }
    }

    @Test
    void aNewVersionOfADestinationRemovesWhomTheOldOneSent() throws IOException {
        Destination now = destinations.named("klaviyo");
        Destination later = new Destination(
                "klaviyo",
                "2027-01",
                now.columns(),
                now.identities(),
                now.purposes(),
                now.reader(),
                now.fewest(),
                now.largest());
        Destination other = new Destination(
                "klaviyo",
                "2028-01",
                destinations.named("x").columns(),
                List.of(List.of("email")),
                now.purposes(),
                now.reader(),
                now.fewest(),
                now.largest());
        export("klaviyo", "", person("c:1", "a@example.com", YES), person("c:2", "b@example.com", YES));

        Map<String, Object> second = export(
                gate(later, ""),
                subject(),
                List.of(person("c:2", "b@example.com", YES)).iterator());
        Map<String, Object> third =
                export(gate(other, ""), subject(), List.<Person>of().iterator());

        assertThat(lines(second, "-remove.csv")).containsExactly("Email,Phone Number", "a@example.com,");
        assertThat(lines(third, "-remove.csv")).hasSize(1);
        assertThat(lines(third, "-remove-2027-01.csv"))
                .as("columns that the new version does not have")
                .containsExactly("Email,Phone Number", "b@example.com,");
    }

    @Test
    void buildsOnNoFileThatIsNotTheOneThatWasWritten() throws IOException {
        Map<String, Object> first = export("klaviyo", "", person("c:1", "a@example.com", YES));
        Path people = folder.resolve(name(first, "-people.ndjson"));
        String written = Files.readString(people);
        Files.writeString(people, written.replace("a@example.com", "b@example.com"));

        assertThatThrownBy(() -> export("klaviyo", ""))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(CrmException.Kind.DATA))
                .hasMessageContaining("Cannot tell who was in the export of")
                .hasMessageContaining("its SHA-256 is");
        Files.delete(people);
        assertThatThrownBy(() -> export("klaviyo", "")).hasMessageContaining("it is missing. Put the file back");
        Files.writeString(people, written);
        assertThat(lines(export("klaviyo", ""), "-remove.csv")).contains("a@example.com,");
    }

    /** As files were named and manifests written before tenants were in them. */
    @Test
    void anExportThatNamesNoTenantIsBuiltOnWhenSomebodySaysWhoseItWas() throws IOException {
        String name = "best-2011-07-01-klaviyo@2026-06";
        String text = "Email,Phone Number,First Name,Last Name,Email Marketing Consent\r\n"
                + "a@example.com,,\"A, \"\"the great\"\"\",,Subscribed\r\nb@example.com,+442079460958,,,Subscribed\r\n";
        Files.writeString(folder.resolve(name + ".csv"), text);
        Path old = folder.resolve(name + "-manifest.json");
        String manifest = """
                {"export_id": "best-klaviyo@2026-06-1", "previous_export_id": null, "segment": "best",
                 "segment_version": 1, "as_of": "2011-07-01", "destination": "klaviyo@2026-06",
                 "exported_at": "2011-07-01T00:00:00Z",
                 "files": [ {"name": "%s.csv", "sha256": "%s"} ] }""".formatted(name, Normal.sha256(text));
        Files.writeString(old, manifest);

        assertThatThrownBy(() -> export("klaviyo", "", person("c:2", "b@example.com", YES)))
                .hasMessageContaining(
                        "its manifest names no tenant. If it was of tenant acme, write \"tenant\" : \"acme\",");
        Files.writeString(old, manifest.replace("{\"export_id", "{\"tenant\": \"other\", \"export_id"));
        assertThat(lines(export("x", ""), "-remove.csv")).hasSize(1);
        Files.writeString(old, manifest.replace("{\"export_id", "{\"tenant\": \"acme\", \"export_id"));

        Map<String, Object> next = export("klaviyo", "", person("c:2", "b@example.com", YES));

        assertThat(next).containsEntry("previous_export_id", "best-klaviyo@2026-06-1");
        assertThat(lines(next, "-remove.csv"))
                .containsExactly("Email,Phone Number", "a@example.com,", ",+442079460958");
        Files.writeString(old, manifest);
        assertThat(lines(export("klaviyo", "", person("c:2", "b@example.com", YES)), "-remove.csv"))
                .as("it was built on, so it is not asked again whose it was")
                .hasSize(1);
    }

    @Test
    void equalLinesAreAddedOnce() throws IOException {
        Person[] both = {person("c:1", "a@example.com", YES), person("c:2", "a@example.com", YES)};
        export("x", "", both);

        assertThat(lines(export("x", "", both), "-add.csv")).hasSize(1);
    }

    @Test
    void aCellOfSeveralLinesIsOnePersonTheNextTime() throws IOException {
        Person person = person("c:1", Map.of("email", "a@example.com", "first_name", "Anna\r\n\"the great\"\nof Ulm"));
        export("klaviyo", "", person);

        Map<String, Object> manifest = export("klaviyo", "", person);

        assertThat(lines(manifest, "-add.csv")).hasSize(1);
        assertThat(lines(manifest, "-remove.csv")).hasSize(1);
    }

    @Test
    void onlyFilesForPeopleAreMadeHarmlessForSpreadsheets() throws IOException {
        Person person = person(
                "c:1",
                Map.of("email", "a@example.com", "phone", "+44 20 7946 0958", "first_name", "=cmd|' /C calc'!A0"));

        assertThat(lines(export("csv", "", person), "1.csv"))
                .contains("c:1,a@example.com,+44 20 7946 0958,'=cmd|' /C calc'!A0,,");
        assertThat(lines(export("klaviyo", "", person), "06.csv"))
                .contains("a@example.com,+442079460958,=cmd|' /C calc'!A0,,Subscribed");
    }

    @Test
    void aNumberAtHomeIsCompletedByTheTenantsCountry() throws IOException {
        Phones phones = new Phones("GB");
        Gate gate = new Gate(destinations.named("klaviyo"), Suppressions.NONE, phones);

        Map<String, Object> manifest = export(
                gate,
                subject(),
                List.of(person("c:1", Map.of("phone", "020 7946 0958"))).iterator());

        assertThat(lines(manifest, "06.csv")).contains(",+442079460958,,,Subscribed");
    }

    @Test
    void anArmIsRecordedOfEveryKeyThatEventsMayHave() throws IOException {
        List<String> recorded = new ArrayList<>();
        ArmsRecord record = new ArmsRecord("spring", "Campaign Assigned", file -> {
            try {
                recorded.addAll(Files.readAllLines(Path.of(file.toUri())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        List<Person> people = Stream.of("no key", "user:\"q\",\\", "user:a\nb")
                .map(key -> DestinationExport.person(
                        key, Map.of("email", "a@example.com"), YES, new Arm("treated", false, false)))
                .toList();

        Map<String, Object> manifest = new DestinationExport(
                        gate(destinations.named("x"), ""), new Configuration(), folder.toString())
                .export(subject(), people.iterator(), NOW, Optional.of(record));

        List<String> keys = new ArrayList<>();
        for (String line : recorded) {
            JsonNode event = new ObjectMapper().readTree(line);
            keys.add(event.path("customer_key").asText());
            assertThat(event.path("arm").asText()).isEqualTo("treated");
        }
        assertThat(keys)
                .isEqualTo(people.stream()
                        .map(Person::key)
                        .filter(key ->
                                org.crmlake.model.CustomerKey.problem(key).isEmpty())
                        .toList());
        assertThat(keys).contains("user:\"q\",\\");
        assertThat(manifest).containsEntry("newly_assigned", (long) keys.size());
        assertThat((Map<?, ?>) manifest.get("left_out"))
                .extracting("unusable_key")
                .isEqualTo(3L - keys.size());
    }

    @Test
    void aFailureLeavesNothingBehind() {
        Destination tiny = new Destination(
                "tiny",
                "1",
                destinations.named("x").columns(),
                List.of(),
                List.of(),
                Destination.Reader.MACHINE,
                0,
                10);

        assertThatThrownBy(() -> export(
                        gate(tiny, ""),
                        subject(),
                        List.of(person("c:1", "a@example.com", YES)).iterator()))
                .isInstanceOf(CrmException.class)
                .hasMessageContaining("the destination takes 10");
        assertThat(folder).isEmptyDirectory();
    }

    private Map<String, Object> export(String destination, String suppressed, Person... people) {
        return export(
                gate(destinations.named(destination), suppressed),
                subject(),
                List.of(people).iterator());
    }

    private Map<String, Object> export(Gate gate, Subject subject, Iterator<Person> people) {
        now = now.plusSeconds(1);
        return new DestinationExport(gate, new Configuration(), folder.toString()).export(subject, people, now);
    }

    private static Gate gate(Destination destination, String suppressed) {
        return new Gate(destination, Lists.of(suppressed, Phones.ANYWHERE), Phones.ANYWHERE);
    }

    private static Subject subject() {
        return new Subject(new Tenant("acme"), "best", new TreeMap<>(Map.of("best", 2, "other", 7)), false, DATE);
    }

    private List<String> lines(Map<String, Object> manifest, String end) throws IOException {
        return Files.readAllLines(folder.resolve(name(manifest, end)));
    }

    private static String name(Map<String, Object> manifest, String end) {
        return names(manifest).stream()
                .filter(name -> name.endsWith(end))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names(Map<String, Object> manifest) {
        return ((List<?>) manifest.get("files"))
                .stream().map(file -> (String) ((Map<?, ?>) file).get("name")).toList();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static Person person(String key, String email, Map<String, String> consents) {
        return DestinationExport.person(key, Map.of("email", email), consents);
    }

    private static Person person(String key, Map<String, String> traits) {
        return DestinationExport.person(key, traits, YES);
    }
}
