package org.crmlake.model.export;

import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Printable;

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

    /** Of a text with more addresses, numbers or keys than this nobody can say in time that none of them is listed. */
    static final int MOST = 5_000;

    /** The mark of such a text, by which any list finds it. */
    static final String TOO_MUCH = "!";

    private static final int BASE64_OF_SHA256 = 44;

    /** One character: it takes no time to go back. */
    private static final Pattern BETWEEN = Pattern.compile("[\\s,;|\"'\\[\\]{}<>()]");

    /** What people and their address books write before a number. */
    private static final Pattern LABEL = Pattern.compile(
            "^(?:tel|telephone|phone|mobile|mob|cell|fax|sms|callto|whatsapp|wa)[ .:]{1,3}", Pattern.CASE_INSENSITIVE);

    private static final Pattern MAIL_LABEL =
            Pattern.compile("^(?:e-?mail|mail|mailto) ?: ?", Pattern.CASE_INSENSITIVE);

    /** Dates, and the numbers of persons in the United States. */
    private static final Pattern NO_PHONE = Pattern.compile("[0-9]{4}([-/.])[0-9]{1,2}\\1[0-9]{1,2}"
            + "|[0-9]{1,2}([-/.])[0-9]{1,2}\\2[0-9]{4}|[0-9]{3}-[0-9]{2}-[0-9]{4}");

    private static final int SHORTEST_CARD = 14;

    /** Returns the marks of a line of a list; none if it is not one of the four things, or more than that. */
    static Set<String> listed(String line, Phones phones) {
        Marks marks = new Marks(new LinkedHashSet<>(), new LinkedHashSet<>());
        if (line.chars().noneMatch(Character::isISOControl)) {
            marks.line(Addresses.unquoted(Printable.visible(line)), phones);
        }
        return marks.listed;
    }

    /**
     * Returns the marks under which the list is searched for all that a text, perhaps of several parts, says; {@link #TOO_MUCH} alone if
     * that is too much.
     */
    static Set<String> asked(String text, Phones phones) {
        Marks marks = new Marks(new LinkedHashSet<>(), new LinkedHashSet<>());
        String visible = Printable.onOneLine(text);
        Set<String> addresses = Addresses.in(visible);
        Set<PhoneSpelling> numbers = isOfHouse(visible) ? Set.of() : PhoneSpelling.in(visible);
        marks.word(visible);
        for (String part : BETWEEN.split(visible)) {
            if (!part.isEmpty() && part.length() < visible.length() && marks.asked.size() <= MOST) {
                marks.word(part);
            }
        }
        if (addresses.size() > MOST || numbers.size() > MOST || marks.asked.size() > MOST) {
            return Set.of(TOO_MUCH);
        }
        // Whatever else it is, its hash may be listed.
        for (String form : List.of(text, visible, visible.toLowerCase(Locale.ROOT))) {
            marks.asked.add(HASH + Normal.sha256(form));
        }
        marks.email(visible);
        addresses.forEach(marks::email);
        numbers.forEach(spelling -> marks.phone(phones.number(spelling)));
        return marks.asked;
    }

    private void line(String text, Phones phones) {
        Optional<String> hash = hash(text);
        if (hash.isPresent()) {
            both(HASH, hash.get());
            return;
        }
        String address = MAIL_LABEL.matcher(text).replaceFirst("");
        String called = LABEL.matcher(text).replaceFirst("");
        String id = text.substring(text.indexOf(':') + 1).strip();
        boolean isKey = CustomerKey.problem(text).isEmpty();
        boolean isOne = true;
        if (Addresses.isOne(address)) {
            email(address);
        } else if (isPhone(called)) {
            phone(phones.read(called).orElseThrow());
            hashed(called);
        } else if (isKey && Addresses.isOne(id)) {
            email(id);
        } else if (isKey && saysCountry(id) && isPhone(id)) {
            phone(phones.read(id).orElseThrow());
            hashed(id);
        } else {
            boolean isNoAddress =
                    id.indexOf('@') >= 0 && MAIL_LABEL.matcher(text).find();
            isOne = !isNoAddress && !BETWEEN.matcher(text).find();
        }
        if (isOne && isKey) {
            word(text);
        }
    }

    private static boolean isPhone(String text) {
        Optional<PhoneSpelling> spelling = PhoneSpelling.of(text);
        if (spelling.isEmpty() || NO_PHONE.matcher(text).matches()) {
            return false;
        }
        String digits = spelling.get().digits().get(0);
        boolean isCard = !spelling.get().plus()
                && digits.charAt(0) != '0'
                && digits.length() >= SHORTEST_CARD
                && isOfLuhn(digits);
        return !isCard && digits.chars().distinct().count() > 1;
    }

    /** Whether the last digit is the one that cards have, by the formula of ISO/IEC 7812-1, annex B. */
    private static boolean isOfLuhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int twice = i % 2 == 0 ? digit : 2 * digit;
            sum += twice > 9 ? twice - 9 : twice;
        }
        return sum % 10 == 0;
    }

    /** Whether a text is a key whose digits are a number of this house's, not a telephone. */
    private static boolean isOfHouse(String text) {
        String id = text.substring(text.indexOf(':') + 1);
        return CustomerKey.problem(text).isEmpty()
                && !LABEL.matcher(text).find()
                && !saysCountry(id)
                && !BETWEEN.matcher(id).find();
    }

    private static boolean saysCountry(String id) {
        return id.startsWith("+") || id.startsWith("00");
    }

    private void word(String text) {
        hash(text).ifPresent(known -> both(HASH, known));
        if (CustomerKey.problem(text).isEmpty()) {
            String lower = text.toLowerCase(Locale.ROOT);
            both(KEY, lower);
            hashed(text);
            hashed(lower);
            hash(text.substring(text.indexOf(':') + 1).strip()).ifPresent(known -> both(HASH, known));
        }
    }

    private void email(String text) {
        Set<String> forms = Addresses.forms(text);
        for (String address : forms) {
            both(EMAIL, address);
            hashed(address);
            int at = address.lastIndexOf('@');
            if (Addresses.GMAIL.contains(address.substring(at + 1))) {
                String written = Addresses.lower(text);
                for (String domain : Addresses.GMAIL) {
                    hashed(address.substring(0, at + 1) + domain);
                    hashed(written.substring(0, written.lastIndexOf('@') + 1) + domain);
                }
            }
        }
        if (!forms.isEmpty()) {
            Normal.email(text).ifPresent(this::hashed);
            Normal.googleEmail(text).ifPresent(this::hashed);
        }
    }

    private void phone(Phones.Number number) {
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
