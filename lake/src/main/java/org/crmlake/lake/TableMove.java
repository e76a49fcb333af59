package org.crmlake.lake;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/**
 * What lies already where a table would that the catalog does not know. One that plain files have kept is taken over, as long as no
 * catalog has written to it since: if one has, then it is the catalog that has forgotten the table, and the last of the plain files is
 * the state of the day on which it moved. What somebody has left who was ended while he made the table is in nobody's way.
 */
final class TableMove {
    /** The property of a table that says which catalog it was made in; what no catalog names may have it as well. */
    static final String MADE_IN = "crmlake.made-in";

    /** What Iceberg renames to a version of plain files, once it is written. */
    private static final Pattern DRAFT = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.metadata\\.json");

    /** What a catalog that is no plain files names when it makes a table. */
    private static final Pattern FIRST = Pattern.compile("00000-[0-9a-f-]+\\.metadata\\.json");

    private final Catalog catalog;
    private final LakeSettings settings;
    private final Configuration hadoop;

    TableMove(Catalog catalog, LakeSettings settings, Configuration hadoop) {
        this.catalog = catalog;
        this.settings = settings;
        this.hadoop = hadoop;
    }

    /** Returns whether plain files keep the table, and it is still to be moved. */
    boolean isToCome(TableIdentifier table) {
        if (settings.type() == CatalogType.HADOOP) {
            return false;
        }
        try {
            for (String folder : folders(table)) {
                Optional<FolderTable> found = FolderTable.at(folder, hadoop);
                if (found.isPresent()
                        && found.get().isOfPlainFiles()
                        && ofCatalogs(found.get()).isEmpty()) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Registers the table that plain files have kept.
     *
     * @return whether there is one
     * @throws CrmException CONFIG if there is one of a catalog
     */
    boolean takeOver(TableIdentifier table) {
        Optional<FolderTable> found = find(table);
        try {
            if (found.isPresent()) {
                catalog.registerTable(table, found.get().close(settings.place()));
            }
            return found.isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the table that plain files have kept, or empty.
     *
     * @throws CrmException CONFIG if there is one of a catalog
     */
    Optional<FolderTable> find(TableIdentifier table) {
        try {
            for (String folder : folders(table)) {
                Optional<FolderTable> found = FolderTable.at(folder, hadoop);
                if (found.isEmpty()) {
                    continue;
                }
                List<Path> ofCatalogs = ofCatalogs(found.get());
                if (!ofCatalogs.isEmpty()) {
                    throw refused(table, folder, ofCatalogs.get(0));
                }
                if (found.get().isOfPlainFiles()) {
                    if (settings.type() == CatalogType.HADOOP) {
                        throw refused(table, folder, found.get().newestFirst().get(0));
                    }
                    return found;
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CrmException refused(TableIdentifier table, String folder, Path newest) {
        return new CrmException(
                Kind.CONFIG,
                "Cannot create table " + table + ": " + folder
                        + " holds a table of another catalog, or one that this catalog has forgotten, whose newest file is "
                        + newest.getName()
                        + ". Restore the database of this catalog if it has known the table; else set "
                        + LakeSettings.PREFIX + "* to the other one, or register the file in this one.");
    }

    /** Returns what the value of {@link #MADE_IN} is for this catalog. */
    String madeIn() {
        return settings.place() + " " + settings.catalog().getOrDefault("warehouse", "");
    }

    private List<Path> ofCatalogs(FolderTable found) throws IOException {
        boolean isOfPlainFiles = found.isOfPlainFiles();
        List<Path> files = new ArrayList<>();
        for (Path file : found.newestFirst()) {
            String name = file.getName();
            boolean isLeft = DRAFT.matcher(name).matches()
                    ? isOfPlainFiles || isOfNoTable(found, file, false)
                    : FIRST.matcher(name).matches() && isOfNoTable(found, file, true);
            if (FolderOperations.versionOf(name) == 0 && !isLeft) {
                files.add(file);
            }
        }
        return files;
    }

    /** A table without a snapshot may be in use in another catalog, whose name it then has; one with a snapshot holds rows. */
    private boolean isOfNoTable(FolderTable found, Path file, boolean onlyOwn) throws IOException {
        String json;
        try (InputStream in = found.files().open(file)) {
            json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        TableMetadata metadata;
        try {
            metadata = TableMetadataParser.fromJson(json);
        } catch (UncheckedIOException e) {
            // Cut off while it was written, so nobody was told its name.
            return true;
        } catch (RuntimeException e) {
            return false;
        }
        return metadata.snapshots().isEmpty()
                && (!onlyOwn || madeIn().equals(metadata.properties().get(MADE_IN)));
    }

    private List<String> folders(TableIdentifier table) {
        return settings.warehouses(hadoop).stream()
                .map(warehouse -> String.join("/", warehouse, table.namespace().toString(), table.name()))
                .toList();
    }
}
