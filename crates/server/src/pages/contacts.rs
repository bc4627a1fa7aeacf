//! Contacts, and the exposures that machines proposed and people judge.

use super::{
    bit::{BAD, Bit, GOOD, INFO, PLAIN, Td, Tone, Tr, WARN, ring_class},
    block::{Action, Block, Body, Card, Facts, Field, Figure, Form, Page},
    bulk::{self, Bar},
    cases::{area_options, as_of, outbreak_options},
    ctx::Ctx,
    form::Sent,
    frame::Frame,
    list::{Shown, code, column, empty, field, filters, list, order, pick, select, sortable, view},
    person::{clock_table, evidence, known_person, next_steps, timeline, trail_of, who_looked},
    tabs::{CASES, tabs},
    visit::Visit,
};
use crate::{Problem, permit::Permit};
use access::Action as May;
use axum::{extract::Path, response::Response};
use domain::{AreaCode, CaseId, Command, ContactId, Entry, ExposureId, ExposureStatus, Ring, Role, Subject};
use reporting::{
    Standing,
    lists::{ContactQuery, ContactRow, ContactSort, contact_list, contact_row},
    words::{count, day, moment},
};
use situation::state::{Contact, Exposure};

/// Exposures of a page.
const EXPOSURES: usize = 50;

/// The filters of the list.
fn query(c: &Ctx<'_>, permit: &Permit) -> Result<ContactQuery, Problem> {
    let (sort, paging) = order(c, "-identified");
    let placed = match c.q.get("placed") {
        "yes" | "true" | "1" => Some(true),
        "no" | "false" | "0" => Some(false),
        _ => None,
    };
    let asked: Option<AreaCode> = c.q.parse("area");
    Ok(ContactQuery {
        outbreak: c.q.parse::<u32>("outbreak").map(domain::OutbreakId),
        ring: pick(c.q.get("ring")),
        standing: pick(c.q.get("standing")),
        placed,
        area: permit.area(asked)?,
        case: c.q.parse::<u32>("case").map(CaseId),
        text: Some(c.q.get("q").to_owned()).filter(|text| !text.is_empty()),
        withdrawn: false,
        sort: match sort {
            "exposed" => ContactSort::Exposed,
            "area" => ContactSort::Area,
            "number" => ContactSort::Number,
            _ => ContactSort::Identified,
        },
        paging,
    })
}

/// `GET /contacts`
pub(crate) async fn index(visit: Visit) -> Response {
    visit.show(May::SeeRecords, index_page).await
}

fn index_page(c: &Ctx<'_>, permit: &Permit) -> Result<Page, Problem> {
    let found = contact_list(c.s, c.now, &query(c, permit)?);
    let mut page = Page::new(Frame::new(c, c.t("contacts-heading"), "cases"), c.t("contacts-heading"));
    page.small = as_of(c);
    page.tabs = tabs(c, CASES, "/contacts");
    page.actions = vec![Action::new("/import", c.t("cases-import"))];
    page.blocks.push(rings(c));
    let ring = [Ring::Close, Ring::Secondary, Ring::General];
    let ring = ring.into_iter().map(|ring| (code(&ring), c.label(ring).to_owned())).collect();
    let fields = vec![
        field(c, "search", "q", "contacts-filter-text"),
        select(c, "ring", "contacts-col-ring", ring),
        select(c, "standing", "contacts-col-standing", standings(c)),
        select(c, "area", "col-area", area_options(c)),
        select(c, "outbreak", "col-outbreak", outbreak_options(c)),
    ];
    let views = vec![
        view(c, "view-all", "placed", "", None),
        view(c, "contacts-view-unplaced", "placed", "no", None),
        view(c, "contacts-view-placed", "placed", "yes", None),
    ];
    page.blocks.push(filters(c, "contacts-filter", fields, views));
    let usual = "-identified";
    let acts = bulk::contacts::acts(c);
    let can_pick = !acts.is_empty();
    page.blocks.push(list(
        c,
        Shown {
            id: "contact-list",
            label: "contacts-list",
            head: vec![
                column(if acts.is_empty() { "" } else { c.t("bulk-col-pick") }),
                sortable(c, c.t("col-number"), "number", usual),
                column(c.t("col-person")),
                column(c.t("contacts-col-ring")),
                column(c.t("contacts-col-case")),
                sortable(c, c.t("contacts-col-exposure"), "exposed", usual),
                sortable(c, c.t("col-area"), "area", usual),
                sortable(c, c.t("contacts-col-identified"), "identified", usual),
                column(c.t("contacts-col-standing")),
                column(c.t("contacts-col-until")),
                column(c.t("contacts-col-test")),
            ],
            rows: found.rows.iter().map(|row| row_of(c, row, can_pick)).collect(),
            total: found.total,
            next: found.next.map(|cursor| cursor.to_string()),
            empty: empty(c, "contacts-none-title", "contacts-none-text"),
        },
    ));
    if !found.rows.is_empty() {
        page.blocks.extend(Bar::block(c, "/contacts/act", acts));
    }
    Ok(page)
}

fn rings(c: &Ctx<'_>) -> Block {
    let figures = reporting::figures::key_figures(c.s, c.now);
    let of_ring = |ring: &reporting::figures::RingFigure| {
        let isolated = c.ta("ring-isolated", &[("n", &count(ring.isolated))]);
        let waiting = c.ta("ring-waiting", &[("n", &count(ring.waiting))]);
        Figure {
            href: format!("/contacts?ring={}", reporting::lists::ring_code(ring.ring)),
            name: c.label(ring.ring).to_owned(),
            n: count(if ring.ring == Ring::General { ring.counted.max(ring.traced) } else { ring.traced }),
            tone: if ring.waiting > 0 { WARN } else { PLAIN },
            smalls: if ring.ring == Ring::General {
                vec![c.say("ring-general")]
            } else {
                vec![isolated, waiting]
            },
        }
    };
    Block::Figures(figures.rings.iter().map(of_ring).collect())
}

fn standings(c: &Ctx<'_>) -> Vec<(String, String)> {
    let all = [Standing::Waiting, Standing::Moving, Standing::Staying, Standing::Released, Standing::Home];
    all.into_iter().map(|standing| (code(&standing), c.w.t(standing_key(standing)).to_owned())).collect()
}

fn standing_key(standing: Standing) -> &'static str {
    match standing {
        Standing::Waiting => "standing-waiting",
        Standing::Moving => "standing-moving",
        Standing::Staying => "standing-staying",
        Standing::Released => "standing-released",
        Standing::Home => "standing-home",
    }
}

/// Returns where a contact stands: the place, or how long they have been waiting.
pub(crate) fn standing(c: &Ctx<'_>, row: &ContactRow) -> Vec<Bit> {
    let word = c.w.t(standing_key(row.standing));
    match (row.standing, row.room, row.waiting_since) {
        (Standing::Staying, Some((site, room)), _) => {
            let words = c.ta("stay-room", &[("site", &c.site(site)), ("room", &room.to_string())]);
            vec![Bit::link(format!("/sites/{}", site.0), words)]
        }
        (Standing::Waiting | Standing::Moving, _, Some(since)) => {
            let allowed = reporting::funnel::target(c.s, domain::Stage::Transfer, c.now).minutes;
            vec![Bit::tag("warn", word), c.since(since, Some(i64::from(allowed)))]
        }
        (Standing::Released, ..) => vec![Bit::tag("good", word)],
        _ => vec![Bit::text(word)],
    }
}

fn row_of(c: &Ctx<'_>, row: &ContactRow, can_pick: bool) -> Tr {
    let tone: Tone = match row.standing {
        Standing::Waiting => BAD,
        Standing::Moving => WARN,
        Standing::Staying => INFO,
        Standing::Released => GOOD,
        Standing::Home => PLAIN,
    };
    Tr {
        tone,
        cells: vec![
            if can_pick { bulk::cell(c, row.contact.0, &row.contact.to_string()) } else { Td::default() },
            Td::of(Bit::link(format!("/contacts/{}", row.contact.0), row.contact.to_string())),
            Td::all(vec![Bit::text(row.person.to_string()), c.name(row.person)]),
            Td::of(Bit::tag(ring_class(row.ring), c.label(row.ring))),
            Td::of(Bit::link(format!("/cases/{}", row.case.0), row.case.to_string()))
                .named(c.t("contacts-col-case")),
            Td::text(format!("{} {}", c.label(row.setting), moment(row.last_exposure_at))),
            Td::text(row.area_name.clone()),
            Td::of(Ctx::time(row.identified_at)).named(c.t("contacts-col-identified")),
            Td::all(standing(c, row)),
            Td::of(Ctx::day_or_none(row.until)).named(c.t("contacts-col-until")),
            Td::of(Ctx::day_or_none(row.next_test)).named(c.t("contacts-col-test")),
        ],
    }
}

/// `GET /contacts/{id}`
pub(crate) async fn show(visit: Visit, Path(id): Path<u32>) -> Response {
    let id = ContactId(id);
    let trail = visit.entries(|s| trail_of(s, s.contacts.get(id)?.person)).await;
    visit.show(May::SeeRecords, |c, permit| page(c, permit, id, &trail)).await
}

fn page(c: &Ctx<'_>, permit: &Permit, id: ContactId, trail: &[Entry]) -> Result<Page, Problem> {
    let row = c.s.contacts.get(id).ok_or_else(|| Problem::not_found("there is no such contact"))?;
    permit.check_area(row.area)?;
    let mut page = Page::new(Frame::new(c, id.to_string(), "cases"), String::new());
    page.heading = vec![
        Bit::text(id.to_string()),
        c.name(row.person),
        Bit::tag(ring_class(row.ring), c.label(row.ring)),
    ];
    if row.withdrawn {
        page.heading.push(Bit::tag("", c.t("contact-withdrawn")));
    }
    page.crumbs = vec![(c.here("/contacts"), c.say("contacts-heading")), (String::new(), id.to_string())];
    page.actions = vec![
        Action::new(
            format!("/cases/{}", row.case.0),
            c.ta("contact-of-case", &[("case", &row.case.to_string())]),
        ),
        Action::new(format!("/people/{}", row.person.0), c.t("case-person")),
    ];
    page.left = vec![
        Card::block(c.t("known-title"), as_of(c), Body::Known(known(c, id, row))),
        clock_table(c, row.person),
        timeline(c, trail, Some(row.person)),
    ];
    page.right = vec![next_steps(c, row.person, Subject::Contact(id))];
    if !c.is_past && !row.withdrawn && c.is(&[Role::Tracer]) {
        page.right.push(change(c, id, row));
    }
    page.right.push(who_looked(c, row.person));
    Ok(page)
}

fn known(c: &Ctx<'_>, id: ContactId, row: &Contact) -> Vec<(String, Vec<Bit>)> {
    let mut rows = known_person(c, row.person);
    let mut put = |key: &'static str, bits: Vec<Bit>| rows.push((c.w.t(key).to_owned(), bits));
    put("contacts-col-case", vec![Bit::link(format!("/cases/{}", row.case.0), row.case.to_string())]);
    if let Some(via) = row.via {
        put("contact-via", vec![Bit::link(format!("/contacts/{}", via.0), via.to_string())]);
    }
    put(
        "contacts-col-exposure",
        vec![
            Bit::text(c.label(row.setting)),
            Ctx::time(row.last_exposure_at),
            Bit::Source(format!("{} · {}", c.label(row.certainty), evidence(c, &row.evidence))),
        ],
    );
    put(
        "contacts-col-identified",
        vec![
            Ctx::time(row.identified_at),
            Bit::Source(c.ta("entry", &[("seq", &row.recorded.0.to_string())])),
        ],
    );
    put("contact-protocol", vec![Bit::text(row.protocol.0.to_string())]);
    put("col-area", vec![c.unit_link(domain::Unit::Area(row.area))]);
    if let Some(list_row) = contact_row(c.s, id, c.now) {
        put("contacts-col-standing", standing(c, &list_row));
        put("contacts-col-until", vec![Ctx::day_or_none(list_row.until)]);
        put("contacts-col-test", vec![Ctx::day_or_none(list_row.next_test)]);
    }
    rows
}

fn change(c: &Ctx<'_>, id: ContactId, row: &Contact) -> Block {
    let rings = [Ring::Close, Ring::Secondary, Ring::General];
    let rings = rings
        .into_iter()
        .filter(|ring| *ring != row.ring)
        .map(|ring| (code(&ring), c.label(ring).to_owned()))
        .chain([("withdraw".to_owned(), c.say("contact-withdraw"))]);
    let form = Form::new(format!("/contacts/{}/ring", id.0), c.t("contact-change"))
        .field(Field::new("choice", "ring", c.t("contacts-col-ring"), "").options(rings.collect()))
        .field(Field::new("text", "reason", c.t("reason"), "").hint(c.t("reason-hint")));
    Card::block(c.t("contact-change-title"), "", Body::Form(form))
}

/// `POST /contacts/{id}/ring`
pub(crate) async fn change_ring(visit: Visit, Path(id): Path<u32>, sent: Sent) -> Response {
    let (contact, reason) = (ContactId(id), sent.get("reason").to_owned());
    let command = match (sent.get("ring"), pick::<Ring>(sent.get("ring"))) {
        ("withdraw", _) => Command::WithdrawContact { contact, reason },
        (_, Some(ring)) => Command::MoveContact { contact, ring, reason },
        (_, None) => return visit.refuse(&Problem::bad_field("ring")),
    };
    visit.give(command, &format!("/contacts/{id}")).await
}

/// `GET /exposures`
pub(crate) async fn exposures(visit: Visit) -> Response {
    visit.show(May::SeeRecords, |c, permit| Ok(exposures_page(c, permit))).await
}

fn exposures_page(c: &Ctx<'_>, permit: &Permit) -> Page {
    let status = pick::<ExposureStatus>(c.q.get("status"));
    let case = c.q.parse::<u32>("case").map(CaseId);
    let import = c.q.parse::<u32>("import");
    let after = c.q.parse::<u32>("after").unwrap_or(0);
    let mut rows = Vec::new();
    let (mut total, mut last, mut more) = (0_u64, 0, false);
    for (id, row) in c.s.exposures.iter() {
        let Some(of) = c.s.cases.get(row.from) else { continue };
        let from_file =
            matches!(row.evidence, domain::Evidence::ImportRow { import: of, .. } if Some(of.0) == import);
        let wanted = status.is_none_or(|status| row.status == status)
            && case.is_none_or(|case| row.from == case)
            && (import.is_none() || from_file)
            && permit.covers(of.area);
        if !wanted {
            continue;
        }
        total += 1;
        if id.0 <= after {
            continue;
        }
        if rows.len() == EXPOSURES {
            more = true;
            continue;
        }
        last = id.0;
        rows.push(exposure_row(c, id, row));
    }
    let mut page = Page::new(Frame::new(c, c.t("exposure-title"), "cases"), c.t("exposure-title"));
    page.small = as_of(c);
    page.tabs = tabs(c, CASES, "/exposures");
    let views = vec![
        view(c, "view-all", "status", "", None),
        view(c, "exposure-view-proposed", "status", "proposed", None),
        view(c, "exposure-view-confirmed", "status", "confirmed", None),
        view(c, "exposure-view-rejected", "status", "rejected", None),
    ];
    page.blocks.push(filters(c, "exposure-title", Vec::new(), views));
    let heads =
        ["col-number", "exposure-col-from", "exposure-col-to", "exposure-col-setting", "exposure-col-when"];
    let heads = heads.into_iter().chain(["exposure-col-basis", "exposure-col-status"]);
    page.blocks.push(list(
        c,
        Shown {
            id: "exposure-list",
            label: "exposure-title",
            head: heads.map(|key| column(c.w.t(key))).collect(),
            rows,
            total,
            next: more.then(|| last.to_string()),
            empty: empty(c, "exposure-none-title", "exposure-none-text"),
        },
    ));
    page
}

fn exposure_row(c: &Ctx<'_>, id: ExposureId, row: &Exposure) -> Tr {
    let to = c.s.people.get(&row.to).and_then(|known| known.case);
    let to = match to {
        Some(case) => Bit::link(format!("/cases/{}", case.0), case.to_string()),
        None => Bit::link(format!("/people/{}", row.to.0), row.to.to_string()),
    };
    let (tone, status): (Tone, &str) = match row.status {
        ExposureStatus::Proposed => (WARN, "warn"),
        ExposureStatus::Confirmed => (GOOD, "good"),
        ExposureStatus::Rejected => (PLAIN, ""),
    };
    let tag = Bit::Tag {
        class: if status == "warn" {
            "warn"
        } else if status == "good" {
            "good"
        } else {
            ""
        },
        text: c.label(row.status).to_owned(),
    };
    Tr {
        tone,
        cells: vec![
            Td::of(Bit::link(format!("/exposures/{}", id.0), id.to_string())),
            Td::of(Bit::link(format!("/cases/{}", row.from.0), row.from.to_string())),
            Td::of(to),
            Td::text(c.label(row.setting)),
            Td::text(days(row)),
            Td::wrap(vec![Bit::text(format!("{} · {}", c.label(row.certainty), evidence(c, &row.evidence)))]),
            Td::of(tag),
        ],
    }
}

fn days(row: &Exposure) -> String {
    let days: Vec<String> = [row.first_on, row.last_on].into_iter().flatten().map(day).collect();
    if days.is_empty() { "—".to_owned() } else { days.join("–") }
}

/// `GET /exposures/{id}`
pub(crate) async fn exposure(visit: Visit, Path(id): Path<u32>) -> Response {
    visit.show(May::SeeRecords, |c, permit| exposure_page(c, permit, ExposureId(id))).await
}

fn exposure_page(c: &Ctx<'_>, permit: &Permit, id: ExposureId) -> Result<Page, Problem> {
    let row = c.s.exposures.get(id).ok_or_else(|| Problem::not_found("there is no such exposure"))?;
    if let Some(case) = c.s.cases.get(row.from) {
        permit.check_area(case.area)?;
    }
    let mut page = Page::new(Frame::new(c, id.to_string(), "cases"), id.to_string());
    page.crumbs = vec![(c.here("/exposures"), c.say("exposure-title")), (String::new(), id.to_string())];
    let to = c.s.people.get(&row.to).and_then(|known| known.case);
    let to = to.map_or_else(
        || Bit::link(format!("/people/{}", row.to.0), row.to.to_string()),
        |case| Bit::link(format!("/cases/{}", case.0), case.to_string()),
    );
    let known = vec![
        (c.say("exposure-col-from"), vec![Bit::link(format!("/cases/{}", row.from.0), row.from.to_string())]),
        (c.say("exposure-col-to"), vec![to]),
        (c.say("person-name"), vec![c.name(row.to)]),
        (c.say("exposure-col-setting"), vec![Bit::text(c.label(row.setting))]),
        (c.say("exposure-col-when"), vec![Bit::text(days(row))]),
        (
            c.say("exposure-col-basis"),
            vec![Bit::text(c.label(row.certainty)), Bit::Source(evidence(c, &row.evidence))],
        ),
        (c.say("exposure-col-status"), vec![Bit::text(c.label(row.status))]),
    ];
    page.left = vec![Card::block(c.t("known-title"), as_of(c), Body::Known(known))];
    let waits = row.status == ExposureStatus::Proposed;
    let can = waits && !c.is_past && c.is(&[Role::Tracer]);
    page.right = vec![if can { judge(c, id) } else { cannot_judge(c) }];
    Ok(page)
}

fn judge(c: &Ctx<'_>, id: ExposureId) -> Block {
    let mut form = Form::new(format!("/exposures/{}", id.0), c.t("exposure-confirm"))
        .field(Field::new("text", "reason", c.t("reason"), "").hint(c.t("exposure-reason-hint")));
    form.buttons = vec![
        ("status", "confirmed".to_owned(), c.say("exposure-confirm"), "primary"),
        ("status", "rejected".to_owned(), c.say("exposure-reject"), "danger"),
    ];
    Card::block(c.t("exposure-judge"), "", Body::Form(form))
}

fn cannot_judge(c: &Ctx<'_>) -> Block {
    Card::block(c.t("exposure-judge"), "", Body::Text(vec![c.say("exposure-cannot")]))
}

/// `POST /exposures/{id}`
pub(crate) async fn judge_exposure(visit: Visit, Path(id): Path<u32>, sent: Sent) -> Response {
    let Some(status) = pick::<ExposureStatus>(sent.get("status")) else {
        return visit.refuse(&Problem::bad_field("status"));
    };
    let command =
        Command::JudgeExposure { exposure: ExposureId(id), status, reason: sent.get("reason").to_owned() };
    visit.give(command, &format!("/exposures/{id}")).await
}

/// Returns a table head of keys.
pub(crate) fn heads(c: &Ctx<'_>, keys: &[&'static str]) -> Facts {
    let words: Vec<String> = keys
        .iter()
        .skip(1)
        .map(|key| match key.strip_prefix('#') {
            Some(key) => format!("#{}", c.w.t(key)),
            None => c.w.t(key).to_owned(),
        })
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let title = keys.first().copied().unwrap_or_default();
    Facts::new(c.w.t(title), &words)
}
