//! Why the vault could not do something.

use std::path::PathBuf;

use crate::log::Cause;

/// Why the vault could not do something.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The master key is not the one this vault was made with.
    #[error("the vault {path} was made with another master key")]
    WrongKey {
        /// The vault.
        path: PathBuf,
    },
    /// The file is not a vault, or of a later release.
    #[error("{path} is not a Haitang vault this release can read (format {found}, known up to {known})")]
    Format {
        /// The file.
        path: PathBuf,
        /// Its format; 0 for a file of another program.
        found: i64,
        /// The newest format known here.
        known: i64,
    },
    /// The person was erased; ids are never used again.
    #[error("person {person} was erased")]
    Erased {
        /// The person.
        person: u32,
    },
    /// A sealed row does not open: damaged, moved, or sealed under another key.
    #[error("the sealed record of person {person} does not open")]
    Sealed {
        /// The person.
        person: u32,
    },
    /// The person is erased, but a reader that started earlier keeps the old pages alive; erase again.
    #[error("person {person} is erased, but an older reader still holds the old pages; erase again")]
    StillHeld {
        /// The person.
        person: u32,
    },
    /// The engine or the file system failed.
    #[error("the vault cannot be read or written")]
    Failed {
        /// What was reported.
        source: Cause,
    },
}

pub(super) fn failed(source: rusqlite::Error) -> VaultError {
    VaultError::Failed { source: source.into() }
}
