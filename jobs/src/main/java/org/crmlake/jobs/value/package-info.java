/**
 * Who is likely to be lost, and what customers are worth: the models of {@link org.crmlake.jobs.btyd} fitted on the customers' days and
 * applied to every customer; and the store of models.
 */
package org.crmlake.jobs.value;
