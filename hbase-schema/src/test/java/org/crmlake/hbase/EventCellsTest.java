package org.crmlake.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.crmlake.model.CrmException;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Event;
import org.crmlake.model.EventKind;

class EventCellsTest {
    private static final Schema SCHEMA = EventSchemas.current();
    private static final BinaryMessageEncoder<GenericRecord> AVRO_ENCODER =
            new BinaryMessageEncoder<>(GenericData.get(), SCHEMA);
    private static final BinaryMessageDecoder<GenericRecord> AVRO_DECODER =
            new BinaryMessageDecoder<>(GenericData.get(), SCHEMA);

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

    @Property(tries = 500)
    void decodesWhatWasEncoded(@ForAll("events") Event event) {
        assertThat(EventCells.decode(EventCells.rowKey(event), EventCells.encode(event)))
                .isEqualTo(event);
    }

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
        Arbitrary<String> text =
                Arbitraries.strings().withChars("aZ09 :/é€\u0000\uFFFD").ofMaxLength(70);
        Arbitrary<String> optional =
                Arbitraries.oneOf(text, Arbitraries.just("😀")).injectNull(0.3);
        Arbitrary<Instant> time =
                Arbitraries.longs().between(0, 4_000_000_000_000_000L).map(Micros::instant);
        Arbitrary<BigDecimal> amount = Arbitraries.oneOf(
                        Arbitraries.of(
                                0L,
                                1L,
                                -1L,
                                127L,
                                128L,
                                -128L,
                                -129L,
                                32_767L,
                                32_768L,
                                -32_769L,
                                999_999_999_999_999_999L),
                        Arbitraries.longs().between(-999_999_999_999_999_999L, 999_999_999_999_999_999L))
                .map(unscaled -> BigDecimal.valueOf(unscaled, 4));
        Arbitrary<Map<String, String>> map =
                Arbitraries.maps(text, text).ofMaxSize(40).map(Map::copyOf);
        return Combinators.combine(
                        Combinators.combine(Arbitraries.of(EventKind.class), optional, optional, optional)
                                .as((kind, name, user, anonymous) -> new Object[] {kind, name, user, anonymous}),
                        time,
                        time.injectNull(0.3),
                        Combinators.combine(text, optional, optional, optional)
                                .as((a, b, c, d) -> new String[] {a, b, c, d}),
                        amount.injectNull(0.3),
                        map,
                        map,
                        Arbitraries.of(true, false))
                .as((who, at, received, texts, worth, properties, context, suspect) -> new Event(
                        "e1",
                        (EventKind) who[0],
                        (String) who[1],
                        Events.ALICE,
                        (String) who[2],
                        (String) who[3],
                        at,
                        received,
                        texts[0],
                        texts[1],
                        texts[2],
                        worth,
                        texts[3],
                        properties,
                        context,
                        suspect,
                        "b1"));
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
                .sorted(Comparator.comparing(EventCellsTest::utf8, Arrays::compareUnsigned))
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
