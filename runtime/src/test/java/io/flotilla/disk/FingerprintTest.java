package io.flotilla.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FingerprintTest {

    private static final FileStatus DATABASE = status(7, 4096, 100, 100);
    private static final Optional<FileStatus> NONE = Optional.empty();

    @Test
    void isTheSameForTheSameFiles() {
        var log = Optional.of(status(8, 32, 100, 100));

        assertThat(Fingerprint.of(DATABASE, log, NONE))
                .isEqualTo(Fingerprint.of(DATABASE, log, NONE))
                .isNotEqualTo(Fingerprint.UNKNOWN);
    }

    @Test
    void changesWithEachValueOfEachFile() {
        Set<Fingerprint> all = new HashSet<>();
        FileStatus[] others = {
            DATABASE,
            status(9, 4096, 100, 100),
            status(7, 8192, 100, 100),
            status(7, 4096, 101, 100),
            status(7, 4096, 100, 101),
            status(7, 4096, 101, 101)
        };
        for (FileStatus other : others) {
            all.add(Fingerprint.of(other, NONE, NONE));
            all.add(Fingerprint.of(DATABASE, Optional.of(other), NONE));
            all.add(Fingerprint.of(DATABASE, NONE, Optional.of(other)));
        }

        assertThat(all).hasSize(3 * others.length);
    }

    @Test
    void ignoresAJournalBesideALogWithContent() {
        var log = Optional.of(status(8, 32, 100, 100));
        var emptyLog = Optional.of(status(8, 0, 100, 100));
        var journal = Optional.of(status(9, 512, 100, 100));

        assertThat(Fingerprint.of(DATABASE, log, journal)).isEqualTo(Fingerprint.of(DATABASE, log, NONE));
        assertThat(Fingerprint.of(DATABASE, emptyLog, journal)).isNotEqualTo(Fingerprint.of(DATABASE, emptyLog, NONE));
    }

    private static FileStatus status(long inode, long size, long modified, long changed) {
        return new FileStatus(FileStatus.Kind.FILE, 1, inode, 1, size, modified, changed, 50);
    }
}
