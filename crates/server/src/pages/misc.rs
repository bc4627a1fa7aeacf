//! Blind spots, stages, search, help and licences.

use super::{
    bit::{BAD, Bit, INFO, PLAIN, Td, Tone, Tr, WARN},
    block::{Block, Body, Card, Figure, Page},
    cases::as_of,
    ctx::Ctx,
    frame::{Frame, may_order},
    list::{Shown, code, empty, filters, list, select},
    orders::columns,
    tabs::{ORDERS, tabs},
    visit::Visit,
};
use crate::{Problem, permit::Permit};
use access::Action as May;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{PersonId, Stage, Unit, time::add_minutes};
use reporting::{
    drill::stage_code,
    gaps::{Gap, GapKind, Harm, gaps},
    words::count,
};

/// Rows of a list that is not kept in a table of its own.
const ROWS: usize = 100;

/// Licence notices that ship with the program.
const NOTICE: &str = include_str!("../../../../NOTICE");

/// `GET /gaps`
pub(crate) async fn gap_list(visit: Visit) -> Response {
    visit.show(May::SeeFigures, |c, _permit| Ok(gaps_page(c))).await
}

/// Returns the colour of a harm.
pub(crate) fn harm_tone(harm: Harm) -> Tone {
    match harm {
        Harm::Grave | Harm::Spread => BAD,
        Harm::Work => WARN,
        Harm::Paper => PLAIN,
    }
}

fn gaps_page(c: &Ctx<'_>) -> Page {
    let found = gaps(c.s, c.now);
    let wanted = GapKind::parse(c.q.get("kind"));
    let mut page = Page::new(Frame::new(c, c.t("gaps-heading"), "orders"), c.t("gaps-heading"));
    page.small = as_of(c);
    page.tabs = tabs(c, ORDERS, "/gaps");
    let board = reporting::gaps::gap_board(&found);
    let figures = board.iter().take(6).map(|line| {
        let (title, detail) = reporting::gaps::gap_words(c.s, line, c.lang);
        // One kind of gap may harm in two ways: each has its figure, its name and its list.
        let is_split = board.iter().filter(|other| other.kind == line.kind).count() > 1;
        let (name, harm) = (c.label(line.kind), c.label(line.harm));
        Figure {
            href: format!("/gaps?kind={}&harm={}", line.kind.code(), code(&line.harm)),
            name: if is_split { format!("{name} · {harm}") } else { name.to_owned() },
            n: count(line.count),
            tone: harm_tone(line.harm),
            smalls: vec![title, detail],
        }
    });
    page.blocks.push(Block::Figures(figures.collect()));
    let kinds =
        GapKind::ALL.into_iter().map(|kind| (kind.code().to_owned(), c.label(kind).to_owned())).collect();
    let harms = [Harm::Grave, Harm::Spread, Harm::Work, Harm::Paper];
    let harms = harms.into_iter().map(|harm| (code(&harm), c.label(harm).to_owned())).collect();
    let fields = vec![select(c, "kind", "gaps-col-kind", kinds), select(c, "harm", "gaps-col-harm", harms)];
    page.blocks.push(filters(c, "gaps-filter", fields, Vec::new()));
    let harm: Option<String> = Some(c.q.get("harm").to_owned()).filter(|harm| !harm.is_empty());
    let mut matching: Vec<&Gap> = found
        .iter()
        .filter(|gap| wanted.is_none_or(|kind| gap.kind == kind))
        .filter(|gap| harm.as_ref().is_none_or(|harm| code(&gap.harm) == *harm))
        .collect();
    matching
        .sort_by(|a, b| b.harm.cmp(&a.harm).then(b.age_minutes.cmp(&a.age_minutes)).then(a.key.cmp(&b.key)));
    let after = c.q.parse::<usize>("after").unwrap_or(0);
    let rows: Vec<Tr> = matching.iter().skip(after).take(ROWS).map(|gap| gap_row(c, gap)).collect();
    let next = (matching.len() > after + ROWS).then(|| (after + ROWS).to_string());
    page.blocks.push(list(
        c,
        Shown {
            id: "gap-list",
            label: "gaps-heading",
            head: columns(
                c,
                &[
                    "gaps-col-kind",
                    "gaps-col-what",
                    "#gaps-col-count",
                    "gaps-col-harm",
                    "gaps-col-unit",
                    "gaps-col-since",
                    "gaps-col-allowed",
                    "gaps-col-act",
                ],
            ),
            rows,
            total: u64::try_from(matching.len()).unwrap_or(0),
            next,
            empty: empty(c, "gaps-none-title", "gaps-none-text"),
        },
    ));
    page
}

fn gap_row(c: &Ctx<'_>, gap: &Gap) -> Tr {
    let since = gap.since.map_or_else(Bit::none, |since| c.since(since, gap.allowed_minutes));
    let allowed = gap.allowed_minutes.map_or_else(|| "—".to_owned(), |minutes| c.duration(minutes));
    let unit = gap.unit.map_or_else(Bit::none, |unit| c.unit_link(unit));
    let act = if may_order(c) {
        Bit::Button { href: "/orders/new".to_owned(), text: c.say("order-issue") }
    } else {
        Bit::none()
    };
    Tr {
        tone: harm_tone(gap.harm),
        cells: vec![
            Td::text(c.label(gap.kind)),
            Td::wrap(vec![Bit::link(gap.drill.href(), gap.subject.clone())]),
            Td::number(gap.count, c.t("gaps-col-count")),
            Td::of(Bit::Tag { class: harm_tone(gap.harm), text: c.label(gap.harm).to_owned() }),
            Td::of(unit),
            Td::of(since),
            Td::text(allowed).named(c.t("gaps-col-allowed")),
            Td::of(act),
        ],
    }
}

/// `GET /stages/{stage}`
pub(crate) async fn stage(visit: Visit, Path(code): Path<String>) -> Response {
    let stage = Stage::ALL.into_iter().find(|stage| stage_code(*stage) == code);
    let Some(stage) = stage else {
        return visit.refuse(&Problem::not_found("there is no such stage"));
    };
    visit.show(May::SeeRecords, |c, permit| Ok(stage_page(c, permit, stage))).await
}

fn stage_page(c: &Ctx<'_>, permit: &Permit, stage: Stage) -> Page {
    let name = c.label(stage);
    let mut page = Page::new(Frame::new(c, name, "screen"), name);
    page.small = as_of(c);
    let funnel = reporting::funnel::funnel(c.s, c.now);
    for other in Stage::ALL {
        page.tabs.push(super::block::Tab {
            href: c.here(&format!("/stages/{}", stage_code(other))),
            text: c.label(other).to_owned(),
            current: other == stage,
        });
    }
    if let Some(queue) = funnel.stages.iter().find(|queue| queue.stage == stage) {
        page.blocks.push(stage_figures(c, queue));
    }
    let allowed = i64::from(reporting::funnel::target(c.s, stage, c.now).minutes);
    let waiting = c.s.waiting.get(&stage).into_iter().flatten();
    let mut rows: Vec<(domain::Timestamp, PersonId)> = waiting
        .filter(|person| c.s.area_of(**person).is_none_or(|area| permit.covers(area)))
        .filter_map(|person| Some((c.s.running(*person, stage)?.opened.event, *person)))
        .collect();
    rows.sort();
    let total = u64::try_from(rows.len()).unwrap_or(0);
    let after = c.q.parse::<usize>("after").unwrap_or(0);
    let next = (rows.len() > after + ROWS).then(|| (after + ROWS).to_string());
    let rows = rows.into_iter().skip(after).take(ROWS).map(|(since, person)| {
        let known = c.s.people.get(&person);
        let case = known.and_then(|known| known.case);
        let contact = known.and_then(|known| known.contacts.last().copied());
        let role = match (case, contact) {
            (Some(case), _) => Bit::link(format!("/cases/{}", case.0), case.to_string()),
            (None, Some(contact)) => Bit::link(format!("/contacts/{}", contact.0), contact.to_string()),
            (None, None) => Bit::none(),
        };
        let unit = c.s.grid_of(person).map(Unit::Grid).or_else(|| c.s.area_of(person).map(Unit::Area));
        let due = add_minutes(since, allowed);
        Tr {
            tone: if due < c.now { BAD } else { INFO },
            cells: vec![
                Td::all(vec![Bit::link(format!("/people/{}", person.0), person.to_string()), c.name(person)]),
                Td::of(role),
                Td::of(unit.map_or_else(Bit::none, |unit| c.unit_link(unit))),
                Td::of(Ctx::time(since)),
                Td::of(c.until(due, since)),
            ],
        }
    });
    let rows = rows.collect();
    page.blocks.push(list(
        c,
        Shown {
            id: "stage-list",
            label: "stage-list",
            head: columns(
                c,
                &["col-person", "stage-col-role", "col-area", "stage-col-since", "stage-col-clock"],
            ),
            rows,
            total,
            next,
            empty: empty(c, "stage-none-title", "stage-none-text"),
        },
    ));
    page
}

fn stage_figures(c: &Ctx<'_>, queue: &reporting::funnel::StageQueue) -> Block {
    let here = queue.drill.href();
    let minutes =
        |minutes: Option<i64>| minutes.map_or_else(|| "—".to_owned(), |minutes| c.duration(minutes));
    let figure = |name: &'static str, n: String, tone: Tone, small: String| Figure {
        href: here.clone(),
        name: c.w.t(name).to_owned(),
        n,
        tone,
        smalls: vec![small],
    };
    let target = c.duration(i64::from(queue.target.minutes));
    let unconfirmed = if queue.target.confirmed { "" } else { c.t("unconfirmed") };
    let tone = if queue.late > 0 { BAD } else { PLAIN };
    let rounds = c.ta("stage-in-rounds", &[("n", &count(queue.in_rounds))]);
    Block::Figures(vec![
        figure("stage-in-work", count(queue.in_work), PLAIN, rounds),
        figure(
            "stage-late",
            count(queue.late),
            tone,
            format!("{} {target} {unconfirmed}", c.t("stage-target")),
        ),
        figure("stage-oldest", minutes(queue.oldest_minutes), tone, String::new()),
        figure(
            "stage-median",
            minutes(queue.p50_minutes),
            PLAIN,
            format!("p90 {}", minutes(queue.p90_minutes)),
        ),
        figure("stage-done", count(queue.done_24h), PLAIN, c.say("hours-24")),
        figure("stage-clears", minutes(queue.clears_minutes), PLAIN, String::new()),
    ])
}

/// `GET /capacity/{kind}`: wherever that capacity has its list.
pub(crate) async fn capacity(Path(kind): Path<String>) -> Response {
    let to = match kind.as_str() {
        "rooms" => "/sites?kind=isolation",
        "lab" => "/labs",
        "seats" => "/vehicles",
        "tracers" => "/tasks?kind=investigate",
        _ => "/sites",
    };
    Redirect::to(to).into_response()
}

/// `GET /search`: straight to what a number names, else to the list of cases.
pub(crate) async fn search(visit: Visit) -> Response {
    let asked = visit.q.get("q").trim().to_owned();
    let to = visit.app.read(visit.as_of, |seen| destination(seen.situation, &asked)).await;
    match to {
        Ok(to) => Redirect::to(&to).into_response(),
        Err(problem) => visit.refuse(&problem),
    }
}

fn destination(s: &situation::Situation, asked: &str) -> String {
    if let Some(tube) = s.tube_codes.get(asked) {
        return format!("/tubes/{}", tube.0);
    }
    let mut letters = asked.chars();
    let letter = letters.next().map(|letter| letter.to_ascii_uppercase());
    let number: Option<u32> = letters.as_str().parse().ok();
    let page = match letter {
        Some('C') => "cases",
        Some('K') => "contacts",
        Some('R') => "people",
        Some('O') => "orders",
        Some('J') => "tasks",
        Some('G') => "grids",
        Some('Q') => "zones",
        Some('W') => "gates",
        Some('S') => "sites",
        Some('I') => "problems",
        _ => "",
    };
    if let Some(number) = number.filter(|_| !page.is_empty()) {
        return format!("/{page}/{number}");
    }
    let named =
        (asked.chars().count() >= 2).then(|| s.areas.iter().find(|(_, row)| row.name.contains(asked)));
    if let Some((area, _)) = named.flatten() {
        return format!("/places/{}", area.short());
    }
    let grid = (asked.chars().count() >= 2).then(|| s.live_grids().find(|(_, row)| row.name.contains(asked)));
    if let Some((grid, _)) = grid.flatten() {
        return format!("/grids/{}", grid.0);
    }
    format!("/cases?q={}", super::query::encode(asked))
}

/// `GET /help`
pub(crate) async fn help(visit: Visit) -> Response {
    visit.show(May::SeeFigures, |c, _permit| Ok(help_page(c))).await
}

fn help_page(c: &Ctx<'_>) -> Page {
    let mut page = Page::new(Frame::new(c, c.t("frame-help"), ""), c.t("frame-help"));
    page.live = false;
    let keys = [
        ("/", "key-search"),
        ("j k", "key-rows"),
        ("Enter", "key-open"),
        ("g", "key-go"),
        ("?", "key-help"),
        ("Esc", "key-close"),
    ];
    let keys = keys.into_iter().map(|(key, words)| (key.to_owned(), vec![Bit::text(c.w.t(words))]));
    let parts = [
        ("help-screen", "help-screen-text"),
        ("help-as-of", "help-as-of-text"),
        ("help-orders", "help-orders-text"),
        ("help-mask", "help-mask-text"),
        ("help-gaps", "help-gaps-text"),
        ("help-offline", "help-offline-text"),
    ];
    let parts = parts.into_iter().map(|(name, text)| (c.w.t(name).to_owned(), vec![Bit::text(c.w.t(text))]));
    page.left = vec![Card::block(c.t("help-parts"), "", Body::Known(parts.collect()))];
    page.right = vec![
        Card::block(c.t("frame-keys"), c.t("key-off"), Body::Known(keys.collect())),
        Card::block(c.t("problem-whom"), "", Body::Text(vec![c.say("problem-duty")])),
    ];
    page
}

/// `GET /licences`
pub(crate) async fn licences(visit: Visit) -> Response {
    visit.show(May::SeeFigures, |c, _permit| Ok(licences_page(c))).await
}

fn licences_page(c: &Ctx<'_>) -> Page {
    let mut page = Page::new(Frame::new(c, c.t("frame-licences"), ""), c.t("frame-licences"));
    page.live = false;
    page.actions = vec![super::block::Action::new("/help", c.t("frame-help"))];
    let data = ["licence-map", "licence-demo", "licence-rules"];
    let data = data.into_iter().map(|key| c.w.t(key).to_owned()).collect();
    page.blocks = vec![
        Card::block(c.t("licence-program"), "", Body::Text(vec![c.say("licence-apache")])),
        Card::block(c.t("licence-data"), "", Body::Text(data)),
        Card::block(
            c.t("licence-notice"),
            "NOTICE",
            Body::Text(NOTICE.split("\n\n").map(str::to_owned).collect()),
        ),
    ];
    page
}
