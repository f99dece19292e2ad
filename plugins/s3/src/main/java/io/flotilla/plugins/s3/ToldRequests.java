package io.flotilla.plugins.s3;

import io.flotilla.spi.SentRequest;
import java.util.UUID;
import java.util.function.Consumer;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.http.SdkHttpHeaders;
import software.amazon.awssdk.http.SdkHttpResponse;

/// Tells of each request that went to the store. Nothing is tried twice by the client, so each call is one request.
/// One that was not sent, for lack of credentials, is none.
final class ToldRequests implements ExecutionInterceptor {

    /// The SDK takes each name once in its life, and dev mode loads this class again beside it after each change.
    private static final ExecutionAttribute<Boolean> IS_SENT =
            new ExecutionAttribute<>("FlotillaRequestIsSent-" + UUID.randomUUID());

    private final Consumer<SentRequest> listener;

    ToldRequests(Consumer<SentRequest> listener) {
        this.listener = listener;
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        attributes.putAttribute(IS_SENT, true);
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        listener.accept(new SentRequest(
                kind(attributes),
                SentRequest.Result.DONE,
                length(context.httpRequest()),
                length(context.httpResponse())));
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
        if (Boolean.TRUE.equals(attributes.getAttribute(IS_SENT))) {
            listener.accept(new SentRequest(
                    kind(attributes),
                    context.httpResponse().map(ToldRequests::result).orElse(SentRequest.Result.UNAVAILABLE),
                    context.httpRequest().map(ToldRequests::length).orElse(0L),
                    context.httpResponse().map(ToldRequests::length).orElse(0L)));
        }
    }

    private static SentRequest.Kind kind(ExecutionAttributes attributes) {
        return switch (String.valueOf(attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME))) {
            case "GetObject" -> SentRequest.Kind.READ;
            case "HeadObject", "HeadBucket" -> SentRequest.Kind.HEAD;
            case "ListObjectsV2", "ListMultipartUploads" -> SentRequest.Kind.LIST;
            case "DeleteObjects", "AbortMultipartUpload" -> SentRequest.Kind.DELETE;
            default -> SentRequest.Kind.PUT;
        };
    }

    private static SentRequest.Result result(SdkHttpResponse answer) {
        int status = answer.statusCode();
        return switch (status) {
            case 404 -> SentRequest.Result.NOT_FOUND;
            case ObjectPut.ALREADY_THERE -> SentRequest.Result.ALREADY_EXISTS;
            case 408, 409, 429 -> SentRequest.Result.UNAVAILABLE;
            default -> status >= 400 && status < 500 ? SentRequest.Result.REFUSED : SentRequest.Result.UNAVAILABLE;
        };
    }

    private static long length(SdkHttpHeaders headers) {
        return headers.firstMatchingHeader("Content-Length")
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::parseLong)
                .orElse(0L);
    }
}
