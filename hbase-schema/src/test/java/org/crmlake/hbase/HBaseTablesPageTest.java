package org.crmlake.hbase;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.util.Bytes;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Event;
import org.crmlake.model.EventKind;
import org.crmlake.model.Tenant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds docs/hbase-tables.md against the code. */
class HBaseTablesPageTest {
    private static final Path PAGE = Path.of(System.getProperty("crmlake.repository"), "docs", "hbase-tables.md");

    /** The event that the page takes apart. */
    private static final Event EXAMPLE = new Event(
            "969eb61a-369a-5f2b-a232-c0b79bb6c117",
            EventKind.TRACK,
            "Order Completed",
            new CustomerKey("retail:17850"),
            null,
            null,
            Instant.parse("2010-12-01T08:26:00Z"),
            null,
            "online-retail",
            null,
            null,
            new BigDecimal("15.3000"),
            "GBP",
            Map.of("price", "2.55", "quantity", "6"),
            Map.of(),
            false,
            "b6b1f0c2d4e8a97035c1d");

    @Test
    void itsTimelineKeyIsTheKeyOfItsEvent() throws IOException {
        String text = section("A key, byte by byte");

        assertThat(hex(block(text, 0).get(0))).isEqualTo(HexFormat.of().formatHex(EventCells.rowKey(EXAMPLE)));
        assertThat(text)
                .contains("customer `" + EXAMPLE.customerKey() + "`")
                .contains("`" + EXAMPLE.eventTime() + "`, which is " + Micros.of(EXAMPLE.eventTime()) + " microseconds")
                .contains("`" + EXAMPLE.eventId() + "`:");
    }

    @Test
    void itsProfileKeyIsTheKeyOfItsCustomer() throws IOException {
        assertThat(hex(block(section("A key, byte by byte"), 1).get(0)))
                .isEqualTo(HexFormat.of().formatHex(ProfileTable.rowKey(EXAMPLE.customerKey())));
    }

    @Test
    void itsLabelsStandUnderTheirBytes() throws IOException {
        List<String> lines = block(section("A key, byte by byte"), 0);

        assertThat(lines.get(1)).isEqualTo(lines.get(0).replaceAll("[0-9a-f]", "‾"));
        for (String label : List.of("hash", "customer key", "end", "event id")) {
            int at = lines.get(2).indexOf(label);
            assertThat(at == 0
                            || lines.get(1).charAt(at - 1) == ' '
                                    && lines.get(1).charAt(at) == '‾')
                    .as(label)
                    .isTrue();
        }
    }

    @Test
    void itsValueIsTheValueOfItsEvent() throws IOException {
        String bytes = rows("A value, byte by byte").stream()
                .map(row -> hex(row.get(0)))
                .collect(Collectors.joining());

        assertThat(bytes).isEqualTo(HexFormat.of().formatHex(EventCells.encode(EXAMPLE)));
        assertThat(section("A value, byte by byte")).contains("`" + Long.toHexString(EventSchemas.CURRENT) + "`");
    }

    @Test
    void namesEveryTableWithItsFamilies() throws IOException {
        Map<String, String> wanted = tables().collect(Collectors.toMap(
                table -> table.getTableName().getQualifierAsString(), table -> Stream.of(table.getColumnFamilies())
                        .map(family -> family.getNameAsString())
                        .sorted()
                        .collect(Collectors.joining(", "))));
        Map<String, String> said = rows("Tables and keys").stream()
                .filter(row -> row.size() == 5)
                .collect(Collectors.toMap(
                        row -> plain(row.get(0)),
                        row -> Stream.of(plain(row.get(3)).split(", ")).sorted().collect(Collectors.joining(", "))));

        assertThat(said).isEqualTo(wanted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"timeline", "profile", "segments"})
    void givesEachAttributeAsItIsWithAReason(String table) throws IOException {
        List<List<String>> rows = rows("Attributes of `" + table + "`").stream()
                .filter(row -> row.size() == 3)
                .toList();
        Map<String, String> said = new TreeMap<>();
        rows.forEach(row -> said.put(plain(row.get(0)), plain(row.get(1))));

        for (ColumnFamilyDescriptor family : table(table).getColumnFamilies()) {
            Map<String, String> all = attributes(family);
            assertThat(all).as("the values on the page").containsAllEntriesOf(said);
            assertThat(said.keySet())
                    .as("what differs from HBase's defaults")
                    .containsAll(chosen(family).keySet());
        }
        assertThat(rows).allSatisfy(row -> assertThat(row.get(2)).endsWith(".").hasSizeGreaterThan(20));
    }

    @Test
    void itsShellCommandsMakeTheSameTables() throws IOException {
        String commands = String.join("\n", block(section("Create, verify, alter"), 0));

        assertThat(commands).startsWith("create_namespace '" + Tenant.DEFAULT.namespace() + "'\n");
        for (TableDescriptor table : tables().toList()) {
            String create = Stream.of(commands.split("\ncreate "))
                    .filter(command -> command.startsWith("'" + table.getTableName() + "'"))
                    .findFirst()
                    .orElseThrow();
            assertThat(create)
                    .contains("METADATA => {'CRMLAKE_LAYOUT' => '" + table.getValue(HBaseTables.LAYOUT) + "'}");
            assertThat(create).endsWith("SPLITS => [" + splits() + "]}");
            for (ColumnFamilyDescriptor family : table.getColumnFamilies()) {
                assertThat(create.replaceAll("\\s+", " ")).contains(shell(family));
            }
        }
    }

    @Test
    void itsHandReadRangesAreTheCustomersRows() throws IOException {
        RowRange range = TimelineRowKey.range(EXAMPLE.customerKey(), null, null);

        assertThat(section("Read one record by hand"))
                .contains("STARTROW => \"" + Bytes.toStringBinary(range.start()) + "\"")
                .contains("STOPROW => \"" + Bytes.toStringBinary(range.stop()) + "\"")
                .contains("get 'crm_default:profile', \""
                        + Bytes.toStringBinary(ProfileTable.rowKey(EXAMPLE.customerKey())) + "\"");
    }

    private static Stream<TableDescriptor> tables() {
        return HBaseTables.of(Tenant.DEFAULT).stream();
    }

    private static TableDescriptor table(String name) {
        return tables().filter(
                        table -> table.getTableName().getQualifierAsString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** All attributes of a family as the HBase shell spells them. */
    private static Map<String, String> attributes(ColumnFamilyDescriptor family) {
        Map<String, String> attributes = new TreeMap<>();
        family.getValues()
                .forEach((name, value) -> attributes.put(Bytes.toString(name.get()), Bytes.toString(value.get())));
        attributes.replace("TTL", String.valueOf(HConstants.FOREVER), "FOREVER");
        attributes.putAll(family.getConfiguration());
        return attributes;
    }

    /** The attributes that are not HBase's own defaults. */
    private static Map<String, String> chosen(ColumnFamilyDescriptor family) {
        Map<String, String> chosen = attributes(family);
        attributes(ColumnFamilyDescriptorBuilder.of("x")).forEach(chosen::remove);
        return chosen;
    }

    private static String shell(ColumnFamilyDescriptor family) {
        Map<String, String> all = attributes(family);
        String configuration = family.getConfiguration().entrySet().stream()
                .map(entry -> "'" + entry.getKey() + "' => '" + entry.getValue() + "'")
                .collect(Collectors.joining(", "));
        return "{NAME => '" + family.getNameAsString() + "', "
                + Stream.of("VERSIONS", "COMPRESSION", "DATA_BLOCK_ENCODING", "BLOOMFILTER", "BLOCKSIZE", "TTL")
                        .map(name -> name + " => '" + all.get(name) + "'")
                        .collect(Collectors.joining(", "))
                + (configuration.isEmpty() ? "" : ", CONFIGURATION => {" + configuration + "}") + "}";
    }

    private static String splits() {
        return Stream.of(RowHash.regionStartKeys(SchemaAdmin.REGIONS))
                .skip(1)
                .map(key -> String.format("\"\\x%02X\\x%02X\"", key[0], key[1]))
                .collect(Collectors.joining(", "));
    }

    private static String section(String heading) throws IOException {
        String page = Files.readString(PAGE);
        int start = page.indexOf("\n## " + heading + "\n");
        assertThat(start).as(heading).isNotNegative();
        int end = page.indexOf("\n## ", start + 1);
        return page.substring(start, end < 0 ? page.length() : end);
    }

    /** The lines of the fenced block number {@code index} of a section. */
    private static List<String> block(String section, int index) {
        return section.split("```")[2 * index + 1].strip().lines().toList();
    }

    /** The cells of the tables of a section, without heads and rules. */
    private static List<List<String>> rows(String heading) throws IOException {
        List<String> lines = section(heading).lines().toList();
        return IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).startsWith("|") && !lines.get(i).startsWith("|---"))
                .filter(i -> i + 1 == lines.size() || !lines.get(i + 1).startsWith("|---"))
                .mapToObj(i -> Arrays.stream(lines.get(i)
                                .substring(2, lines.get(i).length() - 2)
                                .split(" \\| "))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    private static String plain(String cell) {
        return cell.replace("`", "");
    }

    private static String hex(String cell) {
        return plain(cell).replace(" ", "");
    }
}
