package io.flotilla.signal;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/// Sends one request at a time and waits for its answer, for a bounded time.
@FunctionalInterface
interface Sender {

    /// Returns when the receiver has taken it.
    ///
    /// @throws IOException where it has not; the text says why and holds no secret
    void send(Letter letter) throws IOException, InterruptedException;

    /// What is sent: a GET without a body, a POST with one.
    ///
    /// @param headers beside those that every request has
    record Letter(Address address, Map<String, String> headers, Optional<String> json) {}
}
