package io.flotilla.plugins.contract;

import io.flotilla.plugins.contract.Calls.Operation;
import io.flotilla.spi.ByteRange;
import io.flotilla.spi.DeleteResult;
import io.flotilla.spi.Examination;
import io.flotilla.spi.ListPage;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ListedObject;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import io.flotilla.spi.UnfinishedUpload;
import java.io.InputStream;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Another target with faults, and a count of how often each of them struck.
///
/// Calls are counted by operation, from 1 on, over the whole life of this object. Without faults it is the other
/// target. Closing it closes the other one. Safe for use by several threads.
public final class FaultyTarget implements ReplicaTarget {

    private final ReplicaTarget target;
    private final List<Fault> faults;
    private final Map<Fault, AtomicLong> fired = new ConcurrentHashMap<>();
    private final Map<Operation, AtomicLong> calls = new EnumMap<>(Operation.class);
    private final Map<ObjectKey, Long> storedInCall = new ConcurrentHashMap<>();

    public FaultyTarget(ReplicaTarget target, Fault... faults) {
        this.target = target;
        this.faults = new CopyOnWriteArrayList<>(faults);
        for (Operation operation : Operation.values()) {
            calls.put(operation, new AtomicLong());
        }
    }

    /// Adds a fault, from the next call on.
    public void add(Fault fault) {
        faults.add(fault);
    }

    /// Takes all faults away. The counts stay.
    public void heal() {
        faults.clear();
        storedInCall.clear();
    }

    /// How often this fault struck.
    public long fired(Fault fault) {
        return Optional.ofNullable(fired.get(fault)).map(AtomicLong::get).orElse(0L);
    }

    /// How many calls of an operation there were, failed ones included.
    public long calls(Operation operation) {
        return counter(operation).get();
    }

    @Override
    public List<PutResult> put(List<PutRequest> batch) {
        long call = begin(Operation.PUT);
        Map<ObjectKey, TargetException> failures =
                failures(Operation.PUT, call, batch.stream().map(PutRequest::key));
        List<PutResult> served = target.put(batch.stream()
                .filter(request -> !failures.containsKey(request.key()))
                .toList());
        remember(served, call);
        boolean lost = isAnswerLost(Operation.PUT, call, served.stream().anyMatch(PutResult.Stored.class::isInstance));
        Iterator<PutResult> answers = served.iterator();
        return batch.stream()
                .map(PutRequest::key)
                .map(key -> Optional.ofNullable(failures.get(key))
                        .<PutResult>map(cause -> new PutResult.NotStored(key, cause))
                        .orElseGet(answers::next))
                .map(result -> lost ? new PutResult.NotStored(result.key(), lostAnswer()) : result)
                .toList();
    }

    @Override
    public InputStream open(ObjectKey key, ByteRange range) throws TargetException {
        long call = begin(Operation.OPEN);
        throwFailure(Operation.OPEN, call, key);
        InputStream stream = target.open(key, range);
        for (Fault fault : faults) {
            if (fault instanceof Fault.CutsRead cut && cut.calls().include(Operation.OPEN, call)) {
                stream = new CutStream(stream, cut.bytes(), () -> fire(fault));
            }
        }
        return stream;
    }

    @Override
    public ListPage list(ListRequest request) throws TargetException {
        long call = begin(Operation.LIST);
        throwFailure(Operation.LIST, call, request.ancestor());
        ListPage page = target.list(request);
        List<ListedObject> visible = visible(page);
        while (visible.isEmpty() && page.more()) {
            page = target.list(request.after(page.objects().getLast().key()));
            visible = visible(page);
        }
        return new ListPage(visible, page.more());
    }

    @Override
    public List<DeleteResult> delete(List<ObjectKey> keys) {
        long call = begin(Operation.DELETE);
        Map<ObjectKey, TargetException> failures = failures(Operation.DELETE, call, keys.stream());
        List<DeleteResult> served = target.delete(
                keys.stream().filter(key -> !failures.containsKey(key)).toList());
        boolean lost =
                isAnswerLost(Operation.DELETE, call, served.stream().anyMatch(DeleteResult.Absent.class::isInstance));
        Iterator<DeleteResult> answers = served.iterator();
        return keys.stream()
                .map(key -> Optional.ofNullable(failures.get(key))
                        .<DeleteResult>map(cause -> new DeleteResult.NotDeleted(key, cause))
                        .orElseGet(answers::next))
                .map(result -> lost ? new DeleteResult.NotDeleted(result.key(), lostAnswer()) : result)
                .toList();
    }

    /// A list call of the root.
    @Override
    public void findUnfinished(Duration age, Consumer<UnfinishedUpload> consumer) throws TargetException {
        throwFailure(Operation.LIST, begin(Operation.LIST), ObjectKey.ROOT);
        target.findUnfinished(age, consumer);
    }

    /// A delete call of the key.
    @Override
    public void discard(UnfinishedUpload upload) throws TargetException {
        throwFailure(Operation.DELETE, begin(Operation.DELETE), upload.key());
        target.discard(upload);
    }

    @Override
    public Optional<Examination> examination() {
        return target.examination();
    }

    @Override
    public void close() {
        target.close();
    }

    /// Counts a call and lets it wait.
    private long begin(Operation operation) {
        long call = counter(operation).incrementAndGet();
        for (Fault fault : faults) {
            if (fault instanceof Fault.Waits waits && waits.calls().include(operation, call)) {
                fire(fault);
                waits.hook().run();
            }
        }
        return call;
    }

    private Map<ObjectKey, TargetException> failures(Operation operation, long call, Stream<ObjectKey> asked) {
        Map<ObjectKey, TargetException> failures = new HashMap<>();
        List<ObjectKey> keys = asked.toList();
        for (Fault fault : faults) {
            if (fault instanceof Fault.Fails fails && fails.calls().include(operation, call)) {
                List<ObjectKey> hit = keys.stream().filter(fails.keys()).toList();
                if (!hit.isEmpty()) {
                    fire(fault);
                }
                hit.forEach(key -> failures.putIfAbsent(key, fails.cause().get()));
            }
        }
        return failures;
    }

    private void throwFailure(Operation operation, long call, ObjectKey key) throws TargetException {
        TargetException failure = failures(operation, call, Stream.of(key)).get(key);
        if (failure != null) {
            throw failure;
        }
    }

    private boolean isAnswerLost(Operation operation, long call, boolean succeeded) {
        boolean lost = false;
        for (Fault fault : faults) {
            if (fault instanceof Fault.LosesAnswer loses && loses.calls().include(operation, call)) {
                lost = true;
                if (succeeded) {
                    fire(fault);
                }
            }
        }
        return lost;
    }

    private void remember(List<PutResult> results, long call) {
        if (faults.stream().noneMatch(Fault.ListsLate.class::isInstance)) {
            return;
        }
        for (PutResult result : results) {
            if (result instanceof PutResult.Stored) {
                storedInCall.put(result.key(), call);
            }
        }
    }

    private List<ListedObject> visible(ListPage page) {
        List<ListedObject> visible = page.objects();
        for (Fault fault : faults) {
            if (fault instanceof Fault.ListsLate late) {
                long listedUntil = calls(Operation.PUT) - late.puts();
                List<ListedObject> rest = visible.stream()
                        .filter(object -> storedInCall.getOrDefault(object.key(), 0L) <= listedUntil)
                        .toList();
                if (rest.size() < visible.size()) {
                    fire(fault);
                }
                visible = rest;
            }
        }
        return visible;
    }

    private static TargetException lostAnswer() {
        return new TargetException.Unavailable("The answer was lost, as ordered");
    }

    private void fire(Fault fault) {
        fired.computeIfAbsent(fault, first -> new AtomicLong()).incrementAndGet();
    }

    private AtomicLong counter(Operation operation) {
        return Objects.requireNonNull(calls.get(operation), "every operation has a counter");
    }
}
