package org.crmlake.lake;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadata.MetadataLogEntry;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.iceberg.exceptions.ServiceFailureException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.apache.iceberg.jdbc.UncheckedInterruptedException;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.crmlake.model.CrmException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operations of a table, whose commits end in one of three ways: they are there, they can never be there, or nobody can tell. A
 * catalog says that a commit failed also if only the answer was lost, and Iceberg then tries it again on top of itself, or deletes the
 * files of a snapshot that the table has. Here the table is looked at first, whatever the catalog said:
 *
 * <ul>
 *   <li>if it holds what the commit was to bring about, the commit succeeded;
 *   <li>if others have changed the table since, and their changes lead back to where the commit began without meeting it, the catalog
 *       can let it through no more: it failed, and Iceberg may try again;
 *   <li>if nothing has changed, a late attempt may still come through, so the very same commit is made again: whichever comes first,
 *       the table says the same;
 *   <li>else {@link CommitStateUnknownException}, after which Iceberg deletes nothing and tries nothing.
 * </ul>
 */
final class SureOperations implements TableOperations {
    private static final Logger LOG = LoggerFactory.getLogger(SureOperations.class);

    /** Of a commit without an answer, and of looks at the table; the pauses between them add up to nine seconds. */
    private static final int ATTEMPTS = 5;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final int LONGER = 4;

    private final TableOperations catalog;
    private final BiPredicate<TableMetadata, TableMetadata> passed;
    private final Consumer<String> discard;
    private final UnaryOperator<TableMetadata> addition;

    private SureOperations(
            TableOperations catalog,
            BiPredicate<TableMetadata, TableMetadata> passed,
            Consumer<String> discard,
            UnaryOperator<TableMetadata> addition) {
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.passed = passed;
        this.discard = discard;
        this.addition = addition;
    }

    /**
     * Returns the operations of a table whose catalog compares the file of its metadata with the one that a commit began with.
     *
     * @param discard is given what the table's list of earlier metadata files no longer names
     */
    static SureOperations comparingFiles(TableOperations catalog, Consumer<String> discard) {
        return new SureOperations(catalog, SureOperations::isAnotherFile, discard, TableUpgrade::of);
    }

    /** Returns the operations of a table whose catalog compares the newest snapshot, and keeps the metadata files itself. */
    static SureOperations comparingSnapshots(TableOperations catalog) {
        return new SureOperations(
                catalog,
                (base, now) -> isAnotherFile(base, now)
                        && !Objects.equals(CommitOutcome.newest(base), CommitOutcome.newest(now)),
                file -> {},
                TableUpgrade::of);
    }

    /** Returns the same operations, whose commits are given {@code change} to add to what the table is to be. */
    static SureOperations adding(TableOperations operations, UnaryOperator<TableMetadata> change) {
        SureOperations sure = operations instanceof SureOperations already ? already : comparingSnapshots(operations);
        return new SureOperations(
                sure.catalog, sure.passed, sure.discard, metadata -> change.apply(sure.addition.apply(metadata)));
    }

    @Override
    public void commit(TableMetadata base, TableMetadata metadata) {
        if (base == null || base == metadata) {
            catalog.commit(base, metadata);
            return;
        }
        TableMetadata wanted = addition.apply(metadata);
        for (int attempt = 1; !isThere(base, wanted, attempt); attempt++) {
            pause(attempt);
        }
        for (String file : fallenOff(base, wanted)) {
            try {
                discard.accept(file);
            } catch (RuntimeException e) {
                LOG.warn(
                        "Cannot free metadata file {}: {}. Maintenance removes it when it is old.", file, e.toString());
            }
        }
    }

    private boolean isThere(TableMetadata base, TableMetadata wanted, int attempt) {
        try {
            catalog.commit(base, wanted);
            return true;
        } catch (RuntimeException e) {
            if (!mayHaveHappened(e)) {
                throw e;
            }
            return switch (CommitOutcome.of(base, wanted, look(e), passed)) {
                case THERE -> true;
                case NEVER ->
                    throw e instanceof CommitFailedException
                            ? e
                            : new CommitFailedException(e, "Somebody else was faster");
                case OPEN -> {
                    if (attempt == ATTEMPTS) {
                        throw new CommitStateUnknownException(e);
                    }
                    yield false;
                }
                case FORGOTTEN -> throw new CommitStateUnknownException(e);
            };
        }
    }

    private static boolean mayHaveHappened(RuntimeException e) {
        return e instanceof CommitFailedException
                || e instanceof CommitStateUnknownException
                || e instanceof UncheckedSQLException
                || e instanceof UncheckedInterruptedException
                || e instanceof ServiceFailureException
                // Its other subclasses are what a service has answered.
                || e.getClass() == RESTException.class;
    }

    /** The catalog keeps the very object that the commit began with, as long as the table is the same. */
    private TableMetadata look(RuntimeException failure) {
        RuntimeException last = null;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                return catalog.refresh();
            } catch (CrmException e) {
                // The table is with another catalog now, and so is the commit if it was in time.
                failure.addSuppressed(e);
                throw new CommitStateUnknownException(e);
            } catch (RuntimeException e) {
                last = e;
                if (attempt < ATTEMPTS) {
                    pause(attempt);
                }
            }
        }
        failure.addSuppressed(last);
        throw new CommitStateUnknownException(failure);
    }

    private static boolean isAnotherFile(TableMetadata base, TableMetadata now) {
        return !Objects.equals(base.metadataFileLocation(), now.metadataFileLocation());
    }

    private static Set<String> fallenOff(TableMetadata base, TableMetadata metadata) {
        Set<String> files = new HashSet<>();
        base.previousFiles().stream().map(MetadataLogEntry::file).forEach(files::add);
        metadata.previousFiles().stream().map(MetadataLogEntry::file).forEach(files::remove);
        return files;
    }

    private static void pause(int attempt) {
        LockSupport.parkNanos(FIRST_PAUSE.toNanos() * (long) Math.pow(LONGER, attempt - 1.0));
    }

    @Override
    public TableMetadata current() {
        return catalog.current();
    }

    @Override
    public TableMetadata refresh() {
        return catalog.refresh();
    }

    @Override
    public FileIO io() {
        return catalog.io();
    }

    @Override
    public EncryptionManager encryption() {
        return catalog.encryption();
    }

    @Override
    public String metadataFileLocation(String fileName) {
        return catalog.metadataFileLocation(fileName);
    }

    @Override
    public LocationProvider locationProvider() {
        return catalog.locationProvider();
    }

    @Override
    public TableOperations temp(TableMetadata uncommitted) {
        return catalog.temp(uncommitted);
    }

    @Override
    public long newSnapshotId() {
        return catalog.newSnapshotId();
    }

    @Override
    public boolean requireStrictCleanup() {
        return catalog.requireStrictCleanup();
    }
}
