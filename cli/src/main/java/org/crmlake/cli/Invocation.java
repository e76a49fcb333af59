package org.crmlake.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.crmlake.cli.config.Configuration;
import org.crmlake.cli.config.Keys;
import org.crmlake.cli.output.Format;
import org.crmlake.cli.output.Rendering;
import org.crmlake.cli.output.RowSink;
import org.crmlake.model.Tenant;

/** One run of one command: what every command may ask for, and the only way in which it speaks. */
final class Invocation {
    private final Shell shell;
    private final RootCommand options;
    private Configuration configuration;

    Invocation(Shell shell, RootCommand options) {
        this.shell = shell;
        this.options = options;
    }

    Shell shell() {
        return shell;
    }

    Tenant tenant() {
        return new Tenant(options.tenant);
    }

    Format format() {
        return options.output;
    }

    boolean verbose() {
        return options.verbose;
    }

    /** Returns the settings; they are read when first asked for. */
    Configuration configuration() {
        if (configuration == null) {
            configuration = Configuration.read(settingsFile(), shell.environment(), options.settings);
        }
        return configuration;
    }

    /** Returns the file of the settings: the one {@code CRMLAKE_CONF} names, else the one of the installation. */
    Path settingsFile() {
        String named = shell.environment().getOrDefault("CRMLAKE_CONF", "");
        return named.isEmpty() ? shell.installation().resolve("conf/crmlake.properties") : Path.of(named);
    }

    /** Returns the folder of the sandbox, absolute. */
    Path home() {
        return configuration().value(Keys.HOME).toAbsolutePath().normalize();
    }

    /** Says something to the person, not to the program that reads the data. */
    void say(String words) {
        if (!options.quiet) {
            shell.err().println(words);
        }
    }

    /** Returns whether a person looks on, who may be shown how far the work is. */
    boolean watched() {
        return shell.watched() && !options.quiet && !options.verbose;
    }

    /** Says that something is not as it should be; even with {@code --quiet}. */
    void complain(String words) {
        shell.err().println("crmlake: " + Failures.visible(words));
    }

    /** Opens a result of any number of rows. */
    RowSink rows(String... columns) {
        return Rendering.rows(format(), shell.out(), shell.screen(), List.of(columns));
    }

    /** Writes things that may have different members, as JSON. */
    void objects(List<? extends Map<String, ?>> things) {
        Rendering.objects(format(), shell.out(), things);
    }

    /** Writes a result that is one thing; the map keeps the order of its members. */
    void result(Map<String, ?> members) {
        Rendering.single(format(), shell.out(), shell.screen(), members);
    }
}
