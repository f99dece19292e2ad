package io.flotilla.service.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// The tokens of the three roles, in a file of the state directory that its owner alone can read: a line for each,
/// the role and the token. Made at the first start; whoever deletes it gets new ones at the next. Immutable.
final class Tokens {

    static final String FILE = "api-tokens";

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final int BYTES = 32;
    private static final int SHORTEST = 32;

    /// Digests, so that all are of one length and a comparison takes the same time for each.
    private final Map<Role, byte[]> digests;

    private Tokens(Map<Role, byte[]> digests) {
        this.digests = digests;
    }

    /// Reads the file, or makes it.
    ///
    /// @throws IOException where it cannot be read, others may read it too, or a line is not understood
    static Tokens open(Path stateDirectory, RandomGenerator random) throws IOException {
        Path file = stateDirectory.resolve(FILE);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            create(stateDirectory, random);
        }
        checkOwnerOnly(file);
        return new Tokens(parse(file, Files.readAllLines(file)));
    }

    /// It gets its name when it is whole: processes with several state directories below one may start together.
    private static void create(Path directory, RandomGenerator random) throws IOException {
        Path made = Files.createTempFile(directory, FILE, "", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            Files.writeString(made, fresh(random));
            Files.createLink(directory.resolve(FILE), made);
        } catch (FileAlreadyExistsException there) {
            // another process was faster
        } finally {
            Files.delete(made);
        }
    }

    private static String fresh(RandomGenerator random) {
        var text = new StringBuilder();
        for (Role role : Role.values()) {
            byte[] secret = new byte[BYTES];
            random.nextBytes(secret);
            text.append(role.text())
                    .append(' ')
                    .append(Base64.getUrlEncoder().withoutPadding().encodeToString(secret))
                    .append('\n');
        }
        return text.toString();
    }

    private static void checkOwnerOnly(Path file) throws IOException {
        Set<PosixFilePermission> found = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
        if (!OWNER_ONLY.containsAll(found)) {
            throw new IOException("Others may read the tokens in " + file + " (" + PosixFilePermissions.toString(found)
                    + "). Delete the file, and the next start makes new ones");
        }
    }

    private static Map<Role, byte[]> parse(Path file, List<String> lines) throws IOException {
        Map<Role, byte[]> digests = new EnumMap<>(Role.class);
        for (int number = 1; number <= lines.size(); number++) {
            String[] words = lines.get(number - 1).strip().split(" +", -1);
            Optional<Role> role = Set.of(Role.values()).stream()
                    .filter(each -> each.text().equals(words[0]))
                    .findFirst();
            if (role.isEmpty() || words.length != 2 || words[1].length() < SHORTEST) {
                throw new IOException("Line " + number + " of " + file
                        + " is not a role (read, operate, restore) and a token of 32 characters or more");
            }
            digests.put(role.get(), digest(words[1]));
        }
        return digests;
    }

    /// The role of whoever has this token; absent where nobody has. Takes as long for any token.
    Optional<Role> role(String token) {
        byte[] given = digest(token);
        Optional<Role> found = Optional.empty();
        for (Map.Entry<Role, byte[]> entry : digests.entrySet()) {
            if (MessageDigest.isEqual(given, entry.getValue())) {
                found = Optional.of(entry.getKey());
            }
        }
        return found;
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java runtime has SHA-256", impossible);
        }
    }
}
