package io.flotilla.plugins.s3;

import java.util.Optional;

/// How the store encrypts what it keeps.
sealed interface Encryption {

    /// As the bucket says.
    record OfTheBucket() implements Encryption {}

    /// With keys of the store (SSE-S3).
    record OfTheStore() implements Encryption {}

    /// With a key of the key management service (SSE-KMS): its id, its ARN or its alias; empty for the account's own.
    record OfTheKeyService(String keyId) implements Encryption {

        Optional<String> key() {
            return Optional.of(keyId).filter(named -> !named.isEmpty());
        }
    }

    /// With a key that only we have (SSE-C), in Base64: what is read must be asked for with it.
    record OfTheCustomer(String key, String md5) implements Encryption {

        static final String ALGORITHM = "AES256";

        /// Without the key.
        @Override
        public String toString() {
            return "OfTheCustomer[md5=" + md5 + "]";
        }
    }
}
