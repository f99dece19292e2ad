package io.flotilla.service.cli;

import io.flotilla.service.config.Listed;
import io.flotilla.service.live.Reloaded;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What other orders change among the fleets of a process.
///
/// @param kept those that are wanted as they are, perhaps with other databases listed
/// @param unwanted those that are to end
/// @param begun what is to begin
record FleetChange(Map<OpenFleet, FleetOrder> kept, List<OpenFleet> unwanted, List<FleetOrder> begun) {

    /// So many databases are named.
    private static final int MOST_NAMES = 100;

    static FleetChange of(List<OpenFleet> fleets, List<FleetOrder> orders) {
        Map<OpenFleet, FleetOrder> kept = new LinkedHashMap<>();
        List<OpenFleet> unwanted = new ArrayList<>();
        List<FleetOrder> begun = new ArrayList<>(orders);
        for (OpenFleet one : fleets) {
            Optional<FleetOrder> same =
                    begun.stream().filter(order -> order.isFor(one.settings())).findFirst();
            same.ifPresentOrElse(
                    order -> {
                        kept.put(one, order);
                        begun.remove(order);
                    },
                    () -> unwanted.add(one));
        }
        return new FleetChange(kept, unwanted, begun);
    }

    /// Whether an order is for the state directory of a fleet that has to end before.
    boolean hasToWait(FleetOrder order) {
        return unwanted.stream().anyMatch(one -> one.shown().name().equals(order.name()));
    }

    /// The fleets by name.
    Reloaded.Names fleets() {
        List<String> ending =
                unwanted.stream().map(one -> one.shown().name()).sorted().toList();
        List<String> beginning = begun.stream().map(FleetOrder::name).sorted().toList();
        return new Reloaded.Names(
                beginning.stream().filter(name -> !ending.contains(name)).toList(),
                beginning.stream().filter(ending::contains).toList(),
                ending.stream().filter(name -> !beginning.contains(name)).toList(),
                kept.keySet().stream().map(one -> one.shown().name()).sorted().toList());
    }

    /// The databases that are listed by their paths, as long as the fleets have not gone on with other ones.
    Reloaded.Databases databases() {
        Set<String> before = paths(
                Stream.concat(kept.keySet().stream(), unwanted.stream()).flatMap(one -> one.databases().stream()));
        Set<String> after = paths(
                Stream.concat(kept.values().stream(), begun.stream()).flatMap(order -> order.databases().stream()));
        List<String> added =
                after.stream().filter(path -> !before.contains(path)).toList();
        List<String> removed =
                before.stream().filter(path -> !after.contains(path)).toList();
        return new Reloaded.Databases(some(added), some(removed), after.size() - added.size());
    }

    private static Set<String> paths(Stream<Listed> databases) {
        return databases.map(Listed::path).collect(Collectors.toSet());
    }

    private static Reloaded.Some some(List<String> paths) {
        return new Reloaded.Some(
                paths.size(), paths.stream().sorted().limit(MOST_NAMES).toList());
    }
}
