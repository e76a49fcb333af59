package org.crmlake.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * Makes track events of a web shop as JSON lines in the envelope of the Segment Spec, about 400 bytes each. Line number
 * {@code i} depends on the settings and {@code i} alone: the same settings give the same bytes on every machine, and lines
 * can be made in any order or in parallel.
 *
 * <p>Lines follow each other in the order in which a server would have received them, evenly over the days. A customer's
 * share of the events falls with the power 3/4 of its rank: of 100,000 customers the busiest has about 1 in 80 events. Ids are
 * version 4 UUIDs. Bad lines cannot become events; repeated lines equal an earlier good line in every byte.
 *
 * @param events how many lines, at least 0
 * @param seed which of the many possible files
 * @param firstDay the UTC day of the first events
 * @param days over how many days the events are spread, at least 1
 * @param customers how many customers there are to draw from, at least 1
 * @param repeatShare the share of lines that repeat an earlier one, from 0 to 1
 * @param badShare the share of lines that are no events, from 0 to 1; with {@code repeatShare} less than 1
 */
public record EventGenerator(
        long events, long seed, LocalDate firstDay, int days, int customers, double repeatShare, double badShare) {

    /** The day of the first line unless told otherwise. */
    public static final LocalDate FIRST_DAY = LocalDate.of(2026, 1, 1);

    /** What a line is. */
    public enum Kind {
        /** A new event. */
        GOOD,
        /** An earlier good line once more. */
        REPEAT,
        /** Not an event. */
        BAD
    }

    public EventGenerator {
        if (events < 0 || days < 1 || customers < 1) {
            throw new IllegalArgumentException("Cannot generate " + events + " events over " + days + " days for "
                    + customers + " customers: events must be at least 0, days and customers at least 1.");
        }
        if (!(repeatShare >= 0 && badShare >= 0 && repeatShare + badShare < 1)) {
            throw new IllegalArgumentException("Cannot generate a share of " + repeatShare + " repeats and " + badShare
                    + " bad lines: shares are at least 0, and together less than 1.");
        }
    }

    /** Good lines only, over 30 days from {@link #FIRST_DAY}, with one customer for every ten events. */
    public static EventGenerator of(long events, long seed) {
        int customers = (int) Math.max(1, Math.min(events / 10, 10_000_000));
        return new EventGenerator(events, seed, FIRST_DAY, 30, customers, 0, 0);
    }

    /** The same with other days. */
    public EventGenerator over(LocalDate first, int length) {
        return new EventGenerator(events, seed, first, length, customers, repeatShare, badShare);
    }

    /** The same with another number of customers. */
    public EventGenerator withCustomers(int number) {
        return new EventGenerator(events, seed, firstDay, days, number, repeatShare, badShare);
    }

    /** The same with repeated and bad lines among the good. */
    public EventGenerator withShares(double repeats, double bad) {
        return new EventGenerator(events, seed, firstDay, days, customers, repeats, bad);
    }

    /** Returns all lines in order, without line ends. */
    public Stream<String> lines() {
        return LongStream.range(0, events).mapToObj(this::line);
    }

    /** Returns line number {@code index}, counted from 0, without a line end. */
    public String line(long index) {
        return switch (kind(index)) {
            case GOOD -> new EventLine(this, index).good();
            case REPEAT -> new EventLine(this, repeated(index)).good();
            case BAD -> new EventLine(this, index).bad();
        };
    }

    /** Returns what line number {@code index} is. The first line is never a repeat. */
    public Kind kind(long index) {
        double lot = new Draw(~seed, index).nextDouble();
        if (lot < badShare) {
            return Kind.BAD;
        }
        return lot < badShare + repeatShare && repeated(index) >= 0 ? Kind.REPEAT : Kind.GOOD;
    }

    /** Returns how many of the lines are of {@code kind}. */
    public long count(Kind kind) {
        return LongStream.range(0, events).filter(i -> kind(i) == kind).count();
    }

    /** Writes all lines as UTF-8, each ended by a line feed. The stream is flushed and left open. */
    public void writeTo(OutputStream out) throws IOException {
        BufferedWriter writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        for (long i = 0; i < events; i++) {
            writer.write(line(i));
            writer.write('\n');
        }
        writer.flush();
    }

    /** The nearest earlier line whose own lot makes it good, or -1 if there is none. */
    private long repeated(long index) {
        long earlier = index - 1;
        while (earlier >= 0 && new Draw(~seed, earlier).nextDouble() < badShare + repeatShare) {
            earlier--;
        }
        return earlier;
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new GenerateCommand()).execute(arguments));
    }
}
