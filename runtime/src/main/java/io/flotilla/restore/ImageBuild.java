package io.flotilla.restore;

import io.flotilla.ltx.LtxException;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.LtxReader;
import io.flotilla.restore.RestoreResult.Restored;
import io.flotilla.spi.TargetException;
import io.flotilla.store.CountedStream;
import io.flotilla.store.LtxStore;
import io.flotilla.store.ReplicaFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.LongConsumer;

/// Makes a database of the files of one plan.
record ImageBuild(LtxStore store, Fetching fetching, Proof proof) {

    /// @throws UnusableFileException when one of the files is damaged or not there; nothing of the output
    ///     stays
    Restored build(List<ReplicaFile> files, OutputPlace place, RestoreProgress progress) throws IOException {
        var tally = new Tally(files, progress);
        try (UnfinishedFile out = UnfinishedFile.create(place);
                var ahead = new FilesAhead(store, fetching, files)) {
            var image = new DatabaseImage(out);
            for (ReplicaFile file : files) {
                apply(file, ahead, image, tally);
            }
            finish(image, files.getLast());
            prove(out);
            out.publish();
            return new Restored(
                    files.getLast().range().max(),
                    image.moment(),
                    image.commit(),
                    image.pageSize(),
                    files.size(),
                    tally.bytesRead,
                    List.of());
        }
    }

    private void apply(ReplicaFile file, FilesAhead ahead, DatabaseImage image, Tally tally) throws IOException {
        try (InputStream in = ahead.next();
                LtxReader reader = LtxReader.open(new CountedStream(in, tally))) {
            checkName(file, reader.header());
            image.apply(reader);
        } catch (LtxException | DamagedReplicaException damaged) {
            throw damaged(file, damaged);
        } catch (TargetException.NotFound gone) {
            throw new UnusableFileException(file, store.key(file.name()) + " is listed, but it is not there", gone);
        }
    }

    private void finish(DatabaseImage image, ReplicaFile last) throws IOException {
        try {
            image.finish();
        } catch (DamagedReplicaException incomplete) {
            throw damaged(last, incomplete);
        }
    }

    private void prove(UnfinishedFile out) throws IOException {
        List<String> faults = proof.faults(out.path());
        if (!faults.isEmpty()) {
            throw new UnsoundDatabaseException(faults);
        }
    }

    private static void checkName(ReplicaFile file, LtxHeader header) throws DamagedReplicaException {
        if (!header.range().equals(file.range())) {
            throw new DamagedReplicaException("its header says TXID " + header.range());
        }
    }

    private UnusableFileException damaged(ReplicaFile file, IOException why) {
        return new UnusableFileException(
                file, "The replica is damaged at " + store.key(file.name()) + ": " + why.getMessage(), why);
    }

    /// Adds up what has been read of the files of one plan.
    private static final class Tally implements LongConsumer {

        private final RestoreProgress progress;
        private final long bytesTotal;
        private long bytesRead;

        Tally(List<ReplicaFile> files, RestoreProgress progress) {
            this.progress = progress;
            this.bytesTotal = files.stream().mapToLong(ReplicaFile::size).sum();
        }

        @Override
        public void accept(long bytes) {
            bytesRead += bytes;
            progress.at(bytesRead, bytesTotal);
        }
    }
}
