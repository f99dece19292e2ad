/// Replicas in a directory: objects are files, segments of keys are names of directories and files.
///
/// Linux is what it is made for: names are bytes, links are atomic, and the kernel's `syncfs` makes a batch
/// durable at once. Without that system call it works all the same, with an fsync for each file.
@NullMarked
package io.flotilla.plugins.filesystem;

import org.jspecify.annotations.NullMarked;
