//! Stories of files as senders really write them.

mod dates;
mod files;
mod hostile;
mod links;
mod mapping;
mod reference;
mod rows;
mod support;
mod writing;
