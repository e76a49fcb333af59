package org.crmlake.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JvmCommandTest {
    private static final JvmCommand TUNED = JvmCommand.of(List.of(
            "/jdk/bin/java",
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens",
            "java.base/java.nio=ALL-UNNAMED",
            "-Dspark.master=local[*]",
            "-cp",
            "a.jar:b.jar",
            "org.example.Main",
            "history",
            "-X"));

    @Test
    void takesACommandLineApart() {
        assertThat(TUNED.java()).isEqualTo("/jdk/bin/java");
        assertThat(TUNED.classPath()).isEqualTo("a.jar:b.jar");
        assertThat(TUNED.main()).containsExactly("org.example.Main", "history", "-X");
        assertThat(TUNED.flags())
                .containsExactly(
                        "-Xmx1g",
                        "-XX:+UseSerialGC",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--add-opens",
                        "java.base/java.nio=ALL-UNNAMED",
                        "-Dspark.master=local[*]");
    }

    @Test
    void aStockJvmKeepsPropertiesAndOpenedPackagesAndNothingElse() {
        assertThat(TUNED.stock().line())
                .containsExactly(
                        "/jdk/bin/java",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--add-opens",
                        "java.base/java.nio=ALL-UNNAMED",
                        "-Dspark.master=local[*]",
                        "-cp",
                        "a.jar:b.jar",
                        "org.example.Main",
                        "history",
                        "-X");
    }

    @Test
    void anotherMainClassRunsWithTheSameFlags() {
        assertThat(TUNED.running("c", List.of("Other", "x")).line())
                .startsWith("/jdk/bin/java", "-Xmx1g", "-XX:+UseSerialGC")
                .endsWith("-cp", "a.jar:b.jar:c", "Other", "x");
    }
}
