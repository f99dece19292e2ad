package io.flotilla.service.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Fleets that are opened and have not begun: what is not taken is closed again. For use by one thread.
final class BeginningFleets implements AutoCloseable {

    private final FleetOpening.Place place;
    private final List<FleetOpening> prepared = new ArrayList<>();
    private final List<OpenFleet> open = new ArrayList<>();

    BeginningFleets(FleetOpening.Place place) {
        this.place = place;
    }

    /// @throws IOException as [FleetOpening#prepare]
    void prepare(List<FleetOrder> orders) throws IOException {
        for (FleetOrder order : orders) {
            prepared.add(FleetOpening.prepare(order, place));
        }
    }

    /// Opens some of those that are prepared.
    ///
    /// @throws IOException as [FleetOpening#open]
    void open(Predicate<FleetOrder> which) throws IOException {
        for (FleetOpening opening : List.copyOf(prepared)) {
            if (which.test(opening.order())) {
                open.add(opening.open());
                prepared.remove(opening);
            }
        }
    }

    /// Opens the others, as many as can be opened.
    ///
    /// @return why the rest cannot
    List<String> openOthers() {
        List<String> problems = new ArrayList<>();
        for (FleetOpening opening : prepared) {
            try {
                open.add(opening.open());
            } catch (IOException | RuntimeException failure) {
                problems.add("The fleet " + opening.order().name() + " has ended and cannot begin again: "
                        + FailureText.message(failure));
            }
        }
        return problems;
    }

    /// Those that are open belong to the caller from now on.
    List<OpenFleet> take() {
        List<OpenFleet> taken = List.copyOf(open);
        open.clear();
        return taken;
    }

    @Override
    public void close() {
        prepared.forEach(FleetOpening::close);
        open.forEach(OpenFleet::close);
    }
}
