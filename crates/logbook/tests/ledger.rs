use std::ops::ControlFlow;
use std::time::Duration;

use logbook::{
    AppendError, Chain, Fault, Log, MemoryLog, NewEntry, OpenError, ReadLog, SqliteLog, SqliteReader,
    StoredEntry, verify, verify_with,
};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::entry;

fn all(log: &dyn ReadLog) -> Vec<StoredEntry> {
    range(log, 1, None)
}

fn range(log: &dyn ReadLog, from: u64, through: Option<u64>) -> Vec<StoredEntry> {
    let mut read = Vec::new();
    log.read(from, through, &mut |entry| {
        read.push(entry);
        ControlFlow::Continue(())
    })
    .unwrap();
    read
}

fn any_entry() -> impl Strategy<Value = NewEntry> {
    (any::<i64>(), any::<i64>(), any::<Option<i64>>(), any::<u32>(), any::<u32>(), any::<u32>(), ".{0,300}")
        .prop_map(|(at_ms, received_ms, device_ms, by, schema, fact_count, facts)| NewEntry {
            at_ms,
            received_ms,
            device_ms,
            by,
            schema,
            fact_count,
            facts,
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_ledger_on_disk_tells_the_same_as_a_log_in_memory(
        batches in prop::collection::vec(prop::collection::vec(any_entry(), 0..6), 0..6),
        from in 0_u64..40,
        through in prop::option::of(0_u64..40),
    ) {
        let directory = TempDir::new().unwrap();
        let path = directory.path().join("ledger.db");
        let mut memory = MemoryLog::new();
        let mut disk = SqliteLog::open(&path).unwrap();
        for batch in &batches {
            let last = memory.head().unwrap().seq;
            let expected = last + u64::try_from(batch.len()).unwrap();
            prop_assert_eq!(memory.append(last, batch).unwrap(), expected);
            prop_assert_eq!(disk.append(last, batch).unwrap(), expected);
        }
        drop(disk);
        let disk = SqliteLog::open(&path).unwrap();
        prop_assert_eq!(disk.head().unwrap(), memory.head().unwrap());
        prop_assert_eq!(range(&disk, from, through), range(&memory, from, through));
        let mut chain = Chain::origin();
        for (seq, (stored, new)) in (1..).zip(all(&disk).iter().zip(batches.iter().flatten())) {
            prop_assert_eq!(chain.admit(stored), Ok(()));
            prop_assert_eq!(stored.seq, seq);
            let StoredEntry { seq: _, hash: _, at_ms, received_ms, device_ms, by, schema, fact_count, facts } = stored.clone();
            prop_assert_eq!(&NewEntry { at_ms, received_ms, device_ms, by, schema, fact_count, facts }, new);
        }
        drop(disk);
        let verified = verify(&path).unwrap();
        prop_assert!(verified.is_sound(), "{:?}", verified);
        prop_assert_eq!(verified.entries, memory.head().unwrap().seq);
        prop_assert_eq!(verified.facts, memory.head().unwrap().facts);
        prop_assert_eq!(verified.head_hash, memory.head().unwrap().hash);
    }
}

#[test]
fn a_stale_writer_is_refused_and_nothing_of_its_batch_is_kept() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("ledger.db");
    let mut disk = SqliteLog::open(&path).unwrap();
    disk.append(0, &[entry(1), entry(2)]).unwrap();
    for expected in [0, 1, 3] {
        let refused = disk.append(expected, &[entry(3)]).unwrap_err();
        assert!(
            matches!(refused, AppendError::Stale { expected: e, actual: 2 } if e == expected),
            "{refused}"
        );
    }
    assert_eq!(disk.append(2, &[entry(3)]).unwrap(), 3);

    let mut mine = MemoryLog::new();
    let mut theirs = mine.clone();
    theirs.append(0, &[entry(1)]).unwrap();
    assert!(matches!(mine.append(0, &[entry(2)]), Err(AppendError::Stale { expected: 0, actual: 1 })));
}

#[test]
fn a_second_writer_is_refused_until_the_first_has_gone_and_readers_always_come_in() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("ledger.db");
    assert!(matches!(SqliteReader::open(&path), Err(OpenError::NotFound { .. })));
    let mut first = SqliteLog::open(&path).unwrap();
    first.append(0, &[entry(1)]).unwrap();
    let refused = SqliteLog::open(&path).err().expect("two writers must not meet");
    assert!(refused.to_string().contains("already open for writing"), "{refused}");
    let reader = SqliteReader::open(&path).unwrap();
    assert_eq!(all(&reader).len(), 1);
    first.append(1, &[entry(2)]).unwrap();
    assert_eq!(all(&reader).len(), 2);
    assert!(verify(&path).unwrap().is_sound(), "verifying works beside a writer");
    drop(first);
    assert_eq!(all(&SqliteLog::open(&path).unwrap()).len(), 2);
}

#[test]
fn a_reader_in_the_middle_of_the_log_does_not_see_what_is_appended_meanwhile() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("ledger.db");
    let mut writer = SqliteLog::open(&path).unwrap();
    writer.append(0, &[entry(1), entry(2), entry(3)]).unwrap();
    let reader = SqliteReader::open(&path).unwrap();
    let mut seen = 0;
    reader
        .read(1, None, &mut |stored| {
            if stored.seq == 1 {
                writer.append(3, &[entry(4)]).unwrap();
            }
            seen = stored.seq;
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(seen, 3);
    assert_eq!(reader.head().unwrap().seq, 4);
}

#[test]
fn reading_stops_where_it_is_told_to() {
    let mut memory = MemoryLog::new();
    memory.append(0, &(1..=9).map(entry).collect::<Vec<_>>()).unwrap();
    let mut seen = Vec::new();
    memory
        .read(3, Some(8), &mut |stored| {
            seen.push(stored.seq);
            if stored.seq == 5 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .unwrap();
    assert_eq!(seen, [3, 4, 5]);
}

#[test]
fn a_follower_wakes_when_the_log_grows_and_gives_up_when_it_does_not() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("ledger.db");
    let mut writer = SqliteLog::open(&path).unwrap();
    let mut memory = MemoryLog::new();
    let reader = SqliteReader::open(&path).unwrap();
    let memory_reader = memory.clone();
    assert_eq!(reader.wait_beyond(0, Duration::from_millis(5)).unwrap().seq, 0);
    assert_eq!(memory_reader.wait_beyond(0, Duration::from_millis(5)).unwrap().seq, 0);
    let follower = std::thread::spawn(move || {
        let patience = Duration::from_secs(20);
        [reader.wait_beyond(0, patience), memory_reader.wait_beyond(0, patience)]
            .map(|head| head.unwrap().seq)
    });
    writer.append(0, &[entry(1)]).unwrap();
    memory.append(0, &[entry(1), entry(2)]).unwrap();
    assert_eq!(follower.join().unwrap(), [1, 2]);
}

#[test]
fn the_file_itself_refuses_to_change_shrink_or_skip() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("ledger.db");
    SqliteLog::open(&path).unwrap().append(0, &(1..=5).map(entry).collect::<Vec<_>>()).unwrap();
    let other_program = rusqlite::Connection::open(&path).unwrap();
    let values = "values (?1, 0, 0, null, 0, 0, 0, zeroblob(32), '')";
    for (statement, place) in [
        ("update log set facts = '[]' where seq = ?1", 3),
        ("delete from log where seq = ?1", 5),
        (&format!("insert or replace into log {values}"), 3),
        (&format!("insert into log {values}"), 7),
        (&format!("insert into log {values}"), 0),
    ] {
        let refused = other_program.execute(statement, [place]).unwrap_err();
        assert!(refused.to_string().contains("the log"), "{statement}: {refused}");
    }
    assert!(verify(&path).unwrap().is_sound());
}

#[test]
fn an_entry_edited_by_someone_who_removed_the_guards_is_found() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("ledger.db");
    SqliteLog::open(&path).unwrap().append(0, &(1..=9).map(entry).collect::<Vec<_>>()).unwrap();
    let other_program = rusqlite::Connection::open(&path).unwrap();
    other_program
        .execute_batch("drop trigger log_never_changes; update log set by_actor = 99 where seq = 4")
        .unwrap();
    let verified = verify(&path).unwrap();
    let broken = verified.first_broken.unwrap();
    assert_eq!((broken.seq, broken.fault), (4, Fault::Altered));
    assert_eq!(verified.entries, 3);
    assert!(
        verified.file_faults.iter().any(|fault| fault.contains("triggers")),
        "{:?}",
        verified.file_faults
    );
}

#[test]
fn a_log_cut_off_is_found_by_its_head_record_and_cut_off_with_care_only_by_an_anchor() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("ledger.db");
    let mut log = SqliteLog::open(&path).unwrap();
    log.append(0, &(1..=9).map(entry).collect::<Vec<_>>()).unwrap();
    let anchor = (9, log.head().unwrap().hash);
    let seventh = log.hash_at(7).unwrap().unwrap();
    drop(log);
    let other_program = rusqlite::Connection::open(&path).unwrap();
    other_program.execute_batch("drop trigger log_never_shrinks; delete from log where seq > 7").unwrap();
    let broken = verify(&path).unwrap().first_broken.unwrap();
    assert_eq!((broken.seq, broken.fault), (8, Fault::CutOff { known: 9 }));
    assert!(matches!(SqliteLog::open(&path), Err(OpenError::Damaged { head: 9, last: 7, .. })));

    let facts: u32 = (1..=7).map(|n| entry(n).fact_count).sum();
    other_program.execute("update head set seq = 7, facts = ?1, hash = ?2", (facts, seventh)).unwrap();
    other_program
        .execute_batch("create trigger log_never_shrinks before delete on log\nbegin select raise(abort, 'the log never shrinks'); end")
        .unwrap();
    assert_eq!(verify(&path).unwrap().first_broken, None, "nothing in the file alone can tell");
    let broken = verify_with(&path, &[anchor]).unwrap().first_broken.unwrap();
    assert_eq!((broken.seq, broken.fault), (8, Fault::CutOff { known: 9 }));
    let broken = verify_with(&path, &[(6, [0; 32])]).unwrap().first_broken.unwrap();
    assert_eq!((broken.seq, broken.fault), (6, Fault::NotTheOneKnown));
}

#[test]
fn files_of_other_programs_and_of_later_releases_are_refused_by_name() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("ledger.db");
    drop(SqliteLog::open(&path).unwrap());
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 2).unwrap();
    for refused in [SqliteLog::open(&path).err(), SqliteReader::open(&path).err(), verify(&path).err()] {
        let refused = refused.expect("a later format must not be touched").to_string();
        assert!(refused.contains("format 2") && refused.contains("up to 1"), "{refused}");
    }
    let foreign = directory.path().join("foreign.db");
    rusqlite::Connection::open(&foreign).unwrap().execute_batch("create table t(x)").unwrap();
    assert!(matches!(SqliteLog::open(&foreign), Err(OpenError::Foreign { .. })));
    assert!(matches!(verify(&foreign), Err(OpenError::Foreign { .. })));
}

#[test]
fn after_a_failed_write_the_writer_stays_shut() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("ledger.db");
    let mut log = SqliteLog::open(&path).unwrap();
    log.append(0, &[entry(1)]).unwrap();
    // A table the insert does not fit stands for a disk that refuses.
    rusqlite::Connection::open(&path)
        .unwrap()
        .execute_batch("alter table log add column more integer not null default 0; drop table head")
        .unwrap();
    assert!(matches!(log.append(1, &[entry(2)]), Err(AppendError::Io { .. })));
    assert!(matches!(log.append(1, &[entry(2)]), Err(AppendError::Stopped)));
    assert!(matches!(log.settle(), Err(AppendError::Stopped)));
}

#[test]
fn logs_readers_and_the_vault_can_be_handed_to_a_thread() {
    fn moves<T: Send>() {}
    moves::<SqliteLog>();
    moves::<SqliteReader>();
    moves::<MemoryLog>();
    moves::<logbook::Vault>();
}
