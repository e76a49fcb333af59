package org.crmlake.hbase;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.model.Tenant;

/** All cells of a timeline as text, to compare what is there before and after. */
final class Cells {
    private Cells() {}

    /** The cells of the customers of one namespace, wherever they lie. */
    static List<String> of(Configuration configuration, Tenant tenant, String namespace) {
        List<String> cells = new ArrayList<>();
        try (TimelineScan scan = TimelineScan.open(configuration, tenant, new byte[0], new byte[0])) {
            scan.forEachRemaining(cell -> {
                String customer = TimelineRowKey.parse(cell.rowKey()).customerKey();
                if (customer.startsWith(namespace + ":")) {
                    cells.add(text(cell));
                }
            });
        }
        return cells;
    }

    static List<String> of(Configuration configuration, Tenant tenant, byte[] start, byte[] stop) {
        List<String> cells = new ArrayList<>();
        try (TimelineScan scan = TimelineScan.open(configuration, tenant, start, stop)) {
            scan.forEachRemaining(cell -> cells.add(text(cell)));
        }
        return cells;
    }

    static String text(TimelineCell cell) {
        HexFormat hex = HexFormat.of();
        return hex.formatHex(cell.rowKey()) + "@" + cell.timestamp() + "=" + hex.formatHex(cell.value());
    }
}
