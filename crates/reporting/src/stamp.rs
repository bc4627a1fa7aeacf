//! What every report says of itself.

use domain::{Seq, Timestamp};
use serde::Serialize;
use situation::Situation;

/// Up to which entry a report knows, and for which minute it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Stamp {
    /// The last entry of the ledger that was read.
    pub as_of: Seq,
    /// The minute shown.
    pub at: Timestamp,
}

impl Stamp {
    /// Returns the stamp of a report made from `s` for the minute `now`.
    pub fn new(s: &Situation, now: Timestamp) -> Stamp {
        Stamp { as_of: s.seq, at: now }
    }
}
