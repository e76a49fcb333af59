package org.crmlake.ingest.decode;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.EventId;

/** The identity of what is known only by its content: events of sources without ids, and dead letters. */
public final class ContentId {
    /** Begins what is digested of a record with the number of its part. */
    private static final byte[] NUMBERED = "crmlake: event number ".getBytes(StandardCharsets.UTF_8);
    /** The second byte of all lower parts is one that no text ends with, or only a hostile one: a control character. */
    private static final int MOST_PARTS = 9 << 8;

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

    /**
     * Returns the digest of a record's bytes, or rather of event number {@code part} that the record stands for. No two pairs of a record
     * and a part are digested alike: where {@link #earlierDigest} might digest two alike, the part stands before the record.
     */
    public static byte[] digest(byte[] record, int part) {
        if (!hasEarlierDigest(record, part)) {
            return earlierDigest(record, part);
        }
        MessageDigest digest = md5();
        digest.update(NUMBERED);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part).array());
        digest.update(record);
        return digest.digest();
    }

    /**
     * Returns whether the first release made another digest: of a record that ends like one with the number of a part behind it, of parts
     * whose numbers end like a text, and of what begins like a numbered record.
     */
    static boolean hasEarlierDigest(byte[] record, int part) {
        boolean endsLikeAPart = part == 0 && record.length > 1 && (record[record.length - 1] & 0xFF) < MOST_PARTS >> 8;
        int head = NUMBERED.length - Short.BYTES;
        return endsLikeAPart
                || part >= MOST_PARTS
                || record.length >= head && Arrays.equals(record, 0, head, NUMBERED, 0, head);
    }

    /** Returns the digest by the rule of the first release, which takes a part for two more bytes of the record: stored ids go by it. */
    public static byte[] earlierDigest(byte[] record, int part) {
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
