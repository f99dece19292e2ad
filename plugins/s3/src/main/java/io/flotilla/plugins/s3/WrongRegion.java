package io.flotilla.plugins.s3;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/// The region in which a bucket really is, as the store says when it is asked elsewhere; empty where it does not.
record WrongRegion(String right) {

    private static final Set<String> CODES = Set.of(
            "PermanentRedirect",
            "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException",
            "TemporaryRedirect");

    private static final Pattern EXPECTED = Pattern.compile("expecting '([a-z0-9-]+)'");

    static boolean isMeant(int status, String code) {
        return CODES.contains(code) || status == 301 || status == 307;
    }

    static WrongRegion of(AwsServiceException answer) {
        return new WrongRegion(Optional.ofNullable(answer.awsErrorDetails())
                .flatMap(details -> header(details).or(() -> sentence(details)))
                .orElse(""));
    }

    String text(String asked) {
        if (right.isEmpty()) {
            return "the bucket is in another region" + (asked.isEmpty() ? "" : " than " + asked)
                    + ": name the right one with 'region'";
        }
        return "the bucket is in the region " + right + (asked.isEmpty() ? "" : ", not in " + asked) + ": say region="
                + right;
    }

    private static Optional<String> header(AwsErrorDetails details) {
        return Optional.ofNullable(details.sdkHttpResponse())
                .flatMap(response -> response.firstMatchingHeader("x-amz-bucket-region"));
    }

    private static Optional<String> sentence(AwsErrorDetails details) {
        return Optional.ofNullable(details.errorMessage())
                .map(EXPECTED::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1));
    }
}
