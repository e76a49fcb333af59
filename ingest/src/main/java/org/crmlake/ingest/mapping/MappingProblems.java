package org.crmlake.ingest.mapping;

import java.util.List;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/** All that is wrong with a mapping, as one message of one line. */
final class MappingProblems {
    private MappingProblems() {}

    static CrmException exception(String origin, List<String> problems) {
        String list =
                problems.size() == 1 ? problems.get(0) : problems.size() + " problems: " + String.join("; ", problems);
        return new CrmException(Kind.CONFIG, "Cannot use mapping " + origin + ": " + list + ". Correct the mapping.");
    }
}
