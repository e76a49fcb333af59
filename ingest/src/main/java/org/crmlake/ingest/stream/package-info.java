/**
 * Sources that never end: {@link org.crmlake.ingest.stream.StreamIngest} takes one batch after the other from a
 * {@link org.crmlake.ingest.stream.MicroBatches}, a topic of Kafka or a folder in which files arrive, and the lake's commits say
 * where to go on.
 */
package org.crmlake.ingest.stream;
