package org.crmlake.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.crmlake.cli.config.Keys;
import picocli.CommandLine.Option;

/** {@code --as-of}, for commands that ask about segments. */
final class AsOfOption {
    @Option(
            names = "--as-of",
            paramLabel = "DATE",
            converter = Converters.ToDate.class,
            description = "The date to ask for (default: today).")
    LocalDate date;

    /** Today is a date in the tenant's calendar; asked as of today, all that happened before today counts. */
    LocalDate orToday(Invocation invocation) {
        ZoneId zone = invocation.configuration().value(Keys.TENANT_ZONE);
        Instant now = invocation.shell().clock().instant();
        return date == null ? LocalDate.ofInstant(now, zone) : date;
    }
}
