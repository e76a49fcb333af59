package org.crmlake.ingest.deadletter;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.crmlake.lake.DeadLetterState;
import org.crmlake.lake.DeadLettersTable;

/**
 * Which dead letters are meant: those for which all holds that is given.
 *
 * @param fingerprints one of these; none given: any
 * @param source the name of the source
 * @param stage how far they came
 * @param reason a part of the reason, as it is written there
 * @param batchId the batch that turned them down
 * @param from when they were first turned down, at the earliest
 * @param to before when
 * @param state what has become of them
 */
public record DeadLetterFilter(
        List<String> fingerprints,
        Optional<String> source,
        Optional<String> stage,
        Optional<String> reason,
        Optional<String> batchId,
        Optional<Instant> from,
        Optional<Instant> to,
        Optional<DeadLetterState> state) {

    /** All dead letters. */
    public static final DeadLetterFilter ALL = new DeadLetterFilter(
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public DeadLetterFilter {
        fingerprints = List.copyOf(fingerprints);
    }

    /** Returns the same, but of one source and in one state. */
    public DeadLetterFilter of(String onlySource, DeadLetterState onlyState) {
        return new DeadLetterFilter(
                fingerprints, Optional.of(onlySource), stage, reason, batchId, from, to, Optional.of(onlyState));
    }

    /** Returns the same, but of one source. */
    public DeadLetterFilter of(String onlySource) {
        return new DeadLetterFilter(fingerprints, Optional.of(onlySource), stage, reason, batchId, from, to, state);
    }

    /** Returns the same, but in one state. */
    public DeadLetterFilter of(DeadLetterState onlyState) {
        return new DeadLetterFilter(fingerprints, source, stage, reason, batchId, from, to, Optional.of(onlyState));
    }

    /** Returns whether nothing is given but perhaps a state. */
    public boolean meansAll() {
        return equals(ALL) || state.isPresent() && equals(ALL.of(state.get()));
    }

    /** Returns the condition over rows of {@link DeadLettersTable}. */
    public Column condition() {
        Optional<Column> any = fingerprints.isEmpty()
                ? Optional.empty()
                : Optional.of(col(DeadLettersTable.FINGERPRINT).isin(fingerprints.toArray()));
        return Stream.of(
                        any,
                        source.map(text -> col(DeadLettersTable.SOURCE).equalTo(text)),
                        stage.map(text -> col(DeadLettersTable.STAGE).equalTo(text)),
                        reason.map(text -> col(DeadLettersTable.REASON).contains(lit(text))),
                        batchId.map(text -> col(DeadLettersTable.BATCH_ID).equalTo(text)),
                        from.map(time -> col(DeadLettersTable.FAILED_AT).geq(Timestamp.from(time))),
                        to.map(time -> col(DeadLettersTable.FAILED_AT).lt(Timestamp.from(time))),
                        state.map(one -> col(DeadLettersTable.STATE).equalTo(one.text())))
                .flatMap(Optional::stream)
                .reduce(Column::and)
                .orElse(lit(true));
    }
}
