//! Places: areas down to grids and buildings, with the figures that everything else is counted against.

use super::{
    bit::{BAD, Bit, PLAIN, Td, Tr, WARN, zone_class},
    block::{Action, Block, Body, Card, Empty, Figure, Page},
    cases::as_of,
    contacts::heads,
    ctx::Ctx,
    frame::Frame,
    known::known,
    list::empty,
    sites::whole_list,
    tabs::{ZONES, tabs},
    tasks::may_open,
    visit::Visit,
};
use crate::Problem;
use access::Action as May;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect, Response},
};
use domain::{AreaCode, GridId, Unit};
use reporting::words::count;
use situation::state::{Area, Grid};
use std::collections::BTreeMap;

/// Buildings of a grid that a page shows.
const BUILDINGS: usize = 200;

/// `GET /places`
pub(crate) async fn index(visit: Visit) -> Response {
    visit.show(May::SeePlaces, |c, _permit| area_page(c, c.app.settings.area)).await
}

/// `GET /places/{area}`
pub(crate) async fn show(visit: Visit, Path(area): Path<String>) -> Response {
    let Ok(area) = area.parse::<AreaCode>() else {
        return visit.refuse(&Problem::not_found("there is no such area"));
    };
    visit.show(May::SeePlaces, |c, _permit| area_page(c, area)).await
}

/// `GET /units/{unit}`: wherever that unit has its page.
pub(crate) async fn unit(visit: Visit, Path(unit): Path<String>) -> Response {
    match unit.parse::<Unit>() {
        Ok(Unit::Area(area)) => Redirect::to(&format!("/places/{}", area.short())).into_response(),
        Ok(Unit::Grid(grid)) => Redirect::to(&format!("/grids/{}", grid.0)).into_response(),
        Ok(Unit::Post(post)) => Redirect::to(&format!("/posts/{}", post.0)).into_response(),
        Err(_) => visit.refuse(&Problem::not_found("there is no such unit")),
    }
}

fn area_page(c: &Ctx<'_>, area: AreaCode) -> Result<Page, Problem> {
    let row = c.s.areas.get(&area).ok_or_else(|| Problem::not_found("there is no such area"))?;
    let mut page = Page::new(Frame::new(c, row.name.clone(), "zones"), row.name.clone());
    page.small = as_of(c);
    page.tabs = tabs(c, ZONES, "/places");
    page.crumbs = crumbs(c, area);
    page.blocks.push(figures(c, area, row));
    let below = below(c, area);
    let has_areas = !below.is_empty();
    if has_areas {
        page.blocks.push(areas(c, below));
    }
    let in_street = !has_areas || area.street() == area;
    if in_street {
        page.blocks.push(grids(c, area));
    }
    page.blocks.push(versions(c, row));
    page.blocks.push(boundaries(c));
    Ok(page)
}

fn crumbs(c: &Ctx<'_>, area: AreaCode) -> Vec<(String, String)> {
    let mut ways = vec![(String::new(), c.area(area))];
    let mut next = c.s.areas.get(&area).and_then(|row| row.parent).or_else(|| area.parent());
    while let Some(above) = next {
        if let Some(row) = c.s.areas.get(&above) {
            ways.push((c.here(&format!("/places/{}", above.short())), row.name.clone()));
        }
        next = above.parent();
    }
    ways.reverse();
    ways
}

fn below<'s>(c: &Ctx<'s>, area: AreaCode) -> Vec<(AreaCode, &'s Area)> {
    let inside = c.s.areas.iter().filter(|(code, _)| **code != area && area.covers(**code));
    let above = |code: AreaCode, row: &Area| {
        let mut next = row.parent.or_else(|| code.parent());
        while let Some(at) = next {
            if c.s.areas.contains_key(&at) {
                return Some(at);
            }
            next = at.parent();
        }
        None
    };
    inside.filter(|(code, row)| above(**code, row) == Some(area)).map(|(code, row)| (*code, row)).collect()
}

/// Areas whose code lies within that of `area` but which are kept apart from it: they have a parent elsewhere and stand
/// beside it in the lists, so whoever lives there is not counted twice.
fn apart(c: &Ctx<'_>, area: AreaCode) -> Vec<AreaCode> {
    let inside = c.s.areas.iter().filter(|(code, _)| **code != area && area.covers(**code));
    inside
        .filter(|(_, row)| row.parent.is_some_and(|above| !area.covers(above)))
        .map(|(code, _)| *code)
        .collect()
}

/// The grids of an area.
fn grids_of<'c>(c: &Ctx<'c>, area: AreaCode) -> impl Iterator<Item = (GridId, &'c Grid)> {
    let apart = apart(c, area);
    let inside = c.s.live_grids().filter(move |(_, row)| area.covers(row.area));
    inside.filter(move |(_, row)| !apart.iter().any(|other| other.covers(row.area)))
}

/// People, households and grids of an area by the register.
fn register(c: &Ctx<'_>, area: AreaCode) -> (u32, u32, u32) {
    let grids = grids_of(c, area);
    grids.fold((0, 0, 0), |sum, (id, _)| {
        let (households, people) = c.s.grid_population(id);
        (sum.0 + people, sum.1 + households, sum.2 + 1)
    })
}

fn figures(c: &Ctx<'_>, area: AreaCode, row: &Area) -> Block {
    let (people, households, grids) = register(c, area);
    let stated = row.population.last();
    let here = format!("/places/{}", area.short());
    let figure = |name: &'static str, n: u32, small: String| Figure {
        href: here.clone(),
        name: c.w.t(name).to_owned(),
        n: count(n),
        tone: PLAIN,
        smalls: vec![small],
    };
    let by_register = c.say("source-register");
    let mut all = vec![
        figure("places-people", people, by_register.clone()),
        figure("places-households", households, by_register),
        figure("places-grids", grids, c.ta("places-version", &[("v", &boundary_version(c))])),
    ];
    if let Some((people, _, version, source)) = stated {
        let small = format!("v{version} · {source}");
        all.push(figure("places-stated", *people, small));
    }
    let cases = c.s.cases.rows().iter().filter(|case| area.covers(case.area) && case.outcome.is_none());
    let works = cases.filter(|case| c.s.works_on(case.outbreak, case.area));
    let mut active = figure("figure-active", u32::try_from(works.count()).unwrap_or(0), as_of(c));
    active.href = format!("/cases?area={}&active=1", area.short());
    all.push(active);
    Block::Figures(all)
}

fn boundary_version(c: &Ctx<'_>) -> String {
    c.s.boundaries.keys().next_back().map_or_else(|| "—".to_owned(), |version| format!("v{version}"))
}

fn areas(c: &Ctx<'_>, below: Vec<(AreaCode, &Area)>) -> Block {
    let rows = below.into_iter().map(|(code, row)| {
        let (people, households, grids) = register(c, code);
        let stated = row.population.last();
        let difference = stated.map(|(stated, ..)| i64::from(people) - i64::from(*stated));
        Tr {
            tone: PLAIN,
            cells: vec![
                Td::of(Bit::link(c.here(&format!("/places/{}", code.short())), row.name.clone())),
                Td::text(c.label(row.kind)),
                Td::of(Bit::Hash(code.short())),
                Td::number(grids, c.t("places-grids")),
                Td::number(households, c.t("places-households")),
                Td::number(people, c.t("places-people")),
                stated.map_or_else(|| Td::dash(""), |(people, ..)| Td::number(*people, c.t("places-stated"))),
                Td::text(difference.map_or_else(|| "—".to_owned(), reporting::words::signed)),
            ],
        }
    });
    let rows = rows.collect();
    let keys = [
        "col-area",
        "places-col-kind",
        "places-col-code",
        "#places-grids",
        "#places-households",
        "#places-people",
        "#places-stated",
        "places-difference",
    ];
    whole_list(c, ("area-list", "places-heading"), &keys, rows, Empty::new("", ""))
}

fn grids(c: &Ctx<'_>, area: AreaCode) -> Block {
    let live = grids_of(c, area);
    let rows = live.map(|(id, row)| {
        let (households, people) = c.s.grid_population(id);
        let zone = c.s.zone_of_grid(id, c.now);
        let zone = zone.map_or_else(
            || Bit::Mute(c.say("zone-none")),
            |kind| Bit::Zone { class: zone_class(kind), text: c.label(kind).to_owned() },
        );
        let heard = c.s.heard.get(&Unit::Grid(id)).copied();
        Tr {
            tone: PLAIN,
            cells: vec![
                Td::of(Bit::link(c.here(&format!("/grids/{}", id.0)), row.name.clone())),
                Td::number(u32::try_from(row.buildings.len()).unwrap_or(0), c.t("places-buildings")),
                Td::number(households, c.t("places-households")),
                Td::number(people, c.t("places-people")),
                Td::of(zone),
                Td::text(format!("v{}", row.version)).named(c.t("places-drawn")),
                Td::of(heard.map_or_else(Bit::none, Ctx::time)).named(c.t("unit-heard")),
            ],
        }
    });
    let rows = rows.collect();
    let keys = [
        "col-grid",
        "#places-buildings",
        "#places-households",
        "#places-people",
        "zones-col-kind",
        "places-drawn",
        "unit-heard",
    ];
    let none = empty(c, "places-none-title", "places-none-text");
    whole_list(c, ("grid-list", "places-grids"), &keys, rows, none)
}

/// Population figures of an area, newest first.
fn versions(c: &Ctx<'_>, row: &Area) -> Block {
    let mut table = heads(
        c,
        &[
            "places-versions",
            "places-col-version",
            "#places-people",
            "#places-households",
            "places-col-source",
        ],
    );
    for (people, households, version, source) in row.population.iter().rev() {
        table.row(
            PLAIN,
            vec![
                Td::text(format!("v{version}")),
                Td::number(*people, ""),
                households.map_or_else(|| Td::dash(""), |households| Td::number(households, "")),
                Td::text(source.clone()),
            ],
        );
    }
    let body = if table.rows.is_empty() {
        Body::Empty(empty(c, "places-no-version-title", "places-no-version-text"))
    } else {
        Body::Facts(table)
    };
    Card::block(c.t("places-versions"), c.t("places-versions-small"), body)
}

/// How many grids each version of the boundaries has had, and which came from which.
fn boundaries(c: &Ctx<'_>) -> Block {
    let mut drawn: BTreeMap<u16, u32> = BTreeMap::new();
    let mut retired: BTreeMap<u16, u32> = BTreeMap::new();
    for (_, row) in c.s.grids.iter() {
        *drawn.entry(row.version).or_default() += 1;
        if let Some((version, _)) = &row.retired {
            *retired.entry(*version).or_default() += 1;
        }
    }
    let mut table = heads(
        c,
        &["places-boundaries", "places-col-version", "#places-drawn", "#places-retired", "#places-grids"],
    );
    let mut live = 0_u32;
    let versions: Vec<u16> = drawn.keys().chain(retired.keys()).copied().collect();
    let versions: std::collections::BTreeSet<u16> = versions.into_iter().collect();
    for version in versions {
        let (came, went) =
            (drawn.get(&version).copied().unwrap_or(0), retired.get(&version).copied().unwrap_or(0));
        live = (live + came).saturating_sub(went);
        table.row(
            PLAIN,
            vec![
                Td::text(format!("v{version}")),
                Td::number(came, ""),
                Td::number(went, ""),
                Td::number(live, ""),
            ],
        );
    }
    let body = if table.rows.is_empty() {
        Body::Empty(empty(c, "places-none-title", "places-none-text"))
    } else {
        Body::Facts(table)
    };
    Card::block(c.t("places-boundaries"), c.t("places-boundaries-small"), body)
}

/// `GET /grids/{id}`
pub(crate) async fn grid(visit: Visit, Path(id): Path<u32>) -> Response {
    visit.show(May::SeePlaces, |c, _permit| grid_page(c, GridId(id))).await
}

fn grid_page(c: &Ctx<'_>, id: GridId) -> Result<Page, Problem> {
    let row = c.s.grids.get(id).ok_or_else(|| Problem::not_found("there is no such grid"))?;
    let name = c.grid(id);
    let mut page = Page::new(Frame::new(c, name.clone(), "zones"), name.clone());
    page.small = as_of(c);
    if row.retired.is_none() && may_open(c, May::OpenTask) {
        let way = format!("/tasks/new?about=G{}&owner={}", id.0, Unit::Grid(id));
        page.actions.push(Action::new(way, c.t("task-new")));
    }
    page.crumbs = crumbs(c, row.area);
    if let Some(last) = page.crumbs.last_mut() {
        last.0 = c.here(&format!("/places/{}", row.area.short()));
    }
    page.crumbs.push((String::new(), row.name.clone()));
    if let Some((version, into)) = &row.retired {
        let names: Vec<String> = into.iter().map(|grid| c.grid(*grid)).collect();
        let text =
            c.ta("grid-retired", &[("v", &version.to_string()), ("into", &names.join(c.t("list-comma")))]);
        page.blocks.push(super::block::notice(WARN, text));
    }
    page.left = vec![
        Card::block(c.t("known-title"), as_of(c), Body::Known(grid_known(c, id, row))),
        super::micro::card(c, row),
        buildings(c, row),
    ];
    page.right = vec![grid_rounds(c, id), grid_orders(c, id)];
    Ok(page)
}

fn grid_known(c: &Ctx<'_>, id: GridId, row: &Grid) -> Vec<(String, Vec<Bit>)> {
    let (households, people) = c.s.grid_population(id);
    let keepers = c.s.actors.rows().iter().filter(|actor| actor.active && actor.unit == Unit::Grid(id));
    let keepers: Vec<&str> = keepers.map(|actor| actor.title.as_str()).collect();
    let zone = c.s.zone_of_grid(id, c.now).map_or_else(
        || Bit::Mute(c.say("zone-none")),
        |kind| Bit::Zone { class: zone_class(kind), text: c.label(kind).to_owned() },
    );
    let heard = c.s.heard.get(&Unit::Grid(id)).copied();
    let required = c.s.requirements.get(&Unit::Grid(id));
    let required = required
        .map(|required| Bit::Source(c.ta("unit-every", &[("n", &required.every_minutes.to_string())])));
    let from: Vec<String> =
        c.s.grids
            .iter()
            .filter(|(_, old)| old.retired.as_ref().is_some_and(|(_, into)| into.contains(&id)))
            .map(|(_, old)| old.name.clone())
            .collect();
    let mut known = vec![
        (
            c.say("grid-keepers"),
            vec![if keepers.is_empty() {
                Bit::Mute(c.say("grid-no-keeper"))
            } else {
                Bit::text(keepers.join(c.t("list-comma")))
            }],
        ),
        (
            c.say("places-households"),
            vec![Bit::text(count(households)), Bit::Source(c.say("source-register"))],
        ),
        (c.say("places-people"), vec![Bit::text(count(people)), Bit::Source(c.say("source-register"))]),
        (c.say("zones-col-kind"), vec![zone]),
        (
            c.say("unit-heard"),
            [heard.map_or_else(Bit::none, Ctx::time)].into_iter().chain(required).collect(),
        ),
        (c.say("places-drawn"), vec![Bit::text(format!("v{}", row.version))]),
    ];
    if !from.is_empty() {
        known.push((c.say("grid-came-from"), vec![Bit::text(from.join(c.t("list-comma")))]));
    }
    if !row.micro_grids.is_empty() {
        known.push((c.say("grid-micro"), vec![Bit::text(row.micro_grids.len().to_string())]));
    }
    known
}

fn buildings(c: &Ctx<'_>, row: &Grid) -> Block {
    let mut table = heads(
        c,
        &[
            "places-buildings",
            "building-col-name",
            "places-col-kind",
            "#places-households",
            "#places-people",
            "building-col-grids",
        ],
    );
    for id in row.buildings.iter().take(BUILDINGS) {
        let Some(building) = c.s.buildings.get(*id) else { continue };
        let once = building.grids.len() == 1;
        table.row(
            if once { PLAIN } else { BAD },
            vec![
                Td::text(building.name.clone()),
                Td::text(c.label(building.kind)),
                Td::number(building.households(), ""),
                Td::number(building.people(), ""),
                Td::of(if once { Bit::none() } else { Bit::tag("bad", building.grids.len().to_string()) }),
            ],
        );
    }
    let small = c.ta("buildings-n", &[("n", &count(u32::try_from(row.buildings.len()).unwrap_or(0)))]);
    let body = if table.rows.is_empty() {
        Body::Empty(empty(c, "buildings-none-title", "buildings-none-text"))
    } else {
        Body::Facts(table)
    };
    Card::block(c.t("places-buildings"), small, body)
}

fn grid_rounds(c: &Ctx<'_>, id: GridId) -> Block {
    let mut table = heads(
        c,
        &[
            "rounds-heading",
            "rounds-col-name",
            "#rounds-col-due",
            "#rounds-col-sampled",
            "#rounds-col-without",
            "rounds-col-last",
        ],
    );
    let area = c.s.grids.get(id).map(|row| row.area);
    for (round_id, round) in c.s.rounds.iter().rev() {
        if !area.is_some_and(|area| round.areas.iter().any(|covered| covered.covers(area))) {
            continue;
        }
        let part = round.grids.get(&id);
        let last = part.and_then(|part| part.last);
        table.row(
            if part.is_some() { PLAIN } else { "silent" },
            vec![
                Td::of(Bit::link(format!("/rounds/{}", round_id.0), round.name.clone())),
                Td::number(c.s.grid_population(id).1, ""),
                Td::number(part.map_or(0, |part| part.people), ""),
                Td::number(part.map_or(0, |part| part.accounted.values().sum()), ""),
                Td::of(last.map_or_else(|| Bit::tag("none", c.t("no-report")), Ctx::time)),
            ],
        );
    }
    let body = if table.rows.is_empty() {
        Body::Empty(empty(c, "rounds-none-title", "rounds-none-text"))
    } else {
        Body::Facts(table)
    };
    Card::block(c.t("rounds-heading"), "", body)
}

fn grid_orders(c: &Ctx<'_>, id: GridId) -> Block {
    let unit = Unit::Grid(id);
    let orders =
        c.s.orders.iter().rev().filter_map(|(order, row)| Some((order, row, row.receipts.get(&unit)?)));
    let lines = orders.take(8).map(|(order, row, receipt)| {
        let late = receipt.late(row, c.now).is_some();
        let state = receipt.step().map_or_else(|| c.t("receipt-sent"), |step| c.label(step));
        vec![
            Bit::link(format!("/orders/{}", order.0), known(c, &row.title)),
            Bit::tag(if late { "bad" } else { "info" }, state),
        ]
    });
    let lines: Vec<Vec<Bit>> = lines.collect();
    let body = if lines.is_empty() {
        Body::Empty(empty(c, "orders-none-title", "orders-none-unit"))
    } else {
        Body::Lines(lines)
    };
    Card::block(c.t("orders-heading"), "", body)
}
