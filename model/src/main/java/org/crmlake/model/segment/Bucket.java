package org.crmlake.model.segment;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/**
 * The customer's place in a shuffle that depends on nothing but a salt lies within a range. The first four bytes of the SHA-256
 * of {@code salt | NUL | customer key}, as an unsigned number, are scaled to 0 to 9,999.
 *
 * @param salt another salt is another shuffle, independent of this one
 * @param from the first place, in hundredths of a percent
 * @param to the first place after the range
 */
public record Bucket(String salt, int from, int to) implements Leaf {
    static final String TYPE = "bucket";
    private static final int PLACES = 10_000;

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Finding test(CustomerHistory history, AsOf asOf) {
        int place = place(history.customer());
        return Finding.of(place >= from && place < to, BigDecimal.valueOf(place, 2));
    }

    /** Returns the customer's place, from 0 to 9,999. */
    int place(String customer) {
        byte[] hash = sha256().digest((salt + '\0' + customer).getBytes(StandardCharsets.UTF_8));
        return (int) (Integer.toUnsignedLong(ByteBuffer.wrap(hash).getInt()) * PLACES >>> Integer.SIZE);
    }

    @Override
    public Inputs inputs() {
        return Inputs.NONE;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new CrmException(
                    Kind.INTERNAL, "Cannot shuffle customers: this JVM has no SHA-256. Use another JVM.", e);
        }
    }

    static Leaf read(Settings settings) {
        String salt = settings.requiredText("salt");
        int from = place(settings, "from", 0);
        int to = place(settings, "to", PLACES);
        if (from >= to) {
            settings.problem("to", "the range from " + from / 100.0 + " to " + to / 100.0 + " percent is empty");
        }
        return new Bucket(salt, from, to);
    }

    private static int place(Settings settings, String word, int otherwise) {
        BigDecimal percent = settings.number(word);
        if (percent == null) {
            return otherwise;
        }
        BigDecimal places = percent.movePointRight(2);
        if (places.signum() < 0
                || places.compareTo(BigDecimal.valueOf(PLACES)) > 0
                || places.stripTrailingZeros().scale() > 0) {
            settings.problem(word, percent + " is no percentage from 0 to 100 with two decimals");
            return otherwise;
        }
        return places.intValueExact();
    }
}
