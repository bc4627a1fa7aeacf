//! Tubes, results, and rounds of mass testing.

use super::{Asked, Refusal, follow::Ahead};
use crate::state::{Round, Situation, Tube};
use domain::{
    CaseClass, Command, Detection, Fact, GridId, HouseholdId, HouseholdStatus, LabId, Origin, PersonId,
    RoundId, TestOutcome, Timestamp, TubeId, TubeKind,
    fact::HouseholdRun,
    time::{add_minutes, day_of},
};

/// The most people or tubes that one report may speak of: several times a day's samples of the largest district.
const MOST_IN_A_REPORT: u32 = 2_000_000;

/// Refuses counts that no report of one grid or laboratory can hold, so that sums over a round stay sums.
pub(super) fn plausible(counts: &[u32]) -> Result<(), Refusal> {
    let beyond = counts.iter().find(|count| **count > MOST_IN_A_REPORT);
    beyond.map_or(Ok(()), |count| Err(Refusal::TooMany(*count)))
}

/// Whether a list of facts already ends a hold.
pub(super) fn ends(facts: &[Fact], ended: domain::HoldId) -> bool {
    facts.iter().any(|fact| matches!(fact, Fact::HoldEnded { hold, .. } if *hold == ended))
}

/// A tube with what was said of how its people were found.
#[derive(Clone, Copy)]
struct Found<'a> {
    tube: TubeId,
    row: &'a Tube,
    detection: Detection,
}

impl Situation {
    #[expect(clippy::wildcard_enum_match_arm, reason = "decide has sorted the commands exhaustively")]
    pub(super) fn decide_test(&self, asked: &Asked, command: &Command) -> Result<Vec<Fact>, Refusal> {
        match command {
            Command::RegisterTube { code, kind, people, purpose, site, collected_at } => {
                asked.past(*collected_at)?;
                self.check_tube(code, *kind, people)?;
                if let Some(known) = self.tube_codes.get(code).and_then(|tube| self.tubes.get(*tube)) {
                    let same =
                        known.people == *people && known.collected_at == *collected_at && known.kind == *kind;
                    return if same {
                        Ok(Vec::new())
                    } else {
                        Err(Refusal::TubeTaken { code: code.clone() })
                    };
                }
                let (tube, code, people) = (self.tubes.next_id(), code.clone(), people.clone());
                let (kind, purpose, site, collected_at) = (*kind, *purpose, *site, *collected_at);
                Ok(vec![Fact::TubeRegistered { tube, code, kind, people, purpose, site, collected_at }])
            }
            Command::ReceiveTube { code, lab, at } => {
                asked.past(*at)?;
                let (tube, row) = self.tube(code)?;
                if row.received.is_some() {
                    return Ok(Vec::new());
                }
                Ok(vec![Fact::TubeReceived { tube, lab: *lab, at: *at }])
            }
            Command::ReportResult { code, outcome, lab, tested_at, detection } => {
                self.decide_result(asked, code, *outcome, (*lab, *tested_at), *detection)
            }
            Command::AmendResult { code, outcome, reason } => {
                self.decide_amendment(asked, code, *outcome, reason)
            }
            _ => Ok(Vec::new()),
        }
    }

    fn check_tube(&self, code: &str, kind: TubeKind, people: &[PersonId]) -> Result<(), Refusal> {
        if code.trim().is_empty() {
            return Err(Refusal::Empty { field: "code" });
        }
        if people.is_empty() {
            return Err(Refusal::Empty { field: "people" });
        }
        if people.len() > kind.capacity() {
            return Err(Refusal::TubeOverfull { capacity: kind.capacity(), people: people.len() });
        }
        let mut named = std::collections::BTreeSet::new();
        if let Some(person) = people.iter().find(|person| !named.insert(**person)) {
            return Err(Refusal::NamedTwice(*person));
        }
        let stranger = people.iter().find(|person| !self.knows(**person));
        stranger.map_or(Ok(()), |person| Err(Refusal::unknown("person", person)))
    }

    fn tube(&self, code: &str) -> Result<(TubeId, &Tube), Refusal> {
        let found = self.tube_codes.get(code).and_then(|tube| Some((*tube, self.tubes.get(*tube)?)));
        found.ok_or_else(|| Refusal::unknown("tube", code))
    }

    fn decide_result(
        &self,
        asked: &Asked,
        code: &str,
        outcome: TestOutcome,
        (lab, tested_at): (Option<LabId>, Timestamp),
        detection: Detection,
    ) -> Result<Vec<Fact>, Refusal> {
        asked.past(tested_at)?;
        let (tube, row) = self.tube(code)?;
        if tested_at < row.collected_at {
            return Err(Refusal::OutOfOrder { earlier: "collected_at", later: "tested_at" });
        }
        if let Some(known) = &row.result {
            if known.outcome == outcome {
                return Ok(vec![Fact::TubeResultRepeated { tube }]);
            }
            return Err(Refusal::ResultContradicts {
                code: code.to_owned(),
                had: known.outcome,
                got: outcome,
            });
        }
        let mut facts = vec![Fact::TubeResulted { tube, outcome, lab, tested_at }];
        self.follow_result(asked, Found { tube, row, detection }, outcome, &mut facts)?;
        Ok(facts)
    }

    /// What follows from a result: retests and holds for a pool, a case or a release from hold for a single tube.
    fn follow_result(
        &self,
        asked: &Asked,
        found: Found<'_>,
        outcome: TestOutcome,
        facts: &mut Vec<Fact>,
    ) -> Result<(), Refusal> {
        let Found { tube, row, .. } = found;
        let single = row.kind == TubeKind::Single || row.people.len() == 1;
        for person in &row.people {
            match (outcome, single) {
                (TestOutcome::Positive, true) => self.open_case(asked, found, *person, facts)?,
                (TestOutcome::Positive | TestOutcome::Inconclusive, false) => {
                    self.retest_and_hold(asked, tube, row, *person, facts);
                }
                (TestOutcome::Inconclusive | TestOutcome::Invalid, _) => {
                    let due_at = add_minutes(asked.at, self.result_minutes(row, true));
                    facts.push(Fact::SingleRetestOrdered { person: *person, cause: tube, due_at });
                }
                (TestOutcome::Negative, _) => {
                    let hold = self.people.get(person).and_then(|known| known.hold);
                    if let (Some(hold), true) = (hold, single) {
                        facts.push(Fact::HoldEnded { hold, reason: "single tube negative".to_owned() });
                    }
                }
            }
        }
        Ok(())
    }

    /// Returns the minutes allowed for a result, by the protocol in force where the first person of the tube lives.
    pub fn result_minutes(&self, tube: &Tube, single: bool) -> i64 {
        let area = tube.people.first().and_then(|person| self.area_of(*person));
        let rules = area
            .and_then(|area| self.outbreak_for(area))
            .and_then(|outbreak| self.rules(outbreak, tube.collected_at));
        let minutes = rules.map_or((1440, 360), |(_, protocol)| protocol.result_minutes.value);
        i64::from(if single { minutes.1 } else { minutes.0 })
    }

    fn retest_and_hold(
        &self,
        asked: &Asked,
        tube: TubeId,
        row: &Tube,
        person: PersonId,
        facts: &mut Vec<Fact>,
    ) {
        let due_at = add_minutes(asked.at, self.result_minutes(row, true));
        facts.push(Fact::SingleRetestOrdered { person, cause: tube, due_at });
        if self.people.get(&person).is_some_and(|known| known.hold.is_some()) {
            return;
        }
        let area = self.area_of(person);
        let rules =
            area.and_then(|area| self.outbreak_for(area)).and_then(|outbreak| self.rules(outbreak, asked.at));
        let Some((_, protocol)) = rules else { return };
        let until = add_minutes(asked.at, i64::from(protocol.hold_hours.value) * 60);
        let placed = facts.iter().filter(|fact| matches!(fact, Fact::HoldPlaced { .. })).count();
        let (hold, basis) = (self.holds.id_after(placed), protocol.legal_basis.clone());
        facts.push(Fact::HoldPlaced { hold, person, cause: tube, basis, from: asked.at, until });
    }

    /// A single positive makes a suspect case, an investigation and, for each contact this person already was, a proposed
    /// exposure.  Clinicians confirm or reclassify.
    fn open_case(
        &self,
        asked: &Asked,
        Found { tube, row, detection }: Found<'_>,
        person: PersonId,
        facts: &mut Vec<Fact>,
    ) -> Result<(), Refusal> {
        if self.active_case(person).is_some() {
            return Ok(());
        }
        let area = self.area_of(person).ok_or_else(|| Refusal::unknown("person", person))?;
        let outbreak = self.outbreak_for(area).ok_or_else(|| Refusal::NoOutbreak { area: area.short() })?;
        let (pack, _) =
            self.rules(outbreak, asked.at).ok_or_else(|| Refusal::NoOutbreak { area: area.short() })?;
        let case = self.cases.next_id();
        facts.push(Fact::CaseClassified {
            case,
            person,
            outbreak,
            class: CaseClass::Suspect,
            severity: None,
            detection: self.detection(person, detection, asked.at),
            origin: Origin::Unknown,
            area,
            onset_on: None,
            sampled_on: Some(day_of(row.collected_at)),
            reported_at: asked.at,
            tube: Some(tube),
            definition: pack.definition(),
        });
        self.follow_case(asked.at, (case, outbreak), (person, area), &mut Ahead::default(), facts);
        Ok(())
    }

    /// Returns how a case was found, from where the person was: stated community detection gives way to isolation.
    fn detection(&self, person: PersonId, stated: Detection, now: Timestamp) -> Detection {
        if self.staying.contains(&person) {
            return Detection::IsolationSite;
        }
        let zone = self.grid_of(person).and_then(|grid| self.zone_of_grid(grid, now));
        match (stated, zone) {
            (Detection::Community, Some(domain::ZoneKind::Lockdown)) => Detection::LockdownZone,
            (Detection::Community, Some(domain::ZoneKind::Control)) => Detection::ControlZone,
            (stated, _) => stated,
        }
    }

    fn decide_amendment(
        &self,
        asked: &Asked,
        code: &str,
        outcome: TestOutcome,
        reason: &str,
    ) -> Result<Vec<Fact>, Refusal> {
        let (tube, row) = self.tube(code)?;
        if reason.trim().is_empty() {
            return Err(Refusal::ReasonNeeded);
        }
        let Some(known) = &row.result else {
            return Err(Refusal::NoResult { code: code.to_owned() });
        };
        if known.outcome == outcome {
            return Ok(Vec::new());
        }
        let was_positive = known.outcome == TestOutcome::Positive;
        let mut facts = vec![Fact::TubeResultAmended { tube, outcome, reason: reason.to_owned() }];
        if was_positive {
            for (case, found) in self
                .cases
                .iter()
                .filter(|(_, case)| case.tube == Some(tube) && case.class != CaseClass::Excluded)
            {
                let class = CaseClass::Excluded;
                facts.push(Fact::CaseReclassified {
                    case,
                    class,
                    severity: None,
                    at: asked.at,
                    reason: reason.to_owned(),
                });
                self.withdraw_case(asked.at, (case, found.person), reason, &mut facts);
            }
        }
        if outcome == TestOutcome::Negative {
            let held = row.people.iter().filter_map(|person| self.people.get(person)?.hold);
            let held = held.filter(|hold| self.holds.get(*hold).is_some_and(|row| row.cause == tube));
            let held: Vec<_> = held.filter(|hold| !ends(&facts, *hold)).collect();
            facts.extend(held.into_iter().map(|hold| Fact::HoldEnded { hold, reason: reason.to_owned() }));
        } else {
            self.follow_result(
                asked,
                Found { tube, row, detection: Detection::Community },
                outcome,
                &mut facts,
            )?;
        }
        Ok(facts)
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "decide has sorted the commands exhaustively")]
    pub(super) fn decide_round(&self, asked: &Asked, command: &Command) -> Result<Vec<Fact>, Refusal> {
        match command {
            Command::StartRound { name, areas, starts_at, due_at, pool } => {
                if areas.is_empty() {
                    return Err(Refusal::Empty { field: "areas" });
                }
                if due_at <= starts_at {
                    return Err(Refusal::OutOfOrder { earlier: "starts_at", later: "due_at" });
                }
                let (round, name, areas) = (self.rounds.next_id(), name.clone(), areas.clone());
                let (starts_at, due_at, pool) = (*starts_at, *due_at, *pool);
                Ok(vec![Fact::RoundStarted { round, name, areas, starts_at, due_at, pool }])
            }
            Command::ReportSamples { .. } => self.decide_samples(asked, command),
            Command::AccountHouseholds { round, grid, status, households, people } => {
                plausible(&[*people])?;
                self.check_share((*round, *grid), households, None)?;
                if *status == HouseholdStatus::Tested {
                    return Err(Refusal::Empty { field: "tubes" });
                }
                let known = self.rounds.get(*round).and_then(|row| row.grids.get(grid));
                let visit = known.and_then(|share| share.visit(households));
                if visit.is_some_and(|visit| (visit.status, visit.people) == (*status, *people)) {
                    return Ok(Vec::new());
                }
                let (round, grid, status, households, people) =
                    (*round, *grid, *status, households.clone(), *people);
                Ok(vec![Fact::HouseholdsAccounted { round, grid, status, households, people }])
            }
            Command::ReportRoundResults { round, lab, people, tubes, not_negative, tested_until } => {
                plausible(&[*people, *tubes, *not_negative])?;
                asked.past(*tested_until)?;
                self.round(*round)?;
                if self.labs.get(*lab).is_none() {
                    return Err(Refusal::unknown("laboratory", lab));
                }
                let (round, lab, people, tubes) = (*round, *lab, *people, *tubes);
                let (not_negative, tested_until) = (*not_negative, *tested_until);
                Ok(vec![Fact::RoundResultsReported { round, lab, people, tubes, not_negative, tested_until }])
            }
            Command::CloseRound { round, at } => {
                asked.past(*at)?;
                self.round(*round)?;
                Ok(vec![Fact::RoundClosed { round: *round, at: *at }])
            }
            _ => Ok(Vec::new()),
        }
    }

    fn decide_samples(&self, asked: &Asked, command: &Command) -> Result<Vec<Fact>, Refusal> {
        let Command::ReportSamples {
            round,
            grid,
            site,
            households,
            people,
            tubes,
            collected_from,
            collected_until,
            batch,
        } = command
        else {
            return Ok(Vec::new());
        };
        plausible(&[*people, *tubes])?;
        asked.past(*collected_until)?;
        self.check_share((*round, *grid), households, Some(*collected_until))?;
        if collected_until < collected_from {
            return Err(Refusal::OutOfOrder { earlier: "collected_from", later: "collected_until" });
        }
        let span = (*collected_from, *collected_until);
        let told = self.rounds.get(*round).map(|row| row.told(*grid, *site, span, households));
        if let Some([(slice, batch)]) = told.as_deref()
            && (batch.people, batch.tubes, batch.at) == (*people, *tubes, *collected_until)
            && slice.households == *households
        {
            return Ok(Vec::new());
        }
        Ok(vec![Fact::SamplesReported {
            round: *round,
            grid: *grid,
            site: *site,
            households: households.clone(),
            people: *people,
            tubes: *tubes,
            collected_from: *collected_from,
            collected_until: *collected_until,
            batch: batch.clone(),
        }])
    }

    fn round(&self, id: RoundId) -> Result<&Round, Refusal> {
        let row = self.rounds.get(id).ok_or_else(|| Refusal::unknown("round", id))?;
        if row.closed_at.is_some() { Err(Refusal::RoundClosed(id)) } else { Ok(row) }
    }

    /// Refuses what a grid cannot report of a round.  A grid that has ended still reports what was done before that, known
    /// by when it ended (`until`): a device may send hours after the boundaries changed.
    fn check_share(
        &self,
        (round, grid): (RoundId, GridId),
        households: &[HouseholdRun],
        until: Option<Timestamp>,
    ) -> Result<(), Refusal> {
        let areas = &self.round(round)?.areas;
        let row = self.grids.get(grid).ok_or_else(|| Refusal::unknown("grid", grid))?;
        if let Some((_, into)) = &row.retired {
            let in_time = row.retired_at.zip(until).is_some_and(|(retired, until)| until <= retired);
            if !in_time {
                return Err(Refusal::GridRetired { grid, into: into.clone() });
            }
        }
        if !areas.iter().any(|area| area.covers(row.area)) {
            return Err(Refusal::OutsideRound { round, grid });
        }
        let beyond =
            households.iter().find(|(first, last)| first.0 == 0 || last < first || last.0 > self.households);
        beyond.map_or(Ok(()), |(_, last)| Err(Refusal::UnknownHousehold(*last)))?;
        let foreign = households.iter().find_map(|run| self.foreign_household(grid, *run));
        foreign.map_or(Ok(()), |household| Err(Refusal::OutsideGrid { grid, household }))
    }

    /// Returns the first household of a run that other grids claim and this one does not, nor did when it ended.  Households
    /// of a building that no grid claims may be reported by whoever found them: the missing claim is a gap of its own.
    fn foreign_household(&self, grid: GridId, (first, last): HouseholdRun) -> Option<HouseholdId> {
        let had = self.grids.get(grid).filter(|row| row.retired.is_some()).map(|row| &row.buildings);
        let buildings = self.buildings.rows();
        let after = buildings.partition_point(|row| row.first_household <= first);
        let touched = self.buildings.iter().skip(after.saturating_sub(1));
        let mut touched = touched.take_while(|(_, row)| row.first_household <= last);
        let (_, foreign) = touched.find(|(id, row)| {
            let own = row.grids.contains(&grid) || had.is_some_and(|had| had.contains(id));
            row.households() > 0 && !row.grids.is_empty() && !own
        })?;
        Some(foreign.first_household.max(first))
    }
}
