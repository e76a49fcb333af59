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
import org.crmlake.model.CrmException;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Event;
import org.crmlake.model.Tenant;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.UniqueName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MiniHBase.class)
class TimelineStoreIT {
    private static final HistoryQuery ALL = HistoryQuery.newest(Integer.MAX_VALUE);

    private Tenant tenant;
    private TimelineStore store;

    @BeforeEach
    void open(Configuration configuration) {
        tenant = new Tenant(UniqueName.of("store"));
        try (SchemaAdmin schema = SchemaAdmin.open(configuration)) {
            schema.createAndVerify(tenant, 2);
        }
        store = TimelineStore.open(configuration, tenant);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void readsACustomersEventsNewestFirst() {
        List<Event> events = hourly(Events.ALICE, 10);
        List<Event> shuffled = new ArrayList<>(events);
        Collections.shuffle(shuffled, new Random(5));

        long written = store.put(shuffled);

        assertThat(written).isEqualTo(10);
        assertThat(store.history(Events.ALICE, ALL)).isEqualTo(events);
        assertThat(store.newest(Events.ALICE)).contains(events.get(0));
    }

    @Test
    void knowsNothingOfAnUnknownCustomer() {
        store.put(hourly(Events.ALICE, 1));

        assertThat(store.history(new CustomerKey("retail:1"), ALL)).isEmpty();
        assertThat(store.newest(new CustomerKey("retail:1"))).isEmpty();
    }

    @Test
    void readsFromOneTimeToJustBeforeAnother() {
        List<Event> events = hourly(Events.ALICE, 10);
        store.put(events);
        Instant from = events.get(6).eventTime();
        Instant to = events.get(3).eventTime();

        assertThat(store.history(Events.ALICE, new HistoryQuery(from, to, null, 100)))
                .isEqualTo(events.subList(4, 7));
        assertThat(store.history(Events.ALICE, new HistoryQuery(from, null, null, 100)))
                .isEqualTo(events.subList(0, 7));
        assertThat(store.history(Events.ALICE, new HistoryQuery(null, to, null, 100)))
                .isEqualTo(events.subList(4, 10));
        assertThat(store.history(Events.ALICE, new HistoryQuery(to, from, null, 100)))
                .isEmpty();
    }

    @Test
    void readsNoMoreThanTheLimit() {
        List<Event> events = hourly(Events.ALICE, 10);
        store.put(events);

        assertThat(store.history(Events.ALICE, HistoryQuery.newest(3))).isEqualTo(events.subList(0, 3));
    }

    @Test
    void readsEventsOfOneNameUpToTheLimit() {
        List<Event> events = new ArrayList<>();
        for (Event event : hourly(Events.ALICE, 1_200)) {
            // The other names are longer, shorter and one that begins with the wanted one.
            String[] names = {"Order Completed", "Order", "Order Completed Twice", null, "x".repeat(300)};
            events.add(Events.called(event, names[events.size() % names.length]));
        }
        store.put(events);
        List<Event> wanted =
                events.stream().filter(e -> "Order Completed".equals(e.name())).toList();

        assertThat(store.history(Events.ALICE, new HistoryQuery(null, null, "Order Completed", 1_000)))
                .isEqualTo(wanted);
        assertThat(store.history(Events.ALICE, new HistoryQuery(null, null, "Order Completed", 7)))
                .isEqualTo(wanted.subList(0, 7));
        assertThat(store.history(Events.ALICE, new HistoryQuery(null, null, "order completed", 7)))
                .isEmpty();
    }

    @Test
    void keepsCustomersWhoseKeysBeginAlikeApart() {
        List<CustomerKey> customers =
                List.of(new CustomerKey("retail:1"), new CustomerKey("retail:17"), new CustomerKey("retail:1\u0001"));
        customers.forEach(customer -> store.put(hourly(customer, 3)));

        for (CustomerKey customer : customers) {
            assertThat(store.history(customer, ALL)).isEqualTo(hourly(customer, 3));
        }
    }

    @Test
    void changesNothingWhenTheSameEventsAreWrittenAgain(Configuration configuration) {
        List<Event> events = hourly(Events.ALICE, 20);
        store.put(events);
        List<String> before = Cells.of(configuration, tenant);

        store.put(events);

        assertThat(Cells.of(configuration, tenant)).hasSize(20).isEqualTo(before);
    }

    @Test
    void scansARangeOfRowsAcrossRegionsInOrder(Configuration configuration) {
        List<Event> events = IntStream.range(0, 50)
                .mapToObj(i -> Events.purchase(new CustomerKey("retail:" + i), Events.NOON, "e" + i))
                .toList();
        store.put(events);
        List<String> all = Cells.of(configuration, tenant);
        byte[] middle = {(byte) 0x80, 0};

        List<String> parts = new ArrayList<>(Cells.of(configuration, tenant, new byte[0], middle));
        int first = parts.size();
        parts.addAll(Cells.of(configuration, tenant, middle, new byte[0]));

        assertThat(all).hasSize(50).isSorted();
        assertThat(parts).isEqualTo(all);
        assertThat(first).isBetween(1, 49);
    }

    @Test
    void saysWhichTableIsMissing(Configuration configuration) {
        try (TimelineStore missing = TimelineStore.open(configuration, new Tenant("nobody"))) {
            assertThatThrownBy(() -> missing.history(Events.ALICE, ALL))
                    .isInstanceOf(CrmException.class)
                    .hasMessageStartingWith("Cannot read the history of retail:17850 from crm_nobody:timeline: ")
                    .hasMessageEndingWith(". Check that HBase runs and that the tenant was initialised.");
            assertThatThrownBy(() -> missing.put(hourly(Events.ALICE, 1)))
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
