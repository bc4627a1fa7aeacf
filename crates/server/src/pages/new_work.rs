//! Forms that begin work: a task for a person, a case or a grid, and a problem of a register, each with an owner and a
//! deadline.

use super::{
    block::{Block, Body, Card, Field, Form, Page},
    ctx::Ctx,
    form::Sent,
    frame::Frame,
    list::{code, pick},
    query::encode,
    tabs::{ORDERS, tabs},
    visit::{Visit, html_answer},
};
use crate::{App, Problem, permit::Permit};
use access::{Action as May, Reach};
use askama::Template as _;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::{
    AreaKind, CaseId, Command, ContactId, GridId, PersonId, Subject, TaskKind, TubeId, Unit,
    time::add_minutes,
};
use reporting::words::Label as _;

/// Deadlines of a task to choose from, minutes.
const TASK_MINUTES: [i64; 6] = [30, 60, 120, 240, 720, 1440];

/// Deadlines of a problem to choose from, minutes: one to seven days.
const PROBLEM_MINUTES: [i64; 4] = [1440, 2 * 1440, 3 * 1440, 7 * 1440];

/// The longest deadline that is taken, minutes.
const LONGEST: i64 = 30 * 1440;

/// Every kind of task, the ones staff open by hand first.
pub(crate) const KINDS: [TaskKind; 10] = [
    TaskKind::Help,
    TaskKind::DoorCheck,
    TaskKind::Investigate,
    TaskKind::Retest,
    TaskKind::Divert,
    TaskKind::IsolationTest,
    TaskKind::ReleaseCheck,
    TaskKind::Disinfect,
    TaskKind::Rumour,
    TaskKind::Other,
];

/// What stands in a field: what was sent before, else what the address brings.
fn held(c: &Ctx<'_>, sent: Option<&Sent>, name: &str) -> String {
    sent.map_or_else(|| c.q.get(name).to_owned(), |sent| sent.get(name).to_owned())
}

/// The units that may be given work, with their names: one's own, or streets with their grids, and task forces.
fn units(c: &Ctx<'_>, permit: &Permit) -> Vec<(String, String)> {
    let own = permit.place.unit;
    if permit.reach == Reach::Own {
        return vec![(own.to_string(), c.unit(own))];
    }
    let kinds = [AreaKind::District, AreaKind::Street, AreaKind::Town, AreaKind::DevelopmentZone];
    let areas = c.s.areas.iter().filter(|(code, row)| kinds.contains(&row.kind) && permit.covers(**code));
    let city = c.app.settings.area;
    let areas = areas.filter(|(code, _)| city.covers(**code)).map(|(code, _)| Unit::Area(*code));
    let grids = c.s.live_grids().filter(|(_, row)| permit.covers(row.area)).map(|(id, _)| Unit::Grid(id));
    let open = c.s.posts.iter().filter(|(_, row)| row.until.is_none_or(|until| until > c.now));
    let posts = open.filter(|(_, row)| permit.covers(row.area)).map(|(id, _)| Unit::Post(id));
    areas.chain(posts).chain(grids).map(|unit| (unit.to_string(), c.unit(unit))).collect()
}

fn deadlines(c: &Ctx<'_>, minutes: &[i64]) -> Vec<(String, String)> {
    minutes.iter().map(|minutes| (minutes.to_string(), c.duration(*minutes))).collect()
}

/// Reads what a task is about, as it is written in lists: `R12` a person, `C12` a case, `K12` a contact, `G12` a grid, the
/// code of a tube, or the name of a grid.  Nothing written means nothing in particular; `None` what is not there.
fn subject(s: &situation::Situation, written: &str) -> Option<Subject> {
    let written = written.trim();
    if written.is_empty() {
        return Some(Subject::General);
    }
    if let Some(tube) = s.tube_codes.get(written) {
        return Some(Subject::Tube(*tube));
    }
    let mut letters = written.chars();
    let letter = letters.next().map(|letter| letter.to_ascii_uppercase());
    let number: Option<u32> = letters.as_str().trim().parse().ok();
    match (letter, number) {
        (Some('R'), Some(id)) => s.people.get(&PersonId(id)).map(|_| Subject::Person(PersonId(id))),
        (Some('C'), Some(id)) => s.cases.get(CaseId(id)).map(|_| Subject::Case(CaseId(id))),
        (Some('K'), Some(id)) => s.contacts.get(ContactId(id)).map(|_| Subject::Contact(ContactId(id))),
        (Some('T'), Some(id)) => s.tubes.get(TubeId(id)).map(|_| Subject::Tube(TubeId(id))),
        (Some('G'), Some(id)) => s.grids.get(GridId(id)).map(|_| Subject::Grid(GridId(id))),
        _ => s.live_grids().find(|(_, row)| row.name == written).map(|(id, _)| Subject::Grid(id)),
    }
}

/// The unit that answers for what a task is about: the grid somebody lives in, or the grid itself.
fn owner_of(s: &situation::Situation, subject: Subject) -> Option<Unit> {
    let home = |person: PersonId| {
        s.grid_of(person).map(Unit::Grid).or_else(|| s.area_of(person).map(|area| Unit::Area(area.street())))
    };
    match subject {
        Subject::Grid(grid) => Some(Unit::Grid(grid)),
        Subject::Person(person) => home(person),
        Subject::Case(case) => home(s.cases.get(case)?.person),
        Subject::Contact(contact) => home(s.contacts.get(contact)?.person),
        Subject::Tube(_) | Subject::General => None,
    }
}

/// `GET /tasks/new`: `about` and `kind` of the address are filled in.
pub(crate) async fn new_task(visit: Visit) -> Response {
    visit.show(May::OpenTask, |c, permit| Ok(task_page(c, permit, None, ""))).await
}

fn task_page(c: &Ctx<'_>, permit: &Permit, sent: Option<&Sent>, problem: &str) -> Page {
    let mut page = Page::new(Frame::new(c, c.t("task-new"), "orders"), c.t("task-new"));
    page.live = false;
    page.crumbs = vec![(c.here("/tasks"), c.say("tasks-heading")), (String::new(), c.say("task-new"))];
    page.tabs = tabs(c, ORDERS, "");
    let kinds = KINDS.into_iter().map(|kind| (code(&kind), kind.label(c.lang).to_owned())).collect();
    let mut owners = units(c, permit);
    if permit.reach != Reach::Own {
        owners.insert(0, (String::new(), c.say("task-owner-usual")));
    }
    let usual = |name: &str, usual: &str| {
        let held = held(c, sent, name);
        if held.is_empty() { usual.to_owned() } else { held }
    };
    let form = Form::new("/tasks", c.t("task-send"))
        .field(Field::new("choice", "kind", c.t("tasks-col-kind"), usual("kind", "help")).options(kinds))
        .field(
            Field::new("text", "about", c.t("tasks-col-subject"), held(c, sent, "about"))
                .hint(c.t("task-about-hint"))
                .optional(),
        )
        .field(
            Field::new("select", "owner", c.t("tasks-col-owner"), held(c, sent, "owner"))
                .options(owners)
                .hint(c.t("task-owner-hint"))
                .optional(),
        )
        .field(
            Field::new("choice", "minutes", c.t("tasks-col-due"), usual("minutes", "120"))
                .options(deadlines(c, &TASK_MINUTES)),
        )
        .field(
            Field::new("area", "text", c.t("tasks-col-text"), held(c, sent, "text"))
                .hint(c.t("task-text-hint")),
        );
    page.blocks.extend(refusal(problem));
    page.blocks.push(Card::block(c.t("task-new"), "", Body::Form(form)));
    page
}

fn refusal(problem: &str) -> Option<Block> {
    (!problem.is_empty()).then(|| Block::Notice {
        tone: super::bit::BAD,
        bits: vec![super::bit::Bit::text(problem)],
        action: None,
        alert: true,
    })
}

/// `POST /tasks`
pub(crate) async fn open_task(visit: Visit, sent: Sent) -> Response {
    let now = visit.app.desk.now();
    let made = visit
        .app
        .read(visit.as_of, |seen| {
            let kind = pick::<TaskKind>(sent.get("kind")).ok_or("task-bad-kind")?;
            let subject = subject(seen.situation, sent.get("about")).ok_or("task-bad-about")?;
            let chosen = sent.get("owner").parse::<Unit>().ok();
            let owner = chosen.or_else(|| owner_of(seen.situation, subject)).ok_or("task-bad-owner")?;
            let text = sent.get("text");
            if text.is_empty() {
                return Err("task-bad-text");
            }
            let minutes = sent.parse::<i64>("minutes").unwrap_or(120).clamp(5, LONGEST);
            let due_at = add_minutes(now, minutes);
            Ok((Command::OpenTask { kind, subject, owner, due_at, text: text.to_owned() }, owner))
        })
        .await;
    give(&visit, &sent, made, May::OpenTask, |owner| format!("/tasks?owner={owner}"), task_page).await
}

/// `GET /problems/new`
pub(crate) async fn new_problem(visit: Visit) -> Response {
    visit.show(May::RecordProblem, |c, permit| Ok(problem_page(c, permit, None, ""))).await
}

fn problem_page(c: &Ctx<'_>, permit: &Permit, sent: Option<&Sent>, problem: &str) -> Page {
    let mut page = Page::new(Frame::new(c, c.t("problem-new"), "problems"), c.t("problem-new"));
    page.live = false;
    page.crumbs =
        vec![(c.here("/problems"), c.say("problems-heading")), (String::new(), c.say("problem-new"))];
    let known = reporting::registers::registers(c.s, c.now).registers;
    let mut registers: Vec<String> = known.into_iter().map(|line| line.register).collect();
    let usual = ["problem-register-people", "problem-register-firms"].map(|key| c.w.t(key).to_owned());
    registers.extend(usual);
    registers.dedup();
    let options: Vec<(String, String)> = registers.iter().map(|name| (name.clone(), name.clone())).collect();
    let first = registers.first().cloned().unwrap_or_default();
    let register = Some(held(c, sent, "register")).filter(|held| !held.is_empty()).unwrap_or(first);
    let units = units(c, permit);
    let own = permit.place.unit.to_string();
    let of =
        |name: &str| Some(held(c, sent, name)).filter(|held| !held.is_empty()).unwrap_or_else(|| own.clone());
    let minutes = Some(held(c, sent, "minutes")).filter(|held| !held.is_empty());
    let form = Form::new("/problems", c.t("problem-send"))
        .field(
            Field::new("text", "register", c.t("problems-col-register"), register)
                .options(options)
                .hint(c.t("problem-register-hint")),
        )
        .field(
            Field::new("area", "kind", c.t("problems-col-kind"), held(c, sent, "kind"))
                .hint(c.t("problem-kind-hint")),
        )
        .field(Field::new("select", "unit", c.t("problem-where"), of("unit")).options(units.clone()))
        .field(Field::new("select", "owner", c.t("problems-col-owner"), of("owner")).options(units))
        .field(
            Field::new(
                "choice",
                "minutes",
                c.t("tasks-col-due"),
                minutes.unwrap_or_else(|| "1440".to_owned()),
            )
            .options(deadlines(c, &PROBLEM_MINUTES)),
        );
    page.blocks.extend(refusal(problem));
    page.blocks.push(Card::block(c.t("problem-new"), "", Body::Form(form)));
    page
}

/// `POST /problems`
pub(crate) async fn record_problem(visit: Visit, sent: Sent) -> Response {
    let now = visit.app.desk.now();
    let made = (|| {
        let unit = sent.get("unit").parse::<Unit>().map_err(|_unreadable| "task-bad-owner")?;
        let owner = sent.get("owner").parse::<Unit>().map_err(|_unreadable| "task-bad-owner")?;
        let (register, kind) = (sent.get("register").to_owned(), sent.get("kind").to_owned());
        if register.is_empty() {
            return Err("problem-bad-register");
        }
        if kind.is_empty() {
            return Err("problem-bad-kind");
        }
        let minutes = sent.parse::<i64>("minutes").unwrap_or(1440).clamp(5, LONGEST);
        let due_at = add_minutes(now, minutes);
        let way = register.clone();
        Ok((Command::RecordProblem { register, kind, unit, owner, due_at }, way))
    })();
    let way = |register: &String| format!("/problems?solved=no&register={}", encode(register));
    give(&visit, &sent, Ok(made), May::RecordProblem, way, problem_page).await
}

/// Gives the command and goes on to where the new record stands; what was refused is said above the form, which keeps what
/// was written.
async fn give<T: Send>(
    visit: &Visit,
    sent: &Sent,
    made: Result<Result<(Command, T), &'static str>, Problem>,
    action: May,
    way: impl Fn(&T) -> String,
    page: impl Fn(&Ctx<'_>, &Permit, Option<&Sent>, &str) -> Page + Send,
) -> Response {
    let app: &App = &visit.app;
    let permit = match app.permit(visit.viewer.clone(), action) {
        Ok(permit) => permit,
        Err(problem) => return visit.refuse(&problem),
    };
    let words = |key: &'static str| super::words::words(visit.look.lang).t(key).to_owned();
    let refused = match made {
        Ok(Ok((command, what))) => match visit.submit(command).await {
            Ok(()) => return Redirect::to(&way(&what)).into_response(),
            Err(problem) => super::problem_page::sentence(visit.look.lang, &problem),
        },
        Ok(Err(key)) => words(key),
        Err(problem) => return visit.refuse(&problem),
    };
    let again = app
        .read(visit.as_of, |seen| {
            let c = Ctx::new(app, seen, &visit.viewer, (&visit.q, visit.look));
            page(&c, &permit, Some(sent), &refused).render()
        })
        .await;
    match again {
        Ok(Ok(html)) => (axum::http::StatusCode::UNPROCESSABLE_ENTITY, html_answer(html)).into_response(),
        Ok(Err(_)) => visit.refuse(&Problem::fault()),
        Err(problem) => visit.refuse(&problem),
    }
}
