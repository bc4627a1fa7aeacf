//! Measures, orders, tasks, duty and problems.

use super::Frame;
use crate::state::{
    Gate, LevelChange, Order, Post, Problem, Proposal, Receipt, Requirement, Shift, Situation, Task, Zone,
};
use domain::{Fact, ReceiptStep};

impl Situation {
    #[expect(clippy::wildcard_enum_match_arm, reason = "apply_fact has sorted the facts exhaustively")]
    pub(super) fn apply_measure(&mut self, fact: &Fact, frame: Frame) {
        match fact.clone() {
            Fact::Proposed { proposal, measure, by } => {
                self.proposals.insert(proposal, Proposal { measure, by, at: frame.at, decided: None });
            }
            Fact::ProposalApproved { proposal, by } => {
                if let Some(row) = self.proposals.get_mut(proposal) {
                    row.decided = Some((by, true));
                }
            }
            Fact::ProposalRejected { proposal, by, .. } => {
                if let Some(row) = self.proposals.get_mut(proposal) {
                    row.decided = Some((by, false));
                }
            }
            Fact::LevelSet { area, level, from, basis } => {
                self.levels.push(LevelChange { area, level, from, basis, recorded: frame.seq });
            }
            Fact::ZoneDeclared { zone, kind, name, area, grids, buildings, from, review_on, basis } => {
                let row =
                    Zone { kind, name, area, grids, buildings, from, review_on, basis, lifted_at: None };
                self.zones.insert(zone, row);
            }
            Fact::ZoneLifted { zone, at, .. } => {
                if let Some(row) = self.zones.get_mut(zone) {
                    row.lifted_at = Some(at);
                }
            }
            _ => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "apply_fact has sorted the facts exhaustively")]
    pub(super) fn apply_order(&mut self, fact: &Fact, frame: Frame) {
        match fact.clone() {
            Fact::OrderIssued {
                order,
                kind,
                title,
                text,
                issuer,
                recipients,
                issued_at,
                accept_by,
                done_by,
                basis,
                supersedes,
            } => {
                if let Some(old) = supersedes.and_then(|old| self.orders.get_mut(old)) {
                    old.superseded_by = Some(order);
                    old.trail.push(frame.seq);
                }
                let receipts = recipients.into_iter().map(|unit| (unit, Receipt::default())).collect();
                let (by, superseded_by, trail) = (frame.by, None, vec![frame.seq]);
                let row = Order {
                    kind,
                    title,
                    text,
                    issuer,
                    by,
                    issued_at,
                    accept_by,
                    done_by,
                    basis,
                    supersedes,
                    superseded_by,
                    receipts,
                    trail,
                };
                self.orders.insert(order, row);
            }
            Fact::ReceiptGiven { order, unit, step, at, remark } => {
                if !matches!(step, ReceiptStep::Delivered) {
                    self.hear(unit, frame.at);
                }
                let Some(row) = self.orders.get_mut(order) else {
                    return;
                };
                row.trail.push(frame.seq);
                let Some(receipt) = row.receipts.get_mut(&unit) else {
                    return;
                };
                receipt.take(step, at);
                if !remark.is_empty() {
                    receipt.remark = remark;
                }
            }
            Fact::OrderEscalated { order, unit, to, at, .. } => {
                let Some(row) = self.orders.get_mut(order) else {
                    return;
                };
                row.trail.push(frame.seq);
                if let Some(receipt) = row.receipts.get_mut(&unit) {
                    receipt.escalated.push((at, to));
                }
            }
            _ => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "apply_fact has sorted the facts exhaustively")]
    pub(super) fn apply_task(&mut self, fact: &Fact, frame: Frame) {
        match fact.clone() {
            Fact::TaskOpened { task, kind, subject, owner, due_at, text } => {
                self.open_tasks.insert(task);
                let (assignee, opened_at, ended) = (None, frame.at, None);
                self.tasks
                    .insert(task, Task { kind, subject, owner, assignee, opened_at, due_at, text, ended });
            }
            Fact::TaskAssigned { task, to } => {
                if let Some(row) = self.tasks.get_mut(task) {
                    row.assignee = Some(to);
                }
            }
            Fact::TaskEnded { task, result, at, remark } => {
                self.open_tasks.remove(&task);
                if let Some(row) = self.tasks.get_mut(task) {
                    row.ended = Some((result, at, remark));
                }
            }
            _ => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "apply_fact has sorted the facts exhaustively")]
    pub(super) fn apply_duty(&mut self, fact: &Fact, frame: Frame) {
        match fact.clone() {
            Fact::ReportingRequired { unit, every_minutes, from, until } => {
                self.requirements.insert(unit, Requirement { every_minutes, from, until });
            }
            Fact::UnitReported { unit, at } => self.hear(unit, at.min(frame.at)),
            Fact::PostOpened { post, name, area, parent, until } => {
                self.posts.insert(post, Post { name, area, parent, opened_at: frame.at, until });
            }
            Fact::GateOpened { gate, class, name, area, grid, point, from } => {
                self.gates.insert(gate, Gate { class, name, area, grid, point, from, closed_at: None });
            }
            Fact::GateClosed { gate, at } => {
                if let Some(row) = self.gates.get_mut(gate) {
                    row.closed_at = Some(at);
                }
            }
            Fact::DutyRostered { place, keepers, from, until } => {
                self.duties.entry(place).or_default().push(Shift {
                    keepers,
                    from,
                    until,
                    missed: Vec::new(),
                });
            }
            Fact::DutyMissed { place, from, until, reason } => {
                let shifts = self.duties.entry(place).or_default();
                let kept = shifts.iter_mut().rev().find(|shift| shift.from <= from && from < shift.until);
                if let Some(shift) = kept {
                    shift.missed.push((from, until, reason));
                }
            }
            _ => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "apply_fact has sorted the facts exhaustively")]
    pub(super) fn apply_problem(&mut self, fact: &Fact, frame: Frame) {
        match fact.clone() {
            Fact::VisitRecorded { register, .. } => {
                let visits = self.visits.entry(register).or_default();
                *visits = visits.saturating_add(1);
            }
            Fact::ProblemRecorded { problem, register, kind, unit, owner, due_at } => {
                let (recorded_at, solved) = (frame.at, None);
                self.problems
                    .insert(problem, Problem { register, kind, unit, owner, recorded_at, due_at, solved });
            }
            Fact::ProblemSolved { problem, evidence, verifier, at } => {
                if let Some(row) = self.problems.get_mut(problem) {
                    row.solved = Some((at, evidence, verifier));
                }
            }
            _ => {}
        }
    }
}
