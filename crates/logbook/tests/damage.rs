//! Every flip of a bit that changes an entry is found, and the first entry it changes is named.

use std::ops::ControlFlow;
use std::path::Path;

use logbook::{Log, ReadError, ReadLog, SqliteLog, SqliteReader, StoredEntry, verify, verify_with};
use tempfile::TempDir;

use crate::entry;

const ENTRIES: u32 = 120;

/// A prime, so that over the file every bit of a byte gets its turn.
const STRIDE: usize = 31;

#[derive(Default, Debug)]
struct Tally {
    /// An entry would be read differently or not at all; the first one is named.
    entry_named: u32,
    /// The file cannot be read, or no longer says that it is a ledger; it is reported so.
    file_refused: u32,
    /// All entries read as written, but the bytes around them are not as they should be; reported.
    around_reported: u32,
    /// All entries read as written, and the check sees nothing: free space, and header fields nobody reads.
    without_effect: u32,
}

#[test]
fn every_flipped_bit_that_changes_an_entry_is_found_and_the_first_such_entry_is_named() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("ledger.db");
    let mut log = SqliteLog::open(&path).unwrap();
    log.append(0, &(1..=ENTRIES).map(entry).collect::<Vec<_>>()).unwrap();
    log.settle().unwrap();
    drop(log);
    let original = std::fs::read(&path).unwrap();
    let truth = readable_entries(&path).expect("the original is readable");
    assert_eq!(truth.len(), usize::try_from(ENTRIES).unwrap());

    let flipped_path = directory.path().join("flipped.db");
    let mut tally = Tally::default();
    for bit in (0..original.len() * 8).step_by(STRIDE) {
        let mut flipped = original.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        std::fs::write(&flipped_path, &flipped).unwrap();
        count(&flipped_path, &truth, bit, &mut tally);
    }
    println!("{} bytes, every {STRIDE}th bit flipped: {tally:?}", original.len());
    assert!(tally.entry_named > 1_000 && tally.file_refused > 10 && tally.around_reported > 10, "{tally:?}");
}

/// The newest entries lie in the write-ahead file until they are moved over.  The engine keeps its own
/// checksums there and reads nothing past the first that fails.
#[test]
fn a_bit_flipped_in_the_write_ahead_file_never_changes_an_entry_and_an_anchor_shows_what_it_cuts_off() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("ledger.db");
    let mut log = SqliteLog::open(&path).unwrap();
    log.append(0, &(1..=20).map(entry).collect::<Vec<_>>()).unwrap();
    log.settle().unwrap();
    for n in 21..=26 {
        log.append(u64::from(n) - 1, &[entry(n)]).unwrap();
    }
    let anchor = log.head().map(|head| (head.seq, head.hash)).unwrap();
    let truth = readable_entries(&path).expect("the original is readable");
    let ledger = std::fs::read(&path).unwrap();
    let ahead = std::fs::read(directory.path().join("ledger.db-wal")).unwrap();

    let (mut cut, mut whole) = (0, 0);
    for bit in (0..ahead.len() * 8).step_by(STRIDE * 17) {
        let mut flipped = ahead.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let copy = TempDir::new_in(directory.path()).unwrap();
        let copied = copy.path().join("ledger.db");
        std::fs::write(&copied, &ledger).unwrap();
        std::fs::write(copy.path().join("ledger.db-wal"), flipped).unwrap();
        let readable = readable_entries(&copied).expect("what was moved over stays readable");
        assert_eq!(readable, truth[..readable.len()], "bit {bit}");
        assert!((20..=26).contains(&readable.len()), "bit {bit}");
        let broken = verify_with(&copied, &[anchor]).unwrap().first_broken;
        if readable.len() == 26 {
            assert_eq!(broken, None, "bit {bit}");
            whole += 1;
        } else {
            assert_eq!(
                broken.map(|broken| broken.seq),
                Some(u64::try_from(readable.len()).unwrap() + 1),
                "bit {bit}"
            );
            cut += 1;
        }
    }
    println!("write-ahead file of {} bytes: {cut} flips cut entries off, {whole} had no effect", ahead.len());
    assert!(cut > 100);
}

fn count(path: &Path, truth: &[StoredEntry], bit: usize, tally: &mut Tally) {
    let found = verify(path);
    let Some(readable) = readable_entries(path) else {
        assert!(
            found.is_err() || found.is_ok_and(|found| !found.is_sound()),
            "bit {bit}: unreadable, but sound"
        );
        tally.file_refused += 1;
        return;
    };
    let found = found.unwrap_or_else(|error| panic!("bit {bit}: readable, but refused: {error}"));
    let sound = truth.iter().zip(&readable).take_while(|(left, right)| left == right).count();
    if sound < truth.len() || readable.len() > truth.len() {
        let broken =
            found.first_broken.unwrap_or_else(|| panic!("bit {bit}: entry {} changed unseen", sound + 1));
        assert_eq!(broken.seq, u64::try_from(sound).unwrap() + 1, "bit {bit}: {broken}");
        tally.entry_named += 1;
    } else if found.is_sound() {
        tally.without_effect += 1;
    } else {
        tally.around_reported += 1;
    }
}

/// Reads what can be had by any means, up to the first entry that cannot: a scan, and where it stops, the
/// next entry by itself.  `None` when the file cannot be read at all.
fn readable_entries(path: &Path) -> Option<Vec<StoredEntry>> {
    let reader = SqliteReader::open(path).ok()?;
    let mut read = Vec::new();
    loop {
        let next = u64::try_from(read.len()).unwrap() + 1;
        match read_from(&reader, next, None, &mut read) {
            Err(ReadError::Failed { .. }) => return None,
            Err(ReadError::Unreadable { seq, .. }) => {
                let had = read.len();
                let alone = read_from(&reader, seq, Some(seq), &mut read);
                if alone.is_err() || read.len() == had {
                    return Some(read);
                }
            }
            Err(ReadError::Gap { .. }) | Ok(()) => return Some(read),
        }
    }
}

fn read_from(
    reader: &SqliteReader,
    from: u64,
    through: Option<u64>,
    into: &mut Vec<StoredEntry>,
) -> Result<(), ReadError> {
    reader.read(from, through, &mut |entry| {
        into.push(entry);
        ControlFlow::Continue(())
    })
}
