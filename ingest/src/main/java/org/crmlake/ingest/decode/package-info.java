/**
 * From a record's bytes to a candidate event or a rejection: decode, map, validate. Everything here is a plain function of one
 * record; batch and stream call the same code.
 */
package org.crmlake.ingest.decode;
