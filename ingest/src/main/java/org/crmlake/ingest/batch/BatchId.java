package org.crmlake.ingest.batch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Tenant;

/** The identity of a batch: tenant, mapping, contracts and the positions read. The same command on the same files is the same batch. */
final class BatchId {
    private static final int BYTES = 10;

    private BatchId() {}

    static String of(Tenant tenant, Mapping mapping, IngestSettings settings, String positions) {
        String text = tenant.name() + '\n' + mapping + '\n' + positions + contracts(settings);
        return "b" + HexFormat.of().formatHex(sha256(text), 0, BYTES);
    }

    /** Returns a digest of all that decides what becomes of a record, apart from the record. */
    static String ofRules(Mapping mapping, IngestSettings settings) {
        String text = mapping.toString() + '\n' + settings.maxRecordBytes() + contracts(settings);
        return "r" + HexFormat.of().formatHex(sha256(text), 0, BYTES);
    }

    /** Without contracts nothing, so that batches of before there were any keep their ids. */
    private static String contracts(IngestSettings settings) {
        return settings.contracts().isEmpty() ? "" : "\n" + settings.contracts();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new CrmException(Kind.INTERNAL, "Cannot name a batch: this JVM has no SHA-256. Use another JVM.", e);
        }
    }
}
