//! The vault: what identifies people, apart from what happened to them, erasable one person at a time.
//!
//! Each person has a random key, stored wrapped under the master key.  Details and notes are sealed under
//! the person's key.  Erasing deletes the wrapped key and the sealed rows and overwrites their place in the
//! file; what older backups hold of them must be erased again after a restore, by replaying the erasures
//! the ledger records.

mod details;
mod index;
mod key;
mod seal;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};
use zeroize::Zeroizing;

pub use details::PersonalDetails;
pub use key::{Entropy, KeyError, MasterKey, os_entropy};

use crate::files;
use crate::log::Cause;
use index::{IndexKeys, Tag};
use seal::{Place, SecretKey};

/// "HtVt": marks the file as a Haitang vault in its header.
const APPLICATION_ID: i64 = 0x4874_5674;

/// The newest vault format this release writes and reads.
const FORMAT: i64 = 1;

const SCHEMA: &str = "
create table master(only integer primary key check (only = 1), mark blob not null) strict;
create table person(
  person integer primary key,
  wrapped_key blob not null,
  details blob,
  id_tag blob,
  phone_tag blob
) strict;
create index person_by_id_tag on person(id_tag) where id_tag is not null;
create index person_by_phone_tag on person(phone_tag) where phone_tag is not null;
create table note(
  person integer not null,
  note integer not null,
  sealed blob not null,
  primary key (person, note)
) strict, without rowid;
create table erased(person integer primary key) strict;
";

/// How long to wait for another program that holds the database, such as a backup.
const PATIENCE: Duration = Duration::from_secs(5);

/// Below this many persons, sealing on one thread is faster than starting another.
const WORTH_SHARING: usize = 2_000;

/// Names, numbers, addresses and free text, sealed per person.
pub struct Vault {
    connection: Connection,
    wrapping: SecretKey,
    index: IndexKeys,
}

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
            files::flush_directory(files::parent(path)).map_err(|source| VaultError::Failed {
                source: source.into(),
            })?;
        }
        check_format(&connection, path)?;
        let found: [u8; 32] = connection
            .query_row("select mark from master where only = 1", [], |row| row.get(0))
            .map_err(failed)?;
        if found != mark {
            return Err(VaultError::WrongKey {
                path: path.to_path_buf(),
            });
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
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        let mut drafts = Vec::with_capacity(rows.len());
        for (person, details) in rows {
            let draft = match stored_key(&transaction, *person, &self.wrapping)? {
                Some(key) => Draft {
                    person: *person,
                    details,
                    key,
                    key_nonce: None,
                    nonce: [0; seal::NONCE],
                },
                None => Draft::of_new(*person, details, entropy),
            };
            drafts.push(Draft {
                nonce: seal::draw_nonce(entropy),
                ..draft
            });
        }
        let sealed = seal_all(&drafts, &self.wrapping, &self.index);
        insert_all(&transaction, &sealed)?;
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
                select
                    .query_row([person], |row| Ok((row.get(0)?, row.get(1)?)))
                    .optional()
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
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        for &(person, note, text) in notes {
            let key = match stored_key(&transaction, person, &self.wrapping)? {
                Some(key) => key,
                None => insert_key(&transaction, person, &self.wrapping, entropy)?,
            };
            let sealed = seal::seal(
                &key,
                seal::draw_nonce(entropy),
                Place::Note(person, note),
                text.as_bytes(),
            );
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
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        let notes = transaction
            .execute("delete from note where person = ?1", [person])
            .map_err(failed)?;
        let keys = transaction
            .execute("delete from person where person = ?1", [person])
            .map_err(failed)?;
        transaction
            .execute("insert or ignore into erased(person) values (?1)", [person])
            .map_err(failed)?;
        transaction.commit().map_err(failed)?;
        // Until this is done, the write-ahead file still holds pages with the wrapped key.
        let is_held: bool = self
            .connection
            .query_row("pragma wal_checkpoint(truncate)", [], |row| row.get(0))
            .map_err(failed)?;
        if is_held {
            Err(VaultError::StillHeld { person })
        } else {
            Ok(notes + keys > 0)
        }
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

    /// As [`Vault::find_by_id_number`] for many numbers, in the order asked, as of one moment.
    ///
    /// # Errors
    /// [`VaultError::Failed`].
    pub fn find_many_by_id_number(&self, numbers: &[&str]) -> Result<Vec<Vec<u32>>, VaultError> {
        let transaction = self.connection.unchecked_transaction().map_err(failed)?;
        let found = numbers
            .iter()
            .map(|number| self.find_by_id_number(number))
            .collect();
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

    /// Opens every row, compares every tag, and checks the file around them.  Linear in the vault.
    ///
    /// # Errors
    /// [`VaultError::Failed`] only when the engine cannot even start to read.
    pub fn verify(&self) -> Result<VaultCheck, VaultError> {
        let mut check = VaultCheck {
            persons: 0,
            notes: 0,
            first_unreadable: None,
            file_faults: Vec::new(),
        };
        if let Err(row) = self
            .verify_persons(&mut check.persons)
            .and_then(|()| self.verify_notes(&mut check.notes))
        {
            check.first_unreadable = Some(row);
        }
        let lines: Vec<String> = self
            .connection
            .prepare("pragma integrity_check(20)")
            .and_then(|mut select| select.query_map([], |row| row.get(0))?.collect())
            .map_err(failed)?;
        check
            .file_faults
            .extend(lines.into_iter().filter(|line| line != "ok"));
        Ok(check)
    }

    fn find(&self, select: &str, tag: Option<Tag>) -> Result<Vec<u32>, VaultError> {
        let Some(tag) = tag else { return Ok(Vec::new()) };
        self.connection
            .prepare_cached(select)
            .and_then(|mut select| select.query_map([tag.as_slice()], |row| row.get(0))?.collect())
            .map_err(failed)
    }

    fn verify_persons(&self, sound: &mut u64) -> Result<(), UnreadableRow> {
        let mut reached = None;
        let unreadable = |person, reason: String| UnreadableRow {
            person,
            note: None,
            reason,
        };
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
        let engine = |source: rusqlite::Error| UnreadableRow {
            person: None,
            note: None,
            reason: source.to_string(),
        };
        let mut select = self
            .connection
            .prepare("select person, note, sealed, wrapped_key from note left join person using (person)")
            .map_err(engine)?;
        let mut rows = select.query([]).map_err(engine)?;
        while let Some(row) = rows.next().map_err(engine)? {
            let (person, note) = (
                row.get(0).map_err(engine)?,
                note_from_sql(row.get(1).map_err(engine)?),
            );
            let (sealed, wrapped): (Vec<u8>, Option<Vec<u8>>) =
                (row.get(2).map_err(engine)?, row.get(3).map_err(engine)?);
            wrapped
                .and_then(|wrapped| unwrap_key(&self.wrapping, person, &wrapped))
                .and_then(|key| open_note(&key, person, note, &sealed))
                .ok_or_else(|| {
                    let reason = "the note does not open".to_owned();
                    UnreadableRow {
                        person: Some(person),
                        note: Some(note),
                        reason,
                    }
                })?;
            *sound += 1;
        }
        Ok(())
    }
}

const FIND_BY_ID: &str = "select person from person where id_tag = ?1 order by person";
const FIND_BY_PHONE: &str = "select person from person where phone_tag = ?1 order by person";

/// A person's row before sealing.
struct Draft<'a> {
    person: u32,
    details: &'a PersonalDetails,
    key: SecretKey,
    /// Set for a person whose key is new and still to be wrapped.
    key_nonce: Option<[u8; seal::NONCE]>,
    nonce: [u8; seal::NONCE],
}

impl<'a> Draft<'a> {
    fn of_new(person: u32, details: &'a PersonalDetails, entropy: &mut Entropy<'_>) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        entropy(key.as_mut_slice());
        let key_nonce = Some(seal::draw_nonce(entropy));
        Self {
            person,
            details,
            key,
            key_nonce,
            nonce: [0; seal::NONCE],
        }
    }

    fn seal(&self, wrapping: &SecretKey, index: &IndexKeys) -> SealedPerson {
        let Self {
            person,
            details,
            key,
            key_nonce,
            nonce,
        } = self;
        SealedPerson {
            person: *person,
            new_key: key_nonce.map(|nonce| seal::seal(wrapping, nonce, Place::Key(*person), key.as_slice())),
            details: seal::seal(key, *nonce, Place::Details(*person), &details.encode()),
            id_tag: details
                .id_number
                .as_deref()
                .and_then(|number| index.id_number(number)),
            phone_tag: details.phone.as_deref().and_then(|number| index.phone(number)),
        }
    }
}

/// A person's row as it goes into the file.
struct SealedPerson {
    person: u32,
    new_key: Option<Vec<u8>>,
    details: Vec<u8>,
    id_tag: Option<Tag>,
    phone_tag: Option<Tag>,
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
        let id_tag = details
            .id_number
            .as_deref()
            .and_then(|number| index.id_number(number));
        let phone_tag = details.phone.as_deref().and_then(|number| index.phone(number));
        if (id_tag, phone_tag) == (self.id_tag, self.phone_tag) {
            Ok(())
        } else {
            Err("the index tags are not those of the details")
        }
    }
}

/// Seals on all processors: this is most of the work of loading a city.
fn seal_all(drafts: &[Draft<'_>], wrapping: &SecretKey, index: &IndexKeys) -> Vec<SealedPerson> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    if drafts.len() < WORTH_SHARING || threads == 1 {
        return drafts.iter().map(|draft| draft.seal(wrapping, index)).collect();
    }
    std::thread::scope(|scope| {
        let workers: Vec<_> = drafts
            .chunks(drafts.len().div_ceil(threads))
            .map(|share| {
                scope.spawn(move || {
                    share
                        .iter()
                        .map(|draft| draft.seal(wrapping, index))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().expect("sealing does not panic"))
            .collect()
    })
}

fn insert_all(transaction: &Transaction<'_>, rows: &[SealedPerson]) -> Result<(), VaultError> {
    let mut insert = transaction
        .prepare_cached(
            // The conflict is a new person who occurs twice in one call: the later row holds, key and all.
            "insert into person(person, wrapped_key, details, id_tag, phone_tag) values (?1, ?2, ?3, ?4, ?5)
             on conflict (person) do update set wrapped_key = ?2, details = ?3, id_tag = ?4, phone_tag = ?5",
        )
        .map_err(failed)?;
    let mut update = transaction
        .prepare_cached("update person set details = ?2, id_tag = ?3, phone_tag = ?4 where person = ?1")
        .map_err(failed)?;
    for row in rows {
        let (id_tag, phone_tag) = (
            row.id_tag.as_ref().map(Tag::as_slice),
            row.phone_tag.as_ref().map(Tag::as_slice),
        );
        let details = row.details.as_slice();
        match &row.new_key {
            Some(key) => insert.execute((row.person, key.as_slice(), details, id_tag, phone_tag)),
            None => update.execute((row.person, details, id_tag, phone_tag)),
        }
        .map_err(failed)?;
    }
    Ok(())
}

/// Returns a person's key; `None` for a new person.
fn stored_key(
    connection: &Connection,
    person: u32,
    wrapping: &SecretKey,
) -> Result<Option<SecretKey>, VaultError> {
    let wrapped: Option<Vec<u8>> = connection
        .prepare_cached("select wrapped_key from person where person = ?1")
        .and_then(|mut select| select.query_row([person], |row| row.get(0)).optional())
        .map_err(failed)?;
    match wrapped {
        Some(wrapped) => unwrap_key(wrapping, person, &wrapped)
            .map(Some)
            .ok_or(VaultError::Sealed { person }),
        None if is_erased(connection, person)? => Err(VaultError::Erased { person }),
        None => Ok(None),
    }
}

fn insert_key(
    connection: &Connection,
    person: u32,
    wrapping: &SecretKey,
    entropy: &mut Entropy<'_>,
) -> Result<SecretKey, VaultError> {
    let mut key = Zeroizing::new([0; 32]);
    entropy(key.as_mut_slice());
    let wrapped = seal::seal(
        wrapping,
        seal::draw_nonce(entropy),
        Place::Key(person),
        key.as_slice(),
    );
    connection
        .prepare_cached("insert into person(person, wrapped_key) values (?1, ?2)")
        .and_then(|mut insert| insert.execute((person, wrapped)))
        .map_err(failed)?;
    Ok(key)
}

fn unwrap_key(wrapping: &SecretKey, person: u32, wrapped: &[u8]) -> Option<SecretKey> {
    let opened = seal::open(wrapping, Place::Key(person), wrapped)?;
    <[u8; 32]>::try_from(opened.as_slice()).ok().map(Zeroizing::new)
}

fn open_details(key: &SecretKey, person: u32, sealed: &[u8]) -> Option<PersonalDetails> {
    PersonalDetails::decode(&seal::open(key, Place::Details(person), sealed)?)
}

fn open_note(key: &SecretKey, person: u32, note: u64, sealed: &[u8]) -> Option<String> {
    str::from_utf8(&seal::open(key, Place::Note(person, note), sealed)?)
        .ok()
        .map(str::to_owned)
}

fn is_erased(connection: &Connection, person: u32) -> Result<bool, VaultError> {
    connection
        .prepare_cached("select exists (select 1 from erased where person = ?1)")
        .and_then(|mut select| select.query_row([person], |row| row.get(0)))
        .map_err(failed)
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.query_row("pragma journal_mode = wal", [], |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.query_row("pragma secure_delete = on", [], |_| Ok(()))?;
    // 64 MiB: the tags of a city's people arrive in random order.
    connection.pragma_update(None, "cache_size", -65_536)
}

fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("select count(*) = 0 from sqlite_schema", [], |row| row.get(0))
}

fn create(connection: &mut Connection, mark: [u8; 32]) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(SCHEMA)?;
    transaction.execute("insert into master(only, mark) values (1, ?1)", [mark])?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", FORMAT)?;
    transaction.commit()
}

fn check_format(connection: &Connection, path: &Path) -> Result<(), VaultError> {
    let number = |name: &str| {
        connection
            .pragma_query_value(None, name, |row| row.get::<_, i64>(0))
            .map_err(failed)
    };
    let is_vault = number("application_id")? == APPLICATION_ID;
    let found = if is_vault { number("user_version")? } else { 0 };
    if (1..=FORMAT).contains(&found) {
        Ok(())
    } else {
        Err(VaultError::Format {
            path: path.to_path_buf(),
            found,
            known: FORMAT,
        })
    }
}

/// Note ids use all 64 bits; SQLite's integers are signed.
fn note_to_sql(note: u64) -> i64 {
    i64::from_le_bytes(note.to_le_bytes())
}

fn note_from_sql(note: i64) -> u64 {
    u64::from_le_bytes(note.to_le_bytes())
}

fn failed(source: rusqlite::Error) -> VaultError {
    VaultError::Failed {
        source: source.into(),
    }
}
