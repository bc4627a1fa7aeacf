//! Who did what when: the entries of the ledger in words, newest first.

use super::{
    bit::{Bit, GOOD, INFO, PLAIN, Td, Tone, Tr, WARN},
    block::{Block, Page},
    cases::instant,
    ctx::Ctx,
    frame::Frame,
    list::{Shown, empty, field, filters, list, select, view},
    orders::columns,
    visit::Visit,
};
use crate::Problem;
use access::Action as May;
use axum::response::Response;
use domain::{ActorId, Entry, Fact, PersonId, Seq, Timestamp, time::end_of};
use reporting::words::fact_words;

/// Entries of a page.
const ROWS: usize = 50;

/// Entries that are looked through for a page at most; the page then says where to go on.
const LOOKED_THROUGH: u64 = 4_000;

/// Entries read at a time.
const SHARE: u64 = 400;

/// Facts of an entry that its row says in words.
const FACTS: usize = 3;

/// What is looked for.
struct Wanted {
    actor: Option<ActorId>,
    person: Option<PersonId>,
    kind: String,
    seq: Option<Seq>,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    before: Option<u64>,
}

impl Wanted {
    fn read(visit: &Visit) -> Wanted {
        let number =
            |key: &str, prefix: &str| visit.q.get(key).trim_start_matches(prefix).parse::<u32>().ok();
        let until = visit.q.get("until");
        let day = until.parse().ok().map(end_of);
        Wanted {
            actor: number("actor", "A").map(ActorId),
            person: number("person", "R").map(PersonId),
            kind: visit.q.get("kind").to_owned(),
            seq: visit.q.parse::<u64>("seq").map(Seq),
            from: instant(visit.q.get("from")),
            until: day.or_else(|| instant(until)),
            before: visit.q.parse("after"),
        }
    }

    fn matches(&self, entry: &Entry, trail: Option<&[Seq]>) -> bool {
        self.actor.is_none_or(|actor| entry.by == actor)
            && self.seq.is_none_or(|seq| entry.seq == seq)
            && (self.kind.is_empty() || entry.facts.iter().any(|fact| group_of(fact) == self.kind))
            && self.from.is_none_or(|from| entry.at >= from)
            && self.until.is_none_or(|until| entry.at < until)
            && trail.is_none_or(|trail| trail.binary_search(&entry.seq).is_ok())
    }
}

/// What was found, and where to look further.
struct Found {
    entries: Vec<Entry>,
    next: Option<u64>,
}

/// `GET /audit`
pub(crate) async fn index(visit: Visit) -> Response {
    let wanted = Wanted::read(&visit);
    let trail = match visit.app.read(visit.as_of, |seen| reach(seen.situation, &wanted)).await {
        Ok(found) => found,
        Err(problem) => return visit.refuse(&problem),
    };
    let desk = visit.app.desk.clone();
    let looked = tokio::task::spawn_blocking(move || find(&desk, &wanted, trail)).await;
    let found = match looked {
        Ok(Ok(found)) => found,
        Ok(Err(problem)) => return visit.refuse(&problem),
        Err(_panicked) => return visit.refuse(&Problem::fault()),
    };
    visit.show(May::SeeAudit, |c, _permit| Ok(page(c, &found))).await
}

/// Returns the last entry to look at, and the trail of the person who is looked for.
fn reach(s: &situation::Situation, wanted: &Wanted) -> (u64, Option<Vec<Seq>>) {
    let trail = wanted.person.map(|person| {
        let known = s.people.get(&person);
        let mut trail = known.map(|known| known.trail.clone()).unwrap_or_default();
        trail.sort_unstable();
        trail
    });
    (s.seq.0, trail)
}

fn find(
    desk: &crate::Desk,
    wanted: &Wanted,
    (head, trail): (u64, Option<Vec<Seq>>),
) -> Result<Found, Problem> {
    let mut found = Found { entries: Vec::new(), next: None };
    let exact = wanted.seq.map(|seq| seq.0);
    let by_time = wanted.until.map(|until| desk.seq_at(until).0);
    let last = exact.or(wanted.before.map(|before| before.saturating_sub(1))).unwrap_or(head).min(head);
    let mut last = by_time.map_or(last, |by_time| last.min(by_time));
    let mut looked = 0;
    while last > 0 && looked < LOOKED_THROUGH {
        let first = if exact.is_some() { last } else { last.saturating_sub(SHARE - 1).max(1) };
        let mut share = desk.entries(Seq(first), Seq(last))?;
        share.reverse();
        for entry in share {
            if wanted.from.is_some_and(|from| entry.at < from) {
                return Ok(found);
            }
            if !wanted.matches(&entry, trail.as_deref()) {
                continue;
            }
            if found.entries.len() == ROWS {
                found.next = Some(entry.seq.0 + 1);
                return Ok(found);
            }
            found.entries.push(entry);
        }
        if exact.is_some() {
            return Ok(found);
        }
        looked += last - first + 1;
        last = first - 1;
    }
    found.next = (last > 0).then_some(last + 1);
    Ok(found)
}

/// The groups of facts that can be looked for.
const GROUPS: [(&str, &str); 9] = [
    ("setup", "audit-setup"),
    ("test", "audit-test"),
    ("case", "audit-case"),
    ("contact", "audit-contact"),
    ("move", "audit-move"),
    ("order", "audit-order"),
    ("zone", "audit-zone"),
    ("report", "audit-report"),
    ("privacy", "audit-privacy"),
];

fn group_of(fact: &Fact) -> &'static str {
    let written = serde_json::to_value(fact).unwrap_or_default();
    let name = written.as_object().and_then(|whole| whole.keys().next().cloned()).unwrap_or_default();
    let begins = |starts: &[&str]| starts.iter().any(|start| name.starts_with(start));
    if begins(&["personal_data", "person_erased"]) {
        "privacy"
    } else if begins(&["tube", "single_retest", "hold", "round", "samples", "households_acc"]) {
        "test"
    } else if begins(&[
        "case",
        "investigation",
        "exposure",
        "imported",
        "person_reg",
        "external_id",
        "outbreak",
    ]) {
        "case"
    } else if begins(&["contact", "general_contacts"]) {
        "contact"
    } else if begins(&["group", "checked", "released"]) {
        "move"
    } else if begins(&["order", "receipt", "task"]) {
        "order"
    } else if begins(&["level", "zone", "propos"]) {
        "zone"
    } else if begins(&["unit_reported", "duty", "visit", "problem", "figures", "reporting"]) {
        "report"
    } else {
        "setup"
    }
}

fn page(c: &Ctx<'_>, found: &Found) -> Page {
    let mut page = Page::new(Frame::new(c, c.t("audit-heading"), "audit"), c.t("audit-heading"));
    page.small = super::cases::as_of(c);
    page.live = false;
    let chain = c.ta(
        "audit-chain",
        &[
            ("n", &reporting::words::count(i64::try_from(c.s.seq.0).unwrap_or(i64::MAX))),
            ("facts", &reporting::words::count(i64::try_from(c.s.facts).unwrap_or(i64::MAX))),
        ],
    );
    page.blocks.push(Block::Notice {
        tone: INFO,
        bits: vec![Bit::Strong(c.say("audit-chain-title")), Bit::text(chain)],
        action: None,
        alert: false,
    });
    let kinds = GROUPS.iter().map(|(code, key)| ((*code).to_owned(), c.w.t(key).to_owned())).collect();
    let staff =
        c.s.actors
            .iter()
            .map(|(id, row)| (id.0.to_string(), format!("{} · {}", row.title, row.handle)))
            .collect();
    let fields = vec![
        select(c, "actor", "audit-col-who", staff),
        select(c, "kind", "audit-col-kind", kinds),
        field(c, "search", "person", "audit-person"),
        field(c, "date", "from", "filter-from"),
        field(c, "date", "until", "filter-until"),
    ];
    let views = vec![
        view(c, "view-all", "kind", "", None),
        view(c, "audit-privacy", "kind", "privacy", None),
        view(c, "audit-order", "kind", "order", None),
    ];
    page.blocks.push(filters(c, "audit-filter", fields, views));
    let rows: Vec<Tr> = found.entries.iter().map(|entry| row_of(c, entry)).collect();
    page.blocks.push(list(
        c,
        Shown {
            id: "audit-list",
            label: "audit-heading",
            head: columns(
                c,
                &["col-entry", "audit-col-when", "audit-col-who", "audit-col-what", "audit-col-received"],
            ),
            rows,
            total: c.s.seq.0,
            next: found.next.map(|next| next.to_string()),
            empty: empty(c, "audit-none-title", "audit-none-text"),
        },
    ));
    page
}

fn row_of(c: &Ctx<'_>, entry: &Entry) -> Tr {
    let mut words: Vec<Bit> = Vec::new();
    for (place, fact) in entry.facts.iter().take(FACTS).enumerate() {
        let text = fact_words(c.s, fact, c.lang);
        words.push(if place == 0 { Bit::text(text) } else { Bit::Mute(format!("· {text}")) });
    }
    if entry.facts.len() > FACTS {
        words.push(Bit::Mute(c.ta("audit-more", &[("n", &(entry.facts.len() - FACTS).to_string())])));
    }
    let tone: Tone = match entry.facts.first().map(group_of) {
        Some("privacy") => WARN,
        Some("order" | "zone") => INFO,
        Some("case") => GOOD,
        _ => PLAIN,
    };
    let role = c.s.actors.get(entry.by).map(|row| Bit::Mute(c.label(row.role).to_owned()));
    let received = entry.device.map_or_else(
        || Ctx::time(entry.received),
        |device| Bit::Text(format!("{} {}", c.t("clock-col-device"), reporting::words::moment(device))),
    );
    Tr {
        tone,
        cells: vec![
            Td::of(Bit::link(format!("/audit?seq={}", entry.seq.0), entry.seq.to_string())),
            Td::of(Ctx::time(entry.at)),
            Td::all([Bit::text(c.actor(entry.by))].into_iter().chain(role).collect()),
            Td::wrap(words),
            Td::of(received).named(c.t("audit-col-received")),
        ],
    }
}
