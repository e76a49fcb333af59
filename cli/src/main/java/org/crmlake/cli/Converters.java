package org.crmlake.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.crmlake.cli.output.Format;
import org.crmlake.model.Printable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Turns the words of a command line into values; each says in plain words what it takes. */
final class Converters {
    private Converters() {}

    /** {@code table}, {@code json}, {@code ndjson} or {@code csv}. */
    static final class ToFormat implements ITypeConverter<Format> {
        @Override
        public Format convert(String text) {
            return Arrays.stream(Format.values())
                    .filter(format -> format.toString().equals(text.toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + Printable.of(text) + "' is none of "
                            + Arrays.stream(Format.values())
                                    .map(Format::toString)
                                    .collect(Collectors.joining(", "))));
        }
    }

    /** A date, {@code 2011-08-31}. */
    static final class ToDate implements ITypeConverter<LocalDate> {
        @Override
        public LocalDate convert(String text) {
            try {
                return LocalDate.parse(text);
            } catch (DateTimeException e) {
                throw new TypeConversionException("'" + Printable.of(text) + "' is no date; write it like 2011-08-31");
            }
        }
    }

    /** A moment: a date, which is its midnight in UTC, or a time with its zone, {@code 2011-08-31T12:00:00Z}. */
    static final class ToMoment implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return text.indexOf('T') < 0
                        ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                        : OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException e) {
                throw new TypeConversionException("'" + Printable.of(text)
                        + "' is neither a date like 2011-08-31 nor a time like 2011-08-31T12:00:00Z");
            }
        }
    }

    /** A whole number from one on. */
    static final class ToCount implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            try {
                int count = Integer.parseInt(text);
                if (count > 0) {
                    return count;
                }
            } catch (NumberFormatException e) {
                // The message below says it for both.
            }
            throw new TypeConversionException("'" + Printable.of(text) + "' is no whole number from 1 on");
        }
    }

    /** A length of time: {@code 500ms}, {@code 30s}, {@code 5m} or {@code 1h}. */
    static final class ToDuration implements ITypeConverter<Duration> {
        private static final Pattern LENGTH = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

        @Override
        public Duration convert(String text) {
            Matcher length = LENGTH.matcher(text);
            if (!length.matches()) {
                throw new TypeConversionException(
                        "'" + Printable.of(text) + "' is no length of time; write it like 500ms, 30s, 5m or 1h");
            }
            long count = Long.parseLong(length.group(1));
            return switch (length.group(2)) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                default -> Duration.ofHours(count);
            };
        }
    }

    /** A whole number from 1 to 100. */
    static final class ToPercent implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            int percent = new ToCount().convert(text);
            if (percent > 100) {
                throw new TypeConversionException("'" + Printable.of(text) + "' is more than 100");
            }
            return percent;
        }
    }
}
