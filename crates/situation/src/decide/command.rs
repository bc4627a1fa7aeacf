//! Measures that need two people, orders, tasks, duty and problem registers.

use super::{Asked, Refusal};
use crate::state::Situation;
use domain::{Command, DutyPlace, Fact, ReceiptStep, Role, TaskId, Timestamp, Unit, fact::Measure};

impl Situation {
    #[expect(clippy::wildcard_enum_match_arm, reason = "decide has sorted the commands exhaustively")]
    pub(super) fn decide_measure(&self, asked: &Asked, command: &Command) -> Result<Vec<Fact>, Refusal> {
        match command {
            Command::Propose { measure } => {
                self.check_measure(measure)?;
                let (proposal, measure, by) = (self.proposals.next_id(), measure.clone(), asked.by);
                Ok(vec![Fact::Proposed { proposal, measure, by }])
            }
            Command::Approve { proposal } => {
                let row =
                    self.proposals.get(*proposal).ok_or_else(|| Refusal::unknown("proposal", proposal))?;
                if row.decided.is_some() {
                    return Err(Refusal::AlreadyDecided(*proposal));
                }
                if row.by == asked.by {
                    return Err(Refusal::SamePerson);
                }
                self.mandate(asked)?;
                self.check_measure(&row.measure)?;
                let approved = Fact::ProposalApproved { proposal: *proposal, by: asked.by };
                Ok(vec![approved, self.effect(&row.measure)])
            }
            Command::Reject { proposal, reason } => {
                let row =
                    self.proposals.get(*proposal).ok_or_else(|| Refusal::unknown("proposal", proposal))?;
                if row.decided.is_some() {
                    return Err(Refusal::AlreadyDecided(*proposal));
                }
                if reason.trim().is_empty() {
                    return Err(Refusal::ReasonNeeded);
                }
                self.mandate(asked)?;
                Ok(vec![Fact::ProposalRejected { proposal: *proposal, by: asked.by, reason: reason.clone() }])
            }
            _ => Ok(Vec::new()),
        }
    }

    fn mandate(&self, asked: &Asked) -> Result<(), Refusal> {
        let actor = self.actors.get(asked.by).filter(|actor| actor.active);
        match actor.map(|actor| actor.role) {
            Some(Role::Commander | Role::DutyOfficer) => Ok(()),
            Some(_) | None => Err(Refusal::NoMandate),
        }
    }

    fn check_measure(&self, measure: &Measure) -> Result<(), Refusal> {
        let (basis, area) = match measure {
            Measure::Level { area, level, from, basis } => {
                if self.level_at(*area, *from).0 == *level {
                    return Err(Refusal::SameLevel(*level));
                }
                (basis, Some(area))
            }
            Measure::Zone { area, grids, buildings, basis, name, .. } => {
                if name.trim().is_empty() {
                    return Err(Refusal::Empty { field: "name" });
                }
                let beyond = grids.iter().find(|grid| !self.has_unit(Unit::Grid(**grid)));
                beyond.map_or(Ok(()), |grid| Err(Refusal::unknown("grid", grid)))?;
                let beyond = buildings.iter().find(|building| self.buildings.get(**building).is_none());
                beyond.map_or(Ok(()), |building| Err(Refusal::unknown("building", building)))?;
                (basis, Some(area))
            }
            Measure::LiftZone { zone, basis, .. } => {
                let row = self.zones.get(*zone).ok_or_else(|| Refusal::unknown("zone", zone))?;
                if row.lifted_at.is_some() {
                    return Err(Refusal::AlreadyEnded(zone.to_string()));
                }
                (basis, None)
            }
        };
        if basis.trim().is_empty() {
            return Err(Refusal::Empty { field: "basis" });
        }
        match area.filter(|area| !self.areas.contains_key(*area)) {
            Some(area) => Err(Refusal::unknown("area", area.short())),
            None => Ok(()),
        }
    }

    fn effect(&self, measure: &Measure) -> Fact {
        match measure.clone() {
            Measure::Level { area, level, from, basis } => Fact::LevelSet { area, level, from, basis },
            Measure::Zone { kind, name, area, grids, buildings, from, review_on, basis } => {
                let zone = self.zones.next_id();
                Fact::ZoneDeclared { zone, kind, name, area, grids, buildings, from, review_on, basis }
            }
            Measure::LiftZone { zone, at, basis } => Fact::ZoneLifted { zone, at, basis },
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "decide has sorted the commands exhaustively")]
    pub(super) fn decide_order(&self, asked: &Asked, command: &Command) -> Result<Vec<Fact>, Refusal> {
        match command {
            Command::GiveReceipt { order, unit, step, at, remark } => {
                asked.past(*at)?;
                let row = self.orders.get(*order).ok_or_else(|| Refusal::unknown("order", order))?;
                let addressed = Refusal::NotAddressed { order: *order, unit: *unit };
                let receipt = row.receipts.get(unit).ok_or(addressed)?;
                if row.superseded_by.is_some() {
                    return Err(Refusal::Superseded(*order));
                }
                if *step == ReceiptStep::Declined && remark.trim().is_empty() {
                    return Err(Refusal::ReasonNeeded);
                }
                if receipt.step().is_some_and(|taken| taken >= *step) {
                    return Ok(Vec::new());
                }
                let (order, unit, step, at, remark) = (*order, *unit, *step, *at, remark.clone());
                Ok(vec![Fact::ReceiptGiven { order, unit, step, at, remark }])
            }
            Command::EscalateLate { at } => {
                asked.past(*at)?;
                let late = self.late_receipts(*at).into_iter();
                Ok(late
                    .map(|(order, unit, to, late)| Fact::OrderEscalated { order, unit, to, late, at: *at })
                    .collect())
            }
            issue => self.decide_issue(asked, issue),
        }
    }

    fn decide_issue(&self, asked: &Asked, command: &Command) -> Result<Vec<Fact>, Refusal> {
        let Command::IssueOrder {
            kind,
            title,
            text,
            recipients,
            issued_at,
            accept_by,
            done_by,
            basis,
            supersedes,
        } = command
        else {
            return Ok(Vec::new());
        };
        asked.past(*issued_at)?;
        if title.trim().is_empty() {
            return Err(Refusal::Empty { field: "title" });
        }
        if recipients.is_empty() {
            return Err(Refusal::Empty { field: "recipients" });
        }
        if accept_by <= issued_at || done_by < accept_by {
            return Err(Refusal::OutOfOrder { earlier: "accept_by", later: "done_by" });
        }
        let missing = recipients.iter().find(|unit| !self.has_unit(**unit));
        missing.map_or(Ok(()), |unit| Err(Refusal::unknown("unit", unit)))?;
        if let Some(old) = supersedes {
            let row = self.orders.get(*old).ok_or_else(|| Refusal::unknown("order", old))?;
            if row.superseded_by.is_some() {
                return Err(Refusal::Superseded(*old));
            }
        }
        let issuer = self
            .actors
            .get(asked.by)
            .map(|actor| actor.unit)
            .ok_or_else(|| Refusal::unknown("actor", asked.by))?;
        let mut recipients = recipients.clone();
        recipients.sort_unstable();
        recipients.dedup();
        Ok(vec![Fact::OrderIssued {
            order: self.orders.next_id(),
            kind: *kind,
            title: title.clone(),
            text: text.clone(),
            issuer,
            recipients,
            issued_at: *issued_at,
            accept_by: *accept_by,
            done_by: *done_by,
            basis: basis.clone(),
            supersedes: *supersedes,
        }])
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "decide has sorted the commands exhaustively")]
    pub(super) fn decide_task(&self, asked: &Asked, command: &Command) -> Result<Vec<Fact>, Refusal> {
        match command {
            Command::OpenTask { kind, subject, owner, due_at, text } => {
                if !self.has_unit(*owner) {
                    return Err(Refusal::unknown("unit", owner));
                }
                let (task, text) = (self.tasks.next_id(), text.clone());
                let (kind, subject, owner, due_at) = (*kind, *subject, *owner, *due_at);
                Ok(vec![Fact::TaskOpened { task, kind, subject, owner, due_at, text }])
            }
            Command::AssignTask { task, to } => {
                self.open_task(*task)?;
                if self.actors.get(*to).is_none_or(|actor| !actor.active) {
                    return Err(Refusal::unknown("actor", to));
                }
                Ok(vec![Fact::TaskAssigned { task: *task, to: *to }])
            }
            Command::EndTask { task, result, at, remark } => {
                asked.past(*at)?;
                self.open_task(*task)?;
                Ok(vec![Fact::TaskEnded { task: *task, result: *result, at: *at, remark: remark.clone() }])
            }
            _ => Ok(Vec::new()),
        }
    }

    fn open_task(&self, task: TaskId) -> Result<(), Refusal> {
        let row = self.tasks.get(task).ok_or_else(|| Refusal::unknown("task", task))?;
        if row.ended.is_some() { Err(Refusal::AlreadyEnded(task.to_string())) } else { Ok(()) }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "decide has sorted the commands exhaustively")]
    pub(super) fn decide_duty(&self, asked: &Asked, command: &Command) -> Result<Vec<Fact>, Refusal> {
        match command {
            Command::ReportUnit { unit, at } => {
                asked.past(*at)?;
                if !self.has_unit(*unit) {
                    return Err(Refusal::unknown("unit", unit));
                }
                Ok(vec![Fact::UnitReported { unit: *unit, at: *at }])
            }
            Command::RosterDuty { place, keepers, from, until } => {
                self.check_shift(*place, *from, *until)?;
                let (place, keepers, from, until) = (*place, *keepers, *from, *until);
                Ok(vec![Fact::DutyRostered { place, keepers, from, until }])
            }
            Command::MissDuty { place, from, until, reason } => {
                self.check_shift(*place, *from, *until)?;
                let shifts = self.duties.get(place).map(Vec::as_slice).unwrap_or_default();
                if !shifts.iter().any(|shift| shift.from <= *from && *from < shift.until) {
                    return Err(Refusal::unknown("shift", domain::time::minute_text(*from)));
                }
                let (place, from, until, reason) = (*place, *from, *until, reason.clone());
                Ok(vec![Fact::DutyMissed { place, from, until, reason }])
            }
            _ => Ok(Vec::new()),
        }
    }

    fn check_shift(&self, place: DutyPlace, from: Timestamp, until: Timestamp) -> Result<(), Refusal> {
        let known = match place {
            DutyPlace::Gate(gate) => self.gates.get(gate).is_some(),
            DutyPlace::Post(post) => self.posts.get(post).is_some(),
        };
        if !known {
            return Err(Refusal::unknown("place of duty", format!("{place:?}")));
        }
        if until <= from { Err(Refusal::OutOfOrder { earlier: "from", later: "until" }) } else { Ok(()) }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "decide has sorted the commands exhaustively")]
    pub(super) fn decide_problem(&self, asked: &Asked, command: &Command) -> Result<Vec<Fact>, Refusal> {
        match command {
            Command::RecordVisit { unit, area, register, at } => {
                asked.past(*at)?;
                Ok(vec![Fact::VisitRecorded {
                    unit: *unit,
                    area: *area,
                    register: register.clone(),
                    at: *at,
                }])
            }
            Command::RecordProblem { register, kind, unit, owner, due_at } => {
                if register.trim().is_empty() {
                    return Err(Refusal::Empty { field: "register" });
                }
                let problem = self.problems.next_id();
                let (register, kind, unit, owner, due_at) =
                    (register.clone(), kind.clone(), *unit, *owner, *due_at);
                Ok(vec![Fact::ProblemRecorded { problem, register, kind, unit, owner, due_at }])
            }
            Command::SolveProblem { problem, evidence, verifier, at } => {
                asked.past(*at)?;
                let row = self.problems.get(*problem).ok_or_else(|| Refusal::unknown("problem", problem))?;
                if row.solved.is_some() {
                    return Err(Refusal::AlreadyEnded(problem.to_string()));
                }
                if evidence.trim().is_empty() {
                    return Err(Refusal::Empty { field: "evidence" });
                }
                let actor = self.actors.get(*verifier).ok_or_else(|| Refusal::unknown("actor", verifier))?;
                if actor.unit == row.owner {
                    return Err(Refusal::OwnVerifier);
                }
                let (problem, evidence, verifier, at) = (*problem, evidence.clone(), *verifier, *at);
                Ok(vec![Fact::ProblemSolved { problem, evidence, verifier, at }])
            }
            _ => Ok(Vec::new()),
        }
    }
}
