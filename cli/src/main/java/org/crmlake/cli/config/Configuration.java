package org.crmlake.cli.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Nearest;
import org.crmlake.model.Printable;

/** The value of every key, and where it was said. */
public final class Configuration {
    /**
     * One value as it was found.
     *
     * @param text the value
     * @param origin where: {@code default}, a file with its line, an environment variable or {@code command line}
     */
    public record Setting(String text, String origin) {}

    private final Map<String, Setting> settings;

    private Configuration(Map<String, Setting> settings) {
        this.settings = settings;
    }

    /**
     * Reads the settings: defaults, then the file, then the environment, then the command line.
     *
     * @param file {@code crmlake.properties}; it need not exist
     * @param environment all environment variables; those of no key are left alone
     * @param commandLine {@code key=value} each
     * @throws CrmException of kind CONFIG that names every problem found, with the nearest key for an unknown one
     */
    public static Configuration read(Path file, Map<String, String> environment, List<String> commandLine) {
        Reading reading = new Reading();
        Keys.ALL.forEach(key -> reading.set(key.name(), key.defaultText(), "default"));
        if (Files.exists(file)) {
            PropertiesFile properties = PropertiesFile.read(file);
            reading.problems.addAll(properties.problems());
            properties.entries().forEach(entry -> reading.set(entry.key(), entry.value(), entry.origin()));
        }
        for (Key<?> key : Keys.ALL) {
            String value = environment.get(key.variable());
            if (value != null && !value.isBlank()) {
                reading.set(key.name(), value, "environment variable " + key.variable());
            }
        }
        for (String assignment : commandLine) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                reading.problems.add("--set " + Printable.of(assignment) + ": it is not of the form KEY=VALUE");
            } else {
                reading.set(assignment.substring(0, equals), assignment.substring(equals + 1), "command line");
            }
        }
        return new Configuration(reading.checked());
    }

    /** Returns the value of {@code key}. */
    public <T> T value(Key<T> key) {
        return key.parser().apply(setting(key).text());
    }

    /** Returns the value of {@code key} as it was written, and where. */
    public Setting setting(Key<?> key) {
        return settings.get(key.name());
    }

    private static final class Reading {
        private final Map<String, Setting> settings = new LinkedHashMap<>();
        private final Map<String, Setting> unknown = new TreeMap<>();
        private final List<String> problems = new ArrayList<>();

        void set(String name, String text, String origin) {
            (Keys.find(name).isPresent() ? settings : unknown).put(name, new Setting(text, origin));
        }

        Map<String, Setting> checked() {
            unknown.forEach((name, setting) -> problems.add(setting.origin() + ": there is no key '"
                    + Printable.of(name) + "'." + Nearest.question(name, Keys.names())));
            for (Key<?> key : Keys.ALL) {
                Setting setting = settings.get(key.name());
                key.problem(setting.text())
                        .ifPresent(reason -> problems.add(setting.origin() + ": " + key.name() + " cannot be '"
                                + Printable.of(key.shown(setting.text())) + "': " + reason + "; it takes "
                                + key.values()));
            }
            if (!problems.isEmpty()) {
                throw new CrmException(
                        Kind.CONFIG,
                        "Cannot use the settings: " + problems.size()
                                + (problems.size() == 1 ? " problem" : " problems")
                                + ".\n  " + String.join("\n  ", problems)
                                + "\nCorrect them; `crmlake config explain` lists all keys.");
            }
            return settings;
        }
    }
}
