//! Rows about command: actors, measures, orders, tasks, duty, problems.

use domain::{
    AreaCode, Date, GateClass, Level, OrderKind, Point, Role, Subject, TaskKind, TaskResult, Timestamp, Unit,
    ZoneKind, fact::Measure, ids::*,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact ActorEnrolled")]
pub struct Actor {
    pub handle: String,
    pub title: String,
    pub role: Role,
    pub unit: Unit,
    /// Whether the actor may act.
    pub active: bool,
}

/// A proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// What is proposed.
    pub measure: Measure,
    /// Who proposed it.
    pub by: ActorId,
    /// When.
    pub at: Timestamp,
    /// Who decided it, and whether it was approved.
    pub decided: Option<(ActorId, bool)>,
}

/// A response level from an instant on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact LevelSet")]
pub struct LevelChange {
    pub area: AreaCode,
    pub level: Level,
    pub from: Timestamp,
    pub basis: String,
    pub recorded: Seq,
}

/// A zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact ZoneDeclared")]
pub struct Zone {
    pub kind: ZoneKind,
    pub name: String,
    pub area: AreaCode,
    pub grids: Vec<GridId>,
    pub buildings: Vec<BuildingId>,
    pub from: Timestamp,
    pub review_on: Date,
    pub basis: String,
    pub lifted_at: Option<Timestamp>,
}

/// What a recipient did with an order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// When it reached the unit.
    pub delivered: Option<Timestamp>,
    /// When it was read.
    pub read: Option<Timestamp>,
    /// When it was accepted.
    pub accepted: Option<Timestamp>,
    /// When it was done.
    pub done: Option<Timestamp>,
    /// When it was declined.
    pub declined: Option<Timestamp>,
    /// What the unit remarked with its last step.
    pub remark: String,
    /// When lateness was taken to the unit above, and which.
    pub escalated: Vec<(Timestamp, Unit)>,
}

/// An order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact OrderIssued")]
pub struct Order {
    pub kind: OrderKind,
    pub title: String,
    pub text: String,
    pub issuer: Unit,
    pub by: ActorId,
    pub issued_at: Timestamp,
    pub accept_by: Timestamp,
    pub done_by: Timestamp,
    pub basis: String,
    pub supersedes: Option<OrderId>,
    pub superseded_by: Option<OrderId>,
    /// Receipts of every recipient.
    pub receipts: BTreeMap<Unit, Receipt>,
    /// Entries that concern this order.
    pub trail: Vec<Seq>,
}

/// A task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the facts on tasks")]
pub struct Task {
    pub kind: TaskKind,
    pub subject: Subject,
    pub owner: Unit,
    pub assignee: Option<ActorId>,
    pub opened_at: Timestamp,
    pub due_at: Timestamp,
    pub text: String,
    pub ended: Option<(TaskResult, Timestamp, String)>,
}

/// A post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact PostOpened")]
pub struct Post {
    pub name: String,
    pub area: AreaCode,
    pub parent: Option<PostId>,
    pub opened_at: Timestamp,
    pub until: Option<Timestamp>,
}

/// A gate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact GateOpened")]
pub struct Gate {
    pub class: GateClass,
    pub name: String,
    pub area: AreaCode,
    pub grid: Option<GridId>,
    pub point: Point,
    pub from: Timestamp,
    pub closed_at: Option<Timestamp>,
}

/// A shift at a gate or post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// How many keep it.
    pub keepers: u16,
    /// From.
    pub from: Timestamp,
    /// Until.
    pub until: Timestamp,
    /// Spans in which nobody came, with the reason.
    pub missed: Vec<(Timestamp, Timestamp, String)>,
}

/// How often a unit must report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact ReportingRequired")]
pub struct Requirement {
    pub every_minutes: u32,
    pub from: Timestamp,
    pub until: Option<Timestamp>,
}

/// A problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the facts on problems")]
pub struct Problem {
    pub register: String,
    pub kind: String,
    pub unit: Unit,
    pub owner: Unit,
    pub recorded_at: Timestamp,
    pub due_at: Timestamp,
    pub solved: Option<(Timestamp, String, ActorId)>,
}

/// The time allowed for a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact TargetSet")]
pub struct Target {
    pub minutes: u32,
    pub source: String,
    pub confirmed: bool,
}

/// A read of a person's details.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalRead {
    /// When.
    pub at: Timestamp,
    /// Who looked.
    pub by: ActorId,
    /// Whose details.
    pub person: PersonId,
    /// What for.
    pub purpose: String,
}
