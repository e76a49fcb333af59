package org.crmlake.model.export;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlake.model.Printable;

/**
 * The digits of a telephone number as they are written.
 *
 * @param plus whether a plus is before them
 * @param digits all of them, and once more without a zero in brackets: which of the two is meant, the country tells
 */
record PhoneSpelling(boolean plus, List<String> digits) {
    static final int SHORTEST = 7;
    static final int LONGEST = 15;

    /** With what is dialled before a country. */
    private static final int LONGEST_DIALLED = LONGEST + 4;

    private static final int LONGEST_TEXT = 60;
    private static final int WIDEST_GAP = 5;

    /** The line is the same whoever in the house answers. */
    private static final Pattern EXTENSION =
            Pattern.compile("[ ,;]{0,3}(?:ext|extn|extension|x|#)[ .:=]{0,3}[0-9]{1,7}$");

    /** As Brazil's numbers are printed, where the caller chooses who carries the call. */
    private static final Pattern CARRIER = Pattern.compile("0[ -]?xx[ -]?(?=[0-9])");

    /** What a spreadsheet or a column of numbers makes of the digits. */
    private static final Pattern AMOUNT = Pattern.compile("(\\+?[0-9]{7,19})\\.0{1,9}");

    private static final String BETWEEN = " ().-/_~[]\u00b7\u2010\u2011\u2012\u2013\u2014\u2022\u2212\u2219\u30fb";
    private static final String ENDS = "+;|&@#=<>{}\"";
    private static final String KEYS = "22233344455566677778889999";

    private record Group(String digits, String gap) {
        boolean isZeroInBrackets() {
            return digits.equals("0") && (gap.indexOf('(') >= 0 || gap.indexOf('[') >= 0);
        }

        boolean mayBeginAnother() {
            return gap.indexOf('/') >= 0
                    || gap.indexOf('\\') >= 0
                    || gap.indexOf(',') >= 0
                    || gap.contains(" - ")
                    || gap.contains("  ");
        }
    }

    /** Returns what a text says that is one number and nothing more. */
    static Optional<PhoneSpelling> of(String text) {
        if (text.length() > LONGEST_TEXT) {
            return Optional.empty();
        }
        String line = EXTENSION.matcher(normal(text)).replaceFirst("");
        int first = 0;
        while (first < line.length() && !Character.isDigit(line.charAt(first))) {
            first++;
        }
        String before = line.substring(0, first).replace("+", "");
        boolean plus = before.length() < first;
        String rest = before + line.substring(first);
        boolean isNumber = first - before.length() <= 1
                && rest.chars().allMatch(c -> Character.isDigit(c) || BETWEEN.indexOf(c) >= 0);
        return isNumber ? Optional.of(joined(groups(line), plus)).filter(PhoneSpelling::fits) : Optional.empty();
    }

    /** Returns all that may be a number in a text, and rather too much; of more than {@link Marks#MOST} some. */
    static Set<PhoneSpelling> in(String text) {
        String line = normal(text);
        List<Group> groups = groups(line);
        Set<PhoneSpelling> found = new LinkedHashSet<>();
        int from = 0;
        while (from < groups.size() && found.size() <= Marks.MOST) {
            int to = from + 1;
            while (to < groups.size() && joins(groups.get(to).gap())) {
                to++;
            }
            find(groups.subList(from, to), found);
            from = to;
        }
        ofLetters(line).filter(PhoneSpelling::fits).ifPresent(found::add);
        return found;
    }

    /**
     * Adds what may be a number among groups with little between them: none begins within one that says its country with a plus, but any may
     * after that, and in one that does not say it so. The rest may be anything, before and after: zeros too may be those of a flat or of a time
     * of the day. There are no more for a group than numbers have digits.
     */
    private static void find(List<Group> groups, Set<PhoneSpelling> found) {
        int all = groups.stream().mapToInt(group -> group.digits().length()).sum();
        boolean plus = groups.get(0).gap().replaceAll("[ (\\[]+$", "").endsWith("+");
        int before = 0;
        for (int from = 0; from < groups.size() && found.size() <= Marks.MOST; from++) {
            Group first = groups.get(from);
            if (!plus || from == 0 || first.digits().startsWith("00") || isApart(first, before, all)) {
                int count = 0;
                for (int to = from; to < groups.size() && count <= LONGEST_DIALLED; to++) {
                    count += groups.get(to).digits().length();
                    Optional.of(joined(groups.subList(from, to + 1), plus && from == 0))
                            .filter(PhoneSpelling::fits)
                            .ifPresent(found::add);
                }
            }
            before += first.digits().length();
        }
    }

    /** Whether there may be a number that says its country before a group, and another one from it on. */
    private static boolean isApart(Group group, int before, int all) {
        return before >= SHORTEST && all - before >= SHORTEST && (all > LONGEST || group.mayBeginAnother());
    }

    private static boolean joins(String gap) {
        return gap.length() <= WIDEST_GAP && gap.chars().noneMatch(c -> Character.isLetter(c) || ENDS.indexOf(c) >= 0);
    }

    /** Reads letters as the keys of a telephone that they are on. */
    private static Optional<PhoneSpelling> ofLetters(String line) {
        int first = 0;
        while (first < line.length() && !Character.isDigit(line.charAt(first))) {
            first++;
        }
        StringBuilder digits = new StringBuilder();
        int letters = 0;
        for (int i = first; i < line.length() && digits.length() <= LONGEST; i++) {
            char c = line.charAt(i);
            if (c >= 'a' && c <= 'z') {
                digits.append(KEYS.charAt(c - 'a'));
                letters++;
            } else if (Character.isDigit(c)) {
                digits.append(Character.digit(c, 10));
            } else if (BETWEEN.indexOf(c) < 0) {
                break;
            }
        }
        // Words are longer than numbers of North America are, and the rest is not dialled.
        if (digits.length() > 11 && digits.charAt(0) == '1') {
            digits.setLength(11);
        }
        boolean plus = first > 0 && line.charAt(first - 1) == '+';
        return letters < 3 ? Optional.empty() : Optional.of(new PhoneSpelling(plus, List.of(digits.toString())));
    }

    private static List<Group> groups(String line) {
        List<Group> groups = new ArrayList<>();
        int end = 0;
        int at = 0;
        while (at < line.length()) {
            int from = at;
            StringBuilder digits = new StringBuilder();
            while (at < line.length() && Character.isDigit(line.charAt(at))) {
                digits.append(Character.digit(line.charAt(at++), 10));
            }
            if (at > from) {
                groups.add(new Group(digits.toString(), line.substring(end, from)));
                end = at;
            } else {
                at++;
            }
        }
        return groups;
    }

    private static PhoneSpelling joined(List<Group> groups, boolean plus) {
        StringBuilder all = new StringBuilder();
        StringBuilder without = new StringBuilder();
        for (Group group : groups) {
            all.append(group.digits());
            without.append(group.isZeroInBrackets() ? "" : group.digits());
        }
        return new PhoneSpelling(
                plus,
                new LinkedHashSet<>(List.of(all.toString(), without.toString()))
                        .stream().toList());
    }

    private boolean fits() {
        String shortest = digits.get(digits.size() - 1);
        int longest = !plus && shortest.startsWith("0") ? LONGEST_DIALLED : LONGEST;
        return shortest.length() >= SHORTEST && shortest.length() <= longest;
    }

    private static String normal(String text) {
        String line = Normalizer.normalize(Printable.onOneLine(text), Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .strip();
        Matcher amount = AMOUNT.matcher(line);
        return amount.matches() ? amount.group(1) : CARRIER.matcher(line).replaceAll("0");
    }
}
