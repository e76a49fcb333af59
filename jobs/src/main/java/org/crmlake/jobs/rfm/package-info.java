/** RFM: how long ago, how often and for how much each customer bought, as scores from 1 to 5 and a segment. */
package org.crmlake.jobs.rfm;
