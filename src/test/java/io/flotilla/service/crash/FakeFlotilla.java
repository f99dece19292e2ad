package io.flotilla.service.crash;

import io.flotilla.service.demo.Reference;
import io.flotilla.service.packaged.LiveTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/// A program with the command line of Flotilla that keeps one whole copy of each database, so that the
/// campaign can be tried without an engine. With `-Dfake.forgetful=true` it loses the
/// last transaction of each database.
final class FakeFlotilla {

    private static final String IMAGE = "image";

    private FakeFlotilla() {}

    public static void main(String[] arguments) throws Exception {
        List<String> all = Arrays.asList(arguments);
        switch (all.getFirst()) {
            case "replicate" -> replicate(Path.of(all.get(1)), Path.of(all.get(2)), all.contains("--once"));
            case "restore" -> restore(Path.of(all.get(2)), Path.of(all.get(4)));
            case "ltx" ->
                System.out.println(
                        "[{\"level\":0,\"min_txid\":\"0000000000000001\",\"max_txid\":\"000000000000000a\"}]");
            default -> throw new IllegalArgumentException("Unknown: " + all);
        }
    }

    private static void replicate(Path source, Path target, boolean once) throws Exception {
        if (once) {
            for (Path database : files(source, ".db")) {
                Path image = image(source, target, database);
                Reference.make(database, image);
                if (Boolean.getBoolean("fake.forgetful")) {
                    forgetLastTransaction(image);
                }
            }
            return;
        }
        while (true) {
            for (Path database : files(source, ".db")) {
                copyLive(database, image(source, target, database));
            }
        }
    }

    private static void copyLive(Path database, Path image) throws SQLException, IOException {
        Path unfinished = image.resolveSibling("unfinished");
        Files.createDirectories(image.getParent());
        Files.deleteIfExists(unfinished);
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement()) {
            statement.executeUpdate("backup to " + unfinished);
        }
        Files.move(unfinished, image, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void forgetLastTransaction(Path image) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + image);
                var statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM ledger WHERE seq = (SELECT max(seq) FROM ledger)");
        }
    }

    private static void restore(Path target, Path output) throws IOException {
        for (Path image : files(target, IMAGE)) {
            Path database = output.resolve(target.relativize(image.getParent()));
            Files.createDirectories(database.getParent());
            Files.copy(image, database);
        }
    }

    private static Path image(Path source, Path target, Path database) {
        return target.resolve(source.relativize(database)).resolve(IMAGE);
    }

    private static List<Path> files(Path root, String end) throws IOException {
        return List.copyOf(LiveTree.files(root, end).keySet());
    }
}
