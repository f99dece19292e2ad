package io.flotilla.plugins.contract;

import static io.flotilla.plugins.contract.PutResults.assertStored;
import static io.flotilla.plugins.contract.Samples.MOMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.spi.ByteRange;
import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.DeleteResult;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ListedObject;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a target promises about the names of objects: it keeps every key, byte by byte.
interface NameContract extends TargetUnderTest {

    @Test
    default void keepsNamesAsTheyAre() throws IOException {
        List<ObjectKey> keys = new ArrayList<>(List.of(
                ObjectKey.of("100%"),
                ObjectKey.of("%41"),
                ObjectKey.of("A"),
                ObjectKey.of("with space/ leading/trailing "),
                ObjectKey.of("line\nbreak"),
                ObjectKey.of("tab\tbell\u0007escape\u001B\u007F"),
                ObjectKey.of("back\\slash"),
                ObjectKey.of("?query&#fragment+plus"),
                ObjectKey.of("*\"<>|:;'"),
                ObjectKey.of("...dots/.hidden/..."),
                ObjectKey.of("~"),
                ObjectKey.of("caf\u00E9"),
                ObjectKey.of("cafe\u0301"),
                ObjectKey.of("CASE/case"),
                ObjectKey.of("case/case"),
                ObjectKey.of("😀/日本語"),
                ObjectKey.ofBytes(new byte[] {'l', 'a', 't', 'i', 'n', (byte) 0xE9}),
                ObjectKey.ofBytes(new byte[] {(byte) 0xFF, (byte) 0xFE, '/', (byte) 0x80}),
                ObjectKey.of("\uFFFD")));
        for (int each = 1; each < 256; each++) {
            if (each != '/' && each != '.') {
                keys.add(ObjectKey.ofBytes(new byte[] {'b', 'y', 't', 'e', 's', '/', (byte) each}));
            }
        }

        assertKept(keys);
    }

    @Test
    default void keepsSegmentsOf255Bytes() throws IOException {
        String longest = "x".repeat(255);
        assertKept(List.of(
                ObjectKey.of(longest),
                ObjectKey.of("a/" + longest + "/b"),
                ObjectKey.of("é".repeat(127) + "x"),
                ObjectKey.of("b/" + "x".repeat(254))));
    }

    @Test
    default void keepsKeysOf900Bytes() throws IOException {
        String segment = "0123456789/";
        assertKept(List.of(
                ObjectKey.of(segment.repeat(81) + "123456789"),
                ObjectKey.of(("y".repeat(224) + "/").repeat(3) + "y".repeat(225))));
    }

    private void assertKept(List<ObjectKey> keys) throws IOException {
        assertStored(target().put(keys.stream()
                .map(key -> new PutRequest(key, new BytesPayload(key.bytes()), MOMENT))
                .toList()));

        List<ObjectKey> listed = new ArrayList<>();
        for (ListedObject object :
                target().list(ListRequest.below(ObjectKey.ROOT)).objects()) {
            listed.add(object.key());
        }
        assertThat(listed).isEqualTo(keys.stream().sorted().toList());
        for (ObjectKey key : keys) {
            assertThat(readBytes(key, ByteRange.ALL)).as(key.toString()).isEqualTo(key.bytes());
        }
        assertThat(target().delete(keys)).allMatch(DeleteResult.Absent.class::isInstance);
        assertThat(list(ListRequest.below(ObjectKey.ROOT))).isEmpty();
    }
}
