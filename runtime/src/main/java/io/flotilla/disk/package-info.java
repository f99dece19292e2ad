/// The users' files, read only: status, content, directories, and the lock query. Nothing here writes, creates,
/// locks or removes anything, and no file is opened through SQLite.
@NullMarked
package io.flotilla.disk;

import org.jspecify.annotations.NullMarked;
