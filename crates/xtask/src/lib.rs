//! The rules of the house that no compiler checks, as functions from text to complaints.
//!
//! Every rule takes the text or the graph it judges as an argument and returns one [`Complaint`] for each breach, so
//! that a test can show it a bad sample and see it object. `tests/main.rs` runs each rule twice: over such samples, and
//! over this workspace. Nothing else uses this crate; it never becomes part of the product.
//!
//! Start with [`edges`] for who may use whom, [`purity`] for what a pure crate may not touch, and [`tidy`] for the
//! plain text rules.

pub mod catalogues;
pub mod edges;
pub mod glossary;
pub mod ledger;
pub mod purity;
pub mod reasons;
pub mod rust_text;
pub mod tidy;
pub mod tree;

use std::fmt;

/// A breach of a rule: where it is and what is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Complaint {
    /// A path relative to the workspace root, with a line where there is one, or the name of a crate.
    pub place: String,
    /// What is wrong, in words that say how to mend it.
    pub what: String,
}

impl Complaint {
    /// Makes a complaint about a place.
    pub fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into() }
    }

    /// Makes a complaint about a line of a file; lines count from one.
    pub fn at(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self::new(format!("{path}:{line}"), what)
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}
