/**
 * The mapping file: how the rows of one source become events. {@link org.crmlake.ingest.mapping.MappingFile} parses it into a
 * {@link org.crmlake.ingest.mapping.Mapping}; {@link org.crmlake.ingest.mapping.MappingCompiler} has Spark compile its
 * expressions against the columns of the input before the first row is read.
 */
package org.crmlake.ingest.mapping;
