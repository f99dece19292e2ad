package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.ltx.LtxException;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.TargetException;
import io.flotilla.store.LtxStore;
import io.flotilla.store.MeteredTarget;
import io.flotilla.store.ReplicaFile;
import io.flotilla.store.RequestKind;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageCountTest {

    private static final ObjectKey REPLICA = ObjectKey.of("a.db");

    private final MemoryTarget memory = new MemoryTarget();
    private final MeteredTarget target = new MeteredTarget(memory);
    private final LtxStore store = new LtxStore(target, ReplicaLayout.LTX_FOLDER);
    private final Replicas replicas = new Replicas(store);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 300})
    void takesOneRequest(int pages) throws Exception {
        replicas.add(REPLICA, pages);

        assertThat(count(file())).isEqualTo(pages);
        assertThat(target.counts().of(RequestKind.READ)).isEqualTo(1);
    }

    @Test
    void takesTwoRequestsWhereTheIndexIsLong() throws Exception {
        replicas.add(REPLICA, 12_000);

        assertThat(count(file())).isEqualTo(12_000);
        assertThat(target.counts().of(RequestKind.READ)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 24, 100, 500})
    void refusesAFileThatWasCutOff(int bytes) throws Exception {
        replicas.put(REPLICA, Arrays.copyOf(Replicas.ltx(new byte[100 * Replicas.PAGE_SIZE]), bytes));

        assertThatThrownBy(() -> count(file())).isInstanceOf(LtxException.class);
    }

    @Test
    void refusesAFileThatIsShorterThanItWasListed() throws Exception {
        replicas.add(REPLICA, 3);
        ReplicaFile file = file();
        var longer = new ReplicaFile(
                REPLICA, file.level(), file.range(), file.size() + 40_000, file.timestamp(), file.timestampExact());

        assertThatThrownBy(() -> count(longer)).isInstanceOf(LtxException.class).hasMessageContaining("shorter");
    }

    @Test
    void missesAFileThatWasRemovedMeanwhile() throws Exception {
        replicas.add(REPLICA, 3);
        ReplicaFile file = file();
        memory.delete(List.of(store.key(file.name())));

        assertThatThrownBy(() -> count(file)).isInstanceOf(TargetException.NotFound.class);
    }

    private int count(ReplicaFile file) throws Exception {
        return new PageCount(store).read(file);
    }

    private ReplicaFile file() throws Exception {
        return store.list(REPLICA).getFirst();
    }
}
