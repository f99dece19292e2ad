package io.flotilla.plugins.s3;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpHeaders;

/// Says by how much this machine's clock is wrong where the store refuses a request for that, by the time of the
/// request and that of the answer. The client itself signs with the store's time from then on. Safe for use by several
/// threads.
final class SkewedClock implements ExecutionInterceptor {

    static final String CODE = "RequestTimeTooSkewed";

    private static final DateTimeFormatter BASIC = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");

    /// By how much this machine was ahead of the store at the first answer.
    private final AtomicReference<Optional<Duration>> first = new AtomicReference<>(Optional.empty());

    /// By how much this machine's clock is ahead of the store's, to the second; negative where it is behind. Absent
    /// before the first answer, and where the store's have no time.
    Optional<Duration> ahead() {
        return first.get();
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
        if (first.get().isEmpty()) {
            first.compareAndSet(Optional.empty(), ahead(context.httpRequest(), context.httpResponse()));
        }
    }

    private static Optional<Duration> ahead(SdkHttpHeaders request, SdkHttpHeaders answer) {
        return asked(request).flatMap(ours -> timeOf(answer).map(theirs -> Duration.between(theirs, ours)));
    }

    @Override
    public Throwable modifyException(Context.FailedExecution context, ExecutionAttributes attributes) {
        if (!(context.exception() instanceof AwsServiceException refusal)
                || !Failures.code(refusal).equals(CODE)) {
            return context.exception();
        }
        Optional<Duration> ahead = context.httpRequest()
                .flatMap(request -> context.httpResponse().flatMap(answer -> ahead(request, answer)));
        String text = ahead.map(SkewedClock::text)
                .orElse("this machine's clock is further from the store's than that allows: set it");
        return refusal.toBuilder()
                .awsErrorDetails(
                        refusal.awsErrorDetails().toBuilder().errorMessage(text).build())
                .build();
    }

    private static String text(Duration ahead) {
        long minutes = ahead.abs().toMinutes();
        String amount = minutes > 0 ? minutes + " minutes" : ahead.abs().toSeconds() + " seconds";
        return "this machine's clock is " + amount + (ahead.isPositive() ? " ahead of" : " behind")
                + " the store's: set it (requests are signed with the store's time until then)";
    }

    private static Optional<Instant> asked(SdkHttpHeaders request) {
        return request.firstMatchingHeader("X-Amz-Date").flatMap(text -> {
            try {
                return Optional.of(LocalDateTime.parse(text, BASIC).toInstant(ZoneOffset.UTC));
            } catch (DateTimeException malformed) {
                return Optional.empty();
            }
        });
    }

    /// When the store gave this answer, by its own clock, to the second.
    static Optional<Instant> timeOf(SdkHttpHeaders answer) {
        return answer.firstMatchingHeader("Date").flatMap(text -> {
            try {
                return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant());
            } catch (DateTimeException malformed) {
                return Optional.empty();
            }
        });
    }
}
