package org.crmlake.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellComparator;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.util.Bytes;
import org.crmlake.model.CrmException;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.EventKind;
import org.crmlake.model.segment.AsOf;
import org.crmlake.model.segment.Consents;
import org.crmlake.model.segment.CustomerHistory;
import org.crmlake.model.segment.Occurrence;
import org.crmlake.model.segment.Statement;
import org.crmlake.model.segment.Statement.Topic;
import org.junit.jupiter.api.Test;

class StatementCellsTest {
    private static final CustomerKey ANNA = new CustomerKey("shop:anna");
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final List<String> PURPOSES = List.of("email", "sms", "granted", "denied", "withdrawn", "yes");
    private static final AsOf LATER = AsOf.startOf(java.time.LocalDate.parse("2027-01-01"), ZoneOffset.UTC);

    /** One customer's row of the profile, which HBase keeps: of cells of one name the one with the newest timestamp, or the later put. */
    private static final class ProfileRow {
        private final Map<String, Cell> cells = new HashMap<>();

        void take(List<Occurrence> events) {
            NewestStatements statements = new NewestStatements();
            events.forEach(event -> Statement.of(event).forEach(statement -> statements.add(ANNA, statement)));
            Put put = new Put(ProfileTable.rowKey(ANNA));
            if (!statements.customers().isEmpty()) {
                statements.of(ANNA).forEach(statement -> StatementCells.addIfNewer(put, result(), statement));
            }
            put.getFamilyCellMap()
                    .values()
                    .forEach(family -> family.forEach(cell -> cells.merge(
                            Bytes.toString(CellUtil.cloneFamily(cell)) + Bytes.toString(CellUtil.cloneQualifier(cell)),
                            cell,
                            (there, come) -> come.getTimestamp() >= there.getTimestamp() ? come : there)));
        }

        Map<String, String> traits() {
            return statements(Topic.TRAIT)
                    .collect(Collectors.toMap(
                            Statement::name, statement -> statement.value() + " of " + statement.source()));
        }

        /** What is in force of a purpose, or of all where that purpose was not named. */
        Map<String, String> consents() {
            SortedMap<String, Statement> said = new TreeMap<>();
            statements(Topic.CONSENT).forEach(statement -> said.put(statement.name(), statement));
            SortedMap<String, Statement> inForce =
                    new Profile(ANNA, new TreeMap<>(), new TreeMap<>(), said).consentsInForce(Instant.MAX);
            Map<String, String> values = new TreeMap<>();
            for (String purpose : PURPOSES) {
                Statement holds = inForce.getOrDefault(purpose, inForce.get(Consents.ALL));
                if (holds != null) {
                    values.put(purpose, holds.value() + " of " + holds.source());
                }
            }
            return values;
        }

        private Stream<Statement> statements(Topic topic) {
            return cells.values().stream()
                    .filter(cell -> CellUtil.matchingFamily(cell, StatementCells.family(topic)))
                    .map(cell -> StatementCells.decode(topic, cell));
        }

        private Result result() {
            List<Cell> sorted = new ArrayList<>(cells.values());
            sorted.sort(CellComparator.getInstance());
            return Result.create(sorted);
        }
    }

    @Property(tries = 500)
    void whateverTheOrderAndHoweverOftenTheNewestWordHolds(
            @ForAll("events") List<Occurrence> events, @ForAll Random random) {
        Map<String, Occurrence> byId = new TreeMap<>();
        events.forEach(event -> byId.putIfAbsent(event.id(), event));
        List<Occurrence> arriving = new ArrayList<>(byId.values());
        byId.values().stream().filter(event -> random.nextBoolean()).forEach(arriving::add);
        Collections.shuffle(arriving, random);
        ProfileRow row = new ProfileRow();
        for (int from = 0; from < arriving.size(); ) {
            int to = Math.min(arriving.size(), from + 1 + random.nextInt(4));
            row.take(arriving.subList(from, to));
            from = to;
        }

        CustomerHistory history = CustomerHistory.of(ANNA.text(), List.copyOf(byId.values()), Map.of());

        assertThat(row.traits()).isEqualTo(traits(history));
        assertThat(row.consents()).isEqualTo(consents(history));
    }

    @Test
    void aStatementIsReadAsItWasWritten() {
        Statement statement = new Statement(
                Topic.TRAIT, "city", "Zürich\u0000 ", NOON.plus(1, ChronoUnit.MICROS), "e\u00e9-1", "shop");

        assertThat(StatementCells.decode(Topic.TRAIT, "city", StatementCells.encode(statement)))
                .isEqualTo(statement);
    }

    @Test
    void damagedBytesAreSaidToBeSo() {
        assertThatThrownBy(() -> StatementCells.decode(Topic.CONSENT, "email", Bytes.toBytes("granted")))
                .isInstanceOf(CrmException.class)
                .hasMessageStartingWith(
                        "Cannot decode what a profile says of 'email': the bytes 6772616e746564 are damaged (")
                .hasMessageEndingWith("). Find out who wrote them: crmlake did not.");
    }

    /** Few moments, ids and names, so that many statements collide: in a millisecond, in a microsecond, in one id. */
    @Provide
    Arbitrary<List<Occurrence>> events() {
        Arbitrary<Instant> times =
                Arbitraries.of(0, 1, 999, 1_000, 60_000_000).map(micros -> NOON.plus(micros, ChronoUnit.MICROS));
        Arbitrary<String> ids = Arbitraries.integers().between(0, 30).map(number -> "e" + number);
        Arbitrary<String> words = Arbitraries.of("email", "sms", "granted", "denied", "withdrawn", "Yes");
        Arbitrary<Map<String, String>> fields = Arbitraries.maps(
                        Arbitraries.of(
                                "properties.purpose", "properties.state", "properties.channel", "context.purpose"),
                        words)
                .ofMaxSize(4);
        Arbitrary<String> sources = Arbitraries.of("shop", "desk");
        return Combinators.combine(
                        times,
                        ids,
                        Arbitraries.of(EventKind.IDENTIFY, EventKind.TRACK),
                        Arbitraries.of(Consents.UPDATED, Consents.UNSUBSCRIBED, "Order Completed"),
                        fields,
                        sources)
                .as((time, id, kind, name, said, source) -> {
                    Map<String, String> all = new HashMap<>(said);
                    all.put("source", source);
                    return new Occurrence(time, id, kind, kind == EventKind.IDENTIFY ? null : name, all);
                })
                .list()
                .ofMaxSize(12);
    }

    private static Map<String, String> traits(CustomerHistory history) {
        Map<String, String> traits = new TreeMap<>();
        for (String name : List.of("purpose", "state", "channel")) {
            history.trait(name, LATER)
                    .ifPresent(event -> traits.put(
                            name,
                            event.fields().get("properties." + name) + " of "
                                    + event.fields().get("source")));
        }
        return traits;
    }

    private static Map<String, String> consents(CustomerHistory history) {
        Map<String, String> consents = new TreeMap<>();
        for (String purpose : PURPOSES) {
            history.consents(purpose, LATER)
                    .forEach(said -> consents.put(
                            purpose,
                            said.state().text() + " of " + said.event().fields().get("source")));
        }
        return consents;
    }
}
