package io.flotilla.plugins.contract;

import static io.flotilla.plugins.contract.PutResults.assertStored;
import static io.flotilla.plugins.contract.Samples.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flotilla.spi.ByteRange;
import io.flotilla.spi.ListPage;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/// The target that a contract is about, with keys and contents as text.
interface TargetUnderTest {

    /// The target, which had no object when the test began.
    ReplicaTarget target();

    default void put(String key, String content) {
        assertStored(target().put(List.of(request(key, content))));
    }

    default void putAll(List<String> keys) {
        assertStored(target().put(keys.stream().map(key -> request(key, key)).toList()));
    }

    default String read(String key) throws IOException {
        return read(key, ByteRange.ALL);
    }

    default String read(String key, ByteRange range) throws IOException {
        return new String(readBytes(ObjectKey.of(key), range), UTF_8);
    }

    default byte[] readBytes(ObjectKey key, ByteRange range) throws IOException {
        try (InputStream stream = target().open(key, range)) {
            return stream.readAllBytes();
        }
    }

    default List<String> list(ListRequest request) throws IOException {
        return names(target().list(request));
    }

    default List<String> listAll(ListRequest request) throws IOException {
        ListPage page = target().list(request);
        List<String> names = new ArrayList<>(names(page));
        while (page.more()) {
            assertThat(page.objects()).hasSize(request.limit());
            page = target().list(request.after(page.objects().getLast().key()));
            names.addAll(names(page));
        }
        return names;
    }

    default void assertAbsent(String key) throws IOException {
        assertThatExceptionOfType(TargetException.NotFound.class)
                .isThrownBy(() -> target().open(ObjectKey.of(key), ByteRange.ALL));
        assertThat(list(ListRequest.below(ObjectKey.ROOT))).doesNotContain(key);
    }

    private static List<String> names(ListPage page) {
        return page.objects().stream().map(object -> object.key().toString()).toList();
    }
}
