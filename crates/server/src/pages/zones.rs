//! Zones, gates, and what waits for a second person.

use super::{
    bit::{BAD, Bit, GOOD, INFO, PLAIN, Td, Tr, WARN, local, zone_class},
    block::{Action, Block, Body, Card, Field, Figure, Form, Page, notice},
    cases::as_of,
    ctx::Ctx,
    form::Sent,
    frame::{Frame, level_words},
    list::{code, empty, filters, pick, select, view},
    sites::whole_list,
    tabs::{ZONES, tabs},
    visit::Visit,
};
use crate::{Problem, permit::Permit};
use access::Action as May;
use axum::{extract::Path, response::Response};
use domain::{
    Command, Date, DutyPlace, GateClass, GateId, GridId, Level, PostId, ProposalId, Unit, ZoneId, ZoneKind,
    fact::Measure,
    time::{add_days, day_of},
};
use reporting::words::{count, moment};
use situation::state::{Gate, Proposal, Zone};

/// Days after which a new zone is looked at again, unless somebody says otherwise.
const REVIEW_DAYS: i32 = 14;

/// `GET /zones`
pub(crate) async fn index(visit: Visit) -> Response {
    visit.show(May::SeeFigures, |c, _permit| Ok(index_page(c))).await
}

fn index_page(c: &Ctx<'_>) -> Page {
    let mut page = Page::new(Frame::new(c, c.t("zones-heading"), "zones"), c.t("zones-heading"));
    page.small = as_of(c);
    page.tabs = tabs(c, ZONES, "/zones");
    if !c.is_past && access::policy::reach_of(c.viewer.role, May::Propose).is_some() {
        page.actions.push(Action::new("/proposals/new", c.t("proposal-new")));
    }
    let panel = reporting::screen::zone_panel(c.s, c.now);
    let figures = panel.rows.iter().map(|row| {
        let lift = row.earliest_lift.map(|day| c.ta("zones-lift", &[("day", &day.to_string())]));
        let people =
            c.ta("zones-people", &[("people", &count(row.people)), ("households", &count(row.households))]);
        Figure {
            href: format!("/zones?kind={}", code(&row.kind)),
            name: c.label(row.kind).to_owned(),
            n: count(row.zones),
            tone: if row.kind == ZoneKind::Lockdown && row.zones > 0 { BAD } else { PLAIN },
            smalls: [Some(people), lift].into_iter().flatten().collect(),
        }
    });
    page.blocks.push(Block::Figures(figures.collect()));
    let kinds = [ZoneKind::Lockdown, ZoneKind::Control, ZoneKind::Precaution];
    let kinds = kinds.into_iter().map(|kind| (code(&kind), c.label(kind).to_owned())).collect();
    let views = vec![view(c, "zones-view-live", "all", "", None), view(c, "view-all", "all", "1", None)];
    page.blocks.push(filters(c, "zones-filter", vec![select(c, "kind", "zones-col-kind", kinds)], views));
    let wanted = pick::<ZoneKind>(c.q.get("kind"));
    let all = !c.q.get("all").is_empty();
    let zones = c.s.zones.iter().rev().filter(|(_, row)| {
        wanted.is_none_or(|kind| row.kind == kind) && (all || row.lifted_at.is_none_or(|at| at > c.now))
    });
    let rows = zones.map(|(id, row)| row_of(c, id, row)).collect();
    let keys = [
        "zones-col-name",
        "zones-col-kind",
        "col-area",
        "#zones-col-grids",
        "#zones-col-households",
        "#zones-col-people",
        "zones-col-from",
        "zones-col-review",
        "zones-col-basis",
    ];
    let none = empty(c, "zones-none-title", "zones-none-text");
    page.blocks.push(whole_list(c, ("zone-list", "zones-heading"), &keys, rows, none));
    page
}

fn inside(c: &Ctx<'_>, row: &Zone) -> (u32, u32) {
    let of_grids = row.grids.iter().map(|grid| c.s.grid_population(*grid));
    let of_buildings = row
        .buildings
        .iter()
        .filter_map(|id| c.s.buildings.get(*id))
        .map(|row| (row.households(), row.people()));
    let whole = row.grids.is_empty() && row.buildings.is_empty();
    let of_area = c.s.live_grids().filter(|(_, grid)| whole && row.area.covers(grid.area));
    let of_area = of_area.map(|(grid, _)| c.s.grid_population(grid));
    of_grids.chain(of_buildings).chain(of_area).fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1))
}

/// How many grids a zone has: those it names, or all of its area.
fn grids(c: &Ctx<'_>, row: &Zone) -> u32 {
    let named = row.grids.len();
    let whole = named == 0 && row.buildings.is_empty();
    let covered = c.s.live_grids().filter(|(_, grid)| whole && row.area.covers(grid.area)).count();
    u32::try_from(named + covered).unwrap_or(u32::MAX)
}

fn row_of(c: &Ctx<'_>, id: ZoneId, row: &Zone) -> Tr {
    let (households, people) = inside(c, row);
    let zone = Bit::Zone { class: zone_class(row.kind), text: c.label(row.kind).to_owned() };
    let overdue = row.lifted_at.is_none() && row.review_on < day_of(c.now);
    let review = if overdue {
        Bit::tag("bad", row.review_on.to_string())
    } else {
        Bit::text(row.review_on.to_string())
    };
    Tr {
        tone: match (row.lifted_at, row.kind) {
            (Some(_), _) => PLAIN,
            (None, ZoneKind::Lockdown) => BAD,
            (None, ZoneKind::Control) => WARN,
            (None, ZoneKind::Precaution) => INFO,
        },
        cells: vec![
            Td::of(Bit::link(format!("/zones/{}", id.0), row.name.clone())),
            Td::of(zone),
            Td::text(c.area(row.area)),
            Td::number(grids(c, row), c.t("zones-col-grids")),
            Td::number(households, c.t("zones-col-households")),
            Td::number(people, c.t("zones-col-people")),
            Td::of(Ctx::time(row.from)),
            Td::of(review).named(c.t("zones-col-review")),
            Td::wrap(vec![Bit::text(row.basis.clone())]),
        ],
    }
}

/// `GET /zones/{id}`
pub(crate) async fn show(visit: Visit, Path(id): Path<u32>) -> Response {
    visit.show(May::SeeFigures, |c, _permit| page(c, ZoneId(id))).await
}

fn page(c: &Ctx<'_>, id: ZoneId) -> Result<Page, Problem> {
    let row = c.s.zones.get(id).ok_or_else(|| Problem::not_found("there is no such zone"))?;
    let mut page = Page::new(Frame::new(c, row.name.clone(), "zones"), row.name.clone());
    page.small = id.to_string();
    page.crumbs = vec![(c.here("/zones"), c.say("zones-heading")), (String::new(), row.name.clone())];
    let (households, people) = inside(c, row);
    let zone = Bit::Zone { class: zone_class(row.kind), text: c.label(row.kind).to_owned() };
    let measures = match row.kind {
        ZoneKind::Lockdown => c.t("zone-measure-lockdown"),
        ZoneKind::Control => c.t("zone-measure-control"),
        ZoneKind::Precaution => c.t("zone-measure-precaution"),
    };
    let mut known = vec![
        (c.say("zones-col-kind"), vec![zone, Bit::text(measures)]),
        (c.say("col-area"), vec![c.unit_link(Unit::Area(row.area))]),
        (c.say("zones-col-households"), vec![Bit::text(count(households))]),
        (c.say("zones-col-people"), vec![Bit::text(count(people))]),
        (c.say("zones-col-from"), vec![Ctx::time(row.from)]),
        (c.say("zones-col-review"), vec![Bit::text(row.review_on.to_string())]),
        (c.say("zones-col-basis"), vec![Bit::text(row.basis.clone())]),
    ];
    if let Some(at) = row.lifted_at {
        known.push((c.say("zone-lifted"), vec![Ctx::time(at)]));
    }
    let grids = row.grids.iter().map(|grid| vec![c.unit_link(Unit::Grid(*grid))]).collect();
    page.left = vec![
        Card::block(c.t("known-title"), as_of(c), Body::Known(known)),
        Card::block(c.t("zones-col-grids"), "", Body::Lines(grids)),
    ];
    if row.lifted_at.is_none()
        && !c.is_past
        && access::policy::reach_of(c.viewer.role, May::Propose).is_some()
    {
        let form = Form::new("/proposals", c.t("zone-lift"))
            .field(Field::new("hidden", "what", "", "lift"))
            .field(Field::new("hidden", "zone", "", id.0.to_string()))
            .field(Field::new("datetime-local", "from", c.t("zone-lift-at"), local(c.now)))
            .field(Field::new("area", "basis", c.t("zones-col-basis"), "").hint(c.t("basis-hint")));
        page.right = vec![Card::block(c.t("zone-lift-title"), c.t("two-people"), Body::Form(form))];
    } else {
        page.right = vec![notice(INFO, c.t("zone-lift-notice"))];
    }
    Ok(page)
}

/// `GET /gates`
pub(crate) async fn gates(visit: Visit) -> Response {
    visit.show(May::SeePlaces, |c, _permit| Ok(gates_page(c))).await
}

fn gates_page(c: &Ctx<'_>) -> Page {
    let mut page = Page::new(Frame::new(c, c.t("gates-heading"), "zones"), c.t("gates-heading"));
    page.small = as_of(c);
    page.tabs = tabs(c, ZONES, "/gates");
    let classes = [GateClass::Intercity, GateClass::Venue, GateClass::Community];
    let classes = classes.into_iter().map(|class| (code(&class), c.label(class).to_owned())).collect();
    let views = vec![
        view(c, "view-all", "unmanned", "", None),
        view(c, "gates-view-unmanned", "unmanned", "1", None),
    ];
    page.blocks.push(filters(c, "gates-filter", vec![select(c, "class", "gates-col-class", classes)], views));
    let wanted = pick::<GateClass>(c.q.get("class"));
    let only_unmanned = !c.q.get("unmanned").is_empty();
    let open = c.s.gates.iter().filter(|(_, row)| row.closed_at.is_none_or(|at| at > c.now));
    let rows = open
        .filter(|(_, row)| wanted.is_none_or(|class| row.class == class))
        .filter(|(id, _)| !only_unmanned || keepers(c, DutyPlace::Gate(*id)).is_none())
        .map(|(id, row)| gate_row(c, id, row));
    let rows = rows.collect();
    let keys = [
        "gates-col-name",
        "gates-col-class",
        "col-area",
        "#gates-col-keepers",
        "gates-col-shift",
        "gates-col-from",
    ];
    let none = empty(c, "gates-none-title", "gates-none-text");
    page.blocks.push(whole_list(c, ("gate-list", "gates-heading"), &keys, rows, none));
    page
}

/// Returns who keeps a place now: how many, and until when; `None` when nobody does.
fn keepers(c: &Ctx<'_>, place: DutyPlace) -> Option<(u16, domain::Timestamp)> {
    let shifts = c.s.duties.get(&place)?.iter();
    let live = shifts.filter(|shift| shift.from <= c.now && shift.until > c.now);
    live.filter(|shift| !shift.missed.iter().any(|(from, until, _)| *from <= c.now && *until > c.now))
        .map(|shift| (shift.keepers, shift.until))
        .max()
}

fn gate_row(c: &Ctx<'_>, id: GateId, row: &Gate) -> Tr {
    let kept = keepers(c, DutyPlace::Gate(id));
    let shift = kept.map_or_else(
        || Bit::tag("bad", c.t("gate-unmanned")),
        |(_, until)| Bit::text(c.ta("gate-until", &[("at", &moment(until))])),
    );
    Tr {
        tone: if kept.is_some() { GOOD } else { BAD },
        cells: vec![
            Td::of(Bit::link(format!("/gates/{}", id.0), row.name.clone())),
            Td::text(c.label(row.class)),
            Td::text(row.grid.map_or_else(|| c.area(row.area), |grid| c.grid(grid))),
            Td::number(i64::from(kept.map_or(0, |(keepers, _)| keepers)), c.t("gates-col-keepers")),
            Td::of(shift),
            Td::of(Ctx::time(row.from)),
        ],
    }
}

/// `GET /gates/{id}`
pub(crate) async fn gate(visit: Visit, Path(id): Path<u32>) -> Response {
    visit.show(May::SeePlaces, |c, _permit| gate_page(c, GateId(id))).await
}

fn gate_page(c: &Ctx<'_>, id: GateId) -> Result<Page, Problem> {
    let row = c.s.gates.get(id).ok_or_else(|| Problem::not_found("there is no such gate"))?;
    let known = vec![
        (c.say("gates-col-class"), vec![Bit::text(c.label(row.class))]),
        (c.say("col-area"), vec![c.unit_link(row.grid.map_or(Unit::Area(row.area), Unit::Grid))]),
        (c.say("gates-col-from"), vec![Ctx::time(row.from)]),
    ];
    Ok(duty_page(c, ("/gates", "gates-heading"), (&row.name, DutyPlace::Gate(id)), known))
}

/// `GET /posts/{id}`
pub(crate) async fn post(visit: Visit, Path(id): Path<u32>) -> Response {
    visit.show(May::SeePlaces, |c, _permit| post_page(c, PostId(id))).await
}

fn post_page(c: &Ctx<'_>, id: PostId) -> Result<Page, Problem> {
    let row = c.s.posts.get(id).ok_or_else(|| Problem::not_found("there is no such post"))?;
    let staff = c.s.actors.rows().iter().filter(|actor| actor.active && actor.unit == Unit::Post(id));
    let staff: Vec<&str> = staff.map(|actor| actor.title.as_str()).collect();
    let heard = c.s.heard.get(&Unit::Post(id)).copied();
    let known = vec![
        (c.say("col-area"), vec![c.unit_link(Unit::Area(row.area))]),
        (c.say("post-staff"), vec![Bit::text(staff.join(c.t("list-comma")))]),
        (c.say("post-from"), vec![Ctx::time(row.opened_at)]),
        (c.say("unit-heard"), vec![Ctx::time_or_none(heard)]),
    ];
    Ok(duty_page(c, ("/places", "places-heading"), (&row.name, DutyPlace::Post(id)), known))
}

fn duty_page(
    c: &Ctx<'_>,
    (above, above_name): (&str, &'static str),
    (name, place): (&str, DutyPlace),
    known: Vec<(String, Vec<Bit>)>,
) -> Page {
    let mut page = Page::new(Frame::new(c, name.to_owned(), "zones"), name.to_owned());
    page.crumbs = vec![(c.here(above), c.w.t(above_name).to_owned()), (String::new(), name.to_owned())];
    page.left = vec![Card::block(c.t("known-title"), as_of(c), Body::Known(known))];
    let mut table = super::contacts::heads(
        c,
        &["duty-title", "duty-from", "duty-until", "#gates-col-keepers", "duty-missed"],
    );
    for shift in c.s.duties.get(&place).into_iter().flatten().rev().take(12) {
        let missed: Vec<String> =
            shift.missed.iter().map(|(from, _, why)| format!("{} {why}", moment(*from))).collect();
        let is_missed = !missed.is_empty();
        table.row(
            if is_missed { BAD } else { PLAIN },
            vec![
                Td::of(Ctx::time(shift.from)),
                Td::of(Ctx::time(shift.until)),
                Td::number(i64::from(shift.keepers), ""),
                Td::text(missed.join(" · ")),
            ],
        );
    }
    let body = if table.rows.is_empty() {
        Body::Empty(empty(c, "duty-none-title", "duty-none-text"))
    } else {
        Body::Facts(table)
    };
    page.right = vec![Card::block(c.t("duty-title"), "", body)];
    page
}

/// `GET /proposals`
pub(crate) async fn proposals(visit: Visit) -> Response {
    visit.show(May::SeeOrders, |c, _permit| Ok(proposals_page(c))).await
}

fn proposals_page(c: &Ctx<'_>) -> Page {
    let mut page = Page::new(Frame::new(c, c.t("proposals-heading"), "zones"), c.t("proposals-heading"));
    page.small = as_of(c);
    page.tabs = tabs(c, ZONES, "/proposals");
    if !c.is_past && access::policy::reach_of(c.viewer.role, May::Propose).is_some() {
        page.actions.push(Action::new("/proposals/new", c.t("proposal-new")));
    }
    let rows = c.s.proposals.iter().rev().map(|(id, row)| {
        let (tone, state) = match row.decided {
            None => (WARN, Bit::tag("warn", c.t("proposal-waits"))),
            Some((by, true)) => (GOOD, Bit::tag("good", c.ta("proposal-approved", &[("who", &c.actor(by))]))),
            Some((by, false)) => (PLAIN, Bit::tag("", c.ta("proposal-rejected", &[("who", &c.actor(by))]))),
        };
        Tr {
            tone,
            cells: vec![
                Td::of(Bit::link(format!("/proposals/{}", id.0), id.to_string())),
                Td::wrap(vec![Bit::text(measure_words(c, &row.measure))]),
                Td::text(c.actor(row.by)),
                Td::of(Ctx::time(row.at)),
                Td::of(state),
            ],
        }
    });
    let rows = rows.collect();
    let keys = [
        "col-number",
        "proposals-col-what",
        "proposals-col-who",
        "proposals-col-when",
        "proposals-col-state",
    ];
    let none = empty(c, "proposals-none-title", "proposals-none-text");
    page.blocks.push(whole_list(c, ("proposal-list", "proposals-heading"), &keys, rows, none));
    page
}

fn measure_words(c: &Ctx<'_>, measure: &Measure) -> String {
    match measure {
        Measure::Level { area, level, from, .. } => c.ta(
            "measure-level",
            &[("area", &c.area(*area)), ("level", &level_words(c, *level)), ("at", &moment(*from))],
        ),
        Measure::Zone { kind, name, from, .. } => {
            c.ta("measure-zone", &[("name", name), ("kind", c.label(*kind)), ("at", &moment(*from))])
        }
        Measure::LiftZone { zone, at, .. } => {
            let name = c.s.zones.get(*zone).map_or_else(|| zone.to_string(), |row| row.name.clone());
            c.ta("measure-lift", &[("name", &name), ("at", &moment(*at))])
        }
    }
}

fn measure_basis(measure: &Measure) -> &str {
    match measure {
        Measure::Level { basis, .. } | Measure::Zone { basis, .. } | Measure::LiftZone { basis, .. } => basis,
    }
}

/// `GET /proposals/{id}`
pub(crate) async fn proposal(visit: Visit, Path(id): Path<u32>) -> Response {
    visit.show(May::SeeOrders, |c, _permit| proposal_page(c, ProposalId(id))).await
}

fn proposal_page(c: &Ctx<'_>, id: ProposalId) -> Result<Page, Problem> {
    let row = c.s.proposals.get(id).ok_or_else(|| Problem::not_found("there is no such proposal"))?;
    let mut page = Page::new(Frame::new(c, id.to_string(), "zones"), measure_words(c, &row.measure));
    page.small = id.to_string();
    page.crumbs = vec![(c.here("/proposals"), c.say("proposals-heading")), (String::new(), id.to_string())];
    page.left = vec![Card::block(c.t("known-title"), as_of(c), Body::Known(proposal_known(c, row)))];
    page.right = match (row.decided, c.is_past) {
        (Some((by, approved)), _) => {
            let key = if approved { "proposal-approved" } else { "proposal-rejected" };
            vec![notice(if approved { GOOD } else { INFO }, c.ta(key, &[("who", &c.actor(by))]))]
        }
        (None, true) => vec![notice(INFO, c.t("past-no-action"))],
        (None, false) => decide_forms(c, id, row),
    };
    Ok(page)
}

fn proposal_known(c: &Ctx<'_>, row: &Proposal) -> Vec<(String, Vec<Bit>)> {
    let mut known = vec![
        (c.say("proposals-col-what"), vec![Bit::text(measure_words(c, &row.measure))]),
        (c.say("zones-col-basis"), vec![Bit::text(measure_basis(&row.measure))]),
        (c.say("proposals-col-who"), vec![Bit::text(c.actor(row.by)), Ctx::time(row.at)]),
    ];
    if let Measure::Zone { area, grids, review_on, .. } = &row.measure {
        known.push((c.say("col-area"), vec![c.unit_link(Unit::Area(*area))]));
        let links = grids.iter().map(|grid| c.unit_link(Unit::Grid(*grid)));
        known.push((c.say("zones-col-grids"), links.collect()));
        let people: u32 = grids.iter().map(|grid| c.s.grid_population(*grid).1).sum();
        known.push((c.say("zones-col-people"), vec![Bit::text(count(people))]));
        known.push((c.say("zones-col-review"), vec![Bit::text(review_on.to_string())]));
    }
    known
}

fn decide_forms(c: &Ctx<'_>, id: ProposalId, row: &Proposal) -> Vec<Block> {
    if row.by == c.viewer.actor {
        return vec![notice(WARN, c.t("proposal-own"))];
    }
    if access::policy::reach_of(c.viewer.role, May::Approve).is_none() {
        return vec![notice(INFO, c.t("proposal-not-mine"))];
    }
    let approve = Form::new(format!("/proposals/{}/approve", id.0), c.t("proposal-approve"));
    let mut reject = Form::new(format!("/proposals/{}/reject", id.0), c.t("proposal-reject"))
        .field(Field::new("text", "reason", c.t("reason"), ""));
    reject.buttons = vec![("", String::new(), c.say("proposal-reject"), "danger")];
    vec![
        Card::block(c.t("proposal-approve-title"), c.t("two-people"), Body::Form(approve)),
        Card::block(c.t("proposal-reject-title"), "", Body::Form(reject)),
    ]
}

/// `POST /proposals/{id}/approve`
pub(crate) async fn approve(visit: Visit, Path(id): Path<u32>) -> Response {
    let command = Command::Approve { proposal: ProposalId(id) };
    visit.give(command, &format!("/proposals/{id}")).await
}

/// `POST /proposals/{id}/reject`
pub(crate) async fn reject(visit: Visit, Path(id): Path<u32>, sent: Sent) -> Response {
    let command = Command::Reject { proposal: ProposalId(id), reason: sent.get("reason").to_owned() };
    visit.give(command, &format!("/proposals/{id}")).await
}

/// `GET /proposals/new`
pub(crate) async fn new(visit: Visit) -> Response {
    visit.show(May::Propose, |c, permit| Ok(new_page(c, permit))).await
}

fn new_page(c: &Ctx<'_>, permit: &Permit) -> Page {
    let mut page = Page::new(Frame::new(c, c.t("proposal-new"), "zones"), c.t("proposal-new"));
    page.small = c.say("two-people");
    page.live = false;
    page.crumbs =
        vec![(c.here("/proposals"), c.say("proposals-heading")), (String::new(), c.say("proposal-new"))];
    let areas: Vec<(String, String)> =
        c.s.areas
            .iter()
            .filter(|(area, _)| permit.covers(**area) && c.app.settings.area.covers(**area))
            .map(|(area, row)| (area.short(), row.name.clone()))
            .collect();
    let levels = [Level::I, Level::Ii, Level::Iii, Level::Iv, Level::Normal];
    let levels = levels.into_iter().map(|level| (code(&level), level_words(c, level))).collect();
    let level = Form::new("/proposals", c.t("proposal-send"))
        .field(Field::new("hidden", "what", "", "level"))
        .field(
            Field::new("select", "area", c.t("col-area"), c.app.settings.area.short())
                .id("l-area")
                .options(areas.clone()),
        )
        .field(Field::new("choice", "level", c.t("proposal-level"), "").options(levels))
        .field(Field::new("datetime-local", "from", c.t("zones-col-from"), local(c.now)).id("l-from"))
        .field(Field::new("area", "basis", c.t("zones-col-basis"), "").id("l-basis").hint(c.t("basis-hint")));
    let kinds = [ZoneKind::Lockdown, ZoneKind::Control, ZoneKind::Precaution];
    let kinds = kinds.into_iter().map(|kind| (code(&kind), c.label(kind).to_owned())).collect();
    let grids = c.s.live_grids().filter(|(_, row)| permit.covers(row.area));
    let grids = grids.map(|(id, _)| (id.0.to_string(), c.grid(id))).collect();
    let review = add_days(day_of(c.now), REVIEW_DAYS);
    let zone = Form::new("/proposals", c.t("proposal-send"))
        .field(Field::new("hidden", "what", "", "zone"))
        .field(Field::new("choice", "kind", c.t("zones-col-kind"), "").options(kinds))
        .field(Field::new("text", "name", c.t("zones-col-name"), ""))
        .field(Field::new("select", "area", c.t("col-area"), "").id("z-area").options(areas))
        .field(
            Field::new("checks", "grids", c.t("zones-col-grids"), "")
                .options(grids)
                .hint(c.t("proposal-grids-hint")),
        )
        .field(Field::new("datetime-local", "from", c.t("zones-col-from"), local(c.now)).id("z-from"))
        .field(Field::new("date", "review", c.t("zones-col-review"), review.to_string()))
        .field(Field::new("area", "basis", c.t("zones-col-basis"), "").id("z-basis").hint(c.t("basis-hint")));
    page.left = vec![Card::block(c.t("proposal-zone-title"), "", Body::Form(zone))];
    page.right = vec![Card::block(c.t("proposal-level-title"), "", Body::Form(level))];
    page
}

/// `POST /proposals`
pub(crate) async fn propose(visit: Visit, sent: Sent) -> Response {
    match measure_of(&visit, &sent) {
        Some(measure) => visit.give(Command::Propose { measure }, "/proposals").await,
        None => visit.refuse(&Problem::bad_field(sent.get("what"))),
    }
}

fn measure_of(visit: &Visit, sent: &Sent) -> Option<Measure> {
    let basis = sent.get("basis").to_owned();
    let from = sent.time("from").unwrap_or_else(|| visit.app.desk.now());
    Some(match sent.get("what") {
        "level" => Measure::Level { area: sent.parse("area")?, level: pick(sent.get("level"))?, from, basis },
        "zone" => Measure::Zone {
            kind: pick(sent.get("kind"))?,
            name: sent.get("name").to_owned(),
            area: sent.parse("area")?,
            grids: sent.all("grids").filter_map(|id| id.parse().ok()).map(GridId).collect(),
            buildings: Vec::new(),
            from,
            review_on: sent.parse::<Date>("review")?,
            basis,
        },
        "lift" => Measure::LiftZone { zone: ZoneId(sent.parse("zone")?), at: from, basis },
        _ => return None,
    })
}

/// `GET /level`: the levels an area has had.
pub(crate) async fn level(visit: Visit) -> Response {
    visit.show(May::SeeFigures, |c, _permit| Ok(level_page(c))).await
}

fn level_page(c: &Ctx<'_>) -> Page {
    let mut page = Page::new(Frame::new(c, c.t("level-heading"), "zones"), c.t("level-heading"));
    page.small = as_of(c);
    page.tabs = tabs(c, ZONES, "");
    if !c.is_past && access::policy::reach_of(c.viewer.role, May::Propose).is_some() {
        page.actions.push(Action::new("/proposals/new", c.t("proposal-new")));
    }
    let rows = c.s.levels.iter().rev().map(|row| Tr {
        tone: if row.level == Level::I { BAD } else { PLAIN },
        cells: vec![
            Td::text(c.area(row.area)),
            Td::of(Bit::Strong(level_words(c, row.level))),
            Td::of(Ctx::time(row.from)),
            Td::wrap(vec![Bit::text(row.basis.clone())]),
            Td::of(Bit::link(format!("/audit?seq={}", row.recorded.0), row.recorded.to_string())),
        ],
    });
    let rows = rows.collect();
    let keys = ["col-area", "proposal-level", "zones-col-from", "zones-col-basis", "col-entry"];
    let none = empty(c, "level-none-title", "level-none-text");
    page.blocks.push(whole_list(c, ("level-list", "level-heading"), &keys, rows, none));
    page
}
