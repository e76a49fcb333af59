/**
 * The dead letters of a tenant: {@link org.crmlake.ingest.deadletter.DeadLetters} counts, shows and discards them. Taking them in
 * again is a batch like any other, see {@link org.crmlake.ingest.batch.DeadLetterReplay}.
 */
package org.crmlake.ingest.deadletter;
