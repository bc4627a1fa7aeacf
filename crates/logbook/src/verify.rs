//! Checking a ledger file from end to end, damaged or not.

use std::path::Path;

use rusqlite::Connection;

use crate::chain::{Broken, Chain, Fault};
use crate::log::{Hash, Head, OpenError};
use crate::sqlite::{self, SCHEMA, SELECT, entry_of};

/// How many complaints about the file itself are collected before it is enough.
const COMPLAINTS: usize = 20;

/// What a check of a ledger found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// Entries found sound, from the first one on without a gap.
    pub entries: u64,
    /// Facts in those entries.
    pub facts: u64,
    /// Hash of the last of those entries; the origin of the chain when there are none.
    pub head_hash: Hash,
    /// The first entry that is not what was written; `None` when all are.
    pub first_broken: Option<Broken>,
    /// Damage outside the entries: pages, indexes, header, triggers, in the words of the engine.
    pub file_faults: Vec<String>,
}

impl Verification {
    /// Says whether nothing at all was found amiss.
    pub fn is_sound(&self) -> bool {
        self.first_broken.is_none() && self.file_faults.is_empty()
    }
}

/// Recomputes the whole chain of the ledger at `path` and checks the file around it.
///
/// Works on damaged files and while another process writes; the answer holds for one moment.  What it
/// covers, and what no check of the file alone can see, is told in `docs/decisions/0002-ledger.md`.
///
/// # Errors
/// [`OpenError`] only when there is no such file, or the file is a foreign one or of a later format.
pub fn verify(path: &Path) -> Result<Verification, OpenError> {
    verify_with(path, &[])
}

/// As [`verify`], and also demands that each anchor, an entry's place and hash known from elsewhere
/// (a checkpoint, a published bulletin, another post), is in the chain.
///
/// This is what finds a ledger whose end was cut off or rewritten together with its head record.
///
/// # Errors
/// As [`verify`].
pub fn verify_with(path: &Path, anchors: &[(u64, Hash)]) -> Result<Verification, OpenError> {
    let connection = match sqlite::connect_read_only(path) {
        Ok(connection) => connection,
        Err(OpenError::Failed { source, .. }) => return Ok(unreadable_file(source.to_string())),
        Err(other) => return Err(other),
    };
    match sqlite::check_format(&connection, path) {
        Err(OpenError::Failed { source, .. }) => return Ok(unreadable_file(source.to_string())),
        other => other?,
    }
    // One read transaction, so that a writer next door cannot move the head between the questions.
    if let Err(source) = connection.execute_batch("begin") {
        return Ok(unreadable_file(source.to_string()));
    }
    let mut file_faults = Vec::new();
    let known = sqlite::read_head(&connection)
        .map_err(|source| file_faults.push(format!("the head record cannot be read: {source}")))
        .ok();
    let mut walk = Walk { chain: Chain::origin(), anchors, known };
    let first_broken = walk.go(&connection);
    let reached = walk.chain.head();
    if first_broken.is_none() && known.is_some_and(|known| known.facts != reached.facts) {
        file_faults.push("the head record miscounts the facts".to_owned());
    }
    check_rules(&connection, &mut file_faults);
    check_pages(&connection, &mut file_faults);
    let Head { seq: entries, hash: head_hash, facts } = reached;
    Ok(Verification { entries, facts, head_hash, first_broken, file_faults })
}

/// The walk over all entries and what is known about them beforehand.
struct Walk<'a> {
    chain: Chain,
    anchors: &'a [(u64, Hash)],
    known: Option<Head>,
}

impl Walk<'_> {
    /// Admits entries until one is broken; a scan that fails is resumed entry by entry, because a scan may
    /// stop at a page of which some entries can still be read.
    fn go(&mut self, connection: &Connection) -> Option<Broken> {
        loop {
            let before = self.chain.head().seq;
            match self.scan(connection) {
                Ok(broken) => return broken.or_else(|| self.beyond_the_end()),
                Err(source) => {
                    if let Err(broken) = self.probe(connection, &source) {
                        return Some(broken);
                    }
                }
            }
            assert!(self.chain.head().seq > before, "a probe either fails or moves on by one entry");
        }
    }

    fn scan(&mut self, connection: &Connection) -> rusqlite::Result<Option<Broken>> {
        let mut select = connection.prepare_cached(SELECT)?;
        // Entered exactly as a replay enters: a damaged inner page can lead two ways to two places.
        let mut rows = select.query((sqlite::to_sql(self.chain.head().seq + 1), i64::MAX))?;
        while let Some(row) = rows.next()? {
            let entry = entry_of(row)?;
            if let Err(broken) = self.chain.admit(&entry).and_then(|()| self.agrees()) {
                return Ok(Some(broken));
            }
        }
        Ok(None)
    }

    fn probe(&mut self, connection: &Connection, scan_failure: &rusqlite::Error) -> Result<(), Broken> {
        let seq = self.chain.head().seq + 1;
        let at = sqlite::to_sql(seq);
        let entry = connection.query_row(SELECT, (at, at), entry_of).map_err(|probe_failure| {
            // Not found by itself, though the scan stopped here: what the scan met says more.
            let is_absent = matches!(probe_failure, rusqlite::Error::QueryReturnedNoRows);
            let reason = if is_absent { scan_failure } else { &probe_failure };
            Broken { seq, fault: Fault::Unreadable { reason: reason.to_string() } }
        })?;
        self.chain.admit(&entry).and_then(|()| self.agrees())
    }

    /// Compares the entry just admitted with what the head record and the anchors say about its place.
    fn agrees(&self) -> Result<(), Broken> {
        let Head { seq, hash, .. } = self.chain.head();
        if self.known_hashes().any(|(place, known)| place == seq && known != hash) {
            return Err(Broken { seq, fault: Fault::NotTheOneKnown });
        }
        Ok(())
    }

    fn beyond_the_end(&self) -> Option<Broken> {
        let reached = self.chain.head().seq;
        let known = self.known_hashes().map(|(place, _)| place).max()?;
        (known > reached).then(|| Broken { seq: reached + 1, fault: Fault::CutOff { known } })
    }

    fn known_hashes(&self) -> impl Iterator<Item = (u64, Hash)> {
        let head = self.known.map(|known| (known.seq, known.hash));
        self.anchors.iter().copied().chain(head)
    }
}

fn unreadable_file(reason: String) -> Verification {
    let Head { seq: entries, hash: head_hash, facts } = Chain::origin().head();
    let first_broken = Some(Broken { seq: 1, fault: Fault::Unreadable { reason: reason.clone() } });
    Verification { entries, facts, head_hash, first_broken, file_faults: vec![reason] }
}

/// The tables and the triggers that guard them must be there word by word.
fn check_rules(connection: &Connection, faults: &mut Vec<String>) {
    let found: rusqlite::Result<Vec<String>> = connection
        .prepare("select sql from sqlite_schema where sql is not null order by rowid")
        .and_then(|mut select| select.query_map([], |row| row.get(0))?.collect());
    match found {
        Ok(found)
            if found.iter().map(|sql| sql.to_lowercase()).eq(SCHEMA.iter().map(|sql| sql.to_lowercase())) => {
        }
        Ok(_) => faults.push("the tables or the triggers that guard them were changed".to_owned()),
        Err(source) => faults.push(format!("the tables cannot be listed: {source}")),
    }
}

fn check_pages(connection: &Connection, faults: &mut Vec<String>) {
    let found: rusqlite::Result<Vec<String>> = connection
        .prepare(&format!("pragma integrity_check({COMPLAINTS})"))
        .and_then(|mut check| check.query_map([], |row| row.get(0))?.collect());
    match found {
        Ok(lines) => faults.extend(lines.into_iter().filter(|line| line != "ok")),
        Err(source) => faults.push(format!("the pages cannot be checked: {source}")),
    }
}
