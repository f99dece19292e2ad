package io.flotilla.service.api;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.flotilla.spi.TargetException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// Makes problems of what resources throw. What nobody expected is told to the log, and not to the caller.
final class Problems {

    private static final Logger LOG = Logger.getLogger(Problems.class);

    @ServerExceptionMapper
    Response refusal(Refusal refusal) {
        return answer(refusal.problem());
    }

    @ServerExceptionMapper
    Response http(WebApplicationException failure) {
        return answer(failure);
    }

    /// As Quarkus had it, but for the body.
    static Response answer(WebApplicationException failure) {
        Response.StatusType status = failure.getResponse().getStatusInfo();
        boolean isMalformed = failure.getCause() instanceof JacksonException;
        String detail = isMalformed ? "The body is not the JSON that is asked for" : status.getReasonPhrase();
        return Response.fromResponse(failure.getResponse())
                .type(Problem.MEDIA_TYPE)
                .entity(Problem.of(status.getStatusCode(), status.getReasonPhrase(), detail))
                .build();
    }

    @ServerExceptionMapper
    Response json(JacksonException malformed) {
        return answer(
                Refusal.badRequest("The body is not the JSON that is asked for: " + malformed.getOriginalMessage())
                        .problem());
    }

    /// Before the one that Quarkus has for this kind alone, which answers without a body.
    @ServerExceptionMapper(priority = Priorities.USER - 1)
    Response mismatched(MismatchedInputException malformed) {
        return json(malformed);
    }

    @ServerExceptionMapper
    Response target(TargetException failure) {
        return answer(Problem.of(502, "Bad Gateway", "The target failed: " + failure.getMessage()));
    }

    @ServerExceptionMapper
    Response unexpected(Exception failure) {
        LOG.error("a request failed", failure);
        return answer(Problem.of(500, "Internal Server Error", "Flotilla failed; its log says why"));
    }

    private static Response answer(Problem problem) {
        return Response.status(problem.status())
                .type(Problem.MEDIA_TYPE)
                .entity(problem)
                .build();
    }
}
