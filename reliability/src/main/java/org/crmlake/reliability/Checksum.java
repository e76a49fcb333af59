package org.crmlake.reliability;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A sum of 64-bit digests: the same for the same records in whatever order, and another one if any is missing or there twice. */
final class Checksum {
    private long sum;

    void add(String key, String text) {
        byte[] digest = NameId.digest("SHA-256", (key + '\0' + text).getBytes(StandardCharsets.UTF_8));
        sum += ByteBuffer.wrap(digest).getLong();
    }

    long sum() {
        return sum;
    }
}
