package org.crmlake.model;

import java.io.Serializable;
import java.util.regex.Pattern;
import org.crmlake.model.CrmException.Kind;

/**
 * A branch of the business with tables of its own. The name is checked here once, against an allow-list, so that it can
 * become part of a table name, a path or a row key without a further thought.
 *
 * @param name one lower-case letter, then at most 30 lower-case letters, digits or underscores
 */
public record Tenant(String name) implements Serializable {
    private static final Pattern ALLOWED = Pattern.compile("[a-z][a-z0-9_]{0,30}");

    /** The tenant of a command that names none. */
    public static final Tenant DEFAULT = new Tenant("default");

    public Tenant {
        if (name == null || !ALLOWED.matcher(name).matches()) {
            throw new CrmException(
                    Kind.USAGE,
                    "Cannot use tenant '" + Printable.of(name)
                            + "': a tenant name is a lower-case letter followed by at most 30"
                            + " lower-case letters, digits or underscores. Choose such a name.");
        }
    }

    /** Returns the namespace that holds this tenant's tables, in the lake and in HBase alike. */
    public String namespace() {
        return "crm_" + name;
    }

    @Override
    public String toString() {
        return name;
    }
}
