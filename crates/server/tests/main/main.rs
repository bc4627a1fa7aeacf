//! The server in process: its own data directory, port 0, requests over a socket.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "what the tests share may stop as tests do"
)]

mod accounts;
mod client;
mod desk;
mod imports;
mod movement;
mod openapi;
mod privacy;
mod routes;
mod scope;
mod town;
