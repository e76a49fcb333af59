package org.crmlake.cli.export;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlake.model.export.Destination;
import org.crmlake.model.export.Normal;

/**
 * Who may not be in a file, whatever the segment says: the last stage before every line, which no definition and no option goes
 * around.
 */
final class Gate {
    private static final String GRANTED = "granted";

    private final Destination destination;
    private final Set<String> suppressed;

    /** @param suppressed customer keys, e-mail addresses in lower case, telephone numbers in E.164, and SHA-256 of any of them */
    Gate(Destination destination, Set<String> suppressed) {
        this.destination = destination;
        this.suppressed = Set.copyOf(suppressed);
    }

    /** Returns why a person is kept out, as the manifest counts it, or empty if they may be in. */
    Optional<String> refuses(Map<String, String> traits, Map<String, String> consents) {
        if (isListed(traits.get(Destination.CUSTOMER_KEY))
                || isListed(Optional.ofNullable(traits.get("email"))
                        .flatMap(Normal::lower)
                        .orElse(null))
                || isListed(Optional.ofNullable(traits.get("phone"))
                        .flatMap(Normal::phone)
                        .orElse(null))) {
            return Optional.of("suppressed");
        }
        for (String purpose : destination.purposes()) {
            String state = consents.get(purpose);
            if (!GRANTED.equals(state)) {
                return Optional.of((state == null ? "no_consent_to_" : state + "_consent_to_") + purpose);
            }
        }
        return Optional.empty();
    }

    private boolean isListed(String value) {
        return value != null && (suppressed.contains(value) || suppressed.contains(Normal.sha256(value)));
    }
}
