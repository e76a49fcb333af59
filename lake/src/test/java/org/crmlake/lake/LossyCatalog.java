package org.crmlake.lake;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A catalog behind a network that can be told to lose what it carries. Each wish holds for one change of a table's state. */
interface LossyCatalog extends AutoCloseable {
    /** What clients of it are given; tables lie in {@code warehouse}. */
    LakeSettings settings(Path warehouse);

    /** The next change is made, and who asked for it does not hear of it. */
    void loseAnswer();

    /** The next change is made, and who asked for it is left without an answer on a connection that stays open. */
    void keepAnswer();

    /** The property by which a client waits no longer than that for an answer. */
    Map<String, String> limit(Duration answer);

    /** The next change is not made, and who asked for it only hears that something is wrong. */
    void loseRequest();

    /** Whether a wish was not fulfilled yet. */
    boolean isWaiting();

    @Override
    void close() throws Exception;
}
