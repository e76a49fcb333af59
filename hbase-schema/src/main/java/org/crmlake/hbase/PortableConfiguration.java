package org.crmlake.hbase;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;

/** A Hadoop configuration that Java serialisation can carry, which the class itself does not allow. */
public final class PortableConfiguration implements Serializable {
    private static final long serialVersionUID = 1L;

    private final byte[] written;
    private transient Configuration configuration;

    private PortableConfiguration(byte[] written) {
        this.written = written;
    }

    /** Takes a copy of a configuration, defaults included: executors need no files of their own. */
    public static PortableConfiguration of(Configuration configuration) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            configuration.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("an array does not fail", e);
        }
        return new PortableConfiguration(bytes.toByteArray());
    }

    /** Returns the configuration; the same object each time in one JVM. */
    public synchronized Configuration configuration() {
        if (configuration == null) {
            configuration = new Configuration(false);
            try {
                configuration.readFields(new DataInputStream(new ByteArrayInputStream(written)));
            } catch (IOException e) {
                throw new UncheckedIOException("an array does not fail", e);
            }
        }
        return configuration;
    }
}
