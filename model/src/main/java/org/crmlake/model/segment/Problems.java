package org.crmlake.model.segment;

import java.util.ArrayList;
import java.util.List;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/** What is wrong with a definition file, collected so that it is told at once. */
final class Problems {
    private static final int MOST_TOLD = 20;

    private final List<String> all = new ArrayList<>();

    void add(String place, String reason) {
        all.add((place.isEmpty() ? "" : place + ": ") + reason);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Throws if there are any. */
    void throwIfAny() {
        if (all.isEmpty()) {
            return;
        }
        List<String> told = all.subList(0, Math.min(all.size(), MOST_TOLD));
        String more = all.size() > told.size() ? "\n  and " + (all.size() - told.size()) + " more" : "";
        throw new CrmException(
                Kind.CONFIG,
                "Cannot use the segment definition: " + all.size() + (all.size() == 1 ? " problem" : " problems")
                        + ".\n  "
                        + String.join("\n  ", told) + more
                        + "\nCorrect the file; docs/segments.md has every word.");
    }
}
