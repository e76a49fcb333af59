package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Failures failures = new Failures(new PrintStream(err, true, StandardCharsets.UTF_8));

    @ParameterizedTest
    @CsvSource({"USAGE, 2", "CONFIG, 2", "DATA, 1", "QUALITY_GATE, 4", "LOCKED, 5", "NOT_FOUND, 6", "EXTERNAL, 1"})
    void eachKindHasItsExitCodeAndNoStackTrace(Kind kind, int code) {
        assertThat(failures.of(new CrmException(kind, "Cannot do it: reason."), false))
                .isEqualTo(code);

        assertThat(said()).isEqualTo("crmlake: Cannot do it: reason.\n");
    }

    @Test
    void findsTheMessageInsideOfWhatWrapsIt() {
        Exception wrapped =
                new RuntimeException("job aborted", new CrmException(Kind.LOCKED, "Cannot run rfm: locked."));

        assertThat(failures.of(wrapped, false)).isEqualTo(5);
        assertThat(said()).isEqualTo("crmlake: Cannot run rfm: locked.\n");
    }

    @Test
    void showsCharactersThatATerminalWouldObey() {
        failures.of(new CrmException(Kind.NOT_FOUND, "Cannot show cdnow:0012\r: \u001b[2Jgone.\nSecond line."), false);

        assertThat(said()).isEqualTo("crmlake: Cannot show cdnow:0012?: ?[2Jgone.\nSecond line.\n");
    }

    @Test
    void verboseAddsTheStackTrace() {
        failures.of(new CrmException(Kind.DATA, "Cannot do it: reason."), true);

        assertThat(said())
                .startsWith("crmlake: Cannot do it: reason.\n")
                .contains("at " + FailuresTest.class.getName());
    }

    @Test
    void aStoreThatDoesNotAnswerIsNobodysFaultButSaysWhatToDo() {
        Exception thrown =
                new RuntimeException("task failed", new ConnectException("Connection refused: localhost/127.0.0.1:1"));

        assertThat(failures.of(thrown, false)).isEqualTo(1);
        assertThat(said())
                .isEqualTo(
                        "crmlake: Cannot reach the stores: ConnectException: Connection refused: localhost/127.0.0.1:1."
                                + " Start the sandbox with `crmlake sandbox start` or point HADOOP_CONF_DIR and HBASE_CONF_DIR at a"
                                + " cluster.\n");
    }

    @Test
    void aMachineThatDoesNotKnowItsOwnAddressBlamesNoStore() {
        UnknownHostException own = new UnknownHostException("laptop-7: laptop-7: Name or service not known");
        own.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("java.net.InetAddress", "getLocalHost", "InetAddress.java", 1671)
        });

        assertThat(failures.of(new ExceptionInInitializerError(own), false)).isEqualTo(1);
        assertThat(said())
                .isEqualTo("crmlake: Cannot find the address of this machine: its name does not resolve"
                        + " (UnknownHostException: laptop-7: laptop-7: Name or service not known). Add the name to"
                        + " /etc/hosts, or set SPARK_LOCAL_IP=127.0.0.1 and SPARK_LOCAL_HOSTNAME=localhost.\n");
    }

    @Test
    void anythingElseIsOurFaultAndShowsWhere() {
        assertThat(failures.of(new IllegalStateException("no such thing"), false))
                .isEqualTo(1);

        assertThat(said())
                .startsWith(
                        "crmlake: Cannot finish the command: IllegalStateException: no such thing. This is a fault of"
                                + " crmlake; please report it with the lines below.\n")
                .contains("at " + FailuresTest.class.getName());
    }

    @Test
    void aReaderThatWentAwayHasAllItWanted() {
        assertThat(failures.of(new UncheckedIOException(new IOException("Broken pipe")), false))
                .isZero();
        assertThat(said()).isEmpty();
    }

    @Test
    void aFullDiskIsAFailure() {
        assertThat(failures.of(new UncheckedIOException(new IOException("No space left on device")), false))
                .isEqualTo(1);
        assertThat(said())
                .isEqualTo(
                        "crmlake: Cannot finish the command: IOException: No space left on device. Mend that, or run it"
                                + " again with --verbose to see where it happened.\n");
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
