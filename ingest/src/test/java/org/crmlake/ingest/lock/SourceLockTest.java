package org.crmlake.ingest.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;
import org.crmlake.ingest.lock.SourceLock.Pace;
import org.crmlake.ingest.source.OtherDisk;
import org.crmlake.ingest.source.TornFiles;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Tenant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceLockTest {
    private static final Pace PACE = new Pace(Duration.ofMillis(20), Duration.ofMillis(300));
    private static final LockOwner SELF = LockOwner.self();
    private static final LockOwner ELSEWHERE = new LockOwner("elsewhere.example", 17, 1);
    private static final LockOwner DEAD = new LockOwner(SELF.host(), SELF.pid(), SELF.started() - 1);

    @TempDir
    Path folder;

    private final Configuration conf = new Configuration();
    private final List<String> shutOut = new ArrayList<>();

    @BeforeEach
    void onThisDisk() {
        conf.set("hbase.rootdir", folder.resolve("hbase").toUri().toString());
    }

    @Test
    void knowsAMachineWhoseNameDoesNotResolveByItsName() {
        assertThat(LockOwner.unresolved(new UnknownHostException("laptop-7: laptop-7: Name or service not known")))
                .isEqualTo("laptop-7");
        assertThat(LockOwner.unresolved(new UnknownHostException("laptop-7"))).isEqualTo("laptop-7");
        assertThat(LockOwner.unresolved(new UnknownHostException())).isEqualTo("localhost");
    }

    @Test
    void refusesTheSecondAndServesTheNext() throws IOException {
        SourceLock first = acquire("web", SELF);

        assertThatExceptionOfType(CrmException.class)
                .isThrownBy(() -> acquire("web", SELF))
                .withMessage("Cannot ingest source web: process " + SELF.pid() + " on " + SELF.host()
                        + " is ingesting it. Wait until it ends, or stop it.")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.LOCKED));

        first.close();
        acquire("web", SELF).close();
        assertThat(shutOut).isEmpty();
        assertThat(files("web")).isEmpty();
    }

    @Test
    void keepsSourcesApart() {
        acquire("web", SELF);
        acquire("mail", SELF).close();
    }

    @Test
    void takesOverAtOnceFromADeadProcessOfThisMachine() throws IOException {
        left("web", DEAD.bytes());

        acquire("web", SELF);

        assertThat(shutOut).containsExactly(SELF.toString());
        assertThat(files("web")).containsExactly("5");
    }

    @Test
    void takesOverFromAnotherMachineOnceItIsSilent() throws IOException {
        left("web", ELSEWHERE.bytes());

        acquire("web", SELF);

        assertThat(shutOut).hasSize(1);
    }

    @Test
    void isRefusedWhileTheOtherMachineShowsThatItLives() {
        acquire("web", ELSEWHERE);

        assertThatExceptionOfType(CrmException.class)
                .isThrownBy(() -> acquire("web", SELF))
                .withMessageContaining("process 17 on elsewhere.example is ingesting it");
        assertThat(shutOut).isEmpty();
    }

    @Test
    void takesOverALockThatNobodyCanReadAnyMore() throws IOException {
        left("web", new byte[0]);

        SourceLock.acquire(TornFiles.below(folder), Tenant.DEFAULT, "web", shutOut::add, SELF, PACE)
                .close();

        assertThat(shutOut).hasSize(1);
        assertThat(files("web")).isEmpty();
    }

    @Test
    void takesOverALockWhoseOwnerDiedBeforeItSaidItsName() throws IOException {
        left("web", new byte[0]);

        acquire("web", SELF);

        assertThat(shutOut).hasSize(1);
    }

    @Test
    void doesNotKeepALockWhosePredecessorCouldNotBeShutOut() throws IOException {
        left("web", DEAD.bytes());

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> SourceLock.acquire(
                        conf,
                        Tenant.DEFAULT,
                        "web",
                        me -> {
                            throw new IllegalStateException("no lake");
                        },
                        SELF,
                        PACE));

        assertThat(files("web")).containsExactly("4");
    }

    @Test
    void leavesTheLockOfWhoeverHasItsNumberByNow() throws IOException {
        SourceLock woken = acquire("web", SELF);
        // Its successor has taken it away, and ended.
        Files.delete(locks("web").resolve("1"));
        Files.delete(locks("web").resolve(".1.crc"));
        acquire("web", ELSEWHERE);

        woken.close();

        assertThat(files("web")).containsExactly("1");
    }

    @Test
    void twoWhoseFilesDifferInWhereHBaseIsWantTheSameLock() {
        Configuration silent = OtherDisk.at(folder);
        Configuration talkative = OtherDisk.at(folder);
        talkative.set("hbase.rootdir", folder.resolve("apps/hbase").toUri().toString());

        SourceLock first = acquire(silent, "web", SELF);
        assertThatExceptionOfType(CrmException.class).isThrownBy(() -> acquire(talkative, "web", SELF));
        first.close();
        SourceLock second = acquire(talkative, "web", SELF);
        assertThatExceptionOfType(CrmException.class).isThrownBy(() -> acquire(silent, "web", SELF));

        second.close();
        assertThat(shutOut).isEmpty();
    }

    @Test
    void respectsWhatAnEarlierReleaseHoldsBesideHBase() throws IOException {
        Configuration now = OtherDisk.at(folder.resolve("now"));
        now.set("hbase.rootdir", conf.get("hbase.rootdir"));
        SourceLock earlier = acquire("web", SELF);

        assertThatExceptionOfType(CrmException.class)
                .isThrownBy(() -> acquire(now, "web", SELF))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.LOCKED));
        earlier.close();
        acquire(now, "web", SELF).close();
        assertThat(shutOut).isEmpty();

        left("web", DEAD.bytes());
        acquire(now, "web", SELF);
        assertThat(shutOut).containsExactly(SELF.toString());
        assertThat(files("web")).as("the dead one's").isEmpty();
        assertThat(folder.resolve("now/crmlake-locks/crm_default/web/1")).exists();
    }

    @Test
    void isRefusedIfSomebodyHasComeWhileItStoodStill() throws IOException {
        Configuration slow = SlowFiles.below(folder);
        SlowFiles.beforeTheNextIsMade = () -> {
            left("web", "1", DEAD.bytes());
            SourceLock.acquire(slow, Tenant.DEFAULT, "web", shutOut::add, SELF, PACE);
        };

        assertThatExceptionOfType(CrmException.class)
                .isThrownBy(() -> SourceLock.acquire(slow, Tenant.DEFAULT, "web", shutOut::add, ELSEWHERE, PACE))
                .withMessageContaining("process " + SELF.pid() + " on " + SELF.host() + " is ingesting it")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.LOCKED));

        assertThat(files("web")).containsExactly("2");
    }

    @Test
    void takesTheLockIfAllWhoCameWhileItStoodStillAreGone() throws IOException {
        Configuration slow = SlowFiles.below(folder);
        SlowFiles.beforeTheNextIsMade = () -> {
            left("web", "1", DEAD.bytes());
            SourceLock.acquire(slow, Tenant.DEFAULT, "web", shutOut::add, SELF, PACE)
                    .close();
        };

        SourceLock.acquire(slow, Tenant.DEFAULT, "web", shutOut::add, ELSEWHERE, PACE);

        assertThat(files("web")).containsExactly("1");
    }

    @Test
    void shutsOutWhoeverHadALockWhoseFileIsGone() throws IOException {
        SourceLock repair = SourceLock.acquireAlone(conf, Tenant.DEFAULT, "web", shutOut::add);

        assertThat(shutOut).containsExactly(SELF.toString());
        repair.close();

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> SourceLock.acquireAlone(conf, Tenant.DEFAULT, "web", me -> {
                    throw new IllegalStateException("no lake");
                }));
        assertThat(files("web")).isEmpty();
    }

    /** This disk, where something happens between the looks of a process at it. */
    public static final class SlowFiles extends RawLocalFileSystem {
        private interface Meanwhile {
            void run() throws IOException;
        }

        private static Meanwhile beforeTheNextIsMade;

        private static Configuration below(Path folder) {
            Configuration conf = new Configuration();
            conf.setClass("fs.slow.impl", SlowFiles.class, FileSystem.class);
            conf.set("hbase.rootdir", "slow://" + folder.resolve("hbase"));
            return conf;
        }

        @Override
        public URI getUri() {
            return URI.create("slow:///");
        }

        @Override
        public FSDataOutputStream create(
                org.apache.hadoop.fs.Path file,
                boolean overwrite,
                int buffer,
                short copies,
                long block,
                Progressable seen)
                throws IOException {
            Meanwhile now = beforeTheNextIsMade;
            beforeTheNextIsMade = null;
            if (now != null) {
                now.run();
            }
            return super.create(file, overwrite, buffer, copies, block, seen);
        }
    }

    private SourceLock acquire(String source, LockOwner self) {
        return acquire(conf, source, self);
    }

    private SourceLock acquire(Configuration conf, String source, LockOwner self) {
        return SourceLock.acquire(conf, Tenant.DEFAULT, source, shutOut::add, self, PACE);
    }

    private void left(String source, byte[] owner) throws IOException {
        left(source, "4", owner);
    }

    private void left(String source, String number, byte[] owner) throws IOException {
        Files.createDirectories(locks(source));
        Files.write(locks(source).resolve(number), owner);
    }

    private List<String> files(String source) throws IOException {
        try (Stream<Path> files = Files.list(locks(source))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .toList();
        }
    }

    private Path locks(String source) {
        return folder.resolve("crmlake-locks/crm_default").resolve(source);
    }
}
