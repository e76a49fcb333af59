package org.crmlake.reliability;

/**
 * An answer of the catalog that did not arrive.
 *
 * @param source what the process was reading
 * @param catalog whose answer it was
 * @param table whose commit it was
 * @param ending how the process ended
 */
public record LostAnswer(SourceKind source, CatalogInUse catalog, String table, Ending ending) {}
