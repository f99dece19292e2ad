package io.flotilla.plugins.s3;

import io.flotilla.plugins.contract.FaultyProxy;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A server for the tests of a class, and for each of them a bucket, a proxy in front of the server, and a target that
/// goes through the proxy.
final class StoreUnderTest implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    private final Start start;
    private final String prefix;
    private int buckets;
    private @Nullable S3Server server;
    private @Nullable FaultyProxy proxy;
    private @Nullable ReplicaTarget target;

    private StoreUnderTest(Start start, String prefix) {
        this.start = start;
        this.prefix = prefix;
    }

    private interface Start {
        S3Server server() throws Exception;
    }

    /// With the target at the root of the bucket.
    static StoreUnderTest atRoot() {
        return new StoreUnderTest(S3Server::start, "");
    }

    /// With the target below `fleet` in the bucket.
    static StoreUnderTest belowPrefix() {
        return new StoreUnderTest(S3Server::start, "/fleet");
    }

    /// With a server that checks no signature, so that a proxy can change requests.
    static StoreUnderTest open() {
        return new StoreUnderTest(S3Server::startOpen, "");
    }

    S3Server server() {
        return Objects.requireNonNull(server, "started before all tests");
    }

    FaultyProxy proxy() {
        return Objects.requireNonNull(proxy, "started before each test");
    }

    /// That of this test.
    String bucket() {
        return "bucket-" + buckets;
    }

    ReplicaTarget target() {
        return Objects.requireNonNull(target, "opened before each test");
    }

    /// Another target at the same place, with these settings beside or instead of the usual ones: name, value, name,
    /// value. The caller closes it.
    ReplicaTarget another(String... settings) throws TargetException {
        return Opened.target(bucket() + prefix, proxy().port(), settings);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        server = start.server();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        buckets++;
        server().makeBucket(bucket());
        proxy = FaultyProxy.before(server().port());
        target = another();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        target().close();
        proxy().close();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        server().close();
    }
}
