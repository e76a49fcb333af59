package org.crmlake.reliability;

/**
 * A process that was killed.
 *
 * @param source what it was reading
 * @param aimed when it was to die: at once after a step, some time after it, or at any time
 * @param last the last step that was done; null if none was
 * @param timelineAhead how many events the timeline had then that the lake had not
 */
public record Death(SourceKind source, FailPoint aimed, FailPoint last, long timelineAhead) {}
