package io.flotilla.fleet;

import io.flotilla.capture.Scratch;
import io.flotilla.compaction.Spool;
import io.flotilla.spi.Payload;
import java.io.IOException;
import java.util.Optional;

/// Merged files wait where captured ones do, within the same budget.
record ScratchSpool(Scratch scratch) implements Spool {

    @Override
    public Room begin() {
        return new InScratch(scratch.begin());
    }

    private static final class InScratch implements Room {

        private final Scratch.Writing writing;
        private Optional<Scratch.Content> content = Optional.empty();
        private boolean open = true;

        InScratch(Scratch.Writing writing) {
            this.writing = writing;
        }

        /// Whether the budget is used up or the disk is full: the file is made without.
        @Override
        public boolean add(byte[] bytes, int length) {
            try {
                writing.write(bytes, 0, length);
                return true;
            } catch (IOException full) {
                return false;
            }
        }

        @Override
        public Payload content() throws IOException {
            Scratch.Content whole = writing.content();
            content = Optional.of(whole);
            return whole;
        }

        @Override
        public void close() throws IOException {
            if (!open) {
                return;
            }
            open = false;
            if (content.isPresent()) {
                content.get().close();
            } else {
                writing.discard();
            }
        }
    }
}
