package io.flotilla.torture;

import io.flotilla.sqlite.RecoveredCopy;

/// What a restore gave.
///
/// @param integrity what `integrity_check` says of it
/// @param bank what the bank in it says of itself
record Restored(long txId, State state, String integrity, String bank) {

    static Restored of(long txId, byte[] database) {
        return new Restored(
                txId,
                State.of(database),
                RecoveredCopy.integrity(database),
                RecoveredCopy.query(database, Bank.INVARIANT));
    }

    boolean isSound() {
        return integrity.equals("ok") && bank.startsWith(Bank.SUM + "/") && bank.endsWith("/1");
    }

    /// Only where it is sound.
    long commits() {
        return Long.parseLong(bank.split("/")[1]);
    }
}
