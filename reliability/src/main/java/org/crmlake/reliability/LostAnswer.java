package org.crmlake.reliability;

/**
 * An answer of the catalog that did not arrive.
 *
 * @param source what the process was reading
 * @param table whose commit it was
 * @param ending how the process ended
 */
public record LostAnswer(SourceKind source, String table, Ending ending) {}
