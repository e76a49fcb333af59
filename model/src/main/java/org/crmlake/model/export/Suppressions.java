package org.crmlake.model.export;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/**
 * Whom no file may hold: customer keys, e-mail addresses, telephone numbers and SHA-256 of any of them, in whatever spelling. A national
 * number of a country that is not known is taken for that of everybody who has its digits.
 */
public final class Suppressions {
    /** Nobody is listed. */
    public static final Suppressions NONE = new Suppressions(Map.of(), Map.of(), 0, Phones.ANYWHERE);

    /** The first entry of each mark. */
    private final Map<String, Integer> entryOf;

    /** The others of the same mark: one person, spelt in several ways. */
    private final Map<String, List<Integer>> further;

    private final int entries;
    private final Phones phones;

    private Suppressions(Map<String, Integer> entryOf, Map<String, List<Integer>> further, int entries, Phones phones) {
        this.entryOf = entryOf;
        this.further = further;
        this.entries = entries;
        this.phones = phones;
    }

    /**
     * Reads a list: an entry a line in UTF-8, and lines that are empty or begin with {@code #}. It is held in memory, some 500 bytes an
     * entry.
     *
     * @param phones how to read telephone numbers that do not say their country
     * @throws CrmException CONFIG if it cannot be read, or with the numbers of all lines that are nothing of the kind
     */
    public static Suppressions read(Path file, Phones phones) {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            return read(lines, phones, file);
        } catch (IOException e) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot read the suppressions of " + file + ": " + e
                            + ". Name a readable file of UTF-8 lines: nothing is exported without it.",
                    e);
        }
    }

    private static Suppressions read(BufferedReader lines, Phones phones, Path file) throws IOException {
        Map<String, Integer> entryOf = new HashMap<>();
        Map<String, List<Integer>> further = new HashMap<>();
        List<Integer> nothing = new ArrayList<>();
        int entries = 0;
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            String text = Printable.visible(line);
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            Set<String> marks = Marks.listed(text, phones);
            if (marks.isEmpty()) {
                nothing.add(number);
            }
            int entry = entries++;
            for (String mark : marks) {
                if (entryOf.putIfAbsent(mark, entry) != null) {
                    further.computeIfAbsent(mark, same -> new ArrayList<>()).add(entry);
                }
            }
        }
        if (!nothing.isEmpty()) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot use the suppressions of " + file
                            + ": no customer key, e-mail address, telephone number or SHA-256"
                            + " is in " + named(nothing)
                            + ". Correct that, or begin with # what is a comment, and write one entry a line, with nothing after it:"
                            + " nothing is exported before.");
        }
        return new Suppressions(entryOf, further, entries, phones);
    }

    /** Returns how many entries the list has. */
    public int entries() {
        return entries;
    }

    /**
     * Looks a text up, in all forms that it may have.
     *
     * @param matched notes which entries mean it
     * @return whether it is listed
     */
    public boolean lists(String text, BitSet matched) {
        if (entries == 0) {
            return false;
        }
        boolean listed = false;
        // Whoever writes so much that it cannot be looked through is not let through for that.
        for (String mark : Marks.asked(text, phones)) {
            listed |= mark.equals(Marks.TOO_MUCH);
            Integer entry = entryOf.get(mark);
            if (entry != null) {
                matched.set(entry);
                further.getOrDefault(mark, List.of()).forEach(matched::set);
                listed = true;
            }
        }
        return listed;
    }

    /** Returns "line 3" or "lines 3, 5-9". */
    private static String named(List<Integer> numbers) {
        StringBuilder text = new StringBuilder(numbers.size() == 1 ? "line " : "lines ");
        for (int i = 0; i < numbers.size(); i++) {
            int first = numbers.get(i);
            while (i + 1 < numbers.size() && numbers.get(i + 1) == numbers.get(i) + 1) {
                i++;
            }
            text.append(text.charAt(text.length() - 1) == ' ' ? "" : ", ")
                    .append(first)
                    .append(numbers.get(i) > first ? "-" + numbers.get(i) : "");
        }
        return text.toString();
    }
}
