//! Accounts, for administrators: who may sign in, new ones, dismissal and return, locks and new passwords; and the page on
//! which everybody changes their own password.

use super::{
    bit::{BAD, Bit, GOOD, PLAIN, Td, Tr, WARN},
    block::{Block, Body, Card, Field, Form, Page},
    ctx::{Ctx, Look},
    form::Sent,
    frame::Frame,
    list::{code, empty, pick},
    problem_page,
    query::Query,
    sites::whole_list,
    visit::{Visit, html_answer},
    words::words,
};
use crate::{App, Problem, accounts::AccountState, places::place_of};
use access::Action as May;
use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{ActorId, Command, Fact, Role, Unit};
use reporting::catalogue::Catalogue;
use std::collections::BTreeMap;

/// The roles that an administrator can give.
const ROLES: [Role; 14] = [
    Role::Commander,
    Role::DutyOfficer,
    Role::Tracer,
    Role::Laboratory,
    Role::Sampler,
    Role::Dispatcher,
    Role::SiteManager,
    Role::GridWorker,
    Role::GateKeeper,
    Role::Analyst,
    Role::Publisher,
    Role::Inspector,
    Role::Administrator,
    Role::Machine,
];

/// What a form sent is shown again with, and what is said above it.
#[derive(Default)]
struct Said {
    /// A new password: the sign-in name and the password, shown this once.
    issued: Option<(String, String)>,
    /// Why something was not done.
    problem: String,
    /// What was entered: name, title, role, unit.
    entered: [String; 4],
}

/// How accounts stand, by sign-in name.
type States = BTreeMap<String, AccountState>;

/// `GET /accounts`
pub(crate) async fn index(visit: Visit) -> Response {
    show_all(visit, Said::default()).await
}

async fn show_all(visit: Visit, said: Said) -> Response {
    match states(&visit).await {
        Ok(states) => visit.show(May::EnrolActor, |c, _permit| Ok(list_page(c, &states, &said))).await,
        Err(problem) => visit.refuse(&problem),
    }
}

async fn states(visit: &Visit) -> Result<States, Problem> {
    let handles: Vec<String> =
        visit.app.desk.read(|s| s.actors.rows().iter().map(|row| row.handle.clone()).collect())?;
    let now = visit.app.wall();
    let read = visit.app.with_accounts(move |accounts| {
        handles.into_iter().map(|handle| Ok((handle.clone(), accounts.state(&handle, now)?))).collect()
    });
    read.await
}

fn list_page(c: &Ctx<'_>, states: &States, said: &Said) -> Page {
    let mut page = Page::new(Frame::new(c, c.t("accounts-heading"), "accounts"), c.t("accounts-heading"));
    page.live = false;
    page.blocks.extend(notices(c, said));
    let rows = c.s.actors.iter().map(|(id, row)| {
        let state = states.get(&row.handle).copied().unwrap_or_default();
        Tr {
            tone: if row.active { PLAIN } else { "withdrawn" },
            cells: vec![
                Td::of(Bit::link(format!("/accounts/{}", id.0), row.handle.clone())),
                Td::text(row.title.clone()),
                Td::text(c.label(row.role)),
                Td::text(c.unit(row.unit)),
                Td::of(standing(c, row.active, row.role, state)),
            ],
        }
    });
    let rows = rows.collect();
    let keys = ["accounts-name", "accounts-title", "accounts-role", "accounts-unit", "accounts-state"];
    let none = empty(c, "accounts-none-title", "accounts-none-text");
    page.blocks.push(whole_list(c, ("account-list", "accounts-heading"), &keys, rows, none));
    page.blocks.push(Card::block(
        c.t("accounts-new"),
        c.t("accounts-new-small"),
        Body::Form(new_form(c, said)),
    ));
    page
}

fn notices(c: &Ctx<'_>, said: &Said) -> Vec<Block> {
    let notice = |tone, bits| Block::Notice { tone, bits, action: None, alert: true };
    let issued = said.issued.as_ref().map(|(handle, password)| {
        let words = c.ta("accounts-issued", &[("name", handle)]);
        notice(WARN, vec![Bit::text(words), Bit::Strong(password.clone()), Bit::Mute(c.say("accounts-once"))])
    });
    let problem = (!said.problem.is_empty()).then(|| notice(BAD, vec![Bit::text(said.problem.clone())]));
    issued.into_iter().chain(problem).collect()
}

fn standing(c: &Ctx<'_>, active: bool, role: Role, state: AccountState) -> Bit {
    if !active {
        return Bit::Mute(c.say("accounts-dismissed"));
    }
    if role == Role::Machine {
        return Bit::Mute(c.say("accounts-machine"));
    }
    if let Some(until) = state.locked_until {
        return Bit::tag(BAD, c.ta("accounts-locked", &[("at", &reporting::words::moment(until))]));
    }
    match (state.has_password, state.must_change) {
        (false, _) => Bit::tag(WARN, c.t("accounts-no-password")),
        (true, true) => Bit::tag(WARN, c.t("accounts-must-change")),
        (true, false) => Bit::tag(GOOD, c.t("accounts-active")),
    }
}

fn new_form(c: &Ctx<'_>, said: &Said) -> Form {
    let roles = ROLES.into_iter().map(|role| (code(&role), c.label(role).to_owned())).collect();
    let [name, title, role, unit] = said.entered.clone();
    let unit = if unit.is_empty() { c.app.settings.area.short() } else { unit };
    Form::new("/accounts", c.t("accounts-create"))
        .field(Field::new("text", "name", c.t("accounts-name"), name).hint(c.t("accounts-name-hint")))
        .field(Field::new("text", "title", c.t("accounts-title"), title).hint(c.t("accounts-title-hint")))
        .field(Field::new("select", "role", c.t("accounts-role"), role).options(roles))
        .field(Field::new("text", "unit", c.t("accounts-unit"), unit).hint(c.t("accounts-unit-hint")))
}

/// `POST /accounts`: enrols somebody and gives them a password for one use.
pub(crate) async fn create(visit: Visit, sent: Sent) -> Response {
    let entered = ["name", "title", "role", "unit"].map(|key| sent.get(key).to_owned());
    let said = match enrol(&visit, &sent).await {
        Ok(issued) => Said { issued, ..Said::default() },
        Err(problem) => {
            let problem = problem_page::sentence(visit.look.lang, &problem);
            Said { issued: None, problem, entered }
        }
    };
    show_all(visit, said).await
}

async fn enrol(visit: &Visit, sent: &Sent) -> Result<Option<(String, String)>, Problem> {
    let filled = |key: &'static str| {
        let text = Some(sent.get(key)).filter(|text| !text.is_empty());
        text.map(str::to_owned).ok_or_else(|| Problem::bad_field(key))
    };
    let (handle, title) = (filled("name")?, filled("title")?);
    let role: Role = pick(sent.get("role")).ok_or_else(|| Problem::bad_field("role"))?;
    let unit: Unit = sent.parse("unit").ok_or_else(|| Problem::bad_field("unit"))?;
    let command = Command::EnrolActor { handle: handle.clone(), title, role, unit };
    visit.app.permit_command(&visit.viewer, &command)?;
    if !visit.app.desk.read(|s| is_known(s, unit, visit.app.settings.area))? {
        return Err(unknown_unit());
    }
    visit.app.submit(&visit.viewer, command).await?;
    if role == Role::Machine {
        return Ok(None);
    }
    issue(visit, handle).await.map(Some)
}

/// A unit of this post: its own area, or one that is listed.
fn is_known(s: &situation::Situation, unit: Unit, whole: domain::AreaCode) -> bool {
    match unit {
        Unit::Area(area) => area == whole || s.areas.contains_key(&area),
        Unit::Grid(_) | Unit::Post(_) => place_of(s, unit).is_some(),
    }
}

fn unknown_unit() -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "unknown-unit",
        "no area, grid or post of this number is listed",
    )
}

/// Gives the active actor of a sign-in name a password for one use.
async fn issue(visit: &Visit, handle: String) -> Result<(String, String), Problem> {
    let actor = visit.app.desk.read(|s| {
        let mut actors = s.actors.iter();
        actors.find(|(_, row)| row.active && row.handle == handle).map(|(actor, _)| actor)
    })?;
    let actor = actor.ok_or_else(no_such_account)?;
    let work = move |accounts: &crate::Accounts| {
        let password = accounts.issue_password(&handle, actor)?;
        Ok((handle, password))
    };
    visit.app.with_accounts(work).await
}

fn no_such_account() -> Problem {
    Problem::not_found("there is no such account")
}

/// `GET /accounts/{id}`
pub(crate) async fn show(visit: Visit, Path(id): Path<u32>) -> Response {
    show_one(visit, ActorId(id), Said::default()).await
}

async fn show_one(visit: Visit, actor: ActorId, said: Said) -> Response {
    match states(&visit).await {
        Ok(states) => visit.show(May::EnrolActor, |c, _permit| page(c, actor, &states, &said)).await,
        Err(problem) => visit.refuse(&problem),
    }
}

fn page(c: &Ctx<'_>, actor: ActorId, states: &States, said: &Said) -> Result<Page, Problem> {
    let row = c.s.actors.get(actor).ok_or_else(no_such_account)?;
    let state = states.get(&row.handle).copied().unwrap_or_default();
    let mut page = Page::new(Frame::new(c, row.handle.clone(), "accounts"), row.handle.clone());
    page.live = false;
    page.crumbs = vec![(c.here("/accounts"), c.say("accounts-heading")), (String::new(), row.handle.clone())];
    page.blocks = notices(c, said);
    let known = vec![
        (c.say("accounts-title"), vec![Bit::text(row.title.clone()), Bit::Source(actor.to_string())]),
        (c.say("accounts-role"), vec![Bit::text(c.label(row.role))]),
        (c.say("accounts-unit"), vec![c.unit_link(row.unit)]),
        (c.say("accounts-state"), vec![standing(c, row.active, row.role, state)]),
    ];
    page.left = vec![Card::block(c.t("known-title"), "", Body::Known(known))];
    let mut form = Form::new(format!("/accounts/{}", actor.0), "");
    let button = |what: &str, key: &'static str, class| ("do", what.to_owned(), c.say(key), class);
    form.buttons = Vec::new();
    if row.active && row.role != Role::Machine {
        form.buttons.push(button("reset", "accounts-reset", "primary"));
        if state.locked_until.is_some() {
            form.buttons.push(button("unlock", "accounts-unlock", ""));
        }
    }
    if row.active && actor != c.viewer.actor {
        form.buttons.push(button("dismiss", "accounts-dismiss", "danger"));
    }
    let is_taken = c.s.actors.rows().iter().any(|other| other.active && other.handle == row.handle);
    if !row.active && !is_taken {
        form.buttons.push(button("return", "accounts-return", "primary"));
    }
    form.hint = c.say("accounts-hint");
    page.right = vec![Card::block(c.t("accounts-do"), "", Body::Form(form))];
    Ok(page)
}

/// `POST /accounts/{id}`: what an administrator does to an account.
pub(crate) async fn change(visit: Visit, Path(id): Path<u32>, sent: Sent) -> Response {
    let actor = ActorId(id);
    match act(&visit, actor, sent.get("do")).await {
        Ok((actor, issued)) => show_one(visit, actor, Said { issued, ..Said::default() }).await,
        Err(problem) => {
            let problem = problem_page::sentence(visit.look.lang, &problem);
            show_one(visit, actor, Said { problem, ..Said::default() }).await
        }
    }
}

/// Does it, and returns whose page to show, with a password where one was given.
async fn act(
    visit: &Visit,
    actor: ActorId,
    what: &str,
) -> Result<(ActorId, Option<(String, String)>), Problem> {
    if access::policy::reach_of(visit.viewer.role, May::EnrolActor).is_none() {
        return Err(crate::permit::denied(access::Denial::Role));
    }
    let row = visit.app.desk.read(|s| s.actors.get(actor).cloned())?.ok_or_else(no_such_account)?;
    let handle = row.handle.clone();
    match what {
        "reset" if row.active && row.role != Role::Machine => Ok((actor, Some(issue(visit, handle).await?))),
        "unlock" => {
            visit.app.with_accounts(move |accounts| accounts.unlock(&handle)).await?;
            Ok((actor, None))
        }
        "dismiss" if row.active && actor != visit.viewer.actor => {
            // The ledger first: whoever is dismissed there acts no more, whatever becomes of the password.
            visit.submit(Command::Prepare { facts: vec![Fact::ActorDismissed { actor }] }).await?;
            visit.app.with_accounts(move |accounts| accounts.withdraw(&handle, actor)).await?;
            Ok((actor, None))
        }
        "return" if !row.active => {
            // Who left and came back is another actor of the ledger under the same name: what was done before stays theirs.
            let (title, role, unit) = (row.title, row.role, row.unit);
            visit.submit(Command::EnrolActor { handle: handle.clone(), title, role, unit }).await?;
            let back = visit.app.desk.read(|s| {
                let mut actors = s.actors.iter();
                actors.find(|(_, row)| row.active && row.handle == handle).map(|(actor, _)| actor)
            })?;
            let issued = if role == Role::Machine { None } else { Some(issue(visit, handle).await?) };
            Ok((back.unwrap_or(actor), issued))
        }
        _ => Err(Problem::bad_field("do")),
    }
}

#[derive(Template)]
#[template(path = "password.html")]
struct PasswordPage {
    w: &'static Catalogue,
    lang: &'static str,
    theme: &'static str,
    handle: String,
    must: bool,
    problem: String,
}

impl PasswordPage {
    fn t<'k>(&'k self, key: &'k str) -> &'k str {
        self.w.t(key)
    }
}

/// `GET /password`: one's own password.
pub(crate) async fn password(State(app): State<App>, uri: axum::http::Uri, headers: HeaderMap) -> Response {
    let (look, q) = (Look::read(&headers), Query::read(&uri));
    match app.viewer(&headers).await {
        Ok(Some(viewer)) => password_page(look, &viewer, String::new()),
        Ok(None) => super::visit::to_sign_in(&q, app.session_key(&headers).is_some()),
        Err(problem) => problem_page::answer(&app, look, &problem),
    }
}

fn password_page(look: Look, viewer: &crate::Viewer, problem: String) -> Response {
    let page = PasswordPage {
        w: words(look.lang),
        lang: look.lang.tag(),
        theme: look.theme.unwrap_or_default(),
        handle: viewer.handle.clone(),
        must: viewer.must_change,
        problem,
    };
    page.render().map_or_else(|_| Problem::fault().into_response(), html_answer)
}

/// `POST /password`: changes one's own password, which ends every session, and opens a new one.
pub(crate) async fn change_password(State(app): State<App>, headers: HeaderMap, sent: Sent) -> Response {
    let look = Look::read(&headers);
    let viewer = match app.viewer(&headers).await {
        Ok(Some(viewer)) => viewer,
        Ok(None) => return Redirect::to("/sign-in").into_response(),
        Err(problem) => return problem_page::answer(&app, look, &problem),
    };
    let (old, new) = (sent.get("old").to_owned(), sent.get("new").to_owned());
    if new != sent.get("again") {
        let words = words(look.lang).t("password-differ").to_owned();
        return (StatusCode::UNPROCESSABLE_ENTITY, password_page(look, &viewer, words)).into_response();
    }
    let (handle, now) = (viewer.handle.clone(), app.wall());
    let changed = app.with_accounts(move |accounts| {
        accounts.change_password(&handle, &old, &new, now)?;
        accounts.sign_in(&handle, &new, now)
    });
    match changed.await {
        Ok((token, _actor)) => {
            ([(header::SET_COOKIE, app.session_cookie(&token))], Redirect::to("/")).into_response()
        }
        Err(problem) => {
            let words = problem_page::sentence(look.lang, &problem);
            (problem.status, password_page(look, &viewer, words)).into_response()
        }
    }
}
