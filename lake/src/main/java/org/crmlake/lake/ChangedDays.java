package org.crmlake.lake;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types.NestedField;

/**
 * On which days a commit changed rows of {@link EventsTable}: as its snapshot says, else by the files that it added and removed,
 * which are cut by day. The latter reads manifests and no data; an erasure or a repair by hand says nothing itself.
 */
final class ChangedDays {
    private static final String BY_DAY = "day";

    private ChangedDays() {}

    /** Returns the days in UTC, or empty if neither the snapshot nor its files tell. */
    static Optional<SortedSet<LocalDate>> of(Snapshot snapshot, Table table) {
        String said = snapshot.summary().get(CommittedBatch.DAYS);
        if (said != null) {
            return Optional.of(DayRanges.parse(said));
        }
        SortedSet<LocalDate> days = new TreeSet<>();
        if (snapshot.operation().equals(DataOperations.REPLACE)) {
            // A compaction writes the same rows into other files.
            return Optional.of(days);
        }
        SnapshotChanges changes =
                SnapshotChanges.builderFor(table).snapshot(snapshot).build();
        boolean told = addAll(days, changes.addedDataFiles(), table)
                && addAll(days, changes.removedDataFiles(), table)
                && addAll(days, changes.addedDeleteFiles(), table)
                && addAll(days, changes.removedDeleteFiles(), table);
        return told ? Optional.of(days) : Optional.empty();
    }

    private static boolean addAll(SortedSet<LocalDate> days, Iterable<? extends ContentFile<?>> files, Table table) {
        for (ContentFile<?> file : files) {
            int position = positionOfDay(table, table.specs().get(file.specId()).fields());
            Integer day = position < 0 ? null : file.partition().get(position, Integer.class);
            if (day == null) {
                return false;
            }
            days.add(LocalDate.ofEpochDay(day));
        }
        return true;
    }

    private static int positionOfDay(Table table, List<PartitionField> fields) {
        NestedField eventTime = table.schema().findField(EventsTable.EVENT_TIME);
        for (int position = 0; eventTime != null && position < fields.size(); position++) {
            PartitionField field = fields.get(position);
            if (field.sourceId() == eventTime.fieldId()
                    && field.transform().toString().equals(BY_DAY)) {
                return position;
            }
        }
        return -1;
    }
}
