/**
 * The HBase tables: descriptors with the reason of each attribute, row keys, cell codec, stores, create and verify. Spark is
 * not on this module's class path, so that a look-up from the shell need not pay for it.
 */
package org.crmlake.hbase;
