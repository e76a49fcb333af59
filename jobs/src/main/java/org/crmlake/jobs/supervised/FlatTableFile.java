package org.crmlake.jobs.supervised;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.DefinitionYaml;
import org.crmlake.model.Printable;
import org.yaml.snakeyaml.LoaderOptions;

/** A {@link FlatTable} as people write it, in YAML; {@code conf/churn/telco.yaml} is one. */
final class FlatTableFile {
    private static final ObjectMapper YAML = new ObjectMapper(DefinitionYaml.factory(new LoaderOptions()))
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private FlatTableFile() {}

    private record File(
            @JsonProperty String name,
            @JsonProperty String path,
            @JsonProperty String format,
            @JsonProperty Map<String, String> options,
            @JsonProperty String key,
            @JsonProperty String namespace,
            @JsonProperty String label,
            @JsonProperty String left,
            @JsonProperty String time,
            @JsonProperty List<String> numeric,
            @JsonProperty List<String> categorical) {}

    /**
     * Reads the declaration; its path is made one that does not depend on where the process runs.
     *
     * @throws CrmException CONFIG if the file cannot be read or is not as described
     */
    static FlatTable read(Path file) {
        try {
            FlatTable table = parse(Files.readString(file));
            return table.path().contains(":/") ? table : at(table, file);
        } catch (IOException e) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot read the table of customers of " + Printable.of(file.toString()) + ": " + e
                            + ". Name a readable UTF-8 file.",
                    e);
        }
    }

    static FlatTable parse(String yaml) {
        File file;
        try {
            file = YAML.readValue(yaml, File.class);
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot use the table of customers: " + line + Printable.of(e.getOriginalMessage(), 200)
                            + ". See docs/churn-supervised.md.",
                    e);
        }
        if (file == null) {
            throw FlatTable.invalid("its file is empty");
        }
        return new FlatTable(
                file.name(),
                file.path(),
                file.format(),
                file.options(),
                file.key(),
                file.namespace(),
                file.label(),
                file.left(),
                file.time(),
                file.numeric(),
                file.categorical());
    }

    private static FlatTable at(FlatTable table, Path file) {
        String path = file.toAbsolutePath()
                .resolveSibling(table.path())
                .normalize()
                .toUri()
                .toString();
        return new FlatTable(
                table.name(),
                path,
                table.format(),
                table.options(),
                table.key(),
                table.namespace(),
                table.label(),
                table.left(),
                table.time(),
                table.numeric(),
                table.categorical());
    }
}
