package io.flotilla.torture;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.fleet.Acknowledgement;
import io.flotilla.fleet.FleetWitness;
import io.flotilla.fleet.TestFleet;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A fleet in a process of its own, over `source`, `target` and `state` of a directory. It says on its standard output
/// what the target has confirmed, a line each, and ends with its input.
/// The second argument is how often it looks at each database, in milliseconds.
final class EngineMain {

    private EngineMain() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        var speaker = new Speaker();
        var url =
                TargetUrl.parse(directory.resolve("target").resolve("replicas").toString());
        try (OpenTarget target = Targets.installed().open(url);
                var fleet = new TestFleet(directory, target.target(), TestFleet.Odd.NOTHING.withWitness(speaker))) {
            speaker.fleet = Optional.of(fleet);
            var run = fleet.fleet().runInBackground(Duration.ofMillis(Long.parseLong(arguments[1])));
            speaker.say("started");
            while (System.in.read() >= 0) {
                // Nothing is asked.
            }
            fleet.fleet().stop();
            run.get();
        }
    }

    /// Says what it sees. A line that has not been said whole does not count.
    private static final class Speaker implements FleetWitness {

        private volatile Optional<TestFleet> fleet = Optional.empty();

        @Override
        public void acknowledged(Acknowledgement acknowledgement) {
            say(String.join(
                    "\t",
                    "acknowledged",
                    name(acknowledgement.database()),
                    Long.toString(acknowledgement.txId().value()),
                    acknowledgement.startedAt().toString(),
                    acknowledgement.acknowledgedAt().toString(),
                    acknowledgement.how().toString()));
        }

        @Override
        public void foundNothingNew(DatabaseId database, Instant startedAt) {
            say(String.join("\t", "nothing-new", name(database), txId(database), startedAt.toString()));
        }

        private String name(DatabaseId database) {
            return row(database).replica().toString();
        }

        private String txId(DatabaseId database) {
            return Long.toString(row(database).lastTxId());
        }

        private DatabaseRow row(DatabaseId database) {
            return fleet.orElseThrow().row(database);
        }

        private synchronized void say(String line) {
            System.out.println(line);
            System.out.flush();
        }
    }
}
