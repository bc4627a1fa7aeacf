//! Lists of tubes, orders, tasks and problems.

use super::page::{List, Paging, page};
use crate::words::unit_name;
use domain::{
    AreaCode, OrderKind, ReceiptStep, SiteId, Subject, TaskKind, TaskResult, TestOutcome, TestPurpose,
    Timestamp, TubeKind, Unit, ids::*, time::minutes_between,
};
use serde::{Deserialize, Serialize};
use situation::{
    Situation,
    state::{Order, Task, Tube},
};

/// Filters of the tube list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TubeQuery {
    /// Only tubes without a result.
    pub open: bool,
    /// Only open tubes whose result is late.
    pub late: bool,
    /// Result.
    pub outcome: Option<TestOutcome>,
    /// Purpose.
    pub purpose: Option<TestPurpose>,
    /// Site.
    pub site: Option<SiteId>,
    /// Beginning of the code on the tube.
    pub text: Option<String>,
    /// Page; tubes are sorted by collection.
    pub paging: Paging,
}

/// A line of the tube list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the tube")]
pub struct TubeRow {
    pub tube: TubeId,
    pub code: String,
    pub kind: TubeKind,
    pub people: u32,
    pub purpose: TestPurpose,
    pub site: Option<SiteId>,
    pub site_name: Option<String>,
    pub collected_at: Timestamp,
    pub received_at: Option<Timestamp>,
    pub tested_at: Option<Timestamp>,
    pub outcome: Option<TestOutcome>,
    /// Minutes from collection to result, or to now.
    pub minutes: i64,
    /// Minutes allowed.
    pub allowed_minutes: i64,
    pub late: bool,
    /// How often the same result came again.
    pub repeats: u16,
    /// How often the result was corrected.
    pub corrected: u32,
}

/// Returns a page of tubes at `now`.  O(tubes), or O(open tubes) for open ones.
pub fn tube_list(s: &Situation, now: Timestamp, query: &TubeQuery) -> List<TubeRow> {
    let matches = |row: &Tube| {
        query
            .outcome
            .is_none_or(|outcome| row.result.as_ref().is_some_and(|result| result.outcome == outcome))
            && query.purpose.is_none_or(|purpose| row.purpose == purpose)
            && query.site.is_none_or(|site| row.site == Some(site))
            && query.text.as_deref().is_none_or(|text| row.code.starts_with(text.trim()))
            && (!query.late || is_late(s, row, now))
    };
    let row = |id| tube_row(s, id, now);
    if query.open || query.late {
        let open = s.open_tubes.iter().filter_map(|id| Some((*id, s.tubes.get(*id)?)));
        let keyed = open.filter(|(_, row)| matches(row)).map(|(id, row)| (id, row.collected_at.as_second()));
        page((s, now), &query.paging, keyed, row)
    } else {
        let keyed = s
            .tubes
            .iter()
            .filter(|(_, row)| matches(row))
            .map(|(id, row)| (id, row.collected_at.as_second()));
        page((s, now), &query.paging, keyed, row)
    }
}

fn is_late(s: &Situation, row: &Tube, now: Timestamp) -> bool {
    let allowed = s.result_minutes(row, row.kind == TubeKind::Single);
    row.result.is_none() && minutes_between(row.collected_at, now) > allowed
}

fn tube_row(s: &Situation, id: TubeId, now: Timestamp) -> Option<TubeRow> {
    let row = s.tubes.get(id)?;
    let site = row.site.and_then(|site| s.sites.get(site));
    let result = row.result.as_ref();
    let end = result.map_or(now, |result| result.tested_at);
    Some(TubeRow {
        tube: id,
        code: row.code.clone(),
        kind: row.kind,
        people: length(row.people.len()),
        purpose: row.purpose,
        site: row.site,
        site_name: site.map(|site| site.name.clone()),
        collected_at: row.collected_at,
        received_at: row.received.map(|(_, at)| at),
        tested_at: result.map(|result| result.tested_at),
        outcome: result.map(|result| result.outcome),
        minutes: minutes_between(row.collected_at, end),
        allowed_minutes: s.result_minutes(row, row.kind == TubeKind::Single),
        late: is_late(s, row, now),
        repeats: row.repeats,
        corrected: length(row.replaced.len()),
    })
}

/// Filters of the order list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderQuery {
    /// Only orders that some recipient has not finished and that were not replaced.
    pub open: bool,
    /// Only orders with a late receipt.
    pub late: bool,
    /// Kind.
    pub kind: Option<OrderKind>,
    /// Recipient: the unit itself.
    pub recipient: Option<Unit>,
    /// Page; orders are sorted by when they were issued.
    pub paging: Paging,
}

/// A line of the order list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the order")]
pub struct OrderRow {
    pub order: OrderId,
    pub kind: OrderKind,
    pub title: String,
    pub issuer: Unit,
    pub issuer_name: String,
    pub issued_at: Timestamp,
    pub accept_by: Timestamp,
    pub done_by: Timestamp,
    pub superseded_by: Option<OrderId>,
    /// Recipients by state, in the order of states.
    pub receipts: ReceiptCounts,
    /// Recipients that are late, the longest first, at most three, with since when.
    pub late: Vec<(Unit, String, Timestamp)>,
}

/// Recipients of an order, each counted once in the furthest state it reached; the late ones apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReceiptCounts {
    /// All recipients.
    pub total: u32,
    /// Done.
    pub done: u32,
    /// Accepted and in time.
    pub accepted: u32,
    /// Read and in time.
    pub read: u32,
    /// Delivered and in time.
    pub delivered: u32,
    /// Not delivered, in time.
    pub sent: u32,
    /// Declined.
    pub declined: u32,
    /// Late in accepting or finishing.
    pub late: u32,
    /// Recipients it reached, whatever followed.
    pub reached: u32,
    /// Recipients who accepted it, whatever followed.
    pub taken_on: u32,
}

/// Returns a page of orders at `now`.
pub fn order_list(s: &Situation, now: Timestamp, query: &OrderQuery) -> List<OrderRow> {
    let matches = |row: &Order| {
        let receipts = row.receipts.values();
        let open = row.superseded_by.is_none()
            && row.receipts.values().any(|receipt| receipt.done.is_none() && receipt.declined.is_none());
        (!query.open || open)
            && (!query.late || receipts.into_iter().any(|receipt| receipt.late(row, now).is_some()))
            && query.kind.is_none_or(|kind| row.kind == kind)
            && query.recipient.is_none_or(|unit| row.receipts.contains_key(&unit))
    };
    let keyed =
        s.orders.iter().filter(|(_, row)| matches(row)).map(|(id, row)| (id, row.issued_at.as_second()));
    page((s, now), &query.paging, keyed, |id| order_row(s, id, now))
}

/// Returns the line of one order at `now`.
pub fn order_row(s: &Situation, id: OrderId, now: Timestamp) -> Option<OrderRow> {
    let row = s.orders.get(id)?;
    let mut counts = ReceiptCounts::default();
    let mut late = Vec::new();
    for (unit, receipt) in &row.receipts {
        counts.total += 1;
        counts.reached += u32::from(receipt.delivered.is_some());
        counts.taken_on += u32::from(receipt.accepted.is_some());
        if let Some(step) = receipt.late(row, now) {
            counts.late += 1;
            let since = if step == ReceiptStep::Done { row.done_by } else { row.accept_by };
            late.push((*unit, since));
            continue;
        }
        let slot = match receipt.step() {
            Some(ReceiptStep::Done) => &mut counts.done,
            Some(ReceiptStep::Declined) => &mut counts.declined,
            Some(ReceiptStep::Accepted) => &mut counts.accepted,
            Some(ReceiptStep::Read) => &mut counts.read,
            Some(ReceiptStep::Delivered) => &mut counts.delivered,
            None => &mut counts.sent,
        };
        *slot += 1;
    }
    late.sort_by_key(|(unit, since)| (*since, *unit));
    late.truncate(3);
    Some(OrderRow {
        order: id,
        kind: row.kind,
        title: row.title.clone(),
        issuer: row.issuer,
        issuer_name: unit_name(s, row.issuer),
        issued_at: row.issued_at,
        accept_by: row.accept_by,
        done_by: row.done_by,
        superseded_by: row.superseded_by,
        receipts: counts,
        late: late.into_iter().map(|(unit, since)| (unit, unit_name(s, unit), since)).collect(),
    })
}

/// Filters of the task list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TaskQuery {
    /// Only tasks that have not ended.
    pub open: bool,
    /// Only open tasks past their time.
    pub overdue: bool,
    /// Kind.
    pub kind: Option<TaskKind>,
    /// Owner: the unit itself.
    pub owner: Option<Unit>,
    /// Owners inside this area.
    pub area: Option<AreaCode>,
    /// Given to.
    pub assignee: Option<ActorId>,
    /// Page; tasks are sorted by when they are due.
    pub paging: Paging,
}

/// A line of the task list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the task")]
pub struct TaskRow {
    pub task: TaskId,
    pub kind: TaskKind,
    pub subject: Subject,
    pub owner: Unit,
    pub owner_name: String,
    pub assignee: Option<ActorId>,
    pub opened_at: Timestamp,
    pub due_at: Timestamp,
    pub text: String,
    pub result: Option<TaskResult>,
    pub ended_at: Option<Timestamp>,
    pub overdue: bool,
}

/// Returns a page of tasks at `now`.
pub fn task_list(s: &Situation, now: Timestamp, query: &TaskQuery) -> List<TaskRow> {
    let inside = |unit: Unit, area: AreaCode| match unit {
        Unit::Area(own) => area.covers(own),
        Unit::Grid(grid) => s.grids.get(grid).is_some_and(|row| area.covers(row.area)),
        Unit::Post(post) => s.posts.get(post).is_some_and(|row| area.covers(row.area)),
    };
    let matches = |row: &Task| {
        (!query.open || row.ended.is_none())
            && (!query.overdue || (row.ended.is_none() && row.due_at < now))
            && query.kind.is_none_or(|kind| row.kind == kind)
            && query.owner.is_none_or(|owner| row.owner == owner)
            && query.area.is_none_or(|area| inside(row.owner, area))
            && query.assignee.is_none_or(|assignee| row.assignee == Some(assignee))
    };
    let keyed = s.tasks.iter().filter(|(_, row)| matches(row)).map(|(id, row)| (id, row.due_at.as_second()));
    page((s, now), &query.paging, keyed, |id| {
        let row = s.tasks.get(id)?;
        Some(TaskRow {
            task: id,
            kind: row.kind,
            subject: row.subject,
            owner: row.owner,
            owner_name: unit_name(s, row.owner),
            assignee: row.assignee,
            opened_at: row.opened_at,
            due_at: row.due_at,
            text: row.text.clone(),
            result: row.ended.as_ref().map(|(result, _, _)| *result),
            ended_at: row.ended.as_ref().map(|(_, at, _)| *at),
            overdue: row.ended.is_none() && row.due_at < now,
        })
    })
}

/// Filters of the problem list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProblemQuery {
    /// Register.
    pub register: Option<String>,
    /// `Some(true)`: only solved ones; `Some(false)`: only open ones.
    pub solved: Option<bool>,
    /// Owner.
    pub owner: Option<Unit>,
    /// Page; problems are sorted by when they are due.
    pub paging: Paging,
}

/// A line of the problem list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the problem")]
pub struct ProblemRow {
    pub problem: ProblemId,
    pub register: String,
    pub kind: String,
    pub unit: Unit,
    pub unit_name: String,
    pub owner: Unit,
    pub owner_name: String,
    pub recorded_at: Timestamp,
    pub due_at: Timestamp,
    pub solved_at: Option<Timestamp>,
    pub evidence: Option<String>,
    pub overdue: bool,
}

/// Returns a page of problems at `now`.
pub fn problem_list(s: &Situation, now: Timestamp, query: &ProblemQuery) -> List<ProblemRow> {
    let matching = s.problems.iter().filter(|(_, row)| {
        query.register.as_ref().is_none_or(|register| row.register == *register)
            && query.solved.is_none_or(|solved| row.solved.is_some() == solved)
            && query.owner.is_none_or(|owner| row.owner == owner)
    });
    let keyed = matching.map(|(id, row)| (id, row.due_at.as_second()));
    page((s, now), &query.paging, keyed, |id| {
        let row = s.problems.get(id)?;
        Some(ProblemRow {
            problem: id,
            register: row.register.clone(),
            kind: row.kind.clone(),
            unit: row.unit,
            unit_name: unit_name(s, row.unit),
            owner: row.owner,
            owner_name: unit_name(s, row.owner),
            recorded_at: row.recorded_at,
            due_at: row.due_at,
            solved_at: row.solved.as_ref().map(|(at, _, _)| *at),
            evidence: row.solved.as_ref().map(|(_, evidence, _)| evidence.clone()),
            overdue: row.solved.is_none() && row.due_at < now,
        })
    })
}

fn length(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
