//! The server: the desk that is the only writer, the accounts, and everything that speaks HTTP.
//!
//! Deliberately absent: any rule of outbreak work (see `situation`), any figure (`reporting`), any wording that more than
//! one surface shows.  Time and randomness are given in [`clock`].  Only HTTP is asynchronous.
//!
//! Start reading at [`desk`], then [`app`].

pub mod accounts;
pub mod app;
pub mod asof;
pub mod bootstrap;
pub mod clock;
pub mod desk;
pub mod http;
pub mod imports;
pub mod ledger;
pub mod pages;
pub mod paper;
pub mod people;
pub mod permit;
pub mod places;
pub mod problem;
pub mod serve;
pub mod session;
pub mod workers;

pub use accounts::Accounts;
pub use app::{App, Settings};
pub use asof::{AsOf, Seen};
pub use clock::{Clock, Entropy};
pub use desk::{Desk, Stopped, SubmitError};
pub use ledger::{Ask, Ledger, LedgerError};
pub use problem::Problem;
pub use session::Viewer;
