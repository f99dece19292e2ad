package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;

/// What the agenda is to know of a database: the project is the first segment of its replica's key.
record Projects(Catalog catalog) implements Agenda.Kinds {

    @Override
    public boolean isFirst(DatabaseId database) {
        return catalog.row(database).lastTxId() == 0;
    }

    @Override
    public String project(DatabaseId database) {
        DatabaseRow row = catalog.row(database);
        String key = row.replica().toString();
        int end = key.indexOf('/');
        return end < 0 ? "" : key.substring(0, end);
    }
}
