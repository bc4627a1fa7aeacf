//! A case that turns out to be none takes with it what followed from it alone, whichever way it is excluded.

use crate::{
    stories::{index_case, named},
    world::{DUTY, TRACER, World, at},
};
use domain::{
    CaseClass, Command, ExposureStatus, GroupKind, Ring, Stage, Subject, TaskKind, TaskResult, TestOutcome,
    TubeKind, Unit, ids::*,
};
use situation::Refusal;

/// Cases 1 and 2 (persons 1 and 11).  Persons 2 and 3 are contacts of the first, 3 also of the second; 2 travels to a
/// room, 3 waits in a group; tasks are open about the case, a contact and three people.
fn two_cases() -> World {
    let mut world = World::new();
    index_case(&mut world);
    world.tube("S-11", TubeKind::Single, &[11], "05T17:00").unwrap();
    world.result("S-11", TestOutcome::Positive, "05T20:40").unwrap();
    for (case, people) in [(1, vec![2, 3, 4]), (2, vec![3])] {
        let contacts =
            people.into_iter().map(|person| named(person, Ring::Close, None, "05T12:00")).collect();
        let case = CaseId(case);
        let slice = Command::ReportInvestigation { case, complete: false, at: at("05T22:00"), contacts };
        world.ask(TRACER, "05T22:00", slice).unwrap();
    }
    let about = [
        (TaskKind::DoorCheck, Subject::Contact(ContactId(1))),
        (TaskKind::IsolationTest, Subject::Person(PersonId(2))),
        (TaskKind::IsolationTest, Subject::Person(PersonId(3))),
        (TaskKind::Help, Subject::Person(PersonId(2))),
    ];
    for (kind, subject) in about {
        let (owner, due_at) = (Unit::Grid(GridId(1)), at("06T12:00"));
        let open = Command::OpenTask { kind, subject, owner, due_at, text: String::new() };
        world.ask(DUTY, "05T22:10", open).unwrap();
    }
    let check_in = Command::CheckIn { person: PersonId(2), site: SiteId(1), room: None, at: at("05T23:00") };
    world.ask(DUTY, "05T23:00", check_in).unwrap();
    let (kind, people) = (GroupKind::Close, vec![PersonId(3), PersonId(4)]);
    let form = Command::FormGroup { kind, people, site: SiteId(1), at: at("05T23:00") };
    world.ask(DUTY, "05T23:00", form).unwrap();
    world
}

fn exclude_by_panel(world: &mut World) {
    let (case, class, severity, reason) = (CaseId(1), CaseClass::Excluded, None, "专家组排除".to_owned());
    let exclude = Command::ReclassifyCase { case, class, severity, at: at("06T09:00"), reason };
    world.ask(DUTY, "06T09:00", exclude).unwrap();
}

fn exclude_by_laboratory(world: &mut World) {
    let (code, outcome, reason) = ("S-1".to_owned(), TestOutcome::Negative, "样本污染".to_owned());
    world.ask(ActorId(4), "06T09:00", Command::AmendResult { code, outcome, reason }).unwrap();
}

fn what_followed_is_gone(world: &World) {
    let s = &world.s;
    assert_eq!(s.cases.rows()[0].class, CaseClass::Excluded);
    let withdrawn: Vec<_> = s.contacts.rows().iter().map(|row| (row.case.0, row.withdrawn)).collect();
    assert_eq!(withdrawn, [(1, true), (1, true), (1, true), (2, false)]);
    assert_eq!(s.people[&PersonId(1)].hold, None);
    let ended: Vec<_> = s.tasks.rows().iter().map(|row| row.ended.as_ref().map(|(how, ..)| *how)).collect();
    let off = Some(TaskResult::Cancelled);
    // Investigations of both cases; door check; tests of persons 2 and 3; the help that person 2 asked for.
    assert_eq!(ended, [off, None, off, off, None, None]);
    let moving: Vec<_> = s.groups.rows()[0].people.clone();
    assert_eq!(moving, [PersonId(3)], "person 4 stays at home, person 3 is a contact of the second case");
    let waiting: Vec<_> = s.waiting_for(Stage::Transfer).collect();
    assert_eq!(waiting, [PersonId(3)]);
    assert!(s.waiting_for(Stage::Trace).all(|person| person == PersonId(11)));
}

#[test]
fn a_case_that_the_panel_excludes_takes_its_contacts_tasks_and_places_with_it() {
    let mut world = two_cases();
    exclude_by_panel(&mut world);
    what_followed_is_gone(&world);
}

#[test]
fn a_case_that_a_corrected_result_excludes_does_just_the_same() {
    let mut world = two_cases();
    exclude_by_laboratory(&mut world);
    what_followed_is_gone(&world);
}

#[test]
fn someone_isolated_for_a_case_that_was_none_may_leave_at_once() {
    let mut world = two_cases();
    let release = |when: &str| Command::Release { person: PersonId(2), at: at(when) };
    assert_eq!(world.ask(DUTY, "06T08:00", release("06T08:00")).unwrap_err().code(), "too-early");
    exclude_by_panel(&mut world);
    assert_eq!(
        world.s.due_for_release("2021-12-06".parse().unwrap()).first().map(|due| due.0),
        Some(PersonId(2))
    );
    world.ask(DUTY, "06T09:30", release("06T09:30")).unwrap();
    assert!(world.s.staying.is_empty());
}

#[test]
fn someone_whom_another_case_keeps_may_not_leave() {
    let mut world = two_cases();
    let check_in = Command::CheckIn { person: PersonId(3), site: SiteId(1), room: None, at: at("05T23:30") };
    world.ask(DUTY, "05T23:30", check_in).unwrap();
    exclude_by_panel(&mut world);
    let release = Command::Release { person: PersonId(3), at: at("06T09:30") };
    let refused = world.ask(DUTY, "06T09:30", release).unwrap_err();
    assert!(matches!(refused, Refusal::TooEarly { .. }), "{refused:?}");
}

#[test]
fn what_an_excluded_case_was_held_to_have_caused_is_rejected() {
    let mut world = two_cases();
    world.tube("S-4", TubeKind::Single, &[4], "06T01:00").unwrap();
    world.result("S-4", TestOutcome::Positive, "06T04:00").unwrap();
    assert_eq!(world.s.exposures.rows()[0].status, ExposureStatus::Proposed);
    exclude_by_panel(&mut world);
    assert_eq!(world.s.exposures.rows()[0].status, ExposureStatus::Rejected);
    assert!(world.s.active_case(PersonId(4)).is_some(), "a test of one's own stands by itself");
    let investigation =
        world.s.tasks.rows().iter().find(|row| row.subject == Subject::Case(CaseId(3))).unwrap();
    assert!(investigation.ended.is_none());
}
