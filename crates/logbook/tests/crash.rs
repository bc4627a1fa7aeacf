//! A writer killed at random moments.  Killing a process does not empty the kernel's caches, so this shows
//! that entries are atomic and recovered, not that the disk obeys a flush.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use logbook::{AppendError, Log, ReadLog, SqliteLog, SqliteReader, verify};
use tempfile::TempDir;

use crate::entry;

const DIRECTORY: &str = "LOGBOOK_TEST_CRASH_DIRECTORY";

/// Not a test by itself: the process that [`nothing_acknowledged_is_lost_when_the_writer_is_killed`] kills.
#[test]
#[ignore = "started and killed by the test below"]
fn writes_until_killed() {
    let directory = std::env::var_os(DIRECTORY).expect("started by the other test only");
    let mut log = SqliteLog::open(&Path::new(&directory).join("ledger.db")).unwrap();
    let mut last = log.head().unwrap().seq;
    let mut out = std::io::stdout();
    loop {
        let first = u32::try_from(last).unwrap() + 1;
        let batch: Vec<_> = (first..=first + first % 5).map(entry).collect();
        last = log.append(last, &batch).unwrap();
        writeln!(out, "acknowledged {last}").unwrap();
        out.flush().unwrap();
    }
}

/// Not a test by itself: the process for which [`a_disk_that_refuses_stops_the_writer_for_good`] limits the
/// size of files.
#[test]
#[ignore = "started by the test below"]
fn writes_until_refused() {
    let directory = std::env::var_os(DIRECTORY).expect("started by the other test only");
    let mut log = SqliteLog::open(&Path::new(&directory).join("ledger.db")).unwrap();
    let mut last = log.head().unwrap().seq;
    let refused = loop {
        let next = entry(u32::try_from(last).unwrap() + 1);
        match log.append(last, &[next]) {
            Ok(seq) => last = seq,
            Err(refused) => break refused,
        }
    };
    assert!(matches!(refused, AppendError::Io { .. }), "{refused:?}");
    assert!(matches!(log.append(last, &[entry(0)]), Err(AppendError::Stopped)));
    println!("acknowledged {last}");
}

#[cfg(unix)]
#[test]
fn a_disk_that_refuses_stops_the_writer_for_good_and_keeps_what_was_acknowledged() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("ledger.db");
    // With the signal ignored, a write beyond the limit fails as it does on a full disk.
    let output = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 600; exec \"$@\"", "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "crash::writes_until_refused", "--ignored", "--nocapture"])
        .env(DIRECTORY, directory.path())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    let acknowledged: u64 = told
        .lines()
        .find_map(|line| line.strip_prefix("acknowledged ")?.parse().ok())
        .expect("the last place");
    assert!(acknowledged > 10, "{acknowledged}");
    let verified = verify(&path).unwrap();
    assert!(verified.is_sound(), "{verified:?}");
    assert!(verified.entries >= acknowledged, "{acknowledged} acknowledged, {} kept", verified.entries);
    let mut log = SqliteLog::open(&path).unwrap();
    log.append(verified.entries, &[entry(1)]).expect("with room again, writing goes on");
}

#[test]
fn nothing_acknowledged_is_lost_when_the_writer_is_killed() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("ledger.db");
    let mut acknowledged = 0;
    for round in 0..20_u64 {
        acknowledged =
            kill_a_writer(directory.path(), Duration::from_millis(20 + round * 37 % 150)).max(acknowledged);
        // What is on disk may be ahead of what was acknowledged, never behind.
        let head = SqliteReader::open(&path).unwrap().head().unwrap();
        assert!(head.seq >= acknowledged, "round {round}: {acknowledged} acknowledged, {} kept", head.seq);
        let verified = verify(&path).unwrap();
        assert!(verified.is_sound(), "round {round}: {verified:?}");
        assert_eq!((verified.entries, verified.head_hash), (head.seq, head.hash));
        let mut log = SqliteLog::open(&path).expect("the lock dies with its holder");
        // The batch size follows from its first entry: a batch half kept would show here.
        log.append(head.seq, &[]).unwrap();
    }
    assert!(acknowledged > 100, "the writers got somewhere: {acknowledged}");
    let mut complete = 0;
    while complete < SqliteReader::open(&path).unwrap().head().unwrap().seq {
        complete += 1 + (complete + 1) % 5;
    }
    assert_eq!(complete, SqliteReader::open(&path).unwrap().head().unwrap().seq, "batches are kept whole");
}

/// Returns the last place acknowledged before the kill.
fn kill_a_writer(directory: &Path, after: Duration) -> u64 {
    let mut writer = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::writes_until_killed", "--ignored", "--nocapture"])
        .env(DIRECTORY, directory)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(writer.stdout.take().unwrap()).lines();
    let listener = std::thread::spawn(move || {
        lines.map_while(Result::ok).filter_map(|line| line.strip_prefix("acknowledged ")?.parse().ok()).last()
    });
    std::thread::sleep(after);
    writer.kill().unwrap();
    writer.wait().unwrap();
    // A writer killed before its first acknowledgement leaves nothing to hold it to.
    listener.join().unwrap().unwrap_or(0)
}
