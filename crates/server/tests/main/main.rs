//! The server in process: its own data directory, port 0, requests over a socket.

mod accounts;
mod client;
mod desk;
mod imports;
mod privacy;
mod routes;
mod town;
