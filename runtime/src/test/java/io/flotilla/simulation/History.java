package io.flotilla.simulation;

import java.util.ArrayList;
import java.util.List;

/// The states that a database had, in their order.
///
/// A state is committed, or merely possible: what SQLite would make of the files if it opened them at that moment,
/// while nobody has them open who knows better.
final class History {

    private final List<Long> states = new ArrayList<>();
    private final List<Image> images = new ArrayList<>();
    private int committed = -1;

    /// This is the database now.
    void commit(Image image) {
        long hash = image.hash();
        if (committed < 0 || committed != states.size() - 1 || states.getLast() != hash) {
            states.add(hash);
            images.add(image);
        }
        committed = states.size() - 1;
    }

    /// The database might be found like this.
    void possible(Image image) {
        long hash = image.hash();
        if (!states.isEmpty() && states.getLast() == hash) {
            return;
        }
        states.add(hash);
        images.add(image);
    }

    /// The number of the latest committed state.
    int committed() {
        return committed;
    }

    long current() {
        return states.get(committed);
    }

    Image image(int state) {
        return images.get(state);
    }

    int size() {
        return states.size();
    }

    /// The first state from that one on which is this one; -1 where there is none.
    int first(long hash, int from) {
        for (int i = from; i < states.size(); i++) {
            if (states.get(i) == hash) {
                return i;
            }
        }
        return -1;
    }

    /// The last state which is this one; -1 where there is none.
    int last(long hash) {
        return states.lastIndexOf(hash);
    }
}
