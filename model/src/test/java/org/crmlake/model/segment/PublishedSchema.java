package org.crmlake.model.segment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** {@code segment.schema.json}. */
final class PublishedSchema {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private PublishedSchema() {}

    static JsonNode json() throws IOException {
        try (InputStream in = SegmentFile.class.getResourceAsStream("segment.schema.json")) {
            return new ObjectMapper().readTree(in);
        }
    }

    /** Returns what the schema finds wrong with a definition. */
    static List<String> problems(String definition) throws IOException {
        JsonSchema schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(json());
        return schema.validate(YAML.readTree(definition)).stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }
}
