package io.flotilla.service.bench;

import io.flotilla.service.demo.Progress;
import io.flotilla.service.demo.Workplace;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Measures a large fleet: everything in directories and processes of its own, and nothing of it remains. For use by
/// one thread.
public final class FleetBench {

    private final BenchOptions options;
    private final Progress progress;
    private final InstantSource clock;
    private final Figures figures;

    public FleetBench(BenchOptions options, Progress progress, InstantSource clock) {
        this.options = options;
        this.progress = progress;
        this.clock = clock;
        this.figures = new Figures(options.phases());
    }

    /// Runs the parts that were asked for, and those they stand on.
    ///
    /// @param done is told the figures before what was made is removed, which takes a while
    /// @throws IOException where it could not go on, for instance because a part took too long
    public void run(Consumer<BenchReport> done) throws IOException, SQLException, InterruptedException {
        List<String> engine = EngineProcess.program();
        EngineProcess.checkTools();
        Map<String, String> machine = Machine.describe(options.place(), engine);
        try (Workplace workplace = Workplace.temporaryIn(options.place())) {
            Optional<Growth.Seen> tenth =
                    figures.wants(Phase.GROWTH) ? Optional.of(runTenth(workplace)) : Optional.empty();
            Growth.Seen all = runAll(workplace);
            tenth.ifPresent(smaller -> new Growth(figures).compare(smaller, all));
            progress.end();
            done.accept(new BenchReport(machine, options.databases(), figures.all()));
            progress.step("removing what was made");
        }
        progress.end();
    }

    /// Of this one only what is compared is measured.
    private Growth.Seen runTenth(Workplace workplace) throws IOException, SQLException, InterruptedException {
        BenchOptions smaller = options.tenth();
        var place = new BenchPlace(workplace.root().resolve("tenth"));
        var unreported = new Figures(Set.of());
        try (var bench = new Bench(smaller, place, progress, clock)) {
            workplace.add(bench);
            var beginning = new Beginning(bench, unreported);
            beginning.create();
            beginning.contact();
            Hot hot = new HotPart(bench, unreported).measure(options.hot());
            Idle idle = new QuietPart(bench, unreported).measure();
            bench.stopEngine();
            return new Growth.Seen(smaller.databases(), Optional.of(hot), Optional.of(idle));
        } finally {
            Workplace.remove(place.root());
        }
    }

    private Growth.Seen runAll(Workplace workplace) throws IOException, SQLException, InterruptedException {
        var place = new BenchPlace(workplace.root().resolve("all"));
        try (var bench = new Bench(options, place, progress, clock)) {
            workplace.add(bench);
            var beginning = new Beginning(bench, figures);
            beginning.create();
            if (options.phases().stream().anyMatch(phase -> phase != Phase.CREATE)) {
                beginning.contact();
            }
            Growth.Seen seen = runParts(bench);
            bench.stopEngine();
            return seen;
        }
    }

    private Growth.Seen runParts(Bench bench) throws IOException, InterruptedException {
        var quiet = new QuietPart(bench, figures);
        var trouble = new TroublePart(bench, figures);
        boolean compares = figures.wants(Phase.GROWTH);
        Optional<Hot> hot = compares || figures.wants(Phase.HOT)
                ? Optional.of(new HotPart(bench, figures).report())
                : Optional.empty();
        if (figures.wants(Phase.DETECT)) {
            quiet.detectWithEvents();
        }
        Optional<Idle> idle = compares || figures.wants(Phase.IDLE) ? Optional.of(quiet.idle()) : Optional.empty();
        if (figures.wants(Phase.RESTART)) {
            quiet.restart();
        }
        if (figures.wants(Phase.SWEEP)) {
            quiet.sweep();
        }
        if (figures.wants(Phase.LOST)) {
            trouble.lost();
        }
        if (figures.wants(Phase.SICK)) {
            trouble.sick();
        }
        return new Growth.Seen(options.databases(), hot, idle);
    }
}
