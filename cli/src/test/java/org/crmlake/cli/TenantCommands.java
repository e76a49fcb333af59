package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.cli.RunCrmlake.Outcome;

/** Command lines that a person would type for one tenant, run in this JVM against the stores of the tests. */
final class TenantCommands {
    private final String tenant;
    private final Map<String, String> environment;

    /** @param folder gets the site files of the stores */
    TenantCommands(String tenant, Configuration stores, Path folder) {
        this.tenant = tenant;
        this.environment = MiniStores.environment(stores, folder);
    }

    Outcome run(String... args) {
        List<String> all = new ArrayList<>(Arrays.asList(args));
        all.addAll(List.of("--tenant", tenant));
        return new RunCrmlake().with(environment).go(all.toArray(String[]::new));
    }

    /** Runs a command that must succeed and returns what it printed. */
    String done(String... args) {
        Outcome outcome = run(args);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return outcome.out();
    }

    /** As {@link #done}, with {@code -o json}. */
    JsonNode json(String... args) throws IOException {
        List<String> all = new ArrayList<>(Arrays.asList(args));
        all.addAll(List.of("-o", "json"));
        return new ObjectMapper().readTree(done(all.toArray(String[]::new)));
    }
}
