//! The list of cases, and one case: what is known, what happened, what happens next.

use super::{
    bit::{BAD, Bit, GOOD, INFO, PLAIN, Td, Tone, Tr, WARN, class_class, ring_class},
    block::{Action, Block, Body, Card, Facts, Field, Figure, Form, Page},
    ctx::Ctx,
    form::Sent,
    frame::Frame,
    list::{Shown, code, column, empty, field, filters, list, order, pick, select, sortable, view},
    person::{clock_table, known_person, next_steps, timeline, trail_of},
    tabs::{CASES, tabs},
    visit::Visit,
};
use crate::{Problem, permit::Permit};
use access::Action as May;
use axum::{extract::Path, response::Response};
use domain::{
    AreaCode, CaseClass, CaseId, Command, Detection, Entry, ExposureId, ExposureStatus, Origin, PersonId,
    Stage, Subject, Timestamp, time::start_of,
};
use reporting::{
    lists::{CaseQuery, CaseRow, CaseSort, DetectionFilter, OriginFilter, case_list},
    scope::Scope,
    words::{Label as _, count},
};
use situation::state::{Case, Exposure};

/// Contacts of a case that its page shows.
const CONTACTS_SHOWN: usize = 12;

/// Reads an instant of an address: a local minute, or a day.
pub(crate) fn instant(text: &str) -> Option<Timestamp> {
    domain::time::parse_local(text).or_else(|| text.parse().ok().map(start_of))
}

/// The area whose cases a reader finds: the one asked for, else their own; one who reads the whole city also finds an
/// outbreak that lies outside it, kept for study or imported, once they choose it.
pub(crate) fn reading_area(
    c: &Ctx<'_>,
    permit: &Permit,
    asked: Option<AreaCode>,
) -> Result<Option<AreaCode>, Problem> {
    let chosen = c.q.parse::<u32>("outbreak").and_then(|id| c.s.outbreaks.get(domain::OutbreakId(id)));
    let outside = chosen.is_some_and(|row| !permit.city.covers(row.area));
    if asked.is_none()
        && outside
        && permit.place.area.covers(permit.city)
        && permit.reach != access::Reach::Own
    {
        return Ok(None);
    }
    permit.area(asked)
}

/// Reads the filters of the list.
pub(crate) fn query(c: &Ctx<'_>, permit: &Permit) -> Result<CaseQuery, Problem> {
    let (sort, paging) = order(c, "-report");
    let sort = match sort {
        "onset" => CaseSort::Onset,
        "sampled" => CaseSort::Sampled,
        "area" => CaseSort::Area,
        "number" => CaseSort::Number,
        "contacts" => CaseSort::Contacts,
        _ => CaseSort::Reported,
    };
    let found = match c.q.get("found") {
        "community" => Some(DetectionFilter::Community),
        "controlled" => Some(DetectionFilter::Controlled),
        other => pick::<Detection>(other).map(DetectionFilter::Exactly),
    };
    let asked: Option<AreaCode> = c.q.parse("area");
    Ok(CaseQuery {
        scope: Scope {
            outbreak: c.q.parse::<u32>("outbreak").map(domain::OutbreakId),
            area: reading_area(c, permit, asked)?,
        },
        class: pick(c.q.get("class")),
        found,
        severity: pick(c.q.get("severity")),
        origin: pick::<OriginFilter>(c.q.get("origin")),
        active: !c.q.get("active").is_empty(),
        text: Some(c.q.get("q").to_owned()).filter(|text| !text.is_empty()),
        from: instant(c.q.get("from")),
        until: instant(c.q.get("until")),
        by_onset: c.q.get("by") == "onset",
        sort,
        paging,
    })
}

/// `GET /cases`
pub(crate) async fn index(visit: Visit) -> Response {
    visit.show(May::SeeRecords, index_page).await
}

fn index_page(c: &Ctx<'_>, permit: &Permit) -> Result<Page, Problem> {
    let query = query(c, permit)?;
    let found = case_list(c.s, c.now, &query);
    let mut page = Page::new(Frame::new(c, c.t("cases-title"), "cases"), c.t("cases-heading"));
    page.small = as_of(c);
    page.tabs = tabs(c, CASES, "/cases");
    page.actions = vec![
        Action::new("/import", c.t("cases-import")),
        Action::new(export(c, "csv"), c.t("cases-export-csv")),
        Action::new(export(c, "xlsx"), c.t("cases-export-xlsx")),
    ];
    page.blocks.push(figures(c, permit.area(None)?));
    page.blocks.push(filters(
        c,
        "cases-filter",
        filter_fields(c),
        vec![view(c, "view-all", "active", "", None), view(c, "cases-view-active", "active", "1", None)],
    ));
    page.blocks.push(list(
        c,
        Shown {
            id: "case-list",
            label: "cases-list",
            head: head(c),
            rows: found.rows.iter().map(|row| row_of(c, row)).collect(),
            total: found.total,
            next: found.next.map(|cursor| cursor.to_string()),
            empty: empty(c, "cases-none-title", "cases-none-text"),
        },
    ));
    Ok(page)
}

fn export(c: &Ctx<'_>, kind: &str) -> String {
    let here = c.q.with("format", kind);
    here.replacen("/cases", "/analysis/line-list", 1)
}

/// Returns the minute shown, in words.
pub(crate) fn as_of(c: &Ctx<'_>) -> String {
    let (at, seq) = (domain::time::minute_text(c.now), c.s.seq.0.to_string());
    c.ta("as-of-entry", &[("at", &at), ("seq", &seq)])
}

fn figures(c: &Ctx<'_>, area: Option<AreaCode>) -> Block {
    let figures = reporting::figures::key_figures_in(c.s, c.now, area);
    let shown = [
        (&figures.community, BAD),
        (&figures.controlled, PLAIN),
        (&figures.unknown_source, WARN),
        (&figures.active, PLAIN),
    ];
    Block::Figures(shown.into_iter().map(|(figure, tone)| figure_of(c, figure, tone)).collect())
}

/// Returns a key figure with its change, its minute and its source.
pub(crate) fn figure_of(c: &Ctx<'_>, figure: &reporting::figures::KeyFigure, tone: Tone) -> Figure {
    let change = figure.change.map(|change| {
        let change = reporting::words::signed(change);
        c.ta("figure-change", &[("n", &change)])
    });
    let at = reporting::words::clock_time(c.now);
    let source = format!("{at} · {}", c.w.t(figure.source));
    Figure {
        href: figure.drill.href(),
        name: c.w.t(figure.key).to_owned(),
        n: count(figure.value),
        tone: if figure.value == 0 { PLAIN } else { tone },
        smalls: change.into_iter().chain([source]).collect(),
    }
}

fn filter_fields(c: &Ctx<'_>) -> Vec<super::block::Filter> {
    let classes = [CaseClass::Confirmed, CaseClass::Asymptomatic, CaseClass::Suspect, CaseClass::Excluded];
    let classes = classes.into_iter().map(|class| (code(&class), c.label(class).to_owned())).collect();
    let found = vec![
        ("community".to_owned(), c.say("found-community")),
        ("controlled".to_owned(), c.say("found-controlled")),
    ];
    let origins = vec![
        ("local".to_owned(), c.label(Origin::Local).to_owned()),
        ("abroad".to_owned(), c.label(Origin::Abroad(String::new())).to_owned()),
        ("unknown".to_owned(), c.label(Origin::Unknown).to_owned()),
    ];
    vec![
        field(c, "search", "q", "cases-filter-text"),
        select(c, "class", "cases-col-class", classes),
        select(c, "found", "cases-col-found", found),
        select(c, "origin", "cases-col-origin", origins),
        select(c, "area", "col-area", area_options(c)),
        select(c, "outbreak", "col-outbreak", outbreak_options(c)),
        field(c, "when", "from", "filter-from"),
    ]
}

/// Returns the outbreaks to choose from.
pub(crate) fn outbreak_options(c: &Ctx<'_>) -> Vec<(String, String)> {
    let outbreaks = c.s.outbreaks.iter().rev();
    outbreaks.map(|(id, row)| (id.0.to_string(), row.name.clone())).collect()
}

/// Returns the streets of the area to choose from; the districts where the area has no streets listed.
pub(crate) fn area_options(c: &Ctx<'_>) -> Vec<(String, String)> {
    let whole = c.app.settings.area;
    let inside = c.s.areas.iter().filter(|(code, _)| **code != whole && whole.covers(**code));
    inside
        .filter(|(code, _)| code.street() == **code)
        .map(|(code, row)| (code.short(), row.name.clone()))
        .collect()
}

fn head(c: &Ctx<'_>) -> Vec<super::block::Column> {
    let usual = "-report";
    vec![
        sortable(c, c.t("col-number"), "number", usual),
        column(c.t("col-person")),
        column(c.t("cases-col-class")),
        sortable(c, c.t("cases-col-report"), "report", usual),
        sortable(c, c.t("cases-col-onset"), "onset", usual),
        sortable(c, c.t("col-area"), "area", usual),
        column(c.t("cases-col-found")),
        column(c.t("cases-col-origin")),
        sortable(c, &format!("#{}", c.t("col-contacts")), "contacts", usual),
        column(c.t("cases-col-tracing")),
    ]
}

fn row_of(c: &Ctx<'_>, row: &CaseRow) -> Tr {
    let id = row.external.clone().unwrap_or_else(|| row.case.to_string());
    let (found, tone) = if row.community {
        (Bit::tag("bad", c.label(row.detection)), BAD)
    } else {
        (Bit::text(c.label(row.detection)), INFO)
    };
    let tracing = tracing_clock(c, row);
    Tr {
        tone: if row.outcome.is_some() { GOOD } else { tone },
        cells: vec![
            Td::of(Bit::link(format!("/cases/{}", row.case.0), id)),
            Td::all(vec![Bit::text(row.person.to_string()), c.name(row.person)]),
            Td::of(Bit::tag(class_class(row.class), c.label(row.class))),
            Td::of(Ctx::time(row.reported_at)),
            Td::of(Ctx::day_or_none(row.onset_on)).named(c.t("cases-col-onset")),
            Td::text(row.area_name.clone()),
            Td::of(found),
            Td::text(origin(c, &row.origin)),
            Td::number(row.contacts, c.t("col-contacts")),
            Td::of(tracing).named(c.t("cases-col-tracing")),
        ],
    }
}

fn tracing_clock(c: &Ctx<'_>, row: &CaseRow) -> Bit {
    let allowed = i64::from(reporting::funnel::target(c.s, Stage::Trace, c.now).minutes);
    match row.traced_at {
        Some(at) => c.took(row.reported_at, at, Some(allowed)),
        None if row.outcome.is_some() || c.s.running(row.person, Stage::Trace).is_none() => Bit::none(),
        None => {
            let due = domain::time::add_minutes(row.reported_at, allowed);
            c.until(due, row.reported_at)
        }
    }
}

/// Returns where an infection came from, in words.
pub(crate) fn origin(c: &Ctx<'_>, origin: &Origin) -> String {
    let name = origin.label(c.lang);
    match origin {
        Origin::Abroad(country) => format!("{name} {country}"),
        Origin::Elsewhere(area) => format!("{name} {}", c.area(*area)),
        Origin::Local | Origin::Unknown => name.to_owned(),
    }
}

/// `GET /cases/{id}`
pub(crate) async fn show(visit: Visit, Path(id): Path<u32>) -> Response {
    let id = CaseId(id);
    let trail = visit.entries(|s| trail_of(s, s.cases.get(id)?.person)).await;
    visit.show(May::SeeRecords, |c, permit| case_page(c, permit, id, &trail)).await
}

fn case_page(c: &Ctx<'_>, permit: &Permit, id: CaseId, trail: &[Entry]) -> Result<Page, Problem> {
    let case = c.s.cases.get(id).ok_or_else(|| Problem::not_found("there is no such case"))?;
    permit.check_area(case.area)?;
    let mut page = Page::new(Frame::new(c, id.to_string(), "cases"), String::new());
    page.heading = vec![
        Bit::text(id.to_string()),
        c.name(case.person),
        Bit::tag(class_class(case.class), c.label(case.class)),
        if case.detection.is_community() {
            Bit::tag("bad", c.t("found-community"))
        } else {
            Bit::tag("", c.t("found-controlled"))
        },
    ];
    page.crumbs = vec![(c.here("/cases"), c.say("cases-heading")), (String::new(), id.to_string())];
    page.actions = vec![
        Action::new(format!("/people/{}", case.person.0), c.t("case-person")),
        Action::new(format!("/contacts?case={}", id.0), c.t("case-contacts")),
    ];
    page.left = vec![
        Card::block(c.t("known-title"), as_of(c), Body::Known(known(c, id, case))),
        clock_table(c, case.person),
        exposures(c, id, case),
        contacts(c, id, case),
        timeline(c, trail, Some(case.person)),
    ];
    page.right = vec![next_steps(c, case.person, Subject::Case(id)), chain(c, id, case)];
    if !c.is_past && c.acts_for(domain::Unit::Area(case.area)) {
        page.right.push(amend(c, id, case));
    }
    page.right.push(super::person::who_looked(c, case.person));
    Ok(page)
}

fn known(c: &Ctx<'_>, id: CaseId, case: &Case) -> Vec<(String, Vec<Bit>)> {
    let mut rows = known_person(c, case.person);
    let outbreak = c.s.outbreaks.get(case.outbreak);
    let mut row = |key: &'static str, bits: Vec<Bit>| rows.push((c.w.t(key).to_owned(), bits));
    row(
        "col-outbreak",
        vec![Bit::link(
            format!("/chain?outbreak={}", case.outbreak.0),
            outbreak.map_or_else(|| case.outbreak.to_string(), |row| row.name.clone()),
        )],
    );
    row("col-area", vec![c.unit_link(domain::Unit::Area(case.area))]);
    row("cases-col-onset", vec![Ctx::day_or_none(case.onset_on)]);
    row("case-sampled", vec![Ctx::day_or_none(case.sampled_on)]);
    let tube = case.tube.and_then(|tube| Some((tube, c.s.tubes.get(tube)?)));
    if let Some((tube, held)) = tube {
        row("case-tube", vec![Bit::link(format!("/tubes/{}", tube.0), held.code.clone())]);
    }
    row(
        "cases-col-report",
        vec![
            Ctx::time(case.reported_at),
            Bit::Source(c.ta("entry", &[("seq", &case.recorded.0.to_string())])),
        ],
    );
    let severity = case.severity.map(|severity| Bit::text(c.label(severity)));
    let class = [
        Some(Bit::tag(class_class(case.class), c.label(case.class))),
        severity,
        Some(Bit::Source(case.definition.clone())),
    ];
    row("cases-col-class", class.into_iter().flatten().collect());
    if case.classes.len() > 1 {
        let was: Vec<String> = case
            .classes
            .iter()
            .map(|(class, at)| format!("{} {}", reporting::words::moment(*at), c.label(*class)))
            .collect();
        row("case-classes", vec![Bit::text(was.join(" → "))]);
    }
    row("cases-col-found", vec![Bit::text(c.label(case.detection))]);
    row("cases-col-origin", vec![Bit::text(origin(c, &case.origin))]);
    row("case-infector", infectors(c, case.person));
    if let Some((outcome, on)) = case.outcome {
        row("case-outcome", vec![Bit::text(c.label(outcome)), Ctx::day_or_none(on)]);
    }
    if let Some(row) = c.s.people.get(&case.person).filter(|row| !row.external.is_empty()) {
        let ids = row.external.iter().map(|(sender, id)| format!("{sender}: {id}"));
        rows.push((c.say("case-external"), vec![Bit::text(ids.collect::<Vec<_>>().join(" · "))]));
    }
    debug_assert!(id.0 > 0, "ids begin at 1");
    rows
}

fn infectors(c: &Ctx<'_>, person: PersonId) -> Vec<Bit> {
    let known = c.s.people.get(&person);
    let exposures = known.map(|known| known.exposures.as_slice()).unwrap_or_default();
    let live = exposures
        .iter()
        .filter_map(|id| c.s.exposures.get(*id))
        .filter(|row| row.status != ExposureStatus::Rejected);
    let bits: Vec<Bit> = live
        .flat_map(|row| {
            [
                Bit::link(format!("/cases/{}", row.from.0), row.from.to_string()),
                Bit::text(format!("{} ({})", c.label(row.setting), c.label(row.status))),
            ]
        })
        .collect();
    if bits.is_empty() { vec![Bit::Mute(c.say("case-infector-none"))] } else { bits }
}

fn exposures(c: &Ctx<'_>, id: CaseId, case: &Case) -> Block {
    let head = ["exposure-col-direction", "exposure-col-other", "exposure-col-setting", "exposure-col-when"];
    let head: Vec<&str> = head
        .into_iter()
        .map(|key| c.w.t(key))
        .chain([c.t("exposure-col-basis"), c.t("exposure-col-status")])
        .collect();
    let mut table = Facts::new(c.t("exposure-title"), &head);
    let known = c.s.people.get(&case.person);
    let to_this = known.map(|known| known.exposures.clone()).unwrap_or_default();
    let all = to_this.into_iter().map(|id| (id, true)).chain(case.infected.iter().map(|id| (*id, false)));
    for (exposure_id, incoming) in all {
        let Some(row) = c.s.exposures.get(exposure_id) else { continue };
        table.row(exposure_tone(row), exposure_cells(c, exposure_id, row, incoming));
    }
    let waiting = table.rows.iter().filter(|row| row.tone == WARN).count();
    let small =
        c.ta("exposure-small", &[("n", &table.rows.len().to_string()), ("waiting", &waiting.to_string())]);
    let body = if table.rows.is_empty() {
        Body::Empty(empty(c, "exposure-none-title", "exposure-none-text"))
    } else {
        Body::Facts(table)
    };
    Card::linked(c.t("exposure-title"), format!("/exposures?case={}", id.0), small, body)
}

fn exposure_tone(row: &Exposure) -> Tone {
    match row.status {
        ExposureStatus::Proposed => WARN,
        ExposureStatus::Confirmed => PLAIN,
        ExposureStatus::Rejected => "withdrawn",
    }
}

fn exposure_cells(c: &Ctx<'_>, id: ExposureId, row: &Exposure, incoming: bool) -> Vec<Td> {
    let other = if incoming {
        Bit::link(format!("/cases/{}", row.from.0), row.from.to_string())
    } else {
        let case = c.s.people.get(&row.to).and_then(|known| known.case);
        match case {
            Some(case) => Bit::link(format!("/cases/{}", case.0), case.to_string()),
            None => Bit::link(format!("/people/{}", row.to.0), row.to.to_string()),
        }
    };
    let direction = if incoming { c.t("exposure-from") } else { c.t("exposure-to") };
    let days = match (row.first_on, row.last_on) {
        (Some(first), Some(last)) if first != last => {
            format!("{}–{}", reporting::words::day(first), reporting::words::day(last))
        }
        (Some(day), _) | (_, Some(day)) => reporting::words::day(day),
        (None, None) => "—".to_owned(),
    };
    let mut status = vec![Bit::text(c.label(row.status))];
    if row.status == ExposureStatus::Proposed && !c.is_past && c.is(&[domain::Role::Tracer]) {
        status.push(Bit::Button { href: format!("/exposures/{}", id.0), text: c.say("exposure-judge") });
    }
    vec![
        Td::text(direction),
        Td::of(other),
        Td::text(c.label(row.setting)),
        Td::text(days),
        Td::text(format!("{} · {}", c.label(row.certainty), super::person::evidence(c, &row.evidence))),
        Td::all(status),
    ]
}

fn contacts(c: &Ctx<'_>, id: CaseId, case: &Case) -> Block {
    let query = reporting::lists::ContactQuery { case: Some(id), ..Default::default() };
    let found = reporting::lists::contact_list(c.s, c.now, &query);
    let heads =
        ["col-number", "person-name", "contacts-col-ring", "contacts-col-exposure", "contacts-col-standing"];
    let heads: Vec<&str> = heads.into_iter().map(|key| c.w.t(key)).collect();
    let mut table = Facts::new(c.t("contacts-heading"), &heads);
    for row in found.rows.iter().take(CONTACTS_SHOWN) {
        let standing = super::contacts::standing(c, row);
        table.row(
            PLAIN,
            vec![
                Td::of(Bit::link(format!("/contacts/{}", row.contact.0), row.contact.to_string())),
                Td::of(c.name(row.person)),
                Td::of(Bit::tag(ring_class(row.ring), c.label(row.ring))),
                Td::text(format!(
                    "{} {}",
                    c.label(row.setting),
                    reporting::words::moment(row.last_exposure_at)
                )),
                Td::all(standing),
            ],
        );
    }
    let small = c.ta("contacts-small", &[("n", &count(case.contacts))]);
    let body = if table.rows.is_empty() {
        Body::Empty(empty(c, "contacts-none-title", "contacts-none-case"))
    } else {
        Body::Facts(table)
    };
    Card::linked(c.t("contacts-heading"), format!("/contacts?case={}", id.0), small, body)
}

fn chain(c: &Ctx<'_>, id: CaseId, case: &Case) -> Block {
    let (json, words) = super::chain::around(c, id);
    Card::linked(
        c.t("chain-title"),
        format!("/chain?outbreak={}", case.outbreak.0),
        "",
        Body::Chain { json, words, height: 130, full: false },
    )
}

fn amend(c: &Ctx<'_>, id: CaseId, case: &Case) -> Block {
    let classes = [CaseClass::Confirmed, CaseClass::Asymptomatic, CaseClass::Suspect, CaseClass::Excluded];
    let classes = classes
        .into_iter()
        .filter(|class| *class != case.class)
        .map(|class| (code(&class), c.label(class).to_owned()))
        .collect();
    let form = Form::new(format!("/cases/{}/class", id.0), c.t("case-reclassify"))
        .field(Field::new("choice", "class", c.t("cases-col-class"), "").options(classes))
        .field(Field::new("text", "reason", c.t("reason"), "").hint(c.t("reason-hint")));
    Card::block(c.t("case-reclassify-title"), "", Body::Form(form))
}

/// `POST /cases/{id}/class`
pub(crate) async fn reclassify(visit: Visit, Path(id): Path<u32>, sent: Sent) -> Response {
    let Some(class) = pick::<CaseClass>(sent.get("class")) else {
        return visit.refuse(&Problem::bad_field("class"));
    };
    let command = Command::ReclassifyCase {
        case: CaseId(id),
        class,
        severity: None,
        at: visit.app.desk.now(),
        reason: sent.get("reason").to_owned(),
    };
    visit.give(command, &format!("/cases/{id}")).await
}
