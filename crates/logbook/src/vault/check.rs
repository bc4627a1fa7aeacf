//! Checking a vault from end to end.

use super::Vault;
use super::details::PersonalDetails;
use super::error::{VaultError, failed};
use super::index::{IndexKeys, Tag};
use super::rows::{note_from_sql, open_details, open_note, unwrap_key};
use super::seal::SecretKey;

/// What a check of the vault found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VaultCheck {
    /// Persons whose key, details and index tags are right.
    pub persons: u64,
    /// Notes that open.
    pub notes: u64,
    /// The first row that does not; the check ends there.
    pub first_unreadable: Option<UnreadableRow>,
    /// Damage to the file itself, in the words of the engine.
    pub file_faults: Vec<String>,
}

/// A row of the vault that cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadableRow {
    /// The person; `None` when even that could not be read.
    pub person: Option<u32>,
    /// The note; `None` for the person's key, details and tags.
    pub note: Option<u64>,
    /// What is wrong.
    pub reason: String,
}

impl Vault {
    /// Opens every row, compares every tag, and checks the file around them.  Linear in the vault.
    ///
    /// # Errors
    /// [`VaultError::Failed`] only when the engine cannot even start to read.
    pub fn verify(&self) -> Result<VaultCheck, VaultError> {
        let mut check = VaultCheck { persons: 0, notes: 0, first_unreadable: None, file_faults: Vec::new() };
        if let Err(row) =
            self.verify_persons(&mut check.persons).and_then(|()| self.verify_notes(&mut check.notes))
        {
            check.first_unreadable = Some(row);
        }
        let lines: Vec<String> = self
            .connection
            .prepare("pragma integrity_check(20)")
            .and_then(|mut select| select.query_map([], |row| row.get(0))?.collect())
            .map_err(failed)?;
        check.file_faults.extend(lines.into_iter().filter(|line| line != "ok"));
        Ok(check)
    }

    fn verify_persons(&self, sound: &mut u64) -> Result<(), UnreadableRow> {
        let mut reached = None;
        let unreadable = |person, reason: String| UnreadableRow { person, note: None, reason };
        let engine = |source: rusqlite::Error| unreadable(None, source.to_string());
        let mut select = self
            .connection
            .prepare("select person, wrapped_key, details, id_tag, phone_tag from person order by person")
            .map_err(engine)?;
        let mut rows = select.query([]).map_err(engine)?;
        loop {
            let row = rows
                .next()
                .map_err(|source| unreadable(None, format!("after person {reached:?}: {source}")))?;
            let Some(row) = row else { return Ok(()) };
            let person: u32 = row.get(0).map_err(engine)?;
            let stored =
                StoredPerson::of(row).map_err(|source| unreadable(Some(person), source.to_string()))?;
            stored
                .check(person, &self.wrapping, &self.index)
                .map_err(|reason| unreadable(Some(person), reason.to_owned()))?;
            reached = Some(person);
            *sound += 1;
        }
    }

    fn verify_notes(&self, sound: &mut u64) -> Result<(), UnreadableRow> {
        let engine =
            |source: rusqlite::Error| UnreadableRow { person: None, note: None, reason: source.to_string() };
        let mut select = self
            .connection
            .prepare("select person, note, sealed, wrapped_key from note left join person using (person)")
            .map_err(engine)?;
        let mut rows = select.query([]).map_err(engine)?;
        while let Some(row) = rows.next().map_err(engine)? {
            let (person, note) = (row.get(0).map_err(engine)?, note_from_sql(row.get(1).map_err(engine)?));
            let (sealed, wrapped): (Vec<u8>, Option<Vec<u8>>) =
                (row.get(2).map_err(engine)?, row.get(3).map_err(engine)?);
            wrapped
                .and_then(|wrapped| unwrap_key(&self.wrapping, person, &wrapped))
                .and_then(|key| open_note(&key, person, note, &sealed))
                .ok_or_else(|| {
                    let reason = "the note does not open".to_owned();
                    UnreadableRow { person: Some(person), note: Some(note), reason }
                })?;
            *sound += 1;
        }
        Ok(())
    }
}

/// A person's row as it comes out of the file.
struct StoredPerson {
    wrapped_key: Vec<u8>,
    details: Option<Vec<u8>>,
    id_tag: Option<Tag>,
    phone_tag: Option<Tag>,
}

impl StoredPerson {
    fn of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            wrapped_key: row.get(1)?,
            details: row.get(2)?,
            id_tag: row.get(3)?,
            phone_tag: row.get(4)?,
        })
    }

    fn check(&self, person: u32, wrapping: &SecretKey, index: &IndexKeys) -> Result<(), &'static str> {
        let key = unwrap_key(wrapping, person, &self.wrapped_key).ok_or("the key does not unwrap")?;
        let details = match &self.details {
            Some(sealed) => open_details(&key, person, sealed).ok_or("the details do not open")?,
            None => PersonalDetails::default(),
        };
        let id_tag = details.id_number.as_deref().and_then(|number| index.id_number(number));
        let phone_tag = details.phone.as_deref().and_then(|number| index.phone(number));
        if (id_tag, phone_tag) == (self.id_tag, self.phone_tag) {
            Ok(())
        } else {
            Err("the index tags are not those of the details")
        }
    }
}
