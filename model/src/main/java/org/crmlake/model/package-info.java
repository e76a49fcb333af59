/**
 * The words of crmlake: event, customer key, tenant, rejection, batch and the one exception. Nothing here knows of Hadoop,
 * Spark, HBase or Iceberg, so that every module can speak these words without paying for the others.
 */
package org.crmlake.model;
