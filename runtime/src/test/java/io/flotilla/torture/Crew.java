package io.flotilla.torture;

import io.flotilla.sqlite.SqliteProcess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// The writer processes of one database. For one thread.
final class Crew implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 180;

    private final List<SqliteProcess> processes = new ArrayList<>();
    private final Map<SqliteProcess, CompletableFuture<String>> working = new HashMap<>();
    private final Tally tally;

    Crew(int size, Tally tally) {
        this.tally = tally;
        for (int i = 0; i < size; i++) {
            processes.add(SqliteProcess.start());
        }
    }

    int size() {
        return processes.size();
    }

    /// The first of them does an order, and is waited for.
    void work(WorkOrder order) {
        work(List.of(order), Kill.NOBODY);
    }

    /// Which of the working ones is killed, and when at the latest; it may die by itself before.
    record Kill(int victim, long afterNanos) {
        static final Kill NOBODY = new Kill(-1, 0);
    }

    /// The first ones do an order each, and are waited for. Who is killed comes back as a new process.
    void work(List<WorkOrder> orders, Kill kill) {
        begin(orders);
        if (kill.victim() >= 0) {
            awaitEnd(processes.get(kill.victim()), kill.afterNanos());
            replace(kill.victim());
        }
        await();
    }

    private static void awaitEnd(SqliteProcess process, long atMostNanos) {
        ProcessHandle.of(process.pid())
                .map(ProcessHandle::onExit)
                .ifPresent(end -> end.completeOnTimeout(ProcessHandle.current(), atMostNanos, TimeUnit.NANOSECONDS)
                        .join());
    }

    /// The first ones begin with an order each.
    void begin(List<WorkOrder> orders) {
        for (int i = 0; i < orders.size(); i++) {
            SqliteProcess process = processes.get(i);
            process.begin(TortureWork.class, orders.get(i).words());
            working.put(process, CompletableFuture.supplyAsync(process::await));
        }
    }

    /// Waits for all that have begun.
    void await() {
        for (CompletableFuture<String> end : working.values()) {
            tally.addAll(end.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join());
        }
        working.clear();
    }

    /// Kills all of them, wherever they are.
    void replaceAll() {
        for (int i = 0; i < processes.size(); i++) {
            replace(i);
        }
    }

    private void replace(int victim) {
        working.remove(processes.get(victim));
        kill(victim);
        processes.set(victim, SqliteProcess.start());
        tally.add("writers killed");
    }

    /// Its shell first: it would go on with what it was told.
    private void kill(int victim) {
        SqliteProcess process = processes.get(victim);
        ProcessHandle.of(process.pid())
                .ifPresent(handle -> handle.descendants().forEach(child -> {
                    child.destroyForcibly();
                    child.onExit().join();
                }));
        process.kill();
    }

    @Override
    public void close() {
        processes.forEach(SqliteProcess::kill);
    }
}
