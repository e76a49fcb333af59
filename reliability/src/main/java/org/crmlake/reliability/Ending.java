package org.crmlake.reliability;

/** How a command ended that was paused, or lost an answer: in nothing else may it end. */
public enum Ending {
    /** All is in. */
    COMMITTED,
    /** Another process had taken the source over. */
    REFUSED,
    /** With an error after which the command is repeated. */
    FAILED;

    /**
     * Returns how {@code child} has ended.
     *
     * @throws IllegalStateException if it is in none of these ways
     */
    static Ending of(int code, Child child) {
        String words = child.words();
        return switch (code) {
            case 0 -> COMMITTED;
            case 5 -> REFUSED;
            case 1 -> {
                // An error that crmlake did not think of says so.
                if (words.contains("This is a fault of crmlake") || words.contains("report this as a bug")) {
                    throw new IllegalStateException("The command ended by a fault of its own: " + words);
                }
                yield FAILED;
            }
            default -> throw new IllegalStateException("The command ended with exit code " + code + ": " + words);
        };
    }
}
