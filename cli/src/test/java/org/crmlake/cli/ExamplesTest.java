package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Each command shows how it is used, and what it shows can be typed. */
class ExamplesTest {
    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandShowsOneOrMoreExamplesThatParse(String name, CommandLine command) {
        List<String> examples = Arrays.stream(
                        command.getCommandSpec().usageMessage().footer())
                .map(line -> line.formatted().strip())
                .filter(line -> !line.isEmpty())
                .toList();

        assertThat(examples).as(name).isNotEmpty();
        examples.forEach(ExampleLine::parse);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandSaysWhatItDoes(String name, CommandLine command) {
        assertThat(command.getCommandSpec().usageMessage().description())
                .as(name)
                .isNotEmpty();
    }

    static Stream<Object[]> commands() {
        List<Object[]> found = new ArrayList<>();
        collect(Commands.parser(new RootCommand()), found);
        return found.stream();
    }

    private static void collect(CommandLine command, List<Object[]> found) {
        String name = command.getCommandSpec().qualifiedName();
        found.add(new Object[] {name, command});
        command.getSubcommands().values().forEach(child -> collect(child, found));
    }
}
