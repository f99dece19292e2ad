package io.flotilla.service.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/// The program inside an {@link Application}. Each line of its input is an order, its words separated by
/// blanks and the database last, and each is answered by one line: `ok`, or what went wrong.
public final class ApplicationMain {

    private final Map<Path, Changes> open = new HashMap<>();

    private ApplicationMain() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        var application = new ApplicationMain();
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            System.out.println(application.answer(line));
        }
        for (Changes changes : application.open.values()) {
            changes.close();
        }
    }

    private String answer(String line) {
        try {
            if (line.startsWith("create ")) {
                String[] words = line.split(" ", 4);
                changes(Path.of(words[3])).create(Integer.parseInt(words[1]), words[2]);
            } else {
                String[] words = line.split(" ", 5);
                var random = new Random(Long.parseLong(words[2]));
                changes(Path.of(words[4]))
                        .apply(random, Integer.parseInt(words[3]), Application.Habit.valueOf(words[1]));
            }
            return "ok";
        } catch (SQLException failure) {
            return line + ": " + failure;
        }
    }

    private Changes changes(Path database) {
        return open.computeIfAbsent(database, Changes::new);
    }
}
