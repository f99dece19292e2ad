package io.flotilla.service.observe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `strace -f -y` wrote of the calls on one directory and what is in it: how many of each kind, and those that
/// do more than read. Whatever is not known to read counts as doing more.
///
/// @param calls by kind; an open and a `fcntl` with what it was for
/// @param violations whole lines
record Trace(Map<String, Integer> calls, List<String> violations) {

    private static final Pattern CALL = Pattern.compile("^\\d+ +(\\w+)\\((.*)");
    private static final Pattern FCNTL = Pattern.compile("F_\\w+");
    private static final Pattern OPENED = Pattern.compile("O_[A-Z_|]+");

    private static final Set<String> READS = Set.of(
            "read",
            "pread64",
            "readv",
            "preadv",
            "lseek",
            "close",
            "getdents64",
            "stat",
            "lstat",
            "fstat",
            "newfstatat",
            "statx",
            "statfs",
            "fstatfs",
            "access",
            "faccessat",
            "faccessat2",
            "readlink",
            "readlinkat",
            "fadvise64",
            "dup",
            "dup2",
            "dup3",
            "chdir",
            "execve",
            "getcwd",
            // A watch is the kernel's, and changes nothing that others see.
            "inotify_add_watch");

    /// What is asked of a lock or a descriptor; nothing is taken.
    private static final Set<String> ASKS = Set.of("F_GETLK", "F_OFD_GETLK", "F_GETFD", "F_SETFD", "F_GETFL");

    static Trace of(Path file, Path directory) throws IOException {
        Map<String, Integer> calls = new TreeMap<>();
        List<String> violations = new ArrayList<>();
        for (String line : Files.readAllLines(file, ISO_8859_1)) {
            Matcher call = CALL.matcher(line);
            if (call.matches() && call.group(2).contains(directory.toString())) {
                String kind = kind(call.group(1), call.group(2));
                calls.merge(kind, 1, Integer::sum);
                if (!isRead(kind)) {
                    violations.add(line);
                }
            }
        }
        return new Trace(calls, violations);
    }

    private static String kind(String name, String arguments) {
        Pattern what = switch (name) {
            case "fcntl" -> FCNTL;
            case "open", "openat" -> OPENED;
            default -> Pattern.compile("(?!)");
        };
        Matcher found = what.matcher(arguments);
        String mapped = name.equals("mmap") && !arguments.contains("PROT_WRITE") ? " PROT_READ" : "";
        return found.find() ? name + " " + found.group() : name + mapped;
    }

    private static boolean isRead(String kind) {
        String[] words = kind.split(" ");
        if (words.length == 1) {
            return READS.contains(kind);
        }
        return switch (words[0]) {
            case "fcntl" -> ASKS.contains(words[1]);
            case "mmap" -> true;
            default -> words[1].contains("O_RDONLY") && !words[1].contains("O_CREAT") && !words[1].contains("O_TRUNC");
        };
    }
}
