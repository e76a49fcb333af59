package org.crmlake.ingest.stream;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.ingest.source.BatchInput;
import org.crmlake.ingest.source.InputFiles;
import org.crmlake.ingest.source.InputFiles.InputFile;
import org.crmlake.lake.CommittedBatches;

/**
 * The files that arrive in a folder, oldest first. Each file is a batch of its own, the same that {@code crmlake ingest FILE} would
 * make of it, so it does not matter by which of the two ways a file comes in, or with which others.
 *
 * <p>A file that is still being written is left alone until two looks in a row find it unchanged.
 */
public final class FolderMicroBatches implements MicroBatches {
    private final Configuration conf;
    private final String path;
    private final Queue<InputFile> waiting = new ArrayDeque<>();
    private final Set<InputFile> taken = new HashSet<>();
    private Set<InputFile> lastLook = Set.of();

    public FolderMicroBatches(Configuration conf, String path) {
        this.conf = conf;
        this.path = path;
    }

    @Override
    public void begin(CommittedBatches committed) {
        lastLook = Set.copyOf(look());
    }

    @Override
    public Optional<BatchInput> next() {
        if (waiting.isEmpty()) {
            List<InputFile> now = look();
            for (InputFile file : now) {
                if (lastLook.contains(file) && taken.add(file)) {
                    waiting.add(file);
                }
            }
            lastLook = Set.copyOf(now);
        }
        return Optional.ofNullable(waiting.poll()).map(file -> new InputFiles(List.of(file)));
    }

    @Override
    public SortedMap<String, Long> waiting() {
        return new TreeMap<>(Map.of("files", (long) waiting.size()));
    }

    @Override
    public boolean mayPassOver() {
        return true;
    }

    @Override
    public void close() {}

    private List<InputFile> look() {
        return InputFiles.inFolder(conf, path).stream()
                .sorted(Comparator.comparingLong(InputFile::modified).thenComparing(InputFile::path))
                .toList();
    }
}
