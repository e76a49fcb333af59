package org.crmlake.model.export;

import java.util.Locale;
import java.util.Set;

/** The countries of ISO 3166-1, as the JVM knows them. */
final class Countries {
    static final Set<String> CODES = Set.of(Locale.getISOCountries());

    private Countries() {}
}
