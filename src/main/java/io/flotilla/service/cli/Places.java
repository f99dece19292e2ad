package io.flotilla.service.cli;

import java.nio.file.Path;

/// Where this user's things are, as the environment says: read here and nowhere else.
final class Places {

    private Places() {}

    static StateHome stateHome() {
        return StateHome.of(System.getenv(), Path.of(System.getProperty("user.home")));
    }
}
