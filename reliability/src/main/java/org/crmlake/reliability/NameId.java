package org.crmlake.reliability;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * The ids of events whose source gives them none, written down from docs/data-model.md and not taken from the code that is looked
 * at: version 5 UUIDs (RFC 9562, 5.5) of rule, source, name and ordinal.
 */
final class NameId {
    private static final UUID NAME_SPACE = UUID.fromString("282ef586-daa9-56e2-9ae6-ecf29a3915d6");

    private NameId() {}

    /** Returns the id of the event that its source knows by {@code naturalKey}. */
    static String ofNaturalKey(String source, String naturalKey) {
        return of("natural", source, naturalKey.getBytes(StandardCharsets.UTF_8), 0);
    }

    /** Returns the id of the record number {@code ordinal}, from 0, of the equal records of a batch. */
    static String ofContent(String source, String record, int ordinal) {
        return of("content", source, digest("MD5", record.getBytes(StandardCharsets.UTF_8)), ordinal);
    }

    private static String of(String rule, String source, byte[] name, int ordinal) {
        byte[] head = (rule + '\0' + source + '\0').getBytes(StandardCharsets.UTF_8);
        ByteBuffer whole = ByteBuffer.allocate(2 * Long.BYTES + head.length + name.length + Integer.BYTES)
                .putLong(NAME_SPACE.getMostSignificantBits())
                .putLong(NAME_SPACE.getLeastSignificantBits())
                .put(head)
                .put(name)
                .putInt(ordinal);
        ByteBuffer hash = ByteBuffer.wrap(digest("SHA-1", whole.array()));
        return new UUID(hash.getLong() & ~0xF000L | 0x5000L, hash.getLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L)
                .toString();
    }

    static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
