package io.flotilla.plugins.s3;

/// What a user said about a target in a bucket, checked.
record S3Settings(Place place, Connection connection, Identity identity, Writing writing) {

    S3Settings {
        boolean customerKey = writing.encryption() instanceof Encryption.OfTheCustomer;
        if (customerKey && !connection.isEncrypted()) {
            throw new IllegalArgumentException(
                    "'sse-customer-key' is not sent over http: give an endpoint that begins with https://");
        }
    }
}
