package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** A line that somebody may copy from a page into a shell. */
final class ExampleLine {
    /** A word, or one in double or single quotes. */
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

    private ExampleLine() {}

    /** Fails unless {@code line} is a command line of crmlake that Picocli takes, up to a pipe or a comment. */
    static void parse(String line) {
        List<String> words = words(line);
        assertThat(words.get(0)).as(line).matches("(bin/)?crmlake");
        String[] args = words.subList(1, words.size()).toArray(String[]::new);
        try {
            CommandLine.ParseResult parsed =
                    Commands.parser(new RootCommand(), args).parseArgs(args);
            assertThat(parsed.hasSubcommand() || parsed.isVersionHelpRequested() || parsed.isUsageHelpRequested())
                    .as(line + " names a command")
                    .isTrue();
        } catch (ParameterException e) {
            Assertions.fail("'%s' does not parse: %s", line, e.getMessage());
        }
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            if (matcher.group().equals("|")
                    || matcher.group().startsWith("#")
                    || matcher.group().equals(">")) {
                break;
            }
            words.add(firstGroup(matcher));
        }
        return words;
    }

    private static String firstGroup(Matcher matcher) {
        for (int group = 1; group <= matcher.groupCount(); group++) {
            if (matcher.group(group) != null) {
                return matcher.group(group);
            }
        }
        throw new IllegalStateException("no group matched");
    }
}
