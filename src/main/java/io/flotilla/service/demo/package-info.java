/// The workload of `flotilla demo` and of the crash campaign: a tree of databases, processes that write it,
/// a ledger kept outside, and a comparison that trusts neither side.
@NullMarked
package io.flotilla.service.demo;

import org.jspecify.annotations.NullMarked;
