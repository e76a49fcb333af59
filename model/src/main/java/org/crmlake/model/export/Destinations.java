package org.crmlake.model.export;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Nearest;
import org.crmlake.model.Printable;
import org.crmlake.model.export.Destination.Column;
import org.crmlake.model.export.Destination.Form;
import org.crmlake.model.export.Destination.Reader;

/** All destinations. One of our own is a line here; others are found by {@link ServiceLoader}. */
public final class Destinations {
    private static final List<String> ADS = List.of("ad_user_data", "ad_personalization");
    private static final List<String> MAIL = List.of("email");
    private static final long MEGABYTE = 1_000_000;
    private static final long ANY_SIZE = Long.MAX_VALUE;

    /** Those that come with crmlake, in the versions whose rules were read. */
    static final List<Destination> BUILT_IN = List.of(
            new Destination(
                    "google-customer-match",
                    "2026-06",
                    List.of(
                            hashed("Email", "email", Normal::googleEmail),
                            hashed("Phone", "phone", Normal::phone),
                            hashed("First Name", "first_name", Normal::googleFirstName),
                            hashed("Last Name", "last_name", Normal::googleLastName),
                            plain("Country", "country", Normal::country),
                            plain("Zip", "postcode", Normal::trimmed)),
                    List.of(List.of("Email"), List.of("Phone"), List.of("First Name", "Last Name", "Country", "Zip")),
                    ADS,
                    Reader.MACHINE,
                    1,
                    ANY_SIZE),
            new Destination(
                    "meta-custom-audience",
                    "2026-06",
                    List.of(
                            hashed("email", "email", Normal::email),
                            hashed("phone", "phone", Normal::metaPhone),
                            plain("madid", "madid", Normal::lower),
                            hashed("fn", "first_name", Normal::lower),
                            hashed("ln", "last_name", Normal::lower),
                            hashed("ct", "city", Normal::metaPlace),
                            hashed("st", "state", Normal::metaPlace),
                            hashed("zip", "postcode", Normal::metaPostcode),
                            hashed("country", "country", Normal::metaCountry),
                            hashed("dob", "birthday", Normal::metaBirthday),
                            hashed("gen", "gender", Normal::metaGender)),
                    List.of(
                            List.of("email"),
                            List.of("phone"),
                            List.of("madid"),
                            List.of("fn", "ln", "zip", "country")),
                    ADS,
                    Reader.MACHINE,
                    100,
                    ANY_SIZE),
            new Destination(
                    "tiktok",
                    "2026-06",
                    List.of(
                            hashed("Email_SHA256", "email", Normal::email),
                            hashed("Phone_SHA256", "phone", Normal::phone),
                            hashed("MAID_SHA256", "madid", Normal::lower)),
                    List.of(List.of("Email_SHA256"), List.of("Phone_SHA256"), List.of("MAID_SHA256")),
                    ADS,
                    Reader.MACHINE,
                    1,
                    ANY_SIZE),
            new Destination(
                    "x",
                    "2026-06",
                    List.of(hashed("email", "email", Normal::email)),
                    List.of(List.of("email")),
                    ADS,
                    Reader.MACHINE,
                    1,
                    ANY_SIZE),
            new Destination(
                    "klaviyo",
                    "2026-06",
                    List.of(
                            plain("Email", "email", Normal::email),
                            plain("Phone Number", "phone", Normal::phone),
                            plain("First Name", "first_name", Normal::trimmed),
                            plain("Last Name", "last_name", Normal::trimmed),
                            // Nobody is in this file who did not consent to e-mail.
                            plain(
                                    "Email Marketing Consent",
                                    Destination.CUSTOMER_KEY,
                                    key -> Optional.of("Subscribed"))),
                    List.of(List.of("Email"), List.of("Phone Number")),
                    MAIL,
                    Reader.MACHINE,
                    1,
                    50 * MEGABYTE),
            new Destination(
                    "braze",
                    "2026-06",
                    List.of(
                            plain("external_id", Destination.CUSTOMER_KEY, Normal::trimmed),
                            plain("first_name", "first_name", Normal::trimmed),
                            plain("last_name", "last_name", Normal::trimmed),
                            plain("email", "email", Normal::email),
                            plain("phone", "phone", Normal::phone)),
                    List.of(List.of("external_id")),
                    MAIL,
                    Reader.MACHINE,
                    1,
                    500 * MEGABYTE),
            new Destination(
                    "salesforce-marketing-cloud",
                    "2026-06",
                    List.of(
                            plain("SubscriberKey", Destination.CUSTOMER_KEY, Normal::trimmed),
                            plain("EmailAddress", "email", Normal::email),
                            plain("FirstName", "first_name", Normal::trimmed),
                            plain("LastName", "last_name", Normal::trimmed)),
                    List.of(List.of("SubscriberKey", "EmailAddress")),
                    MAIL,
                    Reader.MACHINE,
                    1,
                    ANY_SIZE),
            new Destination(
                    "csv",
                    "1",
                    List.of(
                            plain(Destination.CUSTOMER_KEY, Destination.CUSTOMER_KEY, Normal::trimmed),
                            plain("email", "email", Normal::trimmed),
                            plain("phone", "phone", Normal::trimmed),
                            plain("first_name", "first_name", Normal::trimmed),
                            plain("last_name", "last_name", Normal::trimmed),
                            plain("country", "country", Normal::trimmed)),
                    List.of(),
                    List.of(),
                    Reader.HUMAN,
                    0,
                    ANY_SIZE));

    private final List<Destination> all;

    private Destinations(List<Destination> all) {
        this.all = all;
    }

    /** Returns those that come with crmlake and those that jars on the class path bring. */
    public static Destinations installed() {
        List<Destination> all = new ArrayList<>(BUILT_IN);
        for (DestinationType type : ServiceLoader.load(DestinationType.class)) {
            Destination destination = type.destination();
            if (all.stream().anyMatch(other -> other.id().equals(destination.id()))) {
                throw new CrmException(
                        Kind.CONFIG,
                        "Cannot use destination " + destination.id() + " of "
                                + type.getClass().getName()
                                + ": there is one of that name and version. Take the jar out of plugins/.");
            }
            all.add(destination);
        }
        return new Destinations(all);
    }

    /** Returns them in the order of their names. */
    public List<Destination> all() {
        return all.stream().sorted(Comparator.comparing(Destination::id)).toList();
    }

    /**
     * Returns a destination by its name, in its newest version, or by name and version.
     *
     * @throws CrmException USAGE if there is none
     */
    public Destination named(String text) {
        return all.stream()
                .filter(destination ->
                        destination.id().equals(text) || destination.name().equals(text))
                .max(Comparator.comparing(Destination::version))
                .orElseThrow(() -> {
                    List<String> names =
                            all().stream().map(Destination::name).distinct().toList();
                    return new CrmException(
                            Kind.USAGE,
                            "Cannot export to '" + Printable.of(text) + "': there is no such destination."
                                    + Nearest.question(text, names) + " Choose from " + String.join(", ", names) + ".");
                });
    }

    private static Column plain(String header, String trait, Function<String, Optional<String>> normal) {
        return new Column(header, trait, normal, Form.PLAIN);
    }

    private static Column hashed(String header, String trait, Function<String, Optional<String>> normal) {
        return new Column(header, trait, normal, Form.SHA256);
    }
}
