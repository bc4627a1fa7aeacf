//! Imports: a file, how its columns are read, what would become of every row, and recording it.

use super::{
    bit::{BAD, Bit, GOOD, Td, Tr, WARN},
    block::{Action, Block, Body, Card, Facts, Page},
    cases::{as_of, outbreak_options},
    ctx::Ctx,
    frame::Frame,
    import_columns::{columns_form, reading_page, remap, unread_page},
    list::{empty, pick},
    multipart::{Parts, parse},
    query::parse_form,
    sites::whole_list,
    tabs::{CASES, tabs},
    visit::{Visit, file_answer},
};
use crate::{
    Problem,
    imports::{ImportOptions, Into, Stage, WaitingPlan, abroad},
};
use access::Action as May;
use askama::Template;
use axum::{
    body::Bytes,
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{AreaCode, CaseClass, Detection, ImportId, OutbreakId, Pack};
use exchange::{Kind, Words};
use reporting::{Lang, words::count};
use std::time::Duration;

/// Rows of the table of rejected rows.
const REJECTED: usize = 100;

/// How long an upload waits for its plan before it shows how far the reading has come.
const AT_ONCE: Duration = Duration::from_millis(900);

/// Seconds after which the page of a reading looks again.
const LOOK_AGAIN: &str = "1";

const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `GET /imports`
pub(crate) async fn index(visit: Visit) -> Response {
    visit.show(May::SeeImports, |c, _permit| Ok(index_page(c))).await
}

fn index_page(c: &Ctx<'_>) -> Page {
    let mut page = Page::new(Frame::new(c, c.t("imports-heading"), "cases"), c.t("imports-heading"));
    page.small = as_of(c);
    page.tabs = tabs(c, CASES, "/imports");
    let may = !c.is_past && access::policy::reach_of(c.viewer.role, May::Import).is_some();
    if may {
        page.actions.push(Action { class: "primary", ..Action::new("/import", c.t("imports-new")) });
    }
    let rows = c.s.imports.iter().rev().map(|(id, row)| {
        let outbreak =
            c.s.outbreaks.get(row.outbreak).map_or_else(|| row.outbreak.to_string(), |row| row.name.clone());
        Tr {
            tone: if row.rejected > 0 { WARN } else { GOOD },
            cells: vec![
                Td::of(Bit::link(format!("/imports/{}", id.0), id.to_string())),
                Td::text(kind_words(c, &row.kind)),
                Td::text(row.sender.clone()),
                Td::text(outbreak),
                Td::number(row.read, c.t("imports-read")),
                Td::number(row.accepted, c.t("imports-accepted")),
                Td::number(row.merged, c.t("imports-merged")),
                Td::number(row.rejected, c.t("imports-rejected")),
                Td::of(Ctx::time(row.at)),
                Td::text(c.actor(row.by)),
            ],
        }
    });
    let rows = rows.collect();
    let keys = [
        "col-number",
        "imports-kind",
        "imports-sender",
        "col-outbreak",
        "#imports-read",
        "#imports-accepted",
        "#imports-merged",
        "#imports-rejected",
        "imports-at",
        "imports-by",
    ];
    let none = empty(c, "imports-none-title", "imports-none-text");
    page.blocks.push(whole_list(c, ("import-list", "imports-heading"), &keys, rows, none));
    page
}

fn kind_words(c: &Ctx<'_>, kind: &str) -> String {
    if kind == "contacts" { c.say("imports-kind-contacts") } else { c.say("imports-kind-linelist") }
}

/// `GET /imports/{id}`
pub(crate) async fn show(visit: Visit, Path(id): Path<u32>) -> Response {
    visit.show(May::SeeImports, |c, _permit| page(c, ImportId(id))).await
}

fn page(c: &Ctx<'_>, id: ImportId) -> Result<Page, Problem> {
    let row = c.s.imports.get(id).ok_or_else(|| Problem::not_found("there is no such import"))?;
    let mut page =
        Page::new(Frame::new(c, id.to_string(), "cases"), c.ta("import-done", &[("id", &id.to_string())]));
    page.crumbs = vec![(c.here("/imports"), c.say("imports-heading")), (String::new(), id.to_string())];
    page.blocks.push(Block::Raw(account(c, (row.read, row.accepted, row.merged, row.rejected))));
    let proposed = c
        .s
        .exposures
        .rows()
        .iter()
        .filter(|exposure| exposure.status == domain::ExposureStatus::Proposed)
        .filter(|exposure| matches!(exposure.evidence, domain::Evidence::ImportRow { import, .. } if import == id))
        .count();
    if proposed > 0 {
        page.blocks.push(Block::Notice {
            tone: WARN,
            bits: vec![Bit::text(c.ta("import-proposed", &[("n", &proposed.to_string())]))],
            action: Some(Action::new(
                format!("/exposures?import={}&status=proposed", id.0),
                c.t("exposure-judge"),
            )),
            alert: false,
        });
    }
    let outbreak =
        c.s.outbreaks.get(row.outbreak).map_or_else(|| row.outbreak.to_string(), |row| row.name.clone());
    let known = vec![
        (c.say("imports-kind"), vec![Bit::text(kind_words(c, &row.kind))]),
        (c.say("imports-sender"), vec![Bit::text(row.sender.clone())]),
        (c.say("col-outbreak"), vec![Bit::link(format!("/cases?outbreak={}", row.outbreak.0), outbreak)]),
        (c.say("imports-at"), vec![Ctx::time(row.at), Bit::Source(c.actor(row.by))]),
        (c.say("imports-hash"), vec![Bit::Hash(row.batch.blake3.chars().take(16).collect())]),
    ];
    page.left = vec![Card::block(c.t("known-title"), as_of(c), Body::Known(known))];
    let of = row.outbreak.0;
    page.actions = vec![
        Action::new(format!("/cases?outbreak={of}"), c.t("tab-cases")),
        Action::new(format!("/chain?outbreak={of}"), c.t("tab-chain")),
        Action::new(format!("/analysis?outbreak={of}"), c.t("tab-analysis")),
    ];
    Ok(page)
}

#[derive(Template)]
#[template(path = "part/account.html")]
struct Account {
    label: String,
    read: (String, String),
    accepted: (String, String),
    merged: (String, String),
    rejected: (String, String),
    balanced: Option<String>,
}

fn account(c: &Ctx<'_>, (read, accepted, merged, rejected): (u32, u32, u32, u32)) -> String {
    let named = |key: &'static str, n: u32| (c.w.t(key).to_owned(), count(n));
    let page = Account {
        label: c.say("import-account"),
        read: named("imports-read", read),
        accepted: named("imports-accepted", accepted),
        merged: named("imports-merged", merged),
        rejected: named("imports-rejected", rejected),
        balanced: (read == accepted + merged + rejected).then(|| c.say("import-balanced")),
    };
    page.render().unwrap_or_default()
}

type Choices = Vec<(String, String, bool)>;

#[derive(Template)]
#[template(path = "part/upload.html")]
struct Upload {
    w: &'static reporting::Catalogue,
    sender: String,
    name: String,
    kinds: Choices,
    outbreaks: Choices,
    packs: Choices,
    areas: Choices,
    problem: String,
}

impl Upload {
    fn t<'k>(&'k self, key: &'k str) -> &'k str {
        self.w.t(key)
    }
}

/// `GET /import`
pub(crate) async fn new(visit: Visit) -> Response {
    visit.show(May::Import, |c, _permit| Ok(new_page(c, &Parts::default(), String::new()))).await
}

/// The form, as it was filled: only the file has to be chosen again, because no browser lets a page choose one.
fn new_page(c: &Ctx<'_>, entered: &Parts, problem: String) -> Page {
    let mut page = Page::new(Frame::new(c, c.t("imports-new"), "cases"), c.t("imports-new"));
    page.live = false;
    page.crumbs = vec![(c.here("/imports"), c.say("imports-heading")), (String::new(), c.say("imports-new"))];
    page.actions = vec![
        Action::new("/templates/linelist.xlsx", c.t("import-template-linelist")),
        Action::new("/templates/contacts.xlsx", c.t("import-template-contacts")),
    ];
    page.blocks.push(Block::Raw(steps(c, 0)));
    let packs = Pack::shipped().iter().map(|pack| {
        let name = if c.lang == Lang::Zh { pack.name_zh.clone() } else { pack.name_en.clone() };
        (pack.id.clone(), name)
    });
    let whole = c.app.settings.area;
    let mut areas = vec![(whole.short(), c.area(whole)), ("abroad".to_owned(), c.say("import-abroad"))];
    areas.extend(super::cases::area_options(c));
    let kinds = vec![
        (String::new(), c.say("import-kind-guess")),
        ("line_list".to_owned(), c.say("imports-kind-linelist")),
        ("contacts".to_owned(), c.say("imports-kind-contacts")),
    ];
    let chosen = |field: &str, options: Vec<(String, String)>| -> Choices {
        let entered = entered.get(field);
        let marked = options.into_iter().map(|(value, words)| {
            let is_chosen = value == entered;
            (value, words, is_chosen)
        });
        marked.collect()
    };
    let upload = Upload {
        w: c.w,
        sender: entered.get("sender").to_owned(),
        name: entered.get("name").to_owned(),
        kinds: chosen("kind", kinds),
        outbreaks: chosen("outbreak", outbreak_options(c)),
        packs: chosen("pack", packs.collect()),
        areas: chosen("area", areas),
        problem,
    };
    page.blocks.push(Block::Raw(upload.render().unwrap_or_default()));
    page
}

pub(crate) fn steps(c: &Ctx<'_>, present: usize) -> String {
    let names = ["import-step-file", "import-step-columns", "import-step-dry", "import-step-record"];
    let items = names.into_iter().enumerate().map(|(place, key)| {
        let words = c.w.t(key);
        match place.cmp(&present) {
            std::cmp::Ordering::Less => format!("<li class=\"done\">{words}</li>"),
            std::cmp::Ordering::Equal => format!("<li aria-current=\"step\">{words}</li>"),
            std::cmp::Ordering::Greater => format!("<li>{words}</li>"),
        }
    });
    format!("<ol class=\"steps\">{}</ol>", items.collect::<String>())
}

/// `POST /import`
pub(crate) async fn upload(visit: Visit, headers: HeaderMap, body: Bytes) -> Response {
    let content_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Some(parts) = parse(content_type, &body) else {
        return visit.refuse(&Problem::bad_field("file"));
    };
    if access::policy::reach_of(visit.viewer.role, May::Import).is_none() {
        return visit.refuse(&crate::permit::denied(access::Denial::Role));
    }
    let mut parts = parts;
    let planned = match options(&visit, &parts) {
        Ok(options) => match parts.file.take() {
            Some(file) => plan_file(&visit, file, options).await,
            None => Err(Problem::bad_field("file")),
        },
        Err(problem) => Err(problem),
    };
    match planned {
        Ok(number) => Redirect::to(&format!("/import/{number}")).into_response(),
        Err(problem) => {
            let words = super::problem_page::sentence(visit.look.lang, &problem);
            visit.show(May::Import, |c, _permit| Ok(new_page(c, &parts, words))).await
        }
    }
}

fn options(visit: &Visit, parts: &Parts) -> Result<ImportOptions, Problem> {
    let area = match parts.get("area") {
        "abroad" => Some(abroad()),
        text => text.parse::<AreaCode>().ok(),
    };
    let into = match parts.get("outbreak").parse::<u32>() {
        Ok(outbreak) => Into::Outbreak(OutbreakId(outbreak)),
        Err(_) => Into::New {
            name: Some(parts.get("name").to_owned())
                .filter(|name| !name.is_empty())
                .ok_or_else(|| Problem::bad_field("name"))?,
            pack: parts.get("pack").to_owned(),
            area: area.unwrap_or(visit.app.settings.area),
        },
    };
    Ok(ImportOptions {
        sender: parts.get("sender").to_owned(),
        kind: pick(parts.get("kind")),
        into,
        area,
        class: pick(parts.get("class")).unwrap_or(CaseClass::Confirmed),
        detection: Detection::Unknown,
        ring: None,
        mapping: None,
    })
}

/// Reads a file beside the asynchronous threads and returns its number as soon as there is something to look at: the plan,
/// the columns that a person has to see to, or how far the reading has come.
async fn plan_file(
    visit: &Visit,
    (name, bytes): (String, Vec<u8>),
    options: ImportOptions,
) -> Result<u32, Problem> {
    let (app, by) = (visit.app.clone(), visit.viewer.actor);
    let number = app.waiting.begin(by);
    let reader = app.clone();
    let reading = tokio::task::spawn_blocking(move || reader.plan_under(number, by, (bytes, name), options));
    match tokio::time::timeout(AT_ONCE, reading).await {
        Ok(Ok(Err(problem))) => match app.waiting.stage(number, by) {
            Some(Stage::Unread(file)) if file.table.is_some() => Ok(number),
            _ => Err(problem),
        },
        Ok(Err(_panicked)) => {
            app.waiting.end(number, None);
            Err(Problem::fault())
        }
        // The reading goes on; its page says how far it is.
        Ok(Ok(Ok(()))) | Err(_) => Ok(number),
    }
}

fn own(visit: &Visit, number: u32) -> Result<std::sync::Arc<WaitingPlan>, Problem> {
    let found = visit.app.waiting.get(number, visit.viewer.actor);
    found.ok_or_else(no_such_plan)
}

fn no_such_plan() -> Problem {
    Problem::not_found("there is no such plan, or it has been recorded")
}

/// `GET /import/{number}`
pub(crate) async fn plan(visit: Visit, Path(number): Path<u32>) -> Response {
    match visit.app.waiting.stage(number, visit.viewer.actor) {
        Some(Stage::Ready(waiting)) => {
            visit.show(May::Import, |c, _permit| Ok(plan_page(c, number, &waiting, ""))).await
        }
        Some(Stage::Unread(file)) => {
            visit.show(May::Import, |c, _permit| Ok(unread_page(c, number, &file))).await
        }
        Some(Stage::Reading(progress)) => {
            let mut page = visit.show(May::Import, |c, _permit| Ok(reading_page(c, number, progress))).await;
            // Works without scripts too, and ends by itself once the page is another one.
            if page.status() == StatusCode::OK {
                page.headers_mut().insert(header::REFRESH, HeaderValue::from_static(LOOK_AGAIN));
            }
            page
        }
        None => visit.refuse(&no_such_plan()),
    }
}

pub(crate) fn said<'w>(c: &Ctx<'_>, words: &'w Words) -> &'w str {
    match c.lang {
        Lang::Zh => &words.zh,
        Lang::En => &words.en,
    }
}

fn plan_page(c: &Ctx<'_>, number: u32, waiting: &WaitingPlan, problem: &str) -> Page {
    let plan = &waiting.plan;
    let mut page = Page::new(Frame::new(c, c.t("import-step-dry"), "cases"), waiting.file_name.clone());
    page.small = format!("{} · {}", kind_words(c, kind_code(plan.kind)), waiting.options.sender);
    page.live = false;
    page.crumbs =
        vec![(c.here("/imports"), c.say("imports-heading")), (String::new(), waiting.file_name.clone())];
    page.blocks.push(Block::Raw(steps(c, 2)));
    if !problem.is_empty() {
        let bits = vec![Bit::text(problem)];
        page.blocks.push(Block::Notice { tone: BAD, bits, action: None, alert: true });
    }
    let counted = &plan.account;
    page.blocks
        .push(Block::Raw(account(c, (counted.read, counted.accepted, counted.merged, counted.rejected))));
    if counted.rejected > 0 {
        page.blocks.push(Block::Notice {
            tone: WARN,
            bits: vec![Bit::text(c.ta("import-rejected-notice", &[("n", &count(counted.rejected))]))],
            action: Some(Action::new(format!("/import/{number}/rejected.xlsx"), c.t("import-rejected-file"))),
            alert: false,
        });
    }
    page.blocks.push(outlook(c, waiting));
    page.blocks.push(Block::Raw(commit_form(c, number, counted.accepted + counted.merged)));
    page.blocks.push(Block::Raw(columns_form(c, number, (&plan.table, &plan.mapping), &waiting.yearless)));
    if !plan.rejected.is_empty() {
        page.blocks.push(rejected_rows(c, waiting));
    }
    if !plan.warnings.is_empty() {
        let lines = plan.warnings.iter().take(REJECTED).map(|warning| {
            let row = warning.row.map_or_else(
                || c.say("import-whole-file"),
                |row| c.ta("import-row", &[("n", &row.to_string())]),
            );
            vec![Bit::Mute(row), Bit::text(said(c, &warning.words))]
        });
        page.blocks.push(Card::block(
            c.t("import-warnings"),
            count(u32::try_from(plan.warnings.len()).unwrap_or(u32::MAX)),
            Body::Lines(lines.collect()),
        ));
    }
    page
}

fn kind_code(kind: Kind) -> &'static str {
    match kind {
        Kind::LineList => "linelist",
        Kind::Contacts => "contacts",
    }
}

fn outlook(c: &Ctx<'_>, waiting: &WaitingPlan) -> Block {
    let outlook = &waiting.plan.outlook;
    let row = |key: &'static str, n: u32| (c.w.t(key).to_owned(), vec![Bit::Strong(count(n))]);
    let rows = vec![
        row("import-new-cases", outlook.new_cases),
        row("import-known-cases", outlook.known_cases),
        row("import-known-people", outlook.known_people),
        row("import-stated", outlook.stated_exposures),
        row("import-free-text", outlook.proposed_exposures),
    ];
    Card::block(c.t("import-outlook"), c.t("import-outlook-small"), Body::Known(rows))
}

#[derive(Template)]
#[template(path = "part/commit.html")]
struct Commit {
    number: u32,
    button: String,
    cancel: String,
    hint: String,
}

fn commit_form(c: &Ctx<'_>, number: u32, rows: u32) -> String {
    let form = Commit {
        number,
        button: c.ta("import-commit", &[("n", &count(rows))]),
        cancel: c.say("import-cancel"),
        hint: c.say("import-commit-hint"),
    };
    form.render().unwrap_or_default()
}

fn rejected_rows(c: &Ctx<'_>, waiting: &WaitingPlan) -> Block {
    let plan = &waiting.plan;
    let heads = ["import-col-row", "import-col-column", "import-col-reason", "import-col-suggestion"];
    let heads: Vec<&str> = heads.into_iter().map(|key| c.w.t(key)).collect();
    let mut table = Facts::new(c.t("import-rejected-rows"), &heads);
    for row in plan.rejected.iter().take(REJECTED) {
        for fault in &row.faults {
            let column = fault.column.and_then(|column| plan.table.headers.get(column));
            table.row(
                BAD,
                vec![
                    Td::text(row.row.to_string()),
                    Td::text(column.cloned().unwrap_or_else(|| "—".to_owned())),
                    Td::wrap(vec![Bit::text(said(c, &fault.reason))]),
                    Td::wrap(vec![Bit::text(said(c, &fault.suggestion))]),
                ],
            );
        }
    }
    let small = c.ta("import-rejected-small", &[("n", &count(plan.account.rejected))]);
    Card::block(c.t("import-rejected-rows"), small, Body::Facts(table))
}

/// `POST /import/{number}`: the columns as a person wants them read.
pub(crate) async fn map_again(visit: Visit, Path(number): Path<u32>, body: Bytes) -> Response {
    let (file, mut options, mut mapping) = match visit.app.waiting.stage(number, visit.viewer.actor) {
        Some(Stage::Ready(found)) => (
            (found.file_name.clone(), found.bytes.clone()),
            found.options.clone(),
            found.plan.mapping.clone(),
        ),
        Some(Stage::Unread(found)) => match &found.table {
            Some((_, mapping)) => {
                ((found.file_name.clone(), found.bytes.clone()), found.options.clone(), mapping.clone())
            }
            None => return visit.refuse(&found.problem),
        },
        Some(Stage::Reading(_)) | None => return visit.refuse(&no_such_plan()),
    };
    remap(&mut mapping, &parse_form(&String::from_utf8_lossy(&body)));
    options.kind = Some(mapping.kind);
    options.mapping = Some(mapping);
    match plan_file(&visit, file, options).await {
        Ok(again) => {
            visit.app.waiting.drop_file(number, visit.viewer.actor);
            Redirect::to(&format!("/import/{again}")).into_response()
        }
        Err(problem) => visit.refuse(&problem),
    }
}

/// `POST /import/{number}/commit`
pub(crate) async fn commit(visit: Visit, Path(number): Path<u32>) -> Response {
    let waiting = match own(&visit, number) {
        Ok(waiting) => waiting,
        Err(problem) => return visit.refuse(&problem),
    };
    if let Err(problem) = visit.app.permit(visit.viewer.clone(), May::Import) {
        return visit.refuse(&problem);
    }
    let (app, by) = (visit.app.clone(), visit.viewer.actor);
    let planned = waiting.clone();
    let done = tokio::task::spawn_blocking(move || app.commit_import(by, &planned.plan)).await;
    match done {
        Ok(Ok(committed)) => {
            visit.app.waiting.take(number, by);
            Redirect::to(&format!("/imports/{}", committed.import.0)).into_response()
        }
        Ok(Err(error)) => {
            // The plan still waits: what failed for a while can be done again from the same page.
            let problem = Problem::from(error);
            let words = super::problem_page::sentence(visit.look.lang, &problem);
            let page = visit.show(May::Import, |c, _permit| Ok(plan_page(c, number, &waiting, &words))).await;
            (problem.status, page).into_response()
        }
        Err(_panicked) => visit.refuse(&Problem::fault()),
    }
}

/// `POST /import/{number}/cancel`
pub(crate) async fn cancel(visit: Visit, Path(number): Path<u32>) -> Response {
    visit.app.waiting.drop_file(number, visit.viewer.actor);
    Redirect::to("/imports").into_response()
}

/// `GET /import/{number}/rejected.xlsx`
pub(crate) async fn rejected(visit: Visit, Path(number): Path<u32>) -> Response {
    let made = own(&visit, number).and_then(|waiting| {
        let workbook = waiting.plan.rejected_workbook();
        workbook.ok_or_else(|| Problem::not_found("no row was rejected"))
    });
    match made {
        Ok(bytes) => file_answer("rejected.xlsx", WORKBOOK, bytes),
        Err(problem) => visit.refuse(&problem),
    }
}

/// `GET /templates/{kind}`
pub(crate) async fn template(visit: Visit, Path(kind): Path<String>) -> Response {
    let kind = if kind.starts_with("contacts") { Kind::Contacts } else { Kind::LineList };
    match exchange::template(kind) {
        Ok(bytes) => file_answer(&format!("{}.xlsx", kind_code(kind)), WORKBOOK, bytes),
        Err(_does_not_fit) => visit.refuse(&Problem::fault()),
    }
}
