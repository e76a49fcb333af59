package org.crmlake.ingest.decode;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.EventId;

/** The identity of what is known only by its content: events of sources without ids, and dead letters. */
public final class ContentId {
    private ContentId() {}

    /**
     * Returns the identity.
     *
     * @param outcome {@link Candidates#EVENT} or {@link Candidates#REJECTED}: a dead letter never has the id of an event
     * @param content the digest of the record's content
     * @param ordinal 0 for the first of the equal records of a batch
     */
    public static String of(int outcome, String source, byte[] content, int ordinal) {
        return EventId.ofContent(owner(outcome, source), content, ordinal);
    }

    static String owner(int outcome, String source) {
        return outcome == Candidates.REJECTED ? source + " dead letter" : source;
    }

    /** Returns the digest of a record's bytes, or rather of event number {@code part} that the record stands for. */
    public static byte[] digest(byte[] record, int part) {
        MessageDigest digest = md5();
        digest.update(record);
        if (part > 0) {
            digest.update((byte) part);
            digest.update((byte) (part >> 8));
        }
        return digest.digest();
    }

    static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new CrmException(Kind.INTERNAL, "Cannot make a digest: this JVM has no MD5. Use another JVM.", e);
        }
    }
}
