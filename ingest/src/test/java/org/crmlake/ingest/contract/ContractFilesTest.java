package org.crmlake.ingest.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractFilesTest {
    @TempDir
    private Path folder;

    @Test
    void readsYamlAndJsonByTheTitlesOfTheirEvents() throws IOException {
        write("b.yaml", "title: Signed Up\ntype: object\n");
        write("a.json", "{\"title\": \"Order Completed\", \"type\": \"object\"}");
        write("notes.txt", "no contract");
        write(".hidden.yaml", "no: contract");

        assertThat(ContractFiles.read(folder))
                .containsExactly(
                        new Contract("Order Completed", "{\"title\":\"Order Completed\",\"type\":\"object\"}"),
                        new Contract("Signed Up", "{\"title\":\"Signed Up\",\"type\":\"object\"}"));
    }

    @Test
    void refusesAFileWithoutATitle() throws IOException {
        write("a.yaml", "type: object\n");

        assertRefused("a.yaml", "it has no title, which names the events it is about");
    }

    @Test
    void refusesWhatIsNoSchema() throws IOException {
        write("a.yaml", "title: Signed Up\ntype: objekt\n");
        assertThatThrownBy(() -> ContractFiles.read(folder)).hasMessageContaining("it is no JSON Schema: ");
    }

    @Test
    void refusesWhatIsNoYaml() throws IOException {
        write("a.yaml", "title: [\n");

        assertThatThrownBy(() -> ContractFiles.read(folder)).hasMessageContaining("it is neither YAML nor JSON: ");
    }

    @Test
    void refusesTwoContractsOfOneEvent() throws IOException {
        write("a.yaml", "title: Signed Up\n");
        write("b.yaml", "title: Signed Up\n");

        assertRefused("b.yaml", "another file has the title 'Signed Up' too");
    }

    @Test
    void refusesAReferenceToAnotherPlace() throws IOException {
        for (String place : new String[] {"https://example.com/order.json", "file:///etc/passwd", "order.json"}) {
            write("a.yaml", "title: Signed Up\nproperties: {context: {$ref: \"" + place + "\"}}\n");

            assertRefused("a.yaml", "it refers to '" + place + "', and a contract refers to nothing but itself");
        }
    }

    @Test
    void takesAReferenceToItself() throws IOException {
        write("a.yaml", """
                title: Signed Up
                properties: {context: {$ref: "#/$defs/texts"}}
                $defs: {texts: {type: object}}
                """);

        assertThat(ContractFiles.read(folder)).hasSize(1);
    }

    @Test
    void refusesAnotherDraft() throws IOException {
        write("a.yaml", "$schema: http://json-schema.org/draft-07/schema#\ntitle: Signed Up\n");

        assertRefused(
                "a.yaml",
                "its $schema is 'http://json-schema.org/draft-07/schema#', and contracts are of draft 2020-12");
    }

    @Test
    void refusesAFolderThatIsNotThere() {
        Path absent = folder.resolve("absent");

        assertThatThrownBy(() -> ContractFiles.read(absent))
                .hasMessage("Cannot read the contracts in " + absent
                        + ": it is no folder that can be read. Check the path.");
    }

    private void assertRefused(String file, String reason) {
        assertThatThrownBy(() -> ContractFiles.read(folder))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIG))
                .hasMessage("Cannot use contract " + folder.resolve(file) + ": " + reason + ". Correct the file.");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
