package io.flotilla.service.interop;

import io.flotilla.service.packaged.OneProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Finds the real Litestream: the one that is named, the one on the path, or, where Go is installed, one
/// that is built for this test.
public final class LitestreamBinary {

    private static final String VERSION = "v0.5.18";
    private static final int BUILD_MINUTES = 10;

    private LitestreamBinary() {}

    /// @param build where a binary of our own is kept
    public static Optional<Path> find(Path build) throws IOException, InterruptedException {
        Optional<Path> named = named();
        if (named.isPresent()) {
            return named;
        }
        Optional<Path> installed = onPath("litestream");
        if (installed.isPresent() && reads(installed.get())) {
            return installed;
        }
        Path own = build.resolve("litestream-" + VERSION).resolve("litestream");
        OneProcess.in(own.getParent(), () -> {
            if (!Files.isExecutable(own)) {
                install(own);
            }
        });
        return Optional.of(own).filter(Files::isExecutable);
    }

    private static Optional<Path> named() throws IOException {
        Optional<Path> named = Optional.ofNullable(
                        System.getProperty("flotilla.litestream", System.getenv("FLOTILLA_LITESTREAM")))
                .map(Path::of);
        if (named.isPresent() && !Files.isExecutable(named.get())) {
            throw new IOException("Not a program: " + named.get() + ", which should be Litestream");
        }
        return named;
    }

    /// Older ones do not know the encoding that Flotilla writes.
    private static boolean reads(Path litestream) throws IOException {
        Process process = new ProcessBuilder(litestream.toString(), "version").start();
        String version = new String(process.getInputStream().readAllBytes()).strip();
        boolean known = version.matches("v0\\.5\\.(1[6-9]|[2-9]\\d)");
        if (!known) {
            System.out.println("interop: " + litestream + " is " + version + ", and v0.5.16 or later is needed");
        }
        return known;
    }

    private static void install(Path own) throws IOException, InterruptedException {
        Optional<Path> go = onPath("go");
        if (go.isEmpty()) {
            return;
        }
        String module = "github.com/benbjohnson/litestream/cmd/litestream@" + VERSION;
        System.out.println("interop: go install " + module + ", which is done once ...");
        File log = own.resolveSibling("install.log").toFile();
        var builder = new ProcessBuilder(go.get().toString(), "install", module)
                .redirectErrorStream(true)
                .redirectOutput(log);
        builder.environment()
                .putAll(Map.of("GOBIN", own.getParent().toAbsolutePath().toString()));
        Process process = builder.start();
        if (!process.waitFor(BUILD_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            System.out.println("interop: that failed, see " + log);
        }
    }

    private static Optional<Path> onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
