package io.flotilla.plugins.s3;

import io.flotilla.plugins.contract.FaultyProxy;
import io.flotilla.plugins.contract.HttpFault;
import io.flotilla.plugins.contract.HttpRequest;
import java.io.IOException;
import java.util.Set;

/// A proxy in front of a server that lets pass what a policy allows, as AWS judges requests, and answers 403 to the
/// rest.
final class Permissions {

    static final String PUT = "s3:PutObject";
    static final String READ = "s3:GetObject";
    static final String LIST = "s3:ListBucket";
    static final String ABORT = "s3:AbortMultipartUpload";
    static final String DELETE = "s3:DeleteObject";
    static final String UNFINISHED = "s3:ListBucketMultipartUploads";

    /// Those of docs/s3.md.
    static final Set<String> OF_A_WRITER = Set.of(PUT, READ, LIST, ABORT);

    static final Set<String> OF_A_JANITOR = Set.of(PUT, READ, LIST, ABORT, DELETE, UNFINISHED);
    static final Set<String> OF_A_RESTORER = Set.of(READ, LIST);

    private Permissions() {}

    /// Allows these actions; the caller closes it.
    static FaultyProxy before(int server, Set<String> allowed) throws IOException {
        FaultyProxy proxy = FaultyProxy.before(server);
        proxy.add(
                request -> !allowed.contains(action(request)) || replaces(request),
                HttpFault.s3Error(403, "AccessDenied"));
        return proxy;
    }

    /// The action that AWS asks the policies for.
    private static String action(HttpRequest request) {
        return switch (request.method()) {
            case "PUT" -> PUT;
            case "POST" -> hasParameter(request, "delete") ? DELETE : PUT;
            case "GET" -> reading(request);
            case "HEAD" -> READ;
            case "DELETE" -> hasParameter(request, "uploadId") ? ABORT : DELETE;
            default -> request.method();
        };
    }

    private static String reading(HttpRequest request) {
        if (hasParameter(request, "uploads")) {
            return UNFINISHED;
        }
        return hasParameter(request, "list-type") ? LIST : READ;
    }

    /// What the policy of the bucket denies to everybody: an object made without `If-None-Match`. The begin of an
    /// upload in parts, and a part, make no object.
    private static boolean replaces(HttpRequest request) {
        boolean makes = (request.method().equals("PUT") && !hasParameter(request, "partNumber"))
                || (request.method().equals("POST") && hasParameter(request, "uploadId"));
        return makes && request.header("If-None-Match").isEmpty();
    }

    private static boolean hasParameter(HttpRequest request, String name) {
        return request.target().matches(".*[?&]" + name + "([=&].*)?");
    }
}
