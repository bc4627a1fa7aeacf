use std::path::Path;

use logbook::{
    BatchError, Batches, Checkpoints, DataDir, DataDirError, Log, Manifest, MemoryLog, ReadLog, SqliteLog,
    verify_with,
};
use tempfile::TempDir;

use crate::entry;

fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_batch_is_named_by_its_content_and_comes_back_byte_for_byte() {
    let directory = TempDir::new().unwrap();
    let batches = Batches::open(&directory.path().join("observations")).unwrap();
    let content = br#"{"type":"FeatureCollection","features":[]}"#;
    let manifest = batches.write("boundaries", "geojson", 0, content).unwrap();
    assert_eq!(manifest.blake3, blake3::hash(content).to_hex().as_str());
    assert_eq!(batches.read_batch(&manifest).unwrap(), content);
    batches.verify_batch(&manifest).unwrap();
    assert_eq!(
        batches.write("boundaries", "geojson", 0, content).unwrap(),
        manifest,
        "writing again changes nothing"
    );
    let path = batches.path(&manifest).unwrap();
    assert_eq!(names(path.parent().unwrap()), [format!("{}.geojson", manifest.blake3)]);
    let empty = batches.write("sampling", "csv", 0, b"").unwrap();
    assert_eq!(batches.read_batch(&empty).unwrap(), b"");
}

#[test]
fn every_flipped_bit_of_a_batch_is_found_and_writing_again_heals() {
    let directory = TempDir::new().unwrap();
    let batches = Batches::open(directory.path()).unwrap();
    let manifest = batches.write("sampling", "csv", 2, b"id,tube\n1,T-1\n2,T-1\n").unwrap();
    let path = batches.path(&manifest).unwrap();
    let original = std::fs::read(&path).unwrap();
    for bit in 0..original.len() * 8 {
        let mut flipped = original.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        std::fs::write(&path, flipped).unwrap();
        assert!(matches!(batches.read_batch(&manifest), Err(BatchError::Altered { .. })), "bit {bit}");
        assert!(matches!(batches.verify_batch(&manifest), Err(BatchError::Altered { .. })), "bit {bit}");
    }
    batches.write("sampling", "csv", 2, &original).unwrap();
    batches.verify_batch(&manifest).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(batches.read_batch(&manifest), Err(BatchError::Missing { .. })));
}

#[test]
fn a_manifest_cannot_lead_out_of_the_directory() {
    let directory = TempDir::new().unwrap();
    let batches = Batches::open(directory.path()).unwrap();
    let sound = batches.write("sampling", "csv", 0, b"x").unwrap();
    for kind in ["..", "../vault", "a/b", "", "Sampling", "样"] {
        let led_astray = Manifest { kind: kind.to_owned(), ..sound.clone() };
        assert!(matches!(batches.read_batch(&led_astray), Err(BatchError::BadName { .. })), "{kind:?}");
    }
    let led_astray = Manifest { blake3: "../../../../etc/passwd".to_owned(), ..sound };
    assert!(matches!(batches.read_batch(&led_astray), Err(BatchError::BadName { .. })));
}

#[test]
fn the_latest_checkpoint_at_or_before_an_entry_is_found() {
    let directory = TempDir::new().unwrap();
    let checkpoints = Checkpoints::open(directory.path()).unwrap();
    for seq in [10, 200, 30] {
        checkpoints.save(seq, 4, [7; 32], format!("state at {seq}").as_bytes()).unwrap();
    }
    checkpoints.save(150, 5, [7; 32], b"another form of state").unwrap();
    let at = |seq| checkpoints.latest_at_or_before(seq, 4).map(|found| (found.seq, found.body));
    assert_eq!(at(9), None);
    assert_eq!(at(10), Some((10, b"state at 10".to_vec())));
    assert_eq!(at(199), Some((30, b"state at 30".to_vec())));
    assert_eq!(at(u64::MAX), Some((200, b"state at 200".to_vec())));
    assert_eq!(checkpoints.latest_at_or_before(u64::MAX, 6), None);
}

#[test]
fn a_checkpoint_with_any_bit_flipped_or_any_length_cut_is_passed_over() {
    let directory = TempDir::new().unwrap();
    let checkpoints = Checkpoints::open(directory.path()).unwrap();
    checkpoints.save(1, 1, [1; 32], b"the one before").unwrap();
    checkpoints.save(2, 1, [2; 32], b"the latest").unwrap();
    let path = directory.path().join("2-1.ckpt");
    let original = std::fs::read(&path).unwrap();
    for bit in 0..original.len() * 8 {
        let mut flipped = original.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        std::fs::write(&path, flipped).unwrap();
        assert_eq!(checkpoints.latest_at_or_before(9, 1).unwrap().seq, 1, "bit {bit}");
    }
    for length in 0..original.len() {
        std::fs::write(&path, &original[..length]).unwrap();
        assert_eq!(checkpoints.latest_at_or_before(9, 1).unwrap().seq, 1, "cut to {length}");
    }
    std::fs::write(&path, original).unwrap();
    std::fs::rename(&path, directory.path().join("3-1.ckpt")).unwrap();
    std::fs::write(directory.path().join("notes.txt"), "foreign").unwrap();
    std::fs::write(directory.path().join("9-1.ckpt"), "foreign").unwrap();
    assert_eq!(checkpoints.latest_at_or_before(9, 1).unwrap().seq, 1, "a renamed checkpoint is not believed");
    std::fs::remove_dir_all(directory.path()).unwrap();
    assert_eq!(checkpoints.latest_at_or_before(9, 1), None, "deleting all of them is allowed");
}

#[test]
fn a_checkpoint_of_another_ledger_is_not_taken() {
    let directory = TempDir::new().unwrap();
    let checkpoints = Checkpoints::open(directory.path()).unwrap();
    let mut log = MemoryLog::new();
    log.append(0, &[entry(1), entry(2), entry(3)]).unwrap();
    let hash = |seq| log.hash_at(seq).unwrap().unwrap();
    checkpoints.save(0, 1, hash(0), b"nothing yet").unwrap();
    checkpoints.save(1, 1, hash(1), b"ours").unwrap();
    checkpoints.save(2, 1, [9; 32], b"of another ledger").unwrap();
    checkpoints.save(8, 1, hash(3), b"beyond the end").unwrap();
    assert_eq!(checkpoints.latest_for(&log, u64::MAX, 1).unwrap().unwrap().body, b"ours");
    assert_eq!(checkpoints.latest_for(&log, 0, 1).unwrap().unwrap().body, b"nothing yet");
}

#[test]
fn pruning_keeps_the_latest_of_each_version_and_removes_what_a_crash_left() {
    let directory = TempDir::new().unwrap();
    let checkpoints = Checkpoints::open(directory.path()).unwrap();
    for seq in [1, 2, 30, 4] {
        checkpoints.save(seq, 1, [0; 32], b"").unwrap();
    }
    checkpoints.save(1, 2, [0; 32], b"").unwrap();
    std::fs::write(directory.path().join(".unfinished-5-1.ckpt"), "half").unwrap();
    std::fs::write(directory.path().join("notes.txt"), "foreign").unwrap();
    checkpoints.prune(2).unwrap();
    assert_eq!(names(directory.path()), ["1-2.ckpt", "30-1.ckpt", "4-1.ckpt", "notes.txt"]);
}

#[test]
fn a_checkpoint_is_an_anchor_that_shows_a_ledger_cut_off() {
    let directory = TempDir::new().unwrap();
    let data = DataDir::open(directory.path()).unwrap();
    let checkpoints = Checkpoints::open(&data.checkpoints()).unwrap();
    let mut log = SqliteLog::open(&data.ledger()).unwrap();
    log.append(0, &[entry(1), entry(2)]).unwrap();
    checkpoints.save(2, 1, log.head().unwrap().hash, b"state").unwrap();
    assert!(verify_with(&data.ledger(), &checkpoints.anchors()).unwrap().is_sound());
    checkpoints.save(3, 1, [5; 32], b"state of entries since lost").unwrap();
    let broken = verify_with(&data.ledger(), &checkpoints.anchors()).unwrap().first_broken.unwrap();
    assert_eq!(broken.seq, 3);
}

#[test]
fn a_data_directory_opens_again_and_its_key_lies_beside_it() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("city").join("data");
    let first = DataDir::open(&path).unwrap();
    assert_eq!(names(&path), ["checkpoints", "format.json", "observations"]);
    std::fs::write(first.ops(), "").unwrap();
    let again = DataDir::open(&path).unwrap();
    assert_eq!(again.ledger(), path.join("ledger.db"));
    assert_eq!(again.master_key(), directory.path().join("city").join("data.key"));
    let with_slash = DataDir::open(&path.join("")).unwrap();
    assert_eq!(with_slash.master_key(), again.master_key());
}

#[cfg(unix)]
#[test]
fn a_new_data_directory_is_closed_to_others() {
    use std::os::unix::fs::PermissionsExt;
    let directory = TempDir::new().unwrap();
    let data = DataDir::open(&directory.path().join("data")).unwrap();
    assert_eq!(data.root().metadata().unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn a_newer_or_foreign_data_directory_is_refused_by_name() {
    let directory = TempDir::new().unwrap();
    std::fs::write(directory.path().join("format.json"), r#"{"format":2,"more":true}"#).unwrap();
    let refused = DataDir::open(directory.path()).unwrap_err();
    assert!(matches!(refused, DataDirError::NewerFormat { found: 2, known: 1, .. }));
    assert!(refused.to_string().contains(&directory.path().display().to_string()), "{refused}");
    let foreign = TempDir::new().unwrap();
    std::fs::write(foreign.path().join("thesis.doc"), "").unwrap();
    assert!(matches!(DataDir::open(foreign.path()), Err(DataDirError::Foreign { .. })));
    assert_eq!(names(foreign.path()), ["thesis.doc"], "nothing is put into somebody else's directory");
}
