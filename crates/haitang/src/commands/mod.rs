//! One module a command.

pub(crate) mod bench;
pub(crate) mod bulletin;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod explain;
pub(crate) mod fresh;
pub(crate) mod import;
pub(crate) mod places;
pub(crate) mod replay;
pub(crate) mod serve;
pub(crate) mod simulate;
pub(crate) mod verify;

use domain::Seq;
use logbook::{DataDir, SqliteLog, SqliteReader};
use server::ledger::{Replayed, replay};
use std::path::Path;

/// Something said to the user that is an answer, not a failure of the machine.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Said(pub(crate) String);

/// Refuses a directory that does not exist: reading commands never create one.
pub(crate) fn existing(data: &Path) -> anyhow::Result<DataDir> {
    if !data.join("format.json").exists() {
        return Err(Said(format!(
            "{} 不是海塘数据目录，请先运行 haitang demo 或 haitang serve · is not a data directory; run haitang demo or haitang serve first",
            data.display()
        ))
        .into());
    }
    Ok(DataDir::open(data)?)
}

/// Opens the ledger of a directory for reading, beside whoever writes it.
pub(crate) fn reader(dir: &DataDir) -> anyhow::Result<SqliteReader> {
    Ok(SqliteLog::open_read_only(&dir.ledger())?)
}

/// Rebuilds the situation through an entry, from the beginning.
pub(crate) fn rebuilt(data: &Path, as_of: Option<u64>) -> anyhow::Result<Replayed> {
    let dir = existing(data)?;
    Ok(replay(&reader(&dir)?, None, as_of.map(Seq), &server::clock::wall())?)
}

/// Prints a line of text, or a value for machines.
#[expect(clippy::print_stdout, reason = "a command line prints its answer")]
pub(crate) fn print(json: bool, value: &serde_json::Value, text: &str) {
    if json {
        println!("{value}");
    } else {
        println!("{text}");
    }
}

/// Returns the resident memory of this process in bytes; `None` where the system does not say.
pub(crate) fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

/// Reads a local time of the command line.
pub(crate) fn local_time(text: &str) -> anyhow::Result<domain::Timestamp> {
    domain::time::parse_local(text).ok_or_else(|| {
        Said(format!("{text} 不是时间（应为 2021-12-07T06:00） · is not a time like 2021-12-07T06:00")).into()
    })
}

/// Tells the user what goes on, apart from the answer.
#[expect(clippy::print_stderr, reason = "progress goes beside the answer")]
pub(crate) fn tell(text: &str) {
    eprintln!("{text}");
}
