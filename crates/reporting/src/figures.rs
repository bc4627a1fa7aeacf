//! Key figures: is it growing outside control, and is everyone who was traced behind a door.

use crate::{
    drill::Drill,
    scope::Scope,
    stamp::Stamp,
    standing::{Standing, standings},
};
use domain::{AreaCode, Origin, Ring, Timestamp, time::add_minutes};
use serde::Serialize;
use situation::{Situation, state::Case};

/// Minutes of a day.
const DAY: i64 = 24 * 60;

/// A figure with its change, its source and its records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeyFigure {
    /// Key of its name: `figure-<key>`.
    pub key: &'static str,
    /// Value.
    pub value: u32,
    /// Change to the same figure 24 hours earlier; `None` for figures that only ever grow.
    pub change: Option<i64>,
    /// The latest report that went into it.
    pub latest: Option<Timestamp>,
    /// Key of the source's name: who supplies it.
    pub source: &'static str,
    /// Way down, with the filter that gives exactly these records.
    pub drill: Drill,
}

/// Contacts of one ring: traced, isolated, and who is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RingFigure {
    /// Ring.
    pub ring: Ring,
    /// People traced, each counted once in the strictest ring they stand in.
    pub traced: u32,
    /// People registered and counted by area without being named; only for [`Ring::General`].
    pub counted: u32,
    /// Those who are or were in a room of their own.
    pub isolated: u32,
    /// Those who must be isolated and still wait for it: the list behind R3.
    pub waiting: u32,
    /// Those kept at home or no longer kept.
    pub elsewhere: u32,
    /// Way down to the ones who wait.
    pub drill: Drill,
}

impl RingFigure {
    /// Returns how many of those who must be isolated are, in thousandths; 1000 when nobody must be.
    pub fn isolated_permille(&self) -> u32 {
        let due = self.isolated + self.waiting;
        (self.isolated * 1000).checked_div(due).unwrap_or(1000)
    }
}

/// The key figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeyFigures {
    /// Up to which entry and for which minute.
    #[serde(flatten)]
    pub stamp: Stamp,
    /// 社会面新增: found outside control in the last 24 hours.
    pub community: KeyFigure,
    /// 管控中发现: found under control in the last 24 hours.
    pub controlled: KeyFigure,
    /// 来源不明: cases whose source is not known.
    pub unknown_source: KeyFigure,
    /// 现有: cases that have not ended.
    pub active: KeyFigure,
    /// 累计: all cases.
    pub cumulative: KeyFigure,
    /// Close contacts, contacts of contacts, general contacts.
    pub rings: Vec<RingFigure>,
}

/// Returns the key figures of every outbreak responded to.  O(cases + contacts).
pub fn key_figures(s: &Situation, now: Timestamp) -> KeyFigures {
    key_figures_in(s, now, None)
}

/// Returns the key figures of every outbreak responded to, of the cases reported in `area`: the same cases that a reader
/// confined to that area finds in the lists behind them.  O(cases + contacts).
pub fn key_figures_in(s: &Situation, now: Timestamp, area: Option<AreaCode>) -> KeyFigures {
    let scope = Scope { outbreak: None, area };
    // The list behind a figure is filtered by whole minutes, so the figure is too.
    let from = whole_minute(add_minutes(now, -DAY));
    let before_from = add_minutes(from, -DAY);
    let cases: Vec<&Case> =
        s.cases.rows().iter().filter(|case| case.reported_at <= now && scope.has(s, case)).collect();
    let community = |case: &Case| case.detection.is_community();
    let new = |key, filter: &str, pick: &dyn Fn(&Case) -> bool| {
        let picked = cases.iter().filter(|case| pick(case));
        let (mut today, mut before, mut latest) = (0, 0, None);
        for case in picked {
            today += u32::from(case.reported_at >= from);
            before += u32::from((before_from..from).contains(&case.reported_at));
            latest = latest.max(Some(case.reported_at));
        }
        let since = domain::time::minute_text(from).replace(' ', "T");
        KeyFigure {
            key,
            value: today,
            change: Some(i64::from(today) - i64::from(before)),
            latest,
            source: "source-cdc",
            drill: Drill::Cases(format!("{filter}&from={since}")),
        }
    };
    let all = |key, source, filter: &str, pick: &dyn Fn(&Case) -> bool| {
        let picked: Vec<_> = cases.iter().filter(|case| pick(case)).collect();
        let fresh = picked.iter().filter(|case| case.reported_at >= from).count();
        KeyFigure {
            key,
            value: number(picked.len()),
            change: i64::try_from(fresh).ok(),
            latest: picked.iter().map(|case| case.reported_at).max(),
            source,
            drill: Drill::Cases(filter.to_owned()),
        }
    };
    KeyFigures {
        stamp: Stamp::new(s, now),
        community: new("figure-community", "found=community", &community),
        controlled: new("figure-controlled", "found=controlled", &|case| !community(case)),
        unknown_source: all("figure-unknown-source", "source-tracing", "origin=unknown", &|case| {
            case.origin == Origin::Unknown
        }),
        active: all("figure-active", "source-hospital", "active=1", &|case| case.outcome.is_none()),
        cumulative: all("figure-cumulative", "source-cdc", "", &|_| true),
        rings: rings(s),
    }
}

/// Returns the minute an instant lies in.
fn whole_minute(at: Timestamp) -> Timestamp {
    let seconds = at.as_second();
    Timestamp::from_second(seconds - seconds.rem_euclid(60)).unwrap_or(at)
}

fn rings(s: &Situation) -> Vec<RingFigure> {
    let standings = standings(s);
    let figure = |ring: Ring| {
        let (mut traced, mut isolated, mut waiting, mut elsewhere) = (0, 0, 0, 0);
        for (_, standing) in standings.of_ring(ring) {
            traced += 1;
            match standing {
                Standing::Staying | Standing::Released => isolated += 1,
                Standing::Waiting | Standing::Moving => waiting += 1,
                Standing::Home => elsewhere += 1,
            }
        }
        let counted = if ring == Ring::General { general(s) } else { 0 };
        let name = crate::lists::ring_code(ring);
        RingFigure {
            ring,
            traced,
            counted,
            isolated,
            waiting,
            elsewhere,
            drill: Drill::Contacts(format!("ring={name}&placed=no")),
        }
    };
    [Ring::Close, Ring::Secondary, Ring::General].into_iter().map(figure).collect()
}

/// General contacts counted by area in outbreaks that are responded to.
fn general(s: &Situation) -> u32 {
    let worked = s.outbreaks.rows().iter().filter(|row| !row.protocols.is_empty());
    let counted = worked.flat_map(|row| row.general_contacts.values());
    crate::round::total(counted.map(|(people, _, _)| *people))
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
