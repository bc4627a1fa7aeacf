//! `haitang doctor`: is this machine fit to carry the ledger.

use crate::{Ended, cli::Dir};
use logbook::{DataDir, MasterKey, Vault};
use serde::Serialize;
use std::{net::TcpListener, path::Path, time::Duration};

/// Bytes that must be free: room for a day's worst ledger and a checkpoint of it.
const FREE_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// The first port that `haitang serve` takes unless told otherwise.
const PORT: u16 = 8080;

/// What one check found.
#[derive(Serialize)]
struct Found {
    /// What was looked at.
    check: &'static str,
    /// `good`, `look` (works, but should be seen to) or `bad`.
    state: &'static str,
    /// In words, Chinese and English.
    says: String,
}

pub(crate) fn run(asked: &Dir, json: bool) -> anyhow::Result<Ended> {
    let mut found = vec![clock(), port()];
    match super::existing(&asked.data) {
        Ok(dir) => {
            found.push(disk(&dir)?);
            found.push(flush(&dir));
            found.push(key(&asked.key(), &dir));
            found.push(restore(&dir));
            found.push(ledger(&dir));
        }
        Err(error) => found.push(Found { check: "data", state: "bad", says: error.to_string() }),
    }
    let bad = found.iter().any(|found| found.state == "bad");
    let value = serde_json::json!({ "fit": !bad, "checks": found });
    let lines = found.iter().map(|found| format!("{:<5} {:<8} {}", found.state, found.check, found.says));
    super::print(json, &value, &lines.collect::<Vec<_>>().join("\n"));
    Ok(if bad { Ended::No } else { Ended::Well })
}

fn good_if(check: &'static str, good: bool, says: String) -> Found {
    Found { check, state: if good { "good" } else { "bad" }, says }
}

/// The wall clock must be after the release of this program and not far in its future.
fn clock() -> Found {
    let now = (server::clock::wall())();
    let (earliest, latest) = (1_790_000_000, 4_100_000_000);
    let says = format!("本机时间 {} · local time", domain::time::minute_text(now));
    good_if("clock", (earliest..latest).contains(&now.as_second()), says)
}

fn port() -> Found {
    let free = TcpListener::bind(("127.0.0.1", PORT)).is_ok();
    let says = if free {
        "端口 8080 空闲 · port 8080 is free"
    } else {
        "端口 8080 已占用，可用 --listen 另选 · port 8080 is in use; choose another with --listen"
    };
    Found { check: "port", state: if free { "good" } else { "look" }, says: says.to_owned() }
}

/// Free space by the file system's own word.
fn disk(dir: &DataDir) -> anyhow::Result<Found> {
    let output = std::process::Command::new("df").args(["--output=avail", "-B1"]).arg(dir.root()).output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let free: u64 = text.lines().nth(1).and_then(|line| line.trim().parse().ok()).unwrap_or(0);
    let says = format!("可用 {} MiB，至少需要 {} MiB · free, and needed", free >> 20, FREE_BYTES >> 20);
    Ok(good_if("disk", free >= FREE_BYTES, says))
}

/// How long the disk takes to flush, since every acknowledgement waits for it.
fn flush(dir: &DataDir) -> Found {
    let path = dir.root().join(".doctor");
    let (outcome, seconds) = super::bench::timed(|| -> std::io::Result<()> {
        let mut file = std::fs::File::create(&path)?;
        for _ in 0..20 {
            std::io::Write::write_all(&mut file, &[0; 4096])?;
            file.sync_data()?;
        }
        Ok(())
    });
    let removed = std::fs::remove_file(&path);
    match outcome.and(removed) {
        Ok(()) => {
            let each = Duration::from_secs_f64(seconds / 20.0);
            good_if("flush", each < Duration::from_millis(50), format!("落盘 {each:.1?} 一次 · each flush"))
        }
        Err(error) => good_if("flush", false, format!("{}: {error}", path.display())),
    }
}

/// The key must be there, outside the data directory, and open the vault.
fn key(path: &Path, dir: &DataDir) -> Found {
    let inside = path
        .canonicalize()
        .ok()
        .zip(dir.root().canonicalize().ok())
        .is_some_and(|(key, root)| key.starts_with(root));
    if inside {
        return good_if(
            "key",
            false,
            "主密钥在数据目录之内，备份会带走它 · the master key lies inside the data directory".to_owned(),
        );
    }
    let says = |error: server::LedgerError| super::explain::opening(error, dir.root(), path).to_string();
    let opened = MasterKey::load(path).map_err(|error| says(error.into()));
    let opened = opened.and_then(|key| Vault::open(&dir.vault(), &key).map_err(|error| says(error.into())));
    match opened {
        Ok(_) => good_if("key", true, "主密钥可打开保险库 · the master key opens the vault".to_owned()),
        Err(error) => good_if("key", false, error),
    }
}

/// A backup that has never been restored does not count.
fn restore(dir: &DataDir) -> Found {
    let record = dir.root().join("last-restore.json");
    match std::fs::read_to_string(&record) {
        Ok(text) => good_if("restore", true, text.trim().to_owned()),
        Err(_) => Found {
            check: "restore",
            state: "look",
            says: "尚无恢复演练记录 · no restore has been rehearsed on this machine".to_owned(),
        },
    }
}

fn ledger(dir: &DataDir) -> Found {
    match super::reader(dir).and_then(|reader| Ok(logbook::ReadLog::head(&reader)?)) {
        Ok(head) => good_if("ledger", true, format!("{} 条 entries, {} 项 facts", head.seq, head.facts)),
        Err(error) => good_if("ledger", false, error.to_string()),
    }
}
