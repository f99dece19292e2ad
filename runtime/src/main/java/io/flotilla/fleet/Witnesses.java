package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.catalog.Why;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/// Tells several of the same, one after the other.
record Witnesses(List<FleetWitness> all) implements FleetWitness {

    Witnesses {
        all = List.copyOf(all);
    }

    private void tell(Consumer<FleetWitness> step) {
        all.forEach(step);
    }

    @Override
    public void acknowledged(Acknowledgement acknowledgement) {
        tell(each -> each.acknowledged(acknowledgement));
    }

    @Override
    public void told(DatabaseId database) {
        tell(each -> each.told(database));
    }

    @Override
    public void noticed(DatabaseId database) {
        tell(each -> each.noticed(database));
    }

    @Override
    public void changed(DatabaseRow row, Instant modified) {
        tell(each -> each.changed(row, modified));
    }

    @Override
    public void unchanged(DatabaseId database) {
        tell(each -> each.unchanged(database));
    }

    @Override
    public void foundNothingNew(DatabaseId database, Instant startedAt) {
        tell(each -> each.foundNothingNew(database, startedAt));
    }

    @Override
    public void turnBegins(DatabaseId database) {
        tell(each -> each.turnBegins(database));
    }

    @Override
    public void turnEnds(DatabaseId database, boolean hasBrokenOff) {
        tell(each -> each.turnEnds(database, hasBrokenOff));
    }

    @Override
    public void captured(DatabaseId database) {
        tell(each -> each.captured(database));
    }

    @Override
    public void sending(DatabaseId database, int files) {
        tell(each -> each.sending(database, files));
    }

    @Override
    public void failed(DatabaseRow row, DatabaseState state, Why why) {
        tell(each -> each.failed(row, state, why));
    }

    @Override
    public void upkeepBegins(DatabaseRow row) {
        tell(each -> each.upkeepBegins(row));
    }

    @Override
    public void upkeepEnds(DatabaseRow row, String what, int files) {
        tell(each -> each.upkeepEnds(row, what, files));
    }
}
