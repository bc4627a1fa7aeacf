//! The situation: one state that is a fold of the ledger, and the decisions taken on it.
//!
//! [`Situation::apply`] is total and never decides; [`Situation::decide`] never mutates.  Time, identity and randomness
//! are arguments.  Deliberately absent: storage, networks, wording.  Start reading at [`state`], then [`decide`].

mod apply;
pub mod decide;
pub mod orders;
pub mod places;
pub mod regime;
pub mod runs;
pub mod state;
pub mod table;

pub use decide::{Asked, Refusal};
pub use state::Situation;
