package io.flotilla.service.config;

import static io.flotilla.service.config.Fate.LATER;
import static io.flotilla.service.config.Fate.NO_EFFECT;
import static io.flotilla.service.config.Fate.REFUSED;
import static io.flotilla.service.config.Fate.SAME;
import static io.flotilla.service.config.Plain.DURATION;
import static io.flotilla.service.config.Plain.FLAG;
import static io.flotilla.service.config.Plain.NUMBER;
import static io.flotilla.service.config.Plain.SIZE;
import static io.flotilla.service.config.Plain.TEXT;
import static io.flotilla.service.config.Section.REPLICA;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The keys of a replica.
final class ReplicaKeys {

    /// The settings of a target in an S3 bucket, which go to its plug-in under the same names.
    static final Set<String> OF_S3 = Set.of(
            "access-key-id",
            "secret-access-key",
            "region",
            "endpoint",
            "force-path-style",
            "sign-payload",
            "sign-accept-encoding",
            "require-content-md5",
            "put-object-content-md5",
            "skip-verify",
            "storage-class",
            "part-size",
            "concurrency",
            "sse-customer-algorithm",
            "sse-customer-key",
            "sse-customer-key-path",
            "sse-kms-key-id");

    private static final String NO_ENCRYPTION =
            "Litestream v0.5 does not encrypt either, and nobody is to believe it did";
    private static final String OLD = "of Litestream v0.3; v0.5 does not know it either";
    private static final String NO_PLUG_IN = "a replica of this type is refused: there is no plug-in for it";

    private static final List<Key> COMMON = List.of(
            key("type", TEXT, SAME, "file", "`file` or `s3`; taken from `url` where that is given"),
            key("name", TEXT, NO_EFFECT, "", "a database has one replica"),
            key("path", TEXT, SAME, "", "the replica's directory, or its place in the bucket"),
            key("url", TEXT, SAME, "", "place and settings in one, instead of `path` and `bucket`"),
            key(
                    "sync-interval",
                    DURATION,
                    SAME,
                    "1s",
                    "where databases of one target differ, the shortest counts for all of them"),
            key("validation-interval", DURATION, NO_EFFECT, "", "Litestream v0.5 does not use it either"),
            key("max-sync-ltx-files", NUMBER, NO_EFFECT, "", "uploads have bounds of their own, on memory"),
            key(
                    "auto-recover",
                    FLAG,
                    NO_EFFECT,
                    "",
                    "what does not fit together is always healed by comparing pages, and nothing is removed for it"));

    private static final List<Key> S3 = List.of(
            key("bucket", TEXT, SAME, "", ""),
            key("access-key-id", TEXT, SAME, "", "also from the environment, as there"),
            key("secret-access-key", TEXT, SAME, "", "the same"),
            key("region", TEXT, SAME, "", ""),
            key("endpoint", TEXT, SAME, "", ""),
            key("force-path-style", FLAG, SAME, "", ""),
            key("sign-payload", FLAG, SAME, "", ""),
            key("sign-accept-encoding", FLAG, SAME, "", ""),
            key("require-content-md5", FLAG, SAME, "", ""),
            key("put-object-content-md5", FLAG, SAME, "", ""),
            key("skip-verify", FLAG, SAME, "false", ""),
            key("storage-class", TEXT, SAME, "", ""),
            key("part-size", SIZE, SAME, "", ""),
            key("concurrency", NUMBER, SAME, "", ""),
            key("sse-customer-algorithm", TEXT, SAME, "", ""),
            key("sse-customer-key", TEXT, SAME, "", ""),
            key("sse-customer-key-path", TEXT, SAME, "", ""),
            key("sse-kms-key-id", TEXT, SAME, "", ""));

    private static final List<Key> OTHERS = List.of(
            other("account-name", TEXT),
            other("account-key", TEXT),
            other("sas-token", TEXT),
            other("host", TEXT),
            other("user", TEXT),
            other("password", TEXT),
            other("key-path", TEXT),
            other("concurrent-writes", FLAG),
            other("host-key", TEXT),
            other("webdav-url", TEXT),
            other("webdav-username", TEXT),
            other("webdav-password", TEXT),
            other("jwt", TEXT),
            other("seed", TEXT),
            other("creds", TEXT),
            other("nkey", TEXT),
            other("username", TEXT),
            other("token", TEXT),
            other("tls", FLAG),
            other("root-cas", new Kind.Texts()),
            other("client-cert", TEXT),
            other("client-key", TEXT),
            other("max-reconnects", NUMBER),
            other("reconnect-wait", DURATION),
            other("timeout", DURATION));

    private static final List<Key> OLDER = List.of(
            key("retention", DURATION, NO_EFFECT, "", OLD),
            key("retention-check-interval", DURATION, NO_EFFECT, "", OLD),
            key("snapshot-interval", DURATION, NO_EFFECT, "", OLD),
            key("age", new Kind.Nested(Section.AGE), REFUSED, "", NO_ENCRYPTION),
            new Key(Section.AGE, "identities", new Kind.Texts(), REFUSED, "", NO_ENCRYPTION),
            new Key(Section.AGE, "recipients", new Kind.Texts(), REFUSED, "", NO_ENCRYPTION));

    static final List<Key> ALL =
            Stream.of(COMMON, S3, OTHERS, OLDER).flatMap(List::stream).toList();

    private ReplicaKeys() {}

    private static Key key(String name, Kind kind, Fate fate, String preset, String meaning) {
        return new Key(REPLICA, name, kind, fate, preset, meaning);
    }

    private static Key other(String name, Kind kind) {
        return new Key(REPLICA, name, kind, LATER, "", NO_PLUG_IN);
    }
}
