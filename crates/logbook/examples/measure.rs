//! Measures the ledger and the vault on this machine's disk.
//!
//! `cargo run --release -p logbook --example measure [directory]`
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a measurement reads the clock and prints"
)]

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use logbook::{
    Chain, Log, MasterKey, NewEntry, PersonalDetails, ReadLog, SqliteLog, SqliteReader, Vault, os_entropy,
    verify,
};

const ENTRIES: u32 = 200_000;
const FACTS_PER_ENTRY: u32 = 10;
const ENTRIES_PER_BATCH: usize = 1_000;
const SMALL_ENTRIES: u32 = 2_000_000;
const SINGLE_COMMITS: u32 = 2_000;
const PERSONS: u32 = 510_462;
const PERSONS_PER_BATCH: usize = 510_462;
const LOOKUPS: u32 = 20_000;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let place = std::env::args_os().nth(1).map_or_else(std::env::temp_dir, PathBuf::from);
    let directory = place.join(format!("logbook-measure-{}", std::process::id()));
    std::fs::create_dir_all(&directory)?;
    let outcome = measure(&directory);
    std::fs::remove_dir_all(&directory)?;
    outcome
}

fn measure(directory: &Path) -> Outcome {
    append_batches(&directory.join("batched.db"), ENTRIES, FACTS_PER_ENTRY, "entries of 10 facts")?;
    read_all(&directory.join("batched.db"))?;
    append_batches(&directory.join("small.db"), SMALL_ENTRIES, 1, "entries of 1 fact")?;
    read_all(&directory.join("small.db"))?;
    append_singly(&directory.join("single.db"))?;
    vault(&directory.join("vault.db"))
}

fn entry(n: u32, facts: u32) -> NewEntry {
    let fact = |i: u32| format!(r#"{{"fact":"specimen_taken","person":{},"at":"T-{n}-{i}"}}"#, n * 10 + i);
    NewEntry {
        at_ms: 1_772_323_200_000 + i64::from(n),
        received_ms: 1_772_323_200_000 + i64::from(n),
        device_ms: Some(1_772_323_199_000 + i64::from(n)),
        by: n % 1_000,
        schema: 1,
        fact_count: facts,
        facts: format!("[{}]", (0..facts).map(fact).collect::<Vec<_>>().join(",")),
    }
}

fn append_batches(path: &Path, entries: u32, facts: u32, what: &str) -> Outcome {
    let all: Vec<NewEntry> = (0..entries).map(|n| entry(n, facts)).collect();
    let mut log = SqliteLog::open(path)?;
    let started = Instant::now();
    let mut last = 0;
    for batch in all.chunks(ENTRIES_PER_BATCH) {
        last = log.append(last, batch)?;
    }
    let took = started.elapsed();
    report(&format!("append {what}, {ENTRIES_PER_BATCH} to a commit: entries"), entries, took);
    report(&format!("append {what}, {ENTRIES_PER_BATCH} to a commit: facts"), entries * facts, took);
    Ok(())
}

fn append_singly(path: &Path) -> Outcome {
    let mut log = SqliteLog::open(path)?;
    let all: Vec<NewEntry> = (0..SINGLE_COMMITS).map(|n| entry(n, 3)).collect();
    let started = Instant::now();
    let mut last = 0;
    for one in all.chunks(1) {
        last = log.append(last, one)?;
    }
    report("append one entry per commit: commits", SINGLE_COMMITS, started.elapsed());
    Ok(())
}

fn read_all(path: &Path) -> Outcome {
    let reader = SqliteReader::open(path)?;
    let mut entries = 0;
    let started = Instant::now();
    reader.read(1, None, &mut |_| {
        entries += 1;
        ControlFlow::Continue(())
    })?;
    report("read: entries", entries, started.elapsed());
    let mut chain = Chain::origin();
    let started = Instant::now();
    reader.read(1, None, &mut |entry| match chain.admit(&entry) {
        Ok(()) => ControlFlow::Continue(()),
        Err(_) => ControlFlow::Break(()),
    })?;
    report("read and check the chain: entries", entries, started.elapsed());
    assert_eq!(chain.head(), reader.head()?, "the chain just written holds");
    let started = Instant::now();
    let verified = verify(path)?;
    report("verify the file: entries", entries, started.elapsed());
    assert!(verified.is_sound(), "the file just written is sound: {verified:?}");
    Ok(())
}

/// Measures with numbers that are distinct but of nobody: the place of the birth date is no date.
fn vault(path: &Path) -> Outcome {
    let id_number = |n: u32| format!("330102{n:012}");
    let people: Vec<(u32, PersonalDetails)> = (1..=PERSONS)
        .map(|n| {
            let details = PersonalDetails {
                name: Some("测试甲".to_owned()),
                id_number: Some(id_number(n)),
                phone: Some(format!("100{:08}", n / 3)),
                address: Some(format!("海塘市示例区测试路 {} 号 {} 室", n % 700, n % 61)),
                notes: None,
            };
            (n, details)
        })
        .collect();
    let mut vault = Vault::open(path, &MasterKey::from_bytes([7; 32]))?;
    let started = Instant::now();
    for batch in people.chunks(PERSONS_PER_BATCH) {
        vault.put_many(batch, &mut os_entropy)?;
    }
    report(&format!("vault put_many, {PERSONS_PER_BATCH} to a commit: persons"), PERSONS, started.elapsed());

    // Steps of a large prime visit the city in no order.
    let asked: Vec<u32> = (0..LOOKUPS).map(|n| 1 + n * 7_919 % PERSONS).collect();
    let started = Instant::now();
    let found = vault.get_many(&asked)?;
    report("vault get_many, scattered: persons", LOOKUPS, started.elapsed());
    assert!(found.iter().all(Option::is_some), "everyone asked for is there");

    let numbers: Vec<String> = asked.iter().map(|&n| id_number(n)).collect();
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let started = Instant::now();
    let found = vault.find_many_by_id_number(&numbers)?;
    report("vault find_many_by_id_number: rows", LOOKUPS, started.elapsed());
    assert!(
        found.iter().zip(&asked).all(|(found, asked)| found == &[*asked]),
        "each number finds its person"
    );

    let started = Instant::now();
    for &person in asked.iter().take(500) {
        vault.erase(person)?;
    }
    report("vault erase, one by one: persons", 500, started.elapsed());
    let started = Instant::now();
    let check = vault.verify()?;
    report("vault verify: persons", PERSONS, started.elapsed());
    assert_eq!(check.first_unreadable, None, "every row opens");
    Ok(())
}

fn report(what: &str, count: u32, took: Duration) {
    let rate = f64::from(count) / took.as_secs_f64();
    println!("{what:<66} {rate:>12.0} /s   ({count} in {:.2} s)", took.as_secs_f64());
}
