package org.crmlake.hbase;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.util.Bytes;
import org.crmlake.model.TableState.Drift;

/** Where a table differs from its definition. */
final class TableDrift {
    private static final String PRESENT = "present";
    private static final String ABSENT = "absent";

    private TableDrift() {}

    /**
     * Returns the differences: families missing or too many, every attribute of a family, and the layout number. Other
     * attributes of the table as a whole are left to whoever runs the cluster.
     */
    static List<Drift> of(TableDescriptor wanted, TableDescriptor found) {
        List<Drift> drifts = new ArrayList<>();
        compare(HBaseTables.LAYOUT, wanted.getValue(HBaseTables.LAYOUT), found.getValue(HBaseTables.LAYOUT), drifts);
        TreeSet<byte[]> families = new TreeSet<>(Bytes.BYTES_COMPARATOR);
        families.addAll(wanted.getColumnFamilyNames());
        families.addAll(found.getColumnFamilyNames());
        for (byte[] family : families) {
            String name = "family " + Bytes.toString(family);
            if (!found.hasColumnFamily(family)) {
                drifts.add(new Drift(name, PRESENT, ABSENT));
            } else if (!wanted.hasColumnFamily(family)) {
                drifts.add(new Drift(name, ABSENT, PRESENT));
            } else {
                compare(name + " ", wanted.getColumnFamily(family), found.getColumnFamily(family), drifts);
            }
        }
        return drifts;
    }

    private static void compare(
            String prefix, ColumnFamilyDescriptor wanted, ColumnFamilyDescriptor found, List<Drift> drifts) {
        Map<String, String> wantedAttributes = attributes(wanted);
        Map<String, String> foundAttributes = attributes(found);
        TreeSet<String> names = new TreeSet<>(wantedAttributes.keySet());
        names.addAll(foundAttributes.keySet());
        for (String name : names) {
            compare(prefix + name, wantedAttributes.get(name), foundAttributes.get(name), drifts);
        }
    }

    private static void compare(String attribute, String wanted, String found, List<Drift> drifts) {
        String wantedText = wanted == null ? ABSENT : wanted;
        String foundText = found == null ? ABSENT : found;
        if (!wantedText.equals(foundText)) {
            drifts.add(new Drift(attribute, wantedText, foundText));
        }
    }

    /** An attribute that is not set has HBase's default, so it is the same as the default set. */
    private static Map<String, String> attributes(ColumnFamilyDescriptor family) {
        Map<String, String> attributes = new TreeMap<>(ColumnFamilyDescriptorBuilder.getDefaultValues());
        family.getValues().forEach((name, value) -> attributes.put(text(name.copyBytes()), text(value.copyBytes())));
        attributes.putAll(family.getConfiguration());
        return attributes;
    }

    private static String text(byte[] bytes) {
        return Bytes.toString(bytes);
    }
}
