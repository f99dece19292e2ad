package io.flotilla.restore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// A database that somebody writes, and that has its name only when it is whole, proved and durable.
public final class NewDatabase {

    private final UnfinishedFile file;

    private NewDatabase(UnfinishedFile file) {
        this.file = file;
    }

    /// Writes the content, one thread at a time.
    @FunctionalInterface
    public interface Content {
        void writeTo(NewDatabase database) throws IOException;
    }

    /// Makes a database of this content; after any failure nothing of it stays.
    ///
    /// @throws OutputRefusedException when the output exists, has left-over sidecars, or has no directory to
    ///     be in
    /// @throws UnsoundDatabaseException when the proof found faults
    public static void create(Path output, Set<Wish> wishes, Proof proof, Content content) throws IOException {
        var place = new OutputPlace(output, wishes.contains(Wish.REPLACE));
        place.check();
        try (UnfinishedFile out = UnfinishedFile.create(place)) {
            content.writeTo(new NewDatabase(out));
            List<String> faults = proof.faults(out.path());
            if (!faults.isEmpty()) {
                throw new UnsoundDatabaseException(faults);
            }
            out.publish();
        }
    }

    /// Writes bytes at an offset, behind the end as well.
    public void write(ByteBuffer bytes, long offset) throws IOException {
        file.write(bytes, offset);
    }

    /// Cuts off what is behind this length, and fills up with zero bytes what lies before it.
    public void resize(long bytes) throws IOException {
        file.truncate(bytes);
        file.extend(bytes);
    }
}
