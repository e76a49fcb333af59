package org.crmlake.model.export;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.crmlake.model.CustomerKey;

/**
 * What a text is compared by with the list of suppressions: as a customer key, an e-mail address, a telephone number or a SHA-256, each in
 * one form whatever its spelling, and hashed in every form that a destination or the owner of a list may have hashed.
 *
 * @param listed the marks under which the text is found if it is on the list; none if it is nothing of the kind
 * @param asked the marks under which the list is searched for it
 */
record Marks(Set<String> listed, Set<String> asked) {
    private static final char KEY = 'k';
    private static final char EMAIL = '@';
    private static final char INTERNATIONAL = '+';
    private static final char NATIONAL = 'n';
    /** A national number of no country that is known: it may be one of any. */
    private static final char LOCAL = 'l';

    private static final char HASH = '#';

    private static final int BASE64_OF_SHA256 = 44;
    private static final List<String> GMAIL = List.of("gmail.com", "googlemail.com");
    /** One character: it takes no time to go back. */
    private static final Pattern BETWEEN = Pattern.compile("[,;|\"\\[\\]{}<>]");

    static Marks of(String text, Phones phones) {
        Marks marks = new Marks(new LinkedHashSet<>(), new LinkedHashSet<>());
        marks.collect(text, phones);
        return marks;
    }

    /** Returns the marks under which the list is searched for all that a text, perhaps of several parts, says. */
    static Set<String> askedOfAll(String text, Phones phones) {
        Marks marks = of(text, phones);
        for (String part : BETWEEN.split(text)) {
            if (part.length() < text.length()) {
                marks.asked.addAll(of(part, phones).asked);
            }
            if (part.indexOf('@') >= 0) {
                for (String word : part.strip().split("\\s")) {
                    marks.asked.addAll(of(word, phones).asked);
                }
            }
        }
        return marks.asked;
    }

    /** Returns a line without the characters that are not seen. */
    static String visible(String line) {
        StringBuilder visible = new StringBuilder();
        line.codePoints()
                .filter(c -> Character.getType(c) != Character.FORMAT)
                .map(c -> Character.isSpaceChar(c) ? ' ' : c)
                .forEach(visible::appendCodePoint);
        return visible.toString().strip();
    }

    private void collect(String raw, Phones phones) {
        String text = visible(raw);
        Optional<String> hash = hash(text);
        if (hash.isPresent()) {
            both(HASH, hash.get());
            return;
        }
        email(text);
        phones.read(text).ifPresent(number -> phone(number, text));
        if (CustomerKey.problem(text).isEmpty()) {
            String lower = text.toLowerCase(Locale.ROOT);
            both(KEY, lower);
            hashed(text);
            hashed(lower);
            String id = text.substring(text.indexOf(':') + 1).strip();
            hash(id).ifPresent(known -> both(HASH, known));
            email(id);
            // Digits alone are a number of this house's, not a telephone.
            if (id.startsWith("+") || id.startsWith("00")) {
                phones.read(id).ifPresent(number -> phone(number, id));
            }
        }
        // Whatever else it is, its hash may be listed.
        for (String form : List.of(raw, text, text.toLowerCase(Locale.ROOT))) {
            asked.add(HASH + Normal.sha256(form));
        }
    }

    private void email(String text) {
        canonicalEmail(text).ifPresent(address -> {
            both(EMAIL, address);
            hashed(address);
            Normal.email(text).ifPresent(this::hashed);
            Normal.googleEmail(text).ifPresent(this::hashed);
            int at = address.lastIndexOf('@');
            if (GMAIL.contains(address.substring(at + 1))) {
                String written = lowerAddress(text);
                for (String domain : GMAIL) {
                    hashed(address.substring(0, at + 1) + domain);
                    hashed(written.substring(0, written.lastIndexOf('@') + 1) + domain);
                }
            }
        });
    }

    /** Returns the one form of all spellings of an address: Gmail's have no dots and no plus, and one domain. */
    private static Optional<String> canonicalEmail(String text) {
        return Normal.email(lowerAddress(text)).flatMap(address -> {
            int at = address.lastIndexOf('@');
            String domain = ascii(address.substring(at + 1));
            String canonical = address.substring(0, at + 1) + (GMAIL.contains(domain) ? GMAIL.get(0) : domain);
            return Normal.googleEmail(canonical);
        });
    }

    private static String lowerAddress(String text) {
        String address = Normalizer.normalize(text, Normalizer.Form.NFKC).strip();
        int bracket = address.lastIndexOf('<');
        if (bracket >= 0 && address.endsWith(">")) {
            address = address.substring(bracket + 1, address.length() - 1);
        }
        address = unquoted(address).toLowerCase(Locale.ROOT);
        address = address.startsWith("mailto:") ? address.substring("mailto:".length()) : address;
        return address.endsWith(".") ? address.substring(0, address.length() - 1) : address;
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() > 1
                && "\"'".indexOf(text.charAt(0)) >= 0
                && text.charAt(0) == text.charAt(text.length() - 1);
        return quoted ? text.substring(1, text.length() - 1).strip() : text;
    }

    private static String ascii(String domain) {
        try {
            return IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return domain;
        }
    }

    private void phone(Phones.Number number, String text) {
        hashed(text);
        for (String digits : number.international()) {
            both(INTERNATIONAL, digits);
            hashed(digits);
            hashed("+" + digits);
            hashed("00" + digits);
        }
        number.perhapsNational().forEach(digits -> both(LOCAL, digits));
        for (String digits : number.national()) {
            listed.add((number.isCertain() ? NATIONAL : LOCAL) + digits);
            asked.add(LOCAL + digits);
            // That of another country with the same digits at home is somebody else's.
            asked.add(HASH + Normal.sha256(digits));
            if (!number.isCertain()) {
                asked.add(NATIONAL + digits);
                listed.add(HASH + Normal.sha256(digits));
            }
        }
    }

    /** Returns a SHA-256 that is written as hexadecimal digits, or in Base64 as Google's interface takes it. */
    private static Optional<String> hash(String text) {
        if (Normal.looksHashed(text)) {
            return Optional.of(text.strip().toLowerCase(Locale.ROOT));
        }
        if (text.length() != BASE64_OF_SHA256) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return bytes.length == 32 ? Optional.of(HexFormat.of().formatHex(bytes)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void hashed(String form) {
        both(HASH, Normal.sha256(form));
    }

    private void both(char kind, String form) {
        listed.add(kind + form);
        asked.add(kind + form);
    }
}
