package io.flotilla.service.cli;

import io.flotilla.service.bill.Account;
import io.flotilla.service.bill.Bill;
import io.flotilla.service.bill.BillFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;

/// Notes in the state directory what a fleet asked of its store, for `flotilla status`. Nothing for a target
/// that has no requests.
record BillNotes(Account account, BillFile file, InstantSource clock) {

    private static final Logger LOG = System.getLogger(BillNotes.class.getName());

    /// Nothing depends on it, so what cannot be written is only said.
    void note() {
        Bill bill = account.bill(clock.instant());
        if (bill.all().sent().all() == 0) {
            return;
        }
        try {
            file.write(bill);
        } catch (IOException failure) {
            LOG.log(
                    Level.WARNING,
                    "the requests cannot be noted in {0}: {1}",
                    file.state(),
                    FailureText.message(failure));
        }
    }
}
