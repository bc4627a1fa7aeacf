//! The first account of a new post: without it nobody could sign in to make the others.

use crate::{
    accounts::AccountError,
    app::App,
    desk::{Stopped, SubmitError},
    ledger::Ask,
};
use domain::{ActorId, Command, Role, Unit};

/// The sign-in name of the first administrator.
const HANDLE: &str = "admin";

/// The duty title of the first administrator.
const TITLE: &str = "系统管理员";

/// The first account, to be told to the operator once.
pub struct FirstAccount {
    /// Sign-in name.
    pub handle: String,
    /// Password for one use; kept nowhere.
    pub password: String,
}

/// Why the first account was not made.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant passes on an error that says what failed")]
pub enum FirstAccountError {
    #[error(transparent)]
    Accounts(#[from] AccountError),
    #[error(transparent)]
    Submit(#[from] SubmitError),
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

impl App {
    /// Where nobody active has a password of their own, gives the first active administrator one for one use, enrolling
    /// `admin` where the ledger knows no administrator.  `None` when there are such accounts already.  So a password for
    /// one use that was lost before it was used is followed by another at the next start; the table of accounts may be
    /// lost without losing a fact, and this is the way back in then too.
    ///
    /// # Errors
    /// [`FirstAccountError`].
    ///
    /// # Panics
    /// When called on a thread of the asynchronous runtime.
    pub fn first_account(&self) -> Result<Option<FirstAccount>, FirstAccountError> {
        let settled = self.accounts.settled()?;
        let is_active = |s: &situation::Situation| {
            settled.iter().any(|actor| s.actors.get(*actor).is_some_and(|row| row.active))
        };
        if self.desk.read(is_active)? {
            return Ok(None);
        }
        let (actor, handle) = match self.administrator()? {
            Some(known) => known,
            None => self.enrol_administrator()?,
        };
        let password = self.accounts.issue_password(&handle, actor)?;
        Ok(Some(FirstAccount { handle, password }))
    }

    fn administrator(&self) -> Result<Option<(ActorId, String)>, Stopped> {
        self.desk.read(|situation| {
            let mut actors = situation.actors.iter();
            let found = actors.find(|(_, row)| row.active && row.role == Role::Administrator);
            found.map(|(actor, row)| (actor, row.handle.clone()))
        })
    }

    fn enrol_administrator(&self) -> Result<(ActorId, String), FirstAccountError> {
        let actor = self.desk.read(|situation| situation.actors.next_id())?;
        let command = Command::EnrolActor {
            handle: HANDLE.to_owned(),
            title: TITLE.to_owned(),
            role: Role::Administrator,
            unit: Unit::Area(self.settings.area),
        };
        // Nobody else is there yet who could have enrolled the first one.
        self.desk.submit_blocking(Ask::at_desk(actor, self.desk.now(), command))?;
        Ok((actor, HANDLE.to_owned()))
    }
}
