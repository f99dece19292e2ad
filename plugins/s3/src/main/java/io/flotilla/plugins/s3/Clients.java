package io.flotilla.plugins.s3;

import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.profiles.ProfileFileSupplier;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.utils.AttributeMap;

/// Makes the client of a target, as its settings say.
///
/// It never tries again by itself: the engine does that, once for all targets. Signed contents go in one piece, never
/// in signed chunks, and carry their digest in a header, never behind them: many stores know neither.
final class Clients {

    private static final String USUAL_REGION = "us-east-1";

    /// Beside the puts of a batch and the parts of an upload: reads of restores, and listings.
    private static final int READS = 64;

    private Clients() {}

    /// Makes a client that uses these connections.
    static S3Client make(S3Settings settings, SdkHttpClient connections) {
        Connection connection = settings.connection();
        S3ClientBuilder builder = S3Client.builder()
                .httpClient(connections)
                .credentialsProvider(credentials(settings.identity()))
                .forcePathStyle(connection.pathStyle())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .serviceConfiguration(service -> service.chunkedEncodingEnabled(false))
                .overrideConfiguration(override -> override.retryStrategy(DefaultRetryStrategy.doNotRetry())
                        .apiCallTimeout(connection.requestTimeout())
                        .apiCallAttemptTimeout(connection.requestTimeout())
                        .addExecutionInterceptor(new WithoutExpectation())
                        .addExecutionInterceptor(new SkewedClock()));
        region(builder, settings);
        if (!connection.endpoint().isEmpty()) {
            builder.endpointOverride(URI.create(connection.endpoint()));
        }
        if (settings.writing().md5OfDeletes()) {
            builder.addPlugin(LegacyMd5Plugin.create());
        }
        if (settings.writing().signPayload()) {
            builder.authSchemeProvider(new SignedPayloads());
        }
        return builder.build();
    }

    /// Where nobody named a region of AWS, the client follows the store's own word for it.
    private static void region(S3ClientBuilder builder, S3Settings settings) {
        String named = settings.connection().region();
        String found = named.isEmpty() ? profileRegion(settings.identity()) : named;
        builder.region(Region.of(found.isEmpty() ? USUAL_REGION : found));
        builder.crossRegionAccessEnabled(
                found.isEmpty() && settings.connection().endpoint().isEmpty());
    }

    private static String profileRegion(Identity identity) {
        try {
            var files = ProfileFileSupplier.defaultSupplier();
            var provider = identity.profile().isEmpty()
                    ? new AwsProfileRegionProvider()
                    : new AwsProfileRegionProvider(files, identity.profile());
            Region region = provider.getRegion();
            return region == null ? "" : region.id();
        } catch (SdkClientException none) {
            return "";
        }
    }

    /// Those of files are read again when the files change, those of a role before they expire.
    private static AwsCredentialsProvider credentials(Identity identity) {
        if (!identity.isGiven()) {
            var chain = DefaultCredentialsProvider.builder().profileFile(ProfileFileSupplier.defaultSupplier());
            return identity.profile().isEmpty()
                    ? chain.build()
                    : chain.profileName(identity.profile()).build();
        }
        if (identity.sessionToken().isEmpty()) {
            return StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(identity.accessKeyId(), identity.secretAccessKey()));
        }
        return StaticCredentialsProvider.create(AwsSessionCredentials.create(
                identity.accessKeyId(), identity.secretAccessKey(), identity.sessionToken()));
    }

    /// The connections of a target, closed by whoever asked for them.
    static SdkHttpClient connections(S3Settings settings) throws TargetException {
        Connection connection = settings.connection();
        Writing writing = settings.writing();
        ApacheHttpClient.Builder builder = ApacheHttpClient.builder()
                .maxConnections(writing.puts() * 2 + writing.parts() * 2 + READS)
                .connectionTimeout(connection.connectTimeout())
                .connectionAcquisitionTimeout(connection.requestTimeout())
                .socketTimeout(connection.requestTimeout())
                .expectContinueEnabled(false);
        String bundle = connection.trust().caBundle();
        if (!bundle.isEmpty()) {
            TrustManager[] managers = trustManagers(Path.of(bundle));
            builder.tlsTrustManagersProvider(() -> managers);
        }
        return builder.buildWithDefaults(AttributeMap.builder()
                .put(
                        SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES,
                        !connection.trust().verify())
                .build());
    }

    private static TrustManager[] trustManagers(Path bundle) throws TargetException {
        try (InputStream file = Files.newInputStream(bundle)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(file)) {
                store.setCertificateEntry("ca" + number++, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (IOException | GeneralSecurityException unusable) {
            throw new TargetException.Refused(
                    bundle + " holds no certificates in PEM that can be used: correct 'ca-bundle'", unusable);
        }
    }
}
