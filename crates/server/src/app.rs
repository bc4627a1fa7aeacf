//! What every request handler is given.

use crate::{
    accounts::{AccountError, Accounts},
    clock::{Clock, Entropy, wall},
    desk::Desk,
    ledger::{Ask, Ledger, LedgerError},
    problem::{Problem, chain_of},
    session::Viewer,
};
use domain::{AreaCode, Command, Seq, Timestamp};
use logbook::{Batches, DataDir, Vault};
use std::{
    ops::Deref,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// What the operator chose.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether browsers reach the service over an encrypted connection; cookies are then sent over nothing else.
    pub encrypted: bool,
    /// The area that the one screen and the bulletin are about.
    pub area: AreaCode,
    /// Whether everything is synthetic: pages say so.
    pub is_demo: bool,
}

/// What requests share.
pub struct Shared {
    /// The only writer.
    pub desk: Desk,
    /// Passwords and sessions.
    pub accounts: Accounts,
    /// Immutable files.
    pub batches: Batches,
    /// Where the files lie.
    pub dir: DataDir,
    /// Random bytes.
    pub entropy: Entropy,
    /// What the operator chose.
    pub settings: Settings,
    /// Plans of imports that wait for a person's word.
    pub waiting: crate::imports::Waiting,
    /// Screens worked out a moment ago.
    pub(crate) screens: crate::pages::kept::KeptScreens,
    vault: Mutex<Vault>,
    wall: Clock,
}

/// The application.  Clones share everything.
#[derive(Clone)]
pub struct App(Arc<Shared>);

impl Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// Why the application could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The durable files.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The accounts.
    #[error(transparent)]
    Accounts(#[from] AccountError),
}

impl App {
    /// Opens the application on a ledger, and starts its desk.  Sessions run by the wall clock even where the desk's clock
    /// runs through a past day.
    ///
    /// # Errors
    /// [`AppError`].
    pub fn open(ledger: Ledger, settings: Settings) -> Result<Self, AppError> {
        Self::open_with(ledger, settings, wall())
    }

    /// As [`App::open`], with the clock by which sessions and locks run.
    ///
    /// # Errors
    /// [`AppError`].
    pub fn open_with(ledger: Ledger, settings: Settings, wall: Clock) -> Result<Self, AppError> {
        let accounts = Accounts::open(&ledger.dir.ops(), ledger.entropy.clone())?;
        let (desk, rest) = Desk::open(ledger)?;
        Ok(Self(Arc::new(Shared {
            desk,
            accounts,
            batches: rest.batches,
            dir: rest.dir,
            entropy: rest.entropy,
            settings,
            waiting: crate::imports::Waiting::default(),
            screens: crate::pages::kept::KeptScreens::default(),
            vault: Mutex::new(rest.vault),
            wall,
        })))
    }

    /// Returns the time by which sessions and locks run.
    pub fn wall(&self) -> Timestamp {
        (self.wall)()
    }

    /// Submits a command of a viewer, made now.
    ///
    /// # Errors
    /// A problem: refused, overloaded, or a fault.
    pub async fn submit(&self, viewer: &Viewer, command: Command) -> Result<Option<Seq>, Problem> {
        let ask = Ask::at_desk(viewer.actor, self.desk.now(), command);
        Ok(self.desk.submit(ask).await?)
    }

    /// Works on the accounts away from the asynchronous threads.
    ///
    /// # Errors
    /// The problem the work ended in.
    pub async fn with_accounts<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Accounts) -> Result<T, AccountError> + Send + 'static,
    ) -> Result<T, Problem> {
        let app = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&app.accounts)).await;
        match done {
            Ok(outcome) => Ok(outcome?),
            Err(panicked) => {
                tracing::error!(error = chain_of(&panicked), "work on the accounts panicked");
                Err(Problem::fault())
            }
        }
    }

    /// The vault's changes are transactions, so a panic leaves nothing half done.
    pub(crate) fn vault(&self) -> MutexGuard<'_, Vault> {
        self.vault.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
