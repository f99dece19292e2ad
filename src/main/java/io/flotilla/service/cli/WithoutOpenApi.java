package io.flotilla.service.cli;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Hides the OpenAPI document from Quarkus, which would read and write it at each start: that costs a quarter of the
/// processor time of a short command, and 14 MB. Who asks for it is given what the build wrote.
final class WithoutOpenApi extends ClassLoader {

    private static final String DOCUMENT = "META-INF/quarkus-generated-openapi-doc";

    private WithoutOpenApi(ClassLoader parent) {
        super(parent);
    }

    /// Hides it from the thread that starts Quarkus.
    static void hide() {
        Thread starting = Thread.currentThread();
        starting.setContextClassLoader(new WithoutOpenApi(starting.getContextClassLoader()));
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        return name.startsWith(DOCUMENT) ? null : super.getResourceAsStream(name);
    }
}
