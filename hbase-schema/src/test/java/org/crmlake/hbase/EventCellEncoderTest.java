package org.crmlake.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.crmlake.model.CrmException;
import org.crmlake.model.Event;
import org.crmlake.model.EventKind;

class EventCellEncoderTest {
    private static final Schema SCHEMA = EventSchemas.current();
    private static final BinaryMessageEncoder<GenericRecord> AVRO_ENCODER =
            new BinaryMessageEncoder<>(GenericData.get(), SCHEMA);
    private static final BinaryMessageDecoder<GenericRecord> AVRO_DECODER =
            new BinaryMessageDecoder<>(GenericData.get(), SCHEMA);

    @Property(tries = 500)
    void writesTheBytesThatAvroWrites(@ForAll("events") Event event) throws IOException {
        ByteBuffer avro = AVRO_ENCODER.encode(generic(event));

        assertThat(EventCells.encode(event)).isEqualTo(Arrays.copyOf(avro.array(), avro.remaining()));
    }

    @Property(tries = 500)
    void avroReadsWhatIsWritten(@ForAll("events") Event event) throws IOException {
        assertThat(AVRO_DECODER.decode(EventCells.encode(event))).isEqualTo(generic(event));
    }

    @Property(tries = 200)
    void anEncoderThatIsUsedAgainWritesTheSame(@ForAll("events") Event first, @ForAll("events") Event second) {
        EventCellEncoder encoder = new EventCellEncoder();
        encoder.encode(second);

        assertThat(encoder.encode(first)).isEqualTo(EventCells.encode(first));
        assertThat(encoder.encode(second)).isEqualTo(EventCells.encode(second));
    }

    @Example
    void writesMapsInOneOrderWhateverTheOrderTheyCameIn() {
        byte[][] keys = {utf8("b"), utf8("aa"), utf8("😀"), utf8("\uFFFD"), utf8("a")};
        byte[][] values = {utf8("1"), utf8("2"), utf8("3"), utf8("4"), utf8("5")};
        byte[][] otherKeys = {utf8("a"), utf8("\uFFFD"), utf8("b"), utf8("😀"), utf8("aa")};
        byte[][] otherValues = {utf8("5"), utf8("4"), utf8("1"), utf8("3"), utf8("2")};

        byte[] value = small(keys, values);

        assertThat(small(otherKeys, otherValues)).isEqualTo(value);
        assertThat(new String(value, StandardCharsets.UTF_8)).contains("\u0002a\u00025\u0004aa\u00022\u0002b");
    }

    @Example
    void refusesFieldsInAnotherOrder() {
        assertThatThrownBy(() ->
                        new EventCellEncoder().start().kind(EventKind.TRACK).userId(utf8("u")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("field 2 of the event was given when 1 was due");
        assertThatThrownBy(() ->
                        new EventCellEncoder().start().kind(EventKind.TRACK).value())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("field 14 of the event was given when 1 was due");
    }

    @Example
    void refusesAnAmountWithMoreThanFourDecimals() {
        Event event = amounting(new BigDecimal("0.00001"));

        assertThatThrownBy(() -> EventCells.encode(event))
                .isInstanceOf(CrmException.class)
                .hasMessage("Cannot encode event e1: its amount 0.00001 is not a decimal(18,4)."
                        + " Reject such events before they are stored.");
    }

    @Provide
    Arbitrary<Event> events() {
        return AnyEvent.arbitrary();
    }

    /** The event as Avro's own classes have it; strings and maps as the decoder makes them, so that equals works. */
    private static GenericRecord generic(Event event) {
        GenericRecord record = new GenericData.Record(SCHEMA);
        record.put(
                "kind",
                new GenericData.EnumSymbol(
                        SCHEMA.getField("kind").schema(), event.kind().name()));
        record.put("name", avro(event.name()));
        record.put("user_id", avro(event.userId()));
        record.put("anonymous_id", avro(event.anonymousId()));
        record.put("received_at", event.receivedAt() == null ? null : Micros.of(event.receivedAt()));
        record.put("source", avro(event.source()));
        record.put("channel", avro(event.channel()));
        record.put("campaign_id", avro(event.campaignId()));
        record.put(
                "amount",
                event.amount() == null
                        ? null
                        : ByteBuffer.wrap(event.amount().unscaledValue().toByteArray()));
        record.put("currency", avro(event.currency()));
        record.put("properties", avro(event.properties()));
        record.put("context", avro(event.context()));
        record.put("clock_suspect", event.clockSuspect());
        record.put("batch_id", avro(event.batchId()));
        return record;
    }

    private static CharSequence avro(String text) {
        return text == null ? null : new org.apache.avro.util.Utf8(text);
    }

    private static Map<CharSequence, CharSequence> avro(Map<String, String> map) {
        Map<CharSequence, CharSequence> sorted = new LinkedHashMap<>();
        map.keySet().stream()
                .sorted(Comparator.comparing(EventCellEncoderTest::utf8, Arrays::compareUnsigned))
                .forEach(key -> sorted.put(avro(key), avro(map.get(key))));
        return sorted;
    }

    private static byte[] small(byte[][] keys, byte[][] values) {
        return new EventCellEncoder()
                .start()
                .kind(EventKind.TRACK)
                .name(null)
                .userId(null)
                .anonymousId(null)
                .noReceivedAt()
                .source(utf8("s"))
                .channel(null)
                .campaignId(null)
                .noAmount()
                .currency(null)
                .properties(keys, values)
                .context(new byte[0][], new byte[0][])
                .clockSuspect(false)
                .batchId(utf8("b"))
                .value();
    }

    private static Event amounting(BigDecimal amount) {
        Event event = Events.purchase(Events.ALICE, Events.NOON, "e1");
        return new Event(
                event.eventId(),
                event.kind(),
                null,
                event.customerKey(),
                null,
                null,
                event.eventTime(),
                null,
                "s",
                null,
                null,
                amount,
                null,
                Map.of(),
                Map.of(),
                false,
                "b");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
