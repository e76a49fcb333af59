package org.crmlake.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageEncoder;
import org.crmlake.model.CrmException;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Event;
import org.crmlake.model.EventKind;

class EventCellsTest {
    private static final Schema SCHEMA = EventSchemas.current();

    @Property(tries = 500)
    void decodesWhatWasEncoded(@ForAll("events") Event event) {
        assertThat(EventCells.decode(EventCells.rowKey(event), EventCells.encode(event)))
                .isEqualTo(event);
    }

    @Example
    void readsACellOfAnEarlierSchema() throws IOException {
        Schema earlier = SchemaBuilder.record("Event")
                .namespace("org.crmlake.model")
                .fields()
                .name("batch_id")
                .type()
                .stringType()
                .noDefault()
                .name("source")
                .type()
                .stringType()
                .noDefault()
                .name("amount")
                .type(SCHEMA.getField("amount").schema())
                .noDefault()
                .name("kind")
                .type(SCHEMA.getField("kind").schema())
                .noDefault()
                .name("properties")
                .type(SCHEMA.getField("properties").schema())
                .noDefault()
                .name("gone")
                .type()
                .longType()
                .noDefault()
                .endRecord();
        GenericRecord written = new GenericData.Record(earlier);
        written.put("batch_id", "b0");
        written.put("source", "shop");
        written.put("amount", ByteBuffer.wrap(new byte[] {0x30, 0x39}));
        written.put("kind", new GenericData.EnumSymbol(earlier.getField("kind").schema(), "PAGE"));
        written.put("properties", Map.of("a", "1"));
        written.put("gone", 7L);
        ByteBuffer value = new BinaryMessageEncoder<GenericRecord>(GenericData.get(), earlier).encode(written);

        Event event = EarlierEvents.decode(
                new TimelineRowKey("a:1", 1_000_000, "e1"), Arrays.copyOf(value.array(), value.remaining()), earlier);

        assertThat(event)
                .isEqualTo(new Event(
                        "e1",
                        EventKind.PAGE,
                        null,
                        new CustomerKey("a:1"),
                        null,
                        null,
                        Instant.ofEpochSecond(1),
                        null,
                        "shop",
                        null,
                        null,
                        new BigDecimal("1.2345"),
                        null,
                        Map.of("a", "1"),
                        Map.of(),
                        false,
                        "b0"));
    }

    @Property(tries = 200)
    void anEarlierSchemaReadsLikeTheCurrentOne(@ForAll("events") Event event) {
        TimelineRowKey key = TimelineRowKey.parse(EventCells.rowKey(event));

        assertThat(EarlierEvents.decode(key, EventCells.encode(event), SCHEMA)).isEqualTo(event);
    }

    @Example
    void refusesACellOfAnUnknownSchema() {
        Event event = Events.purchase(Events.ALICE, Events.NOON, "e1");
        byte[] value = EventCells.encode(event);
        byte[] header = EventSchemas.header(0x0123456789abcdefL);
        System.arraycopy(header, 0, value, 0, header.length);

        assertThatThrownBy(() -> EventCells.decode(EventCells.rowKey(event), value))
                .isInstanceOf(CrmException.class)
                .hasMessage("Cannot decode event e1 of retail:17850: this version of crmlake does not know its schema"
                        + " 0123456789abcdef. Use the version that wrote it, or a newer one.");
    }

    @Property(tries = 500)
    void refusesACellThatWasCutShort(@ForAll("events") Event event, @ForAll double share) {
        byte[] value = EventCells.encode(event);
        byte[] cut = Arrays.copyOf(value, (int) (Math.abs(share) % 1 * value.length));

        assertThatThrownBy(() -> EventCells.decode(EventCells.rowKey(event), cut))
                .isInstanceOf(CrmException.class)
                .hasMessageContaining("are damaged (")
                .hasMessageEndingWith("). Load the event's batch again.");
    }

    @Example
    void refusesACellWithBytesLeftOver() {
        Event event = Events.purchase(Events.ALICE, Events.NOON, "e1");
        byte[] value = EventCells.encode(event);

        assertThatThrownBy(() -> EventCells.decode(EventCells.rowKey(event), Arrays.copyOf(value, value.length + 1)))
                .isInstanceOf(CrmException.class)
                .hasMessageContaining("(more bytes than the schema has fields for)");
    }

    @Example
    void theTimestampOfACellIsTheEventsMillisecond() {
        assertThat(EventCells.timestamp(1_323_432_000_000_999L)).isEqualTo(1_323_432_000_000L);
    }

    @Provide
    Arbitrary<Event> events() {
        return AnyEvent.arbitrary();
    }
}
