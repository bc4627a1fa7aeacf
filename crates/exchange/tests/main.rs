//! Stories of files as senders really write them.

mod reference;
mod support;
