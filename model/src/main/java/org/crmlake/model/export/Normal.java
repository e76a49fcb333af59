package org.crmlake.model.export;

import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/**
 * Brings values to the form in which destinations compare them. Each takes what a source said and returns the form, or empty if the
 * value cannot be one; a form stays as it is when it is brought to that form again.
 */
public final class Normal {
    private static final Pattern EMAIL = Pattern.compile("^[^\\s@,;\"]+@[^\\s@,;\"]+\\.[^\\s@,;\".]+$");
    private static final Pattern TITLE = Pattern.compile("(?:mr|mrs|ms|dr)\\.(\\s|$)");
    private static final Pattern SUFFIX =
            Pattern.compile("[\\s,]+(?:jr\\.|sr\\.|2nd|3rd|ii|iii|iv|v|vi|cpa|dc|dds|vm|jd|md|phd)\\s*$");
    private static final Pattern HASHED = Pattern.compile("^[0-9a-fA-F]{64}$");

    private Normal() {}

    /** Returns the value without spaces around it; empty if nothing is left. */
    public static Optional<String> trimmed(String value) {
        return Optional.of(value.strip()).filter(text -> !text.isEmpty());
    }

    /** Returns the value in lower case, without spaces around it. */
    public static Optional<String> lower(String value) {
        return trimmed(value.toLowerCase(Locale.ROOT));
    }

    /** Returns an e-mail address in lower case; empty if a list of suppressions could not have it as a line. */
    public static Optional<String> email(String value) {
        return lower(value).filter(text -> EMAIL.matcher(text).find() && Addresses.isPlain(text));
    }

    /**
     * Returns an e-mail address as Google compares it since 2026-06: of Gmail addresses, what follows a plus and all dots before the
     * domain go (the reference formatter of googleads/data-manager-java).
     */
    public static Optional<String> googleEmail(String value) {
        return email(value).flatMap(address -> {
            int at = address.lastIndexOf('@');
            String domain = address.substring(at + 1);
            return Optional.of(
                    Addresses.GMAIL.contains(domain)
                            ? Addresses.ofGmail(address.substring(0, at)) + "@" + domain
                            : address);
        });
    }

    /**
     * Returns a telephone number in the form of E.164, {@code +} and digits. A number must say its country: with a plus or with two
     * zeros before it. None is guessed here; what a tenant's country makes of a number is said before, see {@link Phones}.
     */
    public static Optional<String> phone(String value) {
        return Phones.ANYWHERE.e164(value);
    }

    /** Returns a telephone number as Meta compares it: its digits with the country, and no plus. */
    public static Optional<String> metaPhone(String value) {
        String text = value.strip();
        boolean plain = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9') && text.charAt(0) != '0';
        return phone(plain ? "+" + text : text).map(number -> number.substring(1));
    }

    /** Returns a first name as Google compares it: lower case, without titles. */
    public static Optional<String> googleFirstName(String value) {
        return untilUnchanged(value, text -> TITLE.matcher(text).replaceAll("").strip());
    }

    /** Returns a last name as Google compares it: lower case, without suffixes. */
    public static Optional<String> googleLastName(String value) {
        return untilUnchanged(value, text -> SUFFIX.matcher(text).replaceAll("").strip());
    }

    private static Optional<String> untilUnchanged(String value, UnaryOperator<String> step) {
        String text = value.toLowerCase(Locale.ROOT).strip();
        String next = step.apply(text);
        while (!next.equals(text)) {
            text = next;
            next = step.apply(text);
        }
        return trimmed(text);
    }

    /** Returns a country by its two letters of ISO 3166-1, in upper case. */
    public static Optional<String> country(String value) {
        String text = value.strip().toUpperCase(Locale.ROOT);
        return Countries.CODES.contains(text) ? Optional.of(text) : Optional.empty();
    }

    /** Returns a country by its two letters, in lower case. */
    public static Optional<String> metaCountry(String value) {
        return country(value).map(code -> code.toLowerCase(Locale.ROOT));
    }

    /** Returns a city or state as Meta compares it: lower-case letters and digits of any script, nothing between them. */
    public static Optional<String> metaPlace(String value) {
        StringBuilder letters = new StringBuilder();
        value.toLowerCase(Locale.ROOT)
                .codePoints()
                .filter(Character::isLetterOrDigit)
                .forEach(letters::appendCodePoint);
        return trimmed(letters.toString());
    }

    /** Returns a postcode as Meta compares it: lower case, no spaces; of ZIP+4, the first five digits. */
    public static Optional<String> metaPostcode(String value) {
        String text = value.toLowerCase(Locale.ROOT).replaceAll("\\s", "");
        return trimmed(text.matches("[0-9]{5}-[0-9]{4}") ? text.substring(0, 5) : text);
    }

    /** Returns a gender as Meta writes it, {@code m} or {@code f}. */
    public static Optional<String> metaGender(String value) {
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "m", "male" -> Optional.of("m");
            case "f", "female" -> Optional.of("f");
            default -> Optional.empty();
        };
    }

    /** Returns a date of birth as eight digits. */
    public static Optional<String> metaBirthday(String value) {
        String text = value.strip();
        try {
            return Optional.of((text.matches("[0-9]{8}")
                            ? LocalDate.parse(text, DateTimeFormatter.BASIC_ISO_DATE)
                            : LocalDate.parse(text))
                    .toString()
                    .replace("-", ""));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Whether the value looks like a SHA-256 already: hashed again, it would match nobody. */
    public static boolean looksHashed(String value) {
        return HASHED.matcher(value.strip()).find();
    }

    /** Returns the SHA-256 of the value's UTF-8 in lower-case hexadecimal digits. */
    public static String sha256(String value) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new CrmException(Kind.INTERNAL, "Cannot hash: this JVM has no SHA-256. Use another JVM.", e);
        }
    }
}
