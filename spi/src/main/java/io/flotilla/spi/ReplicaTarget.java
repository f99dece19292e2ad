package io.flotilla.spi;

import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A place that keeps replicas: named objects of bytes below one root.
///
/// A target speaks keys and bytes, never LTX. It never retries, schedules or logs: the engine does that once,
/// for all targets. It is safe for use by several threads at the same time. Every sentence here is a test in
/// `plugins/contract`.
///
/// An object never changes: it is created whole, read, listed and removed. What [#put] has acknowledged
/// survives a crash of this process, of the host and of the target's own machine, as far as the target's kind
/// promises.
public interface ReplicaTarget extends AutoCloseable {

    /// Creates objects that are not there yet, and says for each of them, in the order of the batch, what
    /// became of it.
    ///
    /// Create-only: where another object has the key, it stays as it is and the result is
    /// [TargetException.AlreadyExists], also when two callers race (exactly one wins). Each object appears
    /// whole or not at all; the objects of a batch are independent of each other and appear in any order. The
    /// call returns when all that it reports as [PutResult.Stored] is durable. Two requests of a batch never
    /// have the same key (`IllegalArgumentException`, nothing done). An empty batch gives an empty list.
    List<PutResult> put(List<PutRequest> batch);

    /// Opens an object, or a part of it, for reading. The caller closes the stream.
    ///
    /// A range that begins at or behind the end gives an empty stream. The stream throws
    /// [TargetException.Unavailable] where the content breaks off before the end that the target itself
    /// announced; it never ends early in silence.
    ///
    /// @throws TargetException.NotFound when there is no such object
    InputStream open(ObjectKey key, ByteRange range) throws TargetException;

    /// One page of objects in ascending order of their keys.
    ///
    /// Whatever was acknowledged before the call is in the listing, what was created or removed during a
    /// listing of several pages may or may not be. Only whole objects are listed. An ancestor without objects
    /// below it, or that was never created, gives an empty page.
    ListPage list(ListRequest request) throws TargetException;

    /// Removes objects, and says for each key, in the order given, what became of it. Removing an absent object
    /// succeeds. Not atomic: each key for itself.
    List<DeleteResult> delete(List<ObjectKey> keys);

    /// Tells of uploads that were begun at least so long ago, by the store's own clock, and have not ended: a
    /// process that was killed leaves them, and no other listing shows them. In no promised order, and never of
    /// whole objects. There is none where a target itself removes what was left. A wrapper tells what the other
    /// target tells.
    default void findUnfinished(Duration age, Consumer<UnfinishedUpload> consumer) throws TargetException {}

    /// Throws away what such an upload has sent. One that has ended since, or is gone, succeeds, and its object
    /// stays. Who is still at it gets [TargetException.Unavailable] for his put, and begins anew.
    default void discard(UnfinishedUpload upload) throws TargetException {}

    /// What has to be tried out before this target is trusted: present where its promises are kept by a store that
    /// others made. Asks the store for nothing. A wrapper gives that of the other target.
    default Optional<Examination> examination() {
        return Optional.empty();
    }

    /// Whether each read comes to its end by itself, with [TargetException.Unavailable] where nothing comes for too
    /// long. Where it may stand still for ever, as on a file system of another host, whoever reads keeps a thread
    /// beside. Asks for nothing. A wrapper gives that of the other target, unless its own reads may stand still.
    default boolean endsReads() {
        return false;
    }

    /// Releases connections and descriptors. A second call does nothing; other calls afterwards throw
    /// `IllegalStateException`.
    @Override
    void close();
}
