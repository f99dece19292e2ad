package io.flotilla.plugins.s3;

import io.flotilla.spi.TargetException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/// Says of a failure of the client or the store whether waiting helps, and what a person can do.
///
/// No text has a secret in it: the client's own texts have none, and of a store's answer only its code, its sentence
/// and its request id are told.
final class Failures {

    /// Refusals that another attempt may not meet. An upload that somebody gave up is begun anew.
    private static final Set<String> PASSING = Set.of(
            "BadDigest",
            "ConditionalRequestConflict",
            "IncompleteBody",
            "InternalError",
            "InvalidDigest",
            "KMS.ThrottlingException",
            "NoSuchUpload",
            "OperationAborted",
            "RequestLimitExceeded",
            "RequestThrottled",
            "RequestTimeout",
            "ServiceUnavailable",
            "SlowDown",
            "Throttling",
            "ThrottlingException",
            "TooManyRequestsException",
            "XAmzContentChecksumMismatch",
            "XAmzContentSHA256Mismatch");

    private static final int NOT_IMPLEMENTED = 501;

    /// What the JDK says where a socket had nothing to read for as long as a request may take; who notices that first,
    /// the socket or the client, is chance.
    private static final String READ_TIMED_OUT = "Read timed out";

    private final S3Settings settings;

    Failures(S3Settings settings) {
        this.settings = settings;
    }

    /// The decision and its text; `what` is what was asked for, for example `put a/b`.
    TargetException of(SdkException failure, String what) {
        return switch (failure) {
            case AwsServiceException answer -> answered(answer, what);
            case ApiCallTimeoutException late -> late(late, what);
            case ApiCallAttemptTimeoutException late -> late(late, what);
            case AbortedException interrupted -> unavailable(what, "interrupted", interrupted);
            default -> unanswered(failure, what);
        };
    }

    /// The store's code of a batch's answer for one key.
    TargetException of(String code, String message, String what) {
        if (PASSING.contains(code)) {
            return new TargetException.Unavailable(place() + ": " + what + ": " + code + " " + message);
        }
        return new TargetException.Refused(
                place() + ": " + what + ": " + (isDenial(code) ? denied() : code + " " + message));
    }

    static boolean hasStatus(SdkException failure, int status) {
        return failure instanceof AwsServiceException answer && answer.statusCode() == status;
    }

    static String code(SdkException failure) {
        return failure instanceof AwsServiceException answer
                        && answer.awsErrorDetails() != null
                        && answer.awsErrorDetails().errorCode() != null
                ? answer.awsErrorDetails().errorCode()
                : "";
    }

    private TargetException answered(AwsServiceException answer, String what) {
        String code = code(answer);
        int status = answer.statusCode();
        if (code.equals(SkewedClock.CODE)) {
            return unavailable(what, answer.awsErrorDetails().errorMessage(), answer);
        }
        if (code.equals("NoSuchBucket")) {
            return refused(what, "there is no such bucket: create it, or correct the URL", answer);
        }
        if (WrongRegion.isMeant(status, code)) {
            return refused(
                    what, WrongRegion.of(answer).text(settings.connection().region()), answer);
        }
        if (status == NOT_IMPLEMENTED) {
            return refused(what, "the store does not know this kind of request: " + said(answer), answer);
        }
        if (status >= 500 || status == 429 || status == 408 || status == 409 || PASSING.contains(code)) {
            return unavailable(what, said(answer), answer);
        }
        return refused(what, reason(code, status, answer), answer);
    }

    private static String reason(String code, int status, AwsServiceException answer) {
        return switch (code) {
            case "ExpiredToken", "TokenRefreshRequired", "InvalidToken" ->
                "the session token has expired or is not known: renew it, it is read again by itself where a file, a "
                        + "role or the environment of the instance gives it (" + code + ")";
            case "InvalidAccessKeyId" -> "the access key is not known to the store: correct the credentials";
            case "SignatureDoesNotMatch" ->
                "the secret key does not belong to the access key, or something on the way changes requests: "
                        + "correct the credentials";
            case "InvalidObjectState" -> "the object lies in an archive (Glacier): bring it back there, then try again";
            default -> isDenial(code) || status == 403 ? denied() + requestId(answer) : said(answer);
        };
    }

    private static boolean isDenial(String code) {
        return code.equals("AccessDenied") || code.equals("AllAccessDisabled") || code.equals("AccountProblem");
    }

    private static String denied() {
        return "permission denied: allow it in the policy of the user or of the bucket";
    }

    private TargetException late(SdkException late, String what) {
        return unavailable(
                what,
                "no answer within " + settings.connection().requestTimeout().toMillis() + " ms",
                late);
    }

    private TargetException unanswered(SdkException failure, String what) {
        String message = String.valueOf(failure.getMessage());
        if (message.startsWith("Unable to load credentials")) {
            return refused(
                    what,
                    "no credentials found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a 'profile', or give "
                            + "this machine a role",
                    failure);
        }
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException || cause instanceof SSLPeerUnverifiedException) {
                return refused(
                        what,
                        "the store's certificate is not trusted (" + cause.getMessage()
                                + "): give 'ca-bundle' where it is one of your own",
                        failure);
            }
            if (cause instanceof UnknownHostException) {
                return unavailable(what, "the host " + cause.getMessage() + " has no address", failure);
            }
            if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
                return unavailable(what, "cannot connect: " + cause.getMessage(), failure);
            }
            if (cause instanceof SocketTimeoutException && READ_TIMED_OUT.equals(cause.getMessage())) {
                return late(failure, what);
            }
            if (cause instanceof SocketTimeoutException) {
                return unavailable(what, "nobody answered in time: " + cause.getMessage(), failure);
            }
        }
        return unavailable(what, message, failure);
    }

    private static String said(AwsServiceException answer) {
        String sentence = answer.awsErrorDetails() == null
                ? ""
                : " " + answer.awsErrorDetails().errorMessage();
        return ("HTTP " + answer.statusCode() + " " + code(answer)).strip() + sentence + requestId(answer);
    }

    private static String requestId(AwsServiceException answer) {
        return answer.requestId() == null ? "" : " (request " + answer.requestId() + ")";
    }

    private TargetException unavailable(String what, String why, SdkException cause) {
        return new TargetException.Unavailable(place() + ": " + what + ": " + why, cause);
    }

    private TargetException refused(String what, String why, SdkException cause) {
        return new TargetException.Refused(place() + ": " + what + ": " + why, cause);
    }

    private String place() {
        return settings.place().toString();
    }
}
