package io.flotilla.service.config;

import io.flotilla.spi.Settings;
import io.flotilla.store.TargetUrl;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Makes of a replica's keys, and of those at the top that count for all, where it is. Immutable.
final class ReplicaReader {

    private static final Set<String> TYPES = Set.of("file", "s3", "gs", "abs", "sftp", "webdav", "nats", "oss");
    /// Or an ARN.
    private static final Pattern BUCKET = Pattern.compile("[\\w.:/-]+");

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Values top;
    private final Host host;

    ReplicaReader(Configuration configuration) {
        this(configuration.top(), configuration.host());
    }

    ReplicaReader(Values top, Host host) {
        this.top = top;
        this.host = host;
    }

    /// @throws ConfigProblem where its keys do not name a place
    ReplicaPlace place(DatabaseEntry entry) {
        return place(new Said(entry.values(), DatabaseEntry.REPLICA, entry.line()));
    }

    /// The template of `multi-db`.
    ///
    /// @throws ConfigProblem where its keys do not name a place
    ReplicaPlace template() {
        return place(new Said(top, "multi-db.replica-template.", top.line("multi-db.enabled", 1)));
    }

    /// What one replica says for itself.
    private record Said(Values values, String prefix, int entry) {

        Optional<Values.Value> find(String name) {
            return values.find(prefix + name);
        }

        String text(String name) {
            return values.text(prefix + name);
        }

        int line(String name) {
            return values.line(prefix + name, entry);
        }
    }

    private ReplicaPlace place(Said said) {
        if (said.text("path").contains("://")) {
            throw new ConfigProblem(said.line("path"), "the 'path' of a replica is no URL: write 'url' before it");
        }
        if (!said.text("url").isEmpty() && !said.text("path").isEmpty()) {
            throw new ConfigProblem(said.line("path"), "a replica has 'url' or 'path', not both");
        }
        String url = said.text("url");
        String type = url.contains("://") ? url.substring(0, url.indexOf("://")) : said.text("type");
        return switch (type) {
            case "", "file" -> directory(said);
            case "s3" -> inBucket(said);
            default -> {
                if (!TYPES.contains(type)) {
                    throw new ConfigProblem(
                            said.line(url.isEmpty() ? "type" : "url"), "'" + type + "' is no type of a replica");
                }
                yield elsewhere(type, said);
            }
        };
    }

    private ReplicaPlace directory(Said said) {
        Optional<Values.Value> url = said.find("url");
        if (url.isPresent()) {
            TargetUrl target = parse(url.get());
            return new ReplicaPlace(
                    "file",
                    "",
                    bare(Path.of(target.uri()).toString()),
                    target.settings(),
                    interval(said),
                    url.get().line());
        }
        Values.Value path = said.find("path")
                .orElseThrow(() -> new ConfigProblem(
                        said.entry(),
                        "there is no 'replica' with a 'path' or a 'url', which says where the copy goes"));
        return new ReplicaPlace("file", "", bare(absolute(path)), Settings.NONE, interval(said), path.line());
    }

    private ReplicaPlace inBucket(Said said) {
        Map<String, String> settings = new HashMap<>();
        for (String name : ReplicaKeys.OF_S3) {
            effective(said, name).ifPresent(value -> settings.put(name, value.text()));
        }
        Optional<Values.Value> url = said.find("url");
        if (url.isEmpty()) {
            Values.Value bucket = effective(said, "bucket")
                    .orElseThrow(() -> new ConfigProblem(said.entry(), "the replica has no 'bucket' and no 'url'"));
            if (!BUCKET.matcher(bucket.text()).matches()) {
                throw new ConfigProblem(bucket.line(), "'" + bucket.text() + "' is no name of a bucket");
            }
            String path = keyed(said.text("path"), said.line("path"));
            return new ReplicaPlace("s3", bucket.text(), path, new Settings(settings), interval(said), bucket.line());
        }
        if (said.find("bucket").isPresent()) {
            throw new ConfigProblem(said.line("bucket"), "a replica has 'url' or 'bucket', not both");
        }
        TargetUrl target = parse(url.get());
        target.settings().values().forEach((name, value) -> settings.put(kebab(name), value));
        URI uri = target.uri();
        String path = Optional.ofNullable(uri.getPath()).orElse("");
        return new ReplicaPlace(
                "s3",
                String.valueOf(uri.getRawAuthority()),
                keyed(path.startsWith("/") ? path.substring(1) : path, url.get().line()),
                new Settings(settings),
                interval(said),
                url.get().line());
    }

    /// Litestream would name its objects `/0000/…`, and no key of ours begins with a slash.
    private static String keyed(String path, int line) {
        String inner = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (inner.isEmpty()) {
            throw new ConfigProblem(
                    line,
                    "the replica lies at the top of its bucket, where Litestream's names begin with an empty one and "
                            + "Flotilla's cannot: give it a 'path'");
        }
        if (inner.startsWith("/") || inner.contains("//")) {
            throw new ConfigProblem(
                    line,
                    "the replica's path '" + path + "' has an empty name before a slash, which Litestream keeps and "
                            + "Flotilla cannot: write it without, and a new replica begins there");
        }
        return inner;
    }

    /// Of a type that no plug-in knows: what is needed to list it.
    private static ReplicaPlace elsewhere(String type, Said said) {
        String url = said.text("url");
        String behind = url.isEmpty() ? said.text("path") : url.substring(url.indexOf("://") + 3);
        String authority = url.isEmpty() ? said.text("bucket") + said.text("host") : behind.replaceFirst("/.*", "");
        String path = url.isEmpty() || !behind.contains("/") ? behind : behind.substring(behind.indexOf('/') + 1);
        return new ReplicaPlace(
                type, authority, bare(path), Settings.NONE, INTERVAL, said.line(url.isEmpty() ? "type" : "url"));
    }

    private Optional<Values.Value> effective(Said said, String name) {
        return said.find(name).or(() -> top.find(name));
    }

    private Duration interval(Said said) {
        return effective(said, "sync-interval")
                .flatMap(value -> Plain.duration(value.text()))
                .orElse(INTERVAL);
    }

    private String absolute(Values.Value path) {
        try {
            return host.absolute(path.text());
        } catch (IllegalArgumentException noPath) {
            throw new ConfigProblem(path.line(), String.valueOf(noPath.getMessage()));
        }
    }

    private static TargetUrl parse(Values.Value url) {
        // Names in braces are no part of a URL before they are replaced.
        String escaped = url.text().replace("{", "%7B").replace("}", "%7D");
        try {
            return TargetUrl.parse(escaped);
        } catch (IllegalArgumentException malformed) {
            throw new ConfigProblem(url.line(), String.valueOf(malformed.getMessage()));
        }
    }

    private static String bare(String path) {
        String without = path.startsWith("/") ? path.substring(1) : path;
        return without.endsWith("/") ? without.substring(0, without.length() - 1) : without;
    }

    /// As settings are written: `forcePathStyle` and `force_path_style` are `force-path-style`.
    private static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                .replaceAll("([A-Z])([A-Z][a-z])", "$1-$2")
                .replace('_', '-')
                .toLowerCase(Locale.ROOT);
    }
}
