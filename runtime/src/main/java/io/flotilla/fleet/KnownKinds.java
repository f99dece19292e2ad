package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.discovery.Projects;

/// What the agenda is to know of databases, from the catalog and their names.
record KnownKinds(Catalog catalog, Projects projects) implements Kinds {

    @Override
    public boolean isFirst(DatabaseId database) {
        return catalog.lastTxId(database) == 0;
    }

    @Override
    public String project(DatabaseId database) {
        DatabaseRow row = catalog.row(database);
        return projects.project(row.path(), row.replica()).toString();
    }
}
