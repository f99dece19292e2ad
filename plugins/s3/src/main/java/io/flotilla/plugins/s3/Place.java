package io.flotilla.plugins.s3;

import io.flotilla.spi.ObjectKey;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/// A bucket, and below which key of it the target's own keys lie; the root where they are the bucket's.
record Place(String bucket, ObjectKey prefix) {

    /// What stores accept, S3 being the strictest; underscores and capitals are of old buckets.
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]");

    /// @throws IllegalArgumentException where the URL names no bucket, or something that is no key below it
    static Place of(URI url) {
        String bucket = url.getRawAuthority() == null ? "" : url.getRawAuthority();
        if (!"s3".equals(url.getScheme()) || bucket.isEmpty() || bucket.contains("@")) {
            throw new IllegalArgumentException("Not the URL of a bucket: " + withoutUser(url)
                    + ", expected s3://bucket/prefix, keys and other settings as parameters");
        }
        if (!BUCKET.matcher(bucket).matches()) {
            throw new IllegalArgumentException("Not the name of a bucket: '" + bucket + "' in " + url
                    + ", expected s3://bucket/prefix; a name has 3 letters, digits, dots, hyphens or underscores at"
                    + " least, and begins and ends with a letter or a digit");
        }
        try {
            return new Place(bucket, ObjectKey.of(trimmed(url.getPath())));
        } catch (IllegalArgumentException noKey) {
            throw new IllegalArgumentException("Malformed target URL " + url + ": " + noKey.getMessage(), noKey);
        }
    }

    /// The store's name of an object.
    String name(ObjectKey key) {
        return KeyText.of(prefix.child(key));
    }

    /// The object that the store calls so; empty where that is none of ours.
    Optional<ObjectKey> key(String name) {
        String above = prefix.isRoot() ? "" : KeyText.of(prefix) + "/";
        if (!name.startsWith(above)) {
            return Optional.empty();
        }
        return KeyText.parse(name.substring(above.length())).filter(key -> !key.isRoot());
    }

    /// With what the names of everything below a key begin.
    String above(ObjectKey ancestor) {
        ObjectKey whole = prefix.child(ancestor);
        return whole.isRoot() ? "" : KeyText.of(whole) + "/";
    }

    /// The URL for people.
    @Override
    public String toString() {
        return "s3://" + bucket + (prefix.isRoot() ? "" : "/" + prefix);
    }

    /// Litestream cleans a path in the same way.
    private static String trimmed(String path) {
        return path.replaceAll("/{2,}", "/").replaceAll("^/|/$", "");
    }

    private static String withoutUser(URI url) {
        return url.toString().replaceFirst("(?s)://[^/]*@", "://");
    }
}
