//! Every flip of a bit that changes an entry is found, and the first entry it changes is named.

use std::ops::ControlFlow;
use std::path::Path;

use logbook::{Log, ReadLog, SqliteLog, SqliteReader, StoredEntry, verify};
use tempfile::TempDir;

use crate::entry;

const ENTRIES: u32 = 120;

/// A prime, so that over the file every bit of a byte gets its turn.
const STRIDE: usize = 31;

#[derive(Default, Debug)]
struct Tally {
    changed_and_named: u32,
    only_the_file: u32,
    without_effect: u32,
}

#[test]
fn every_flipped_bit_that_changes_an_entry_is_found_and_the_first_such_entry_is_named() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("ledger.db");
    let mut log = SqliteLog::open(&path).unwrap();
    log.append(0, &(1..=ENTRIES).map(entry).collect::<Vec<_>>())
        .unwrap();
    log.settle().unwrap();
    drop(log);
    let original = std::fs::read(&path).unwrap();
    let truth = readable_entries(&path);
    assert_eq!(truth.len(), usize::try_from(ENTRIES).unwrap());

    let flipped_path = directory.path().join("flipped.db");
    let mut tally = Tally::default();
    for bit in (0..original.len() * 8).step_by(STRIDE) {
        let mut flipped = original.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        std::fs::write(&flipped_path, &flipped).unwrap();
        count(&flipped_path, &truth, bit, &mut tally);
    }
    println!(
        "{} bytes, every {STRIDE}th bit flipped: {tally:?}",
        original.len()
    );
    assert!(tally.changed_and_named > 1_000, "{tally:?}");
}

fn count(path: &Path, truth: &[StoredEntry], bit: usize, tally: &mut Tally) {
    let readable = readable_entries(path);
    let sound = truth
        .iter()
        .zip(&readable)
        .take_while(|(left, right)| left == right)
        .count();
    let changed =
        (sound < truth.len() || readable.len() > truth.len()).then(|| u64::try_from(sound).unwrap() + 1);
    let found = verify(path);
    match (changed, found) {
        (Some(seq), Ok(found)) => {
            let broken = found
                .first_broken
                .unwrap_or_else(|| panic!("bit {bit}: entry {seq} changed unseen"));
            assert_eq!(broken.seq, seq, "bit {bit}: {broken}");
            tally.changed_and_named += 1;
        }
        (None, Ok(found)) if found.is_sound() => tally.without_effect += 1,
        // The entries are untouched, and the page, the header or the head record is not; or the file no
        // longer says that it is a ledger, which is refused by name before any entry is read.
        (None, Ok(_)) | (_, Err(_)) => tally.only_the_file += 1,
    }
}

/// Reads what a replay would be handed, up to the first entry it cannot read.
fn readable_entries(path: &Path) -> Vec<StoredEntry> {
    let mut read = Vec::new();
    if let Ok(reader) = SqliteReader::open(path) {
        // An error ends the reading; what came before it counts.
        let _ = reader.read(1, None, &mut |entry| {
            read.push(entry);
            ControlFlow::Continue(())
        });
    }
    read
}
