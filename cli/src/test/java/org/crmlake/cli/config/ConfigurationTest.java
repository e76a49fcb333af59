package org.crmlake.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.crmlake.lake.LakeSettings;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("crmlake.properties");
    }

    @Test
    void hasItsDefaultsWithoutAFile() {
        Configuration configuration = Configuration.read(file, Map.of(), List.of());

        assertThat(configuration.value(Keys.HOME)).isEqualTo(Path.of(".crmlake"));
        assertThat(configuration.setting(Keys.HOME).origin()).isEqualTo("default");
    }

    @Test
    void theFileWinsOverTheDefaultTheEnvironmentOverTheFileAndTheCommandLineOverAll() throws IOException {
        Files.writeString(file, "# comment = no\n\n crmlake.home = /file \n");
        Map<String, String> environment = Map.of("CRMLAKE_HOME", "/environment", "CRMLAKE_OTHER", "ignored");

        assertThat(Configuration.read(file, Map.of(), List.of()).setting(Keys.HOME))
                .isEqualTo(new Configuration.Setting("/file", file + " line 3"));
        assertThat(Configuration.read(file, environment, List.of()).setting(Keys.HOME))
                .isEqualTo(new Configuration.Setting("/environment", "environment variable CRMLAKE_HOME"));
        assertThat(Configuration.read(file, environment, List.of("crmlake.home=/line"))
                        .setting(Keys.HOME))
                .isEqualTo(new Configuration.Setting("/line", "command line"));
    }

    @Test
    void everyVariableIsNamedAfterItsKey() {
        assertThat(Keys.HOME.variable()).isEqualTo("CRMLAKE_HOME");
        assertThat(new Key<>("timeline.most-regions", "1", "x", "x", Integer::valueOf).variable())
                .isEqualTo("CRMLAKE_TIMELINE_MOST_REGIONS");
    }

    @Test
    void reportsAllProblemsAtOnceWithTheNearestKey() throws IOException {
        Files.writeString(file, "crmlake.hom = /x\nnonsense\nentirely.different = 1\n");

        assertThatThrownBy(() -> Configuration.read(file, Map.of(), List.of("=3")))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIG))
                .hasMessage("Cannot use the settings: 4 problems.\n  " + file
                        + " line 2: it is not of the form key = value\n"
                        + "  --set =3: it is not of the form KEY=VALUE\n"
                        + "  " + file + " line 1: there is no key 'crmlake.hom'. Did you mean 'crmlake.home'?\n"
                        + "  " + file + " line 3: there is no key 'entirely.different'.\n"
                        + "Correct them; `crmlake config explain` lists all keys.");
    }

    @Test
    void showsNoSecret() {
        assertThat(Keys.LAKE_CATALOG_PASSWORD.shown("s3cret")).isEqualTo("(not shown)");
        assertThat(Keys.LAKE_CATALOG_OPTIONS.shown("token=s3cret")).isEqualTo("(not shown)");
        assertThat(Keys.LAKE_CATALOG_PASSWORD.shown("")).isEmpty();
        assertThat(Keys.LAKE_CATALOG_USER.shown("crm")).isEqualTo("crm");
    }

    @Test
    void hasTheKeysOfTheCatalogThatTheLakeLooksFor() {
        assertThat(Keys.LAKE_CATALOG).extracting(Key::name).containsExactlyElementsOf(LakeSettings.NAMES);
        assertThat(Keys.ALL).containsAll(Keys.LAKE_CATALOG);
    }
}
