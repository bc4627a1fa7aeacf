//! `haitang replay`: the situation by the ledger alone, with its hash.

use crate::{Ended, cli::Replay};

pub(crate) fn run(asked: &Replay, json: bool) -> anyhow::Result<Ended> {
    let replayed = super::rebuilt(&asked.dir.data, asked.as_of)?;
    let (stats, situation) = (replayed.stats, &replayed.situation);
    let resident = super::resident_bytes();
    let hash = situation.hash();
    let value = serde_json::json!({
        "seq": situation.seq.0,
        "entries": stats.entries,
        "facts": stats.facts,
        "seconds": stats.seconds,
        "resident_bytes": resident,
        "state_hash": hash,
    });
    let text = format!(
        "entries {}\nfacts {}\nseconds {:.3}\nresident {} MiB\nstate {hash}",
        stats.entries,
        stats.facts,
        stats.seconds,
        resident.unwrap_or(0) / (1024 * 1024),
    );
    super::print(json, &value, &text);
    Ok(Ended::Well)
}
