package org.crmlake.ingest.mapping;

import java.util.regex.Pattern;
import org.crmlake.model.Printable;

/** What Spark says of a fault, without its error class, its advice on settings and its stack. */
final class SparkMessage {
    private static final Pattern ERROR_CLASS = Pattern.compile("^\\[[A-Z0-9_.]+]\\s*");
    private static final Pattern ADVICE = Pattern.compile(
            "(?s)\\s*(Correct the value|Use `try_|If necessary set|To tolerate|SQLSTATE|== SQL|;\\s*'?Project|\\n).*$");
    private static final int LONGEST = 240;

    private SparkMessage() {}

    /** Returns the fault in one line, without a full stop at its end. */
    static String of(Throwable fault) {
        String message = fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage();
        String bare = ADVICE.matcher(ERROR_CLASS.matcher(message.strip()).replaceFirst(""))
                .replaceFirst("");
        String text = Printable.of(bare, LONGEST).strip();
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }
}
