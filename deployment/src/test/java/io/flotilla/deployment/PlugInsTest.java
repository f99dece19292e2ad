package io.flotilla.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.spi.Settings;
import io.flotilla.spi.TierPolicy;
import io.flotilla.spi.TierPolicyFactory;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlugInsTest {

    /// A policy that is never made.
    public static class First implements TierPolicyFactory {
        @Override
        public String type() {
            return "first";
        }

        @Override
        public TierPolicy create(Settings settings) {
            throw new UnsupportedOperationException();
        }
    }

    /// Another one.
    public static final class Second extends First {
        @Override
        public String type() {
            return "second";
        }
    }

    /// One with a name that is taken.
    public static final class Twin extends First {}

    @Test
    void keepsEveryPlugInForServiceLoader() {
        var provider = find(First.class.getName(), Second.class.getName()).provider("none");

        assertThat(provider.providers()).containsExactly(First.class.getName(), Second.class.getName());
        assertThat(provider.serviceDescriptorFile()).endsWith(TierPolicyFactory.class.getName());
    }

    @Test
    void saysWhatIsMissingWhereThereIsNone() {
        assertThatThrownBy(() -> find().provider("Add one"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Add one");
    }

    @Test
    void refusesTwoOfOneName() {
        assertThatThrownBy(() -> find(First.class.getName(), Twin.class.getName()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("named 'first'")
                .hasMessageContaining(First.class.getName())
                .hasMessageContaining(Twin.class.getName());
    }

    @Test
    void namesAPlugInThatCannotBeLoaded() {
        assertThatThrownBy(() -> find("gone.Factory"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("gone.Factory");
    }

    private static PlugIns find(String... factories) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(new Services(List.of(factories)));
        try {
            return PlugIns.of(TierPolicyFactory.class, TierPolicyFactory::type);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /// The classes of this test, with a list of services that it makes up.
    private static final class Services extends ClassLoader {

        private final String list;

        Services(List<String> factories) {
            super(PlugInsTest.class.getClassLoader());
            this.list = String.join("\n", factories);
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            if (!name.equals("META-INF/services/" + TierPolicyFactory.class.getName())) {
                return super.getResources(name);
            }
            return Collections.enumeration(List.of(URL.of(URI.create("memory:services"), new Text(list))));
        }
    }

    private static final class Text extends URLStreamHandler {

        private final String text;

        Text(String text) {
            this.text = text;
        }

        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {}

                @Override
                public InputStream getInputStream() {
                    return new ByteArrayInputStream(text.getBytes(UTF_8));
                }
            };
        }
    }
}
