/** Whether the lake and HBase hold the same events: {@link org.crmlake.jobs.verify.Verify} finds out and says where not. */
package org.crmlake.jobs.verify;
