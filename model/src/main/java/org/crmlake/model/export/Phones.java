package org.crmlake.model.export;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber.CountryCodeSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads telephone numbers. One that says its country, with {@code +} or what is dialled before it, is that country's; another one is of the
 * country given, or its country is not known.
 *
 * @param country the two letters of ISO 3166-1 in upper case, or null
 */
public record Phones(String country) {
    /** No country is assumed. */
    public static final Phones ANYWHERE = new Phones(null);

    private static final PhoneNumberUtil NUMBERS = PhoneNumberUtil.getInstance();

    /** What is dialled before a country in America and in East Asia; or the plus was left out. */
    private static final List<String> PERHAPS_ABROAD = List.of("", "011", "010");

    /** Mexico and Argentina have or had a digit more in numbers of mobiles, and lists without it. */
    private static final Set<String> MOBILES = Set.of("521", "549");

    private static final int MOBILE = 13;

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
        return PhoneSpelling.of(text).flatMap(this::e164);
    }

    /** Returns the same of a number that does not say its country, where that is given. */
    public Optional<String> e164OfLocal(String text) {
        return country == null
                ? Optional.empty()
                : PhoneSpelling.of(text).filter(spelling -> !spelling.plus()).flatMap(this::e164);
    }

    private Optional<String> e164(PhoneSpelling spelling) {
        List<String> readings = spelling.digits();
        return readings.stream()
                .flatMap(digits -> parsed(spelling.plus(), digits).stream())
                .filter(NUMBERS::isValidNumber)
                .findFirst()
                .or(() -> parsed(spelling.plus(), readings.get(readings.size() - 1)))
                .map(number -> NUMBERS.format(number, PhoneNumberFormat.E164))
                .or(() -> Optional.of(readings.get(readings.size() - 1))
                        .filter(digits -> spelling.plus() || digits.startsWith("00"))
                        .map(digits -> "+" + afterDialled(spelling.plus(), digits)))
                .filter(number -> number.length() > PhoneSpelling.SHORTEST
                        && number.length() <= PhoneSpelling.LONGEST + 1
                        && number.charAt(1) != '0');
    }

    /** Returns all that a text may be as a number that is nothing more; empty if it is none. */
    Optional<Number> read(String text) {
        return PhoneSpelling.of(text).map(this::number);
    }

    /** Returns all that a spelling may mean. */
    Number number(PhoneSpelling spelling) {
        Set<String> international = new TreeSet<>();
        Set<String> national = new TreeSet<>();
        Set<String> perhaps = new TreeSet<>();
        boolean certain = e164(spelling).isPresent();
        for (String digits : spelling.digits()) {
            parsed(spelling.plus(), digits).ifPresent(number -> {
                international.add(digits(NUMBERS.format(number, PhoneNumberFormat.E164)));
                home(number, national);
            });
            String full = afterDialled(spelling.plus(), digits);
            if (full.charAt(0) != '0') {
                // With the plus left out, or the country's zero kept in the middle.
                international.add(full);
            }
            if (!certain) {
                national.add(digits);
                national.add(withoutZeros(digits));
                perhapsAbroad(digits, international, perhaps);
            }
        }
        for (String digits : List.copyOf(international)) {
            if (digits.length() == MOBILE && MOBILES.contains(digits.substring(0, 3))) {
                international.add(digits.substring(0, 2) + digits.substring(3));
            }
        }
        international.removeIf(digits -> digits.length() < PhoneSpelling.SHORTEST);
        return new Number(international, national, perhaps, certain);
    }

    private static void perhapsAbroad(String digits, Set<String> international, Set<String> national) {
        for (String dialled : PERHAPS_ABROAD) {
            if (digits.startsWith(dialled)) {
                parsed("+" + digits.substring(dialled.length()), null)
                        .filter(NUMBERS::isValidNumber)
                        .ifPresent(number -> {
                            international.add(digits(NUMBERS.format(number, PhoneNumberFormat.E164)));
                            home(number, national);
                        });
            }
        }
    }

    private static void home(PhoneNumber number, Set<String> national) {
        national.add(NUMBERS.getNationalSignificantNumber(number));
        national.add(digits(NUMBERS.format(number, PhoneNumberFormat.NATIONAL)));
    }

    private Optional<PhoneNumber> parsed(boolean plus, String digits) {
        boolean isAbroad = plus || digits.startsWith("00");
        if (!plus && country != null) {
            Optional<PhoneNumber> here = parsed(digits, country)
                    .filter(number -> isAbroad
                            ? number.getCountryCodeSource() == CountryCodeSource.FROM_NUMBER_WITH_IDD
                                    && NUMBERS.isValidNumber(number)
                            : NUMBERS.isPossibleNumber(number));
            if (here.isPresent()) {
                return here;
            }
        }
        return isAbroad ? parsed("+" + afterDialled(plus, digits), null) : Optional.empty();
    }

    private static Optional<PhoneNumber> parsed(String text, String country) {
        try {
            return Optional.of(NUMBERS.parseAndKeepRawInput(text, country));
        } catch (NumberParseException e) {
            return Optional.empty();
        }
    }

    /** Returns what follows two zeros, or Australia's {@code 0011}: no number of North America begins with a one. */
    private static String afterDialled(boolean plus, String digits) {
        if (plus || !digits.startsWith("00")) {
            return digits;
        }
        return digits.substring(digits.startsWith("0011") ? 4 : 2);
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
