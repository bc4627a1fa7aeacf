//! A ledger of a long epidemic: 300,000 cases, most of an outbreak that is over, and a million contacts.

use super::{Figure, Sizes, open, timed};
use domain::{
    AreaCode, AreaKind, BatchRef, BuildingKind, CaseClass, Certainty, Command, Detection, Evidence, Fact,
    Origin, Point, Ring, Role, Setting, Severity, Sex, Timestamp, Unit,
    command::{ImportFile, ImportedCase, NamedContact, Someone},
    ids::*,
    time::{add_days, add_minutes, day_of, parse_local},
};
use server::Ask;
use std::path::Path;

/// People of one building of the loaded city.
const PEOPLE_PER_BUILDING: u32 = 100;
/// Cases that one file of the history brings.
const CASES_PER_FILE: u32 = 2_000;
/// Contacts of one investigation.
const CONTACTS_PER_CASE: u32 = 100;

fn start() -> Timestamp {
    parse_local("2021-06-01T00:00").unwrap_or_default()
}

fn area(village: u32) -> AreaCode {
    format!("330211{:03}{:03}", 1 + village % 7, 1 + village / 7 % 20)
        .parse()
        .expect("twelve digits are an area code")
}

/// Makes the ledger and returns what appending in batches came to.
pub(super) fn make(data: &Path, sizes: Sizes) -> anyhow::Result<Vec<Figure>> {
    let mut ledger = open(data)?;
    let by = ActorId(1);
    let ask = |at: Timestamp, command| (at, Ask::at_desk(by, at, command));
    let mut refused = 0_u32;
    let opening = [ask(start(), Command::Prepare { facts: city(sizes) }), ask(start(), outbreak())];
    ledger.record_all(opening, |_, _, answer| refused += u32::from(answer.is_err()))?;
    let before = ledger.situation.facts;
    let files = sizes.cases / CASES_PER_FILE;
    let history = (0..files).map(|file| ask(add_minutes(start(), 1 + i64::from(file)), imported(file)));
    let investigations = (0..sizes.contacts / CONTACTS_PER_CASE).map(|nth| {
        let at = add_minutes(start(), 600 + i64::from(nth));
        ask(at, investigation(nth, at))
    });
    let (done, seconds) = timed(|| {
        ledger.record_all(history.chain(investigations), |_, _, answer| refused += u32::from(answer.is_err()))
    });
    done?;
    anyhow::ensure!(refused == 0, "{refused} commands of the loaded ledger were refused");
    let facts = ledger.situation.facts - before;
    let (cases, contacts) = (ledger.situation.cases.len(), ledger.situation.contacts.len());
    Ok(vec![
        Figure { name: "loaded cases", value: count(cases), unit: "cases", goal: None },
        Figure { name: "loaded contacts", value: count(contacts), unit: "contacts", goal: None },
        Figure {
            name: "append in batches",
            value: as_f64(facts) / seconds,
            unit: "facts/s",
            goal: Some((100_000.0, true)),
        },
    ])
}

/// Replays the ledger from its beginning and compares the hash with the state that was made live.
pub(super) fn replay(data: &Path) -> anyhow::Result<Vec<Figure>> {
    let replayed = super::super::rebuilt(data, None)?;
    let live = open(data)?.situation.hash();
    anyhow::ensure!(live == replayed.situation.hash(), "replay and live state differ");
    let stats = replayed.stats;
    let per_million = stats.seconds * 1_000_000.0 / as_f64(stats.facts).max(1.0);
    let resident = super::super::resident_bytes().unwrap_or(0) / (1024 * 1024);
    Ok(vec![
        Figure { name: "replay", value: as_f64(stats.facts) / stats.seconds, unit: "facts/s", goal: None },
        Figure { name: "replay of 1,000,000 facts", value: per_million, unit: "s", goal: Some((5.0, false)) },
        Figure { name: "resident with two such states", value: as_f64(resident), unit: "MiB", goal: None },
    ])
}

pub(super) fn city(sizes: Sizes) -> Vec<Fact> {
    let point = Point { lon: 121_650_000, lat: 29_970_000 };
    let listed = |code: AreaCode, kind, name: String, parent| Fact::AreaListed {
        area: code,
        kind,
        name,
        parent,
        point: None,
    };
    let code = |digits: &str| digits.parse::<AreaCode>().expect("a code of this file");
    let mut facts = vec![
        listed(code("33"), AreaKind::Province, "浙江省".into(), None),
        listed(code("3302"), AreaKind::City, "宁波市".into(), Some(code("33"))),
        listed(code("330211"), AreaKind::District, "镇海区".into(), Some(code("3302"))),
        Fact::ActorEnrolled {
            actor: ActorId(1),
            handle: "bench".into(),
            title: "值班".into(),
            role: Role::DutyOfficer,
            unit: Unit::Area(code("330211")),
        },
    ];
    facts.extend((0..7).map(|street| {
        listed(
            code(&format!("330211{:03}", 1 + street)),
            AreaKind::Street,
            format!("第 {} 街道", 1 + street),
            Some(code("330211")),
        )
    }));
    let buildings = sizes.contacts / PEOPLE_PER_BUILDING;
    facts.extend((0..buildings).map(|nth| Fact::BuildingListed {
        building: BuildingId(nth + 1),
        kind: BuildingKind::Residential,
        name: format!("{} 幢", nth + 1),
        area: area(nth),
        point,
        first_household: HouseholdId(nth * 40 + 1),
        first_person: PersonId(nth * PEOPLE_PER_BUILDING + 1),
        household_sizes: [2, 3].repeat(20),
    }));
    facts
}

fn outbreak() -> Command {
    let (name, pack, protocol) = ("本轮".to_owned(), "covid19-delta".to_owned(), "v8".to_owned());
    // The outbreak answers for another district than the history, whose clocks stopped long ago.
    Command::OpenOutbreak { name, pack, protocol, area: "330206".parse().expect("a district") }
}

fn imported(file: u32) -> Command {
    let reported = add_minutes(start(), i64::from(file) * 60);
    let case = |nth: u32| {
        let number = file * CASES_PER_FILE + nth;
        let onset = add_days(day_of(reported), -i32::try_from(number % 6).unwrap_or(0));
        ImportedCase {
            row: nth + 2,
            external_id: format!("L{number}"),
            who: Someone::New {
                sex: if number.is_multiple_of(2) { Sex::Male } else { Sex::Female },
                age: u8::try_from(number % 90).ok(),
                area: area(number),
            },
            class: if number.is_multiple_of(4) { CaseClass::Asymptomatic } else { CaseClass::Confirmed },
            severity: (!number.is_multiple_of(4)).then_some(if number.is_multiple_of(11) {
                Severity::Severe
            } else {
                Severity::Light
            }),
            detection: if number.is_multiple_of(3) { Detection::Community } else { Detection::IsolationSite },
            origin: if number.is_multiple_of(50) {
                Origin::Abroad("墨西哥".into())
            } else {
                Origin::Local
            },
            area: area(number),
            onset_on: (!number.is_multiple_of(7)).then_some(onset),
            sampled_on: Some(day_of(reported)),
            reported_at: start(),
            outcome: None,
        }
    };
    Command::Import(Box::new(ImportFile {
        kind: "linelist".into(),
        sender: "bench".into(),
        batch: BatchRef { kind: "import".into(), rows: CASES_PER_FILE, blake3: format!("{file:064x}") },
        outbreak: (file > 0).then_some(OutbreakId(2)),
        open: (file == 0).then(|| {
            ("上一轮".to_owned(), "covid19-delta".to_owned(), "330211".parse().expect("a district"))
        }),
        read: CASES_PER_FILE,
        rejected: 0,
        repeated: 0,
        cases: (0..CASES_PER_FILE).map(case).collect(),
        exposures: Vec::new(),
    }))
}

fn investigation(nth: u32, at: Timestamp) -> Command {
    let contact = |place: u32| {
        let person = nth * CONTACTS_PER_CASE + place + 1;
        NamedContact {
            person: PersonId(person),
            via: None,
            ring: if place.is_multiple_of(3) { Ring::General } else { Ring::Close },
            setting: if person.is_multiple_of(4) { Setting::Household } else { Setting::Work },
            last_exposure_at: add_minutes(at, -600),
            area: area(person),
            certainty: Certainty::Recorded,
            evidence: Evidence::Records(1),
        }
    };
    Command::ReportInvestigation {
        case: CaseId(nth + 1),
        complete: true,
        at,
        contacts: (0..CONTACTS_PER_CASE).map(contact).collect(),
    }
}

fn count(number: usize) -> f64 {
    as_f64(u64::try_from(number).unwrap_or(u64::MAX))
}

#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "figures of a benchmark are rounded for reading"
)]
fn as_f64(number: u64) -> f64 {
    number as f64
}
