package io.flotilla.fleet;

import io.flotilla.compaction.Source;
import io.flotilla.spi.TargetException;
import io.flotilla.store.LtxStore;
import io.flotilla.store.ReplicaFile;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The files of a target, until it is stopped: then no more is read, so that a long merge keeps nobody waiting.
/// Safe for use by several threads.
final class StoppableSource implements Source {

    private final LtxStore store;
    private volatile boolean stopped;

    StoppableSource(LtxStore store) {
        this.store = store;
    }

    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    @Override
    public InputStream open(ReplicaFile file) throws TargetException {
        return new Stoppable(store.open(file));
    }

    private final class Stoppable extends FilterInputStream {

        Stoppable(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            check();
            return super.read();
        }

        @Override
        public int read(byte[] into, int offset, int count) throws IOException {
            check();
            return super.read(into, offset, count);
        }

        private void check() throws TargetException {
            if (stopped) {
                throw new TargetException.Unavailable("the replication is stopping");
            }
        }
    }
}
