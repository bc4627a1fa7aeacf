//! The ticker of the three situations (疫情, 舆情, 社情), and how fresh the data are.

use crate::{
    catalogue::{Catalogue, Lang},
    drill::Drill,
    scope::Scope,
    words::{Label, age, area_name, clock_time, count},
};
use domain::{
    TaskKind, TestOutcome, Timestamp, TubeKind, Unit,
    time::{add_minutes, minutes_between},
};
use serde::Serialize;
use situation::Situation;

/// Hours back that the ticker tells of cases and pools.
const TICKER_HOURS: i64 = 24;
/// Lines of each of the three situations.
const LINES: usize = 4;
/// Minutes within which a laboratory is expected to report something while tubes are open, and a grid while sampling.
const FEED_MINUTES: i64 = 60;

/// Which of the three situations a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sentiment {
    /// 疫情
    Epidemic,
    /// 舆情
    Opinion,
    /// 社情
    People,
}

impl Label for Sentiment {
    fn key(&self) -> &'static str {
        match self {
            Sentiment::Epidemic => "sentiment-epidemic",
            Sentiment::Opinion => "sentiment-opinion",
            Sentiment::People => "sentiment-people",
        }
    }
}

/// A line of the ticker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TickerLine {
    /// Which situation.
    pub about: Sentiment,
    /// When it happened.
    pub event_at: Timestamp,
    /// `05:52`.
    pub time: String,
    /// What happened, without names of people.
    pub text: String,
    /// Way down.
    pub drill: Drill,
    /// Address.
    pub href: String,
}

/// Returns the ticker at `now`: the newest cases and pools, and the open tasks on rumours and calls for help, longest open
/// first.
pub fn ticker(s: &Situation, now: Timestamp, lang: Lang) -> Vec<TickerLine> {
    let mut lines = epidemic(s, now, lang);
    lines.extend(tasks(s, now, TaskKind::Rumour, lang));
    lines.extend(tasks(s, now, TaskKind::Help, lang));
    lines
}

fn line(about: Sentiment, event_at: Timestamp, text: String, drill: Drill) -> TickerLine {
    TickerLine { about, event_at, time: clock_time(event_at), text, href: drill.href(), drill }
}

fn epidemic(s: &Situation, now: Timestamp, lang: Lang) -> Vec<TickerLine> {
    let words = Catalogue::get(lang);
    let from = add_minutes(now, -TICKER_HOURS * 60);
    let scope = Scope::default();
    let recent = |at: Timestamp| at > from && at <= now;
    let cases = s.cases.iter().filter(|(_, case)| recent(case.reported_at) && scope.has(s, case));
    let mut newest: Vec<_> = cases.map(|(id, case)| (case.reported_at, id)).collect();
    newest.sort_unstable_by(|a, b| b.cmp(a));
    newest.truncate(LINES);
    let mut lines: Vec<TickerLine> = Vec::new();
    for (at, id) in newest {
        let Some(case) = s.cases.get(id) else { continue };
        let place = area_name(s, case.area);
        let values = [
            ("place", place.as_str()),
            ("class", case.class.label(lang)),
            ("found", case.detection.label(lang)),
        ];
        let text = words.ta("ticker-case", &values);
        lines.push(line(Sentiment::Epidemic, at, text, Drill::Case(id)));
    }
    let pools = s.tubes.iter().rev().filter_map(|(id, tube)| {
        let result = tube.result.as_ref()?;
        let bad = matches!(result.outcome, TestOutcome::Positive | TestOutcome::Inconclusive);
        let pooled = tube.kind != TubeKind::Single && tube.people.len() > 1;
        (bad && pooled && recent(result.tested_at)).then_some((result.tested_at, id, tube))
    });
    for (at, id, tube) in pools.take(LINES) {
        let held = count(u32::try_from(tube.people.len()).unwrap_or(u32::MAX));
        let text = words.ta("ticker-pool", &[("code", &tube.code), ("n", &held)]);
        lines.push(line(Sentiment::Epidemic, at, text, Drill::Tube(id)));
    }
    lines.sort_by(|a, b| b.event_at.cmp(&a.event_at).then(a.drill.cmp(&b.drill)));
    lines.truncate(LINES);
    lines
}

fn tasks(s: &Situation, now: Timestamp, kind: TaskKind, lang: Lang) -> Vec<TickerLine> {
    let words = Catalogue::get(lang);
    let about = if kind == TaskKind::Rumour { Sentiment::Opinion } else { Sentiment::People };
    let open = s.open_tasks.iter().filter_map(|id| Some((*id, s.tasks.get(*id)?)));
    let mut open: Vec<_> = open.filter(|(_, task)| task.kind == kind).collect();
    open.sort_by_key(|(id, task)| (task.opened_at, *id));
    open.truncate(LINES);
    let tell = |(id, task): (domain::TaskId, &situation::state::Task)| {
        let open_for = age(minutes_between(task.opened_at, now), lang);
        let text = if task.text.is_empty() {
            words.ta("ticker-task-none", &[("kind", kind.label(lang)), ("age", &open_for)])
        } else {
            words.ta("ticker-task", &[("text", &task.text), ("age", &open_for)])
        };
        line(about, task.opened_at, text, Drill::Task(id))
    };
    open.into_iter().map(tell).collect()
}

/// How fresh a feed is: late beyond its interval, stale beyond three of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedState {
    /// Within its interval, or heard of before and nothing is due from it.
    Fresh,
    /// Beyond its interval.
    Late,
    /// Beyond three intervals: its last value is kept and shown hatched.
    Stale,
    /// Never heard of, and nothing is due: there is no source to be fresh or late.
    Unknown,
}

/// One feed of data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Feed {
    /// Key of its name.
    pub key: &'static str,
    /// When it was last heard of.
    pub heard_at: Option<Timestamp>,
    /// Minutes since then.
    pub age_minutes: Option<i64>,
    /// Minutes within which it is expected.
    pub every_minutes: i64,
    /// How fresh it is.
    pub state: FeedState,
}

/// Returns how fresh the laboratory, the sampling and the grids are at `now`.
pub fn feeds(s: &Situation, now: Timestamp) -> Vec<Feed> {
    let bulk = s.rounds.rows().iter().flat_map(|round| &round.resulted).map(|batch| batch.at).max();
    let hops = s.hops.get(&domain::Stage::Test).and_then(|hops| hops.iter().map(|hop| hop.at).max());
    let running = s.rounds.rows().iter().any(|round| round.closed_at.is_none() && round.starts_at <= now);
    let unreported = s.rounds.rows().iter().any(|round| !crate::round::unreported(round).is_empty());
    let lab_due = !s.open_tubes.is_empty() || unreported;
    let sampled = s.rounds.rows().iter().flat_map(|round| &round.sampled).map(|batch| batch.at).max();
    let single = s.tubes.rows().last().map(|tube| tube.registered.decided);
    let grids = s.requirements.iter().filter(|(unit, _)| matches!(unit, Unit::Grid(_)));
    let every = grids.clone().map(|(_, required)| i64::from(required.every_minutes)).min();
    let heard = s.heard.iter().filter(|(unit, _)| matches!(unit, Unit::Grid(_)));
    let heard = heard.map(|(_, at)| *at).max();
    vec![
        feed("feed-lab", bulk.max(hops), FEED_MINUTES, lab_due, now),
        feed("feed-sampling", sampled.max(single), FEED_MINUTES, running, now),
        feed("feed-grids", heard, every.unwrap_or(FEED_MINUTES), every.is_some(), now),
    ]
}

fn feed(key: &'static str, heard_at: Option<Timestamp>, every: i64, due: bool, now: Timestamp) -> Feed {
    let age_minutes = heard_at.map(|at| minutes_between(at, now).max(0));
    let state = match age_minutes {
        None if !due => FeedState::Unknown,
        Some(_) if !due => FeedState::Fresh,
        Some(age) if age <= every => FeedState::Fresh,
        Some(age) if age <= 3 * every => FeedState::Late,
        Some(_) | None => FeedState::Stale,
    };
    Feed { key, heard_at, age_minutes, every_minutes: every, state }
}
