/**
 * The lake: Iceberg tables on HDFS, one namespace a tenant.
 *
 * <p>A table is one class: {@link org.crmlake.lake.EventsTable}, {@link org.crmlake.lake.DeadLettersTable}, {@link
 * org.crmlake.lake.RfmScoresTable}; {@link org.crmlake.lake.LakeTables} lists them. {@link org.crmlake.lake.LakeCatalog}
 * creates, verifies and opens them without Spark; {@link org.crmlake.lake.SparkLake} reads and writes them with it. {@link
 * org.crmlake.lake.CommittedBatches} knows which batches have landed, and {@link org.crmlake.lake.LakeQuery} lets people ask
 * in SQL without being able to change anything.
 */
package org.crmlake.lake;
