package io.flotilla.catalog;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// By whom a catalog was used before, and what they found out about the target. Safe for use by several threads.
public final class Uses {

    private final Transactions transactions;
    private final Tables.Head head;
    private final Set<Long> writers = ConcurrentHashMap.newKeySet();

    Uses(Transactions transactions, Tables.Head head, Set<Long> writers) {
        this.transactions = transactions;
        this.head = head;
        this.writers.addAll(writers);
    }

    /// Whether the last process that had this catalog closed it. Otherwise what it did last may be missing
    /// here, or be undone by a power cut.
    public boolean wasClosedCleanly() {
        return head.clean();
    }

    /// The boot of the machine under which the catalog was used last, empty where it is not known.
    public String lastBootId() {
        return head.bootId();
    }

    /// Notes the boot of the machine under which the catalog is used. Returns when the note survives a power cut.
    public void noteBoot(String bootId) {
        transactions.writeDurably(session -> {
            Tables.setBootId(session, bootId);
            return bootId;
        });
    }

    /// Notes the id that this process puts into its files. Returns when the note survives a power cut.
    public void registerWriter(long nodeId) {
        transactions.writeDurably(session -> {
            Tables.addWriter(session, nodeId);
            return nodeId;
        });
        writers.add(nodeId);
    }

    /// Whether a process that used this catalog wrote with this id.
    public boolean isOurs(long nodeId) {
        return writers.contains(nodeId);
    }

    /// Whether this was found out about the target before.
    public boolean isProved(String what) {
        return transactions.read(session -> Tables.isProved(session, what));
    }

    /// Notes that this was found out about the target.
    public void prove(String what) {
        transactions.writeDurably(session -> {
            Tables.prove(session, what);
            return what;
        });
    }
}
