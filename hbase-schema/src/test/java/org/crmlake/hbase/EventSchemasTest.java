package org.crmlake.hbase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import net.jqwik.api.Example;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.crmlake.model.EventKind;

class EventSchemasTest {
    private static final Schema SCHEMA = EventSchemas.current();

    @Example
    void theFingerprintIsThatOfTheSchemaFile() {
        assertThat(Long.toHexString(EventSchemas.CURRENT))
                .isEqualTo(Long.toHexString(SchemaNormalization.parsingFingerprint64(SCHEMA)));
    }

    @Example
    void theSchemaNamesTheKindsInTheOrderOfTheEnum() {
        assertThat(SCHEMA.getField("kind").schema().getEnumSymbols())
                .isEqualTo(Stream.of(EventKind.values()).map(Enum::name).toList());
    }

    @Example
    void knowsNoEarlierSchemaThatIsNotInTheJar() {
        assertThat(EventSchemas.EARLIER).allSatisfy(resource -> assertThat(EventSchemas.class.getResource(resource))
                .isNotNull());
    }
}
