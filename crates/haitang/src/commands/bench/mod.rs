//! `haitang bench`: the figures of docs/performance.md, measured on this machine.
//!
//! Each measurement makes what it needs in a temporary directory and removes it.  Times are wall times of one run;
//! rates are what matters, and ratios between two builds more than either.

mod appends;
mod lists;
mod loaded;

use crate::{Ended, cli::Bench};
use std::{path::PathBuf, time::Instant};

/// One figure.
pub(crate) struct Figure {
    /// Name, stable.
    name: &'static str,
    /// Value.
    value: f64,
    /// Unit.
    unit: &'static str,
    /// What is asked for, where the product promises something; `true` when more is better.
    goal: Option<(f64, bool)>,
}

impl Figure {
    fn met(&self) -> Option<bool> {
        self.goal.map(|(goal, more)| if more { self.value >= goal } else { self.value <= goal })
    }
}

/// The sizes of a run.
#[derive(Clone, Copy)]
pub(crate) struct Sizes {
    /// Cases.
    pub(crate) cases: u32,
    /// Contacts.
    pub(crate) contacts: u32,
    /// Commands sent one by one.
    pub(crate) commands: u32,
    /// Rows of the imported file.
    pub(crate) rows: u32,
}

impl Sizes {
    const FULL: Sizes = Sizes { cases: 300_000, contacts: 1_000_000, commands: 50_000, rows: 100_000 };
    const SMALL: Sizes = Sizes { cases: 6_000, contacts: 20_000, commands: 3_000, rows: 5_000 };
}

const NAMES: [&str; 5] = ["append", "commit", "replay", "lists", "import"];

pub(crate) fn run(asked: &Bench, json: bool) -> anyhow::Result<Ended> {
    let sizes = if asked.small { Sizes::SMALL } else { Sizes::FULL };
    let wanted = |name: &str| asked.name.as_deref().is_none_or(|only| only == name);
    if let Some(name) = asked.name.as_deref().filter(|name| !NAMES.contains(name)) {
        return Err(super::Said(format!("{name}: 可测 can be measured: {}", NAMES.join(", "))).into());
    }
    let mut figures = Vec::new();
    if wanted("append") || wanted("replay") || wanted("lists") {
        let place = Place::new("loaded")?;
        figures.extend(loaded::make(&place.0, sizes)?);
        if wanted("replay") {
            figures.extend(loaded::replay(&place.0)?);
        }
        if wanted("lists") {
            figures.extend(lists::measure(&place.0)?);
        }
    }
    if wanted("commit") {
        figures.extend(appends::single_commands(&Place::new("commit")?.0, sizes)?);
    }
    if wanted("import") {
        figures.extend(appends::import(&Place::new("import")?.0, sizes)?);
    }
    let values = figures.iter().map(|figure| {
        let (name, value, unit) = (figure.name, figure.value, figure.unit);
        serde_json::json!({ "name": name, "value": value, "unit": unit, "goal": figure.goal.map(|goal| goal.0), "met": figure.met() })
    });
    let value = serde_json::json!({ "figures": values.collect::<Vec<_>>() });
    super::print(json, &value, &figures.iter().map(line).collect::<Vec<_>>().join("\n"));
    Ok(Ended::Well)
}

fn line(figure: &Figure) -> String {
    let goal = figure.goal.map_or_else(String::new, |(goal, more)| {
        let met = if figure.met() == Some(true) { "达到 met" } else { "未达 NOT met" };
        format!("   goal {} {goal:.0}   {met}", if more { "≥" } else { "≤" })
    });
    format!("{:<34} {:>14.1} {:<8}{goal}", figure.name, figure.value, figure.unit)
}

/// A temporary directory that is removed when it is no longer needed.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> anyhow::Result<Place> {
        let path = std::env::temp_dir().join(format!("haitang-bench-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Place(path.join("data")))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(root) = self.0.parent() {
            // Best effort: what is left behind is in the system's own temporary directory.
            let _left = std::fs::remove_dir_all(root);
        }
    }
}

/// Returns what `work` returned and the seconds it took.
#[expect(clippy::disallowed_methods, reason = "measuring time is what a benchmark is for")]
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let began = Instant::now();
    let done = work();
    (done, began.elapsed().as_secs_f64())
}

/// Opens the ledger at a place with its key beside it.
fn open(data: &std::path::Path) -> anyhow::Result<server::Ledger> {
    let key = data.with_extension("key");
    Ok(server::Ledger::open(data, &key, server::Entropy::system(), server::clock::wall())?)
}
