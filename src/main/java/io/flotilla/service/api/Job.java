package io.flotilla.service.api;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One job: what it is to do and how far it is. Safe for use by several threads.
final class Job {

    private final UUID id;
    private final JobOrder order;
    private volatile Stage stage = new Stage("waiting", null, "");
    private volatile Progress progress = new Progress(0, 0);

    private record Stage(String state, @Nullable String position, String detail) {}

    private record Progress(long read, long total) {}

    Job(UUID id, JobOrder order) {
        this.id = id;
        this.order = order;
    }

    UUID id() {
        return id;
    }

    JobOrder order() {
        return order;
    }

    void begins() {
        stage = new Stage("running", null, "");
    }

    void isAt(long read, long total) {
        progress = new Progress(read, total);
    }

    void isDone(String position, String detail) {
        stage = new Stage("done", position, detail);
    }

    void failed(String detail) {
        stage = new Stage("failed", null, detail);
    }

    JobView view() {
        Stage now = stage;
        Progress far = progress;
        return new JobView(id.toString(), order, now.state(), far.read(), far.total(), now.position(), now.detail());
    }
}
