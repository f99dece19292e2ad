package io.flotilla.plugins.s3;

import io.flotilla.spi.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what a user said about a target: the parameters of its URL and the environment, which says what they do not.
///
/// The names are Litestream's, in any spelling of [SettingNames], and some of our own. For use by one thread, once.
final class SettingsReader {

    private static final String[] KNOWN = {
        "access-key-id",
        "ca-bundle",
        "concurrency",
        "connect-timeout",
        "endpoint",
        "force-path-style",
        "insecure",
        "one-writer",
        "parallel-puts",
        "part-size",
        "profile",
        "put-object-content-md5",
        "region",
        "request-timeout",
        "require-content-md5",
        "secret-access-key",
        "session-token",
        "sign-accept-encoding",
        "sign-payload",
        "skip-verify",
        "sse",
        "sse-customer-algorithm",
        "sse-customer-key",
        "sse-customer-key-path",
        "sse-kms-key-id",
        "storage-class"
    };

    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*(|k|m|g)(i?b|)", Pattern.CASE_INSENSITIVE);
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
    private static final int CUSTOMER_KEY_BYTES = 32;

    private final Settings settings;
    private final Map<String, String> environment;

    private SettingsReader(Settings settings, Map<String, String> environment) {
        this.settings = settings;
        this.environment = environment;
    }

    /// @throws IllegalArgumentException for an unknown or malformed setting or URL; no text holds a secret
    static S3Settings read(URI url, Settings given, Map<String, String> environment) {
        Settings settings = SettingNames.kebab(given).allow(KNOWN);
        return new SettingsReader(settings, environment).read(Place.of(url));
    }

    private S3Settings read(Place place) {
        String endpoint = endpoint();
        String host = endpoint.isEmpty() ? "" : host(endpoint);
        Provider provider = endpoint.isEmpty() ? Provider.AWS : Provider.at(host);
        return new S3Settings(place, connection(endpoint, provider), identity(), writing(provider.kind()));
    }

    private String endpoint() {
        String given = settings.text("endpoint")
                .or(() -> variable("LITESTREAM_S3_ENDPOINT"))
                .or(() -> variable("AWS_ENDPOINT_URL_S3"))
                .or(() -> variable("AWS_ENDPOINT_URL"))
                .orElse("");
        String url = given.isEmpty() || given.contains("://") ? given : "https://" + given;
        if (url.startsWith("http://") && !LOOPBACK.contains(host(url)) && !flag("insecure", false)) {
            throw new IllegalArgumentException("The endpoint " + url + " is not encrypted: write https://, or say "
                    + "'insecure=true' if everybody on the way may read and change what is sent");
        }
        return url.replaceFirst("/+$", "");
    }

    private static String host(String endpoint) {
        try {
            var url = new URI(endpoint);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (http && url.getHost() != null && url.getRawUserInfo() == null && url.getRawQuery() == null) {
                return url.getHost();
            }
        } catch (URISyntaxException malformed) {
            // Said below, without the text's user and password.
        }
        throw new IllegalArgumentException(
                "The setting 'endpoint' is not a URL like https://host or http://127.0.0.1:9000");
    }

    private Connection connection(String endpoint, Provider provider) {
        String found = settings.text("region")
                .or(() -> Optional.of(endpoint.isEmpty() ? "" : provider.regionOf(host(endpoint)))
                        .filter(named -> !named.isEmpty()))
                .or(() -> variable("AWS_REGION"))
                .or(() -> variable("AWS_DEFAULT_REGION"))
                .orElse(provider.region());
        boolean verify = !flag("skip-verify", false);
        boolean needsBundle = verify && !endpoint.startsWith("http://");
        var trust = new Connection.Trust(needsBundle ? caBundle() : "", verify);
        return new Connection(
                endpoint,
                found,
                flag("force-path-style", provider.kind().pathStyle()),
                trust,
                positive("connect-timeout", Duration.ofSeconds(5)),
                positive("request-timeout", Duration.ofSeconds(60)));
    }

    private String caBundle() {
        String file =
                settings.text("ca-bundle").or(() -> variable("AWS_CA_BUNDLE")).orElse("");
        if (!file.isEmpty() && !Files.isReadable(path(file))) {
            throw new IllegalArgumentException("The file of certificates '" + file
                    + "' cannot be read: correct 'ca-bundle', or AWS_CA_BUNDLE in the environment");
        }
        return file;
    }

    private Identity identity() {
        String profile = settings.text("profile").orElse("");
        boolean said = settings.text("access-key-id").isPresent()
                || settings.text("secret-access-key").isPresent()
                || settings.text("session-token").isPresent();
        boolean litestreams = !said
                && profile.isEmpty()
                && variable("AWS_ACCESS_KEY_ID").isEmpty()
                && variable("LITESTREAM_ACCESS_KEY_ID").isPresent();
        if (litestreams) {
            return new Identity(
                    variable("LITESTREAM_ACCESS_KEY_ID").orElse(""),
                    variable("LITESTREAM_SECRET_ACCESS_KEY").orElse(""),
                    "",
                    "");
        }
        return new Identity(
                settings.text("access-key-id").orElse(""),
                settings.text("secret-access-key").orElse(""),
                settings.text("session-token").orElse(""),
                profile);
    }

    private Writing writing(Provider.Kind kind) {
        boolean md5 = flag("put-object-content-md5", kind.digest() == Digest.Kind.MD5);
        // What a client says it takes compressed is nothing that is stored: accepted, so that old URLs stay valid.
        flag("sign-accept-encoding", true);
        return new Writing(
                settings.text("storage-class").orElse(""),
                encryption(),
                md5 ? Digest.Kind.MD5 : Digest.Kind.CRC32,
                flag("sign-payload", true),
                flag("require-content-md5", true),
                size("part-size", kind.partMebibytes() * 1024L * 1024),
                whole("concurrency", kind.concurrency()),
                whole("parallel-puts", 128),
                flag("one-writer", false));
    }

    private Encryption encryption() {
        Optional<String> customer = customerKey();
        Optional<String> keyService = settings.text("sse-kms-key-id");
        String kind = settings.text("sse").orElse("");
        if (customer.isPresent() && (keyService.isPresent() || !kind.isEmpty())) {
            throw new IllegalArgumentException(
                    "An object is encrypted in one way: give 'sse-customer-key', or 'sse' and 'sse-kms-key-id'");
        }
        if (customer.isPresent()) {
            return customerKey(customer.get());
        }
        return switch (kind) {
            case "" ->
                keyService.isPresent()
                        ? new Encryption.OfTheKeyService(keyService.get())
                        : new Encryption.OfTheBucket();
            case "AES256" -> new Encryption.OfTheStore();
            case "aws:kms" -> new Encryption.OfTheKeyService(keyService.orElse(""));
            default ->
                throw new IllegalArgumentException("Setting 'sse' is '" + kind + "', expected AES256 or aws:kms");
        };
    }

    private Optional<String> customerKey() {
        String algorithm = settings.text("sse-customer-algorithm").orElse(Encryption.OfTheCustomer.ALGORITHM);
        if (!algorithm.equals(Encryption.OfTheCustomer.ALGORITHM)) {
            throw new IllegalArgumentException("Setting 'sse-customer-algorithm' is '" + algorithm + "', expected "
                    + Encryption.OfTheCustomer.ALGORITHM);
        }
        Optional<String> file = settings.text("sse-customer-key-path");
        Optional<String> key = settings.text("sse-customer-key");
        if (file.isPresent() && key.isPresent()) {
            throw new IllegalArgumentException("Give 'sse-customer-key' or 'sse-customer-key-path', not both");
        }
        return file.isPresent() ? Optional.of(contents(file.get())) : key;
    }

    private static Encryption customerKey(String base64) {
        try {
            byte[] key = Base64.getDecoder().decode(base64);
            if (key.length == CUSTOMER_KEY_BYTES) {
                return new Encryption.OfTheCustomer(
                        base64, Digest.base64(Digest.md5().digest(key)));
            }
        } catch (IllegalArgumentException malformed) {
            // Said below, without the key.
        }
        throw new IllegalArgumentException("'sse-customer-key' is not 32 bytes in Base64");
    }

    private static String contents(String file) {
        try {
            return Files.readString(path(file)).strip();
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("'sse-customer-key-path' cannot be read: " + file, unreadable);
        }
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException noPath) {
            throw new IllegalArgumentException("Not the path of a file: " + text, noPath);
        }
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    private boolean flag(String name, boolean otherwise) {
        return settings.flag(name).orElse(otherwise);
    }

    private Duration positive(String name, Duration otherwise) {
        Duration length = settings.duration(name).orElse(otherwise);
        if (length.isPositive()) {
            return length;
        }
        throw new IllegalArgumentException("Setting '" + name + "' is a time above zero: " + length);
    }

    private int whole(String name, int otherwise) {
        long number = settings.number(name).orElse((long) otherwise);
        if (number >= 1 && number <= 1000) {
            return Math.toIntExact(number);
        }
        throw new IllegalArgumentException("Setting '" + name + "' is a number from 1 to 1000: " + number);
    }

    private long size(String name, long otherwise) {
        Optional<String> text = settings.text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        Matcher size = SIZE.matcher(text.get());
        if (!size.matches()) {
            throw new IllegalArgumentException(
                    "Setting '" + name + "' is '" + text.get() + "', expected a size like 5MiB or 16MB");
        }
        long unit = size.group(3).length() == 1 ? 1000 : 1024;
        long factor = switch (size.group(2).toLowerCase(Locale.ROOT)) {
            case "k" -> unit;
            case "m" -> unit * unit;
            case "g" -> unit * unit * unit;
            default -> 1;
        };
        return Long.parseLong(size.group(1)) * factor;
    }
}
