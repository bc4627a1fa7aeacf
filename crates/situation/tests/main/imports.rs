//! Cases that come in a file: those of today start what a reported case starts, those of the past are history.

use crate::{
    stories::{index_case, named},
    world::{DUTY, TRACER, World, at},
};
use domain::{
    BatchRef, CaseClass, Command, Detection, Fact, Origin, Ring, Sex, Stage, Subject, TaskKind, Timestamp,
    command::{ImportFile, ImportedCase, Someone},
    ids::*,
};

fn case(row: u32, who: Someone, class: CaseClass, reported_at: Timestamp) -> ImportedCase {
    ImportedCase {
        row,
        external_id: format!("X-{row}"),
        who,
        class,
        severity: None,
        detection: Detection::Clinic,
        origin: Origin::Unknown,
        area: "330211002001".parse().unwrap(),
        onset_on: None,
        sampled_on: None,
        reported_at,
        outcome: None,
    }
}

fn stranger() -> Someone {
    Someone::New { sex: Sex::Female, age: Some(40), area: "330211002001".parse().unwrap() }
}

fn list(cases: Vec<ImportedCase>, outbreak: Option<OutbreakId>) -> Command {
    let read = u32::try_from(cases.len()).unwrap();
    Command::Import(Box::new(ImportFile {
        kind: "linelist".into(),
        sender: "直报".into(),
        batch: BatchRef { kind: "linelist".into(), rows: read, blake3: "0".repeat(64) },
        outbreak,
        open: outbreak
            .is_none()
            .then(|| ("往年".to_owned(), "covid19-delta".to_owned(), "330211".parse().unwrap())),
        read,
        rejected: 0,
        repeated: 0,
        cases,
        exposures: vec![],
    }))
}

fn waiting(world: &World, stage: Stage) -> Vec<u32> {
    world.s.waiting_for(stage).map(|person| person.0).collect()
}

#[test]
fn cases_of_the_response_that_come_in_a_file_start_their_clocks_and_tasks() {
    let mut world = World::new();
    index_case(&mut world);
    let contacts = vec![named(20, Ring::Close, None, "05T12:00")];
    let slice =
        Command::ReportInvestigation { case: CaseId(1), complete: true, at: at("05T22:00"), contacts };
    world.ask(TRACER, "05T22:00", slice).unwrap();
    let cases = vec![
        case(2, Someone::Known(PersonId(20)), CaseClass::Confirmed, at("06T07:00")),
        case(3, stranger(), CaseClass::Asymptomatic, at("06T07:30")),
    ];
    let facts = world.ask(DUTY, "06T09:00", list(cases, Some(OutbreakId(1)))).unwrap();
    let opened = facts.iter().filter_map(|fact| {
        let Fact::TaskOpened { task, kind, subject, .. } = fact else { return None };
        Some((*task, *kind, *subject))
    });
    let tasks: Vec<_> = opened.collect();
    let investigate = |task, case| (TaskId(task), TaskKind::Investigate, Subject::Case(CaseId(case)));
    assert_eq!(tasks, [investigate(2, 2), investigate(3, 3)]);
    assert_eq!(waiting(&world, Stage::Trace), [20, 101]);
    assert_eq!(waiting(&world, Stage::Group), [1, 20, 101]);
    let exposure = &world.s.exposures.rows()[0];
    assert_eq!(
        (exposure.from, exposure.to),
        (CaseId(1), PersonId(20)),
        "a contact may have been infected there"
    );
    assert_eq!(world.s.tasks.len(), 3);
}

#[test]
fn an_old_list_imported_into_a_running_response_starts_nothing() {
    let mut world = World::new();
    let old = at("05T09:00");
    let weeks_ago = domain::time::add_minutes(old, -22 * 24 * 60);
    let cases = vec![
        case(2, stranger(), CaseClass::Confirmed, weeks_ago),
        case(3, stranger(), CaseClass::Confirmed, "2020-02-10T00:00:00Z".parse().unwrap()),
        case(4, stranger(), CaseClass::Excluded, old),
    ];
    let facts = world.ask(DUTY, "05T09:00", list(cases, Some(OutbreakId(1)))).unwrap();
    assert_eq!(world.s.cases.len(), 3, "the list is taken in");
    assert!(!facts.iter().any(|fact| matches!(fact, Fact::TaskOpened { .. })));
    assert!(Stage::ALL.into_iter().all(|stage| waiting(&world, stage).is_empty()));
}

#[test]
fn a_case_at_the_edge_of_the_days_in_which_its_contacts_are_followed_still_counts() {
    let mut world = World::new();
    let edge = domain::time::add_minutes(at("05T09:00"), -21 * 24 * 60);
    let cases = vec![case(2, stranger(), CaseClass::Confirmed, edge)];
    world.ask(DUTY, "05T09:00", list(cases, Some(OutbreakId(1)))).unwrap();
    assert_eq!(waiting(&world, Stage::Trace), [101]);
}

#[test]
fn a_list_that_opens_its_own_outbreak_is_kept_for_study() {
    let mut world = World::new();
    let cases = vec![case(2, stranger(), CaseClass::Confirmed, at("05T08:00"))];
    world.ask(DUTY, "05T09:00", list(cases, None)).unwrap();
    assert_eq!(world.s.cases.len(), 1);
    assert!(world.s.open_tasks.is_empty() && waiting(&world, Stage::Trace).is_empty());
}

#[test]
fn a_case_typed_in_from_long_ago_is_history_too() {
    let mut world = World::new();
    let classify = Command::ClassifyCase {
        outbreak: OutbreakId(1),
        who: stranger(),
        class: CaseClass::Confirmed,
        severity: None,
        detection: Detection::Clinic,
        origin: Origin::Unknown,
        area: "330211002001".parse().unwrap(),
        onset_on: None,
        sampled_on: None,
        reported_at: "2021-06-01T00:00:00Z".parse().unwrap(),
        tube: None,
    };
    let facts = world.ask(DUTY, "05T09:00", classify).unwrap();
    assert!(!facts.iter().any(|fact| matches!(fact, Fact::TaskOpened { .. })));
    assert!(waiting(&world, Stage::Trace).is_empty());
}
