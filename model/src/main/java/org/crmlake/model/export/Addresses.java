package org.crmlake.model.export;

import com.ibm.icu.text.IDNA;
import java.net.IDN;
import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** E-mail addresses as they are compared: each in one form whatever its spelling, and found in texts that say more than one. */
final class Addresses {
    static final List<String> GMAIL = List.of("gmail.com", "googlemail.com");

    /** The longest part before the sign that is searched for: an address has at most 64 characters there. */
    private static final int LONGEST_LOCAL = 128;

    /** What ends an address, and what may. */
    private static final String ENDS = "@,;:\"<>()[]|\\";

    private static final String MAY_END = "'`/=?&{}*#!$%^~";
    private static final IDNA UTS46 =
            IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.NONTRANSITIONAL_TO_UNICODE);

    private Addresses() {}

    /**
     * Returns the forms of an address, none if the text is no address: Gmail's have no dots and no plus, and one domain. A domain
     * has two where the standards of 2003 and of 2008 differ, as they do of the sharp s: a source may follow either.
     */
    static Set<String> forms(String text) {
        Set<String> forms = new LinkedHashSet<>();
        Normal.email(lower(text)).ifPresent(address -> {
            int at = address.lastIndexOf('@');
            for (String domain : ascii(address.substring(at + 1))) {
                String one = GMAIL.contains(domain) ? GMAIL.get(0) : domain;
                Normal.googleEmail(address.substring(0, at + 1) + one).ifPresent(forms::add);
            }
        });
        return forms;
    }

    /** Returns an address in lower case, without what may be around it. */
    static String lower(String text) {
        String address = Normalizer.normalize(text, Normalizer.Form.NFKC).strip();
        int bracket = address.lastIndexOf('<');
        if (bracket >= 0 && address.endsWith(">")) {
            address = address.substring(bracket + 1, address.length() - 1);
        }
        address = unquoted(address).toLowerCase(Locale.ROOT);
        address = address.startsWith("mailto:") ? address.substring("mailto:".length()) : address;
        return address.endsWith(".") ? address.substring(0, address.length() - 1) : address;
    }

    /** Returns a text without quotes at its ends; a spreadsheet has one at the beginning only. */
    static String unquoted(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isQuote(text.charAt(from))) {
            from++;
        }
        while (to > from && isQuote(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to).strip();
    }

    /** Whether the text is one address and nothing more, perhaps with its owner's name: what a line of a list may be. */
    static boolean isOne(String text, Phones phones) {
        String address = lower(text);
        String domain = address.substring(address.lastIndexOf('@') + 1);
        boolean plain = address.indexOf('@') == address.lastIndexOf('@')
                && address.chars().noneMatch(c -> c != '@' && ENDS.indexOf(c) >= 0)
                && domain.chars().allMatch(Addresses::isOfDomain)
                && !forms(text).isEmpty();
        String name = text.substring(0, Math.max(0, text.lastIndexOf('<')));
        boolean saysAnother = name.indexOf('@') >= 0 && !forms(name).equals(forms(text));
        return plain && !saysAnother && phones.found(name).isEmpty();
    }

    /** Returns all that may be an address in a text, and rather too much. */
    static Set<String> in(String text) {
        String line = Normalizer.normalize(text, Normalizer.Form.NFKC)
                .replace("%40", "@")
                .replace("\\u0040", "@");
        Set<String> found = new LinkedHashSet<>();
        for (int at = line.indexOf('@'); at >= 0; at = line.indexOf('@', at + 1)) {
            int end = at;
            while (end > 0 && at - end < LONGEST_LOCAL && line.charAt(end - 1) == ' ') {
                end--;
            }
            int from = at + 1;
            while (from < line.length() && from - at < LONGEST_LOCAL && line.charAt(from) == ' ') {
                from++;
            }
            int to = from;
            while (to < line.length() && isOfDomain(line.charAt(to))) {
                to++;
            }
            while (to > from && ".-".indexOf(line.charAt(to - 1)) >= 0) {
                to--;
            }
            String domain = line.substring(from, to);
            if (domain.indexOf('.') > 0) {
                locals(line, end).forEach(local -> found.add(local + "@" + domain));
            }
        }
        return found;
    }

    private static Set<String> locals(String line, int end) {
        Set<String> locals = new LinkedHashSet<>();
        int from = end;
        while (from > 0 && end - from < LONGEST_LOCAL && isOfLocal(line.charAt(from - 1))) {
            from--;
            if (from > 0 && MAY_END.indexOf(line.charAt(from - 1)) >= 0) {
                locals.add(line.substring(from, end));
            }
        }
        locals.add(line.substring(from, end));
        while (from < end && !Character.isLetterOrDigit(line.charAt(from))) {
            from++;
        }
        locals.add(line.substring(from, end));
        locals.remove("");
        return locals;
    }

    private static boolean isOfLocal(char c) {
        return c > ' ' && ENDS.indexOf(c) < 0 && !Character.isISOControl(c) && !Character.isWhitespace(c);
    }

    private static boolean isOfDomain(int c) {
        int type = Character.getType(c);
        return c == '.'
                || c == '-'
                || Character.isLetterOrDigit(c)
                || Character.isSurrogate((char) c)
                || type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK;
    }

    private static Set<String> ascii(String domain) {
        Set<String> forms = new LinkedHashSet<>();
        StringBuilder named = new StringBuilder();
        IDNA.Info info = new IDNA.Info();
        UTS46.nameToASCII(domain, named, info);
        if (!info.hasErrors()) {
            forms.add(named.toString().toLowerCase(Locale.ROOT));
        }
        try {
            forms.add(IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            forms.add(domain);
        }
        return forms;
    }

    private static boolean isQuote(char c) {
        return "\"'`\u2018\u2019\u201c\u201d".indexOf(c) >= 0;
    }
}
