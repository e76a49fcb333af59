package org.crmlake.cli.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** All settings, each declared once: parser, documentation, the commented file and {@code config explain} come from here. */
public final class Keys {
    public static final Key<Path> HOME = new Key<>(
            "crmlake.home",
            ".crmlake",
            "The folder of the sandbox: its data, its logs and the Hadoop and HBase configuration of its clients."
                    + " A relative path starts at the working folder.",
            "a folder",
            Path::of);

    /** Every key, in the order in which people meet them. */
    public static final List<Key<?>> ALL = List.of(HOME);

    private Keys() {}

    /** Returns the key of this name. */
    public static Optional<Key<?>> find(String name) {
        return ALL.stream().filter(key -> key.name().equals(name)).findFirst();
    }

    /** Returns the names of all keys. */
    public static List<String> names() {
        return ALL.stream().<String>map(Key::name).toList();
    }

    private static Function<String, Integer> wholeNumber(int least, int most) {
        return text -> {
            int number;
            try {
                number = Integer.parseInt(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("it is not a whole number", e);
            }
            if (number < least || number > most) {
                throw new IllegalArgumentException("it is not between " + least + " and " + most);
            }
            return number;
        };
    }
}
