//! Isolation sites with their rooms, transfer groups, vehicles.

use super::{
    bit::{BAD, Bit, GOOD, INFO, PLAIN, Td, Tone, Tr, WARN},
    block::{Action, Body, Card, Empty, Page},
    cases::as_of,
    contacts::heads,
    ctx::Ctx,
    form::Sent,
    frame::Frame,
    list::{Shown, code, empty, filters, list, pick, select},
    movement::{may, refused, stay, transport},
    orders::columns,
    tabs::{SITES, tabs},
    visit::Visit,
};
use crate::{Problem, permit::Permit};
use access::Action as May;
use axum::{extract::Path, response::Response};
use domain::{GroupId, SiteId, SiteKind, time::day_of};
use reporting::words::count;
use situation::state::{Group, Site};

/// Groups of a page, newest first.
const GROUPS: usize = 50;

fn length(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn shown(
    c: &Ctx<'_>,
    id: &'static str,
    label: &'static str,
    keys: &[&'static str],
    rows: Vec<Tr>,
    none: Empty,
) -> super::block::Block {
    let total = u64::try_from(rows.len()).unwrap_or(0);
    list(c, Shown { id, label, head: columns(c, keys), rows, total, next: None, empty: none })
}

/// `GET /sites`
pub(crate) async fn index(visit: Visit) -> Response {
    visit.show(May::SeePlaces, |c, _permit| Ok(index_page(c))).await
}

fn index_page(c: &Ctx<'_>) -> Page {
    let mut page = Page::new(Frame::new(c, c.t("sites-heading"), "sites"), c.t("sites-heading"));
    page.small = as_of(c);
    page.tabs = tabs(c, SITES, "/sites");
    let kinds = [SiteKind::Isolation, SiteKind::Hospital, SiteKind::Shelter, SiteKind::Sampling];
    let kinds = kinds.into_iter().map(|kind| (code(&kind), c.label(kind).to_owned())).collect();
    page.blocks.push(filters(
        c,
        "sites-filter",
        vec![select(c, "kind", "sites-col-kind", kinds)],
        Vec::new(),
    ));
    let wanted = pick::<SiteKind>(c.q.get("kind"));
    let sites = c.s.sites.iter().filter(|(_, row)| wanted.is_none_or(|kind| row.kind == kind));
    let mut rows: Vec<(SiteKind, Tr)> = sites.map(|(id, row)| (row.kind, row_of(c, id, row))).collect();
    // Rooms first: what runs out first is read first.
    rows.sort_by_key(|(kind, _)| *kind == SiteKind::Sampling);
    let rows = rows.into_iter().map(|(_, row)| row).collect();
    let keys = [
        "sites-col-name",
        "sites-col-kind",
        "col-area",
        "#sites-col-rooms",
        "#sites-col-taken",
        "#sites-col-free",
        "sites-col-use",
        "#sites-col-due",
    ];
    let none = empty(c, "sites-none-title", "sites-none-text");
    page.blocks.push(shown(c, "site-list", "sites-heading", &keys, rows, none));
    page
}

fn row_of(c: &Ctx<'_>, id: SiteId, row: &Site) -> Tr {
    let taken = length(row.taken.len());
    let free = c.s.free_rooms(id);
    let is_sampling = row.kind == SiteKind::Sampling;
    let tone: Tone = if is_sampling {
        PLAIN
    } else if free == 0 {
        BAD
    } else if free * 5 < row.rooms {
        WARN
    } else {
        GOOD
    };
    let today = day_of(c.now);
    let due = row
        .taken
        .values()
        .filter_map(|person| c.s.people.get(person)?.stay.as_ref())
        .filter(|stay| stay.until < today)
        .count();
    let bar = Bit::Bar {
        max: u64::from(row.rooms.max(1)),
        value: u64::from(taken),
        label: c.ta("sites-use", &[("site", &row.name)]),
    };
    Tr {
        tone,
        cells: vec![
            Td::of(Bit::link(format!("/sites/{}", id.0), row.name.clone())),
            Td::text(c.label(row.kind)),
            Td::text(c.area(row.area)),
            Td::number(row.rooms, c.t("sites-col-rooms")),
            Td::number(taken, c.t("sites-col-taken")),
            if is_sampling { Td::dash("") } else { Td::number(free, c.t("sites-col-free")) },
            if is_sampling { Td::text("—") } else { Td::of(bar) },
            Td::number(length(due), c.t("sites-col-due")),
        ],
    }
}

/// `GET /sites/{id}`
pub(crate) async fn show(visit: Visit, Path(id): Path<u32>) -> Response {
    visit.show(May::SeeRecords, |c, permit| page(c, permit, SiteId(id), None)).await
}

/// Returns the page of a site, with why something was not done.
pub(crate) fn page(
    c: &Ctx<'_>,
    permit: &Permit,
    id: SiteId,
    refusal: Option<(&Problem, &Sent)>,
) -> Result<Page, Problem> {
    let row = c.s.sites.get(id).ok_or_else(|| Problem::not_found("there is no such site"))?;
    permit.check_area(row.area)?;
    let mut page = Page::new(Frame::new(c, row.name.clone(), "sites"), row.name.clone());
    page.small = as_of(c);
    page.crumbs = vec![(c.here("/sites"), c.say("sites-heading")), (String::new(), row.name.clone())];
    let known = vec![
        (c.say("sites-col-kind"), vec![Bit::text(c.label(row.kind))]),
        (c.say("col-area"), vec![c.unit_link(domain::Unit::Area(row.area))]),
        (c.say("sites-col-rooms"), vec![Bit::text(count(row.rooms))]),
        (c.say("sites-col-taken"), vec![Bit::text(count(length(row.taken.len())))]),
        (c.say("sites-col-free"), vec![Bit::text(count(c.s.free_rooms(id)))]),
        (c.say("site-from"), vec![Ctx::time(row.from)]),
    ];
    let mut rooms =
        heads(c, &["site-rooms", "#site-col-room", "col-person", "site-col-since", "contacts-col-until"]);
    for (room, person) in &row.taken {
        let Some(stay) = c.s.people.get(person).and_then(|known| known.stay.as_ref()) else {
            continue;
        };
        let over = stay.until < day_of(c.now);
        rooms.row(
            if over { BAD } else { PLAIN },
            vec![
                Td::number(*room, ""),
                Td::all(vec![
                    Bit::link(format!("/people/{}", person.0), person.to_string()),
                    c.name(*person),
                ]),
                Td::of(Ctx::time(stay.from)),
                Td::of(if over {
                    Bit::tag("bad", stay.until.to_string())
                } else {
                    Bit::text(stay.until.to_string())
                }),
            ],
        );
    }
    let body = if rooms.rows.is_empty() {
        Body::Empty(empty(c, "site-empty-title", "site-empty-text"))
    } else {
        Body::Facts(rooms)
    };
    page.left = vec![Card::block(
        c.t("site-rooms"),
        c.ta("people-n", &[("n", &count(length(row.taken.len())))]),
        body,
    )];
    page.right = stay::check_in_cards(c, id, row, refusal.map(|(_, sent)| sent));
    if row.kind != SiteKind::Sampling && may(c, May::CheckIn) {
        page.actions = vec![Action::new(format!("#{}", stay::CHECK_IN), c.t("stay-check-in"))];
    }
    page.right.push(Card::block(c.t("known-title"), as_of(c), Body::Known(known)));
    page.blocks.extend(refusal.map(|(problem, _)| refused(c, problem)));
    page.blocks.extend(stay::just_in(c, id));
    Ok(page)
}

/// `GET /groups`
pub(crate) async fn groups(visit: Visit) -> Response {
    visit.show(May::SeeRecords, |c, permit| Ok(groups_page(c, permit))).await
}

fn groups_page(c: &Ctx<'_>, permit: &Permit) -> Page {
    let mut page = Page::new(Frame::new(c, c.t("groups-heading"), "sites"), c.t("groups-heading"));
    page.small = as_of(c);
    page.tabs = tabs(c, SITES, "/groups");
    if may(c, May::FormGroup) {
        page.actions = vec![Action::new("/contacts?placed=no", c.t("grouping-choose"))];
    }
    let all = c.s.groups.iter().rev().filter(|(_, row)| permit.covers_group(c.s, row));
    // What is still on its way is read first.
    let mut groups: Vec<(GroupId, &Group)> = all.collect();
    groups.sort_by_key(|(_, row)| row.arrived_at.is_some());
    let rows = groups.into_iter().take(GROUPS).map(|(id, row)| group_row(c, id, row)).collect();
    let keys = [
        "col-number",
        "groups-col-kind",
        "#groups-col-people",
        "groups-col-site",
        "groups-col-vehicle",
        "groups-col-formed",
        "groups-col-departed",
        "groups-col-arrived",
        "groups-col-clock",
    ];
    let none = empty(c, "groups-none-title", "groups-none-text");
    page.blocks.push(shown(c, "group-list", "groups-heading", &keys, rows, none));
    page
}

fn group_row(c: &Ctx<'_>, id: GroupId, row: &Group) -> Tr {
    let allowed = i64::from(reporting::funnel::target(c.s, domain::Stage::Transfer, c.now).minutes);
    let vehicle = row.vehicle.and_then(|vehicle| c.s.vehicles.get(vehicle));
    let clock = match row.arrived_at {
        Some(at) => c.took(row.formed_at, at, Some(allowed)),
        None => c.until(domain::time::add_minutes(row.formed_at, allowed), row.formed_at),
    };
    Tr {
        tone: if row.arrived_at.is_some() { GOOD } else { INFO },
        cells: vec![
            Td::of(Bit::link(format!("/groups/{}", id.0), id.to_string())),
            Td::text(c.label(row.kind)),
            Td::number(length(row.people.len()), c.t("groups-col-people")),
            Td::of(Bit::link(format!("/sites/{}", row.site.0), c.site(row.site))),
            Td::text(vehicle.map_or_else(|| "—".to_owned(), |vehicle| vehicle.label.clone())),
            Td::of(Ctx::time(row.formed_at)),
            Td::of(Ctx::time_or_none(row.departed_at)).named(c.t("groups-col-departed")),
            Td::of(Ctx::time_or_none(row.arrived_at)).named(c.t("groups-col-arrived")),
            Td::of(clock),
        ],
    }
}

/// `GET /groups/{id}`
pub(crate) async fn group(visit: Visit, Path(id): Path<u32>) -> Response {
    visit.show(May::SeeRecords, |c, permit| group_page(c, permit, GroupId(id), None)).await
}

/// Returns the page of a group, with why something was not done.
pub(crate) fn group_page(
    c: &Ctx<'_>,
    permit: &Permit,
    id: GroupId,
    problem: Option<&Problem>,
) -> Result<Page, Problem> {
    let row = c.s.groups.get(id).ok_or_else(|| Problem::not_found("there is no such group"))?;
    if !permit.covers_group(c.s, row) {
        return Err(crate::permit::denied(access::Denial::Area));
    }
    let title = format!("{id} {}", c.label(row.kind));
    let mut page = Page::new(Frame::new(c, title.clone(), "sites"), title);
    page.crumbs = vec![(c.here("/groups"), c.say("groups-heading")), (String::new(), id.to_string())];
    let vehicle = row.vehicle.and_then(|vehicle| c.s.vehicles.get(vehicle));
    let known = vec![
        (c.say("groups-col-site"), vec![Bit::link(format!("/sites/{}", row.site.0), c.site(row.site))]),
        (
            c.say("groups-col-vehicle"),
            vec![vehicle.map_or_else(Bit::none, |vehicle| Bit::text(vehicle.label.clone()))],
        ),
        (c.say("groups-col-formed"), vec![Ctx::time(row.formed_at)]),
        (c.say("group-dispatched"), vec![Ctx::time_or_none(row.dispatched_at)]),
        (c.say("groups-col-departed"), vec![Ctx::time_or_none(row.departed_at)]),
        (c.say("groups-col-arrived"), vec![Ctx::time_or_none(row.arrived_at)]),
    ];
    let mut people = heads(c, &["groups-col-people", "col-person", "col-area"]);
    for person in &row.people {
        let area = c.s.area_of(*person).map(domain::Unit::Area);
        people.row(
            PLAIN,
            vec![
                Td::all(vec![
                    Bit::link(format!("/people/{}", person.0), person.to_string()),
                    c.name(*person),
                ]),
                Td::of(area.map_or_else(Bit::none, |unit| c.unit_link(unit))),
            ],
        );
    }
    let small = c.ta("people-n", &[("n", &count(length(row.people.len())))]);
    page.left = vec![Card::block(c.t("col-person"), small, Body::Facts(people))];
    page.right = transport::next(c, id, row);
    let next = transport::next_words(c, row);
    page.actions =
        next.map(|words| Action::new(format!("#{}", transport::NEXT), words)).into_iter().collect();
    page.right.push(Card::block(c.t("known-title"), as_of(c), Body::Known(known)));
    page.blocks.extend(problem.map(|problem| refused(c, problem)));
    Ok(page)
}

/// `GET /vehicles`
pub(crate) async fn vehicles(visit: Visit) -> Response {
    visit.show(May::SeePlaces, |c, _permit| Ok(vehicles_page(c))).await
}

fn vehicles_page(c: &Ctx<'_>) -> Page {
    let mut page = Page::new(Frame::new(c, c.t("vehicles-heading"), "sites"), c.t("vehicles-heading"));
    page.small = as_of(c);
    page.tabs = tabs(c, SITES, "/vehicles");
    let rows = c.s.vehicles.iter().map(|(_, row)| {
        let group = row.group.and_then(|id| Some((id, c.s.groups.get(id)?)));
        let (tone, state) = match group {
            Some((id, _)) => (INFO, Bit::link(format!("/groups/{}", id.0), id.to_string())),
            None => (GOOD, Bit::Mute(c.say("vehicle-free"))),
        };
        let on_board = group.map_or(0, |(_, group)| length(group.people.len()));
        Tr {
            tone,
            cells: vec![
                Td::of(Bit::Strong(row.label.clone())),
                Td::text(c.label(row.kind)),
                Td::number(i64::from(row.seats), c.t("vehicles-col-seats")),
                Td::number(on_board, c.t("vehicles-col-people")),
                Td::of(state),
                Td::text(c.unit(domain::Unit::Post(row.post))),
            ],
        }
    });
    let rows = rows.collect();
    let keys = [
        "vehicles-col-label",
        "vehicles-col-kind",
        "#vehicles-col-seats",
        "#vehicles-col-people",
        "vehicles-col-group",
        "vehicles-col-post",
    ];
    let none = empty(c, "vehicles-none-title", "vehicles-none-text");
    page.blocks.push(shown(c, "vehicle-list", "vehicles-heading", &keys, rows, none));
    page
}

/// Returns a list without further pages.
pub(crate) fn whole_list(
    c: &Ctx<'_>,
    (id, label): (&'static str, &'static str),
    keys: &[&'static str],
    rows: Vec<Tr>,
    none: Empty,
) -> super::block::Block {
    shown(c, id, label, keys, rows, none)
}
