/**
 * One batch from beginning to end, exactly once over two stores (DESIGN, "Exactly once over two stores"):
 * {@link org.crmlake.ingest.batch.BatchIngest} is the driver.
 */
package org.crmlake.ingest.batch;
