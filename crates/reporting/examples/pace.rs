//! How long the reports take on a city in the worst week: three hundred thousand cases and a million contacts.
//!
//! `cargo run --release -p reporting --example pace [repeats]` prints the median and the slowest of each report in
//! milliseconds.  The situation is made by entries of facts, so that every index is as the ledger would leave it.

#![expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use domain::{
    AreaCode, AreaKind, BuildingKind, CaseClass, Certainty, Detection, Entry, Evidence, Fact, GroupKind,
    Origin, Point, Ring, Seq, Setting, SiteKind, Timestamp, ids::*, time::add_minutes,
};
use reporting::{
    Lang, Standing,
    chain::{ChainQuery, chain},
    curve::{CurveQuery, curve},
    figures::key_figures,
    funnel::{cumulative_flow, funnel},
    gaps::{gap_board, gaps},
    lists::{CaseQuery, CaseSort, ContactQuery, ContactSort, Cursor, Paging, case_list, contact_list},
    map::{MapPreset, map},
    screen::screen,
};
use situation::Situation;
use std::time::Instant;

const CASES: u32 = 300_000;
const CONTACTS: u32 = 1_000_000;
const BUILDINGS: u32 = 24_000;
/// People of a building: fifty households of two.
const PEOPLE: u32 = 100;
const GRIDS: u32 = 2_000;
/// People in rooms, and people who wait for one.
const STAYING: u32 = 60_000;
const WAITING: u32 = 20_000;

/// Applies facts, a thousand to an entry, a second apart.
struct Writer {
    s: Situation,
    now: Timestamp,
    pending: Vec<Fact>,
}

impl Writer {
    fn fact(&mut self, fact: Fact) {
        self.pending.push(fact);
        if self.pending.len() == 1000 {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let facts = std::mem::take(&mut self.pending);
        let seq = Seq(self.s.seq.0 + 1);
        let entry = Entry { seq, at: self.now, received: self.now, device: None, by: ActorId(1), facts };
        self.s.apply(&entry);
    }
}

fn area(street: u32) -> AreaCode {
    format!("3302110{:02}", street + 1).parse().expect("nine digits")
}

fn register(w: &mut Writer) {
    for (code, kind) in [("3302", AreaKind::City), ("330211", AreaKind::District)] {
        let area: AreaCode = code.parse().expect("a code");
        w.fact(Fact::AreaListed { area, kind, name: code.to_owned(), parent: area.parent(), point: None });
    }
    for street in 0..20 {
        let area = area(street);
        let (kind, name, parent) = (AreaKind::Street, format!("{street} 街道"), area.parent());
        w.fact(Fact::AreaListed { area, kind, name, parent, point: None });
    }
    let point = Point { lon: 121_600_000, lat: 29_970_000 };
    for building in 0..BUILDINGS {
        w.fact(Fact::BuildingListed {
            building: BuildingId(building + 1),
            kind: BuildingKind::Residential,
            name: String::new(),
            area: area(building % 20),
            point,
            first_household: HouseholdId(building * PEOPLE / 2 + 1),
            first_person: PersonId(building * PEOPLE + 1),
            household_sizes: vec![2; 50],
        });
    }
    for grid in 0..GRIDS {
        let buildings = (0..BUILDINGS / GRIDS).map(|step| BuildingId(grid + step * GRIDS + 1)).collect();
        let (name, area) = (format!("{grid} 网格"), area(grid % 20));
        w.fact(Fact::GridDrawn { grid: GridId(grid + 1), version: 1, name, area, point, buildings });
    }
    let from = w.now;
    w.fact(Fact::SiteOpened {
        site: SiteId(1),
        kind: SiteKind::Isolation,
        name: "集中点".to_owned(),
        area: area(0),
        point,
        rooms: 80_000,
        from,
    });
    let (outbreak, pack) = (OutbreakId(1), "covid19-delta".to_owned());
    let area = "330211".parse().expect("a code");
    w.fact(Fact::OutbreakOpened { outbreak, name: "疫情".to_owned(), pack, area });
    w.fact(Fact::ProtocolAdopted { outbreak, protocol: "v8".to_owned(), from });
    w.flush();
}

fn outbreak(w: &mut Writer) {
    let start = w.now;
    for case in 0..CASES {
        if case % 5 == 0 {
            w.now = add_minutes(start, i64::from(case) / 15);
        }
        let person = case * 7 + 1;
        w.fact(Fact::CaseClassified {
            case: CaseId(case + 1),
            person: PersonId(person),
            outbreak: OutbreakId(1),
            class: if case % 3 == 0 { CaseClass::Confirmed } else { CaseClass::Asymptomatic },
            severity: None,
            detection: if case % 4 == 0 { Detection::Community } else { Detection::IsolationSite },
            origin: Origin::Local,
            area: area(case % 20),
            onset_on: None,
            sampled_on: None,
            reported_at: w.now,
            tube: None,
            definition: String::new(),
        });
        if case >= 10 {
            w.fact(Fact::ExposureRecorded {
                exposure: ExposureId(case - 9),
                from: CaseId(case / 3 + 1),
                to: PersonId(person),
                setting: Setting::Household,
                first_on: None,
                last_on: None,
                certainty: Certainty::Recorded,
                status: domain::ExposureStatus::Confirmed,
                evidence: Evidence::Register,
            });
        }
    }
    w.flush();
}

fn contacts(w: &mut Writer) {
    for contact in 0..CONTACTS {
        let person = contact / 3 * 7 + 2 + contact % 3;
        w.fact(Fact::ContactIdentified {
            contact: ContactId(contact + 1),
            person: PersonId(person),
            case: CaseId(contact % CASES + 1),
            via: None,
            ring: if contact % 3 == 0 { Ring::Secondary } else { Ring::Close },
            setting: Setting::Household,
            last_exposure_at: w.now,
            area: area(contact % 20),
            certainty: Certainty::Recorded,
            evidence: Evidence::Register,
            protocol: "v8".to_owned(),
        });
    }
    w.flush();
}

/// Completes all investigations but the newest two thousand.
fn traced(w: &mut Writer) {
    for case in 0..CASES - 2000 {
        let (case, at) = (CaseId(case + 1), w.now);
        w.fact(Fact::InvestigationReported { case, slice: 1, complete: true, at });
    }
    w.flush();
}

/// Brings everyone who waits to a room and home again, but for those who are to stay or to wait.
fn rooms(w: &mut Writer) {
    let waiting: Vec<PersonId> =
        w.s.waiting.get(&domain::Stage::Group).into_iter().flatten().copied().collect();
    let keep = waiting.len().saturating_sub(usize::try_from(STAYING + WAITING).expect("small"));
    let stay = waiting.len().saturating_sub(usize::try_from(WAITING).expect("small"));
    let (at, until) = (add_minutes(w.now, 60), domain::time::day_of(w.now));
    w.now = at;
    for (index, people) in waiting.chunks(20).enumerate() {
        if index * 20 >= stay {
            break;
        }
        let (group, site) = (GroupId::from_index(index), SiteId(1));
        w.fact(Fact::GroupFormed { group, kind: GroupKind::Close, people: people.to_vec(), site, at });
        w.fact(Fact::GroupArrived { group, at });
        for person in people {
            let room = person.0;
            let basis = String::new();
            w.fact(Fact::CheckedIn {
                person: *person,
                site,
                room,
                at,
                until: domain::time::add_days(until, 14),
                basis,
            });
            if index * 20 < keep {
                w.fact(Fact::Released { person: *person, at, basis: String::new() });
            }
        }
    }
    w.flush();
}

fn measure(name: &str, repeats: usize, mut run: impl FnMut() -> u64) {
    let mut times = Vec::new();
    let mut size = 0;
    for _ in 0..repeats {
        let start = Instant::now();
        size = run();
        times.push(start.elapsed());
    }
    times.sort_unstable();
    let at = |share: usize| {
        times.get(times.len() * share / 100).or(times.last()).map_or(0.0, |time| time.as_secs_f64() * 1e3)
    };
    println!("{name:<36} median {:8.2} ms  p95 {:8.2} ms  ({size})", at(50), at(95));
}

fn long(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}

fn main() {
    let repeats = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(21);
    let start: Timestamp = "2021-12-01T00:00:00Z".parse().expect("a time");
    let mut w = Writer { s: Situation::default(), now: start, pending: Vec::new() };
    register(&mut w);
    outbreak(&mut w);
    contacts(&mut w);
    traced(&mut w);
    rooms(&mut w);
    let (s, now) = (w.s, add_minutes(w.now, 300));
    println!(
        "{} cases, {} contacts, {} residents, {} staying",
        s.cases.len(),
        s.contacts.len(),
        s.residents,
        s.staying.len()
    );
    for (stage, people) in &s.waiting {
        println!("waiting in {stage:?}: {}", people.len());
    }
    measure("gaps", repeats, || long(gaps(&s, now).len()));
    let open = gaps(&s, now);
    measure("gap board", repeats, || long(gap_board(&open).len()));
    measure("funnel", repeats, || long(funnel(&s, now).stages.len()));
    measure("cumulative flow", repeats, || long(cumulative_flow(&s, now).hours.len()));
    measure("key figures", repeats, || long(key_figures(&s, now).rings.len()));
    measure("curve", repeats, || long(curve(&s, now, &CurveQuery::default(), Lang::Zh).days.len()));
    let middle = Cursor { key: add_minutes(start, i64::from(CASES) / 30).as_second(), id: 7 };
    for (name, sort, after) in [
        ("cases by report, first page", CaseSort::Reported, None),
        ("cases by report, middle page", CaseSort::Reported, Some(middle)),
        ("cases by area", CaseSort::Area, None),
    ] {
        let paging = Paging { descending: true, after, limit: Some(50) };
        let query = CaseQuery { sort, paging, ..CaseQuery::default() };
        measure(name, repeats, || case_list(&s, now, &query).total);
    }
    let paging = Paging { descending: true, after: None, limit: Some(50) };
    let any = ContactQuery { sort: ContactSort::Identified, paging, ..ContactQuery::default() };
    measure("contacts", repeats, || contact_list(&s, now, &any).total);
    let ring = ContactQuery { ring: Some(Ring::Close), area: Some(area(3)), ..any.clone() };
    measure("contacts of a ring and street", repeats, || contact_list(&s, now, &ring).total);
    for standing in [Standing::Waiting, Standing::Staying, Standing::Released, Standing::Home] {
        let query = ContactQuery { standing: Some(standing), ..any.clone() };
        measure(&format!("contacts, {standing:?}"), repeats, || contact_list(&s, now, &query).total);
    }
    measure("chain, folded", repeats.min(5), || {
        long(chain(&s, now, &ChainQuery::default(), Lang::Zh).nodes.len())
    });
    measure("map", repeats.min(5), || long(map(&s, now, MapPreset::All, Lang::Zh).points.len()));
    measure("screen", repeats.min(5), || u64::from(screen(&s, now, Lang::Zh).alerts));
}
