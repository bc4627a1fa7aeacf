//! A person: what is known under their number, where they stand in the fast loop, and what happened to them.

use super::{
    bit::{BAD, Bit, GOOD, PLAIN, Td, Tone, WARN, iso, ring_class},
    block::{Action, Block, Body, Card, Event, Facts, Page, Step, plain_event},
    cases::as_of,
    ctx::Ctx,
    frame::Frame,
    list::empty,
    movement::{refused, stage_action, stay},
    visit::Visit,
};
use crate::{Problem, permit::Permit};
use access::Action as May;
use axum::{extract::Path, response::Response};
use domain::{
    Entry, Evidence, Fact, PersonId, Seq, Subject, Timestamp,
    time::{add_minutes, day_of, minutes_between},
};
use reporting::words::{clock_time, fact_words, moment};
use situation::{
    Situation,
    state::{Clock, Stamps},
};

/// Entries of a timeline at most, newest first.
const EVENTS: usize = 60;

/// Reads of personal details that a page shows.
const READS: usize = 8;

/// Returns the entries that concern a person.
pub(crate) fn trail_of(s: &Situation, person: PersonId) -> Option<Vec<Seq>> {
    let trail = &s.people.get(&person)?.trail;
    let skip = trail.len().saturating_sub(EVENTS);
    Some(trail.iter().skip(skip).copied().collect())
}

/// Returns on what something was established.
pub(crate) fn evidence(c: &Ctx<'_>, evidence: &Evidence) -> String {
    match evidence {
        Evidence::Register => c.say("evidence-register"),
        Evidence::Interview(_) => c.say("evidence-interview"),
        Evidence::Records(n) => c.ta("evidence-records", &[("n", &n.to_string())]),
        Evidence::ImportRow { import, row } => {
            c.ta("evidence-import", &[("import", &import.to_string()), ("row", &row.to_string())])
        }
    }
}

/// Returns what is known of a person, masked where it names them.
pub(crate) fn known_person(c: &Ctx<'_>, person: PersonId) -> Vec<(String, Vec<Bit>)> {
    let details = c.person(person);
    let mut rows = vec![
        (c.say("person-name"), vec![details.name(), Bit::Source(person.to_string())]),
        (c.say("person-id"), vec![details.id_number()]),
        (c.say("person-phone"), vec![details.phone()]),
        (c.say("person-address"), vec![details.address()]),
    ];
    let known = c.s.people.get(&person);
    if let Some((sex, age, area)) = known.and_then(|known| known.registered.as_ref()) {
        let age = age.map(|age| c.ta("person-age", &[("n", &age.to_string())]));
        let words = [Some(c.label(*sex).to_owned()), age].into_iter().flatten();
        let words: Vec<String> = words.collect();
        rows.push((
            c.say("person-registered"),
            vec![Bit::text(words.join(" · ")), Bit::Source(c.area(*area))],
        ));
    }
    if let Some((building, row)) = c.s.home(person) {
        let grid = row.grids.first().map(|grid| c.unit_link(domain::Unit::Grid(*grid)));
        let home = Bit::Source(format!("{} {}", c.label(row.kind), building));
        rows.push((c.say("person-home"), grid.into_iter().chain([home]).collect()));
    }
    if details.is_open() {
        rows.push((c.say("person-open"), vec![Bit::tag("warn", c.t("person-open-until"))]));
    }
    rows
}

/// Returns the five clocks of a person with all five stamps.
pub(crate) fn clock_table(c: &Ctx<'_>, person: PersonId) -> Block {
    let heads = [
        "clock-col-stage",
        "clock-col-event",
        "clock-col-device",
        "clock-col-received",
        "clock-col-decided",
        "clock-col-done",
    ];
    let mut heads: Vec<&str> = heads.into_iter().map(|key| c.w.t(key)).collect();
    heads.push(c.t("clock-col-took"));
    let mut table = Facts::new(c.t("clock-title"), &heads);
    let clocks = c.s.people.get(&person).map(|known| known.clocks.as_slice());
    for clock in clocks.unwrap_or_default() {
        let (tone, cells) = clock_cells(c, clock);
        table.row(tone, cells);
    }
    let body = if table.rows.is_empty() {
        Body::Empty(empty(c, "clock-none-title", "clock-none-text"))
    } else {
        Body::Facts(table)
    };
    Card::block(c.t("clock-title"), c.t("clock-small"), body)
}

fn clock_cells(c: &Ctx<'_>, clock: &Clock) -> (Tone, Vec<Td>) {
    let allowed = i64::from(reporting::funnel::target(c.s, clock.stage, c.now).minutes);
    let stamps = |stamps: &Stamps| {
        vec![
            Td::of(Ctx::time(stamps.event)),
            Td::of(Ctx::time_or_none(stamps.device)),
            Td::text(clock_time(stamps.received)),
            Td::text(clock_time(stamps.decided)),
        ]
    };
    let mut cells = vec![Td::text(c.label(clock.stage))];
    cells.extend(stamps(&clock.opened));
    let (done, took) = match (&clock.done, clock.cancelled) {
        (Some(done), true) => (Ctx::time(done.event), Bit::Mute(c.say("clock-cancelled"))),
        (Some(done), false) => (Ctx::time(done.event), took(c, clock, done.event, allowed)),
        (None, _) => (
            Bit::tag("info", c.t("clock-running")),
            c.until(add_minutes(clock.opened.event, allowed), clock.opened.event),
        ),
    };
    cells.push(Td::of(done));
    cells.push(Td::of(took));
    (PLAIN, cells)
}

/// Returns how long a stage took, to the minute: whole hours would hide that a limit of six hours was passed.
fn took(c: &Ctx<'_>, clock: &Clock, done: Timestamp, allowed: i64) -> Bit {
    let minutes = minutes_between(clock.opened.event, done);
    Bit::Stopped { text: c.duration(minutes), tone: if minutes > allowed { BAD } else { GOOD } }
}

/// Returns what has to happen next for a person, who has to do it and until when.
pub(crate) fn next_steps(c: &Ctx<'_>, person: PersonId, subject: Subject) -> Block {
    let mut steps: Vec<Step> = Vec::new();
    let known = c.s.people.get(&person);
    let running = known.map(|known| known.clocks.as_slice()).unwrap_or_default();
    for clock in running.iter().filter(|clock| clock.done.is_none()) {
        let target = reporting::funnel::target(c.s, clock.stage, c.now);
        let due = add_minutes(clock.opened.event, i64::from(target.minutes));
        let owner = reporting::funnel::funnel(c.s, c.now)
            .stages
            .into_iter()
            .find(|queue| queue.stage == clock.stage)
            .and_then(|queue| queue.owner);
        steps.push(Step {
            tone: if due < c.now { BAD } else { PLAIN },
            what: vec![Bit::text(c.label(clock.stage))],
            clock: c.until(due, clock.opened.event),
            small: owner.map_or_else(|| c.say("next-no-owner"), |owner| owner.title),
            actions: stage_action(c, person, clock.stage).into_iter().collect(),
        });
    }
    if let Some((tube, due)) = known.and_then(|known| known.retest) {
        steps.push(Step {
            tone: if due < c.now { BAD } else { WARN },
            what: vec![Bit::text(c.t("next-retest"))],
            clock: c.until(due, add_minutes(due, -60)),
            small: c.ta("next-because", &[("what", &tube.to_string())]),
            actions: Vec::new(),
        });
    }
    let hold = known.and_then(|known| known.hold).and_then(|hold| c.s.holds.get(hold));
    let is_staying =
        known.and_then(|known| known.stay.as_ref()).is_some_and(|stay| stay.released_at.is_none());
    // Whoever stays at a site is no longer held where they were.
    if let Some(hold) = hold.filter(|hold| hold.ended.is_none() && !is_staying) {
        steps.push(Step {
            tone: WARN,
            what: vec![Bit::text(c.t("next-hold"))],
            clock: c.until(hold.until, hold.from),
            small: hold.basis.clone(),
            actions: Vec::new(),
        });
    }
    steps.extend(tasks(c, person, subject));
    steps.extend(release(c, person));
    let small = c.ta("next-small", &[("n", &steps.len().to_string())]);
    let body = if steps.is_empty() {
        Body::Empty(empty(c, "next-none-title", "next-none-text"))
    } else {
        Body::Next(steps)
    };
    Card::block(c.t("next-title"), small, body)
}

fn tasks(c: &Ctx<'_>, person: PersonId, subject: Subject) -> Vec<Step> {
    let open = c.s.open_tasks.iter().filter_map(|id| Some((*id, c.s.tasks.get(*id)?)));
    let mine = open.filter(|(_, row)| row.subject == subject || row.subject == Subject::Person(person));
    mine.map(|(id, row)| {
        let who = row.assignee.map(|actor| c.actor(actor));
        Step {
            tone: if row.due_at < c.now { BAD } else { PLAIN },
            what: vec![Bit::link(format!("/tasks/{}", id.0), c.label(row.kind))],
            clock: c.until(row.due_at, row.opened_at),
            small: [Some(c.unit(row.owner)), who].into_iter().flatten().collect::<Vec<_>>().join(" · "),
            actions: Vec::new(),
        }
    })
    .collect()
}

fn release(c: &Ctx<'_>, person: PersonId) -> Option<Step> {
    let stay = c.s.people.get(&person)?.stay.as_ref()?;
    if stay.released_at.is_some() {
        return None;
    }
    let until = c.s.isolation_until(person).map_or(stay.until, |by_rule| by_rule.max(stay.until));
    let end = domain::time::end_of(until);
    Some(Step {
        tone: if end < c.now { BAD } else { PLAIN },
        what: vec![Bit::text(c.ta(
            "next-release",
            &[("site", &c.site(stay.site)), ("room", &stay.room.to_string()), ("day", &until.to_string())],
        ))],
        clock: c.until(end, stay.from),
        small: stay.basis.clone(),
        actions: Vec::new(),
    })
}

/// Returns what happened, newest first, in words; of entries that concern many, only what concerns the person.
pub(crate) fn timeline(c: &Ctx<'_>, trail: &[Entry], person: Option<PersonId>) -> Block {
    let mut events = Vec::new();
    let mut day = None;
    for entry in trail.iter().rev() {
        let own = entry.facts.iter().filter(|fact| person.is_none_or(|person| concerns(c, fact, person)));
        let facts: Vec<&Fact> = own.collect();
        let facts = if facts.is_empty() { entry.facts.iter().take(1).collect() } else { facts };
        let today = day_of(entry.at);
        if day.replace(today) != Some(today) {
            let mut line = plain_event("", "", "");
            line.day = today.to_string();
            events.push(line);
        }
        events.extend(facts.into_iter().map(|fact| event(c, entry, fact)));
    }
    let small = c.say("timeline-small");
    let body = if events.is_empty() {
        Body::Empty(empty(c, "timeline-none-title", "timeline-none-text"))
    } else {
        Body::Timeline(events)
    };
    Card::block(c.t("timeline-title"), small, body)
}

/// Whether a fact names a person; what the ledger filed under them without naming them counts as theirs elsewhere.
fn concerns(c: &Ctx<'_>, fact: &Fact, person: PersonId) -> bool {
    let Ok(written) = serde_json::to_value(fact) else {
        return false;
    };
    let Some((_, fields)) = written.as_object().and_then(|whole| whole.iter().next()) else {
        return false;
    };
    let is = |value: &serde_json::Value| value.as_u64() == Some(u64::from(person.0));
    let case = c.s.people.get(&person).and_then(|known| known.case);
    let named = ["person", "to"].iter().any(|key| fields.get(*key).is_some_and(is));
    let among = fields
        .get("people")
        .and_then(serde_json::Value::as_array)
        .is_some_and(|people| people.iter().any(is));
    let as_case = ["case", "from"].iter().filter_map(|key| fields.get(*key)?.as_u64());
    let as_case = as_case.into_iter().any(|number| case.is_some_and(|case| u64::from(case.0) == number));
    named || among || (as_case && fields.get("contact").is_none())
}

/// Returns a fact as an event of a timeline.
pub(crate) fn event(c: &Ctx<'_>, entry: &Entry, fact: &Fact) -> Event {
    let late = minutes_between(entry.received, entry.at);
    let mut small =
        format!("{} · {}", c.actor(entry.by), c.ta("entry", &[("seq", &entry.seq.0.to_string())]));
    if let Some(device) = entry.device {
        small = format!("{small} · {} {}", c.t("clock-col-device"), clock_time(device));
    }
    if late > 1 {
        small = format!("{small} · {} {}", c.t("clock-col-received"), moment(entry.received));
    }
    Event {
        day: String::new(),
        iso: iso(entry.at),
        time: clock_time(entry.at),
        text: fact_words(c.s, fact, c.lang),
        small,
        href: format!("/audit?seq={}", entry.seq.0),
        tone: tone_of(fact),
    }
}

fn tone_of(fact: &Fact) -> Tone {
    use domain::TestOutcome::{Negative, Positive};
    if let Fact::TubeResulted { outcome, .. } = fact {
        return match outcome {
            Positive => BAD,
            Negative => GOOD,
            domain::TestOutcome::Inconclusive | domain::TestOutcome::Invalid => WARN,
        };
    }
    let bad =
        matches!(fact, Fact::CaseClassified { .. } | Fact::OrderEscalated { .. } | Fact::DutyMissed { .. });
    let good = matches!(
        fact,
        Fact::CheckedIn { .. } | Fact::Released { .. } | Fact::TaskEnded { .. } | Fact::ProblemSolved { .. }
    );
    let warn = matches!(
        fact,
        Fact::ContactIdentified { .. } | Fact::HoldPlaced { .. } | Fact::SingleRetestOrdered { .. }
    );
    let withdrawn = matches!(fact, Fact::ContactWithdrawn { .. });
    match (bad, good, warn, withdrawn) {
        (true, ..) => BAD,
        (_, true, ..) => GOOD,
        (_, _, true, _) => WARN,
        (_, _, _, true) => "withdrawn",
        (false, false, false, false) => PLAIN,
    }
}

/// Returns who opened a person's details, newest first.
pub(crate) fn who_looked(c: &Ctx<'_>, person: PersonId) -> Block {
    let reads: Vec<_> = c.s.reads.iter().rev().filter(|read| read.person == person).collect();
    let events = reads.iter().take(READS).map(|read| {
        let text = c.ta("looked", &[("who", &c.actor(read.by))]);
        let purpose = c.ta("looked-for", &[("purpose", &read.purpose)]);
        plain_event(moment(read.at), text, purpose)
    });
    let small = c.ta("looked-small", &[("n", &reads.len().to_string())]);
    let body = if reads.is_empty() {
        Body::Empty(empty(c, "looked-none-title", "looked-none-text"))
    } else {
        Body::Timeline(events.collect())
    };
    Card::block(c.t("looked-title"), small, body)
}

/// `GET /people/{id}`
pub(crate) async fn show(visit: Visit, Path(id): Path<u32>) -> Response {
    let person = PersonId(id);
    let trail = visit.entries(|s| trail_of(s, person)).await;
    visit.show(May::SeeRecords, |c, permit| page(c, permit, person, (&trail, None))).await
}

/// Returns the page of a person, with why something was not done.
pub(crate) fn page(
    c: &Ctx<'_>,
    permit: &Permit,
    person: PersonId,
    (trail, problem): (&[Entry], Option<&Problem>),
) -> Result<Page, Problem> {
    if !c.s.knows(person) {
        return Err(Problem::not_found("there is no such person"));
    }
    if let Some(area) = c.s.area_of(person) {
        permit.check_area(area)?;
    }
    let mut page = Page::new(Frame::new(c, person.to_string(), "cases"), String::new());
    page.heading = vec![Bit::text(person.to_string()), c.name(person)];
    page.crumbs = vec![(c.here("/cases"), c.say("cases-heading")), (String::new(), person.to_string())];
    let known = c.s.people.get(&person);
    if let Some(case) = known.and_then(|known| known.case) {
        page.actions.push(Action::new(format!("/cases/{}", case.0), case.to_string()));
    }
    let mut rows = known_person(c, person);
    rows.extend(roles(c, person));
    page.left = vec![
        Card::block(c.t("known-title"), as_of(c), Body::Known(rows)),
        clock_table(c, person),
        tubes(c, person),
        timeline(c, trail, Some(person)),
    ];
    page.blocks.extend(problem.map(|problem| refused(c, problem)));
    page.right = vec![next_steps(c, person, Subject::Person(person))];
    page.right.extend(stay::room_card(c, person));
    page.right.extend(stay::release_card(c, person));
    page.right.push(who_looked(c, person));
    Ok(page)
}

fn roles(c: &Ctx<'_>, person: PersonId) -> Vec<(String, Vec<Bit>)> {
    let Some(known) = c.s.people.get(&person) else {
        return Vec::new();
    };
    let contacts = known.contacts.iter().filter_map(|id| Some((*id, c.s.contacts.get(*id)?)));
    let mut bits = Vec::new();
    for (id, row) in contacts {
        bits.push(Bit::link(format!("/contacts/{}", id.0), id.to_string()));
        bits.push(Bit::tag(ring_class(row.ring), c.label(row.ring)));
        if row.withdrawn {
            bits.push(Bit::Mute(c.say("contact-withdrawn")));
        }
    }
    let mut rows = Vec::new();
    if let Some(case) = known.case {
        rows.push((c.say("person-case"), vec![Bit::link(format!("/cases/{}", case.0), case.to_string())]));
    }
    if !bits.is_empty() {
        rows.push((c.say("person-contact"), bits));
    }
    if let Some(stay) = &known.stay {
        let words = c.ta("stay-room", &[("site", &c.site(stay.site)), ("room", &stay.room.to_string())]);
        let released = stay.released_at.map(|at| Bit::Source(c.ta("stay-released", &[("at", &moment(at))])));
        let site = Bit::link(format!("/sites/{}", stay.site.0), words);
        rows.push((c.say("person-stay"), [site, Ctx::time(stay.from)].into_iter().chain(released).collect()));
    }
    rows
}

fn tubes(c: &Ctx<'_>, person: PersonId) -> Block {
    let heads = ["tubes-col-code", "tubes-col-kind", "tubes-col-collected", "tubes-col-result"];
    let heads: Vec<&str> = heads.into_iter().map(|key| c.w.t(key)).collect();
    let mut table = Facts::new(c.t("tubes-heading"), &heads);
    let known = c.s.people.get(&person).map(|known| known.tubes.as_slice());
    for id in known.unwrap_or_default().iter().rev() {
        let Some(row) = c.s.tubes.get(*id) else { continue };
        table.row(
            PLAIN,
            vec![
                Td::of(Bit::link(format!("/tubes/{}", id.0), row.code.clone())),
                Td::text(format!("{} · {}", c.label(row.kind), c.label(row.purpose))),
                Td::of(Ctx::time(row.collected_at)),
                Td::all(super::tubes::result(c, row)),
            ],
        );
    }
    let body = if table.rows.is_empty() {
        Body::Empty(empty(c, "tubes-none-title", "tubes-none-person"))
    } else {
        Body::Facts(table)
    };
    Card::block(c.t("tubes-heading"), "", body)
}
