package io.flotilla.service.cli;

import io.flotilla.service.config.ControlSocket;
import io.flotilla.service.control.ControlServer;
import io.flotilla.service.live.Running;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// The control API of a replication: nothing of it is made where the configuration does not want it.
///
/// @param socket absent where there is to be none
record ControlDoor(Optional<ControlSocket> socket, Instance<ControlServer> server) {

    /// What is open until it is closed.
    interface Open extends AutoCloseable {

        @Override
        void close();
    }

    /// Opens it.
    ///
    /// @throws IOException where the socket cannot be made; the text says why
    Open open(Supplier<List<Running>> fleets, Executor threads) throws IOException {
        return socket.isEmpty() ? () -> {} : server.get().open(socket.get(), fleets, threads)::close;
    }
}
