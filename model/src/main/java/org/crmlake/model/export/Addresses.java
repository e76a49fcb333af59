package org.crmlake.model.export;

import com.ibm.icu.text.IDNA;
import java.net.IDN;
import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlake.model.Printable;

/** E-mail addresses as they are compared: each in one form whatever its spelling, and found in texts that say more than one. */
final class Addresses {
    static final List<String> GMAIL = List.of("gmail.com", "googlemail.com");

    /** The longest part before the sign that is searched for: an address has at most 64 characters there. */
    private static final int LONGEST_LOCAL = 128;

    /** A domain has at most 253 characters; what is more is none. */
    private static final int LONGEST_DOMAIN = 512;

    /** What ends an address, and what may. */
    private static final String ENDS = "@,;:\"<>()[]|\\";

    /** With what no domain ends, though it may have it. */
    private static final String NO_END = ".-_";

    private static final String MAY_END = "'`/=?&{}*#!$%^~";
    /** So many underscores in a domain may be its end. */
    private static final int MOST_ENDS = 8;

    /** No repetition in it that has no bound. */
    private static final Pattern ENCODED = Pattern.compile(
            "(?i)%([0-7][0-9a-f])|\\\\u(00[0-7][0-9a-f])|&#x0{0,4}([0-7][0-9a-f]);|&#0{0,4}([0-9]{2,3});");

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
        String address = normal(text).strip();
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
    static boolean isOne(String text) {
        boolean plain = isPlain(text) && !forms(text).isEmpty();
        String name = text.substring(0, Math.max(0, text.lastIndexOf('<')));
        boolean saysAnother = name.indexOf('@') >= 0 && !forms(name).equals(forms(text));
        return plain && !saysAnother && PhoneSpelling.in(name).isEmpty();
    }

    /**
     * Whether a text has what an address is made of and nothing more, as every address has that is written into a file or is a line of a list:
     * what the one may hold, the other can keep out.
     */
    static boolean isPlain(String text) {
        String address = lower(Printable.visible(text));
        int at = address.indexOf('@');
        String local = address.substring(0, Math.max(0, at));
        String domain = address.substring(at + 1);
        return local.chars().allMatch(Addresses::isOfLocal)
                // With that, a line of a list is a comment.
                && !local.startsWith("#")
                && (GMAIL.contains(domain) ? ofGmail(local) : local).chars().anyMatch(Addresses::isOfWord)
                && domain.chars().allMatch(Addresses::isOfDomain)
                && domain.lastIndexOf('.') > 0
                && NO_END.indexOf(domain.charAt(domain.length() - 1)) < 0;
    }

    /** Returns what Gmail tells apart of the part before the sign. */
    static String ofGmail(String local) {
        int plus = local.indexOf('+');
        return (plus < 0 ? local : local.substring(0, plus)).replace(".", "");
    }

    /** Returns all that may be an address in a text, and rather too much; of more than {@link Marks#MOST} some. */
    static Set<String> in(String text) {
        String line = normal(text);
        Set<String> found = new LinkedHashSet<>();
        find(line, found);
        String decoded = decoded(line);
        if (!decoded.equals(line)) {
            find(decoded, found);
        }
        return found;
    }

    private static void find(String line, Set<String> found) {
        for (int at = line.indexOf('@'); at >= 0 && found.size() <= Marks.MOST; at = line.indexOf('@', at + 1)) {
            int from = at + 1;
            while (from < line.length() && from - at < LONGEST_LOCAL && line.charAt(from) == ' ') {
                from++;
            }
            int to = from;
            while (to < line.length() && to - from < LONGEST_DOMAIN && isOfDomain(line.charAt(to))) {
                to++;
            }
            Set<String> locals = locals(line, at);
            for (String domain : domains(line.substring(from, to))) {
                locals.forEach(local -> found.add(local + "@" + domain));
            }
        }
    }

    /** Returns a domain without what no domain ends with, and the same up to each underscore, which may be in it or end it. */
    private static Set<String> domains(String text) {
        Set<String> domains = new LinkedHashSet<>();
        int to = text.length();
        while (to > 0 && domains.size() < MOST_ENDS) {
            while (to > 0 && NO_END.indexOf(text.charAt(to - 1)) >= 0) {
                to--;
            }
            if (text.lastIndexOf('.', to - 1) > 0) {
                domains.add(text.substring(0, to));
            }
            to = text.lastIndexOf('_', to - 1);
        }
        return domains;
    }

    /** Returns what may stand before the sign; a comment or quotes before it are none of it (RFC 5322, 3.4.1). */
    private static Set<String> locals(String line, int at) {
        int end = before(line, at, at);
        if (end > 0 && line.charAt(end - 1) == ')') {
            int comment = last(line, '(', end - 1, at);
            end = comment > 0 ? before(line, comment, at) : end;
        }
        if (end > 1 && isQuote(line.charAt(end - 1))) {
            int quote = last(line, line.charAt(end - 1), end - 1, at);
            if (quote >= 0) {
                Set<String> quoted = unquoted(line, end);
                quoted.add(line.substring(quote + 1, end - 1).replace("\\", "").strip());
                quoted.remove("");
                return quoted;
            }
        }
        return unquoted(line, end);
    }

    /** Returns where a character is last before an end, no farther from the sign than an address may be; -1 if nowhere. */
    private static int last(String line, char c, int end, int at) {
        int found = end - 1;
        while (found >= 0 && at - found < LONGEST_LOCAL && line.charAt(found) != c) {
            found--;
        }
        return found >= 0 && line.charAt(found) == c ? found : -1;
    }

    private static int before(String line, int from, int at) {
        int end = from;
        while (end > 0 && at - end < LONGEST_LOCAL && line.charAt(end - 1) == ' ') {
            end--;
        }
        return end;
    }

    private static Set<String> unquoted(String line, int end) {
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

    /** Returns a text as it is compared: dots of East Asia end a label too (UTS 46, 2.3). */
    private static String normal(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC)
                .replace('\u3002', '.')
                .replace('\uff61', '.');
    }

    /** Returns a text as it was before it was written for an address of the web, a page or a program. */
    private static String decoded(String line) {
        return ENCODED.matcher(line).replaceAll(one -> {
            String hex = one.group(1) == null ? one.group(2) : one.group(1);
            hex = hex == null ? one.group(3) : hex;
            int c = hex == null ? Integer.parseInt(one.group(4)) : Integer.parseInt(hex, 16);
            return c > ' ' && c < 127 ? Matcher.quoteReplacement(Character.toString(c)) : " ";
        });
    }

    private static boolean isOfLocal(int c) {
        return c > ' ' && ENDS.indexOf(c) < 0 && !Character.isISOControl(c) && !Character.isWhitespace(c);
    }

    private static boolean isOfWord(int c) {
        return Character.isLetterOrDigit(c) || Character.isSurrogate((char) c);
    }

    private static boolean isOfDomain(int c) {
        int type = Character.getType(c);
        return c == '.'
                || c == '-'
                || c == '_'
                || isOfWord(c)
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
