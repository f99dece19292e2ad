package io.flotilla.service.interop;

import java.net.URI;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;

/// A real S3 server in this process, with one bucket in memory.
record S3Server(BlobStore store, S3Proxy server) implements AutoCloseable {

    static final String BUCKET = "interop";
    static final String ACCESS_KEY = "interop-access-key";
    static final String SECRET_KEY = "interop-secret-key";

    static S3Server start() throws Exception {
        BlobStore store = BlobStores.create("transient-nio2", new Properties());
        store.createContainer(BUCKET);
        S3Proxy server = S3Proxy.builder()
                .blobStore(store)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                .build();
        server.start();
        return new S3Server(store, server);
    }

    /// A URL that both programs understand; the keys come from the environment.
    String url(String prefix) {
        return url(prefix, port());
    }

    /// The same through a proxy at this port.
    String url(String prefix, int port) {
        return "s3://" + BUCKET + "/" + prefix + "?endpoint=http://127.0.0.1:" + port
                + "&region=us-east-1&forcePathStyle=true";
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
