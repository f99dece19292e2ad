package io.flotilla.plugins.policies;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.plugins.contract.TierPolicyContract;
import io.flotilla.spi.TierPolicyFactory;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The policy that `docs/extend.md` shows is compiled as it stands there, found as a plug-in, and keeps the contract.
final class DocumentedPolicyTest extends TierPolicyContract {

    private static final Pattern CODE =
            Pattern.compile("```java\\n(package com\\.example\\.busy;.*?)```", Pattern.DOTALL);

    @TempDir
    private static Path directory;

    private static TierPolicyFactory factory = new RecencyPolicyFactory();

    @BeforeAll
    static void compile() throws IOException {
        Path source = Files.writeString(directory.resolve("BusyPolicyFactory.java"), code());
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-d",
                        directory.toString(),
                        "-classpath",
                        System.getProperty("java.class.path"),
                        "-proc:none",
                        "-Xlint:all",
                        "-Werror",
                        source.toString());
        assertThat(result).as("the compiler's answer").isZero();
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve(TierPolicyFactory.class.getName()), "com.example.busy.BusyPolicyFactory\n");
        var loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, DocumentedPolicyTest.class.getClassLoader());
        factory = ServiceLoader.load(TierPolicyFactory.class, loader).stream()
                .map(ServiceLoader.Provider::get)
                .filter(found -> found.type().equals("busy"))
                .findFirst()
                .orElseThrow();
    }

    private static String code() throws IOException {
        Path document = Path.of("docs", "extend.md");
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve(document))) {
            folder = Objects.requireNonNull(folder.getParent(), "docs/extend.md is in no directory above");
        }
        Matcher code = CODE.matcher(Files.readString(folder.resolve(document)));
        assertThat(code.find()).as("the code in docs/extend.md").isTrue();
        return code.group(1);
    }

    @Override
    protected TierPolicyFactory factory() {
        return factory;
    }

    /// Without package, imports, blank lines, annotations and closing braces.
    @Test
    void hasTenLines() throws IOException {
        List<String> lines = code().lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("package") && !line.startsWith("import"))
                .filter(line -> !line.startsWith("@") && !line.startsWith("}"))
                .toList();
        assertThat(lines).hasSizeLessThanOrEqualTo(10);
    }
}
