package org.crmlake.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The command line of a JVM in its parts, so that the other side of a comparison can be started in the same way or with one thing
 * changed.
 *
 * @param java the program
 * @param flags what stands before the main class, without the class path
 * @param classPath the class path
 * @param main the main class and its arguments
 */
record JvmCommand(String java, List<String> flags, String classPath, List<String> main) {
    private static final Set<String> CLASS_PATH = Set.of("-cp", "-classpath", "--class-path");

    static JvmCommand of(List<String> commandLine) {
        List<String> flags = new ArrayList<>();
        String classPath = "";
        int i = 1;
        while (i < commandLine.size() && commandLine.get(i).startsWith("-")) {
            String flag = commandLine.get(i);
            if (CLASS_PATH.contains(flag)) {
                classPath = commandLine.get(++i);
            } else {
                flags.add(flag);
                if (flag.equals("--add-opens") || flag.equals("--add-exports")) {
                    flags.add(commandLine.get(++i));
                }
            }
            i++;
        }
        return new JvmCommand(
                commandLine.isEmpty() ? "" : commandLine.get(0),
                flags,
                classPath,
                i < commandLine.size() ? commandLine.subList(i, commandLine.size()) : List.of());
    }

    /** The same without any flag that tunes the JVM: what is left are properties and opened packages. */
    JvmCommand stock() {
        List<String> untuned =
                flags.stream().filter(flag -> !flag.startsWith("-X")).toList();
        return new JvmCommand(java, untuned, classPath, main);
    }

    /** The same flags and, after its own class path, {@code more}, to run another main class. */
    JvmCommand running(String more, List<String> other) {
        return new JvmCommand(java, flags, classPath + ":" + more, other);
    }

    List<String> line() {
        List<String> line = new ArrayList<>();
        line.add(java);
        line.addAll(flags);
        line.add("-cp");
        line.add(classPath);
        line.addAll(main);
        return line;
    }
}
