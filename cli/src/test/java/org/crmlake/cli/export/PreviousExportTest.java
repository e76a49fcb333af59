package org.crmlake.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.cli.export.DestinationExport.Person;
import org.crmlake.cli.export.DestinationExport.Subject;
import org.crmlake.model.CrmException;
import org.crmlake.model.Tenant;
import org.crmlake.model.export.Destination;
import org.crmlake.model.export.Normal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an export builds on: which files of earlier ones count, and what becomes of those that do not. */
class PreviousExportTest {
    @TempDir
    private Path folder;

    private ExportFolder out;

    @BeforeEach
    void opens() {
        out = new ExportFolder(folder);
    }

    @Test
    void tenantsWithOneFolderKnowNothingOfEachOther() throws IOException {
        out.export("klaviyo", "", ExportFolder.person("c:1", "a@example.com", ExportFolder.YES));
        byte[] before = Files.readAllBytes(folder.resolve("acme-best-2011-07-16-klaviyo-2026-06.csv"));

        Map<String, Object> other = out.export(
                ExportFolder.gate(out.destinations().named("klaviyo"), ""),
                new Subject(new Tenant("beta"), "best", new TreeMap<>(Map.of("best", 1)), true, ExportFolder.DATE),
                List.of(ExportFolder.person("c:9", "z@example.com", ExportFolder.YES))
                        .iterator());

        assertThat(other).containsEntry("previous_export_id", null);
        assertThat(out.lines(other, "-remove.csv")).hasSize(1);
        assertThat(folder.resolve("acme-best-2011-07-16-klaviyo-2026-06.csv")).hasBinaryContent(before);
    }

    @Test
    void ofTwoAtTheSameTimeNeitherIsLost() throws IOException {
        out.export("klaviyo", "", ExportFolder.person("c:1", "a@example.com", ExportFolder.YES));
        Map<String, Object> inner = new TreeMap<>();
        List<Person> people = List.of(
                ExportFolder.person("c:1", "a@example.com", ExportFolder.YES),
                ExportFolder.person("c:2", "b@example.com", ExportFolder.YES));
        Iterator<Person> slow = people.stream()
                .peek(person -> {
                    if (inner.isEmpty()) {
                        inner.putAll(out.export(
                                "klaviyo",
                                "",
                                ExportFolder.person("c:1", "a@example.com", ExportFolder.YES),
                                ExportFolder.person("c:3", "c@example.com", ExportFolder.YES)));
                    }
                })
                .iterator();
        Map<String, Object> outer =
                out.export(ExportFolder.gate(out.destinations().named("klaviyo"), ""), ExportFolder.subject(), slow);

        Map<String, Object> next =
                out.export("klaviyo", "", ExportFolder.person("c:1", "a@example.com", ExportFolder.YES));

        assertThat((List<?>) next.get("previous_export_ids"))
                .isEqualTo(List.of(inner.get("export_id"), outer.get("export_id")));
        assertThat(out.lines(next, "-add.csv")).hasSize(1);
        assertThat(out.lines(next, "-remove.csv"))
                .containsExactly("Email,Phone Number", "b@example.com,", "c@example.com,");
        assertThat(out.lines(
                        out.export("klaviyo", "", ExportFolder.person("c:1", "a@example.com", ExportFolder.YES)),
                        "-remove.csv"))
                .hasSize(1);
    }

    @Test
    void whatWasNotFinishedIsNoExport() throws IOException {
        out.export(
                "klaviyo",
                "",
                ExportFolder.person("c:1", "a@example.com", ExportFolder.YES),
                ExportFolder.person("c:2", "b@example.com", ExportFolder.YES));
        Map<String, Object> died =
                out.export("klaviyo", "", ExportFolder.person("c:2", "b@example.com", ExportFolder.YES));
        List<String> names = out.names(died);
        for (int left = names.size() - 1; left >= 0; left--) {
            Files.deleteIfExists(folder.resolve("acme-best-2011-07-16-klaviyo-2026-06-2-manifest.json"));
            Path other = Files.createTempDirectory(folder, "died");
            for (String name : out.names()) {
                if (!names.subList(left, names.size()).contains(name)) {
                    Path file = folder.resolve(name);
                    if (Files.isRegularFile(file)) {
                        Files.copy(file, other.resolve(name));
                    }
                }
            }

            Map<String, Object> manifest = new DestinationExport(
                            ExportFolder.gate(out.destinations().named("klaviyo"), ""),
                            new Configuration(),
                            other.toString())
                    .export(
                            ExportFolder.subject(),
                            List.of(ExportFolder.person("c:2", "b@example.com", ExportFolder.YES))
                                    .iterator(),
                            out.now().plusSeconds(9));

            assertThat(Files.readAllLines(other.resolve(out.name(manifest, "-remove.csv"))))
                    .as("with %s of the files", left)
                    .containsExactly("Email,Phone Number", "a@example.com,");
        }
    }

    @Test
    void aNewVersionOfADestinationRemovesWhomTheOldOneSent() throws IOException {
        Destination now = out.destinations().named("klaviyo");
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
                out.destinations().named("x").columns(),
                List.of(List.of("email")),
                now.purposes(),
                now.reader(),
                now.fewest(),
                now.largest());
        out.export(
                "klaviyo",
                "",
                ExportFolder.person("c:1", "a@example.com", ExportFolder.YES),
                ExportFolder.person("c:2", "b@example.com", ExportFolder.YES));

        Map<String, Object> second = out.export(
                ExportFolder.gate(later, ""),
                ExportFolder.subject(),
                List.of(ExportFolder.person("c:2", "b@example.com", ExportFolder.YES))
                        .iterator());
        Map<String, Object> third = out.export(
                ExportFolder.gate(other, ""),
                ExportFolder.subject(),
                List.<Person>of().iterator());

        assertThat(out.lines(second, "-remove.csv")).containsExactly("Email,Phone Number", "a@example.com,");
        assertThat(out.lines(third, "-remove.csv")).hasSize(1);
        assertThat(out.lines(third, "-remove-2027-01.csv"))
                .as("columns that the new version does not have")
                .containsExactly("Email,Phone Number", "b@example.com,");
    }

    @Test
    void buildsOnNoFileThatIsNotTheOneThatWasWritten() throws IOException {
        Map<String, Object> first =
                out.export("klaviyo", "", ExportFolder.person("c:1", "a@example.com", ExportFolder.YES));
        Path people = folder.resolve(out.name(first, "-people.ndjson"));
        String written = Files.readString(people);
        Files.writeString(people, written.replace("a@example.com", "b@example.com"));

        assertThatThrownBy(() -> out.export("klaviyo", ""))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(CrmException.Kind.DATA))
                .hasMessageContaining("Cannot tell who was in the export of")
                .hasMessageContaining("its SHA-256 is");
        Files.delete(people);
        assertThatThrownBy(() -> out.export("klaviyo", "")).hasMessageContaining("it is missing. Put the file back");
        Files.writeString(people, written);
        assertThat(out.lines(out.export("klaviyo", ""), "-remove.csv")).contains("a@example.com,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "null", "[]", "{}", "{", "{\"export_id\": \"e\"}"})
    void buildsOnNoManifestThatSaysNothing(String text) throws IOException {
        out.export("klaviyo", "", ExportFolder.person("c:1", "a@example.com", ExportFolder.YES));
        Files.writeString(folder.resolve("acme-best-2011-07-16-klaviyo-2026-06-manifest.json"), text);

        assertThatThrownBy(() -> out.export("klaviyo", ""))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(CrmException.Kind.DATA))
                .hasMessageStartingWith("Cannot read the manifest ")
                .hasMessageEndingWith("Put it back from a copy: without it nobody who left is told.");
    }

    /** Two tenants had one folder; that the newer export is known to be the other's says nothing of the older one. */
    @Test
    void anOlderExportThatNamesNoTenantIsAskedForToo() throws IOException {
        Path ours = old("2011-07-01", "", "ours@example.com");
        old("2011-07-02", "\"tenant\": \"other\", ", "theirs@example.com");

        assertThatThrownBy(() -> out.export("klaviyo", ""))
                .hasMessageContaining("Cannot tell whose export e-2011-07-01 in ");
        Files.writeString(ours, Files.readString(ours).replace("{\"export_id", "{\"tenant\": \"acme\", \"export_id"));
        old("2011-06-30", "", "nobody@example.com");

        assertThat(out.lines(out.export("klaviyo", ""), "-remove.csv"))
                .containsExactly("Email,Phone Number", "ours@example.com,");
        assertThat(out.lines(out.export("klaviyo", ""), "-remove.csv")).hasSize(1);
    }

    private Path old(String date, String tenant, String email) throws IOException {
        String name = "best-" + date + "-klaviyo@2026-06";
        String text =
                "Email,Phone Number,First Name,Last Name,Email Marketing Consent\r\n" + email + ",,,,Subscribed\r\n";
        Files.writeString(folder.resolve(name + ".csv"), text);
        return Files.writeString(
                folder.resolve(name + "-manifest.json"),
                "{" + tenant + "\"export_id\": \"e-" + date + "\", \"segment\": \"best\","
                        + " \"destination\": \"klaviyo@2026-06\", \"exported_at\": \"" + date + "T00:00:00Z\","
                        + " \"files\": [ {\"name\": \"" + name + ".csv\", \"sha256\": \"" + Normal.sha256(text)
                        + "\"} ] }");
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

        assertThatThrownBy(
                        () -> out.export("klaviyo", "", ExportFolder.person("c:2", "b@example.com", ExportFolder.YES)))
                .hasMessageContaining(
                        "its manifest names no tenant. If it was of tenant acme, write \"tenant\" : \"acme\",");
        Files.writeString(old, manifest.replace("{\"export_id", "{\"tenant\": \"other\", \"export_id"));
        assertThat(out.lines(out.export("x", ""), "-remove.csv")).hasSize(1);
        Files.writeString(old, manifest.replace("{\"export_id", "{\"tenant\": \"acme\", \"export_id"));

        Map<String, Object> next =
                out.export("klaviyo", "", ExportFolder.person("c:2", "b@example.com", ExportFolder.YES));

        assertThat(next).containsEntry("previous_export_id", "best-klaviyo@2026-06-1");
        assertThat(out.lines(next, "-remove.csv"))
                .containsExactly("Email,Phone Number", "a@example.com,", ",+442079460958");
        Files.writeString(old, manifest);
        assertThat(out.lines(
                        out.export("klaviyo", "", ExportFolder.person("c:2", "b@example.com", ExportFolder.YES)),
                        "-remove.csv"))
                .as("it was built on, so it is not asked again whose it was")
                .hasSize(1);
    }
}
