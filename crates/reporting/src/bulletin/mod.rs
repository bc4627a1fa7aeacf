//! The daily bulletin: frozen figures of a civil day, in words, as a table, and with what each version corrects.

mod form;
mod sums;
mod words;

pub use form::{Sheet, SheetTable};

use crate::{catalogue::Lang, stamp::Stamp};
use domain::{AreaCode, BulletinFigures, Date, Timestamp, time::add_days};
use serde::Serialize;
use situation::Situation;

/// A frozen version of a bulletin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BulletinVersion {
    /// Version, from 1.
    pub version: u16,
    /// When it was frozen.
    pub frozen_at: Timestamp,
    /// Up to which entry it counts.
    pub as_of: domain::Seq,
    /// Why it was corrected; empty for the first.
    pub reason: String,
    /// What it changes of the version before, in words; empty for the first.
    pub corrects: Vec<String>,
}

/// The bulletin of one day for one area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bulletin {
    /// Up to which entry and for which minute.
    #[serde(flatten)]
    pub stamp: Stamp,
    /// Figures.
    pub figures: BulletinFigures,
    /// Version shown; `None` when the figures were counted now and are not frozen.
    pub version: Option<u16>,
    /// Whether the figures are frozen.
    pub frozen: bool,
    /// Every frozen version, oldest first.
    pub versions: Vec<BulletinVersion>,
    /// Language of the words.
    pub lang: Lang,
    /// Title.
    pub title: String,
    /// Paragraphs.
    pub paragraphs: Vec<String>,
    /// New infections by place and country: what, place, origin, count.
    pub table: SheetTable,
    /// Notes: not frozen, what is corrected, up to which entry.
    pub notes: Vec<String>,
}

/// Returns the newest version of the bulletin of `date` for `area`, or the figures counted now when none is frozen.
pub fn bulletin_at(s: &Situation, now: Timestamp, area: AreaCode, date: Date, lang: Lang) -> Bulletin {
    bulletin_version(s, now, (area, date), None, lang)
}

/// Returns one version of a bulletin; the newest when `version` is absent or unknown.
pub fn bulletin_version(
    s: &Situation,
    now: Timestamp,
    (area, date): (AreaCode, Date),
    version: Option<u16>,
    lang: Lang,
) -> Bulletin {
    let frozen: Vec<_> = s.bulletins_of(area, date).map(|(_, row)| row).collect();
    let chosen = frozen.iter().find(|row| Some(row.version) == version).or(frozen.last()).copied();
    let figures = chosen.map_or_else(|| s.figures_of(area, date), |row| row.figures.clone());
    let mut versions = Vec::new();
    let mut before: Option<&BulletinFigures> = None;
    for row in &frozen {
        let corrects = before.map(|before| words::corrections(s, before, &row.figures, lang));
        versions.push(BulletinVersion {
            version: row.version,
            frozen_at: row.frozen_at,
            as_of: row.as_of,
            reason: row.reason.clone(),
            corrects: corrects.unwrap_or_default(),
        });
        before = Some(&row.figures);
    }
    let shown = chosen.and_then(|row| versions.iter().find(|known| known.version == row.version));
    let notes = words::notes(shown, &figures, now, lang);
    Bulletin {
        stamp: Stamp::new(s, now),
        version: chosen.map(|row| row.version),
        frozen: chosen.is_some(),
        lang,
        title: words::title(s, &figures, lang),
        paragraphs: words::paragraphs(s, &figures, lang),
        table: words::table(s, &figures, lang),
        notes,
        versions,
        figures,
    }
}

/// A day for which figures can be published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BulletinDay {
    /// Area that publishes.
    pub area: AreaCode,
    /// The day.
    pub date: Date,
    /// Frozen versions.
    pub versions: u16,
    /// When the newest was frozen.
    pub frozen_at: Option<Timestamp>,
    /// New confirmed and new asymptomatic of the newest version.
    pub counts: Option<(u32, u32)>,
}

/// Returns the days with frozen figures for an area, newest first, headed by yesterday when its figures are not frozen.
pub fn bulletin_days(s: &Situation, now: Timestamp, area: AreaCode) -> Vec<BulletinDay> {
    let mut days = std::collections::BTreeMap::new();
    for row in s.bulletins.rows().iter().filter(|row| row.figures.area == area) {
        days.insert(row.figures.date, row);
    }
    let yesterday = add_days(domain::time::day_of(now), -1);
    let missing = !days.contains_key(&yesterday);
    let open =
        missing.then_some(BulletinDay { area, date: yesterday, versions: 0, frozen_at: None, counts: None });
    let frozen = days.into_iter().rev().map(|(date, row)| BulletinDay {
        area,
        date,
        versions: row.version,
        frozen_at: Some(row.frozen_at),
        counts: Some((row.figures.new_confirmed(), row.figures.new_asymptomatic())),
    });
    open.into_iter().chain(frozen).collect()
}
