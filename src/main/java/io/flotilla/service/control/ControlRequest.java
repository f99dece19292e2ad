package io.flotilla.service.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Optional;

/// What somebody asks for.
///
/// @param method for example `POST`
/// @param path for example `/sync`
/// @param database what the query says as `path`; absent where it does not
record ControlRequest(String method, String path, Optional<String> database, String body) {

    /// @throws IllegalArgumentException where the address is malformed
    static ControlRequest of(FullHttpRequest request) {
        var address = new QueryStringDecoder(request.uri());
        return new ControlRequest(
                request.method().name(),
                address.path(),
                address.parameters().getOrDefault("path", List.of()).stream()
                        .filter(text -> !text.isEmpty())
                        .findFirst(),
                request.content().toString(UTF_8));
    }
}
