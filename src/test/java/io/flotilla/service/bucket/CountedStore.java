package io.flotilla.service.bucket;

import java.io.InputStream;
import java.net.URI;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/// A real S3 server in this process, which counts what it is asked for.
public final class CountedStore implements AutoCloseable {

    static final String BUCKET = "campaign";
    public static final String ACCESS_KEY = "campaign-access-key";
    public static final String SECRET_KEY = "campaign-secret-key";

    private final Counting store;
    private final S3Proxy server;

    private CountedStore(Counting store, S3Proxy server) {
        this.store = store;
        this.server = server;
    }

    public static CountedStore start() throws Exception {
        return start(BUCKET);
    }

    public static CountedStore start(String bucket) throws Exception {
        var store = new Counting(BlobStores.create("transient-nio2", new Properties()));
        store.createContainer(bucket);
        S3Proxy server = S3Proxy.builder()
                .blobStore(store)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                .build();
        server.start();
        return new CountedStore(store, server);
    }

    public int port() {
        return server.getPort();
    }

    /// Where a fleet finds it, or the proxy before it at another port. The keys are in it: it is for this test alone.
    public static String url(String prefix, int port) {
        return "s3://" + BUCKET + "/" + prefix + "?endpoint=http://127.0.0.1:" + port
                + "&region=us-east-1&access-key-id=" + ACCESS_KEY + "&secret-access-key=" + SECRET_KEY;
    }

    /// What was asked up to now.
    public Counts counts() {
        return new Counts(store.puts.get(), store.files.get(), store.lists.get());
    }

    /// Objects put, those of them that are files of a replica, and pages listed.
    public record Counts(long puts, long files, long lists) {

        public Counts since(Counts before) {
            return new Counts(puts - before.puts, files - before.files, lists - before.lists);
        }
    }

    @Override
    public void close() throws Exception {
        server.stop();
        store.close();
    }

    private static final class Counting extends ForwardingBlobStore {

        private final AtomicLong puts = new AtomicLong();
        private final AtomicLong files = new AtomicLong();
        private final AtomicLong lists = new AtomicLong();

        Counting(BlobStore store) {
            super(store);
        }

        @Override
        public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
            puts.incrementAndGet();
            PutObjectResponse stored = super.putBlob(request, content);
            if (request.key().endsWith(".ltx")) {
                files.incrementAndGet();
            }
            return stored;
        }

        @Override
        public ListObjectsV2Response list(ListObjectsV2Request request) {
            lists.incrementAndGet();
            return super.list(request);
        }
    }
}
