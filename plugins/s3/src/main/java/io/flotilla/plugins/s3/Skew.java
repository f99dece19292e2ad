package io.flotilla.plugins.s3;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/// How far this machine's clock is from the store's, by the two times in its refusal; zero where it does not say.
record Skew(Duration ahead) {

    private static final Pattern REQUEST = Pattern.compile("<RequestTime>([^<]*)</RequestTime>");
    private static final Pattern SERVER = Pattern.compile("<ServerTime>([^<]*)</ServerTime>");
    private static final DateTimeFormatter BASIC = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");

    static Skew of(AwsServiceException answer) {
        if (answer.awsErrorDetails() == null || answer.awsErrorDetails().rawResponse() == null) {
            return new Skew(Duration.ZERO);
        }
        String body = answer.awsErrorDetails().rawResponse().asString(StandardCharsets.UTF_8);
        return new Skew(moment(REQUEST, body)
                .flatMap(ours -> moment(SERVER, body).map(theirs -> Duration.between(theirs, ours)))
                .orElse(Duration.ZERO));
    }

    String text() {
        if (ahead.isZero()) {
            return "this machine's clock is further from the store's than that allows: set it";
        }
        long minutes = ahead.abs().toMinutes();
        String amount = minutes > 0 ? minutes + " minutes" : ahead.abs().toSeconds() + " seconds";
        return "this machine's clock is " + amount + (ahead.isPositive() ? " ahead of" : " behind")
                + " the store's: set it";
    }

    private static Optional<Instant> moment(Pattern element, String body) {
        Matcher found = element.matcher(body);
        return found.find() ? parse(found.group(1)) : Optional.empty();
    }

    private static Optional<Instant> parse(String text) {
        try {
            return Optional.of(
                    text.contains("-")
                            ? Instant.parse(text)
                            : LocalDateTime.parse(text, BASIC).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }
}
