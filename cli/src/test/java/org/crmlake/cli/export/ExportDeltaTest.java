package org.crmlake.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.crmlake.cli.export.DestinationExport.Person;
import org.crmlake.model.export.Destination;
import org.crmlake.model.export.Normal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is new in a file, and who is to be taken out by it. */
class ExportDeltaTest {
    @TempDir
    private Path folder;

    private ExportFolder out;

    @BeforeEach
    void opens() {
        out = new ExportFolder(folder);
    }

    @Test
    void theNextExportTellsWhatIsNewAndWhatIsGone() throws IOException {
        Map<String, Object> first = out.export(
                "x",
                "",
                ExportFolder.person("c:1", "a@example.com", ExportFolder.YES),
                ExportFolder.person("c:2", "b@example.com", ExportFolder.YES));
        Map<String, Object> manifest = out.export(
                "x",
                "",
                ExportFolder.person("c:1", "a@example.com", Map.of("email", "granted")),
                ExportFolder.person("c:2", "b@example.com", ExportFolder.YES),
                ExportFolder.person("c:3", "c@example.com", ExportFolder.YES));

        assertThat(manifest).containsEntry("previous_export_id", first.get("export_id"));
        assertThat(out.lines(manifest, "-add.csv")).containsExactly("email", Normal.sha256("c@example.com"));
        assertThat(out.lines(manifest, "-remove.csv"))
                .as("who took the consent back is to be removed")
                .containsExactly("email", Normal.sha256("a@example.com"));
        assertThat(out.names(manifest)).contains("acme-best-2011-07-16-x-2026-06-2-add.csv");
    }

    @Test
    void whoStaysIsNotRemovedWhateverChanges() throws IOException {
        out.export(
                "google-customer-match",
                "",
                ExportFolder.person("c:1", Map.of("email", "a@example.com", "postcode", "N1")));

        Map<String, Object> changed = out.export(
                "google-customer-match",
                "",
                ExportFolder.person("c:1", Map.of("email", "a@example.com", "country", "GB")));
        Map<String, Object> moved =
                out.export("google-customer-match", "", ExportFolder.person("c:1", Map.of("email", "b@example.com")));
        Map<String, Object> gone = out.export("google-customer-match", "");

        assertThat(out.lines(changed, "-add.csv")).hasSize(2);
        assertThat(out.lines(changed, "-remove.csv")).hasSize(1);
        assertThat(out.lines(moved, "-remove.csv")).hasSize(1);
        assertThat(String.join("\n", out.lines(gone, "-remove.csv")))
                .as("all that was ever sent of them")
                .contains(Normal.sha256("a@example.com"), Normal.sha256("b@example.com"));
    }

    @Test
    void byWhatSomebodyElseIsFoundWhoStaysNobodyIsRemoved() throws IOException {
        Person leaves = ExportFolder.person("c:1", Map.of("email", "two@example.com", "phone", "+442079460958"));
        out.export("klaviyo", "", leaves, ExportFolder.person("c:2", "two@example.com", ExportFolder.YES));

        Map<String, Object> manifest =
                out.export("klaviyo", "", ExportFolder.person("c:2", "two@example.com", ExportFolder.YES));

        assertThat(out.lines(manifest, "-add.csv")).hasSize(1);
        assertThat(out.lines(manifest, "-remove.csv")).containsExactly("Email,Phone Number", ",+442079460958");
    }

    @Test
    void anAddressOfEarlierThatIsOnTheListByNowIsRemoved() throws IOException {
        out.export("klaviyo", "", ExportFolder.person("c:1", "old@example.com", ExportFolder.YES));
        Map<String, Object> moved =
                out.export("klaviyo", "", ExportFolder.person("c:1", "new@example.com", ExportFolder.YES));

        Map<String, Object> manifest = out.export(
                "klaviyo", "old@example.com", ExportFolder.person("c:1", "new@example.com", ExportFolder.YES));

        assertThat(out.lines(moved, "-remove.csv")).hasSize(1);
        assertThat(out.lines(manifest, "-remove.csv")).containsExactly("Email,Phone Number", "old@example.com,");
    }

    @Test
    void whoStaysByAKeyIsNotRemovedWithAnAddressOfEarlier() throws IOException {
        String destination = "salesforce-marketing-cloud";
        out.export(destination, "", ExportFolder.person("c:1", "old@example.com", ExportFolder.YES));

        Map<String, Object> manifest = out.export(
                destination, "old@example.com", ExportFolder.person("c:1", "new@example.com", ExportFolder.YES));
        Map<String, Object> gone = out.export(destination, "");

        assertThat(out.lines(manifest, "-add.csv")).contains("c:1,new@example.com,,");
        assertThat(out.lines(manifest, "-remove.csv"))
                .containsExactly("SubscriberKey,EmailAddress", ",old@example.com");
        assertThat(out.lines(gone, "-remove.csv")).contains("c:1,new@example.com", "c:1,old@example.com");
    }

    @Test
    void aFileThatTakesPeopleOutSaysNothingElseOfThem() throws IOException {
        for (Destination destination : out.destinations().all()) {
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
            out.export(destination.name(), "", ExportFolder.person("c:1", traits));

            Map<String, Object> manifest = out.export(destination.name(), "");

            List<String> removed = out.lines(manifest, "-remove.csv");
            assertThat(removed).as(destination.id()).hasSize(2);
            assertThat(String.join("\n", removed)).doesNotContain("Subscribed", "Consent", "uid", "Ulm");
        }
    }

    @Test
    void equalLinesAreAddedOnce() throws IOException {
        Person[] both = {
            ExportFolder.person("c:1", "a@example.com", ExportFolder.YES),
            ExportFolder.person("c:2", "a@example.com", ExportFolder.YES)
        };
        out.export("x", "", both);

        assertThat(out.lines(out.export("x", "", both), "-add.csv")).hasSize(1);
    }

    @Test
    void aCellOfSeveralLinesIsOnePersonTheNextTime() throws IOException {
        Person person = ExportFolder.person(
                "c:1", Map.of("email", "a@example.com", "first_name", "Anna\r\n\"the great\"\nof Ulm"));
        out.export("klaviyo", "", person);

        Map<String, Object> manifest = out.export("klaviyo", "", person);

        assertThat(out.lines(manifest, "-add.csv")).hasSize(1);
        assertThat(out.lines(manifest, "-remove.csv")).hasSize(1);
    }
}
