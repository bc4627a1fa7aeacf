//! The hash chain: what each entry's hash covers, byte by byte.
//!
//! `hash(n) = BLAKE3( f(hash(n-1)) f(seq) f(at) f(received) f(device) f(by) f(schema) f(fact_count) f(facts) )`
//!
//! where `f(x)` is the length of `x` in bytes as an unsigned 64-bit little-endian number, followed by `x`.
//! `seq` is an unsigned 64-bit, times are signed 64-bit, the other numbers unsigned 32-bit, all
//! little-endian; an absent device time has length 0; `facts` is its UTF-8.  `hash(0)` is
//! `BLAKE3("haitang ledger 1")`.  Changing any of this is a new ledger format.

use crate::files;
use crate::log::{Hash, Head, NewEntry, StoredEntry};

/// `BLAKE3("haitang ledger 1")`: the hash before the first entry.
pub(crate) const ORIGIN: Hash = [
    0xf4, 0x15, 0x5e, 0x32, 0x5e, 0x60, 0x1c, 0x07, 0x05, 0xc3, 0x7a, 0x3a, 0xac, 0x1e, 0x3c, 0x54, 0x19,
    0x6b, 0xbd, 0x62, 0x53, 0x5f, 0x56, 0x5e, 0x7f, 0xf9, 0x35, 0x8d, 0x21, 0x0f, 0x38, 0x1b,
];

/// Follows a log entry by entry, computing or checking hashes.
#[derive(Clone, Debug)]
pub struct Chain {
    head: Head,
    /// Reused between entries, so that hashing allocates nothing.
    scratch: Vec<u8>,
}

impl Default for Chain {
    fn default() -> Self {
        Self::origin()
    }
}

impl Chain {
    /// Starts before the first entry.
    pub fn origin() -> Self {
        Self::after(Head { seq: 0, hash: ORIGIN, facts: 0 })
    }

    /// Starts after a head that is trusted, such as one a checkpoint recorded.
    pub fn after(head: Head) -> Self {
        Self { head, scratch: Vec::new() }
    }

    /// Returns the position reached.
    pub fn head(&self) -> Head {
        self.head
    }

    /// Moves past a new entry and returns the place and hash it takes.
    pub fn extend(&mut self, entry: &NewEntry) -> (u64, Hash) {
        let seq = self.head.seq + 1;
        let hash = self.link(seq, &Content::of_new(entry));
        self.advance(seq, hash, entry.fact_count);
        (seq, hash)
    }

    /// Moves past a stored entry if it is the next one and its hash is right; otherwise stays.
    ///
    /// # Errors
    /// [`Broken`] names the entry that is missing or altered.
    pub fn admit(&mut self, entry: &StoredEntry) -> Result<(), Broken> {
        let expected = self.head.seq + 1;
        if entry.seq != expected {
            return Err(Broken { seq: expected, fault: Fault::Missing { found: entry.seq } });
        }
        let hash = self.link(expected, &Content::of_stored(entry));
        if hash != entry.hash {
            return Err(Broken { seq: expected, fault: Fault::Altered });
        }
        self.advance(expected, hash, entry.fact_count);
        Ok(())
    }

    fn advance(&mut self, seq: u64, hash: Hash, fact_count: u32) {
        self.head = Head { seq, hash, facts: self.head.facts + u64::from(fact_count) };
    }

    fn link(&mut self, seq: u64, content: &Content<'_>) -> Hash {
        self.scratch.clear();
        let device = content.device_ms.map(i64::to_le_bytes);
        for field in [
            self.head.hash.as_slice(),
            &seq.to_le_bytes(),
            &content.at_ms.to_le_bytes(),
            &content.received_ms.to_le_bytes(),
            device.as_ref().map_or(&[], <[u8; 8]>::as_slice),
            &content.by.to_le_bytes(),
            &content.schema.to_le_bytes(),
            &content.fact_count.to_le_bytes(),
            content.facts.as_bytes(),
        ] {
            self.scratch.extend_from_slice(&files::length(field).to_le_bytes());
            self.scratch.extend_from_slice(field);
        }
        *blake3::hash(&self.scratch).as_bytes()
    }
}

/// The first entry at which a log is no longer what was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("entry {seq}: {fault}")]
pub struct Broken {
    /// The entry.
    pub seq: u64,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with an entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The stored hash is not the hash of the content and the entry before.
    #[error("the content does not match its hash")]
    Altered,
    /// Another place follows where this one should be.
    #[error("missing; entry {found} follows instead")]
    Missing {
        /// The place found.
        found: u64,
    },
    /// The log ends before an entry it is known to have had.
    #[error("missing; the log should reach entry {known}")]
    CutOff {
        /// The last entry known from the head record or from an anchor.
        known: u64,
    },
    /// The entry cannot be read.
    #[error("cannot be read: {reason}")]
    Unreadable {
        /// What the engine said.
        reason: String,
    },
    /// The entry is consistent, but its hash is not the one known from the head record or an anchor.
    #[error("its hash is not the one recorded for it")]
    NotTheOneKnown,
}

/// The hashed content of an entry, apart from its place.
struct Content<'a> {
    at_ms: i64,
    received_ms: i64,
    device_ms: Option<i64>,
    by: u32,
    schema: u32,
    fact_count: u32,
    facts: &'a str,
}

impl<'a> Content<'a> {
    fn of_new(entry: &'a NewEntry) -> Self {
        let NewEntry { at_ms, received_ms, device_ms, by, schema, fact_count, ref facts } = *entry;
        Self { at_ms, received_ms, device_ms, by, schema, fact_count, facts }
    }

    fn of_stored(entry: &'a StoredEntry) -> Self {
        let StoredEntry { at_ms, received_ms, device_ms, by, schema, fact_count, ref facts, .. } = *entry;
        Self { at_ms, received_ms, device_ms, by, schema, fact_count, facts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(hash: Hash) -> String {
        blake3::Hash::from_bytes(hash).to_hex().to_string()
    }

    #[test]
    fn the_origin_is_the_hash_of_its_name() {
        assert_eq!(ORIGIN, *blake3::hash(b"haitang ledger 1").as_bytes());
    }

    /// Checked against a second implementation of BLAKE3 and of the byte layout, written in another
    /// language from the published description of the one and the module documentation of the other.
    #[test]
    fn the_chain_of_format_1_is_frozen() {
        let entries = [
            NewEntry {
                at_ms: 1_772_323_200_000,
                received_ms: 1_772_323_199_990,
                device_ms: Some(1_772_323_198_000),
                by: 7,
                schema: 1,
                fact_count: 2,
                facts: r#"[{"fact":"a"},{"fact":"甲"}]"#.to_owned(),
            },
            NewEntry {
                at_ms: 1_772_323_200_500,
                received_ms: 1_772_323_200_400,
                device_ms: None,
                by: 8,
                schema: 1,
                fact_count: 0,
                facts: "[]".to_owned(),
            },
            NewEntry {
                at_ms: -1,
                received_ms: 0,
                device_ms: Some(0),
                by: u32::MAX,
                schema: 0,
                fact_count: 1,
                facts: "[{}]".to_owned(),
            },
        ];
        let mut chain = Chain::origin();
        let hashes = entries.map(|entry| hex(chain.extend(&entry).1));
        assert_eq!(
            hashes,
            [
                "0934f7f2b00cc6778ad60ed6a7019d4a8c83540a12e3f2c54d025cbcf2f4550d",
                "58b7d7e7335ac028d38cf5b0aedac24802ff006af3fd43eb614bc2783612fe4a",
                "6bf3162a26715d65f2a0d5fe7999b9a626fd52a7b5ccfb547812b4858fad3d9a",
            ]
        );
        assert_eq!(chain.head().facts, 3);
    }

    #[test]
    fn an_absent_device_time_is_not_a_device_time_of_zero() {
        let at = |device_ms| {
            let entry = NewEntry {
                at_ms: 0,
                received_ms: 0,
                device_ms,
                by: 0,
                schema: 0,
                fact_count: 0,
                facts: String::new(),
            };
            Chain::origin().extend(&entry)
        };
        assert_ne!(at(None), at(Some(0)));
    }
}
