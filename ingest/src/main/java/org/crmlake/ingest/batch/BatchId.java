package org.crmlake.ingest.batch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.crmlake.hbase.TimelineStore;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Tenant;

/**
 * The identity of a batch: tenant, the positions read, and all that decides what becomes of a record. The same command on the same files is
 * the same batch; where a record may come to another end, it is another batch.
 */
final class BatchId {
    private static final int BYTES = 10;
    /** Counts up with each release under which a record may come to another end than before. */
    private static final int RULES = 2;

    private BatchId() {}

    static String of(Tenant tenant, Mapping mapping, IngestSettings settings, String positions) {
        return "b" + digest(tenant.name() + '\n' + rules(mapping, settings) + '\n' + positions);
    }

    /** Returns the id that releases before the rules were counted gave: what they committed is in. */
    static String ofFirstRelease(Tenant tenant, Mapping mapping, IngestSettings settings, String positions) {
        return "b" + digest(tenant.name() + '\n' + mapping + '\n' + positions + contracts(settings));
    }

    /** Returns a digest of all that decides what becomes of a record, apart from the record. */
    static String ofRules(Mapping mapping, IngestSettings settings) {
        return "r" + digest(rules(mapping, settings));
    }

    private static String rules(Mapping mapping, IngestSettings settings) {
        return RULES + "\n" + mapping + '\n' + settings.maxRecordBytes() + contracts(settings) + largestCell(settings);
    }

    private static String digest(String text) {
        return HexFormat.of().formatHex(sha256(text), 0, BYTES);
    }

    /** Without contracts nothing, so that batches of before there were any keep their ids. */
    private static String contracts(IngestSettings settings) {
        return settings.contracts().isEmpty() ? "" : "\n" + settings.contracts();
    }

    /** With HBase's default nothing, so that batches of before it counted keep their ids. */
    private static String largestCell(IngestSettings settings) {
        return settings.largestCell() == TimelineStore.LARGEST_CELL ? "" : "\ncell " + settings.largestCell();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new CrmException(Kind.INTERNAL, "Cannot name a batch: this JVM has no SHA-256. Use another JVM.", e);
        }
    }
}
