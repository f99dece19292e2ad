package io.flotilla.plugins.s3;

import java.net.URI;
import java.nio.file.Path;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;

/// A real S3 server in this process, with its objects in memory.
final class S3Server implements AutoCloseable {

    static final String ACCESS_KEY = "test-access-key";
    static final String SECRET_KEY = "test-secret-key";

    private final AsS3Does store;
    private final S3Proxy server;

    private S3Server(AsS3Does store, S3Proxy server) {
        this.store = store;
        this.server = server;
    }

    static S3Server start() throws Exception {
        var store = new AsS3Does(BlobStores.create("transient-nio2", new Properties()));
        S3Proxy server = S3Proxy.builder()
                .blobStore(store)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                .build();
        server.start();
        return new S3Server(store, server);
    }

    /// One that checks no signature, so that a proxy can change requests.
    static S3Server startOpen() throws Exception {
        var store = new AsS3Does(BlobStores.create("transient-nio2", new Properties()));
        S3Proxy server = S3Proxy.builder()
                .blobStore(store)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.NONE, "", "")
                .build();
        server.start();
        return new S3Server(store, server);
    }

    /// One that is spoken to through TLS, with the certificate of this PKCS #12 file.
    static S3Server startEncrypted(Path keyStore, String password) throws Exception {
        var store = new AsS3Does(BlobStores.create("transient-nio2", new Properties()));
        S3Proxy server = S3Proxy.builder()
                .blobStore(store)
                .secureEndpoint(URI.create("https://127.0.0.1:0"))
                .keyStore(keyStore.toUri().toString(), password)
                .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                .build();
        server.start();
        return new S3Server(store, server);
    }

    /// A bucket without objects.
    void makeBucket(String name) {
        store.createContainer(name);
    }

    AsS3Does store() {
        return store;
    }

    int encryptedPort() {
        return server.getSecurePort();
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() throws Exception {
        server.stop();
        store.close();
    }
}
