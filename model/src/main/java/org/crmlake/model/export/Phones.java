package org.crmlake.model.export;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads telephone numbers. One that says its country, with {@code +} or {@code 00}, is that country's; another one is of the country
 * given, or its country is not known.
 *
 * @param country the two letters of ISO 3166-1 in upper case, or null
 */
public record Phones(String country) {
    /** No country is assumed. */
    public static final Phones ANYWHERE = new Phones(null);

    private static final int SHORTEST = 7;
    private static final int LONGEST = 15;
    private static final PhoneNumberUtil NUMBERS = PhoneNumberUtil.getInstance();

    /**
     * What a text says as a telephone number, all as digits.
     *
     * @param international country and number, as far as they are known or what was written may be meant so
     * @param national the number at home, with and without what is dialled before it there
     * @param perhapsNational the same if the plus before its country was left out
     * @param isCertain whether the country is known
     */
    record Number(Set<String> international, Set<String> national, Set<String> perhapsNational, boolean isCertain) {}

    /** Returns the number in the form of E.164, {@code +} and digits; empty if the text is none or its country is not known. */
    public Optional<String> e164(String text) {
        return written(text).flatMap(this::e164OfWritten);
    }

    /** Returns the same of a number that does not say its country, where that is given. */
    public Optional<String> e164OfLocal(String text) {
        return written(text).filter(number -> number.charAt(0) != '+').flatMap(this::e164OfWritten);
    }

    private Optional<String> e164OfWritten(String written) {
        return parsed(written)
                .map(number -> NUMBERS.format(number, PhoneNumberFormat.E164))
                .or(() -> Optional.of(written).filter(number -> number.charAt(0) == '+'))
                .filter(number ->
                        number.length() > SHORTEST && number.length() <= LONGEST + 1 && number.charAt(1) != '0');
    }

    /** Returns all that a text may be as a number; empty if it is none. */
    Optional<Number> read(String text) {
        return written(text).map(written -> {
            String digits = written.charAt(0) == '+' ? written.substring(1) : written;
            Set<String> international = new TreeSet<>();
            Set<String> national = new TreeSet<>();
            Set<String> perhaps = new TreeSet<>();
            Optional<String> full = e164OfWritten(written);
            full.map(number -> number.substring(1)).ifPresent(international::add);
            if (digits.charAt(0) != '0') {
                // With the plus left out, or the country's zero kept in the middle.
                international.add(digits);
            }
            full.flatMap(this::parsed).ifPresent(number -> home(number, national));
            if (full.isEmpty()) {
                national.add(digits);
                national.add(withoutZeros(digits));
                parsed("+" + digits).filter(NUMBERS::isValidNumber).ifPresent(number -> home(number, perhaps));
            }
            return new Number(international, national, perhaps, full.isPresent());
        });
    }

    private static void home(PhoneNumber number, Set<String> national) {
        national.add(NUMBERS.getNationalSignificantNumber(number));
        national.add(digits(NUMBERS.format(number, PhoneNumberFormat.NATIONAL)));
    }

    private Optional<PhoneNumber> parsed(String written) {
        if (written.charAt(0) != '+' && country == null) {
            return Optional.empty();
        }
        try {
            PhoneNumber number = NUMBERS.parse(written, country);
            return written.charAt(0) == '+' || NUMBERS.isPossibleNumber(number)
                    ? Optional.of(number)
                    : Optional.empty();
        } catch (NumberParseException e) {
            return Optional.empty();
        }
    }

    /** Returns digits, with a plus before them if they begin with a country; empty if the text has other than a number has. */
    private static Optional<String> written(String text) {
        if (text.length() > 60) {
            return Optional.empty();
        }
        String line = Normalizer.normalize(text, Normalizer.Form.NFKC).strip();
        String number = withoutExtension(line.toLowerCase(Locale.ROOT)).replace("(0)", "");
        StringBuilder digits = new StringBuilder();
        boolean plus = false;
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            if (Character.isDigit(c)) {
                digits.append(Character.digit(c, 10));
            } else if (c == '+' && digits.length() == 0 && !plus) {
                plus = true;
            } else if (!isBetweenDigits(c)) {
                return Optional.empty();
            }
        }
        if (!plus && digits.indexOf("00") == 0) {
            plus = true;
            digits.delete(0, 2);
        }
        boolean fits = digits.length() >= SHORTEST && digits.length() <= LONGEST + 2;
        return fits ? Optional.of((plus ? "+" : "") + digits) : Optional.empty();
    }

    private static boolean isBetweenDigits(char c) {
        return " ().-/\u2010\u2011\u2012\u2013\u2014\u2212".indexOf(c) >= 0
                || Character.isSpaceChar(c)
                || Character.getType(c) == Character.FORMAT;
    }

    /** The line is the same whoever in the house answers. */
    private static String withoutExtension(String number) {
        int end = number.length();
        for (String mark : Set.of("ext", "x", "#", ";")) {
            int at = number.indexOf(mark);
            end = at > 0 && at < end ? at : end;
        }
        return number.substring(0, end);
    }

    private static String withoutZeros(String digits) {
        int at = 0;
        while (at < digits.length() - 1 && digits.charAt(at) == '0') {
            at++;
        }
        return digits.substring(at);
    }

    private static String digits(String formatted) {
        StringBuilder digits = new StringBuilder();
        formatted.chars().filter(Character::isDigit).forEach(c -> digits.append((char) c));
        return digits.toString();
    }
}
