//! The vault: what identifies people, apart from what happened to them, erasable one person at a time.
//!
//! Each person has a random key, stored wrapped under the master key.  Details and notes are sealed under
//! the person's key.  Erasing deletes the wrapped key and the sealed rows and overwrites their place in the
//! file; what older backups hold of them must be erased again after a restore, by replaying the erasures
//! the ledger records.

mod check;
mod details;
mod error;
mod file;
mod index;
mod key;
mod rows;
mod seal;

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

pub use check::{UnreadableRow, VaultCheck};
pub use details::PersonalDetails;
pub use error::VaultError;
pub use key::{Entropy, KeyError, MasterKey, os_entropy};

use crate::files;
use error::failed;
use file::{check_format, create, is_empty, prepare};
use index::{IndexKeys, Tag};
use rows::{
    Draft, ROWS_AT_ONCE, draw_rows, insert_all, insert_key, is_erased, newest_person, note_to_sql,
    open_details, open_note, seal_all, stored_key, unwrap_key,
};
use seal::{Place, SecretKey};

/// Names, numbers, addresses and free text, sealed per person.
pub struct Vault {
    connection: Connection,
    wrapping: SecretKey,
    index: IndexKeys,
}

impl Vault {
    /// Opens the vault at `path`, creating it if there is none.
    ///
    /// # Errors
    /// [`VaultError::WrongKey`], [`VaultError::Format`] or [`VaultError::Failed`].
    pub fn open(path: &Path, master: &MasterKey) -> Result<Self, VaultError> {
        let is_new = !path.exists();
        let mut connection = Connection::open(path).map_err(failed)?;
        prepare(&connection).map_err(failed)?;
        let mark = *master.derive("haitang vault 1 mark of the master key");
        if is_empty(&connection).map_err(failed)? {
            create(&mut connection, mark).map_err(failed)?;
        }
        if is_new {
            files::flush_directory(files::parent(path))
                .map_err(|source| VaultError::Failed { source: source.into() })?;
        }
        check_format(&connection, path)?;
        let found: [u8; 32] = connection
            .query_row("select mark from master where only = 1", [], |row| row.get(0))
            .map_err(failed)?;
        if found != mark {
            return Err(VaultError::WrongKey { path: path.to_path_buf() });
        }
        Ok(Self {
            connection,
            wrapping: master.derive("haitang vault 1 wrapping of personal keys"),
            index: IndexKeys::of(master),
        })
    }

    /// Stores one person's details, replacing earlier ones.  Durable when it returns.
    ///
    /// # Errors
    /// As [`Vault::put_many`].
    pub fn put(
        &mut self,
        person: u32,
        details: &PersonalDetails,
        entropy: &mut Entropy<'_>,
    ) -> Result<(), VaultError> {
        self.put_many(&[(person, details.clone())], entropy)
    }

    /// Stores the details of many persons in one transaction, replacing earlier ones.  Durable when it
    /// returns.  If a person occurs twice, the later details hold.
    ///
    /// # Errors
    /// [`VaultError::Erased`] for an erased person, [`VaultError::Sealed`] for a damaged key,
    /// [`VaultError::Failed`]; nothing is stored then.
    pub fn put_many(
        &mut self,
        rows: &[(u32, PersonalDetails)],
        entropy: &mut Entropy<'_>,
    ) -> Result<(), VaultError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let mut newest = newest_person(&transaction)?;
        for share in rows.chunks(ROWS_AT_ONCE) {
            let random = draw_rows(share.len(), entropy);
            let mut drafts = Vec::with_capacity(share.len());
            for ((person, details), random) in share.iter().zip(random.as_chunks().0) {
                // Whoever is newer than everyone is new: a city is loaded without asking for each.
                let known = if Some(*person) > newest {
                    None
                } else {
                    stored_key(&transaction, *person, &self.wrapping)?
                };
                drafts.push(Draft::new(*person, details, known, random));
            }
            newest = newest.max(share.iter().map(|&(person, _)| person).max());
            insert_all(&transaction, &seal_all(&drafts, &self.wrapping, &self.index))?;
        }
        transaction.commit().map_err(failed)
    }

    /// Returns a person's details; `None` for an unknown or erased person.
    ///
    /// # Errors
    /// [`VaultError::Sealed`] or [`VaultError::Failed`].
    pub fn get(&self, person: u32) -> Result<Option<PersonalDetails>, VaultError> {
        let row: Option<(Vec<u8>, Option<Vec<u8>>)> = self
            .connection
            .prepare_cached("select wrapped_key, details from person where person = ?1")
            .and_then(|mut select| {
                select.query_row([person], |row| Ok((row.get(0)?, row.get(1)?))).optional()
            })
            .map_err(failed)?;
        let Some((wrapped, Some(sealed))) = row else {
            return Ok(None);
        };
        unwrap_key(&self.wrapping, person, &wrapped)
            .and_then(|key| open_details(&key, person, &sealed))
            .map(Some)
            .ok_or(VaultError::Sealed { person })
    }

    /// Returns the details of many persons, in the order asked.
    ///
    /// # Errors
    /// As [`Vault::get`].
    pub fn get_many(&self, persons: &[u32]) -> Result<Vec<Option<PersonalDetails>>, VaultError> {
        let transaction = self.connection.unchecked_transaction().map_err(failed)?;
        let found = persons.iter().map(|&person| self.get(person)).collect();
        transaction.finish().map_err(failed)?;
        found
    }

    /// Stores one note.  See [`Vault::put_notes`].
    ///
    /// # Errors
    /// As [`Vault::put_notes`].
    pub fn put_note(
        &mut self,
        person: u32,
        note: u64,
        text: &str,
        entropy: &mut Entropy<'_>,
    ) -> Result<(), VaultError> {
        self.put_notes(&[(person, note, text)], entropy)
    }

    /// Stores free text under persons' keys in one transaction; facts hold only the note ids.  Durable when
    /// it returns.
    ///
    /// The caller stores the note first and appends the fact that names it second.  After a crash between
    /// the two the same id is minted again, so a note that exists is replaced.
    ///
    /// # Errors
    /// As [`Vault::put_many`]; nothing is stored then.
    pub fn put_notes(
        &mut self,
        notes: &[(u32, u64, &str)],
        entropy: &mut Entropy<'_>,
    ) -> Result<(), VaultError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        for &(person, note, text) in notes {
            let key = match stored_key(&transaction, person, &self.wrapping)? {
                Some(key) => key,
                None => insert_key(&transaction, person, &self.wrapping, entropy)?,
            };
            let sealed =
                seal::seal(&key, seal::draw_nonce(entropy), Place::Note(person, note), text.as_bytes());
            transaction
                .prepare_cached("insert or replace into note(person, note, sealed) values (?1, ?2, ?3)")
                .and_then(|mut insert| insert.execute((person, note_to_sql(note), sealed)))
                .map_err(failed)?;
        }
        transaction.commit().map_err(failed)
    }

    /// Returns a note; `None` when there is none, or the person was erased.
    ///
    /// # Errors
    /// [`VaultError::Sealed`] or [`VaultError::Failed`].
    pub fn note(&self, person: u32, note: u64) -> Result<Option<String>, VaultError> {
        let row: Option<(Vec<u8>, Vec<u8>)> = self
            .connection
            .prepare_cached(
                "select wrapped_key, sealed from note join person using (person) where person = ?1 and note = ?2",
            )
            .and_then(|mut select| {
                select.query_row((person, note_to_sql(note)), |row| Ok((row.get(0)?, row.get(1)?))).optional()
            })
            .map_err(failed)?;
        let Some((wrapped, sealed)) = row else {
            return Ok(None);
        };
        unwrap_key(&self.wrapping, person, &wrapped)
            .and_then(|key| open_note(&key, person, note, &sealed))
            .map(Some)
            .ok_or(VaultError::Sealed { person })
    }

    /// Erases a person: key, details, tags and notes, and marks the id as erased.  Durable when it returns;
    /// the old bytes are overwritten in the file.  Says whether there was anything to erase.
    ///
    /// # Errors
    /// [`VaultError::StillHeld`] when another reader keeps old pages alive (erase again later);
    /// [`VaultError::Failed`].
    pub fn erase(&mut self, person: u32) -> Result<bool, VaultError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let notes = transaction.execute("delete from note where person = ?1", [person]).map_err(failed)?;
        let keys = transaction.execute("delete from person where person = ?1", [person]).map_err(failed)?;
        transaction.execute("insert or ignore into erased(person) values (?1)", [person]).map_err(failed)?;
        transaction.commit().map_err(failed)?;
        // Until this is done, the write-ahead file still holds pages with the wrapped key.
        let is_held: bool = self
            .connection
            .query_row("pragma wal_checkpoint(truncate)", [], |row| row.get(0))
            .map_err(failed)?;
        if is_held { Err(VaultError::StillHeld { person }) } else { Ok(notes + keys > 0) }
    }

    /// Says whether a person was erased.
    ///
    /// # Errors
    /// [`VaultError::Failed`].
    pub fn is_erased(&self, person: u32) -> Result<bool, VaultError> {
        is_erased(&self.connection, person)
    }

    /// Returns the persons with this identity number, however it is written, by id.  More than one means
    /// that a person was registered twice.
    ///
    /// # Errors
    /// [`VaultError::Failed`].
    pub fn find_by_id_number(&self, number: &str) -> Result<Vec<u32>, VaultError> {
        self.find(FIND_BY_ID, self.index.id_number(number))
    }

    /// Returns the persons with this phone number, however it is written, by id.  Families share phones.
    ///
    /// # Errors
    /// [`VaultError::Failed`].
    pub fn find_by_phone(&self, number: &str) -> Result<Vec<u32>, VaultError> {
        self.find(FIND_BY_PHONE, self.index.phone(number))
    }

    /// Returns 128 bits that stand for a sender's case number where the number itself may not be written: BLAKE3 keyed from
    /// the master key over sender and number, the same for every spelling of the number.  Without the master key nobody
    /// can test numbers against it.
    pub fn pseudonym(&self, sender: &str, number: &str) -> [u8; 16] {
        self.index.pseudonym(sender, number)
    }

    /// Says whether the vault can be written: takes the right to write and gives it back.
    ///
    /// # Errors
    /// [`VaultError::Failed`] when the file is read-only, held by another program, or the disk is gone.
    pub fn check_writable(&mut self) -> Result<(), VaultError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        // An immediate transaction alone does not touch a read-only file.
        transaction.execute("update master set mark = mark where only = 1", []).map_err(failed)?;
        transaction.rollback().map_err(failed)
    }

    /// As [`Vault::find_by_id_number`] for many numbers, in the order asked, as of one moment.
    ///
    /// # Errors
    /// [`VaultError::Failed`].
    pub fn find_many_by_id_number(&self, numbers: &[&str]) -> Result<Vec<Vec<u32>>, VaultError> {
        let transaction = self.connection.unchecked_transaction().map_err(failed)?;
        let found = numbers.iter().map(|number| self.find_by_id_number(number)).collect();
        transaction.finish().map_err(failed)?;
        found
    }

    /// As [`Vault::find_by_phone`] for many numbers, in the order asked, as of one moment.
    ///
    /// # Errors
    /// [`VaultError::Failed`].
    pub fn find_many_by_phone(&self, numbers: &[&str]) -> Result<Vec<Vec<u32>>, VaultError> {
        let transaction = self.connection.unchecked_transaction().map_err(failed)?;
        let found = numbers.iter().map(|number| self.find_by_phone(number)).collect();
        transaction.finish().map_err(failed)?;
        found
    }

    fn find(&self, select: &str, tag: Option<Tag>) -> Result<Vec<u32>, VaultError> {
        let Some(tag) = tag else { return Ok(Vec::new()) };
        self.connection
            .prepare_cached(select)
            .and_then(|mut select| select.query_map([tag.as_slice()], |row| row.get(0))?.collect())
            .map_err(failed)
    }
}

const FIND_BY_ID: &str = "select person from person where id_tag = ?1 order by person";
const FIND_BY_PHONE: &str = "select person from person where phone_tag = ?1 order by person";
