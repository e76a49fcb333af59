package org.crmlake.cli;

import org.apache.spark.SparkStageInfo;
import org.apache.spark.SparkStatusTracker;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** How much Spark has done of what it is doing. */
final class SparkStep {
    private SparkStep() {}

    /** Returns the part of the tasks of all stages at work that is done, from 0 to 1; 0 if there are none. */
    static double done() {
        Option<SparkSession> session = SparkSession.getDefaultSession();
        if (session.isEmpty()) {
            return 0;
        }
        SparkStatusTracker tracker = session.get().sparkContext().statusTracker();
        long tasks = 0;
        long done = 0;
        for (int stage : tracker.getActiveStageIds()) {
            Option<SparkStageInfo> info = tracker.getStageInfo(stage);
            if (info.isDefined()) {
                tasks += info.get().numTasks();
                done += info.get().numCompletedTasks();
            }
        }
        return tasks == 0 ? 0 : (double) done / tasks;
    }
}
