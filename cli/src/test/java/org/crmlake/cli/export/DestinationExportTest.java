package org.crmlake.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.cli.export.DestinationExport.Arm;
import org.crmlake.cli.export.DestinationExport.Person;
import org.crmlake.model.CrmException;
import org.crmlake.model.export.Destination;
import org.crmlake.model.export.Phones;
import org.crmlake.model.export.Suppressions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationExportTest {
    @TempDir
    private Path folder;

    private ExportFolder out;

    @BeforeEach
    void opens() {
        out = new ExportFolder(folder);
    }

    @Test
    void writesTheFileAndAManifestThatCountsEverybody() throws IOException {
        Map<String, Object> manifest = out.export(
                "google-customer-match",
                "c:4\nunknown@example.org",
                ExportFolder.person("c:1", "alexz@example.com", ExportFolder.YES),
                ExportFolder.person("c:2", "b@example.com", Map.of()),
                ExportFolder.person(
                        "c:3", "c@example.com", Map.of("ad_user_data", "granted", "ad_personalization", "withdrawn")),
                ExportFolder.person("c:4", "d@example.com", ExportFolder.YES),
                ExportFolder.person("c:5", "nobody", ExportFolder.YES),
                ExportFolder.person(
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
        assertThat(out.names())
                .as("no hidden file, none without a name")
                .containsExactlyInAnyOrder(
                        stem + ".csv",
                        stem + "-add.csv",
                        stem + "-remove.csv",
                        stem + "-people.ndjson",
                        stem + "-manifest.json");
    }

    @Test
    void onlyFilesForPeopleAreMadeHarmlessForSpreadsheets() throws IOException {
        Person person = ExportFolder.person(
                "c:1",
                Map.of("email", "a@example.com", "phone", "+44 20 7946 0958", "first_name", "=cmd|' /C calc'!A0"));

        assertThat(out.lines(out.export("csv", "", person), "1.csv"))
                .contains("c:1,a@example.com,+44 20 7946 0958,'=cmd|' /C calc'!A0,,");
        assertThat(out.lines(out.export("klaviyo", "", person), "06.csv"))
                .contains("a@example.com,+442079460958,=cmd|' /C calc'!A0,,Subscribed");
    }

    @Test
    void aNumberAtHomeIsCompletedByTheTenantsCountry() throws IOException {
        Phones phones = new Phones("GB");
        Gate gate = new Gate(out.destinations().named("klaviyo"), Suppressions.NONE, phones);

        Map<String, Object> manifest = out.export(
                gate,
                ExportFolder.subject(),
                List.of(ExportFolder.person("c:1", Map.of("phone", "020 7946 0958")))
                        .iterator());

        assertThat(out.lines(manifest, "06.csv")).contains(",+442079460958,,,Subscribed");
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
                        key, Map.of("email", "a@example.com"), ExportFolder.YES, new Arm("treated", false, false)))
                .toList();

        Map<String, Object> manifest = new DestinationExport(
                        ExportFolder.gate(out.destinations().named("x"), ""), new Configuration(), folder.toString())
                .export(ExportFolder.subject(), people.iterator(), ExportFolder.NOW, Optional.of(record));

        List<String> keys = new ArrayList<>();
        for (String line : recorded) {
            JsonNode event = new ObjectMapper().readTree(line);
            keys.add(event.path("customer_key").asText());
            assertThat(event.path("arm").asText()).isEqualTo("treated");
        }
        assertThat(keys).as("none that ingest refuses").containsExactly("user:\"q\",\\");
        assertThat(manifest).containsEntry("newly_assigned", 1L);
        assertThat((Map<?, ?>) manifest.get("left_out"))
                .extracting("unusable_key")
                .isEqualTo(2L);
    }

    @Test
    void armsThatCouldNotBeRecordedLeaveNoFile() {
        ArmsRecord record = new ArmsRecord("spring", "Campaign Assigned", file -> {
            throw new CrmException(CrmException.Kind.EXTERNAL, "Cannot record the arms: the lake is away. Try again.");
        });
        Person person = DestinationExport.person(
                "c:1", Map.of("email", "a@example.com"), ExportFolder.YES, new Arm("treated", false, false));
        DestinationExport export = new DestinationExport(
                ExportFolder.gate(out.destinations().named("x"), ""), new Configuration(), folder.toString());

        assertThatThrownBy(() -> export.export(
                        ExportFolder.subject(), List.of(person).iterator(), ExportFolder.NOW, Optional.of(record)))
                .hasMessageContaining("the lake is away");
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"my exports", "exp\u00f6rts", "exports:1", "100%20", "a:b/c d"})
    void theFolderHasTheNameThatIsSaid(String name) {
        Path said = folder.resolve(name);

        new DestinationExport(
                        ExportFolder.gate(out.destinations().named("x"), ""), new Configuration(), said.toString())
                .export(ExportFolder.subject(), List.<Person>of().iterator(), ExportFolder.NOW);

        assertThat(said).isDirectoryContaining("glob:**-manifest.json");
    }

    @Test
    void whatCanBeNoFolderIsSaid() {
        for (String name : List.of("a\0b", "\0")) {
            assertThatThrownBy(() -> new DestinationExport(
                            ExportFolder.gate(out.destinations().named("x"), ""), new Configuration(), name))
                    .isInstanceOfSatisfying(
                            CrmException.class, e -> assertThat(e.kind()).isEqualTo(CrmException.Kind.USAGE))
                    .hasMessageStartingWith("Cannot export to '")
                    .hasMessageEndingWith("Name one with --out, for instance exports or hdfs:///exports.");
        }
    }

    @Test
    void afterAFileWasTakenAwayTheNextExportHasANumberOfItsOwn() throws IOException {
        Map<String, Object> first = out.export("x", "", ExportFolder.person("c:1", "a@example.com", ExportFolder.YES));
        for (String end : List.of("06.csv", "-add.csv", "-remove.csv")) {
            Files.delete(folder.resolve(ExportFolder.name(first, end)));
        }

        Map<String, Object> second = out.export("x", "", ExportFolder.person("c:1", "a@example.com", ExportFolder.YES));

        assertThat(ExportFolder.names(second)).contains("acme-best-2011-07-16-x-2026-06-2.csv");
        assertThat(second).containsEntry("previous_export_id", first.get("export_id"));
    }

    @Test
    void noFileHasItsNameBeforeAllOfItOutlastsAFailureOfTheMachine() throws IOException {
        new DestinationExport(
                        ExportFolder.gate(out.destinations().named("x"), ""),
                        SyncedDisk.configuration(),
                        folder.toString())
                .export(
                        ExportFolder.subject(),
                        List.of(ExportFolder.person("c:1", "a@example.com", ExportFolder.YES))
                                .iterator(),
                        ExportFolder.NOW);

        assertThat(out.names()).hasSize(5);
        for (String name : out.names()) {
            assertThat(SyncedDisk.namesByLasting())
                    .as(name)
                    .hasEntrySatisfying(Files.readString(folder.resolve(name)), there -> assertThat(there)
                            .doesNotContain(name));
        }
    }

    @Test
    void whoTookEverythingBackIsInNoFile() {
        Map<String, Object> manifest =
                out.export("x", "", ExportFolder.person("c:1", "a@example.com", Map.of("*", "withdrawn")));

        assertThat(manifest)
                .containsEntry("people_out", 0L)
                .containsEntry("left_out", Map.of("withdrawn_consent_to_ad_user_data", 1L));
    }

    @Test
    void aFailureLeavesNothingBehind() {
        Destination tiny = new Destination(
                "tiny",
                "1",
                out.destinations().named("x").columns(),
                List.of(),
                List.of(),
                Destination.Reader.MACHINE,
                0,
                10);

        assertThatThrownBy(() -> out.export(
                        ExportFolder.gate(tiny, ""),
                        ExportFolder.subject(),
                        List.of(ExportFolder.person("c:1", "a@example.com", ExportFolder.YES))
                                .iterator()))
                .isInstanceOf(CrmException.class)
                .hasMessageContaining("the destination takes 10");
        assertThat(folder).isEmptyDirectory();
    }
}
