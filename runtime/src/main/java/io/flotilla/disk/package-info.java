/// The users' files, read only: status, content, directories, and locks. Nothing here writes, creates or
/// removes anything, no lock is taken but that of a reader, and no file is opened through SQLite.
@NullMarked
package io.flotilla.disk;

import org.jspecify.annotations.NullMarked;
