package org.crmlake.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Tenant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentFileTest {
    private static final LocalDate DATE = LocalDate.of(2011, 9, 1);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            Champions           | champions
            Can't Lose Them     | cant-lose-them
            ../../etc/passwd    | etc-passwd
            a/b\\c:d            | a-b-c-d
            """)
    void isNamedBySafeLettersOnly(String segment, String slug) {
        assertThat(SegmentFile.slug(segment)).isEqualTo(slug);
    }

    @Test
    void needsALetterOrADigitInTheSegmentsName() {
        assertThatThrownBy(() -> SegmentFile.slug("../"))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.USAGE))
                .hasMessage("Cannot export segment '../': its name has no letter or digit to name a file after."
                        + " Rename it in the bands.");
    }

    @Test
    void replacesAnEarlierFileAndLeavesNothingElse() throws IOException {
        SegmentFile file = SegmentFile.in(folder.resolve("new"), new Tenant("acme"), "At Risk", DATE);

        file.write(
                List.of("customer_key"),
                List.of(new Object[] {"x:1"}, new Object[] {"x:2"}).iterator());
        long written = file.write(
                List.of("customer_key"), List.<Object[]>of(new Object[] {"x:3"}).iterator());

        assertThat(written).isEqualTo(1);
        assertThat(file.path()).hasFileName("acme-at-risk-2011-09-01.csv").hasContent("customer_key\r\nx:3\r\n");
        assertThat(files(file.path().getParent())).containsExactly(file.path());
    }

    @Test
    void leavesNothingBehindIfTheRowsBreakOff() throws IOException {
        SegmentFile file = SegmentFile.in(folder, new Tenant("acme"), "At Risk", DATE);
        Iterator<Object[]> rows = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Object[] next() {
                throw new UncheckedIOException(new IOException("gone"));
            }
        };

        assertThatThrownBy(() -> file.write(List.of("customer_key"), rows))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.EXTERNAL))
                .hasMessage("Cannot write " + file.path()
                        + ": java.io.IOException: gone. Choose another folder with --out.");
        assertThat(files(folder)).isEmpty();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.toList();
        }
    }
}
