//! Tubes, results, holds and rounds.

use super::Frame;
use crate::state::{Batch, Clock, Hold, Hop, Round, SampleSlice, Situation, Stamps, Tube, TubeResult, Visit};
use domain::{
    Fact, GridId, PersonId, SiteId, Stage, Timestamp, Unit, fact::HouseholdRun, time::minutes_between,
};

impl Situation {
    /// Starts the clock of a stage for a person, unless it runs.
    pub(crate) fn start_clock(&mut self, person: PersonId, stage: Stage, opened: Stamps) {
        if self.waiting.entry(stage).or_default().insert(person) {
            let clock = Clock { stage, opened, done: None, cancelled: false };
            self.people.entry(person).or_default().clocks.push(clock);
        }
    }

    /// Stops the clock of a stage for a person, if it runs; a cancelled one leaves no hop.
    pub(crate) fn stop_clock(&mut self, person: PersonId, stage: Stage, done: Stamps, cancelled: bool) {
        if !self.waiting.entry(stage).or_default().remove(&person) {
            return;
        }
        let known = self.people.entry(person).or_default();
        let running =
            known.clocks.iter_mut().rev().find(|clock| clock.stage == stage && clock.done.is_none());
        let Some(clock) = running else { return };
        clock.done = Some(done);
        clock.cancelled = cancelled;
        if !cancelled {
            let minutes = minutes_between(clock.opened.event, done.event).max(0);
            self.hops.entry(stage).or_default().push(Hop { at: done.event, minutes, person });
        }
    }

    /// Notes that a unit was heard of at an instant; hearing late of something early does not count back.
    pub(crate) fn hear(&mut self, unit: Unit, at: Timestamp) {
        let last = self.heard.entry(unit).or_insert(at);
        *last = (*last).max(at);
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "apply_fact has sorted the facts exhaustively")]
    #[expect(clippy::too_many_lines, reason = "a flat list of arms, one fact each")]
    pub(super) fn apply_test(&mut self, fact: &Fact, frame: Frame) {
        match fact.clone() {
            Fact::TubeRegistered { tube, code, kind, people, purpose, site, collected_at } => {
                let registered = frame.stamps(collected_at);
                for person in &people {
                    self.start_clock(*person, Stage::Test, registered);
                    let known = self.trail(*person, frame);
                    known.tubes.push(tube);
                    known.retest = known.retest.filter(|_| kind != domain::TubeKind::Single);
                }
                self.tube_codes.insert(code.clone(), tube);
                self.open_tubes.insert(tube);
                let (received, result, replaced, repeats) = (None, None, Vec::new(), 0);
                let by = frame.by;
                let row = Tube {
                    code,
                    kind,
                    people,
                    purpose,
                    site,
                    collected_at,
                    registered,
                    by,
                    received,
                    result,
                    replaced,
                    repeats,
                };
                self.tubes.insert(tube, row);
            }
            Fact::TubeReceived { tube, lab, at } => {
                if let Some(tube) = self.tubes.get_mut(tube) {
                    tube.received = Some((lab, at));
                }
            }
            Fact::TubeResulted { tube, outcome, lab, tested_at } => {
                let stamps = frame.stamps(tested_at);
                self.open_tubes.remove(&tube);
                let Some(row) = self.tubes.get_mut(tube) else {
                    return;
                };
                row.result = Some(TubeResult { outcome, lab, tested_at, stamps });
                for person in row.people.clone() {
                    self.stop_clock(person, Stage::Test, stamps, false);
                    self.trail(person, frame);
                }
            }
            Fact::TubeResultAmended { tube, outcome, reason } => {
                let Some(row) = self.tubes.get_mut(tube) else {
                    return;
                };
                if let Some(old) = row.result.take() {
                    row.result = Some(TubeResult { outcome, ..old.clone() });
                    row.replaced.push((old, reason));
                }
                for person in row.people.clone() {
                    self.trail(person, frame);
                }
            }
            Fact::TubeResultRepeated { tube } => {
                if let Some(tube) = self.tubes.get_mut(tube) {
                    tube.repeats = tube.repeats.saturating_add(1);
                }
            }
            Fact::SingleRetestOrdered { person, cause, due_at } => {
                self.start_clock(person, Stage::Test, frame.stamps(frame.at));
                self.trail(person, frame).retest = Some((cause, due_at));
            }
            Fact::HoldPlaced { hold, person, cause, basis, from, until } => {
                self.trail(person, frame).hold = Some(hold);
                self.holds.insert(hold, Hold { person, cause, basis, from, until, ended: None });
            }
            Fact::HoldEnded { hold, reason } => {
                let Some(row) = self.holds.get_mut(hold) else {
                    return;
                };
                row.ended = Some((frame.at, reason));
                let person = row.person;
                let known = self.trail(person, frame);
                known.hold = known.hold.filter(|current| *current != hold);
            }
            _ => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "apply_fact has sorted the facts exhaustively")]
    pub(super) fn apply_round(&mut self, fact: &Fact, frame: Frame) {
        match fact.clone() {
            Fact::RoundStarted { round, name, areas, starts_at, due_at, pool } => {
                self.rounds.insert(
                    round,
                    Round {
                        name,
                        areas,
                        starts_at,
                        due_at,
                        pool,
                        closed_at: None,
                        seen: crate::runs::Runs::default(),
                        grids: std::collections::BTreeMap::new(),
                        sampled: Vec::new(),
                        resulted: Vec::new(),
                        not_negative: 0,
                    },
                );
            }
            Fact::SamplesReported {
                round,
                grid,
                site,
                households,
                people,
                tubes,
                collected_from,
                collected_until,
                ..
            } => {
                // A report that comes after a grid ended is no sign of life of it.
                if self.grids.get(grid).is_none_or(|row| row.retired.is_none()) {
                    self.hear(Unit::Grid(grid), frame.at);
                }
                let Some(round) = self.rounds.get_mut(round) else {
                    return;
                };
                let batch = Batch { at: collected_until, people, tubes, lab: None, grid: Some(grid) };
                round.take_samples(grid, batch, (site, collected_from, households));
            }
            Fact::HouseholdsAccounted { round, grid, status, households, people } => {
                self.hear(Unit::Grid(grid), frame.at);
                if let Some(round) = self.rounds.get_mut(round) {
                    round.take_visit(grid, Visit { status, households, people });
                }
            }
            Fact::RoundResultsReported { round, lab, people, tubes, not_negative, tested_until } => {
                let Some(round) = self.rounds.get_mut(round) else {
                    return;
                };
                round.not_negative = round.not_negative.saturating_add(not_negative);
                round.resulted.push(Batch { at: tested_until, people, tubes, lab: Some(lab), grid: None });
            }
            Fact::RoundClosed { round, at } => {
                if let Some(round) = self.rounds.get_mut(round) {
                    round.closed_at = Some(at);
                }
            }
            _ => {}
        }
    }
}

impl Round {
    /// Takes in a report of samples.  A later report corrects every earlier slice that it speaks of: it stands in the place
    /// of the first of them and the others count nothing from then on, so that nobody is counted twice and a household that
    /// is no longer named is unseen again.
    fn take_samples(
        &mut self,
        grid: GridId,
        batch: Batch,
        (site, from, households): (Option<SiteId>, Timestamp, Vec<HouseholdRun>),
    ) {
        let told = self.told(grid, site, (from, batch.at), &households);
        let same_households = told.iter().all(|(slice, _)| slice.households == households);
        let told: Vec<(usize, Batch)> = told.into_iter().map(|(slice, old)| (slice.batch, *old)).collect();
        let place = told.first().map_or(self.sampled.len(), |(place, _)| *place);
        let share = self.grids.entry(grid).or_default();
        let slice = SampleSlice { site, from, households, batch: place };
        for (superseded, old) in &told {
            share.people = share.people.saturating_sub(old.people);
            share.tubes = share.tubes.saturating_sub(old.tubes);
            if let Some(row) = self.sampled.get_mut(*superseded) {
                *row = Batch { people: 0, tubes: 0, ..batch };
            }
        }
        share.people = share.people.saturating_add(batch.people);
        share.tubes = share.tubes.saturating_add(batch.tubes);
        if told.is_empty() {
            share.last = share.last.max(Some(batch.at));
            slice.households.iter().for_each(|(first, last)| self.seen.add(*first, *last));
            share.slices.push(slice);
            self.sampled.push(batch);
            return;
        }
        if let Some(row) = self.sampled.get_mut(place) {
            *row = batch;
        }
        if let Some(row) = share.slices.iter_mut().find(|row| row.batch == place) {
            *row = slice;
        }
        share.slices.retain(|row| row.batch == place || told.iter().all(|(old, _)| *old != row.batch));
        let ends = share.slices.iter().filter_map(|row| self.sampled.get(row.batch)).map(|row| row.at);
        share.last = ends.max();
        if !same_households {
            self.see_again();
        }
    }

    /// Takes in a report of households without a test; a second one of the same households stands in place of the first.
    fn take_visit(&mut self, grid: GridId, visit: Visit) {
        visit.households.iter().for_each(|(first, last)| self.seen.add(*first, *last));
        let share = self.grids.entry(grid).or_default();
        if let Some(old) = share.visits.iter().position(|row| row.is_of(&visit.households)) {
            let old = share.visits.remove(old);
            let people = share.accounted.entry(old.status).or_default();
            *people = people.saturating_sub(old.people);
        }
        let people = share.accounted.entry(visit.status).or_default();
        *people = people.saturating_add(visit.people);
        share.visits.push(visit);
    }

    /// Counts anew which households were seen, from every report in force.
    fn see_again(&mut self) {
        self.seen = crate::runs::Runs::default();
        for share in self.grids.values() {
            let sampled = share.slices.iter().flat_map(|slice| &slice.households);
            let visited = share.visits.iter().flat_map(|visit| &visit.households);
            sampled.chain(visited).for_each(|(first, last)| self.seen.add(*first, *last));
        }
    }
}
