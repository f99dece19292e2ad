package io.flotilla.crash;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/// What the kernel does with this process for others.
final class ProcessControl {

    private static final int SET_PARENT_DEATH_SIGNAL = 1;
    private static final int SET_PTRACER = 0x59616d61;
    private static final long KILL = 9;
    private static final long ANY = -1;

    private ProcessControl() {}

    /// Where the kernel lets a process be traced by its own parents alone.
    static void allowAnyTracer() {
        int unused = call(SET_PTRACER, ANY);
    }

    /// Ends with its parent, or at once where that has ended already. The kernel takes the thread that started this
    /// process for the parent.
    static void endWithParent(long parent) {
        int result = call(SET_PARENT_DEATH_SIGNAL, KILL);
        long found = ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
        if (result != 0 || found != parent) {
            throw new IllegalStateException("prctl gave " + result + "; the parent is " + found + ", not " + parent);
        }
    }

    @SuppressWarnings("restricted") // a native call, which the tests allow
    private static int call(int option, long argument) {
        Linker linker = Linker.nativeLinker();
        MethodHandle prctl = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("prctl"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG),
                Linker.Option.firstVariadicArg(1));
        try {
            return (int) prctl.invokeExact(option, argument);
        } catch (Throwable failure) {
            throw new IllegalStateException("prctl cannot be called", failure);
        }
    }
}
