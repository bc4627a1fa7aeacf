//! Transmission chains: alternatives are kept, what is not linked is named, and the Korean outbreak comes out as known.

use crate::{
    gaps::{case, contact},
    world::{COMMANDER, OUTBREAK, World, at},
};
use domain::{
    CaseClass, Certainty, Command, Detection, Evidence, ExposureStatus, Fact, Origin, Ring, Setting, Sex,
    command::{ExposedPerson, ImportFile, ImportedCase, ImportedExposure, Someone},
    ids::*,
};
use reporting::{
    Lang,
    chain::{Chain, ChainQuery, NodeKind, chain},
    interval::serial_interval,
};
use std::collections::BTreeSet;

fn exposure(world: &mut World, from: u32, to: u32) {
    world.ok(
        COMMANDER,
        Command::RecordExposure {
            from: CaseId(from),
            to: PersonId(to),
            setting: Setting::Household,
            first_on: None,
            last_on: None,
            certainty: Certainty::Recorded,
            evidence: Evidence::Register,
        },
    );
}

#[test]
fn several_possible_infectors_are_all_drawn_and_what_has_none_is_named() {
    let mut world = World::street();
    world.at("06T08:00");
    for person in 1..=4 {
        case(&mut world, person);
    }
    exposure(&mut world, 1, 3);
    exposure(&mut world, 2, 3);
    contact(&mut world, 3, 9);
    let query = ChainQuery { contacts: true, ..ChainQuery::default() };
    let drawn = chain(&world.s, world.now, &query, Lang::Zh);
    let to_third: Vec<u32> = drawn.edges.iter().filter(|edge| edge.to == 3).map(|edge| edge.from).collect();
    assert_eq!(to_third, [1, 2], "both are kept");
    assert_eq!(drawn.unlinked, [CaseId(1), CaseId(2), CaseId(4)]);
    assert_eq!((drawn.cases, drawn.generations), (4, 2));
    let contacts: Vec<_> = drawn.nodes.iter().filter(|node| node.kind == NodeKind::Contacts).collect();
    assert_eq!((contacts.len(), contacts[0].n), (1, 1));
    let again = chain(&world.s, world.now, &query, Lang::Zh);
    assert_eq!(drawn, again);
    let summary = drawn.summary(&world.s);
    assert_eq!((summary.unlinked, summary.oldest_minutes), (3, Some(0)));
}

#[test]
fn a_circle_of_links_is_broken_and_every_case_drawn_once() {
    let mut world = World::street();
    world.at("06T08:00");
    for person in 1..=3 {
        case(&mut world, person);
    }
    for (from, to) in [(1, 2), (2, 3), (3, 1)] {
        exposure(&mut world, from, to);
    }
    let drawn = chain(&world.s, world.now, &ChainQuery::default(), Lang::En);
    let generations: Vec<u32> = drawn.nodes.iter().map(|node| node.generation).collect();
    assert_eq!(generations, [1, 2, 3]);
    assert_eq!(drawn.edges.len(), 3);
    assert!(drawn.unlinked.is_empty());
}

#[expect(clippy::disallowed_methods, reason = "the variable tells where the published lists are")]
/// Reads one of the published lists; `None` when it is not here.
fn reference(name: &str) -> Option<String> {
    let folder = std::env::var("HAITANG_REFERENCE")
        .unwrap_or_else(|_| format!("{}/../../../shared/reference", env!("CARGO_MANIFEST_DIR")));
    let text = std::fs::read_to_string(format!("{folder}/linelists/{name}")).ok();
    if text.is_none() {
        println!("skipped: {name} is not here");
    }
    text
}

/// The Korean list as commands: these columns have no commas inside quotes, which the reading below relies on.
fn korea() -> Option<World> {
    let cases = reference("mers_korea_2015_linelist.csv")?;
    let links = reference("mers_korea_2015_contacts.csv")?;
    let mut world = World::bare();
    world.at("31T08:00");
    let country = crate::world::area("33");
    let columns: Vec<&str> = cases.lines().next().unwrap().split(',').collect();
    let column = |name: &str| columns.iter().position(|column| *column == name).unwrap();
    let (onset, report) = (column("dt_onset"), column("dt_report"));
    let row = |(index, line): (usize, &str)| {
        let cells: Vec<&str> = line.split(',').collect();
        ImportedCase {
            row: u32::try_from(index).unwrap() + 2,
            external_id: cells[0].to_owned(),
            who: Someone::New { sex: Sex::Unknown, age: None, area: country },
            class: CaseClass::Confirmed,
            severity: None,
            detection: Detection::Unknown,
            origin: Origin::Unknown,
            area: country,
            onset_on: cells[onset].parse().ok(),
            sampled_on: None,
            reported_at: cells[report].parse().map_or(at("01T00:00"), domain::time::start_of),
            outcome: None,
        }
    };
    let cases: Vec<ImportedCase> = cases.lines().skip(1).enumerate().map(row).collect();
    let known: BTreeSet<String> = cases.iter().map(|case| case.external_id.clone()).collect();
    let link = |(index, line): (usize, &str)| {
        let cells: Vec<&str> = line.split(',').collect();
        known.contains(cells[1]).then(|| ImportedExposure {
            row: u32::try_from(index).unwrap() + 2,
            from: cells[0].to_owned(),
            to: ExposedPerson::External(cells[1].to_owned()),
            setting: Setting::Hospital,
            first_on: None,
            last_on: None,
            status: ExposureStatus::Confirmed,
            ring: None,
        })
    };
    let exposures: Vec<ImportedExposure> = links.lines().skip(1).enumerate().filter_map(link).collect();
    let read = u32::try_from(cases.len()).unwrap();
    let batch = domain::BatchRef { kind: "linelist".to_owned(), rows: read, blake3: String::new() };
    let file = ImportFile {
        kind: "linelist".to_owned(),
        sender: "KCDC".to_owned(),
        batch,
        outbreak: None,
        open: Some(("MERS 2015".to_owned(), "mers".to_owned(), country)),
        read,
        rejected: 0,
        repeated: 0,
        cases,
        exposures,
    };
    world.ok(COMMANDER, Command::Import(Box::new(file)));
    Some(world)
}

fn drawn(world: &World, most_nodes: Option<usize>) -> Chain {
    let query = ChainQuery { outbreak: Some(OUTBREAK), most_nodes, ..ChainQuery::default() };
    chain(&world.s, world.now, &query, Lang::En)
}

#[test]
fn the_korean_outbreak_has_its_known_spreaders() {
    let Some(world) = korea() else { return };
    let drawn = drawn(&world, None);
    let top: Vec<(&str, u32)> = drawn
        .degrees
        .iter()
        .take(3)
        .map(|degree| (degree.external.as_deref().unwrap(), degree.infected))
        .collect();
    assert_eq!(top, [("SK_14", 38), ("SK_1", 26), ("SK_16", 21)]);
    let rows: BTreeSet<u32> = drawn.nodes.iter().map(|node| node.row).collect();
    assert!(rows.len() > 50, "the tree has room");
}

#[test]
fn a_large_chain_is_folded_without_losing_anyone() {
    let Some(world) = korea() else { return };
    let folded = drawn(&world, Some(20));
    let people: u32 = folded.nodes.iter().filter(|node| node.kind == NodeKind::Case).map(|node| node.n).sum();
    assert_eq!(people, folded.cases);
    assert!(folded.nodes.len() <= 21, "the room and the source: {}", folded.nodes.len());
    let ids: BTreeSet<u32> = folded.nodes.iter().map(|node| node.id).collect();
    assert!(folded.edges.iter().all(|edge| ids.contains(&edge.from) && ids.contains(&edge.to)));
}

#[test]
fn a_rejected_exposure_is_not_drawn_and_a_proposed_one_is_dashed() {
    let mut world = World::street();
    world.at("06T08:00");
    case(&mut world, 1);
    contact(&mut world, 1, 2);
    // Being found positive as a contact proposes the link.
    case(&mut world, 2);
    let now = world.now;
    let before = chain(&world.s, now, &ChainQuery::default(), Lang::Zh);
    let edge = before.edges.iter().find(|edge| edge.to == 2).unwrap();
    assert!(!edge.certain);
    assert!(
        world
            .entries
            .iter()
            .flat_map(|entry| &entry.facts)
            .any(|fact| matches!(fact, Fact::ContactIdentified { ring: Ring::Close, .. }))
    );
    let (exposure, reason) = (ExposureId(1), "基因测序不同".to_owned());
    world.ok(COMMANDER, Command::JudgeExposure { exposure, status: ExposureStatus::Rejected, reason });
    let after = chain(&world.s, now, &ChainQuery::default(), Lang::Zh);
    assert!(after.edges.iter().all(|edge| edge.to != 2));
    assert!(after.unlinked.contains(&CaseId(2)));
}

#[test]
fn the_serial_interval_counts_confirmed_pairs_with_two_onset_days_only() {
    let mut world = World::street();
    world.at("06T08:00");
    let now = world.now;
    let onsets = [(1, Some("2021-12-01")), (2, Some("2021-12-04")), (3, Some("2021-12-06")), (4, None)];
    for (person, onset) in onsets {
        world.ok(
            COMMANDER,
            Command::ClassifyCase {
                outbreak: OUTBREAK,
                who: Someone::Known(PersonId(person)),
                class: CaseClass::Confirmed,
                severity: None,
                detection: Detection::Community,
                origin: Origin::Local,
                area: crate::world::street(),
                onset_on: onset.map(|day| day.parse().unwrap()),
                sampled_on: None,
                reported_at: now,
                tube: None,
            },
        );
    }
    for to in 2..=4 {
        exposure(&mut world, 1, to);
    }
    let interval = |world: &World| {
        let drawn = chain(&world.s, world.now, &ChainQuery::default(), Lang::Zh);
        let found = serial_interval(&world.s, &drawn);
        (found.pairs, found.median_days)
    };
    let mut judge = |exposure: u32, status| {
        let (exposure, reason) = (ExposureId(exposure), "流调核实".to_owned());
        world.ok(COMMANDER, Command::JudgeExposure { exposure, status, reason });
        interval(&world)
    };
    for exposure in 1..=3 {
        judge(exposure, ExposureStatus::Rejected);
    }
    assert_eq!(judge(3, ExposureStatus::Confirmed), (0, None), "one of the two has no onset");
    assert_eq!(judge(1, ExposureStatus::Confirmed), (1, Some(3.0)));
    assert_eq!(judge(2, ExposureStatus::Confirmed), (2, Some(4.0)));
}
