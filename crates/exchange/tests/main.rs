//! Stories of files as senders really write them.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::format_collect,
    reason = "what the stories share is test code too, though it stands outside the test functions"
)]

mod dates;
mod files;
mod hostile;
mod links;
mod mapping;
mod reference;
mod rows;
mod support;
mod writing;
