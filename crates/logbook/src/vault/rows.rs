//! Rows of the vault: sealing them, storing them, opening them.

use rusqlite::{Connection, OptionalExtension, Transaction};
use zeroize::Zeroizing;

use super::details::PersonalDetails;
use super::error::{VaultError, failed};
use super::index::{IndexKeys, Tag};
use super::key::Entropy;
use super::seal::{self, Place, SecretKey};

/// Below this many persons, sealing on one thread is faster than starting another.
const WORTH_SHARING: usize = 2_000;

/// How many rows are held in memory at once, sealed, while a city is loaded.
pub(super) const ROWS_AT_ONCE: usize = 16_384;

const KEY: usize = 32;

/// Random bytes drawn for each row; see [`Draft::new`].
const RANDOM_PER_ROW: usize = KEY + 2 * seal::NONCE;

/// A person's row before sealing.
pub(super) struct Draft<'a> {
    person: u32,
    details: &'a PersonalDetails,
    key: SecretKey,
    /// Set for a person whose key is new and still to be wrapped.
    key_nonce: Option<[u8; seal::NONCE]>,
    nonce: [u8; seal::NONCE],
}

impl<'a> Draft<'a> {
    /// Uses `random` for, in this order, a new key, the nonce of its wrapping, the nonce of the details; a
    /// person whose key is known uses the last part only.
    pub(super) fn new(
        person: u32,
        details: &'a PersonalDetails,
        known_key: Option<SecretKey>,
        random: &[u8; RANDOM_PER_ROW],
    ) -> Self {
        let mut key = Zeroizing::new([0; KEY]);
        let [mut wrap_nonce, mut nonce] = [[0; seal::NONCE]; 2];
        let targets = key.iter_mut().chain(&mut wrap_nonce).chain(&mut nonce);
        for (to, from) in targets.zip(random) {
            *to = *from;
        }
        let (key, key_nonce) = match known_key {
            Some(known) => (known, None),
            None => (key, Some(wrap_nonce)),
        };
        Self { person, details, key, key_nonce, nonce }
    }

    fn seal(&self, wrapping: &SecretKey, index: &IndexKeys) -> SealedPerson {
        let Self { person, details, key, key_nonce, nonce } = self;
        SealedPerson {
            person: *person,
            new_key: key_nonce.map(|nonce| seal::seal(wrapping, nonce, Place::Key(*person), key.as_slice())),
            details: seal::seal(key, *nonce, Place::Details(*person), &details.encode()),
            id_tag: details.id_number.as_deref().and_then(|number| index.id_number(number)),
            phone_tag: details.phone.as_deref().and_then(|number| index.phone(number)),
        }
    }
}

/// A person's row as it goes into the file.
pub(super) struct SealedPerson {
    person: u32,
    new_key: Option<Vec<u8>>,
    details: Vec<u8>,
    id_tag: Option<Tag>,
    phone_tag: Option<Tag>,
}

/// Seals on all processors: this is most of the work of loading a city.
pub(super) fn seal_all(drafts: &[Draft<'_>], wrapping: &SecretKey, index: &IndexKeys) -> Vec<SealedPerson> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    if drafts.len() < WORTH_SHARING || threads == 1 {
        return drafts.iter().map(|draft| draft.seal(wrapping, index)).collect();
    }
    std::thread::scope(|scope| {
        let workers: Vec<_> = drafts
            .chunks(drafts.len().div_ceil(threads))
            .map(|share| {
                scope.spawn(move || share.iter().map(|draft| draft.seal(wrapping, index)).collect::<Vec<_>>())
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("sealing does not panic")).collect()
    })
}

pub(super) fn insert_all(transaction: &Transaction<'_>, rows: &[SealedPerson]) -> Result<(), VaultError> {
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
        let (id_tag, phone_tag) =
            (row.id_tag.as_ref().map(Tag::as_slice), row.phone_tag.as_ref().map(Tag::as_slice));
        let details = row.details.as_slice();
        match &row.new_key {
            Some(key) => insert.execute((row.person, key.as_slice(), details, id_tag, phone_tag)),
            None => update.execute((row.person, details, id_tag, phone_tag)),
        }
        .map_err(failed)?;
    }
    Ok(())
}

/// Draws the random bytes of many rows at once: one call to the operating system instead of three a row.
pub(super) fn draw_rows(rows: usize, entropy: &mut Entropy<'_>) -> Zeroizing<Vec<u8>> {
    let mut random = Zeroizing::new(vec![0; rows * RANDOM_PER_ROW]);
    entropy(&mut random);
    random
}

/// Returns the largest id the vault has ever held; `None` when it is new.
pub(super) fn newest_person(connection: &Connection) -> Result<Option<u32>, VaultError> {
    let largest =
        |select: &str| connection.query_row(select, [], |row| row.get::<_, Option<u32>>(0)).map_err(failed);
    Ok(largest("select max(person) from person")?.max(largest("select max(person) from erased")?))
}

fn draw_key(entropy: &mut Entropy<'_>) -> SecretKey {
    let mut key = Zeroizing::new([0; 32]);
    entropy(key.as_mut_slice());
    key
}

/// Returns a person's key; `None` for a new person.
pub(super) fn stored_key(
    connection: &Connection,
    person: u32,
    wrapping: &SecretKey,
) -> Result<Option<SecretKey>, VaultError> {
    let wrapped: Option<Vec<u8>> = connection
        .prepare_cached("select wrapped_key from person where person = ?1")
        .and_then(|mut select| select.query_row([person], |row| row.get(0)).optional())
        .map_err(failed)?;
    match wrapped {
        Some(wrapped) => {
            unwrap_key(wrapping, person, &wrapped).map(Some).ok_or(VaultError::Sealed { person })
        }
        None if is_erased(connection, person)? => Err(VaultError::Erased { person }),
        None => Ok(None),
    }
}

pub(super) fn insert_key(
    connection: &Connection,
    person: u32,
    wrapping: &SecretKey,
    entropy: &mut Entropy<'_>,
) -> Result<SecretKey, VaultError> {
    let key = draw_key(entropy);
    let wrapped = seal::seal(wrapping, seal::draw_nonce(entropy), Place::Key(person), key.as_slice());
    connection
        .prepare_cached("insert into person(person, wrapped_key) values (?1, ?2)")
        .and_then(|mut insert| insert.execute((person, wrapped)))
        .map_err(failed)?;
    Ok(key)
}

pub(super) fn unwrap_key(wrapping: &SecretKey, person: u32, wrapped: &[u8]) -> Option<SecretKey> {
    let opened = seal::open(wrapping, Place::Key(person), wrapped)?;
    <[u8; 32]>::try_from(opened.as_slice()).ok().map(Zeroizing::new)
}

pub(super) fn open_details(key: &SecretKey, person: u32, sealed: &[u8]) -> Option<PersonalDetails> {
    PersonalDetails::decode(&seal::open(key, Place::Details(person), sealed)?)
}

pub(super) fn open_note(key: &SecretKey, person: u32, note: u64, sealed: &[u8]) -> Option<String> {
    str::from_utf8(&seal::open(key, Place::Note(person, note), sealed)?).ok().map(str::to_owned)
}

pub(super) fn is_erased(connection: &Connection, person: u32) -> Result<bool, VaultError> {
    connection
        .prepare_cached("select exists (select 1 from erased where person = ?1)")
        .and_then(|mut select| select.query_row([person], |row| row.get(0)))
        .map_err(failed)
}

/// Note ids use all 64 bits; the engine's integers are signed.
pub(super) fn note_to_sql(note: u64) -> i64 {
    i64::from_le_bytes(note.to_le_bytes())
}

pub(super) fn note_from_sql(note: i64) -> u64 {
    u64::from_le_bytes(note.to_le_bytes())
}
