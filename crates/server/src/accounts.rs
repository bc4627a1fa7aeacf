//! Accounts: passwords, lock-out and sessions, in plain tables of `ops.db` that may be lost without losing a fact.
//!
//! Who an actor is and what they may do is in the ledger; here is only how they prove that they are that actor.
//! Passwords are kept as Argon2id with the parameters of the OWASP password storage cheat sheet (19 MiB, 2 passes);
//! session tokens as BLAKE3, since 256 random bits need no slow hash.

mod managed;
mod opened;
mod password;
mod sessions;
mod store;

pub use managed::AccountState;
pub use opened::OpenPerson;
pub(crate) use sessions::LONGEST as LONGEST_SESSION;
pub use sessions::{OpenPurpose, PURPOSE_MINUTES, SessionKey, SessionToken};

use crate::clock::Entropy;
use domain::{ActorId, Timestamp};
use password::Stored;
use rusqlite::{Connection, OptionalExtension as _};
use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Failures before an account is locked.
const FAILURES_ALLOWED: u32 = 5;

/// How long the first lock lasts, seconds; each further failure doubles it.
const FIRST_LOCK: i64 = 60;

/// How long a lock lasts at most, seconds.
const LONGEST_LOCK: i64 = 3_600;

/// The shortest password, characters.  Source: NIST SP 800-63B-4 section 3.1.1 (a single factor: 15; 8 at the least).
pub const SHORTEST_PASSWORD: usize = 8;

/// The longest password taken, bytes, so that hashing cannot be made expensive.
const LONGEST_PASSWORD: usize = 1_024;

/// Why somebody was not signed in, or a password not changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Name and password do not belong together; nothing says which of them is wrong.
    #[error("the name or the password is wrong")]
    WrongCredentials,
    /// Too many failures.
    #[error("too many failed attempts; locked until {until}")]
    Locked {
        /// When the next attempt is looked at.
        until: Timestamp,
    },
    /// The new password is too short or too long.
    #[error("a password has at least {SHORTEST_PASSWORD} characters")]
    UnfitPassword,
    /// The new password is the old one.
    #[error("the new password is the old one")]
    SamePassword,
    /// The database failed.
    #[error("the table of accounts cannot be read or written")]
    Failed(#[from] rusqlite::Error),
}

/// The accounts of one post.
pub struct Accounts {
    connection: Mutex<Connection>,
    entropy: Entropy,
    /// Compared with when there is no such account, so that both take the same time.
    nobody: Stored,
}

impl Accounts {
    /// Opens the tables at `path`, creating them where missing.
    ///
    /// # Errors
    /// [`AccountError::Failed`].
    pub fn open(path: &Path, entropy: Entropy) -> Result<Self, AccountError> {
        let connection = Connection::open(path)?;
        store::prepare(&connection)?;
        let nobody = Stored::of("nobody has this password", entropy.bytes32());
        Ok(Self { connection: Mutex::new(connection), entropy, nobody })
    }

    /// The tables are changed by single statements and transactions, so a panic leaves nothing half done.
    pub(crate) fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives an actor a sign-in name and a password, or a new password where the name has one.
    ///
    /// # Errors
    /// [`AccountError::UnfitPassword`], [`AccountError::Failed`].
    pub fn create_user(&self, handle: &str, password: &str, actor: ActorId) -> Result<(), AccountError> {
        self.keep_password(handle, password, actor, false)
    }

    /// Keeps a password, and whether it must be changed, in one write.
    fn keep_password(
        &self,
        handle: &str,
        password: &str,
        actor: ActorId,
        must_change: bool,
    ) -> Result<(), AccountError> {
        fit(password)?;
        let stored = Stored::of(password, self.entropy.bytes32());
        let connection = self.connection();
        connection.execute(
            "insert into account(handle, actor, salt, hash, must_change) values (?1, ?2, ?3, ?4, ?5)
             on conflict(handle) do update set
               actor = excluded.actor, salt = excluded.salt, hash = excluded.hash, must_change = excluded.must_change",
            (handle, actor.0, stored.salt.as_slice(), stored.hash.as_slice(), must_change),
        )?;
        Ok(())
    }

    /// Returns whether a sign-in name has a password.
    ///
    /// # Errors
    /// [`AccountError::Failed`].
    pub fn has_user(&self, handle: &str) -> Result<bool, AccountError> {
        let select = "select exists(select 1 from account where handle = ?1)";
        Ok(self.connection().query_row(select, [handle], |row| row.get(0))?)
    }

    /// Signs somebody in.  Takes as long for an unknown name as for a wrong password; about 30 ms of one core.
    ///
    /// # Errors
    /// [`AccountError::WrongCredentials`], [`AccountError::Locked`], [`AccountError::Failed`].
    pub fn sign_in(
        &self,
        handle: &str,
        password: &str,
        now: Timestamp,
    ) -> Result<(SessionToken, ActorId), AccountError> {
        let actor = self.prove(handle, password, now)?;
        Ok((self.open_session(actor, now)?, actor))
    }

    /// Changes a password and ends every session of the actor.
    ///
    /// # Errors
    /// As [`Accounts::sign_in`], and [`AccountError::UnfitPassword`].
    pub fn change_password(
        &self,
        handle: &str,
        old: &str,
        new: &str,
        now: Timestamp,
    ) -> Result<(), AccountError> {
        fit(new)?;
        let actor = self.prove(handle, old, now)?;
        if new == old {
            return Err(AccountError::SamePassword);
        }
        self.create_user(handle, new, actor)?;
        self.end_sessions_of(actor)
    }

    /// Returns whose name and password these are.  The attempt counts as failed until it has succeeded, so that
    /// attempts side by side cannot pass the limit.
    fn prove(&self, handle: &str, password: &str, now: Timestamp) -> Result<ActorId, AccountError> {
        let (stored, actor) = {
            let connection = self.connection();
            let key = attempt_key(handle);
            let locked = locked_until(&connection, key, now)?;
            if let Some(until) = locked {
                return Err(AccountError::Locked { until });
            }
            count_failure(&connection, key, now)?;
            find(&connection, handle)?
                .map_or_else(|| (self.nobody.clone(), None), |(stored, actor)| (stored, Some(actor)))
        };
        let matches = password.len() <= LONGEST_PASSWORD && stored.matches(password);
        let actor = actor.filter(|_| matches).ok_or(AccountError::WrongCredentials)?;
        self.connection().execute("delete from attempt where key = ?1", [attempt_key(handle).as_slice()])?;
        Ok(actor)
    }
}

fn fit(password: &str) -> Result<(), AccountError> {
    let fits = password.chars().count() >= SHORTEST_PASSWORD && password.len() <= LONGEST_PASSWORD;
    if fits { Ok(()) } else { Err(AccountError::UnfitPassword) }
}

/// Attempts are counted by a hash of the name, because people type passwords into the wrong field.
fn attempt_key(handle: &str) -> [u8; 32] {
    *blake3::hash(handle.trim().as_bytes()).as_bytes()
}

fn find(connection: &Connection, handle: &str) -> Result<Option<(Stored, ActorId)>, rusqlite::Error> {
    connection
        .prepare_cached("select salt, hash, actor from account where handle = ?1")?
        .query_row([handle.trim()], |row| {
            let stored = Stored { salt: row.get(0)?, hash: row.get(1)? };
            Ok((stored, ActorId(row.get(2)?)))
        })
        .optional()
}

fn locked_until(
    connection: &Connection,
    key: [u8; 32],
    now: Timestamp,
) -> Result<Option<Timestamp>, rusqlite::Error> {
    let until: Option<i64> = connection
        .prepare_cached("select locked_until from attempt where key = ?1")?
        .query_row([key.as_slice()], |row| row.get(0))
        .optional()?;
    Ok(until.filter(|until| *until > now.as_second()).and_then(|until| Timestamp::from_second(until).ok()))
}

/// Counts a failure and locks the name for a growing time once there are too many.
fn count_failure(connection: &Connection, key: [u8; 32], now: Timestamp) -> Result<(), rusqlite::Error> {
    let day_ago = now.as_second() - 86_400;
    connection.execute("delete from attempt where last_at < ?1", [day_ago])?;
    let failures: u32 = connection.query_row(
        "insert into attempt(key, failures, locked_until, last_at) values (?1, 1, 0, ?2)
         on conflict(key) do update set failures = failures + 1, last_at = excluded.last_at
         returning failures",
        (key.as_slice(), now.as_second()),
        |row| row.get(0),
    )?;
    if failures >= FAILURES_ALLOWED {
        let doublings = (failures - FAILURES_ALLOWED).min(10);
        let lock = (FIRST_LOCK << doublings).min(LONGEST_LOCK);
        connection.execute(
            "update attempt set locked_until = ?2 where key = ?1",
            (key.as_slice(), now.as_second() + lock),
        )?;
    }
    Ok(())
}
