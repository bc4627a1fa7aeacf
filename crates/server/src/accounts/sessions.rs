//! Sessions: random tokens, kept hashed, that end by themselves.

use super::{AccountError, Accounts};
use domain::{ActorId, Subject, Timestamp};
use rusqlite::OptionalExtension as _;

/// A session that is not used for so long ends, seconds.
const IDLE: i64 = 2 * 3_600;

/// A session ends after so long, seconds: one shift.
pub(crate) const LONGEST: i64 = 12 * 3_600;

/// Use is noted at most this often, seconds, so that reading a page seldom writes.
const NOTED_EVERY: i64 = 60;

/// How long a stated purpose opens personal data, minutes.
pub const PURPOSE_MINUTES: i64 = 30;

/// What the browser holds: 256 random bits in hexadecimal.  Never logged: it has no `Debug`.
pub struct SessionToken(pub(crate) String);

impl SessionToken {
    /// Returns the text of the cookie.
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// How the server knows a session: the hash of its token, from which the token cannot be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SessionKey([u8; 32]);

impl SessionKey {
    /// Returns the key of a token as a browser sends it.
    pub fn of(token: &str) -> Self {
        Self(*blake3::hash(token.as_bytes()).as_bytes())
    }

    /// Returns the hash as the tables hold it.
    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// What somebody said they open personal data for, and for how long that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenPurpose {
    /// What for.
    pub purpose: String,
    /// The task, case or contact it belongs to.
    pub subject: Subject,
    /// Until when.
    pub until: Timestamp,
}

impl Accounts {
    /// Opens a session for an actor who has proved who they are.
    ///
    /// # Errors
    /// [`AccountError::Failed`].
    pub fn open_session(&self, actor: ActorId, now: Timestamp) -> Result<SessionToken, AccountError> {
        let token = blake3::Hash::from_bytes(self.entropy.bytes32()).to_hex().to_string();
        let connection = self.connection();
        connection.execute("delete from session where began_at < ?1", [now.as_second() - LONGEST])?;
        connection.execute(
            "insert into session(key, actor, began_at, seen_at) values (?1, ?2, ?3, ?3)",
            (SessionKey::of(&token).0.as_slice(), actor.0, now.as_second()),
        )?;
        Ok(SessionToken(token))
    }

    /// Returns whose session this is, and notes that it is in use; `None` when there is none or it has ended.
    ///
    /// # Errors
    /// [`AccountError::Failed`].
    pub fn session(&self, key: SessionKey, now: Timestamp) -> Result<Option<ActorId>, AccountError> {
        let now = now.as_second();
        let connection = self.connection();
        let row: Option<(u32, i64, i64)> = connection
            .prepare_cached("select actor, began_at, seen_at from session where key = ?1")?
            .query_row([key.0.as_slice()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let Some((actor, began, seen)) = row else {
            return Ok(None);
        };
        if now - began >= LONGEST || now - seen >= IDLE {
            connection.execute("delete from session where key = ?1", [key.0.as_slice()])?;
            return Ok(None);
        }
        if now - seen >= NOTED_EVERY {
            connection.execute("update session set seen_at = ?2 where key = ?1", (key.0.as_slice(), now))?;
        }
        Ok(Some(ActorId(actor)))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// [`AccountError::Failed`].
    pub fn end_session(&self, key: SessionKey) -> Result<(), AccountError> {
        self.connection().execute("delete from session where key = ?1", [key.0.as_slice()])?;
        Ok(())
    }

    /// Ends every session of an actor: after a changed password, or when the actor may no longer act.
    ///
    /// # Errors
    /// [`AccountError::Failed`].
    pub fn end_sessions_of(&self, actor: ActorId) -> Result<(), AccountError> {
        self.connection().execute("delete from session where actor = ?1", [actor.0])?;
        Ok(())
    }

    /// Returns the actors with a session in use.
    ///
    /// # Errors
    /// [`AccountError::Failed`].
    pub fn present(&self, now: Timestamp) -> Result<Vec<ActorId>, AccountError> {
        let connection = self.connection();
        let mut select = connection.prepare_cached(
            "select distinct actor from session where seen_at > ?1 and began_at > ?2 order by actor",
        )?;
        let second = now.as_second();
        let found = select.query_map((second - IDLE, second - LONGEST), |row| row.get(0).map(ActorId))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Notes what a session opens personal data for, for [`PURPOSE_MINUTES`].
    ///
    /// # Errors
    /// [`AccountError::Failed`].
    ///
    /// # Panics
    /// Never: a subject can be written as JSON.
    pub fn state_purpose(
        &self,
        key: SessionKey,
        purpose: &str,
        subject: Subject,
        now: Timestamp,
    ) -> Result<OpenPurpose, AccountError> {
        let until = domain::time::add_minutes(now, PURPOSE_MINUTES);
        let written = serde_json::to_string(&subject).expect("a subject can be written as JSON");
        self.connection().execute(
            "update session set purpose = ?2, subject = ?3, purpose_until = ?4 where key = ?1",
            (key.0.as_slice(), purpose, written, until.as_second()),
        )?;
        Ok(OpenPurpose { purpose: purpose.to_owned(), subject, until })
    }

    /// Returns what a session opens personal data for; `None` when nothing was stated or it has run out.
    ///
    /// # Errors
    /// [`AccountError::Failed`].
    pub fn purpose(&self, key: SessionKey, now: Timestamp) -> Result<Option<OpenPurpose>, AccountError> {
        let row: Option<(Option<String>, Option<String>, Option<i64>)> = self
            .connection()
            .prepare_cached("select purpose, subject, purpose_until from session where key = ?1")?
            .query_row([key.0.as_slice()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let Some((Some(purpose), Some(subject), Some(until))) = row else {
            return Ok(None);
        };
        let stated = serde_json::from_str(&subject)
            .ok()
            .zip(Timestamp::from_second(until).ok())
            .filter(|(_, until)| *until > now);
        Ok(stated.map(|(subject, until)| OpenPurpose { purpose, subject, until }))
    }
}
