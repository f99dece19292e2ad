package io.flotilla.service.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;

/// Hears the signals of this process.
///
/// Java has no public way to end with 0 after a signal: shutdown hooks run when it is too late for that, beside those
/// of Quarkus that close what the last sync needs. What the module jdk.unsupported has for it is reached by reflection,
/// since the compiler's warning about its use cannot be suppressed.
final class Signals {

    private Signals() {}

    /// Takes over a signal for the rest of this process. Each one that comes is told on a thread of its own.
    ///
    /// @param name without SIG, for example `TERM`
    /// @param received is told the signal's number
    static void handle(String name, IntConsumer received) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Method number = signal.getMethod("getNumber");
            InvocationHandler told = (proxy, method, arguments) -> {
                received.accept((Integer) number.invoke(arguments[0]));
                return 0; // which nobody reads: the method behind the proxy has no result
            };
            Object ours = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, told);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException("This Java runtime has no sun.misc.Signal", missing);
        }
    }
}
