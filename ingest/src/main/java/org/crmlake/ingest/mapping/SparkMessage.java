package org.crmlake.ingest.mapping;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlake.model.Printable;

/** What Spark says of a fault, without its error class, its advice on settings and its stack. */
final class SparkMessage {
    private static final Pattern ERROR_CLASS = Pattern.compile("^\\[[A-Z0-9_.]+]");
    private static final Pattern ADVICE = Pattern.compile(
            "Correct the value|Use `try_|If necessary set|To tolerate|SQLSTATE|== SQL|;\\s*'?Project|\n");
    /** A message repeats the value it is about, which may be as long as a record. */
    private static final int LONGEST_READ = 2000;

    private static final int LONGEST = 240;

    private SparkMessage() {}

    /** Returns the fault in one line, without a full stop at its end. */
    static String of(Throwable fault) {
        if (fault instanceof StackOverflowError) {
            return "it takes more stack than there is";
        }
        if (fault instanceof OutOfMemoryError) {
            return RowMapper.NO_MEMORY;
        }
        String message = fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage();
        String read =
                message.substring(0, Math.min(message.length(), LONGEST_READ)).stripLeading();
        String bare = ERROR_CLASS.matcher(read).replaceFirst("").stripLeading();
        Matcher advice = ADVICE.matcher(bare);
        String said = advice.find() ? bare.substring(0, advice.start()).stripTrailing() : bare;
        String text = Printable.of(said, LONGEST).strip();
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }
}
