/**
 * One ingester for each source of a tenant: {@link org.crmlake.ingest.lock.SourceLock} refuses the second one. It is a courtesy
 * that saves work; what keeps a second one from doing harm is {@link org.crmlake.lake.FencedTable}.
 */
package org.crmlake.ingest.lock;
