package org.crmlake.reliability;

/**
 * A process that was stopped with SIGSTOP and went on later.
 *
 * @param source what it was reading
 * @param aimed after which step it was to stop
 * @param last the last step that was done; null if none was
 * @param rival whether another process took its source over meanwhile
 * @param others whether another source of the tenant was taken in meanwhile
 * @param seconds how long it stood still
 * @param ending how it ended
 */
public record Pause(
        SourceKind source,
        FailPoint aimed,
        FailPoint last,
        boolean rival,
        boolean others,
        long seconds,
        Ending ending) {}
