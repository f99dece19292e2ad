package io.flotilla.simulation;

import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.spi.ByteRange;
import io.flotilla.spi.DeleteResult;
import io.flotilla.spi.ListPage;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/// A target whose next put may go wrong in one way, and which may be away.
final class ModelTarget implements ReplicaTarget {

    private static final TargetException AWAY = new TargetException.Unavailable("away, as ordered");

    private final ReplicaTarget objects = new MemoryTarget();
    private final Runnable meanwhile;
    private Answer next = Answer.GIVEN;
    private boolean away;
    private int puts;

    /// How the next put ends.
    enum Answer {
        GIVEN,
        LOST,
        KILLED_BEFORE,
        KILLED_BEHIND
    }

    /// @param meanwhile what others do while a request is under way
    ModelTarget(Runnable meanwhile) {
        this.meanwhile = meanwhile;
    }

    void nextAnswer(Answer answer) {
        next = answer;
    }

    void setAway(boolean value) {
        away = value;
    }

    /// How often something may have been stored: as long as this stays, the target is what it was.
    int puts() {
        return puts;
    }

    /// The target as the oracle sees it.
    ReplicaTarget healthy() {
        return objects;
    }

    @Override
    public List<PutResult> put(List<PutRequest> batch) {
        meanwhile.run();
        Answer answer = next;
        next = Answer.GIVEN;
        if (answer == Answer.KILLED_BEFORE) {
            throw new SimulatedCrash();
        }
        if (away) {
            return batch.stream().map(ModelTarget::notStored).toList();
        }
        puts++;
        List<PutResult> results = objects.put(batch);
        meanwhile.run();
        return switch (answer) {
            case GIVEN -> results;
            case LOST -> batch.stream().map(ModelTarget::notStored).toList();
            case KILLED_BEFORE, KILLED_BEHIND -> throw new SimulatedCrash();
        };
    }

    private static PutResult notStored(PutRequest request) {
        return new PutResult.NotStored(request.key(), AWAY);
    }

    @Override
    public InputStream open(ObjectKey key, ByteRange range) throws TargetException {
        checkThere();
        return objects.open(key, range);
    }

    @Override
    public ListPage list(ListRequest request) throws TargetException {
        checkThere();
        return objects.list(request);
    }

    private void checkThere() throws TargetException {
        meanwhile.run();
        if (away) {
            throw AWAY;
        }
    }

    @Override
    public List<DeleteResult> delete(List<ObjectKey> keys) {
        var results = new ArrayList<DeleteResult>();
        for (ObjectKey key : keys) {
            meanwhile.run();
            results.addAll(away ? List.of(new DeleteResult.NotDeleted(key, AWAY)) : objects.delete(List.of(key)));
        }
        return results;
    }

    @Override
    public void close() {
        objects.close();
    }
}
