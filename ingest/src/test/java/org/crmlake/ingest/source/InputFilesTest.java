package org.crmlake.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.ingest.source.InputFiles.InputFile;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFilesTest {
    @TempDir
    private Path folder;

    @Test
    void readsAFolderWithItsSubFoldersInTheOrderOfTheNames() throws IOException {
        write("b.csv");
        write("a/z.csv");
        write("a/deeper/y.csv");
        write("c.csv");

        assertThat(names(folder)).containsExactly("a/deeper/y.csv", "a/z.csv", "b.csv", "c.csv");
    }

    @Test
    void leavesHiddenNamesOut() throws IOException {
        write("a.csv");
        write("_SUCCESS");
        write(".a.csv.crc");
        write("_temporary/b.csv");
        write(".hidden/c.csv");

        assertThat(names(folder)).containsExactly("a.csv");
    }

    @Test
    void readsAHiddenFileThatIsNamedItself() throws IOException {
        assertThat(InputFiles.list(new Configuration(), write("_a.csv").toString())
                        .files())
                .hasSize(1);
    }

    @Test
    void takesNamesAsTheyAre() throws IOException {
        write("a b%20[1]{x}*?.csv");

        assertThat(names(folder)).containsExactly("a b%20[1]{x}*?.csv");
        assertThat(InputFiles.list(
                                new Configuration(),
                                folder.resolve("a b%20[1]{x}*?.csv").toString())
                        .bytes())
                .isEqualTo(4);
    }

    @Test
    void readsOnceWhatSeveralLinksLeadTo() throws IOException {
        write("day/x.csv");
        Files.createSymbolicLink(folder.resolve("day/itself"), folder.resolve("day"));
        Files.createSymbolicLink(folder.resolve("day/a.csv"), folder.resolve("day/x.csv"));
        Files.createSymbolicLink(folder.resolve("latest"), folder.resolve("day"));
        Files.createSymbolicLink(folder.resolve("up"), folder);
        Files.createSymbolicLink(folder.resolve("nowhere"), folder.resolve("no.csv"));

        assertThat(names(folder)).containsExactly("day/x.csv");
        assertThat(InputFiles.inFolder(new Configuration(), folder.toString())).hasSize(1);
    }

    @Test
    void readsWhatOnlyALinkLeadsTo(@TempDir Path elsewhere) throws IOException {
        Files.writeString(elsewhere.resolve("y.csv"), "text");
        Files.createSymbolicLink(folder.resolve("one.csv"), elsewhere.resolve("y.csv"));
        Files.createSymbolicLink(folder.resolve("two"), elsewhere);

        assertThat(names(folder)).containsExactly("one.csv");
        assertThat(InputFiles.list(new Configuration(), folder.resolve("two").toString())
                        .files())
                .hasSize(1);
    }

    @Test
    void namesAFileWhoseNameTheLocaleCannotRead() throws Exception {
        write("a.csv");
        Process touch = new ProcessBuilder(
                        "sh", "-c", "printf text > \"$1/$(printf 'm\\374ller.csv')\"", "sh", folder.toString())
                .inheritIO()
                .start();
        assertThat(touch.waitFor()).isZero();

        assertThatThrownBy(() -> InputFiles.list(new Configuration(), folder.toString()))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DATA))
                .hasMessage("Cannot ingest " + folder + ": the name of file:" + folder
                        + "/m\uFFFDller.csv has characters that this locale cannot read. Run the command with"
                        + " LC_ALL=C.UTF-8, or rename the file.");
        // Who follows the folder comes to it, and cannot read it.
        assertThat(InputFiles.inFolder(new Configuration(), folder.toString())).hasSize(2);
        FileSlice lost = new FileSlice(0, "file:" + folder + "/m\uFFFDller.csv", 0, 4);
        assertThatThrownBy(() -> new LineReader(new Configuration(), lost, 0))
                .hasMessageContaining(": its name has characters that this locale cannot read.");
    }

    @Test
    void aFolderThatCannotBeReadToItsEndIsAnError() {
        BrokenFolder names = new BrokenFolder();

        assertThatThrownBy(() -> Listing.sorted(names))
                .isInstanceOf(IOException.class)
                .hasMessage("Input/output error");
        assertThat(names.closed).isTrue();
    }

    /** The names in a folder of a disk that fails after the first. */
    private static final class BrokenFolder implements DirectoryStream<Path> {
        private boolean closed;

        @Override
        public Iterator<Path> iterator() {
            return Stream.of("a.csv", "b.csv")
                    .map(name -> {
                        if (name.equals("b.csv")) {
                            throw new DirectoryIteratorException(new IOException("Input/output error"));
                        }
                        return Path.of(name);
                    })
                    .iterator();
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void takesNamesWithColons() throws IOException {
        write("day 10:30.csv");
        write("a:b/c:d.csv");

        assertThat(names(folder)).containsExactly("a:b/c:d.csv", "day 10:30.csv");
    }

    @Test
    void takesAPathWithoutASchemeFromTheLocalDisk() throws IOException {
        Configuration conf = new Configuration();
        conf.set("fs.defaultFS", "hdfs://nowhere.invalid:1");
        Path file = write("a.csv");

        assertThat(InputFiles.list(conf, file.toString()).files())
                .extracting(InputFile::path)
                .containsExactly("file:" + file);
        assertThat(InputFiles.list(conf, file.toUri().toString()).files())
                .extracting(InputFile::path)
                .containsExactly("file:" + file);
    }

    @Test
    void namesNameLengthAndTimeOfEachFileAsThePositions() throws IOException {
        Path file = write("a.csv");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));

        String before = InputFiles.list(new Configuration(), folder.toString()).positions();

        assertThat(before).isEqualTo("file:" + file + "\t4\t1000\n");
        Files.setLastModifiedTime(file, FileTime.fromMillis(2_000));
        assertThat(InputFiles.list(new Configuration(), folder.toString()).positions())
                .isNotEqualTo(before);
    }

    @Test
    void aCommitSaysOfManyFilesNoMoreThanOfAFew() {
        List<InputFile> files = IntStream.range(0, 100_000)
                .mapToObj(i -> new InputFile("hdfs://names/in/%06d.csv".formatted(i), 1_000, i))
                .toList();
        InputFiles few = new InputFiles(files.subList(0, 10));
        InputFiles many = new InputFiles(files);
        InputFiles others = new InputFiles(files.subList(0, 99_999));

        assertThat(few.shortPositions()).isEqualTo(few.positions());
        assertThat(many.positions()).hasSizeGreaterThan(3_000_000);
        assertThat(many.shortPositions())
                .startsWith("100000 files\t100000000 bytes\tsha256 ")
                .endsWith("\nhdfs://names/in/000000.csv\nhdfs://names/in/099999.csv\n")
                .hasSizeLessThan(200)
                .isNotEqualTo(others.shortPositions());
    }

    @Test
    void saysThatThereIsNoSuchFile() {
        String path = folder.resolve("no.csv").toString();

        assertProblem(path, Kind.DATA, "there is no such file or folder. Check the path.");
    }

    @Test
    void saysThatTheFileIsEmpty() throws IOException {
        Path file = Files.createFile(folder.resolve("empty.csv"));

        assertProblem(file.toString(), Kind.DATA, "it is empty. Check what wrote it.");
        assertProblem(folder.toString(), Kind.DATA, "it is empty. Check what wrote it.");
    }

    @Test
    void saysThatTheFolderHasNoFiles() throws IOException {
        write("_SUCCESS");

        assertProblem(
                folder.toString(),
                Kind.DATA,
                "the folder has no files. Check the path; names that begin with '_' or '.' are not read.");
    }

    @Test
    void saysThatItDoesNotKnowTheFileSystem() {
        assertProblem(
                "nofs://host/a.csv",
                Kind.EXTERNAL,
                "No FileSystem for scheme \"nofs\". Check the path and its permissions.");
    }

    private void assertProblem(String path, Kind kind, String reason) {
        assertThatThrownBy(() -> InputFiles.list(new Configuration(), path))
                .hasMessage("Cannot ingest " + path + ": " + reason)
                .extracting(problem -> ((CrmException) problem).kind())
                .isEqualTo(kind);
    }

    private java.util.List<String> names(Path root) {
        return InputFiles.list(new Configuration(), root.toString()).files().stream()
                .map(file -> file.path().substring(("file:" + root + "/").length()))
                .toList();
    }

    private Path write(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "text");
    }
}
