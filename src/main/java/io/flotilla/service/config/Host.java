package io.flotilla.service.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What a configuration may ask of the machine and the process that read it.
///
/// @param variables the environment
/// @param home the user's home directory
/// @param workingDirectory where relative paths begin; absolute
/// @param pid the number of this process
public record Host(Map<String, String> variables, Path home, Path workingDirectory, long pid) {

    private static final List<String> PREFIXES = List.of("sqlite3://", "sqlite://");

    public Host {
        variables = Map.copyOf(variables);
    }

    /// This process.
    public static Host here() {
        return new Host(
                System.getenv(),
                Path.of(System.getProperty("user.home")),
                Path.of("").toAbsolutePath(),
                ProcessHandle.current().pid());
    }

    /// The absolute path that a text names: `~` is the home directory, and `sqlite://` before a path says nothing.
    ///
    /// @throws IllegalArgumentException where it is no path; the text says why
    public String absolute(String text) {
        String bare = text;
        for (String prefix : PREFIXES) {
            if (text.startsWith(prefix)) {
                bare = text.substring(prefix.length());
                break;
            }
        }
        try {
            String path = isAtHome(bare) ? home + bare.substring(1) : bare;
            return isCanonical(path)
                    ? path
                    : workingDirectory.resolve(path).normalize().toString();
        } catch (InvalidPathException noPath) {
            throw new IllegalArgumentException("'" + text + "' is no path: " + noPath.getReason(), noPath);
        }
    }

    /// Most paths are, and then no other text is made.
    private static boolean isCanonical(String path) {
        return path.startsWith("/") && !path.contains("//") && !path.contains("/.") && !path.endsWith("/");
    }

    private static boolean isAtHome(String path) {
        return path.equals("~") || path.startsWith("~/");
    }
}
