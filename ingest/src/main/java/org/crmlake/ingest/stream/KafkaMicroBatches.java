package org.crmlake.ingest.stream;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.crmlake.ingest.source.BatchInput;
import org.crmlake.ingest.stream.KafkaRange.Offsets;
import org.crmlake.ingest.stream.KafkaSettings.Beginning;
import org.crmlake.ingest.stream.KafkaSettings.Extent;
import org.crmlake.ingest.stream.KafkaSettings.OnGap;
import org.crmlake.lake.CommittedBatch;
import org.crmlake.lake.CommittedBatches;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of a topic, from where the lake's last commit of it ended. Kafka's own memory of who has read how far is not used:
 * it could be ahead of the lake, or behind.
 *
 * <p>A batch whose process died is repeated with the same records, as far as its plan is still there: which of two equal
 * events counts as the first depends on what is in the batch with them, and the timeline may have been written already.
 */
public final class KafkaMicroBatches implements MicroBatches {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaMicroBatches.class);

    private final KafkaSettings settings;
    private final String source;
    private final BatchPlanFile plan;
    private final KafkaTopic topic;
    private SortedMap<Integer, Long> position;
    private String topicId;
    private SortedMap<Integer, Long> last;
    /** Where the topic begins, until that is to be committed; null if a commit says so already. */
    private KafkaRange beginning;

    private SortedMap<Integer, Long> seen = new TreeMap<>();

    /**
     * @param source the name of the source whose commits say where to begin
     * @param plan where the range of a batch is noted before it is taken
     */
    public KafkaMicroBatches(KafkaSettings settings, String source, BatchPlanFile plan) {
        this.settings = settings;
        this.source = source;
        this.plan = plan;
        this.topic = new KafkaTopic(settings);
    }

    @Override
    public void begin(CommittedBatches committed) {
        KafkaTopic.State state = topic.state();
        Optional<KafkaRange> before = committed
                .latest(batch -> batch.source().equals(source) && range(batch).isPresent())
                .flatMap(this::range);
        topicId = state.id();
        if (before.isPresent()) {
            if (!before.get().topicId().equals(topicId)) {
                throw new CrmException(
                        Kind.DATA,
                        "Cannot ingest topic " + settings.topic()
                                + ": it is not the one that was ingested before, but was made"
                                + " anew since (" + topicId + " instead of "
                                + before.get().topicId()
                                + "), so its offsets mean other records. Ingest it under another source name in the mapping.");
            }
            position = new TreeMap<>();
            before.get().offsets().forEach((partition, range) -> position.put(partition, range.to()));
        } else {
            position = new TreeMap<>(settings.beginning() == Beginning.LATEST ? latest(state) : state.first());
            beginning = upTo(position);
        }
        last = settings.extent() == Extent.WHAT_IS_THERE ? state.end() : null;
    }

    @Override
    public Optional<BatchInput> next() {
        if (beginning != null) {
            // A batch of nothing: its commit says where the topic began for us. Without it the next process would begin
            // somewhere else, if there is nothing new for long or this one dies.
            KafkaRange nothing = beginning;
            beginning = null;
            return Optional.of(nothing);
        }
        KafkaTopic.State state = topic.state();
        seen = state.end();
        state.first()
                .forEach((partition, first) ->
                        check(partition, first, state.end().get(partition)));
        KafkaRange range = planned(state).orElseGet(() -> upTo(last == null ? state.end() : last));
        if (range.count() == 0) {
            return Optional.empty();
        }
        plan.write(range.positions());
        range.offsets().forEach((partition, offsets) -> position.put(partition, offsets.to()));
        return Optional.of(range);
    }

    @Override
    public SortedMap<String, Long> waiting() {
        SortedMap<String, Long> waiting = new TreeMap<>();
        seen.forEach((partition, end) -> waiting.put(Integer.toString(partition), Math.max(0, end - at(partition))));
        return waiting;
    }

    /** Returns where the last process began if it died over its first batch, else the end. */
    private SortedMap<Integer, Long> latest(KafkaTopic.State state) {
        SortedMap<Integer, Long> latest = new TreeMap<>(state.end());
        planned().ifPresent(range -> range.offsets()
                .forEach((partition, offsets) ->
                        latest.computeIfPresent(partition, (of, end) -> Math.min(end, offsets.from()))));
        return latest;
    }

    private Optional<KafkaRange> planned() {
        return plan.read()
                .flatMap(text -> KafkaRange.parse(text, settings.topic(), settings.client()))
                .filter(range -> range.topicId().equals(topicId) && range.count() > 0);
    }

    /** Returns the batch that was planned when the last process died, if it begins where we are. */
    private Optional<KafkaRange> planned(KafkaTopic.State state) {
        return planned()
                .filter(range -> range.offsets().entrySet().stream()
                        .allMatch(entry -> entry.getValue().from() == position.getOrDefault(entry.getKey(), 0L)
                                && entry.getValue().to() <= state.end().getOrDefault(entry.getKey(), 0L)))
                .filter(range -> range.offsets().keySet().containsAll(position.keySet()));
    }

    private KafkaRange upTo(SortedMap<Integer, Long> end) {
        long behind = end.keySet().stream()
                .filter(partition -> end.get(partition) > at(partition))
                .count();
        long share = Math.max(1, settings.mostRecords() / Math.max(1, behind));
        SortedMap<Integer, Offsets> offsets = new TreeMap<>();
        end.forEach((partition, to) -> {
            long from = at(partition);
            offsets.put(partition, new Offsets(from, Math.max(from, Math.min(to, from + share))));
        });
        return new KafkaRange(settings.topic(), topicId, offsets, settings.client());
    }

    /** A partition that was added since begins with its first record. */
    private long at(int partition) {
        return position.getOrDefault(partition, 0L);
    }

    private void check(int partition, long first, long end) {
        long at = at(partition);
        if (at > end) {
            throw new CrmException(
                    Kind.DATA,
                    "Cannot ingest topic " + settings.topic() + ": partition " + partition + " ends at offset " + end
                            + ", but the lake has it up to " + at
                            + " already. Kafka has lost records, or these are other brokers; see which before you go on.");
        }
        if (first <= at) {
            return;
        }
        String gap =
                "offsets " + at + " to " + (first - 1) + " of partition " + partition + " of topic " + settings.topic();
        if (settings.onGap() == OnGap.FAIL) {
            throw new CrmException(
                    Kind.DATA,
                    "Cannot ingest topic " + settings.topic() + ": Kafka has deleted " + gap + ", " + (first - at)
                            + " records at most, before they were taken in. Take them in from another copy with `crmlake ingest"
                            + " PATH`, and then, or to accept the loss, repeat the command with --on-gap skip.");
        }
        LOG.warn("Passing over {}: Kafka has deleted them, and --on-gap skip was given.", gap);
        position.put(partition, first);
    }

    private Optional<KafkaRange> range(CommittedBatch batch) {
        return KafkaRange.parse(batch.positions(), settings.topic(), settings.client());
    }

    @Override
    public boolean mayPassOver() {
        return false;
    }

    @Override
    public void close() {
        topic.close();
    }
}
