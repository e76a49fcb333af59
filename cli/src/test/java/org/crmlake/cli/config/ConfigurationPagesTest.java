package org.crmlake.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationPagesTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("crmlake.repository"));

    @Test
    void thePageSaysWhatTheListOfKeysSays() throws IOException {
        assertUpToDate("docs/configuration.md", ConfigurationPages.markdown());
    }

    @Test
    void theCommentedFileSaysWhatTheListOfKeysSays() throws IOException {
        assertUpToDate("conf/crmlake.properties", ConfigurationPages.properties());
    }

    @Test
    void everyLineOfTheCommentedFileIsAValidSettingOnceTheCommentIsTakenAway(@TempDir Path folder) throws IOException {
        List<String> assignments = ConfigurationPages.properties()
                .lines()
                .filter(line -> line.matches("# [a-z.-]+ =.*"))
                .map(line -> line.substring(2))
                .toList();
        Path file = Files.write(folder.resolve("crmlake.properties"), assignments);

        Configuration configuration = Configuration.read(file, Map.of(), List.of());

        assertThat(assignments).hasSameSizeAs(Keys.ALL);
        assertThat(Keys.ALL).allSatisfy(key -> assertThat(configuration.setting(key))
                .satisfies(setting -> assertThat(setting.text()).isEqualTo(key.defaultText()))
                .satisfies(setting -> assertThat(setting.origin()).startsWith(file.toString())));
    }

    /** The text that should be there is left in {@code target}, to be copied. */
    private static void assertUpToDate(String file, String wanted) throws IOException {
        Path written = Path.of("target", "generated-pages").resolve(file);
        Files.createDirectories(written.getParent());
        Files.writeString(written, wanted);

        assertThat(REPOSITORY.resolve(file)).as("copy %s over it", written).hasContent(wanted);
    }
}
