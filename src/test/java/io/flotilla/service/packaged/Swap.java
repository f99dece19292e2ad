package io.flotilla.service.packaged;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// Puts something in the way of a directory in which a program is at work, and takes it away again: in one
/// step, which Java does not have. Between two steps the program may make anew what it misses.
public final class Swap {

    private static final int AT_FDCWD = -100;
    private static final int RENAME_EXCHANGE = 2;

    private Swap() {}

    /// Gives each the name of the other, whatever they are; both have to be on one file system.
    @SuppressWarnings("restricted") // a native call, which the tests allow
    public static void names(Path one, Path other) throws IOException {
        Linker linker = Linker.nativeLinker();
        MethodHandle renameat2 = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("renameat2"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));
        int result;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment from = arena.allocateFrom(one.toString());
            MemorySegment to = arena.allocateFrom(other.toString());
            result = (int) renameat2.invokeExact(AT_FDCWD, from, AT_FDCWD, to, RENAME_EXCHANGE);
        } catch (Throwable impossible) {
            throw new AssertionError("renameat2 is a plain C function", impossible);
        }
        if (result != 0) {
            throw new IOException(one + " and " + other + " cannot be swapped: is there one of them only?");
        }
    }
}
