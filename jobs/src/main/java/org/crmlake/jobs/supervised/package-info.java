/** Churn learned from what became of others: features at a date, labels from the time after it, two learners of Spark MLlib. */
package org.crmlake.jobs.supervised;
