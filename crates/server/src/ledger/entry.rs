//! An entry as the core knows it, and as the log keeps it.

use domain::{Entry, Fact, Seq, Timestamp, ids::ActorId};
use logbook::{NewEntry, StoredEntry};

/// Why a stored entry cannot be read as facts.
#[derive(Debug, thiserror::Error)]
pub enum EntryError {
    /// The facts are written in a form that this release does not know.
    #[error("entry {seq} holds facts this release cannot read")]
    Facts {
        /// The entry.
        seq: u64,
        /// What was found.
        source: serde_json::Error,
    },
    /// A time lies beyond the calendar.
    #[error("entry {seq} has a time beyond the calendar")]
    Time {
        /// The entry.
        seq: u64,
    },
}

/// Returns an instant cut to the millisecond, as the log keeps it.
pub fn to_millisecond(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

/// Returns the form in which the log keeps an entry.
///
/// # Panics
/// Never: facts are written without maps whose keys are not text, and an entry has fewer than 2^32 of them.
pub fn new_entry(entry: &Entry, schema: u32) -> NewEntry {
    NewEntry {
        at_ms: entry.at.as_millisecond(),
        received_ms: entry.received.as_millisecond(),
        device_ms: entry.device.map(Timestamp::as_millisecond),
        by: entry.by.0,
        schema,
        fact_count: u32::try_from(entry.facts.len()).expect("an entry has fewer than 2^32 facts"),
        facts: serde_json::to_string(&entry.facts).expect("every fact can be written as JSON"),
    }
}

/// Reads an entry of the log.
///
/// # Errors
/// [`EntryError`].
pub fn entry_of(stored: &StoredEntry) -> Result<Entry, EntryError> {
    let time =
        |ms: i64| Timestamp::from_millisecond(ms).map_err(|_beyond| EntryError::Time { seq: stored.seq });
    let facts: Vec<Fact> = serde_json::from_str(&stored.facts)
        .map_err(|source| EntryError::Facts { seq: stored.seq, source })?;
    Ok(Entry {
        seq: Seq(stored.seq),
        at: time(stored.at_ms)?,
        received: time(stored.received_ms)?,
        device: stored.device_ms.map(time).transpose()?,
        by: ActorId(stored.by),
        facts,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_read_back_as_it_was_written() {
        let at: Timestamp = "2021-12-07T01:02:03.004Z".parse().unwrap();
        let entry = Entry {
            seq: Seq(3),
            at,
            received: at,
            device: Some(at),
            by: ActorId(7),
            facts: vec![Fact::ActorDismissed { actor: ActorId(9) }],
        };
        let new = new_entry(&entry, 1);
        assert_eq!((new.fact_count, new.facts.as_str()), (1, r#"[{"actor_dismissed":{"actor":9}}]"#));
        let stored = StoredEntry {
            seq: 3,
            at_ms: new.at_ms,
            received_ms: new.received_ms,
            device_ms: new.device_ms,
            by: new.by,
            schema: new.schema,
            fact_count: new.fact_count,
            facts: new.facts,
            hash: [0; 32],
        };
        assert_eq!(entry_of(&stored).unwrap(), entry);
    }
}
