package org.crmlake.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A command line that a page shows in a block of code can be typed as it stands. */
class PagesTest {
    record Example(String page, String line) {}

    @ParameterizedTest
    @MethodSource("examples")
    void showsCommandLinesThatParse(Example example) {
        ExampleLine.parse(example.line());
    }

    static Stream<Example> examples() throws IOException {
        List<Example> found = new ArrayList<>();
        try (Stream<Path> docs = Files.walk(RunCrmlake.REPOSITORY.resolve("docs"))) {
            for (Path page : docs.filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .toList()) {
                collect(page, found);
            }
        }
        Path readme = RunCrmlake.REPOSITORY.resolve("README.md");
        if (Files.exists(readme)) {
            collect(readme, found);
        }
        return found.stream();
    }

    private static void collect(Path page, List<Example> found) throws IOException {
        boolean code = false;
        for (String line : Files.readAllLines(page)) {
            if (line.strip().startsWith("```")) {
                code = !code;
            } else if (code) {
                String command = line.strip().replaceFirst("^\\$ ", "");
                if (command.matches("(bin/)?crmlake .*") && !command.contains("…")) {
                    found.add(new Example(page.getFileName().toString(), command));
                }
            }
        }
    }
}
