package io.flotilla.restore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Where a database is made, and what becomes of it when it is whole and proved.
sealed interface Making {

    /// The new file, empty. The caller closes it, and so removes what has not ended.
    UnfinishedFile begin(OutputPlace place) throws IOException;

    /// Takes over the file.
    void end(UnfinishedFile whole) throws IOException;

    /// Beside its place, which it takes at once, durably.
    record AtOnce() implements Making {

        @Override
        public UnfinishedFile begin(OutputPlace place) throws IOException {
            return UnfinishedFile.create(place);
        }

        @Override
        public void end(UnfinishedFile whole) throws IOException {
            whole.publish();
        }
    }

    /// Under a name that nothing else has, where it waits. For one restore.
    final class Aside implements Making {

        private final Path temporary;
        private Optional<UnnamedDatabase> made = Optional.empty();

        Aside(Path temporary) {
            this.temporary = temporary;
        }

        @Override
        public UnfinishedFile begin(OutputPlace place) throws IOException {
            return UnfinishedFile.createAt(place, temporary);
        }

        @Override
        public void end(UnfinishedFile whole) throws IOException {
            made = Optional.of(whole.shelve());
        }

        /// What was made. Legal only after a restore that succeeded.
        UnnamedDatabase made() {
            return made.orElseThrow();
        }
    }
}
