package org.crmlake.jobs.campaign;

import static org.crmlake.jobs.campaign.FunnelTransform.CONVERTED;
import static org.crmlake.jobs.campaign.FunnelTransform.TARGETED;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The rows of the funnel, and what a stage has where the source does not tell it. */
final class FunnelResults {
    static final String SECTION = "funnel";

    /** The stages as they are read, first to last. */
    private static final List<String> ORDER = List.of(
            TARGETED, "suppressed", "sent", "bounced", "delivered", "opened", "clicked", "unsubscribed", CONVERTED);

    /**
     * How many came to one stage.
     *
     * @param segment null for all
     * @param day null for all
     */
    record Count(
            String arm,
            String stage,
            String segment,
            LocalDate day,
            long persons,
            long hits,
            long humans,
            long humanHits) {}

    private record Group(String arm, String segment, LocalDate day) {}

    private FunnelResults() {}

    /**
     * Returns two rows for each count, and two more where some of it is a machine's doing. Where the source has no event for
     * sent or delivered mail they are worked out, which the note says.
     */
    static List<ResultRow> rows(List<Count> counts) {
        Map<Group, Map<String, Count>> groups = new LinkedHashMap<>();
        counts.stream()
                .sorted(Comparator.comparing(Count::arm)
                        .thenComparing(Count::segment, Comparator.nullsFirst(Comparator.naturalOrder()))
                        .thenComparing(Count::day, Comparator.nullsFirst(Comparator.naturalOrder())))
                .forEach(count -> groups.computeIfAbsent(
                                new Group(count.arm(), count.segment(), count.day()), group -> new LinkedHashMap<>())
                        .put(count.stage(), count));
        boolean tellsSent = has(counts, "sent");
        boolean tellsDelivered = has(counts, "delivered");
        List<ResultRow> rows = new ArrayList<>();
        groups.forEach((group, stages) -> {
            if (!tellsDelivered && tellsSent && stages.containsKey("sent")) {
                stages.put("delivered", less(stages.get("sent"), stages.get("bounced")));
            }
            for (String stage : ORDER) {
                if (stages.containsKey(stage)) {
                    String note = stage.equals("delivered") && !tellsDelivered
                            ? "sent less bounced: the source has no event for a delivery"
                            : null;
                    rows.addAll(rows(stage, group, stages.get(stage), note));
                }
            }
        });
        return rows;
    }

    private static boolean has(List<Count> counts, String stage) {
        return counts.stream().anyMatch(count -> count.stage().equals(stage));
    }

    /** Exact for a mail a person; a person with several mails of which one bounced still counts as bounced. */
    private static Count less(Count sent, Count bounced) {
        if (bounced == null) {
            return sent;
        }
        return new Count(
                sent.arm(),
                "delivered",
                sent.segment(),
                sent.day(),
                Math.max(0, sent.persons() - bounced.persons()),
                Math.max(0, sent.hits() - bounced.hits()),
                Math.max(0, sent.humans() - bounced.humans()),
                Math.max(0, sent.humanHits() - bounced.humanHits()));
    }

    private static List<ResultRow> rows(String stage, Group group, Count count, String note) {
        ResultRow persons = row(stage, group, "persons", note).value(count.humans());
        ResultRow hits = row(stage, group, "hits", note).value(count.humanHits());
        boolean machines = count.hits() > count.humanHits();
        return Stream.of(
                        persons,
                        hits,
                        machines
                                ? row(stage, group, "machine_persons", "machines only")
                                        .value(count.persons() - count.humans())
                                : null,
                        machines
                                ? row(stage, group, "machine_hits", null).value(count.hits() - count.humanHits())
                                : null)
                .filter(Objects::nonNull)
                .toList();
    }

    private static ResultRow row(String stage, Group group, String measure, String note) {
        return ResultRow.of(SECTION, stage, measure)
                .arm(group.arm())
                .item(group.segment())
                .day(group.day())
                .note(note);
    }
}
