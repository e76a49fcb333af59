package org.crmlake.jobs.daily;

import java.util.List;
import org.crmlake.jobs.Job;
import org.crmlake.jobs.JobArguments;
import org.crmlake.jobs.JobContext;
import org.crmlake.jobs.JobOutcome;
import org.crmlake.jobs.JobReport.Written;
import org.crmlake.jobs.TableRef;
import org.crmlake.lake.CustomerDailyTable;
import org.crmlake.lake.EventsTable;

/** Adds up the days that events have changed on. All days are kept whatever date is asked for: readers choose theirs. */
public final class CustomerDailyJob implements Job {
    @Override
    public String name() {
        return CustomerDailyOptions.JOB;
    }

    @Override
    public String description() {
        return "Adds events up by customer, day and name, anew for the days that have changed since the last run.";
    }

    @Override
    public List<TableRef> inputs() {
        return List.of(TableRef.of(EventsTable.TABLE));
    }

    @Override
    public List<TableRef> outputs() {
        return List.of(TableRef.of(CustomerDailyTable.TABLE));
    }

    @Override
    public JobOutcome run(JobContext context, JobArguments arguments) {
        CustomerDaily table = CustomerDaily.in(context.lake());
        long rows = arguments.value(CustomerDailyOptions.REBUILD) ? table.rebuild() : table.refresh();
        return JobOutcome.wrote(new Written(TableRef.of(CustomerDailyTable.TABLE), rows));
    }
}
