//! Who may do what, where: one readable table, and the decision on it.
//!
//! Deliberately absent: who somebody is (`server::accounts`), and whether what is asked makes sense (`situation`).  A
//! command must pass both this table and the decision; reads pass this table alone.
//!
//! Start reading at [`policy`].

pub mod action;
pub mod place;
pub mod policy;

pub use action::Action;
pub use place::{Place, Relation};
pub use policy::{Decision, Denial, Reach, may};
