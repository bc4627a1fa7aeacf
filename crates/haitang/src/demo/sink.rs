//! Where commands go: the core with its ledger, or, in tests, the core in memory.

use domain::{Command, Seq, Timestamp, ids::ActorId};
use situation::{Refusal, Situation};

/// Takes commands at given instants.
pub(crate) trait Sink {
    /// Decides a command at `at` and records what follows; `None` when it establishes nothing new.
    ///
    /// # Errors
    /// The core's refusal; nothing was recorded.
    fn submit(
        &mut self,
        by: ActorId,
        received: Timestamp,
        device: Option<Timestamp>,
        at: Timestamp,
        command: &Command,
    ) -> Result<Option<Seq>, Refusal>;

    /// What is known now.
    fn situation(&self) -> &Situation;
}
