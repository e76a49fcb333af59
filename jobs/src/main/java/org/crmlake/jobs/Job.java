package org.crmlake.jobs;

import java.util.List;

/**
 * One thing that is computed from the stores and written back, safe to run again: a second run with the same arguments
 * replaces what the first one wrote.
 */
public interface Job {
    /** Returns the name by which it is run. */
    String name();

    /** Returns what it does, in one sentence. */
    String description();

    /** Returns the tables that it reads. */
    List<TableRef> inputs();

    /** Returns the tables that it writes. */
    List<TableRef> outputs();

    /**
     * Runs the job.
     *
     * @param arguments the date, and of the job's own options what {@link JobOptions} declares for it
     * @return what it wrote and found
     * @throws org.crmlake.model.CrmException if it cannot; what it wrote until then is replaced by the next run
     */
    JobOutcome run(JobContext context, JobArguments arguments);
}
