package io.flotilla.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What the parts of one file's path are called.
///
/// `path` is the path below the root, `root` the name of the root itself, `filename` the name of the file, `name` the
/// same without its last extension. `project`, `database`, `branch` and `tenant` are what litestreampp takes them for:
/// `…/PROJECT/databases/DATABASE/branches/BRANCH/tenants/TENANT.db`, where PROJECT may be the root itself. Where one of
/// these folders is absent, the database is `default` and the branch `main`; without a folder `databases` the project
/// is the folder above the file, and the tenant the name of the file with its extension. A pattern that captures one of
/// these names says otherwise. For use by one thread.
final class PathNames {

    static final Set<String> OF_EVERY_FILE =
            Set.of("path", "root", "filename", "name", "project", "database", "branch", "tenant");

    private static final byte[] DATABASES = bytes("databases");
    private static final byte[] BRANCHES = bytes("branches");
    private static final byte[] DEFAULT = bytes("default");
    private static final byte[] MAIN = bytes("main");

    private final byte[] root;
    private final byte[] path;
    private final Map<String, byte[]> captured;

    /// Names from the root on; the last one is the file's.
    private final List<byte[]> names;

    /// @param root the absolute path of the root
    /// @param path that of the file below the root; empty where the root is the file
    PathNames(byte[] root, byte[] path, Map<String, byte[]> captured) {
        this.root = root;
        this.path = path;
        this.captured = captured;
        this.names = new ArrayList<>();
        names.add(lastName(root, root.length));
        if (path.length > 0) {
            names.addAll(split(path));
        }
    }

    /// The part with this name.
    ///
    /// @throws IllegalArgumentException where there is none
    byte[] value(String name) {
        byte[] part = captured.get(name);
        return part == null ? ofEveryFile(name) : part;
    }

    private byte[] ofEveryFile(String name) {
        return switch (name) {
            case "path" -> path;
            case "root" -> names.getFirst();
            case "filename" -> names.getLast();
            case "name" -> withoutExtension(names.getLast());
            case "project" -> hasDatabases() ? names.get(databases() - 1) : folder();
            case "database" -> directoryBehind(databases(), DEFAULT);
            case "branch" -> directoryBehind(branches(), MAIN);
            case "tenant" -> hasDatabases() ? withoutExtension(names.getLast()) : names.getLast();
            default ->
                throw new IllegalArgumentException("No part of a path is called '" + name + "'. Known: "
                        + String.join(", ", new TreeSet<>(OF_EVERY_FILE)));
        };
    }

    /// Where `databases` stands in the names, below a project; -1 where it does not.
    private int databases() {
        for (int i = 1; i < names.size() - 1; i++) {
            if (Arrays.equals(names.get(i), DATABASES)) {
                return i;
            }
        }
        return -1;
    }

    private boolean hasDatabases() {
        return databases() > 0;
    }

    /// Where `branches` stands behind the folder of a database; -1 where it does not.
    private int branches() {
        int at = databases() + 2;
        return hasDatabases() && at < names.size() - 1 && Arrays.equals(names.get(at), BRANCHES) ? at : -1;
    }

    private byte[] directoryBehind(int at, byte[] otherwise) {
        return at > 0 && at + 1 < names.size() - 1 ? names.get(at + 1) : otherwise;
    }

    /// The folder above the file; that of a file in `/` has no name.
    private byte[] folder() {
        if (names.size() > 1) {
            return names.get(names.size() - 2).length == 0 ? DEFAULT : names.get(names.size() - 2);
        }
        byte[] folder = lastName(root, root.length - names.getLast().length - 1);
        return folder.length == 0 ? DEFAULT : folder;
    }

    private static byte[] withoutExtension(byte[] name) {
        int dot = name.length - 1;
        while (dot > 0 && name[dot] != '.') {
            dot--;
        }
        return dot > 0 ? Arrays.copyOf(name, dot) : name;
    }

    private static byte[] lastName(byte[] path, int end) {
        int start = end;
        while (start > 0 && path[start - 1] != '/') {
            start--;
        }
        return Arrays.copyOfRange(path, start, end);
    }

    private static List<byte[]> split(byte[] path) {
        List<byte[]> names = new ArrayList<>();
        int start = 0;
        for (int end = 0; end <= path.length; end++) {
            if (end == path.length || path[end] == '/') {
                names.add(Arrays.copyOfRange(path, start, end));
                start = end + 1;
            }
        }
        return names;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
