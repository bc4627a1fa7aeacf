//! Every durable file of Haitang: the ledger, the vault, observation batches, checkpoints.
//!
//! - [`Log`] and [`SqliteLog`]: the append-only, hash-chained ledger of facts; one entry per command.
//! - [`Vault`]: names, identity numbers, phones, addresses and free text, sealed under one key per person.
//! - [`Batches`]: immutable files named by their own content.
//! - [`Checkpoints`]: a cache of folded states that may always be deleted.
//! - [`DataDir`]: where each of them lies.
//!
//! Absent on purpose: what a fact means (entries are opaque text here), the clock (times are arguments,
//! in milliseconds since the Unix epoch), and any statement that changes or removes a ledger entry.
//!
//! Start reading at `log.rs` (the contract), then `chain.rs` (what the hash covers), then `sqlite.rs`.

mod batches;
mod chain;
mod checkpoints;
mod data_dir;
mod files;
mod log;
mod memory;
mod sqlite;
mod trial;
mod vault;
mod verify;

pub use batches::{BatchError, Batches, Manifest};
pub use chain::{Broken, Chain, Fault};
pub use checkpoints::{Checkpoint, CheckpointError, Checkpoints};
pub use data_dir::{DataDir, DataDirError};
pub use log::{AppendError, Cause, Hash, Head, Log, NewEntry, OpenError, ReadError, ReadLog, StoredEntry};
pub use memory::MemoryLog;
pub use sqlite::{SqliteLog, SqliteReader};
pub use trial::copy_for_trial;
pub use vault::{
    Entropy, KeyError, MasterKey, PersonalDetails, UnreadableRow, Vault, VaultCheck, VaultError, os_entropy,
};
pub use verify::{Verification, verify, verify_with};
