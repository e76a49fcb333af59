package org.crmlake.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the pages against each other and against the files they point to. */
class DocumentationTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("crmlake.repository"));
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]+)(#[^)]*)?\\)");

    @Test
    void everyLinkToAFileLeadsSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path page : pages()) {
            // What stands between backticks is code: in `bucket[16](customer_key)` there is no link.
            String text = Files.readString(page, StandardCharsets.UTF_8).replaceAll("`[^`\\n]*\\]\\([^`\\n]*`", "");
            Matcher link = LINK.matcher(text);
            while (link.find()) {
                if (!Files.exists(page.resolveSibling(link.group(1)))) {
                    dead.add(REPOSITORY.relativize(page) + " -> " + link.group(1));
                }
            }
        }

        assertThat(dead).isEmpty();
    }

    @Test
    void everyPageIsListedInTheIndexOfItsFolder() throws IOException {
        for (String folder : List.of("docs", "docs/decisions")) {
            Path index = REPOSITORY.resolve(folder).resolve("README.md");
            try (Stream<Path> pages = Files.list(index.getParent())) {
                assertThat(pages.map(page -> page.getFileName().toString())
                                .filter(name -> name.endsWith(".md") && !name.equals("README.md")))
                        .isNotEmpty()
                        .allSatisfy(name -> assertThat(index)
                                .content(StandardCharsets.UTF_8)
                                .contains("(" + name + ")"));
            }
        }
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (String folder : List.of("docs", "samples")) {
            try (Stream<Path> files = Files.walk(REPOSITORY.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
            }
        }
        Path readme = REPOSITORY.resolve("README.md");
        if (Files.exists(readme)) {
            pages.add(readme);
        }
        return pages;
    }
}
