//! `haitang simulate`: the demo city and its outbreak, into an empty data directory.

use super::Said;
use crate::{
    Ended,
    cli::Simulate,
    demo::{self, Sink},
};
use domain::{Command, Entry, Timestamp, ids::ActorId};
use logbook::{Batches, DataDir, Log, MasterKey, NewEntry, SqliteLog, Vault};
use serde::{Deserialize, Serialize};
use simulation::city::City;
use situation::{Refusal, Situation};
use std::path::Path;

/// Entries that share one transaction while a history is written.
const SHARE: usize = 4_096;

/// The file that marks a data directory as a demonstration.
const MARK: &str = "demo.json";

/// What a demonstration was made from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Mark {
    /// Seed.
    pub(crate) seed: u64,
    /// Where the story stops.
    pub(crate) until: Timestamp,
}

impl Mark {
    /// Returns the mark of a data directory; `None` when it is no demonstration.
    pub(crate) fn of(data: &Path) -> Option<Mark> {
        serde_json::from_str(&std::fs::read_to_string(data.join(MARK)).ok()?).ok()
    }
}

pub(crate) fn run(asked: &Simulate, json: bool) -> anyhow::Result<Ended> {
    let until = super::local_time(&asked.until)?;
    if asked.out.exists() && std::fs::read_dir(&asked.out)?.next().is_some() {
        return Err(Said(format!("{} 不是空目录 · is not empty", asked.out.display())).into());
    }
    let mut key = asked.out.clone().into_os_string();
    key.push(".key");
    let (made, seconds) =
        super::bench::timed(|| make(&asked.out, Path::new(&key), &Mark { seed: asked.seed, until }));
    let made = made?;
    let value = serde_json::json!({
        "entries": made.entries, "facts": made.facts, "seconds": seconds, "state_hash": made.hash, "seed": asked.seed,
    });
    let text =
        format!("entries {}\nfacts {}\nseconds {seconds:.1}\nstate {}", made.entries, made.facts, made.hash);
    super::print(json, &value, &text);
    Ok(Ended::Well)
}

/// What was made.
pub(crate) struct Made {
    entries: u64,
    facts: u64,
    hash: String,
}

/// Makes the demonstration: register, boundaries, history, and the residents' details in the vault.
pub(crate) fn make(data: &Path, key: &Path, mark: &Mark) -> anyhow::Result<Made> {
    let dir = DataDir::open(data)?;
    std::fs::write(data.join(MARK), serde_json::to_vec(mark)?)?;
    let city = City::zhenhai(mark.seed);
    file_boundaries(&city, &dir)?;
    let mut sink = LedgerSink {
        log: SqliteLog::open(&dir.ledger())?,
        core: Situation::default(),
        share: Vec::new(),
        written: 0,
        failed: None,
    };
    let master = MasterKey::load_or_create(key)?;
    let mut vault = Vault::open(&dir.vault(), &master)?;
    std::thread::scope(|scope| {
        let (residents, seed) = (&city, mark.seed);
        let sealing =
            scope.spawn(move || vault.put_many(&demo::vault_rows(residents), &mut demo::entropy(seed)));
        let played = demo::replay(&city, mark.seed, Some(mark.until), &mut sink);
        let sealed = sealing.join();
        played?;
        sink.flush();
        sealed.map_err(|_panic| anyhow::anyhow!("sealing the residents' details panicked"))??;
        anyhow::Ok(())
    })?;
    if let Some(error) = sink.failed {
        return Err(error.into());
    }
    Ok(Made { entries: sink.core.seq.0, facts: sink.core.facts, hash: sink.core.hash() })
}

fn file_boundaries(city: &City, dir: &DataDir) -> anyhow::Result<()> {
    let batches = Batches::open(&dir.observations())?;
    for version in [1, 2] {
        let shapes = demo::shapes(city, version);
        let rows = shapes.matches("\"type\":\"Feature\"").count();
        batches.write("boundaries", "geojson", u64::try_from(rows)?, shapes.as_bytes())?;
    }
    Ok(())
}

/// The core with its ledger, written in shares.
struct LedgerSink {
    log: SqliteLog,
    core: Situation,
    share: Vec<NewEntry>,
    written: u64,
    failed: Option<logbook::AppendError>,
}

impl LedgerSink {
    fn flush(&mut self) {
        if self.failed.is_some() {
            return;
        }
        match self.log.append(self.written, &self.share) {
            Ok(last) => self.written = last,
            Err(error) => self.failed = Some(error),
        }
        self.share.clear();
    }
}

impl Sink for LedgerSink {
    fn submit(
        &mut self,
        by: ActorId,
        received: Timestamp,
        device: Option<Timestamp>,
        at: Timestamp,
        command: &Command,
    ) -> Result<Option<domain::Seq>, Refusal> {
        let facts = self.core.decide(&situation::Asked { by, at }, command)?;
        if facts.is_empty() {
            return Ok(None);
        }
        let seq = domain::Seq(self.core.seq.0 + 1);
        let entry = Entry { seq, at, received, device, by, facts };
        self.core.apply(&entry);
        self.share.push(server::ledger::new_entry(&entry, u32::from(domain::fact::SCHEMA)));
        if self.share.len() >= SHARE {
            self.flush();
        }
        Ok(Some(seq))
    }

    fn situation(&self) -> &Situation {
        &self.core
    }
}
