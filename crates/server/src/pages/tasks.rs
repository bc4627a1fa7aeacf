//! Tasks and the registers of problems.

use super::{
    bit::{BAD, Bit, GOOD, INFO, PLAIN, Td, Tr},
    block::{Action, Block, Body, Card, Field, Figure, Form, Page, notice},
    bulk::{self, Bar},
    cases::as_of,
    ctx::Ctx,
    form::Sent,
    frame::Frame,
    list::{Shown, code, empty, filters, list, one_view, order, pick, select, view},
    new_work::KINDS,
    orders::columns,
    tabs::{ORDERS, tabs},
    visit::Visit,
};
use crate::{Problem, permit::Permit};
use access::Action as May;
use axum::{extract::Path, response::Response};
use domain::{ActorId, Command, ProblemId, Subject, TaskId, TaskResult, Unit};
use reporting::{
    lists::{ProblemQuery, ProblemRow, TaskQuery, TaskRow, problem_list, task_list},
    words::{count, moment},
};
use situation::{Situation, state::Task};

/// `GET /tasks`
pub(crate) async fn index(visit: Visit) -> Response {
    visit.show(May::SeeOrders, index_page).await
}

fn index_page(c: &Ctx<'_>, permit: &Permit) -> Result<Page, Problem> {
    let (_, paging) = order(c, "due");
    let own = permit.reach == access::Reach::Own;
    let mine = !c.q.get("mine").is_empty();
    let query = TaskQuery {
        open: c.q.get("all").is_empty(),
        overdue: !c.q.get("overdue").is_empty(),
        kind: pick(c.q.get("kind")),
        owner: own.then_some(permit.place.unit).or_else(|| c.q.parse("owner")),
        area: if own { None } else { permit.area(None)? },
        assignee: mine.then_some(c.viewer.actor),
        paging,
    };
    let found = task_list(c.s, c.now, &query);
    let mut page = Page::new(Frame::new(c, c.t("tasks-heading"), "orders"), c.t("tasks-heading"));
    page.small = as_of(c);
    page.tabs = tabs(c, ORDERS, "/tasks");
    if may_open(c, May::OpenTask) {
        page.actions.push(Action { class: "primary", ..Action::new("/tasks/new", c.t("task-new")) });
    }
    let kinds = KINDS.into_iter().map(|kind| (code(&kind), c.label(kind).to_owned())).collect();
    let keys = ["all", "overdue", "mine"];
    let views = vec![
        one_view(c, "tasks-view-open", &keys, ("", ""), None),
        one_view(c, "tasks-view-overdue", &keys, ("overdue", "1"), None),
        one_view(c, "tasks-view-mine", &keys, ("mine", "1"), None),
        one_view(c, "view-all", &keys, ("all", "1"), None),
    ];
    page.blocks.push(filters(c, "tasks-filter", vec![select(c, "kind", "tasks-col-kind", kinds)], views));
    let acts = bulk::tasks::acts(c);
    let can_pick = !acts.is_empty();
    page.blocks.push(list(
        c,
        Shown {
            id: "task-list",
            label: "tasks-heading",
            head: columns(
                c,
                &[
                    "bulk-col-pick",
                    "col-number",
                    "tasks-col-kind",
                    "tasks-col-subject",
                    "tasks-col-text",
                    "tasks-col-owner",
                    "tasks-col-opened",
                    "tasks-col-due",
                ],
            ),
            rows: found.rows.iter().map(|row| row_of(c, row, can_pick)).collect(),
            total: found.total,
            next: found.next.map(|cursor| cursor.to_string()),
            empty: empty(c, "tasks-none-title", "tasks-none-text"),
        },
    ));
    if !found.rows.is_empty() {
        page.blocks.extend(Bar::block(c, "/tasks/act", acts));
    }
    Ok(page)
}

/// Returns whether the reader may begin work of a kind, at the minute shown.
pub(crate) fn may_open(c: &Ctx<'_>, action: May) -> bool {
    !c.is_past && access::policy::reach_of(c.viewer.role, action).is_some()
}

/// Returns what a task is about.
pub(crate) fn subject(c: &Ctx<'_>, subject: Subject) -> Bit {
    match subject {
        Subject::Case(id) => Bit::link(format!("/cases/{}", id.0), id.to_string()),
        Subject::Contact(id) => Bit::link(format!("/contacts/{}", id.0), id.to_string()),
        Subject::Person(id) => Bit::link(format!("/people/{}", id.0), id.to_string()),
        Subject::Tube(id) => {
            let code = c.s.tubes.get(id).map_or_else(|| id.to_string(), |row| row.code.clone());
            Bit::link(format!("/tubes/{}", id.0), code)
        }
        Subject::Grid(id) => c.unit_link(Unit::Grid(id)),
        Subject::General => Bit::none(),
    }
}

fn row_of(c: &Ctx<'_>, row: &TaskRow, can_pick: bool) -> Tr {
    let clock = match row.result {
        Some(result) => Bit::Stopped { text: c.label(result).to_owned(), tone: GOOD },
        None => c.until(row.due_at, row.opened_at),
    };
    let who = row.assignee.map(|actor| Bit::Mute(c.actor(actor)));
    Tr {
        tone: match (row.result, row.overdue) {
            (Some(_), _) => GOOD,
            (None, true) => BAD,
            (None, false) => INFO,
        },
        cells: vec![
            if can_pick && row.result.is_none() {
                bulk::cell(c, row.task.0, &row.task.to_string())
            } else {
                Td::default()
            },
            Td::of(Bit::link(format!("/tasks/{}", row.task.0), row.task.to_string())),
            Td::text(c.label(row.kind)),
            Td::of(subject(c, row.subject)),
            Td::wrap(vec![Bit::text(row.text.clone())]),
            Td::all([Bit::text(row.owner_name.clone())].into_iter().chain(who).collect()),
            Td::of(Ctx::time(row.opened_at)),
            Td::of(clock),
        ],
    }
}

/// `GET /tasks/{id}`
pub(crate) async fn show(visit: Visit, Path(id): Path<u32>) -> Response {
    visit.show(May::SeeOrders, |c, permit| page(c, permit, TaskId(id))).await
}

/// Returns a task that the reader may read: one of a unit within their reach, or one given to themselves.
///
/// # Errors
/// There is none, or it lies outside.
pub(crate) fn readable<'s>(s: &'s Situation, permit: &Permit, id: TaskId) -> Result<&'s Task, Problem> {
    let row = s.tasks.get(id).ok_or_else(|| Problem::not_found("there is no such task"))?;
    if permit.covers_unit(s, row.owner) || row.assignee == Some(permit.viewer.actor) {
        Ok(row)
    } else {
        Err(crate::permit::denied(access::Denial::Area))
    }
}

fn page(c: &Ctx<'_>, permit: &Permit, id: TaskId) -> Result<Page, Problem> {
    let row = readable(c.s, permit, id)?;
    let title = format!("{} {id}", c.label(row.kind));
    let mut page = Page::new(Frame::new(c, title.clone(), "orders"), title);
    page.crumbs = vec![(c.here("/tasks"), c.say("tasks-heading")), (String::new(), id.to_string())];
    let who = row.assignee.map_or_else(|| Bit::Mute(c.say("task-nobody")), |actor| Bit::text(c.actor(actor)));
    let mut known = vec![
        (c.say("tasks-col-text"), vec![Bit::text(row.text.clone())]),
        (c.say("tasks-col-subject"), vec![subject(c, row.subject)]),
        (c.say("tasks-col-owner"), vec![c.unit_link(row.owner)]),
        (c.say("task-assignee"), vec![who]),
        (c.say("tasks-col-opened"), vec![Ctx::time(row.opened_at)]),
        (c.say("tasks-col-due"), vec![Ctx::time(row.due_at), c.until(row.due_at, row.opened_at)]),
    ];
    if let Some((result, at, remark)) = &row.ended {
        known.push((
            c.say("task-ended"),
            vec![Bit::tag("good", c.label(*result)), Ctx::time(*at), Bit::Source(remark.clone())],
        ));
    }
    page.left = vec![Card::block(c.t("known-title"), as_of(c), Body::Known(known))];
    page.right = if row.ended.is_some() {
        vec![notice(GOOD, c.t("task-done-notice"))]
    } else if c.is_past {
        vec![notice(INFO, c.t("past-no-action"))]
    } else {
        task_forms(c, id)
    };
    Ok(page)
}

fn task_forms(c: &Ctx<'_>, id: TaskId) -> Vec<Block> {
    let results = [TaskResult::Done, TaskResult::Impossible, TaskResult::Cancelled];
    let results = results.into_iter().map(|result| (code(&result), c.label(result).to_owned())).collect();
    let end = Form::new(format!("/tasks/{}/end", id.0), c.t("task-end"))
        .field(Field::new("choice", "result", c.t("task-result"), "done").options(results))
        .field(Field::new("area", "remark", c.t("order-col-remark"), "").optional());
    let mut blocks = vec![Card::block(c.t("task-end-title"), "", Body::Form(end))];
    if access::policy::reach_of(c.viewer.role, May::AssignTask).is_some() {
        let staff = bulk::tasks::staff(c);
        let assign = Form::new(format!("/tasks/{}/assign", id.0), c.t("task-assign"))
            .field(Field::new("select", "to", c.t("task-assignee"), "").options(staff));
        blocks.push(Card::block(c.t("task-assign-title"), "", Body::Form(assign)));
    }
    blocks
}

/// `POST /tasks/{id}/end`
pub(crate) async fn end(visit: Visit, Path(id): Path<u32>, sent: Sent) -> Response {
    let Some(result) = pick::<TaskResult>(sent.get("result")) else {
        return visit.refuse(&Problem::bad_field("result"));
    };
    let command = Command::EndTask {
        task: TaskId(id),
        result,
        at: visit.app.desk.now(),
        remark: sent.get("remark").to_owned(),
    };
    visit.give(command, &format!("/tasks/{id}")).await
}

/// `POST /tasks/{id}/assign`
pub(crate) async fn assign(visit: Visit, Path(id): Path<u32>, sent: Sent) -> Response {
    let Some(to) = sent.parse::<u32>("to").map(ActorId) else {
        return visit.refuse(&Problem::bad_field("to"));
    };
    let command = Command::AssignTask { task: TaskId(id), to };
    visit.give(command, &format!("/tasks/{id}")).await
}

/// `GET /problems`
pub(crate) async fn problems(visit: Visit) -> Response {
    visit.show(May::SeeFigures, |c, _permit| Ok(problems_page(c))).await
}

fn problems_page(c: &Ctx<'_>) -> Page {
    let (_, paging) = order(c, "due");
    let register = Some(c.q.get("register").to_owned()).filter(|register| !register.is_empty());
    let solved = match c.q.get("solved") {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let query = ProblemQuery { register, solved, owner: c.q.parse("owner"), paging };
    let found = problem_list(c.s, c.now, &query);
    let all = reporting::registers::registers(c.s, c.now);
    let mut page = Page::new(Frame::new(c, c.t("problems-heading"), "problems"), c.t("problems-heading"));
    page.small = as_of(c);
    if may_open(c, May::RecordProblem) {
        page.actions.push(Action { class: "primary", ..Action::new("/problems/new", c.t("problem-new")) });
    }
    page.blocks.push(problem_figures(c, &all));
    let registers = all.registers.iter().map(|line| (line.register.clone(), line.register.clone())).collect();
    let views = vec![
        view(c, "view-all", "solved", "", None),
        view(c, "problems-view-open", "solved", "no", None),
        view(c, "problems-view-solved", "solved", "yes", None),
    ];
    let fields = vec![select(c, "register", "problems-col-register", registers)];
    page.blocks.push(filters(c, "problems-filter", fields, views));
    page.blocks.push(list(
        c,
        Shown {
            id: "problem-list",
            label: "problems-heading",
            head: columns(
                c,
                &[
                    "col-number",
                    "problems-col-register",
                    "problems-col-kind",
                    "problems-col-unit",
                    "problems-col-owner",
                    "problems-col-recorded",
                    "tasks-col-due",
                    "problems-col-evidence",
                ],
            ),
            rows: found.rows.iter().map(|row| problem_row(c, row)).collect(),
            total: found.total,
            next: found.next.map(|cursor| cursor.to_string()),
            empty: empty(c, "problems-none-title", "problems-none-text"),
        },
    ));
    page
}

fn problem_figures(c: &Ctx<'_>, all: &reporting::registers::Registers) -> Block {
    let figure = |href: &str, name: &'static str, n: u32, tone, small: String| Figure {
        href: href.to_owned(),
        name: c.w.t(name).to_owned(),
        n: count(n),
        tone,
        smalls: vec![small],
    };
    let at = moment(c.now);
    let overdue = all.totals.overdue;
    let open = c.ta("problems-overdue", &[("n", &count(overdue))]);
    Block::Figures(vec![
        figure("/problems", "problems-visits", all.visits, PLAIN, c.say("problems-visits-small")),
        figure("/problems", "problems-total", all.totals.total, PLAIN, at),
        figure(
            "/problems?solved=yes",
            "problems-solved",
            all.totals.solved,
            GOOD,
            c.say("problems-solved-small"),
        ),
        figure(
            "/problems?solved=no",
            "problems-open",
            all.totals.open,
            if overdue > 0 { BAD } else { PLAIN },
            open,
        ),
    ])
}

fn problem_row(c: &Ctx<'_>, row: &ProblemRow) -> Tr {
    let clock = match row.solved_at {
        Some(at) => c.took(row.recorded_at, at, None),
        None => c.until(row.due_at, row.recorded_at),
    };
    let evidence = row.evidence.clone().map_or_else(Bit::none, Bit::Text);
    Tr {
        tone: match (row.solved_at, row.overdue) {
            (Some(_), _) => GOOD,
            (None, true) => BAD,
            (None, false) => INFO,
        },
        cells: vec![
            Td::of(Bit::link(format!("/problems/{}", row.problem.0), row.problem.to_string())),
            Td::text(row.register.clone()),
            Td::text(row.kind.clone()),
            Td::text(row.unit_name.clone()),
            Td::text(row.owner_name.clone()),
            Td::of(Ctx::time(row.recorded_at)),
            Td::of(clock),
            Td::wrap(vec![evidence]),
        ],
    }
}

/// `GET /problems/{id}`
pub(crate) async fn problem(visit: Visit, Path(id): Path<u32>) -> Response {
    visit.show(May::SeeFigures, |c, _permit| problem_page(c, ProblemId(id))).await
}

fn problem_page(c: &Ctx<'_>, id: ProblemId) -> Result<Page, Problem> {
    let row = c.s.problems.get(id).ok_or_else(|| Problem::not_found("there is no such problem"))?;
    let title = format!("{id} {}", row.kind);
    let mut page = Page::new(Frame::new(c, title.clone(), "problems"), title);
    page.crumbs = vec![(c.here("/problems"), c.say("problems-heading")), (String::new(), id.to_string())];
    let mut known = vec![
        (c.say("problems-col-register"), vec![Bit::text(row.register.clone())]),
        (c.say("problems-col-unit"), vec![c.unit_link(row.unit)]),
        (c.say("problems-col-owner"), vec![c.unit_link(row.owner)]),
        (c.say("problems-col-recorded"), vec![Ctx::time(row.recorded_at)]),
        (c.say("tasks-col-due"), vec![Ctx::time(row.due_at), c.until(row.due_at, row.recorded_at)]),
    ];
    if let Some((at, evidence, verifier)) = &row.solved {
        known.push((c.say("problems-col-evidence"), vec![Bit::text(evidence.clone()), Ctx::time(*at)]));
        known.push((c.say("problem-verifier"), vec![Bit::text(c.actor(*verifier))]));
    }
    page.left = vec![Card::block(c.t("known-title"), as_of(c), Body::Known(known))];
    page.right = match (&row.solved, c.is_past) {
        (Some(_), _) => vec![notice(GOOD, c.t("problem-solved-notice"))],
        (None, true) => vec![notice(INFO, c.t("past-no-action"))],
        (None, false) => vec![solve_form(c, id)],
    };
    Ok(page)
}

fn solve_form(c: &Ctx<'_>, id: ProblemId) -> Block {
    let staff = c.s.actors.iter().filter(|(_, row)| row.active && row.role != domain::Role::Machine);
    let staff = staff.map(|(actor, row)| (actor.0.to_string(), row.title.clone())).collect();
    let form = Form::new(format!("/problems/{}/solve", id.0), c.t("problem-solve"))
        .field(
            Field::new("area", "evidence", c.t("problems-col-evidence"), "")
                .hint(c.t("problem-evidence-hint")),
        )
        .field(
            Field::new("select", "verifier", c.t("problem-verifier"), "")
                .options(staff)
                .hint(c.t("problem-verifier-hint")),
        );
    Card::block(c.t("problem-solve"), "", Body::Form(form))
}

/// `POST /problems/{id}/solve`
pub(crate) async fn solve(visit: Visit, Path(id): Path<u32>, sent: Sent) -> Response {
    let Some(verifier) = sent.parse::<u32>("verifier").map(ActorId) else {
        return visit.refuse(&Problem::bad_field("verifier"));
    };
    let command = Command::SolveProblem {
        problem: ProblemId(id),
        evidence: sent.get("evidence").to_owned(),
        verifier,
        at: visit.app.desk.now(),
    };
    visit.give(command, &format!("/problems/{id}")).await
}

/// `POST /m/report`: a unit says that it is there.
pub(crate) async fn report(visit: Visit, sent: Sent) -> Response {
    let unit = sent.get("unit").parse().unwrap_or(visit.viewer.unit);
    let at = visit.app.desk.now();
    visit.give(Command::ReportUnit { unit, at }, "/m").await
}
