//! Tubes, rounds of mass testing, laboratories.

use super::{
    bit::{BAD, Bit, GOOD, INFO, PLAIN, Td, Tone, Tr, WARN},
    block::{Block, Body, Card, Figure, Page},
    cases::as_of,
    contacts::heads,
    ctx::Ctx,
    frame::Frame,
    known::known,
    list::{Shown, code, column, empty, field, filters, list, order, pick, select, sortable, view},
    tabs::{TUBES, tabs},
    visit::Visit,
};
use crate::Problem;
use access::Action as May;
use axum::{extract::Path, response::Response};
use domain::{LabId, RoundId, TestOutcome, TestPurpose, TubeId, Unit, time::minutes_between};
use reporting::{
    lists::{TubeQuery, TubeRow, tube_list},
    words::{clock_time, count},
};
use situation::state::Tube;

/// `GET /tubes`
pub(crate) async fn index(visit: Visit) -> Response {
    visit.show(May::SeeRecords, |c, _permit| Ok(index_page(c))).await
}

fn index_page(c: &Ctx<'_>) -> Page {
    let (_, paging) = order(c, "-collected");
    let query = TubeQuery {
        open: !c.q.get("open").is_empty(),
        late: !c.q.get("late").is_empty(),
        outcome: pick(c.q.get("outcome")),
        purpose: pick(c.q.get("purpose")),
        site: c.q.parse::<u32>("site").map(domain::SiteId),
        text: Some(c.q.get("q").to_owned()).filter(|text| !text.is_empty()),
        paging,
    };
    let found = tube_list(c.s, c.now, &query);
    let mut page = Page::new(Frame::new(c, c.t("tubes-heading"), "tubes"), c.t("tubes-heading"));
    page.small = as_of(c);
    page.tabs = tabs(c, TUBES, "/tubes");
    let outcomes =
        [TestOutcome::Positive, TestOutcome::Inconclusive, TestOutcome::Negative, TestOutcome::Invalid];
    let outcomes =
        outcomes.into_iter().map(|outcome| (code(&outcome), c.label(outcome).to_owned())).collect();
    let purposes = [
        TestPurpose::Routine,
        TestPurpose::Clinical,
        TestPurpose::MassRound,
        TestPurpose::Retest,
        TestPurpose::Contact,
        TestPurpose::Release,
    ];
    let purposes =
        purposes.into_iter().map(|purpose| (code(&purpose), c.label(purpose).to_owned())).collect();
    let fields = vec![
        field(c, "search", "q", "tubes-filter-text"),
        select(c, "outcome", "tubes-col-result", outcomes),
        select(c, "purpose", "tubes-col-purpose", purposes),
    ];
    let open = u64::try_from(c.s.open_tubes.len()).unwrap_or(0);
    let views = vec![
        view(c, "view-all", "late", "", None),
        view(c, "tubes-view-late", "late", "1", None),
        view(c, "tubes-view-open", "open", "1", Some(open)),
    ];
    page.blocks.push(filters(c, "tubes-filter", fields, views));
    let mut head = vec![column(c.t("tubes-col-code"))];
    head.extend(
        ["tubes-col-kind", "tubes-col-purpose", "#tubes-col-people", "tubes-col-site"]
            .map(|key| named(c, key)),
    );
    head.push(sortable(c, c.t("tubes-col-collected"), "collected", "-collected"));
    head.extend(["tubes-col-received", "tubes-col-result", "tubes-col-waited"].map(|key| named(c, key)));
    page.blocks.push(list(
        c,
        Shown {
            id: "tube-list",
            label: "tubes-heading",
            head,
            rows: found.rows.iter().map(|row| row_of(c, row)).collect(),
            total: found.total,
            next: found.next.map(|cursor| cursor.to_string()),
            empty: empty(c, "tubes-none-title", "tubes-none-text"),
        },
    ));
    page
}

/// Returns a column by the key of its name; `#` before it for figures.
pub(crate) fn named(c: &Ctx<'_>, key: &'static str) -> super::block::Column {
    match key.strip_prefix('#') {
        Some(key) => column(&format!("#{}", c.w.t(key))),
        None => column(c.w.t(key)),
    }
}

fn outcome_tone(outcome: TestOutcome) -> Tone {
    match outcome {
        TestOutcome::Positive => BAD,
        TestOutcome::Inconclusive | TestOutcome::Invalid => WARN,
        TestOutcome::Negative => GOOD,
    }
}

fn row_of(c: &Ctx<'_>, row: &TubeRow) -> Tr {
    let result = row.outcome.map_or_else(
        || Bit::Mute(c.say("tubes-waiting")),
        |outcome| Bit::tag(outcome_tone(outcome), c.label(outcome)),
    );
    let waited = if row.outcome.is_some() {
        Bit::Stopped {
            text: reporting::words::age(row.minutes, c.lang),
            tone: if row.minutes > row.allowed_minutes { BAD } else { PLAIN },
        }
    } else {
        c.until(domain::time::add_minutes(row.collected_at, row.allowed_minutes), row.collected_at)
    };
    let tone = match row.outcome {
        Some(outcome) => outcome_tone(outcome),
        None if row.late => BAD,
        None => INFO,
    };
    Tr {
        tone,
        cells: vec![
            Td::of(Bit::link(format!("/tubes/{}", row.tube.0), row.code.clone())),
            Td::text(c.label(row.kind)),
            Td::text(c.label(row.purpose)),
            Td::number(row.people, c.t("tubes-col-people")),
            Td::text(row.site_name.clone().unwrap_or_else(|| "—".to_owned())),
            Td::of(Ctx::time(row.collected_at)),
            Td::of(Ctx::time_or_none(row.received_at)).named(c.t("tubes-col-received")),
            Td::of(result),
            Td::of(waited),
        ],
    }
}

/// Returns the result of a tube with its time, or that it is awaited.
pub(crate) fn result(c: &Ctx<'_>, row: &Tube) -> Vec<Bit> {
    match &row.result {
        Some(result) => {
            vec![Bit::tag(outcome_tone(result.outcome), c.label(result.outcome)), Ctx::time(result.tested_at)]
        }
        None => vec![Bit::Mute(c.say("tubes-waiting")), c.since(row.collected_at, None)],
    }
}

/// `GET /tubes/{id}`
pub(crate) async fn show(visit: Visit, Path(id): Path<u32>) -> Response {
    visit.show(May::SeeRecords, |c, _permit| page(c, TubeId(id))).await
}

fn page(c: &Ctx<'_>, id: TubeId) -> Result<Page, Problem> {
    let row = c.s.tubes.get(id).ok_or_else(|| Problem::not_found("there is no such tube"))?;
    let mut page = Page::new(Frame::new(c, row.code.clone(), "tubes"), String::new());
    page.heading = vec![Bit::text(row.code.clone()), Bit::tag("", c.label(row.kind))];
    page.crumbs = vec![(c.here("/tubes"), c.say("tubes-heading")), (String::new(), row.code.clone())];
    let lab = |lab: Option<LabId>| {
        lab.map_or_else(Bit::none, |lab| {
            let name = c.s.labs.get(lab).map_or_else(|| lab.to_string(), |row| row.name.clone());
            Bit::link(format!("/labs/{}", lab.0), name)
        })
    };
    let mut known = vec![
        (c.say("tubes-col-purpose"), vec![Bit::text(c.label(row.purpose))]),
        (
            c.say("tubes-col-site"),
            vec![Bit::text(row.site.map_or_else(|| "—".to_owned(), |site| c.site(site)))],
        ),
        (
            c.say("tubes-col-collected"),
            vec![
                Ctx::time(row.collected_at),
                Bit::Source(c.ta(
                    "tube-registered",
                    &[("who", &c.actor(row.by)), ("at", &clock_time(row.registered.received))],
                )),
            ],
        ),
    ];
    let received = row
        .received
        .map_or_else(|| vec![Bit::Mute(c.say("tube-not-received"))], |(by, at)| vec![Ctx::time(at), lab(by)]);
    known.push((c.say("tubes-col-received"), received));
    let mut result_bits = result(c, row);
    if let Some(held) = &row.result {
        result_bits.push(lab(held.lab));
        result_bits.push(Bit::Source(c.ta("received-at", &[("at", &clock_time(held.stamps.received))])));
    }
    known.push((c.say("tubes-col-result"), result_bits));
    for (was, reason) in &row.replaced {
        known.push((
            c.say("tube-replaced"),
            vec![Bit::text(c.label(was.outcome)), Ctx::time(was.tested_at), Bit::Source(reason.clone())],
        ));
    }
    if row.repeats > 0 {
        known.push((c.say("tube-repeats"), vec![Bit::text(row.repeats.to_string())]));
    }
    let people = tube_people(c, row);
    page.left = vec![Card::block(c.t("known-title"), as_of(c), Body::Known(known))];
    page.right = vec![Card::block(
        c.t("tube-people"),
        c.ta("people-n", &[("n", &count(i64::try_from(row.people.len()).unwrap_or(0)))]),
        Body::Facts(people),
    )];
    Ok(page)
}

/// Who is in a tube, and whether they are held or to be sampled again.
fn tube_people(c: &Ctx<'_>, row: &Tube) -> super::block::Facts {
    let mut people = heads(c, &["tube-people", "col-person", "col-area", "tube-person-state"]);
    for person in &row.people {
        let held = c.s.people.get(person);
        let state = if held.is_some_and(|known| known.hold.is_some()) {
            Bit::tag("warn", c.t("tube-held"))
        } else if held.is_some_and(|known| known.retest.is_some()) {
            Bit::tag("warn", c.t("next-retest"))
        } else {
            Bit::none()
        };
        let area = c.s.grid_of(*person).map(Unit::Grid).or_else(|| c.s.area_of(*person).map(Unit::Area));
        people.row(
            PLAIN,
            vec![
                Td::all(vec![
                    Bit::link(format!("/people/{}", person.0), person.to_string()),
                    c.name(*person),
                ]),
                Td::of(area.map_or_else(Bit::none, |unit| c.unit_link(unit))),
                Td::of(state),
            ],
        );
    }
    people
}

/// `GET /rounds`
pub(crate) async fn rounds(visit: Visit) -> Response {
    visit.show(May::SeeFigures, |c, _permit| Ok(rounds_page(c))).await
}

fn rounds_page(c: &Ctx<'_>) -> Page {
    let found = reporting::round::rounds(c.s, c.now);
    let mut page = Page::new(Frame::new(c, c.t("rounds-heading"), "tubes"), c.t("rounds-heading"));
    page.small = as_of(c);
    page.tabs = tabs(c, TUBES, "/rounds");
    let rows = found.rounds.iter().map(|row| {
        let due = match row.closed_at {
            Some(at) => c.took(row.starts_at, at, Some(minutes_between(row.starts_at, row.due_at))),
            None => c.until(row.due_at, row.starts_at),
        };
        Tr {
            tone: if row.closed_at.is_some() { GOOD } else { INFO },
            cells: vec![
                Td::of(Bit::link(format!("/rounds/{}", row.round.0), known(c, &row.name))),
                Td::of(Ctx::time(row.starts_at)),
                Td::of(due),
                Td::number(row.people, c.t("rounds-col-due")),
                Td::number(row.sampled, c.t("rounds-col-sampled")),
                Td::number(row.resulted, c.t("rounds-col-resulted")),
                Td::number(row.not_negative, c.t("rounds-col-positive")),
                Td::text(format!("{} / {}", count(row.households_seen), count(row.households)))
                    .named(c.t("rounds-col-households")),
                Td::text(format!("{}/{}", row.grids_reported, row.grids)).named(c.t("rounds-col-grids")),
            ],
        }
    });
    let rows: Vec<Tr> = rows.collect();
    let head = [
        "rounds-col-name",
        "rounds-col-start",
        "rounds-col-clock",
        "#rounds-col-due",
        "#rounds-col-sampled",
        "#rounds-col-resulted",
        "#rounds-col-positive",
        "rounds-col-households",
        "rounds-col-grids",
    ];
    let total = u64::try_from(rows.len()).unwrap_or(0);
    page.blocks.push(list(
        c,
        Shown {
            id: "round-list",
            label: "rounds-heading",
            head: head.map(|key| named(c, key)).into_iter().collect(),
            rows,
            total,
            next: None,
            empty: empty(c, "rounds-none-title", "rounds-none-text"),
        },
    ));
    page
}

/// `GET /rounds/{id}`
pub(crate) async fn round(visit: Visit, Path(id): Path<u32>) -> Response {
    visit.show(May::SeeFigures, |c, _permit| round_page(c, RoundId(id))).await
}

fn round_page(c: &Ctx<'_>, id: RoundId) -> Result<Page, Problem> {
    let row = c.s.rounds.get(id).ok_or_else(|| Problem::not_found("there is no such round"))?;
    let rounds = reporting::round::rounds(c.s, c.now).rounds;
    let line = rounds.iter().find(|line| line.round == id).ok_or_else(Problem::fault)?;
    let mut page = Page::new(Frame::new(c, known(c, &row.name), "tubes"), known(c, &row.name));
    page.small = as_of(c);
    page.crumbs =
        vec![(c.here("/rounds"), c.say("rounds-heading")), (String::new(), known(c, &row.name).into_owned())];
    let here = format!("/rounds/{}", id.0);
    let figure = |name: &'static str, n: u32, small: String| Figure {
        href: here.clone(),
        name: c.w.t(name).to_owned(),
        n: count(n),
        tone: PLAIN,
        smalls: vec![small],
    };
    let at = clock_time(c.now);
    let accounted =
        |status| -> u32 { row.grids.values().filter_map(|grid| grid.accounted.get(&status)).sum() };
    let without: u32 =
        [domain::HouseholdStatus::Absent, domain::HouseholdStatus::Refused, domain::HouseholdStatus::Exempt]
            .into_iter()
            .map(accounted)
            .sum();
    let unseen = line.people.saturating_sub(line.sampled + without);
    page.blocks.push(Block::Figures(vec![
        figure("rounds-col-due", line.people, c.say("source-register")),
        figure("rounds-col-sampled", line.sampled, c.ta("tubes-n", &[("n", &count(line.tubes))])),
        figure("rounds-col-without", without, c.say("rounds-without")),
        figure("rounds-col-unseen", unseen, at.clone()),
        figure("rounds-col-resulted", line.resulted, c.ta("tubes-n", &[("n", &count(line.tubes_resulted))])),
        figure("rounds-col-positive", line.not_negative, at),
    ]));
    let ended = |grid: &domain::GridId| c.s.grids.get(*grid).is_some_and(|known| known.retired.is_some());
    // A round that was reported by grids of an earlier version is shown by those.
    let earlier = row.grids.keys().any(ended);
    let silent =
        c.s.live_grids().filter(|(_, grid)| !earlier && row.areas.iter().any(|area| area.covers(grid.area)));
    let grids: std::collections::BTreeSet<domain::GridId> =
        row.grids.keys().copied().chain(silent.map(|(grid, _)| grid)).collect();
    let mut rows: Vec<(u32, Tr)> = grids.into_iter().map(|grid| grid_row(c, row, grid)).collect();
    rows.sort_by_key(|(unseen, _)| std::cmp::Reverse(*unseen));
    let rows: Vec<Tr> = rows.into_iter().map(|(_, row)| row).collect();
    let head = [
        "col-grid",
        "#rounds-col-due",
        "#rounds-col-sampled",
        "#rounds-col-without",
        "#rounds-col-unseen",
        "#tubes-heading",
        "rounds-col-last",
    ];
    let total = u64::try_from(rows.len()).unwrap_or(0);
    page.blocks.push(list(
        c,
        Shown {
            id: "round-grids",
            label: "rounds-grids",
            head: head.map(|key| named(c, key)).into_iter().collect(),
            rows,
            total,
            next: None,
            empty: empty(c, "rounds-none-title", "rounds-none-grids"),
        },
    ));
    Ok(page)
}

fn grid_row(c: &Ctx<'_>, round: &situation::state::Round, grid: domain::GridId) -> (u32, Tr) {
    let (_, people) = c.s.grid_population(grid);
    let part = round.grids.get(&grid);
    let sampled = part.map_or(0, |part| part.people);
    let without: u32 = part.map_or(0, |part| part.accounted.values().sum());
    let unseen = people.saturating_sub(sampled + without);
    let last = part.and_then(|part| part.last);
    let tone = match (part, unseen) {
        (None, _) => "silent",
        (Some(_), 0) => GOOD,
        (Some(_), _) => INFO,
    };
    let row = Tr {
        tone,
        cells: vec![
            Td::of(c.unit_link(Unit::Grid(grid))),
            Td::number(people, c.t("rounds-col-due")),
            Td::number(sampled, c.t("rounds-col-sampled")),
            Td::number(without, c.t("rounds-col-without")),
            Td::number(unseen, c.t("rounds-col-unseen")),
            Td::number(part.map_or(0, |part| part.tubes), c.t("tubes-heading")),
            Td::of(last.map_or_else(|| Bit::tag("none", c.t("no-report")), Ctx::time)),
        ],
    };
    (unseen, row)
}

/// `GET /labs` and `GET /labs/{id}`
pub(crate) async fn labs(visit: Visit) -> Response {
    visit.show(May::SeePlaces, |c, _permit| Ok(labs_page(c))).await
}

fn labs_page(c: &Ctx<'_>) -> Page {
    let mut page = Page::new(Frame::new(c, c.t("labs-heading"), "tubes"), c.t("labs-heading"));
    page.small = as_of(c);
    page.tabs = tabs(c, TUBES, "/labs");
    let rows = c.s.labs.iter().map(|(id, row)| {
        let tested: u32 =
            c.s.rounds
                .rows()
                .iter()
                .flat_map(|round| &round.resulted)
                .filter(|batch| batch.lab == Some(id) && minutes_between(batch.at, c.now) <= 1440)
                .map(|batch| batch.tubes)
                .sum();
        Tr {
            tone: PLAIN,
            cells: vec![
                Td::of(Bit::Strong(row.name.clone())),
                Td::text(c.area(row.area)),
                Td::number(row.tubes_per_hour, c.t("labs-col-rate")),
                Td::number(tested, c.t("labs-col-tested")),
                Td::of(Ctx::time(row.from)).named(c.t("labs-col-from")),
            ],
        }
    });
    let rows: Vec<Tr> = rows.collect();
    let head = ["labs-col-name", "col-area", "#labs-col-rate", "#labs-col-tested", "labs-col-from"];
    let total = u64::try_from(rows.len()).unwrap_or(0);
    page.blocks.push(list(
        c,
        Shown {
            id: "lab-list",
            label: "labs-heading",
            head: head.map(|key| named(c, key)).into_iter().collect(),
            rows,
            total,
            next: None,
            empty: empty(c, "labs-none-title", "labs-none-text"),
        },
    ));
    page
}
