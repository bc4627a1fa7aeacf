//! Tasks that were ticked: they are given to somebody, or ended.

use super::{
    super::{
        bit::{BAD, Bit, INFO, PLAIN, Td, WARN},
        block::{Action, Body, Card, Facts, Field, Form, Page, notice},
        ctx::Ctx,
        form::Sent,
        frame::Frame,
        list::{code, pick},
        movement::may,
        tasks::readable,
        visit::Visit,
    },
    Act, Outcome, Row, Undo, back_of, changed_since, nothing, outcome_page, sorted, was, why,
};
use crate::{Problem, permit::Permit};
use access::Action as May;
use axum::response::Response;
use domain::{ActorId, Command, TaskId, TaskResult};
use reporting::words::count;
use situation::Situation;

/// Returns what the viewer may do with ticked tasks.
pub(crate) fn acts(c: &Ctx<'_>) -> Vec<Act> {
    let mut acts = Vec::new();
    if may(c, May::AssignTask) {
        let field = Field::new("select", "to", c.t("task-assignee"), "").id("bulk-to").options(staff(c));
        acts.push(Act { code: "assign", words: c.say("task-assign"), fields: vec![field] });
    }
    if may(c, May::EndTask) {
        acts.push(Act { code: "end", words: c.say("bulk-end"), fields: Vec::new() });
    }
    acts
}

/// Returns everybody a task can be given to, with their unit.
pub(crate) fn staff(c: &Ctx<'_>) -> Vec<(String, String)> {
    let staff = c.s.actors.iter().filter(|(_, row)| row.active && row.role != domain::Role::Machine);
    staff.map(|(actor, row)| (actor.0.to_string(), format!("{} · {}", row.title, c.unit(row.unit)))).collect()
}

/// `POST /tasks/act`
pub(crate) async fn act(visit: Visit, sent: Sent) -> Response {
    let picked: Option<Vec<TaskId>> = sent.all("pick").map(|id| id.parse().ok().map(TaskId)).collect();
    let back = back_of(sent.get("back"), "/tasks");
    let Some(picked) = picked else {
        return visit.refuse(&Problem::bad_field("pick"));
    };
    if picked.is_empty() {
        return visit.show(May::SeeOrders, |c, _permit| Ok(nothing(c, "orders", back))).await;
    }
    let sort = sorted(&visit, May::SeeOrders, picked, |s, permit, id| readable(s, permit, *id).map(drop));
    let (picked, denied) = match sort {
        Ok(sorted) => sorted,
        Err(problem) => return visit.refuse(&problem),
    };
    if picked.is_empty() {
        return Ended { title: "bulk-refused", back, refused: denied, ..Ended::default() }
            .answer(visit)
            .await;
    }
    let is_sure = sent.get("sure") == "1";
    match (sent.get("act"), sent.parse::<u32>("to").map(ActorId), pick::<TaskResult>(sent.get("result"))) {
        ("assign", Some(to), _) => {
            let unassigned = visit.app.desk.read(|s| picked.iter().any(|id| assignee(s, *id).is_none()));
            if unassigned.unwrap_or(true) && !is_sure {
                let picked = (picked.as_slice(), denied.as_slice());
                return visit.show(May::SeeOrders, |c, _permit| Ok(ask_assign(c, picked, to, &back))).await;
            }
            assign_all(visit, (picked, denied), to, back).await
        }
        ("end", _, Some(result)) if is_sure => {
            end_all(visit, (picked, denied), (result, sent.get("remark")), back).await
        }
        ("end", ..) => {
            let picked = (picked.as_slice(), denied.as_slice());
            visit.show(May::SeeOrders, |c, _permit| Ok(ask_end(c, picked, &back))).await
        }
        _ => visit.refuse(&Problem::bad_field("act")),
    }
}

fn assignee(s: &Situation, id: TaskId) -> Option<ActorId> {
    s.tasks.get(id).and_then(|row| row.assignee)
}

/// Tasks that were ticked: those the viewer may read, and those that are refused because they may not.
type Picked<'p> = (&'p [TaskId], &'p [(TaskId, Problem)]);

/// Nothing in the ledger takes somebody off a task that nobody had, nor opens an ended one: so it is asked for twice.
/// What the viewer may not read is named by its number alone, and is not sent on.
fn ask(
    c: &Ctx<'_>,
    (title, warning): (&'static str, String),
    (picked, denied): Picked<'_>,
    form: Form,
    back: &str,
) -> Page {
    let mut page = Page::new(Frame::new(c, c.w.t(title), "orders"), c.w.t(title));
    page.live = false;
    page.crumbs = vec![(back.to_owned(), c.say("tasks-heading")), (String::new(), c.w.t(title).to_owned())];
    page.blocks.push(notice(WARN, warning));
    let form = picked
        .iter()
        .fold(form.carry("sure", "1").carry("back", back), |form, id| form.carry("pick", id.0.to_string()));
    let heads = ["col-number", "tasks-col-kind", "tasks-col-text", "task-assignee"].map(|key| c.w.t(key));
    let mut table = Facts::new(c.t("tasks-heading"), &heads);
    for id in picked {
        let Some(row) = c.s.tasks.get(*id) else { continue };
        let who = row.assignee.map_or_else(|| c.say("task-nobody"), |actor| c.actor(actor));
        let (tone, state) = if row.ended.is_some() { (PLAIN, c.t("task-ended")) } else { (INFO, "") };
        table.row(
            tone,
            vec![
                Td::of(Bit::link(format!("/tasks/{}", id.0), id.to_string())),
                Td::text(c.label(row.kind)),
                Td::wrap(vec![Bit::text(row.text.clone()), Bit::Mute(state.to_owned())]),
                Td::text(who),
            ],
        );
    }
    for (id, problem) in denied {
        let cells = vec![Td::text(id.to_string()), Td::default(), why(c, problem), Td::default()];
        table.row(BAD, cells);
    }
    let small = c.ta("bulk-n", &[("n", &count(u32::try_from(picked.len()).unwrap_or(u32::MAX)))]);
    page.blocks.push(Card::block(c.w.t(title), "", Body::Form(form)));
    page.blocks.push(Card::block(c.t("tasks-heading"), small, Body::Facts(table)));
    page.actions = vec![Action::new(back, c.t("bulk-leave"))];
    page
}

fn ask_assign(c: &Ctx<'_>, picked: Picked<'_>, to: ActorId, back: &str) -> Page {
    let without = picked.0.iter().filter(|id| assignee(c.s, **id).is_none()).count();
    let warning = c.ta("bulk-assign-sure", &[("n", &without.to_string()), ("who", &c.actor(to))]);
    let form = Form::new("/tasks/act", c.t("task-assign"))
        .carry("act", "assign")
        .field(Field::new("select", "to", c.t("task-assignee"), to.0.to_string()).options(staff(c)));
    ask(c, ("task-assign-title", warning), picked, form, back)
}

fn ask_end(c: &Ctx<'_>, picked: Picked<'_>, back: &str) -> Page {
    let results = [TaskResult::Done, TaskResult::Impossible, TaskResult::Cancelled];
    let results = results.into_iter().map(|result| (code(&result), c.label(result).to_owned())).collect();
    let form = Form::new("/tasks/act", c.t("bulk-end"))
        .carry("act", "end")
        .field(Field::new("choice", "result", c.t("task-result"), "done").options(results))
        .field(Field::new("area", "remark", c.t("order-col-remark"), "").optional());
    let n = picked.0.len().to_string();
    ask(c, ("bulk-end", c.ta("bulk-end-sure", &[("n", &n)])), picked, form, back)
}

async fn assign_all(
    visit: Visit,
    (picked, refused): (Vec<TaskId>, Vec<(TaskId, Problem)>),
    to: ActorId,
    back: String,
) -> Response {
    let mut ended = Ended { title: "task-assign-title", back: back.clone(), refused, ..Ended::default() };
    let mut undo = Undo { action: "/tasks/undo", was: Vec::new(), back };
    for task in picked {
        let old = visit.app.desk.read(|s| assignee(s, task)).ok().flatten();
        if old == Some(to) {
            ended.same.push(task);
            continue;
        }
        let is_done = ended.give(&visit, task, Command::AssignTask { task, to }).await;
        if let Some(old) = old.filter(|_| is_done) {
            undo.was.push(format!("{}:{}:{}", task.0, old.0, to.0));
        }
    }
    ended.undo = Some(undo);
    ended.answer(visit).await
}

async fn end_all(
    visit: Visit,
    (picked, refused): (Vec<TaskId>, Vec<(TaskId, Problem)>),
    (result, remark): (TaskResult, &str),
    back: String,
) -> Response {
    let at = visit.app.desk.now();
    let mut ended = Ended { title: "bulk-end", back, refused, ..Ended::default() };
    for task in picked {
        let command = Command::EndTask { task, result, at, remark: remark.to_owned() };
        ended.give(&visit, task, command).await;
    }
    ended.answer(visit).await
}

/// `POST /tasks/undo`: each task goes back to whom it was with, unless somebody has given it on since.
pub(crate) async fn undo(visit: Visit, sent: Sent) -> Response {
    let back = back_of(sent.get("back"), "/tasks");
    let rows: Option<Vec<(TaskId, ActorId, ActorId)>> = sent
        .all("was")
        .map(|text| {
            let (id, old, new) = was(text)?;
            Some((TaskId(id), ActorId(old.parse().ok()?), ActorId(new.parse().ok()?)))
        })
        .collect();
    let Some(rows) = rows else {
        return visit.refuse(&Problem::bad_field("was"));
    };
    let sort = sorted(&visit, May::SeeOrders, rows, |s, permit, row| readable(s, permit, row.0).map(drop));
    let (rows, denied) = match sort {
        Ok(sorted) => sorted,
        Err(problem) => return visit.refuse(&problem),
    };
    let refused = denied.into_iter().map(|((task, ..), problem)| (task, problem)).collect();
    let mut ended = Ended { title: "bulk-undone", back, refused, ..Ended::default() };
    for (task, old, new) in rows {
        match visit.app.desk.read(|s| assignee(s, task)) {
            Ok(present) if present == Some(new) => {
                ended.give(&visit, task, Command::AssignTask { task, to: old }).await;
            }
            _ => ended.refused.push((task, changed_since())),
        }
    }
    ended.answer(visit).await
}

/// What became of tasks that were to be given on or ended.
#[derive(Default)]
struct Ended {
    title: &'static str,
    back: String,
    done: Vec<TaskId>,
    same: Vec<TaskId>,
    refused: Vec<(TaskId, Problem)>,
    undo: Option<Undo>,
}

impl Ended {
    /// Gives the command of a task and notes what became of it; returns whether it was done.
    async fn give(&mut self, visit: &Visit, task: TaskId, command: Command) -> bool {
        match visit.submit(command).await {
            Ok(()) => self.done.push(task),
            Err(problem) => {
                self.refused.push((task, problem));
                return false;
            }
        }
        true
    }

    async fn answer(self, visit: Visit) -> Response {
        visit
            .show(May::SeeOrders, |c, permit| {
                let row = |c: &Ctx<'_>, id| row(c, permit, id);
                let outcome = Outcome {
                    title: self.title,
                    nav: "orders",
                    back: (self.back, c.say("bulk-back")),
                    done: self.done.into_iter().map(|id| (row(c, id), state(c, id))).collect(),
                    same: self.same.into_iter().map(|id| row(c, id)).collect(),
                    refused: self.refused.into_iter().map(|(id, why)| (row(c, id), why)).collect(),
                    undo: self.undo,
                };
                Ok(outcome_page(c, outcome))
            })
            .await
    }
}

/// A task by its number, with its words where the viewer may read it.
fn row(c: &Ctx<'_>, permit: &Permit, id: TaskId) -> Row {
    let text = readable(c.s, permit, id).ok().map(|row| Bit::text(row.text.clone()));
    [Bit::link(format!("/tasks/{}", id.0), id.to_string())].into_iter().chain(text).collect()
}

fn state(c: &Ctx<'_>, id: TaskId) -> Bit {
    let Some(row) = c.s.tasks.get(id) else { return Bit::none() };
    match (&row.ended, row.assignee) {
        (Some((result, ..)), _) => Bit::text(c.label(*result)),
        (None, Some(actor)) => Bit::text(c.actor(actor)),
        (None, None) => Bit::Mute(c.say("task-nobody")),
    }
}
