package org.crmlake.cli.export;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.crmlake.cli.export.DestinationExport.Person;
import org.crmlake.cli.export.Sent.Row;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.export.Destination;
import org.crmlake.model.export.Destination.Left;
import org.crmlake.model.export.Destination.Line;

/** The files that are written while people come: of everybody, of who is new, and of who was sent for the next export to read. */
final class PeopleFiles implements Closeable {
    private static final String HELD_OUT = "held_out";

    private final Destination destination;
    private final Gate gate;
    private final ExportFile full;
    private final ExportFile add;
    private final ExportFile people;

    /** How many came in, and what became of them. */
    record Counts(long in, long out, SortedMap<String, Long> left) {}

    PeopleFiles(FileSystem files, Path folder, Gate gate) throws IOException {
        this.destination = gate.destination();
        this.gate = gate;
        this.full = new ExportFile(files, folder);
        this.add = new ExportFile(files, folder);
        this.people = new ExportFile(files, folder);
        String header = CsvLine.of(destination.header(), destination.reader());
        full.line(header);
        add.line(header);
    }

    ExportFile full() {
        return full;
    }

    ExportFile add() {
        return add;
    }

    ExportFile people() {
        return people;
    }

    /**
     * Writes those who may be in the files.
     *
     * @param coming each once, in the order of the bytes of their keys
     * @param earlier who was sent before, read as far as people have come
     * @param removals is given who is to be removed
     */
    Counts write(Iterator<Person> coming, Earlier earlier, Removals removals, ArmsFile arms) throws IOException {
        long in = 0;
        long out = 0;
        SortedMap<String, Long> left = new TreeMap<>();
        String last = null;
        while (coming.hasNext()) {
            Person person = coming.next();
            if (last != null && Sent.BY_BYTES.compare(last, person.key()) >= 0) {
                throw new CrmException(
                        Kind.INTERNAL, "Cannot export people: they are not in the order of their keys. Report this.");
            }
            last = person.key();
            in++;
            Destination.Outcome outcome = gate.judge(person.traits(), person.consents());
            if (outcome instanceof Left why) {
                left.merge(why.reason(), 1L, Long::sum);
            } else if (arms.cannotRecord(person)) {
                left.merge("unusable_key", 1L, Long::sum);
            } else if (arms.holdsOut(person)) {
                left.merge(HELD_OUT, 1L, Long::sum);
            } else if (outcome instanceof Line line) {
                out++;
                send(person.key(), line, earlier, removals);
            }
        }
        return new Counts(in, out, left);
    }

    private void send(String key, Line line, Earlier earlier, Removals removals) throws IOException {
        String text = CsvLine.of(line.cells(), destination.reader());
        List<String> header = destination.header();
        List<String> cells = destination.identifying().stream()
                .map(column -> line.cells().get(header.indexOf(column)))
                .toList();
        Sent before = earlier.upTo(key, removals::add).orElse(null);
        Sent now = Sent.now(key, text, new Row(destination.id(), cells), before);
        full.line(text);
        people.json(now.json());
        if (before == null || !before.isOf(text)) {
            add.line(text);
        }
        for (Row former : now.rows().subList(1, now.rows().size())) {
            // An address of earlier that is on the list by now has to go, though its owner stays by another one.
            if (gate.listsOneOf(former.cells())) {
                removals.add(former);
            }
        }
    }

    @Override
    public void close() throws IOException {
        full.close();
        add.close();
        people.close();
    }
}
