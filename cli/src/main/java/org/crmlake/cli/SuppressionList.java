package org.crmlake.cli;

import org.crmlake.cli.config.Keys;
import org.crmlake.cli.export.Gate;
import org.crmlake.model.export.Destination;
import org.crmlake.model.export.Phones;
import org.crmlake.model.export.Suppressions;

/** The list of those whom no export may hold, as the settings name it. Needs no Spark. */
final class SuppressionList {
    private SuppressionList() {}

    /** Returns what keeps out of a file who may not be in it. */
    static Gate gate(Invocation invocation, Destination destination) {
        return new Gate(destination, read(invocation), phones(invocation));
    }

    /**
     * Reads the list.
     *
     * @throws org.crmlake.model.CrmException CONFIG if there is something else in it
     */
    static Suppressions read(Invocation invocation) {
        return invocation
                .configuration()
                .value(Keys.SUPPRESSIONS)
                .map(file -> Suppressions.read(file, phones(invocation)))
                .orElse(Suppressions.NONE);
    }

    private static Phones phones(Invocation invocation) {
        return new Phones(invocation.configuration().value(Keys.TENANT_COUNTRY).orElse(null));
    }
}
