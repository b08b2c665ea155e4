//! Tests of the whole program, as its users and its callers meet it.

#![expect(clippy::print_stdout, reason = "tests print the figures they measure")]

mod harness;

mod annotate; // the JSON contract of `annotate`
mod architecture; // which module may name which
mod check; // index against files, and against itself
mod cluster; // indexes of a real cluster, where one is named
mod conformance; // engines against a scan of all passages, on random archives and queries
mod corpus; // the sample articles against the speakers and dates told by hand
mod corrections; // what people say of speakers and names
mod disk; // full disks, folders that turn read-only
mod docs; // README names every command and flag
mod durable; // decay, locks, folders that nobody may write to
mod eval; // measures of accuracy against an independent scorer
mod expansion; // words that the best passages add to a query
mod explain; // scores as trees that add up
mod facets; // counts and lists of names
mod fixture; // an index of each version of the format
mod flip; // every byte of an index changed in turn
mod formats; // pages, feeds, subtitles, compressed files, charsets
mod incremental; // what runs after the first one change
mod index; // reading files, reports, refreshes
mod interrupt; // Ctrl-C while an index is written
mod kill; // runs killed at any moment
mod limits; // files made to exhaust their reader
mod messy; // archives as they are found
mod order; // in which order hits come
mod query_syntax; // pasted sentences, operators, errors
mod ranking; // measures of ranking, a small collection, files of queries
mod recency; // newer articles that count more
mod repair; // what is found in a damaged index and made anew
mod robust; // no input panics
mod schema; // JSON output against its published schema
mod search; // hits, highlights, names, what is said when nothing is found
mod show; // passages with their evidence
mod sidecar; // what stands in a file beside an article
mod tasks; // ranking of the sample articles, for queries with judged passages
mod together; // writers, rebuilds and readers at once
mod typing; // slips, completions, synonyms
mod versions; // archives whose files tell their versions
