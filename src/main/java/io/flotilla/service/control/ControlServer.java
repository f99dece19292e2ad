package io.flotilla.service.control;

import io.flotilla.service.api.Audit;
import io.flotilla.service.config.ControlSocket;
import io.flotilla.service.config.Host;
import io.flotilla.service.live.Running;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.quarkus.netty.MainEventLoopGroup;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/// Serves the control API on a Unix domain socket.
///
/// Vert.x itself has such sockets only with a native library. Its event loops have Java's, by way of Netty: so this
/// takes no thread, and is made only where somebody wants it.
@Singleton
public final class ControlServer {

    private static final Logger LOG = Logger.getLogger(ControlServer.class);
    private static final int MOST_CONNECTIONS = 64;
    private static final int MOST_BODY_BYTES = 64 * 1024;
    private static final int PATIENCE_SECONDS = 30;

    private final EventLoopGroup loops;
    private final InstantSource clock;
    private final Audit audit;
    private final String version;

    ControlServer(
            @MainEventLoopGroup EventLoopGroup loops,
            InstantSource clock,
            Audit audit,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.loops = loops;
        this.clock = clock;
        this.audit = audit;
        this.version = version;
    }

    /// Begins to serve, until that is closed.
    ///
    /// @param fleets asked for each request
    /// @param threads answers are made there; they may wait
    /// @throws IOException where the socket cannot be made; the text says why
    public Served open(ControlSocket socket, Supplier<List<Running>> fleets, Executor threads) throws IOException {
        var databases = new KnownDatabases(fleets, Host.here());
        var self = new Views.Self(version, ProcessHandle.current().pid(), clock.instant());
        var control = new Control(new Orders(databases, audit), new Views(databases, self, clock));
        return open(socket, control, loops.next(), threads);
    }

    static Served open(ControlSocket socket, Control control, EventLoop loop, Executor threads) throws IOException {
        var connections = new DefaultChannelGroup(loop);
        ServerBootstrap server = new ServerBootstrap()
                .group(loop)
                .channel(NioServerDomainSocketChannel.class)
                .childHandler(new ConnectionSetup(control, threads, connections));
        SocketFile file = SocketFile.create(socket, address -> listen(server, address));
        LOG.infof("control socket listening path=%s", socket.path());
        return new Served(file, connections);
    }

    private static Runnable listen(ServerBootstrap server, Path address) throws IOException {
        ChannelFuture bound = server.bind(UnixDomainSocketAddress.of(address)).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new FileSystemException(
                    address.toString(), null, String.valueOf(bound.cause().getMessage()));
        }
        return () -> bound.channel().close().awaitUninterruptibly();
    }

    /// A socket that is served until this is closed.
    public static final class Served implements AutoCloseable {

        private final SocketFile file;
        private final ChannelGroup connections;

        private Served(SocketFile file, ChannelGroup connections) {
            this.file = file;
            this.connections = connections;
        }

        /// Removes the socket, and ends what is under way.
        @Override
        public void close() {
            file.close();
            connections.close().awaitUninterruptibly();
        }
    }

    /// How a connection is set up.
    private static final class ConnectionSetup extends ChannelInitializer<Channel> {

        private final Control control;
        private final Executor threads;
        private final ChannelGroup connections;

        ConnectionSetup(Control control, Executor threads, ChannelGroup connections) {
            this.control = control;
            this.threads = threads;
            this.connections = connections;
        }

        @Override
        protected void initChannel(Channel channel) {
            if (connections.size() >= MOST_CONNECTIONS) {
                var _ = channel.close();
                return;
            }
            connections.add(channel);
            var _ = channel.pipeline()
                    .addLast(
                            new ReadTimeoutHandler(PATIENCE_SECONDS),
                            new HttpServerCodec(),
                            new HttpObjectAggregator(MOST_BODY_BYTES),
                            new ControlHandler(control, threads));
        }
    }
}
