package io.flotilla.disk;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// Makes calls to the disk as the user `nobody`, so that permissions count although the test runs as root: with
/// `setfsuid(2)`, which is of one thread.
public final class Nobody implements DiskOf.Gate {

    private static final int NOBODY = 65534;

    private final MethodHandle setfsuid;

    // Native access is granted to the tests as a whole, by --enable-native-access.
    @SuppressWarnings("restricted")
    public Nobody() {
        Linker linker = Linker.nativeLinker();
        this.setfsuid = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("setfsuid"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    }

    @Override
    public <T> T pass(String what, Path path, DiskOf.Call<T> call) throws IOException {
        int before = become(NOBODY);
        try {
            return call.make();
        } finally {
            become(before);
        }
    }

    private int become(int user) {
        try {
            return (int) setfsuid.invokeExact(user);
        } catch (Throwable impossible) {
            throw new AssertionError("setfsuid is a plain C function", impossible);
        }
    }
}
