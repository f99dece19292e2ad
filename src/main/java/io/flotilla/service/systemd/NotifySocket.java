package io.flotilla.service.systemd;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

/// The socket on which a service manager hears, as sd_notify(3) says: `NAME=value` lines, a datagram each time. Safe
/// for use by several threads.
final class NotifySocket {

    private static final Logger LOG = System.getLogger(NotifySocket.class.getName());

    private final byte[] name;
    private final AtomicBoolean isSaid = new AtomicBoolean();

    private NotifySocket(byte[] name) {
        this.name = name;
    }

    /// The socket that `NOTIFY_SOCKET` names: a path, or `@` and a name that is in no directory.
    ///
    /// @throws IllegalArgumentException where that is neither
    static NotifySocket of(String variable) {
        byte[] name = variable.getBytes(StandardCharsets.UTF_8);
        boolean isAbstract = variable.startsWith("@");
        if (!isAbstract && !variable.startsWith("/")) {
            throw new IllegalArgumentException("it is neither an absolute path nor a name behind '@'");
        }
        if (name.length < 2 || name.length > UnixDatagram.LONGEST_NAME) {
            throw new IllegalArgumentException("a name has 1 to " + (UnixDatagram.LONGEST_NAME - 1)
                    + " bytes, and this one has " + (name.length - 1));
        }
        if (isAbstract) {
            name[0] = 0;
        }
        return new NotifySocket(name);
    }

    /// Sends lines; whether they went out. That they did not is said once.
    boolean send(String lines) {
        int error = UnixDatagram.send(name, lines.getBytes(StandardCharsets.UTF_8));
        if (error != 0 && !isSaid.getAndSet(true)) {
            LOG.log(Level.WARNING, "the service manager cannot be told: error {0}", error);
        }
        return error == 0;
    }
}
