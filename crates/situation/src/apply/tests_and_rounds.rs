//! Tubes, results, holds and rounds.

use super::Frame;
use crate::state::{Batch, Clock, Hold, Hop, Round, Situation, Stamps, Tube, TubeResult};
use domain::{Fact, PersonId, Stage, Timestamp, Unit, time::minutes_between};

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
            Fact::SamplesReported { round, grid, households, people, tubes, collected_until, .. } => {
                self.hear(Unit::Grid(grid), frame.at);
                let Some(round) = self.rounds.get_mut(round) else {
                    return;
                };
                for (first, last) in households {
                    round.seen.add(first, last);
                }
                let share = round.grids.entry(grid).or_default();
                share.people = share.people.saturating_add(people);
                share.tubes = share.tubes.saturating_add(tubes);
                share.last = share.last.max(Some(collected_until));
                round.sampled.push(Batch { at: collected_until, people, tubes, lab: None, grid: Some(grid) });
            }
            Fact::HouseholdsAccounted { round, grid, status, households, people } => {
                self.hear(Unit::Grid(grid), frame.at);
                let Some(round) = self.rounds.get_mut(round) else {
                    return;
                };
                for (first, last) in households {
                    round.seen.add(first, last);
                }
                let accounted = round.grids.entry(grid).or_default().accounted.entry(status).or_default();
                *accounted = accounted.saturating_add(people);
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
