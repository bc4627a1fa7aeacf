//! Imports: from a file to facts, in two steps that a person looks between.
//!
//! `App::plan_import` reads, maps and matches and changes nothing; `App::commit_import` records.  The page and the
//! command line call the same two.
//!
//! The file itself is not kept, because it names people: the ledger keeps its hash and the account of its rows, the vault
//! keeps the details under the person's own key.  The entry is recorded first, since only the decision mints the numbers
//! of new people, and the details are stored after it.  When the process dies between the two, the people are known under
//! their numbers without a name; importing the same file again finds every one of them by the sender's id and stores what
//! is missing.  Nothing is recorded while the vault cannot be written.  That is also why a row without an id of the sender's is given one made of the file's hash and its row.

mod commit;
mod convert;
mod matching;
mod plan;
mod veil;
mod waiting;

pub use commit::Committed;
pub use plan::{ImportOptions, ImportPlan, Into, Outlook};
pub(crate) use veil::is_veiled;
pub use waiting::{Stage, Unread, Waiting, WaitingPlan};

use crate::{
    accounts::{AccountError, Accounts},
    desk::{Stopped, SubmitError},
    problem::Problem,
};
use axum::http::StatusCode;
use domain::AreaCode;
use exchange::{Kind, Mapping};
use rusqlite::OptionalExtension as _;

/// The area of cases reported outside China: a code that no place has.  Chinese codes begin with 11 to 82 (GB/T 2260), so
/// no area covers it and it covers none.
pub const ABROAD: &str = "00";

/// Returns [`ABROAD`] as a code.
///
/// # Panics
/// Never: two digits are an area code.
pub fn abroad() -> AreaCode {
    ABROAD.parse().expect("two digits are an area code")
}

/// Why a file was not planned or not recorded.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file as a whole cannot be read this way.
    #[error("the file cannot be read this way: {}", .0.words().en)]
    File(Box<exchange::Refusal>),
    /// No area is known for a case, and none was given for those without one.
    #[error("row {row} says no area that is listed here, and no area was given for such rows")]
    NoArea {
        /// The first such row.
        row: u32,
    },
    /// The sender's name is empty.
    #[error("say who sent the file")]
    NoSender,
    /// The desk said no, or has stopped.
    #[error(transparent)]
    Submit(#[from] SubmitError),
    /// The vault could not be read.
    #[error(transparent)]
    Vault(#[from] logbook::VaultError),
    /// The vault cannot be written at present; nothing was recorded.
    #[error("the vault cannot be written at present; nothing was recorded")]
    VaultUnwritable(#[source] logbook::VaultError),
    /// The import was recorded and the details of its people could not be stored; recording again stores them.
    #[error("the import is recorded, but personal details could not be stored; record the same file again")]
    DetailsMissing(#[source] logbook::VaultError),
    /// The saved mappings could not be read or written.
    #[error(transparent)]
    Accounts(#[from] AccountError),
}

impl From<exchange::Refusal> for ImportError {
    fn from(refusal: exchange::Refusal) -> Self {
        Self::File(Box::new(refusal))
    }
}

impl From<Stopped> for ImportError {
    fn from(stopped: Stopped) -> Self {
        Self::Submit(stopped.into())
    }
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::File(refusal) => {
                let words = refusal.words();
                let mut problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "file-unreadable", words.en);
                problem.detail_zh = Some(words.zh);
                problem
            }
            ImportError::NoArea { .. } => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "no-area", error.to_string())
            }
            ImportError::NoSender => Self::bad_field("sender"),
            ImportError::Submit(error) => error.into(),
            ImportError::Vault(error) => crate::people::vault_fault(&error),
            ImportError::VaultUnwritable(error) => {
                let mut problem = crate::people::vault_fault(&error);
                problem.code = "vault-unwritable";
                "the vault cannot be written at present; nothing was recorded"
                    .clone_into(&mut problem.detail);
                problem
            }
            ImportError::DetailsMissing(error) => {
                let mut problem = crate::people::vault_fault(&error);
                problem.code = "details-missing";
                "the import is recorded, but personal details are not stored yet"
                    .clone_into(&mut problem.detail);
                problem
            }
            ImportError::Accounts(error) => error.into(),
        }
    }
}

impl Accounts {
    /// Keeps how the columns of a sender's lists are used.
    ///
    /// # Errors
    /// [`AccountError::Failed`].
    ///
    /// # Panics
    /// Never: a mapping can be written as JSON.
    pub fn save_mapping(&self, sender: &str, mapping: &Mapping) -> Result<(), AccountError> {
        // The year of one file's dates is not that of the next.
        let text = serde_json::to_string(&mapping.clone().without_years())
            .expect("a mapping can be written as JSON");
        self.connection().execute(
            "insert into mapping(sender, kind, mapping) values (?1, ?2, ?3)
             on conflict(sender, kind) do update set mapping = excluded.mapping",
            (sender, kind_name(mapping.kind), text),
        )?;
        Ok(())
    }

    /// Returns how the columns of a sender's lists were used; `None` when nothing readable was kept.
    ///
    /// # Errors
    /// [`AccountError::Failed`].
    pub fn saved_mapping(&self, sender: &str, kind: Kind) -> Result<Option<Mapping>, AccountError> {
        let text: Option<String> = self
            .connection()
            .query_row(
                "select mapping from mapping where sender = ?1 and kind = ?2",
                (sender, kind_name(kind)),
                |row| row.get(0),
            )
            .optional()?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }
}

/// Returns the name of a kind in facts and tables.
pub(crate) fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::LineList => "linelist",
        Kind::Contacts => "contacts",
    }
}
