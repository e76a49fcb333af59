package org.crmlake.ingest.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.DefinitionYaml;
import org.crmlake.model.Printable;

/** Reads the contracts of a folder: each YAML or JSON file in it is a JSON Schema, whose title is the name of the events. */
public final class ContractFiles {
    private static final JsonMapper YAML = DefinitionYaml.mapper();

    private ContractFiles() {}

    /**
     * Returns the contracts of {@code folder}, by the names of their events. Its sub-folders are not looked into.
     *
     * @throws CrmException of kind CONFIG if it cannot be read, or a file is no schema with a title of its own
     */
    public static List<Contract> read(Path folder) {
        List<Path> files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.filter(file -> file.getFileName().toString().matches("[^.].*\\.(yaml|yml|json)"))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot read the contracts in " + folder + ": it is no folder that can be read. Check the path.",
                    e);
        }
        Map<String, Contract> contracts = new TreeMap<>();
        for (Path file : files) {
            Contract contract = parse(file);
            if (contracts.putIfAbsent(contract.event(), contract) != null) {
                throw unfit(file, "another file has the title '" + Printable.of(contract.event()) + "' too", null);
            }
        }
        return List.copyOf(contracts.values());
    }

    private static Contract parse(Path file) {
        try {
            return parse(file, YAML.readTree(Files.readString(file)));
        } catch (JsonProcessingException e) {
            throw unfit(file, "it is neither YAML nor JSON: " + Printable.of(e.getOriginalMessage(), 200), e);
        } catch (IOException e) {
            throw unfit(file, "it cannot be read as UTF-8", e);
        }
    }

    private static Contract parse(Path file, JsonNode schema) {
        String title = schema.path("title").asText("");
        if (title.isBlank()) {
            throw unfit(file, "it has no title, which names the events it is about", null);
        }
        String draft = schema.path("$schema").asText(SchemaId.V202012);
        if (!draft.equals(SchemaId.V202012)) {
            throw unfit(file, "its $schema is '" + Printable.of(draft) + "', and contracts are of draft 2020-12", null);
        }
        for (String keyword : List.of("$ref", "$dynamicRef")) {
            for (String place : schema.findValuesAsText(keyword)) {
                if (!place.startsWith("#")) {
                    throw unfit(
                            file,
                            "it refers to '" + Printable.of(place) + "', and a contract refers to nothing but itself",
                            null);
                }
            }
        }
        List<String> problems = new ArrayList<>();
        for (ValidationMessage problem : JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(SchemaLocation.of(SchemaId.V202012))
                .validate(schema.toString(), InputFormat.JSON)) {
            problems.add(problem.getMessage());
        }
        if (!problems.isEmpty()) {
            throw unfit(file, "it is no JSON Schema: " + Printable.of(String.join("; ", problems), 300), null);
        }
        try {
            ContractSchemas.compile(schema);
        } catch (RuntimeException e) {
            throw unfit(file, "its schema cannot be used: " + Printable.of(String.valueOf(e.getMessage()), 200), e);
        }
        return new Contract(title, schema.toString());
    }

    private static CrmException unfit(Path file, String reason, Exception cause) {
        return new CrmException(
                Kind.CONFIG, "Cannot use contract " + file + ": " + reason + ". Correct the file.", cause);
    }
}
