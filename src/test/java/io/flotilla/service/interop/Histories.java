package io.flotilla.service.interop;

import io.flotilla.service.demo.Reference;
import io.flotilla.service.interop.Application.Habit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Databases of all page sizes in one directory, written by an application at random, and what they were
/// at the moments that somebody has replicated. Used by one thread.
final class Histories implements AutoCloseable {

    private static final List<String> AUTO_VACUUM = List.of("NONE", "FULL", "INCREMENTAL");
    private static final int PAGE_SIZES = 8;
    private static final int SMALLEST_PAGE = 512;

    private final Path directory;
    private final Random random;
    private final List<String> names = new ArrayList<>();
    private Application application;

    /// What a database was when its replica's last transaction was this one.
    record Moment(String database, String txId, Path image) {}

    private Histories(Path directory, Random random, Application application) {
        this.directory = directory;
        this.random = random;
        this.application = application;
    }

    static Histories create(Path directory, int count, Random random) throws IOException {
        var histories = new Histories(directory, random, Application.start());
        Files.createDirectories(histories.source());
        Files.createDirectories(directory.resolve("moments"));
        for (int i = 0; i < count; i++) {
            String name = "history-" + i + ".db";
            histories.names.add(name);
            histories.application.create(
                    histories.database(name),
                    SMALLEST_PAGE << (i % PAGE_SIZES),
                    AUTO_VACUUM.get(random.nextInt(AUTO_VACUUM.size())));
        }
        return histories;
    }

    List<String> names() {
        return names;
    }

    Path source() {
        return directory.resolve("source");
    }

    Path database(String name) {
        return source().resolve(name);
    }

    /// Each database gets a few steps, or none; now and then the application crashes and starts again.
    void write(Habit habit) throws IOException, InterruptedException {
        if (random.nextInt(4) == 0) {
            crash(habit);
        }
        for (String name : names) {
            if (random.nextInt(5) > 0) {
                application.write(database(name), habit, random.nextLong(), 1 + random.nextInt(9));
            }
        }
    }

    /// The present state of all databases, each as of the last transaction that its replica has.
    List<Moment> remember(Path target) throws IOException, SQLException {
        List<Moment> moments = new ArrayList<>();
        for (String name : names) {
            String txId = new Replica(target.resolve(name)).latest();
            Path image = Files.createTempFile(directory.resolve("moments"), name + "-", ".db");
            Reference.make(database(name), image);
            moments.add(new Moment(name, txId, image));
        }
        return moments;
    }

    /// In the middle of its work, where the habit is WAL mode. After that it looks at its database again, for
    /// one that another habit left with a rollback journal cannot be replicated before that is rolled back.
    private void crash(Habit habit) throws IOException, InterruptedException {
        Path victim = database(names.get(random.nextInt(names.size())));
        if (habit == Habit.WAL) {
            application.begin(victim, habit, random.nextLong(), 20);
        }
        application.kill(random.nextInt(60));
        application = Application.start();
        application.write(victim, habit, random.nextLong(), 1);
    }

    /// Ends the application as a crash does: where something was different, the logs are needed.
    @Override
    public void close() throws InterruptedException {
        application.kill(0);
    }
}
