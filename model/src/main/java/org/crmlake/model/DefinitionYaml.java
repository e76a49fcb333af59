package org.crmlake.model;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactoryBuilder;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.CharArrayReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.events.ScalarEvent;

/**
 * YAML as people write definitions in it: a word is that word. To YAML 1.1, {@code NO} is false, {@code 010} is eight and {@code 1_000}
 * a thousand. Here {@code true} and {@code false} are truth values, numbers are those of JSON, {@code null}, {@code ~} and nothing
 * are null, and all else is the text that is written.
 */
public final class DefinitionYaml extends YAMLFactory {
    private static final long serialVersionUID = 1L;
    private static final Pattern MORE_THAN_TEXT =
            Pattern.compile("true|false|-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
    private static final Set<String> NOTHING = Set.of("null", "~", "");

    private DefinitionYaml(YAMLFactoryBuilder settings) {
        super(settings);
    }

    /** Returns YAML without a key that is there twice in one mapping, and within {@code limits}. */
    public static YAMLFactory factory(LoaderOptions limits) {
        return new DefinitionYaml(
                YAMLFactory.builder().loaderOptions(limits).enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION));
    }

    /** Returns a mapper of trees, in which a number is written as it was read. */
    public static JsonMapper mapper() {
        return JsonMapper.builder(factory(new LoaderOptions()))
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false)
                .build();
    }

    @Override
    protected YAMLParser _createParser(InputStream in, IOContext context) throws IOException {
        return new Parser(context, _createReader(in, null, context));
    }

    @Override
    protected YAMLParser _createParser(Reader reader, IOContext context) {
        return new Parser(context, reader);
    }

    @Override
    protected YAMLParser _createParser(char[] data, int offset, int length, IOContext context, boolean recyclable) {
        return new Parser(context, new CharArrayReader(data, offset, length));
    }

    @Override
    protected YAMLParser _createParser(byte[] data, int offset, int length, IOContext context) throws IOException {
        return new Parser(context, _createReader(data, offset, length, null, context));
    }

    private final class Parser extends YAMLParser {
        Parser(IOContext context, Reader reader) {
            super(
                    context,
                    _parserFeatures,
                    _yamlParserFeatures,
                    _loaderOptions == null ? new LoaderOptions() : _loaderOptions,
                    DefinitionYaml.this._objectCodec,
                    reader);
        }

        @Override
        protected JsonToken _decodeScalar(ScalarEvent scalar) throws IOException {
            boolean tagged = scalar.getTag() != null && !scalar.getTag().equals("!");
            if (tagged
                    || !scalar.isPlain()
                    || MORE_THAN_TEXT.matcher(scalar.getValue()).matches()) {
                return super._decodeScalar(scalar);
            }
            _textValue = scalar.getValue();
            _cleanedTextValue = null;
            return NOTHING.contains(_textValue) ? JsonToken.VALUE_NULL : JsonToken.VALUE_STRING;
        }
    }
}
