package org.crmlake.ingest.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.resource.DisallowSchemaLoader;
import java.util.Locale;

/** Compiles schemas. A schema cannot make crmlake read other files or ask other hosts: it refers to nothing but itself. */
final class ContractSchemas {
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(
            VersionFlag.V202012,
            builder -> builder.schemaLoaders(loaders -> loaders.add(DisallowSchemaLoader.getInstance())));

    private static final SchemaValidatorsConfig CONFIG = SchemaValidatorsConfig.builder()
            .formatAssertionsEnabled(true)
            .locale(Locale.ROOT)
            .preloadJsonSchema(true)
            .build();

    private ContractSchemas() {}

    /** Returns the schema of draft 2020-12 that {@code json} is. */
    static JsonSchema compile(JsonNode json) {
        return FACTORY.getSchema(json, CONFIG);
    }
}
