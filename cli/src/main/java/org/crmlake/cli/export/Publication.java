package org.crmlake.cli.export;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.export.Destination;

/** How the files of an export get their names: those of none that is there, and the manifest's last. */
final class Publication {
    private static final int MOST_OF_A_DATE = 10_000;

    private final FileSystem files;
    private final Path folder;
    private final String stem;
    private final Destination destination;
    private final Map<String, ExportFile> whole = new LinkedHashMap<>();
    private final Map<String, Long> sizes = new LinkedHashMap<>();
    private final List<Path> named = new ArrayList<>();

    Publication(FileSystem files, Path folder, String stem, Destination destination) {
        this.files = files;
        this.folder = folder;
        this.stem = stem;
        this.destination = destination;
    }

    /**
     * Adds a file to which nothing more is written.
     *
     * @throws CrmException DATA if it is larger than the destination takes
     */
    void add(String end, ExportFile file) throws IOException {
        long size = file.finish();
        if (end.endsWith(".csv") && size > destination.largest()) {
            throw new CrmException(
                    Kind.DATA,
                    "Cannot export to " + destination.id() + ": " + stem + end + " has " + size
                            + " bytes, and the destination takes " + destination.largest()
                            + ". Export smaller segments, for instance by a bucket.");
        }
        whole.put(end, file);
        sizes.put(end, size);
    }

    /** Names the files, and says in the manifest what they are. */
    void publish(Map<String, Object> manifest) throws IOException {
        boolean done = false;
        try (ExportFile last = new ExportFile(files, folder)) {
            String own = reserve();
            List<Map<String, Object>> entries = new ArrayList<>();
            for (Map.Entry<String, ExportFile> file : whole.entrySet()) {
                String name = own + file.getKey();
                if (!entries.isEmpty()) {
                    name(file.getValue(), name);
                }
                Map<String, Object> entry = new LinkedHashMap<>();
                entry.put("name", name);
                boolean headed = name.endsWith(".csv");
                entry.put("lines", file.getValue().lines() - (headed ? 1 : 0));
                entry.put("bytes", sizes.get(file.getKey()));
                entry.put("sha256", file.getValue().hash());
                entries.add(entry);
            }
            manifest.put("files", entries);
            last.json(DestinationExport.json(manifest));
            last.finish();
            name(last, own + Manifests.END);
            done = true;
        } finally {
            for (Path path : done ? List.<Path>of() : named) {
                files.delete(path, false);
            }
        }
    }

    /**
     * Gives the first file the first name of the date under which no file of any ending is: by that the others' names are this export's too.
     * Some files of an earlier export may have been taken away.
     */
    private String reserve() throws IOException {
        Map.Entry<String, ExportFile> first = whole.entrySet().iterator().next();
        Set<String> there = new HashSet<>();
        for (FileStatus file : files.listStatus(folder, path -> path.getName().startsWith(stem))) {
            there.add(file.getPath().getName());
        }
        for (int number = 1; number < MOST_OF_A_DATE; number++) {
            String own = number == 1 ? stem : stem + "-" + number;
            Path path = new Path(folder, own + first.getKey());
            if (there.stream().noneMatch(name -> isOf(own, name))
                    && first.getValue().publish(path)) {
                named.add(path);
                return own;
            }
        }
        throw new IOException("there are " + MOST_OF_A_DATE + " exports of this date already");
    }

    /** Whether a file is of the export that has a name; what follows is not the number of another one. */
    private static boolean isOf(String own, String name) {
        String end = name.startsWith(own) ? name.substring(own.length()) : "";
        return end.startsWith(".") || end.matches("-[a-z].*") && !end.startsWith(ArmsFile.END);
    }

    private void name(ExportFile file, String name) throws IOException {
        Path path = new Path(folder, name);
        if (!file.publish(path)) {
            throw new IOException(name + " is there already");
        }
        named.add(path);
    }
}
