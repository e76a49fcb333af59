package org.crmlake.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.crmlake.model.CrmException.Kind;

/**
 * The identity of events whose source gives them none: a version 5 UUID (RFC 9562, 5.5) of what the event is, so that the same
 * input always gets the same ids and a replay is recognised.
 */
public final class EventId {
    /** The longest id a source may give, in characters, as in the Segment Spec. */
    public static final int LONGEST = 100;

    /** crmlake's name space: the version 5 UUID of {@code crmlake.org} in the DNS name space of RFC 9562. */
    static final UUID NAMESPACE =
            v5(UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "crmlake.org".getBytes(StandardCharsets.UTF_8));

    private EventId() {}

    /** Returns the id of the event that {@code source} knows by {@code naturalKey}. */
    public static String ofNaturalKey(String source, String naturalKey) {
        return name("natural", source, naturalKey.getBytes(StandardCharsets.UTF_8), 0);
    }

    /**
     * Returns the id of an event known only by the content of its record.
     *
     * @param content the bytes of the record, or a digest of them
     * @param ordinal 0 for the first of the equal records of a batch, 1 for the second, and so on
     */
    public static String ofContent(String source, byte[] content, int ordinal) {
        return name("content", source, content, ordinal);
    }

    /** Returns the id under which an event is kept whose own id another event has already: it depends on both alone. */
    public static String ofConflict(String source, String claimedId, byte[] fingerprint) {
        return name("conflict:" + claimedId, source, fingerprint, 0);
    }

    private static String name(String rule, String source, byte[] content, int ordinal) {
        byte[] head = (rule + '\0' + source + '\0').getBytes(StandardCharsets.UTF_8);
        byte[] name = ByteBuffer.allocate(head.length + content.length + Integer.BYTES)
                .put(head)
                .put(content)
                .putInt(ordinal)
                .array();
        return v5(NAMESPACE, name).toString();
    }

    private static UUID v5(UUID namespace, byte[] name) {
        MessageDigest sha1;
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new CrmException(
                    Kind.INTERNAL, "Cannot derive an event id: this JVM has no SHA-1. Use another JVM.", e);
        }
        sha1.update(ByteBuffer.allocate(16)
                .putLong(namespace.getMostSignificantBits())
                .putLong(namespace.getLeastSignificantBits())
                .array());
        ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name));
        long high = hash.getLong() & ~0xF000L | 0x5000L;
        long low = hash.getLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L;
        return new UUID(high, low);
    }
}
