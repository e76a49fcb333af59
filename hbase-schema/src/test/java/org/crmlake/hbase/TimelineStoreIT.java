package org.crmlake.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.client.Connection;
import org.crmlake.model.CrmException;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Event;
import org.crmlake.model.Tenant;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.UniqueName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MiniHBase.class)
class TimelineStoreIT {
    private static final HistoryQuery ALL = HistoryQuery.newest(Integer.MAX_VALUE);

    private static Tenant tenant;
    private static TimelineStore store;

    private final String namespace = UniqueName.of("store");
    private final CustomerKey alice = new CustomerKey(namespace + ":17850");

    @BeforeAll
    static void open(Configuration configuration) {
        tenant = new Tenant(UniqueName.of("store"));
        try (SchemaAdmin schema = SchemaAdmin.open(configuration)) {
            schema.createAndVerify(tenant, 2);
        }
        store = TimelineStore.open(configuration, tenant);
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @Test
    void whoConnectsWithTheSameSettingsSharesAConnectionUntilTheLastOneCloses(Configuration configuration) {
        Configuration own = new Configuration(configuration);
        own.set("hbase.client.write.buffer", "3000000");
        Configuration same = new Configuration(own);
        Configuration other = new Configuration(own);
        other.set("hbase.client.write.buffer", "4000000");

        Connection first = HBase.connect(own);
        Connection second = HBase.connect(same);
        Connection third = HBase.connect(other);

        assertThat(second).isSameAs(first);
        assertThat(third).isNotSameAs(first);
        HBase.close(third);
        HBase.close(first);
        assertThat(List.of(first.isClosed(), third.isClosed())).containsExactly(false, true);
        HBase.close(second);
        assertThat(first.isClosed()).isTrue();
        try (HBaseSession kept = HBaseSession.open(own)) {
            Connection again = HBase.connect(own);
            assertThat(again).isNotSameAs(first);
            HBase.close(again);
            assertThat(again.isClosed()).isFalse();
        }
    }

    @Test
    void readsACustomersEventsNewestFirst() {
        List<Event> events = hourly(alice, 10);
        List<Event> shuffled = new ArrayList<>(events);
        Collections.shuffle(shuffled, new Random(5));

        long written = store.put(shuffled);

        assertThat(written).isEqualTo(10);
        assertThat(store.history(alice, ALL)).isEqualTo(events);
        assertThat(store.newest(alice)).contains(events.get(0));
    }

    @Test
    void knowsNothingOfAnUnknownCustomer() {
        store.put(hourly(alice, 1));

        assertThat(store.history(new CustomerKey(namespace + ":1"), ALL)).isEmpty();
        assertThat(store.newest(new CustomerKey(namespace + ":1"))).isEmpty();
    }

    @Test
    void readsFromOneTimeToJustBeforeAnother() {
        List<Event> events = hourly(alice, 10);
        store.put(events);
        Instant from = events.get(6).eventTime();
        Instant to = events.get(3).eventTime();

        assertThat(store.history(alice, new HistoryQuery(from, to, null, 100))).isEqualTo(events.subList(4, 7));
        assertThat(store.history(alice, new HistoryQuery(from, null, null, 100)))
                .isEqualTo(events.subList(0, 7));
        assertThat(store.history(alice, new HistoryQuery(null, to, null, 100))).isEqualTo(events.subList(4, 10));
        assertThat(store.history(alice, new HistoryQuery(to, from, null, 100))).isEmpty();
    }

    @Test
    void readsNoMoreThanTheLimit() {
        List<Event> events = hourly(alice, 10);
        store.put(events);

        assertThat(store.history(alice, HistoryQuery.newest(3))).isEqualTo(events.subList(0, 3));
    }

    @Test
    void readsEventsOfOneNameUpToTheLimit() {
        List<Event> events = new ArrayList<>();
        for (Event event : hourly(alice, 1_200)) {
            // The other names are longer, shorter and one that begins with the wanted one.
            String[] names = {"Order Completed", "Order", "Order Completed Twice", null, "x".repeat(300)};
            events.add(Events.called(event, names[events.size() % names.length]));
        }
        store.put(events);
        List<Event> wanted =
                events.stream().filter(e -> "Order Completed".equals(e.name())).toList();

        assertThat(store.history(alice, new HistoryQuery(null, null, "Order Completed", 1_000)))
                .isEqualTo(wanted);
        assertThat(store.history(alice, new HistoryQuery(null, null, "Order Completed", 7)))
                .isEqualTo(wanted.subList(0, 7));
        assertThat(store.history(alice, new HistoryQuery(null, null, "order completed", 7)))
                .isEmpty();
    }

    @Test
    void keepsCustomersWhoseKeysBeginAlikeApart() {
        List<CustomerKey> customers = List.of(
                new CustomerKey(namespace + ":1"),
                new CustomerKey(namespace + ":17"),
                new CustomerKey(namespace + ":1\u0001"));
        customers.forEach(customer -> store.put(hourly(customer, 3)));

        for (CustomerKey customer : customers) {
            assertThat(store.history(customer, ALL)).isEqualTo(hourly(customer, 3));
        }
    }

    @Test
    void changesNothingWhenTheSameEventsAreWrittenAgain(Configuration configuration) {
        List<Event> events = hourly(alice, 20);
        store.put(events);
        List<String> before = Cells.of(configuration, tenant, namespace);

        store.put(events);

        assertThat(Cells.of(configuration, tenant, namespace)).hasSize(20).isEqualTo(before);
    }

    @Test
    void scansARangeOfRowsAcrossRegionsInOrder(Configuration configuration) {
        List<Event> events = IntStream.range(0, 50)
                .mapToObj(i -> Events.purchase(new CustomerKey(namespace + ":" + i), Events.NOON, "e" + i))
                .toList();
        store.put(events);
        List<String> all = Cells.of(configuration, tenant, namespace);
        byte[] middle = {(byte) 0x80, 0};

        List<String> lower = Cells.of(configuration, tenant, new byte[0], middle);
        List<String> upper = Cells.of(configuration, tenant, middle, new byte[0]);

        assertThat(all).hasSize(50).isSorted();
        assertThat(lower).isSorted().allMatch(cell -> cell.compareTo("8000") < 0);
        assertThat(upper).isSorted().allMatch(cell -> cell.compareTo("8000") >= 0);
        assertThat(all)
                .filteredOn(cell -> cell.compareTo("8000") < 0)
                .isNotEmpty()
                .isSubsetOf(lower);
        assertThat(all)
                .filteredOn(cell -> cell.compareTo("8000") >= 0)
                .isNotEmpty()
                .isSubsetOf(upper);
    }

    @Test
    void saysWhichTableIsMissing(Configuration configuration) {
        try (TimelineStore missing = TimelineStore.open(configuration, new Tenant("nobody"))) {
            assertThatThrownBy(() -> missing.history(alice, ALL))
                    .isInstanceOf(CrmException.class)
                    .hasMessageStartingWith("Cannot read the history of " + alice + " from crm_nobody:timeline: ")
                    .hasMessageEndingWith(". Check that HBase runs and that the tenant was initialised.");
            assertThatThrownBy(() -> missing.put(hourly(alice, 1)))
                    .isInstanceOf(CrmException.class)
                    .hasMessageStartingWith("Cannot write events to crm_nobody:timeline: ");
        }
    }

    /** Events an hour apart, newest first. */
    private static List<Event> hourly(CustomerKey customer, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Events.purchase(customer, Events.NOON.minus(Duration.ofHours(i)), "order-" + i))
                .toList();
    }
}
