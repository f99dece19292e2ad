package io.flotilla.plugins.s3;

/// As whom requests are signed. Where no key is given, the AWS chain is asked: environment, system properties, web
/// identity, profile, container, instance.
///
/// @param accessKeyId empty where the chain decides
/// @param secretAccessKey empty like it
/// @param sessionToken empty for a key that stays
/// @param profile of the files in `~/.aws`; empty for the usual one
record Identity(String accessKeyId, String secretAccessKey, String sessionToken, String profile) {

    Identity {
        if (accessKeyId.isEmpty() != secretAccessKey.isEmpty()) {
            throw new IllegalArgumentException(
                    "'access-key-id' and 'secret-access-key' belong together: give both, or none for the AWS chain");
        }
        if (accessKeyId.isEmpty() && !sessionToken.isEmpty()) {
            throw new IllegalArgumentException("'session-token' belongs to an 'access-key-id': give both");
        }
    }

    boolean isGiven() {
        return !accessKeyId.isEmpty();
    }

    /// Without secrets.
    @Override
    public String toString() {
        return isGiven() ? "access key " + accessKeyId : "the AWS chain";
    }
}
