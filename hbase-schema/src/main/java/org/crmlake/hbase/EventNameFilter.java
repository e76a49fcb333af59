package org.crmlake.hbase;

import java.nio.charset.StandardCharsets;
import org.apache.hadoop.hbase.CompareOperator;
import org.apache.hadoop.hbase.filter.BinaryPrefixComparator;
import org.apache.hadoop.hbase.filter.Filter;
import org.apache.hadoop.hbase.filter.FilterList;
import org.apache.hadoop.hbase.filter.ValueFilter;
import org.crmlake.model.EventKind;

/**
 * Leaves events of other names on the server, with nothing but HBase's own filters: a value of the current schema begins with
 * the header, the kind and the name, and there are few kinds. Cells of earlier schemas all pass; who reads checks the name
 * again.
 */
final class EventNameFilter {
    private EventNameFilter() {}

    static Filter of(String name) {
        FilterList either = new FilterList(FilterList.Operator.MUST_PASS_ONE);
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        AvroBytes start = new AvroBytes();
        for (EventKind kind : EventKind.values()) {
            start.clear();
            start.write(EventSchemas.HEADER);
            start.writeLong(kind.ordinal());
            start.writePresent();
            start.writeBytes(text);
            either.addFilter(begins(CompareOperator.EQUAL, start.toByteArray()));
        }
        either.addFilter(begins(CompareOperator.NOT_EQUAL, EventSchemas.HEADER));
        return either;
    }

    private static Filter begins(CompareOperator operator, byte[] start) {
        return new ValueFilter(operator, new BinaryPrefixComparator(start));
    }
}
