/** The customers' days: events added up by customer, day and name, kept up as events come in. Other jobs begin here. */
package org.crmlake.jobs.daily;
