package org.crmlake.ingest.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Format;
import com.networknt.schema.FormatValidator;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.MessageSourceValidationMessage;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationContext;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.resource.DisallowSchemaLoader;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.crmlake.model.BoundedPattern;

/**
 * Compiles schemas. A schema cannot make crmlake read other files or ask other hosts: it refers to nothing but itself. Nor can an event
 * make it run for hours: the steps of a pattern are counted, and a format is asked of short texts only.
 */
final class ContractSchemas {
    private static final JsonMetaSchema META = JsonMetaSchema.builder(JsonMetaSchema.getV202012())
            .formats(formats -> formats.replaceAll((name, format) -> new ShortText(format)))
            .build();

    private static final JsonSchemaFactory FACTORY =
            JsonSchemaFactory.getInstance(VersionFlag.V202012, builder -> builder.metaSchema(META)
                    .schemaLoaders(loaders -> loaders.add(DisallowSchemaLoader.getInstance())));

    private static final SchemaValidatorsConfig CONFIG = SchemaValidatorsConfig.builder()
            .formatAssertionsEnabled(true)
            .locale(Locale.ROOT)
            .preloadJsonSchema(true)
            .regularExpressionFactory(expression -> BoundedPattern.compile(expression, 0)::isFoundIn)
            .build();

    private ContractSchemas() {}

    /** Returns the schema of draft 2020-12 that {@code json} is. */
    static JsonSchema compile(JsonNode json) {
        return FACTORY.getSchema(json, CONFIG);
    }

    /** A format by expressions of the library's own, which backtrack: the square or cube of such a length is nothing yet. */
    private record ShortText(Format format) implements Format {
        private static final int LONGEST = 2000;

        @Override
        public String getName() {
            return format.getName();
        }

        @Override
        public String getMessageKey() {
            return format.getMessageKey();
        }

        @Override
        public String getErrorMessageDescription() {
            return format.getErrorMessageDescription();
        }

        @Override
        public Set<ValidationMessage> validate(
                ExecutionContext execution,
                ValidationContext context,
                JsonNode node,
                JsonNode root,
                JsonNodePath path,
                boolean assertions,
                Supplier<MessageSourceValidationMessage.Builder> message,
                FormatValidator validator) {
            if (node.isTextual() && node.textValue().length() > LONGEST) {
                throw new IllegalArgumentException("a text of "
                        + node.textValue().length() + " characters is too long for format '" + format.getName() + "'");
            }
            return format.validate(execution, context, node, root, path, assertions, message, validator);
        }
    }
}
