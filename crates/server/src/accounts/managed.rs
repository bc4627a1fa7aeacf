//! Accounts as an administrator manages them: passwords for one use, locks, and who has an account at all.

use super::{AccountError, Accounts, attempt_key, locked_until};
use domain::{ActorId, Timestamp};
use rusqlite::OptionalExtension as _;

/// Signs of a password for one use: no 0 and O, no 1, l and I, which are mistaken for each other on paper.
const SIGNS: [u8; 32] = *b"23456789abcdefghjkmnpqrstuvwxyz#";

/// Signs of a password for one use; five random bits each.
const SIGNS_USED: usize = 16;

/// Signs between two hyphens, so that it can be read out.
const GROUP: usize = 4;

/// How an account stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountState {
    /// Whether there is a password at all.
    pub has_password: bool,
    /// Whether the password must be changed before anything else.
    pub must_change: bool,
    /// Until when too many failures lock it.
    pub locked_until: Option<Timestamp>,
}

impl Accounts {
    /// Gives an actor a random password for one use and returns it; it is kept nowhere.  It must be changed at the first
    /// sign-in, every session of the actor ends, and a lock is lifted.
    ///
    /// # Errors
    /// [`AccountError::Failed`].
    pub fn issue_password(&self, handle: &str, actor: ActorId) -> Result<String, AccountError> {
        let password = self.one_time_password();
        self.keep_password(handle, &password, actor, true)?;
        self.end_sessions_of(actor)?;
        self.unlock(handle)?;
        Ok(password)
    }

    /// Returns whether an actor must change the password before anything else.
    ///
    /// # Errors
    /// [`AccountError::Failed`].
    pub fn must_change(&self, actor: ActorId) -> Result<bool, AccountError> {
        let select = "select exists(select 1 from account where actor = ?1 and must_change = 1)";
        Ok(self.connection().prepare_cached(select)?.query_row([actor.0], |row| row.get(0))?)
    }

    /// Returns the actors who have a password of their own: one that they chose, not one for one use.
    ///
    /// # Errors
    /// [`AccountError::Failed`].
    pub fn settled(&self) -> Result<Vec<ActorId>, AccountError> {
        let connection = self.connection();
        let mut select = connection.prepare_cached("select actor from account where must_change = 0")?;
        let actors = select.query_map([], |row| row.get(0).map(ActorId))?;
        Ok(actors.collect::<Result<_, _>>()?)
    }

    /// Returns how the account of a sign-in name stands.
    ///
    /// # Errors
    /// [`AccountError::Failed`].
    pub fn state(&self, handle: &str, now: Timestamp) -> Result<AccountState, AccountError> {
        let connection = self.connection();
        let must_change: Option<bool> = connection
            .prepare_cached("select must_change from account where handle = ?1")?
            .query_row([handle], |row| row.get(0))
            .optional()?;
        Ok(AccountState {
            has_password: must_change.is_some(),
            must_change: must_change.unwrap_or_default(),
            locked_until: locked_until(&connection, attempt_key(handle), now)?,
        })
    }

    /// Lifts the lock of a sign-in name and forgets its failures.
    ///
    /// # Errors
    /// [`AccountError::Failed`].
    pub fn unlock(&self, handle: &str) -> Result<(), AccountError> {
        self.connection().execute("delete from attempt where key = ?1", [attempt_key(handle).as_slice()])?;
        Ok(())
    }

    /// Takes the password of a sign-in name away and ends the sessions of its actor.
    ///
    /// # Errors
    /// [`AccountError::Failed`].
    pub fn withdraw(&self, handle: &str, actor: ActorId) -> Result<(), AccountError> {
        self.connection().execute("delete from account where handle = ?1", [handle])?;
        self.end_sessions_of(actor)
    }

    /// 80 random bits as signs that can be read out.
    fn one_time_password(&self) -> String {
        let random = self.entropy.bytes32();
        let signs = random.iter().take(SIGNS_USED).map(|byte| {
            // 256 is a multiple of 32: every sign is equally likely.
            SIGNS.get(usize::from(byte % 32)).copied().map_or('2', char::from)
        });
        let mut password = String::with_capacity(SIGNS_USED + SIGNS_USED / GROUP);
        for (place, sign) in signs.enumerate() {
            if place > 0 && place.is_multiple_of(GROUP) {
                password.push('-');
            }
            password.push(sign);
        }
        password
    }
}
