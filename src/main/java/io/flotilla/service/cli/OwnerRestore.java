package io.flotilla.service.cli;

import io.flotilla.disk.FileOwner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Gives restored files the owner, the group and the mode that their databases had, as far as this process may.
///
/// Names count before numbers, for numbers differ from host to host; a name that is not known here falls
/// back on its number. The mode comes last: a change of the owner takes bits of it away. Safe for use by several
/// threads.
final class OwnerRestore {

    private final Names users = new Names("unix:owner", new ConcurrentHashMap<>());
    private final Names groups = new Names("unix:group", new ConcurrentHashMap<>());

    /// Does so, and says what could not be done; empty where all is as it was.
    String apply(Path file, FileOwner wanted) {
        String owner = attempt(() -> setOwner(file, wanted), "owner " + wanted.userName() + ":" + wanted.groupName());
        String mode = attempt(
                () -> Files.setAttribute(file, "unix:mode", wanted.mode(), LinkOption.NOFOLLOW_LINKS),
                "mode " + Integer.toOctalString(wanted.mode()));
        return owner.isEmpty() || mode.isEmpty() ? owner + mode : owner + ", " + mode;
    }

    private interface Change {
        Object run() throws IOException;
    }

    private static String attempt(Change change, String what) {
        try {
            Object _ = change.run();
            return "";
        } catch (IOException refused) {
            return what + " not restored: " + FailureText.of(refused).what();
        }
    }

    private Path setOwner(Path file, FileOwner wanted) throws IOException {
        Map<String, Object> now = Files.readAttributes(file, "unix:uid,gid", LinkOption.NOFOLLOW_LINKS);
        if (!users.isThere(file, now.get("uid"), wanted.user(), wanted.userName())) {
            setUser(file, wanted);
        }
        if (!groups.isThere(file, now.get("gid"), wanted.group(), wanted.groupName())) {
            setGroup(file, wanted);
        }
        return file;
    }

    /// The names of numbers. New files have few of them, and to ask for one reads the list of all users.
    private record Names(String attribute, Map<String, String> known) {

        boolean isThere(Path file, @Nullable Object number, int wanted, String wantedName) throws IOException {
            boolean isNumber = wantedName.equals(Integer.toString(wanted));
            return isNumber ? Objects.equals(number, wanted) : wantedName.equals(name(file, number));
        }

        private String name(Path file, @Nullable Object number) throws IOException {
            String key = String.valueOf(number);
            String name = known.get(key);
            if (name == null) {
                name = String.valueOf(Files.getAttribute(file, attribute, LinkOption.NOFOLLOW_LINKS));
                known.put(key, name);
            }
            return name;
        }
    }

    private static void setUser(Path file, FileOwner wanted) throws IOException {
        try {
            UserPrincipal user = names(file).lookupPrincipalByName(wanted.userName());
            view(file).setOwner(user);
        } catch (UserPrincipalNotFoundException unknown) {
            Files.setAttribute(file, "unix:uid", wanted.user(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static void setGroup(Path file, FileOwner wanted) throws IOException {
        try {
            GroupPrincipal group = names(file).lookupPrincipalByGroupName(wanted.groupName());
            view(file).setGroup(group);
        } catch (UserPrincipalNotFoundException unknown) {
            Files.setAttribute(file, "unix:gid", wanted.group(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static UserPrincipalLookupService names(Path file) {
        return file.getFileSystem().getUserPrincipalLookupService();
    }

    private static PosixFileAttributeView view(Path file) {
        return Objects.requireNonNull(
                Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS),
                "files of this system have owners");
    }
}
