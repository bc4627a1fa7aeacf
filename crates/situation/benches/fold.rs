//! The fold and a decision, on a history of investigations.

use divan::{Bencher, black_box};
use domain::{
    ActorId, AreaCode, BuildingId, BuildingKind, CaseClass, CaseId, Certainty, Command, Detection, Entry,
    Evidence, Fact, HouseholdId, Origin, PersonId, Point, Ring, Seq, Setting, Timestamp,
    command::{NamedContact, Someone},
    time::add_minutes,
};
use situation::{Asked, Situation};

fn main() {
    divan::main();
}

/// Contacts that each investigation names.
const CONTACTS: u32 = 100;

fn area() -> AreaCode {
    "330211002001".parse().expect("a code of this file")
}

fn city(people: u32) -> Vec<Fact> {
    let building = |nth: u32| Fact::BuildingListed {
        building: BuildingId(nth + 1),
        kind: BuildingKind::Residential,
        name: String::new(),
        area: area(),
        point: Point { lon: 121_650_000, lat: 29_970_000 },
        first_household: HouseholdId(nth * 40 + 1),
        first_person: PersonId(nth * 100 + 1),
        household_sizes: [2, 3].repeat(20),
    };
    (0..people.div_ceil(100)).map(building).collect()
}

fn investigation(case: u32, first: u32, at: Timestamp) -> Command {
    let contact = |nth: u32| NamedContact {
        person: PersonId(first + nth),
        via: None,
        ring: Ring::Close,
        setting: Setting::Work,
        last_exposure_at: at,
        area: area(),
        certainty: Certainty::Stated,
        evidence: Evidence::Records(1),
    };
    Command::ReportInvestigation {
        case: CaseId(case),
        complete: true,
        at,
        contacts: (0..CONTACTS).map(contact).collect(),
    }
}

/// Entries of a hundred cases, each investigated.
fn history() -> Vec<Entry> {
    let mut s = Situation::default();
    let mut entries = Vec::new();
    let mut at = Timestamp::UNIX_EPOCH;
    let mut ask = |s: &mut Situation, command: Command| {
        at = add_minutes(at, 1);
        let facts = s.decide(&Asked { by: ActorId(1), at }, &command).expect("the history is accepted");
        let entry = Entry { seq: Seq(s.seq.0 + 1), at, received: at, device: None, by: ActorId(1), facts };
        s.apply(&entry);
        entries.push(entry);
    };
    ask(&mut s, Command::Prepare { facts: city(20_000) });
    let (name, pack, protocol) = (String::from("x"), String::from("covid19-delta"), String::from("v8"));
    ask(&mut s, Command::OpenOutbreak { name, pack, protocol, area: area() });
    for case in 1..=100 {
        ask(
            &mut s,
            Command::ClassifyCase {
                outbreak: domain::OutbreakId(1),
                who: Someone::Known(PersonId(case)),
                class: CaseClass::Confirmed,
                severity: None,
                detection: Detection::Community,
                origin: Origin::Local,
                area: area(),
                onset_on: None,
                sampled_on: None,
                reported_at: Timestamp::UNIX_EPOCH,
                tube: None,
            },
        );
        ask(&mut s, investigation(case, 1_000 + (case - 1) * CONTACTS, Timestamp::UNIX_EPOCH));
    }
    entries
}

#[divan::bench]
fn fold_of_a_history(bencher: Bencher) {
    let entries = history();
    let facts: usize = entries.iter().map(|entry| entry.facts.len()).sum();
    bencher.counter(divan::counter::ItemsCount::new(facts)).bench(|| {
        let mut s = Situation::default();
        for entry in black_box(&entries) {
            s.apply(entry);
        }
        s
    });
}

#[divan::bench]
fn decision_of_an_investigation(bencher: Bencher) {
    let entries = history();
    let s = Situation::at_seq(&entries, Seq(u64::MAX));
    let command = investigation(100, 15_000, Timestamp::UNIX_EPOCH);
    let asked = Asked { by: ActorId(1), at: add_minutes(Timestamp::UNIX_EPOCH, 10_000) };
    assert_eq!(s.decide(&asked, &command).map(|facts| facts.len()), Ok(101));
    bencher.bench(|| s.decide(&asked, black_box(&command)));
}

#[divan::bench]
fn hash_of_a_state(bencher: Bencher) {
    let entries = history();
    let s = Situation::at_seq(&entries, Seq(u64::MAX));
    bencher.bench(|| s.hash());
}
