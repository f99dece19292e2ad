package io.flotilla.store;

import io.flotilla.spi.ByteRange;
import io.flotilla.spi.DeleteResult;
import io.flotilla.spi.ListPage;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ListedObject;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Lets a test step in before each put, read and listing, and change each stream.
public final class HookedTarget implements ReplicaTarget {

    /// Called before a request, which its failure replaces.
    public interface Before {
        void request() throws TargetException;
    }

    /// Called with each opened stream.
    public interface Opened {
        InputStream stream(ObjectKey key, InputStream in) throws TargetException;
    }

    private final ReplicaTarget target;
    private Consumer<List<PutRequest>> storing = batch -> {};
    private Before before = () -> {};
    private UnaryOperator<ListedObject> listed = UnaryOperator.identity();
    private Opened opened = (key, in) -> in;
    private boolean endsReads;

    public HookedTarget(ReplicaTarget target) {
        this.target = target;
    }

    public void storing(Consumer<List<PutRequest>> hook) {
        storing = hook;
    }

    public void before(Before hook) {
        before = hook;
    }

    public void listed(UnaryOperator<ListedObject> hook) {
        listed = hook;
    }

    public void opened(Opened hook) {
        opened = hook;
    }

    /// From now on it says that its reads end by themselves.
    public void endReads() {
        endsReads = true;
    }

    @Override
    public boolean endsReads() {
        return endsReads;
    }

    @Override
    public List<PutResult> put(List<PutRequest> batch) {
        storing.accept(batch);
        return target.put(batch);
    }

    @Override
    public InputStream open(ObjectKey key, ByteRange range) throws TargetException {
        before.request();
        return opened.stream(key, target.open(key, range));
    }

    @Override
    public ListPage list(ListRequest request) throws TargetException {
        before.request();
        ListPage page = target.list(request);
        return new ListPage(page.objects().stream().map(listed).toList(), page.more());
    }

    @Override
    public List<DeleteResult> delete(List<ObjectKey> keys) {
        return target.delete(keys);
    }

    @Override
    public void close() {
        target.close();
    }
}
