package io.flotilla.service.systemd;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// Sends datagrams to Unix domain sockets, which Java has only for streams. As 64-bit Linux has them; safe for use by
/// several threads.
final class UnixDatagram {

    /// The most bytes that the name of such a socket can have (`sun_path` of unix(7)).
    static final int LONGEST_NAME = 108;

    private static final short AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 0x80002;
    private static final int MSG_DONTWAIT_NOSIGNAL = 0x4040;
    private static final int FAMILY_BYTES = 2;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout ERRNO = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_VALUE = ERRNO.varHandle(StructLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET =
            function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle SEND = function(
            "sendto", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private UnixDatagram() {}

    // Native access is granted to the program as a whole, by --enable-native-access.
    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), type, Linker.Option.captureCallState("errno"));
    }

    /// Sends one, and waits for nothing: where the receiver's queue is full, it is not sent.
    ///
    /// @param name the bytes of a path, or a zero and those of a name that is in no directory; 108 at most
    /// @return 0, or the number of the error
    static int send(byte[] name, byte[] message) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO);
            int socket = (int) SOCKET.invokeExact(state, (int) AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
            if (socket < 0) {
                return error(state);
            }
            MemorySegment to = arena.allocate(FAMILY_BYTES + LONGEST_NAME, Short.BYTES);
            to.set(JAVA_SHORT, 0, AF_UNIX);
            MemorySegment.copy(name, 0, to, JAVA_BYTE, FAMILY_BYTES, name.length);
            MemorySegment text = arena.allocateFrom(JAVA_BYTE, message);
            long sent = (long) SEND.invokeExact(
                    state, socket, text, (long) message.length, MSG_DONTWAIT_NOSIGNAL, to, FAMILY_BYTES + name.length);
            int result = sent < 0 ? error(state) : 0;
            int ignored = (int) CLOSE.invokeExact(state, socket);
            return result;
        } catch (Throwable thrown) {
            throw new AssertionError("A plain C function throws nothing", thrown);
        }
    }

    private static int error(MemorySegment state) {
        return (int) ERRNO_VALUE.get(state, 0L);
    }
}
