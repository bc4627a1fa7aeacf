//! Rounds of mass testing as queues: samples in, results out, oldest first.

use domain::{Date, LabId, RoundId, Timestamp, time::minutes_between};
use serde::Serialize;
use situation::{
    Situation,
    state::{Batch, Round},
};

use crate::{drill::Drill, stamp::Stamp};

/// Samples matched to the results that reported them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Matched {
    /// When the result was there.
    pub(crate) at: Timestamp,
    /// From sampling to result, minutes.
    pub(crate) minutes: i64,
    /// People.
    pub(crate) people: u32,
}

/// Returns the sum of counts that people report; more than can be held stays the most that can be held, because a
/// figure on a screen must not stop the screen.
pub(crate) fn total(counts: impl IntoIterator<Item = u32>) -> u32 {
    counts.into_iter().fold(0, u32::saturating_add)
}

/// Returns the samples of a round in the order they were taken.
fn by_time(batches: &[Batch]) -> Vec<Batch> {
    let mut sorted = batches.to_vec();
    sorted.sort_by_key(|batch| (batch.at, batch.grid, batch.lab));
    sorted
}

/// Returns samples that no result covers yet, results being counted against the oldest samples first, because a
/// laboratory's bulk report does not say which samples it covers.
pub(crate) fn unreported(round: &Round) -> Vec<Batch> {
    let mut tubes = total(round.resulted.iter().map(|batch| batch.tubes));
    let mut people = total(round.resulted.iter().map(|batch| batch.people));
    let mut left = Vec::new();
    for mut batch in by_time(&round.sampled) {
        let (out, seen) = (batch.tubes.min(tubes), batch.people.min(people));
        (tubes, people) = (tubes - out, people - seen);
        (batch.tubes, batch.people) = (batch.tubes - out, batch.people - seen);
        if batch.tubes > 0 {
            left.push(batch);
        }
    }
    left
}

/// Returns how long the people of a round waited for their results, results counted against the oldest samples first.
pub(crate) fn matched(round: &Round) -> Vec<Matched> {
    let mut samples = by_time(&round.sampled).into_iter();
    let mut current = samples.next();
    let mut out = Vec::new();
    for result in by_time(&round.resulted) {
        let mut people = result.people;
        while people > 0 {
            let Some(sample) = &mut current else { break };
            let taken = sample.people.min(people);
            if taken > 0 {
                let minutes = minutes_between(sample.at, result.at).max(0);
                out.push(Matched { at: result.at, minutes, people: taken });
            }
            people -= taken;
            sample.people -= taken;
            if sample.people == 0 {
                current = samples.next();
            }
        }
    }
    out
}

/// One round with its denominators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoundLine {
    /// The round.
    pub round: RoundId,
    /// Its name.
    pub name: String,
    /// When it began.
    pub starts_at: Timestamp,
    /// When it is due.
    pub due_at: Timestamp,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// People and households of the grids of its areas, by the register.
    pub people: u32,
    /// Households of the grids of its areas.
    pub households: u32,
    /// Households seen: tested, away, refused or exempt.
    pub households_seen: u32,
    /// People sampled.
    pub sampled: u32,
    /// Tubes sampled.
    pub tubes: u32,
    /// People with a result.
    pub resulted: u32,
    /// Tubes with a result.
    pub tubes_resulted: u32,
    /// Tubes that were not negative.
    pub not_negative: u32,
    /// Grids of its areas, and those that have reported.
    pub grids: u32,
    /// Grids that have reported anything.
    pub grids_reported: u32,
    /// Day it began.
    pub day: Date,
    /// Way down.
    pub drill: Drill,
}

/// Every round with its denominators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rounds {
    /// Up to which entry and for which minute.
    #[serde(flatten)]
    pub stamp: Stamp,
    /// Rounds, newest first.
    pub rounds: Vec<RoundLine>,
}

/// Returns the rounds with how far they are.  O(rounds · (grids + buildings)).
pub fn rounds(s: &Situation, now: Timestamp) -> Rounds {
    let lines = s.rounds.iter().rev().map(|(id, round)| line(s, id, round)).collect();
    Rounds { stamp: Stamp::new(s, now), rounds: lines }
}

fn line(s: &Situation, id: RoundId, round: &Round) -> RoundLine {
    let concerned = s.live_grids().filter(|(_, grid)| round.areas.iter().any(|area| area.covers(grid.area)));
    let (mut people, mut households, mut grids, mut reported) = (0_u32, 0_u32, 0, 0);
    for (grid, _) in concerned {
        let (of_households, of_people) = s.grid_population(grid);
        people = people.saturating_add(of_people);
        households = households.saturating_add(of_households);
        grids += 1;
        reported += u32::from(round.grids.contains_key(&grid));
    }
    RoundLine {
        round: id,
        name: round.name.clone(),
        starts_at: round.starts_at,
        due_at: round.due_at,
        closed_at: round.closed_at,
        people,
        households,
        households_seen: round.seen.count(),
        sampled: total(round.sampled.iter().map(|batch| batch.people)),
        tubes: total(round.sampled.iter().map(|batch| batch.tubes)),
        resulted: total(round.resulted.iter().map(|batch| batch.people)),
        tubes_resulted: total(round.resulted.iter().map(|batch| batch.tubes)),
        not_negative: round.not_negative,
        grids,
        grids_reported: reported,
        day: domain::time::day_of(round.starts_at),
        drill: Drill::Round(id),
    }
}

/// Returns tubes that laboratories reported in the hours before `now`, by laboratory, from bulk and single reports.
pub(crate) fn tubes_by_lab(
    s: &Situation,
    since: Timestamp,
    now: Timestamp,
) -> std::collections::BTreeMap<Option<LabId>, u32> {
    let mut by_lab = std::collections::BTreeMap::new();
    let mut note = |lab, more: u32| {
        let tubes: &mut u32 = by_lab.entry(lab).or_default();
        *tubes = tubes.saturating_add(more);
    };
    let bulk = s.rounds.rows().iter().flat_map(|round| &round.resulted);
    for batch in bulk.filter(|batch| batch.at > since && batch.at <= now) {
        note(batch.lab, batch.tubes);
    }
    let single = s.tubes.rows().iter().filter_map(|tube| tube.result.as_ref());
    for result in single.filter(|result| result.tested_at > since && result.tested_at <= now) {
        note(result.lab, 1);
    }
    by_lab
}
