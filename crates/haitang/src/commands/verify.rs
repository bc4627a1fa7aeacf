//! `haitang verify`: hash chain, vault and files.

use crate::{Ended, cli::Dir};
use domain::BatchRef;
use logbook::{DataDir, MasterKey, Vault, Verification, verify_with};
use std::path::Path;

pub(crate) fn run(asked: &Dir, json: bool) -> anyhow::Result<Ended> {
    let dir = super::existing(&asked.data)?;
    let anchors = logbook::Checkpoints::open(&dir.checkpoints())?.anchors();
    let chain = verify_with(&dir.ledger(), &anchors)?;
    let vault = Vault::open(&dir.vault(), &MasterKey::load(&asked.key())?)?.verify()?;
    let files = if chain.first_broken.is_none() { check_files(&dir)? } else { (0, Vec::new()) };
    let sound = chain.is_sound()
        && vault.first_unreadable.is_none()
        && vault.file_faults.is_empty()
        && files.1.is_empty();
    let value = serde_json::json!({
        "sound": sound,
        "entries": chain.entries,
        "facts": chain.facts,
        "head": hex(&chain.head_hash),
        "first_broken": chain.first_broken.as_ref().map(|broken| serde_json::json!({
            "seq": broken.seq,
            "reason": broken.to_string(),
        })),
        "file_faults": chain.file_faults,
        "vault": {
            "persons": vault.persons,
            "notes": vault.notes,
            "first_unreadable": vault.first_unreadable.as_ref().map(|row| row.reason.clone()),
            "file_faults": vault.file_faults,
        },
        "files": { "checked": files.0, "faults": files.1 },
    });
    let mut lines = chain_words(&chain);
    let vault_says = vault.first_unreadable.as_ref().map_or_else(
        || format!("{} 人 persons, {} 条 notes", vault.persons, vault.notes),
        |row| format!("首个打不开的行 first unreadable row: person {:?}: {}", row.person, row.reason),
    );
    lines.push(format!("vault   {vault_says}"));
    lines.push(format!("files   {} checked", files.0));
    lines.extend(files.1.iter().chain(&vault.file_faults).map(|fault| format!("fault   {fault}")));
    lines.push(if sound { "完好 · sound" } else { "不完好 · NOT sound" }.to_owned());
    super::print(json, &value, &lines.join("\n"));
    Ok(if sound { Ended::Well } else { Ended::No })
}

fn chain_words(chain: &Verification) -> Vec<String> {
    let head = hex(&chain.head_hash);
    let head = head.get(..16).unwrap_or_default();
    let mut lines =
        vec![format!("chain   {} 条 entries, {} 项 facts, head {head}", chain.entries, chain.facts)];
    let broken = chain.first_broken.iter();
    lines.extend(
        broken.map(|broken| format!("broken  首个不符的条目 first broken entry {}: {broken}", broken.seq)),
    );
    lines.extend(chain.file_faults.iter().map(|fault| format!("fault   {fault}")));
    lines
}

/// Returns bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('?');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Checks every file that is kept: it is there and it is the one meant.  Returns how many, and what is wrong.  Imported
/// lists are not kept, because they hold names: the ledger has their hash, and the vault what was in them.
fn check_files(dir: &DataDir) -> anyhow::Result<(usize, Vec<String>)> {
    let replayed = super::rebuilt(dir.root(), None)?;
    let s = &replayed.situation;
    let named: Vec<&BatchRef> = s.boundaries.values().collect();
    let faults = named.iter().filter_map(|batch| fault_of(&dir.observations(), batch)).collect();
    Ok((named.len(), faults))
}

fn fault_of(root: &Path, batch: &BatchRef) -> Option<String> {
    let folder = root.join(&batch.kind);
    let entries = std::fs::read_dir(&folder).ok().into_iter().flatten().flatten();
    let file = entries
        .map(|entry| entry.path())
        .find(|path| path.file_stem().is_some_and(|stem| stem == batch.blake3.as_str()));
    let Some(file) = file else { return Some(format!("{}/{} is missing", batch.kind, batch.blake3)) };
    match std::fs::read(&file) {
        Ok(bytes) if blake3::hash(&bytes).to_hex().as_str() == batch.blake3 => None,
        Ok(_) => Some(format!("{} is not the file that was recorded", file.display())),
        Err(error) => Some(format!("{}: {error}", file.display())),
    }
}
