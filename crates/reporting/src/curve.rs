//! The epidemic curve: cases by day, those found outside control apart from those found under it.

use crate::{
    catalogue::{Catalogue, Lang},
    scope::{Scope, onset_day},
    stamp::Stamp,
    words::{Label, clock_time, count},
};
use domain::{
    Date, Timestamp,
    time::{add_days, day_of, days_between},
};
use serde::{Deserialize, Serialize};
use situation::{Situation, state::Case};
use std::collections::BTreeMap;

/// Most days that reporting is assumed to lag, so that one old case found late does not hatch the whole curve.
const MOST_LATE_DAYS: i32 = 7;
/// Days back whose cases tell how long reporting takes.
const DELAY_WINDOW_DAYS: i32 = 14;
/// Days shown when nothing is asked for.
const DEFAULT_DAYS: i32 = 30;
/// Most days a curve may have.
const MOST_DAYS: i32 = 400;

/// The day a case is placed on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CurveBy {
    /// First symptoms; sampling for those without.
    Onset,
    /// Report.
    #[default]
    Report,
}

/// What a curve is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurveQuery {
    /// Which cases.
    pub scope: Scope,
    /// Which day.
    pub by: CurveBy,
    /// First day; otherwise thirty days back, or the first case when that is later.
    pub from: Option<Date>,
    /// Last day; otherwise today.
    pub until: Option<Date>,
}

/// One day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CurveDay {
    /// The civil day.
    pub date: Date,
    /// Found outside control.
    pub community: u32,
    /// Found under control.
    pub controlled: u32,
    /// Whether reports for the day are still coming in.
    pub late: bool,
}

/// A measure on the time axis.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CurveMark {
    /// When it took effect.
    pub at: Timestamp,
    /// What it was.
    pub label: String,
}

/// The curve, in the form that the page's drawing reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Curve {
    /// Up to which entry and for which minute.
    #[serde(flatten)]
    pub stamp: Stamp,
    /// The day chosen first.
    pub by: CurveBy,
    /// Days by the chosen day.
    pub days: Vec<CurveDay>,
    /// The same cases by onset.
    pub by_onset: Vec<CurveDay>,
    /// The same cases by report.
    pub by_report: Vec<CurveDay>,
    /// Measures.
    pub marks: Vec<CurveMark>,
    /// Days at the end that are not complete by onset.
    pub late_days: u32,
    /// How that was found, in words.
    pub late_rule: String,
}

/// Returns the curve at `now`.  O(cases).
pub fn curve(s: &Situation, now: Timestamp, query: &CurveQuery, lang: Lang) -> Curve {
    let today = day_of(now);
    let cases = s.cases.rows().iter();
    let cases: Vec<&Case> =
        cases.filter(|case| case.reported_at <= now && query.scope.has(s, case)).collect();
    let until = query.until.unwrap_or(today);
    let first = cases.iter().map(|case| onset_day(case)).min().unwrap_or(until);
    let from = query.from.unwrap_or_else(|| first.max(add_days(until, 1 - DEFAULT_DAYS)));
    let from = from.max(add_days(until, 1 - MOST_DAYS)).min(until);
    let delay = reporting_delay(&cases, today);
    let by_onset = days(&cases, (from, until), onset_day, |day| days_between(day, today) < delay);
    let by_report = days(&cases, (from, until), |case| day_of(case.reported_at), |day| day >= today);
    let chosen = match query.by {
        CurveBy::Onset => by_onset.clone(),
        CurveBy::Report => by_report.clone(),
    };
    let late_rule = Catalogue::get(lang).ta("curve-late-rule", &[("n", &count(delay))]);
    Curve {
        stamp: Stamp::new(s, now),
        by: query.by,
        days: chosen,
        by_onset,
        by_report,
        marks: marks(s, now, (from, until), lang),
        late_days: u32::try_from(delay).unwrap_or(0),
        late_rule,
    }
}

fn days(
    cases: &[&Case],
    (from, until): (Date, Date),
    day: impl Fn(&Case) -> Date,
    late: impl Fn(Date) -> bool,
) -> Vec<CurveDay> {
    let mut counted: BTreeMap<Date, (u32, u32)> = BTreeMap::new();
    for case in cases {
        let (community, controlled) = counted.entry(day(case)).or_default();
        if case.detection.is_community() {
            *community += 1;
        } else {
            *controlled += 1;
        }
    }
    let span = 0..=days_between(from, until);
    span.map(|step| add_days(from, step))
        .map(|date| {
            let (community, controlled) = counted.get(&date).copied().unwrap_or_default();
            CurveDay { date, community, controlled, late: late(date) }
        })
        .collect()
}

/// Returns the days within which nine in ten of the recent cases were reported after onset, between one and seven: a day
/// younger than that is not complete.
fn reporting_delay(cases: &[&Case], today: Date) -> i32 {
    let window = add_days(today, -DELAY_WINDOW_DAYS);
    let recent = cases.iter().filter(|case| day_of(case.reported_at) >= window);
    let delays = recent.map(|case| days_between(onset_day(case), day_of(case.reported_at)).max(0));
    let mut delays: Vec<i32> = delays.collect();
    if delays.is_empty() {
        return 1;
    }
    delays.sort_unstable();
    let rank = (delays.len() * 9).div_ceil(10);
    let slowest = delays.get(rank.saturating_sub(1)).copied().unwrap_or(1);
    (slowest + 1).clamp(1, MOST_LATE_DAYS)
}

/// Response levels, rounds and zones that began within the days shown; zones of one minute are one mark.
fn marks(s: &Situation, now: Timestamp, (from, until): (Date, Date), lang: Lang) -> Vec<CurveMark> {
    let words = Catalogue::get(lang);
    let shown = |at: Timestamp| at <= now && (from..=until).contains(&day_of(at));
    let mut marks = Vec::new();
    for change in s.levels.iter().filter(|change| shown(change.from)) {
        let label = format!("{} {}", change.level.label(lang), clock_time(change.from));
        marks.push(CurveMark { at: change.from, label });
    }
    for round in s.rounds.rows().iter().filter(|round| shown(round.starts_at)) {
        let label = format!("{} {}", round.name, clock_time(round.starts_at));
        marks.push(CurveMark { at: round.starts_at, label });
    }
    let mut zones: BTreeMap<Timestamp, u32> = BTreeMap::new();
    for zone in s.zones.rows().iter().filter(|zone| shown(zone.from)) {
        *zones.entry(zone.from).or_default() += 1;
    }
    for (at, zones) in zones {
        let label = words.ta("curve-zones", &[("n", &count(zones)), ("at", &clock_time(at))]);
        marks.push(CurveMark { at, label });
    }
    marks.sort();
    marks
}
