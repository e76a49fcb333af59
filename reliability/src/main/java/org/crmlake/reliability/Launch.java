package org.crmlake.reliability;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How crmlake is started.
 *
 * @param program what stands before the words of a command; the process that it starts has to be the one that works
 * @param environment what is added to the environment of this process
 * @param folder where it runs
 */
record Launch(List<String> program, Map<String, String> environment, Path folder) {
    /** Returns the same with more in the environment. */
    Launch with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(more);
        return new Launch(program, all, folder);
    }

    Child start(List<String> words) throws IOException {
        List<String> line = new ArrayList<>(program);
        line.addAll(words);
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(folder.toFile()).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        return new Child(builder.start(), String.join(" ", words));
    }
}
