package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.crmlake.lake.DeadLettersTable;

/** A file in the making, and what is expected of its bad lines. */
final class ExpectedLines {
    private record Expected(long position, String stage, String reason, byte[] payload) {}

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Expected> expected = new ArrayList<>();

    void good(String line) {
        bytes.writeBytes(line.getBytes(StandardCharsets.UTF_8));
        bytes.write('\n');
    }

    ExpectedLines bad(String line, String stage, String reason) {
        return bad(line.getBytes(StandardCharsets.UTF_8), stage, reason);
    }

    ExpectedLines bad(byte[] line, String stage, String reason) {
        expected.add(new Expected(bytes.size(), stage, reason, line));
        bytes.writeBytes(line);
        bytes.write('\n');
        return this;
    }

    Path write(Path folder, String name) throws IOException {
        return Files.write(folder.resolve(name), bytes.toByteArray());
    }

    /** Asserts that {@code found}, in the order of their positions, are the bad lines. */
    void assertDeadLetters(List<Row> found) {
        for (int i = 0; i < Math.min(found.size(), expected.size()); i++) {
            Row letter = found.get(i);
            Expected wanted = expected.get(i);
            assertThat(letter.getAs(DeadLettersTable.POSITION) + ": " + letter.getAs(DeadLettersTable.STAGE) + ": "
                            + letter.getAs(DeadLettersTable.REASON))
                    .isEqualTo(wanted.position() + ": " + wanted.stage() + ": " + wanted.reason());
            assertThat(letter.<byte[]>getAs(DeadLettersTable.PAYLOAD)).isEqualTo(wanted.payload());
        }
        assertThat(found).hasSameSizeAs(expected);
        assertThat(found.stream()
                        .map(letter -> letter.getAs(DeadLettersTable.FINGERPRINT))
                        .distinct())
                .hasSameSizeAs(expected);
    }
}
