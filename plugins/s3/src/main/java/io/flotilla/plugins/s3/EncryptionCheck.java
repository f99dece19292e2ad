package io.flotilla.plugins.s3;

import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.TargetException;
import org.jspecify.annotations.Nullable;

/// Whether the store encrypted as it was told: one that does not know the header answers well and does nothing.
record EncryptionCheck(S3Settings settings) {

    /// @throws TargetException.Refused where the object was stored without the encryption that was asked for; it is
    ///     there
    void check(ObjectKey key, @Nullable String byTheStore, @Nullable String byTheCustomer) throws TargetException {
        boolean done = switch (settings.writing().encryption()) {
            case Encryption.OfTheBucket() -> true;
            case Encryption.OfTheStore() -> "AES256".equals(byTheStore);
            case Encryption.OfTheKeyService(String keyId) -> "aws:kms".equals(byTheStore);
            case Encryption.OfTheCustomer customer -> Encryption.OfTheCustomer.ALGORITHM.equals(byTheCustomer);
        };
        if (!done) {
            throw new TargetException.Refused(settings.place() + ": the store kept " + key
                    + " without the encryption that was asked for: remove it, and choose another store or 'sse'");
        }
    }
}
