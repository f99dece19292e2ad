package io.flotilla.service.api;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler.InitialMatch;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper.RequestMatch;
import org.jboss.resteasy.reactive.server.spi.ServerRestHandler;
import org.jspecify.annotations.Nullable;

/// Tells by which methods a path can be asked (RFC 9110, `Allow`): who asks for that, and who used another one.
/// Quarkus says nothing to the latter, and to the former the methods of all paths of a class.
final class AllowedMethods {

    @ServerRequestFilter(preMatching = true)
    Optional<Response> options(ContainerRequestContext request) {
        Set<String> methods = request.getMethod().equals(HttpMethod.OPTIONS) ? ofThisPath() : Set.of();
        return methods.isEmpty()
                ? Optional.empty()
                : Optional.of(Response.ok().allow(methods).build());
    }

    @ServerExceptionMapper
    Response refused(NotAllowedException failure) {
        return Response.fromResponse(Problems.answer(failure))
                .allow(ofThisPath())
                .build();
    }

    /// Found as requests are routed: a class first, then its methods. None where there is no such path.
    private static Set<String> ofThisPath() {
        ResteasyReactiveRequestContext request = CurrentRequestManager.get();
        @Nullable
        RequestMatch<InitialMatch> match =
                new RequestMapper<>(request.getDeployment().getClassMappers()).map(request.getPathWithoutPrefix());
        Set<String> methods = new TreeSet<>();
        if (match != null) {
            String rest = match.remaining.isEmpty() ? "/" : match.remaining;
            for (ServerRestHandler handler : match.value.handlers) {
                if (handler instanceof ClassRoutingHandler routing) {
                    add(methods, routing, rest);
                }
            }
        }
        return methods;
    }

    private static void add(Set<String> methods, ClassRoutingHandler routing, String path) {
        routing.getMappers().forEach((method, paths) -> {
            if (method != null && paths.map(path) != null) {
                methods.add(method);
                methods.add(HttpMethod.OPTIONS);
            }
        });
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
    }
}
