package io.flotilla.store;

import static io.flotilla.spi.ReplicaLayout.HEXADECIMAL_LEVELS;
import static io.flotilla.spi.ReplicaLayout.LTX_FOLDER;
import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.ltx.TxId;
import io.flotilla.ltx.TxIdRange;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicaKeysTest {

    private static final TxIdRange RANGE = new TxIdRange(new TxId(1), new TxId(0xabc));
    private static final String NAME = "0000000000000001-0000000000000abc.ltx";

    @Test
    void spellsBothLayoutsAsLitestreamDoes() {
        var file = new FileName(ObjectKey.of("a/b.db"), Level.SNAPSHOT, RANGE);

        assertThat(new ReplicaKeys(HEXADECIMAL_LEVELS).key(file)).hasToString("a/b.db/0009/" + NAME);
        assertThat(new ReplicaKeys(LTX_FOLDER).key(file)).hasToString("a/b.db/ltx/9/" + NAME);
    }

    @ParameterizedTest
    @EnumSource
    void readsBackWhatItSpells(ReplicaLayout layout) {
        var keys = new ReplicaKeys(layout);
        ObjectKey notUtf8 = ObjectKey.ofBytes(new byte[] {'a', (byte) 0xff, '/', '\n'});
        for (ObjectKey replica : new ObjectKey[] {
            ObjectKey.ROOT, ObjectKey.of("ltx"), ObjectKey.of("0000"), ObjectKey.of("a/0000/" + NAME), notUtf8
        }) {
            for (int level = 0; level <= 9; level++) {
                var file = new FileName(replica, new Level(level), RANGE);
                assertThat(keys.parse(keys.key(file))).contains(file);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "r/0000/0000000000000001-0000000000000ABC.ltx",
                "r/0000/0000000000000001-0000000000000abc.LTX",
                "r/0000/0000000000000001-0000000000000abc.ltx.tmp",
                "r/0000/x0000000000000001-0000000000000abc.ltx",
                "r/0000/0000000000000001_0000000000000abc.ltx",
                "r/0000/0000000000000001-000000000000abc.ltx",
                "r/0000/000000000000000g-0000000000000abc.ltx",
                "r/0000/0000000000000000-0000000000000abc.ltx",
                "r/0000/0000000000000002-0000000000000001.ltx",
                "r/0000/0000000000000001-ffffffffffffffff.ltx",
                "r/000a/" + NAME,
                "r/0010/" + NAME,
                "r/00000/" + NAME,
                "r/x0000/" + NAME,
                "r/ltx/10/" + NAME,
                "r/ltx/00/" + NAME,
                "r/ltx/" + NAME,
                "r/xltx/0/" + NAME,
                "r/0/" + NAME,
                "0/" + NAME,
                "000/" + NAME,
                NAME,
                "r/lock.json",
                "r"
            })
    void ignoresWhatIsNotExactlyAFileOfALevel(String stranger) {
        for (ReplicaLayout layout : ReplicaLayout.values()) {
            assertThat(new ReplicaKeys(layout).parse(ObjectKey.of(stranger))).isEmpty();
        }
    }
}
