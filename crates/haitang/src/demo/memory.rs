//! The core in memory, for tests.

use super::sink::Sink;
use domain::{Command, Entry, Fact, Seq, Timestamp, ids::ActorId};
use situation::{Asked, Refusal, Situation};

/// The core in memory, which keeps every entry it records or hands each to a closure.
pub(crate) struct MemorySink<F> {
    situation: Situation,
    each: F,
}

impl<F: FnMut(&Entry)> MemorySink<F> {
    /// An empty core; `each` sees every entry once it is applied.
    pub(crate) fn new(each: F) -> Self {
        MemorySink { situation: Situation::default(), each }
    }

    /// Takes the state out.
    pub(crate) fn into_situation(self) -> Situation {
        self.situation
    }
}

impl<F: FnMut(&Entry)> Sink for MemorySink<F> {
    fn submit(
        &mut self,
        by: ActorId,
        received: Timestamp,
        device: Option<Timestamp>,
        at: Timestamp,
        command: &Command,
    ) -> Result<Option<Seq>, Refusal> {
        let facts: Vec<Fact> = self.situation.decide(&Asked { by, at }, command)?;
        if facts.is_empty() {
            return Ok(None);
        }
        let seq = Seq(self.situation.seq.0 + 1);
        let entry = Entry { seq, at, received, device, by, facts };
        self.situation.apply(&entry);
        (self.each)(&entry);
        Ok(Some(seq))
    }

    fn situation(&self) -> &Situation {
        &self.situation
    }
}
