package org.crmlake.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportFolderTest {
    private static final String HEADER = "customer_key,email\r\n";

    @TempDir
    Path folder;

    @Test
    void agreesWithFilesThatAddUp() throws IOException {
        ExportFolder exports = new ExportFolder(folder);
        export("1", null, "a,\r\nb,b@example.org\r\n", "a,\r\nb,b@example.org\r\n", "");
        assertThat(exports.look(Map.of("a", "", "b", "b@example.org"), Set.of()))
                .isZero();

        Set<String> earlier = Set.copyOf(exports.names());
        // An attempt that died when two of its files had their names.
        file("2.csv", HEADER + "b,b@example.org\r\nc,\r\n");
        file("2-add.csv", HEADER + "c,\r\n");
        file(".x.part", "c");
        export("3", "1", "b,b@example.org\r\nc,\r\n", "c,\r\n", "a,\r\n");

        assertThat(exports.look(Map.of("b", "b@example.org", "c", ""), earlier)).isEqualTo(2);
        assertThat(exports.faults()).isEmpty();
    }

    @Test
    void anAttemptThatDiedWhenAllWasDoneIsBuiltOn() throws IOException {
        ExportFolder exports = new ExportFolder(folder);
        export("1", null, "a,\r\n", "a,\r\n", "");
        export("2", "1", "a,\r\n", "", "");
        exports.look(Map.of("a", ""), Set.of());
        export("3", "2", "b,\r\n", "b,\r\n", "a,\r\n");
        export("4", "3", "b,\r\n", "", "");

        assertThat(exports.look(Map.of("b", ""), Set.copyOf(exports.names()))).isZero();
        assertThat(exports.faults()).isEmpty();
    }

    @Test
    void somebodyIsRemovedUnderEachAddress() throws IOException {
        ExportFolder exports = new ExportFolder(folder);
        export("1", null, "a,old@example.org\r\n", "a,old@example.org\r\n", "");
        exports.look(Map.of("a", "old@example.org"), Set.of());
        export("2", "1", "a,new@example.org\r\n", "a,new@example.org\r\n", "");
        exports.look(Map.of("a", "new@example.org"), Set.of());
        export("3", "2", "", "", "a,old@example.org\r\na,new@example.org\r\n");

        exports.look(Map.of(), Set.of());
        assertThat(exports.faults()).isEmpty();

        export("4", "3", "", "", "a,old@example.org\r\na,old@example.org\r\n");
        exports.look(Map.of(), Set.of());
        assertThat(exports.faults()).containsExactly("4-remove.csv has a,old@example.org twice");
    }

    @Test
    void tellsWhoIsMissingTooManyOrOtherwise() throws IOException {
        export("1", null, "a,\r\nb,old@example.org\r\n", "a,\r\nb,old@example.org\r\n", "");

        for (Map<String, String> now : List.of(
                Map.of("a", ""),
                Map.of("a", "", "b", "b@example.org"),
                Map.of("a", "", "b", "old@example.org", "c", ""))) {
            ExportFolder exports = new ExportFolder(folder);
            exports.look(now, Set.of());
            assertThat(exports.faults()).isNotEmpty();
        }
    }

    @Test
    void tellsChangesThatDoNotAddUp() throws IOException {
        ExportFolder exports = new ExportFolder(folder);
        export("1", null, "a,\r\n", "a,\r\n", "");
        exports.look(Map.of("a", ""), Set.of());
        export("2", "1", "b,\r\n", "b,\r\n", "");

        exports.look(Map.of("b", ""), Set.of());

        assertThat(exports.faults()).singleElement().asString().startsWith("who was in, and added");
    }

    @Test
    void tellsAFileThatIsHalfWrittenUnderAName() throws IOException {
        ExportFolder exports = new ExportFolder(folder);
        file("1.csv", HEADER + "a,\r\nb");
        export("2", null, "a,\r\nb,\r\n", "a,\r\nb,\r\n", "");

        exports.look(Map.of("a", "", "b", ""), Set.of());

        assertThat(exports.faults()).containsExactly("1.csv is no whole file");
    }

    @Test
    void tellsAFileThatIsNotWhatItsManifestSaysAndAManifestThatIsMissing() throws IOException {
        ExportFolder exports = new ExportFolder(folder);
        exports.look(Map.of(), Set.of());
        assertThat(exports.faults()).singleElement().asString().contains("no manifest");

        export("1", null, "a,\r\n", "a,\r\n", "");
        Files.writeString(folder.resolve("1-add.csv"), HEADER + "a,\r\nb,\r\n");
        exports.look(Map.of("a", ""), Set.of());
        assertThat(exports.faults()).contains("1-add.csv is not what its manifest says");
    }

    private void file(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private void export(String id, String previous, String full, String add, String remove) throws IOException {
        file(id + ".csv", HEADER + full);
        file(id + "-add.csv", HEADER + add);
        file(id + "-remove.csv", HEADER + remove);
        StringBuilder files = new StringBuilder();
        for (String end : List.of(".csv", "-add.csv", "-remove.csv")) {
            byte[] bytes = Files.readString(folder.resolve(id + end)).getBytes(StandardCharsets.UTF_8);
            files.append(files.isEmpty() ? "" : ",")
                    .append("{\"name\":\"%s\",\"sha256\":\"%s\"}"
                            .formatted(id + end, HexFormat.of().formatHex(NameId.digest("SHA-256", bytes))));
        }
        file(
                id + "-manifest.json",
                "{\"export_id\":\"%s\",\"previous_export_id\":%s,\"files\":[%s]}"
                        .formatted(id, previous == null ? "null" : "\"" + previous + "\"", files));
    }
}
