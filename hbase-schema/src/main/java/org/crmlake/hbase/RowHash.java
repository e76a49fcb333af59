package org.crmlake.hbase;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/**
 * The first two bytes of every row key: the head of the MD5 of the customer key. They spread customers over the regions
 * evenly, whatever their ids look like, and can be worked out by whoever knows the customer.
 */
final class RowHash {
    /** How many bytes of a row key are hash. */
    static final int LENGTH = 2;

    /** How many hashes there are, and so the most regions a table can be split into beforehand. */
    static final int COUNT = 1 << 16;

    // Looking the algorithm up costs more than a digest, and a row key is made for every event.
    private static final ThreadLocal<MessageDigest> MD5 = ThreadLocal.withInitial(RowHash::md5);

    private RowHash() {}

    /** Returns the hash of a customer key, 0 to 65535. */
    static int of(byte[] customerKey) {
        byte[] digest = MD5.get().digest(customerKey);
        return (digest[0] & 0xFF) << 8 | digest[1] & 0xFF;
    }

    /** Returns a new array of {@code length} bytes that starts with the customer's hash and key. */
    static byte[] startRow(byte[] customerKey, int length) {
        byte[] row = new byte[length];
        int hash = of(customerKey);
        row[0] = (byte) (hash >>> 8);
        row[1] = (byte) hash;
        System.arraycopy(customerKey, 0, row, LENGTH, customerKey.length);
        return row;
    }

    /** Returns a customer key as the bytes that row keys hold; a NUL would end it early, so it is refused. */
    static byte[] utf8(String customerKey) {
        byte[] bytes = customerKey.getBytes(StandardCharsets.UTF_8);
        refuseNul(bytes);
        return bytes;
    }

    static void refuseNul(byte[] customerKey) {
        for (byte b : customerKey) {
            if (b == 0) {
                throw new CrmException(
                        Kind.INTERNAL,
                        "Cannot make a row key: the customer key has a NUL character."
                                + " Reject such events before they are stored.");
            }
        }
    }

    /**
     * Returns the start keys of {@code regions} regions of equal hash ranges, in order; the first is empty, as HBase has it.
     */
    static byte[][] regionStartKeys(int regions) {
        if (regions < 1 || regions > COUNT) {
            throw new CrmException(
                    Kind.USAGE,
                    "Cannot split a table into " + regions + " regions: the row hash allows 1 to " + COUNT
                            + ". Choose a number between them.");
        }
        byte[][] keys = new byte[regions][];
        keys[0] = new byte[0];
        for (int i = 1; i < regions; i++) {
            int hash = (int) ((long) i * COUNT / regions);
            keys[i] = new byte[] {(byte) (hash >>> 8), (byte) hash};
        }
        return keys;
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new CrmException(
                    Kind.INTERNAL, "Cannot hash a customer key: this JVM has no MD5. Use another JVM.", e);
        }
    }
}
