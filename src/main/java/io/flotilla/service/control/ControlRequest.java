package io.flotilla.service.control;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Optional;

/// What somebody asks for.
///
/// @param method for example `POST`
/// @param path for example `/sync`
/// @param database what the query says as `path`; absent where it does not
record ControlRequest(String method, String path, Optional<String> database, byte[] body) {

    /// @throws IllegalArgumentException where the address is malformed
    static ControlRequest of(FullHttpRequest request) {
        var address = new QueryStringDecoder(request.uri());
        byte[] body = new byte[request.content().readableBytes()];
        request.content().getBytes(request.content().readerIndex(), body);
        return new ControlRequest(
                request.method().name(),
                address.path(),
                address.parameters().getOrDefault("path", List.of()).stream()
                        .filter(text -> !text.isEmpty())
                        .findFirst(),
                body);
    }
}
