//! A case that turns out to be none takes with it what followed from it alone, whichever way it is excluded.

use crate::{
    stories::{index_case, named},
    world::{DUTY, TRACER, World, at},
};
use domain::{
    CaseClass, Command, ExposureStatus, Fact, GroupKind, Ring, Stage, Subject, TaskKind, TaskResult,
    TestOutcome, TubeKind, Unit, ids::*,
};
use situation::Refusal;

/// Cases 1 and 2 (persons 1 and 11).  Persons 2, 3 and 4 are contacts of the first, 3 also of the second.  The mixed tube of
/// the index case holds all of them; person 2 has been negative alone since.  2 is in a room, 3 and 4 wait in a group; tasks
/// are open about the case, a contact and three people.
fn two_cases() -> World {
    let mut world = World::new();
    index_case(&mut world);
    world.tube("S-11", TubeKind::Single, &[11], "05T17:00").unwrap();
    world.result("S-11", TestOutcome::Positive, "05T20:40").unwrap();
    world.tube("S-2", TubeKind::Single, &[2], "05T17:10").unwrap();
    world.result("S-2", TestOutcome::Negative, "05T20:50").unwrap();
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

fn exclude_by_laboratory(world: &mut World, outcome: TestOutcome) {
    let (code, reason) = ("S-1".to_owned(), "样本污染".to_owned());
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
    exclude_by_laboratory(&mut world, TestOutcome::Negative);
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

fn in_a_room(world: &mut World, person: u32) {
    let (person, site, room, at) = (PersonId(person), SiteId(1), None, at("05T23:30"));
    world.ask(DUTY, "05T23:30", Command::CheckIn { person, site, room, at }).unwrap();
}

fn release(world: &mut World, person: u32, when: &str) -> Result<Vec<Fact>, Refusal> {
    world.ask(DUTY, when, Command::Release { person: PersonId(person), at: at(when) })
}

#[test]
fn someone_held_for_a_positive_mixed_tube_may_not_leave_before_a_negative_of_their_own() {
    let mut world = two_cases();
    in_a_room(&mut world, 4);
    exclude_by_panel(&mut world);
    assert!(world.s.people[&PersonId(4)].hold.is_some(), "the mixed tube stands");
    let refused = release(&mut world, 4, "06T09:30").unwrap_err();
    assert!(matches!(refused, Refusal::TooEarly { .. }), "{refused:?}");
    assert!(
        world.s.due_for_release("2021-12-06".parse().unwrap()).iter().all(|due| due.0 != PersonId(4)),
        "nor is the site told to let them go"
    );
    world.tube("S-4", TubeKind::Single, &[4], "06T09:40").unwrap();
    assert!(release(&mut world, 4, "06T09:50").is_err(), "the retest is on its way");
    world.result("S-4", TestOutcome::Negative, "06T12:00").unwrap();
    release(&mut world, 4, "06T12:10").unwrap();
}

#[test]
fn someone_whose_newest_sample_is_in_question_may_not_leave_though_nobody_holds_them() {
    let mut world = two_cases();
    exclude_by_panel(&mut world);
    world.tube("A-2", TubeKind::Single, &[2], "06T09:10").unwrap();
    world.result("A-2", TestOutcome::Inconclusive, "06T11:00").unwrap();
    assert_eq!(world.s.people[&PersonId(2)].hold, None);
    assert!(world.s.people[&PersonId(2)].retest.is_some());
    assert!(release(&mut world, 2, "06T11:10").is_err(), "a retest is due");
    world.tube("B-2", TubeKind::Single, &[2], "06T11:20").unwrap();
    assert_eq!(world.s.people[&PersonId(2)].retest, None);
    assert!(release(&mut world, 2, "06T11:30").is_err(), "the retest has no result");
    world.result("B-2", TestOutcome::Negative, "06T13:00").unwrap();
    release(&mut world, 2, "06T13:10").unwrap();
}

#[test]
fn whoever_was_a_case_by_a_sample_that_the_panel_judged_may_leave_with_the_judgement() {
    let mut world = two_cases();
    let ward = Command::CheckIn { person: PersonId(1), site: SiteId(2), room: None, at: at("05T23:40") };
    world.ask(DUTY, "05T23:40", ward).unwrap();
    assert!(release(&mut world, 1, "06T08:00").is_err());
    exclude_by_panel(&mut world);
    release(&mut world, 1, "06T09:30").unwrap();
}

#[test]
fn the_test_of_someone_who_is_still_held_stays_due_when_the_case_is_excluded() {
    let mut world = two_cases();
    let (subject, owner, due_at) = (Subject::Person(PersonId(4)), Unit::Grid(GridId(1)), at("06T12:00"));
    let (kind, text) = (TaskKind::IsolationTest, String::new());
    world.ask(DUTY, "05T23:10", Command::OpenTask { kind, subject, owner, due_at, text }).unwrap();
    exclude_by_panel(&mut world);
    let ended = |person| {
        let subject = Subject::Person(PersonId(person));
        let row = world.s.tasks.rows().iter().find(|row| row.kind == kind && row.subject == subject).unwrap();
        row.ended.is_some()
    };
    assert_eq!((ended(2), ended(4)), (true, false), "2 was negative alone, 4 was not tested yet");
}

#[test]
fn a_hold_for_another_tube_outlasts_the_case() {
    let mut world = two_cases();
    assert_eq!(world.s.people[&PersonId(11)].hold, None);
    world.tube("T-2", TubeKind::Pooled(10), &[11, 12], "06T06:00").unwrap();
    world.result("T-2", TestOutcome::Positive, "06T08:00").unwrap();
    let hold = world.s.people[&PersonId(11)].hold;
    assert!(hold.is_some());
    let (case, class, severity, reason) = (CaseId(2), CaseClass::Excluded, None, "专家组排除".to_owned());
    let exclude = Command::ReclassifyCase { case, class, severity, at: at("06T09:00"), reason };
    world.ask(DUTY, "06T09:00", exclude).unwrap();
    assert_eq!(world.s.people[&PersonId(11)].hold, hold, "the new mixed tube is not resolved");
    world.tube("A-11", TubeKind::Single, &[11], "06T09:30").unwrap();
    world.result("A-11", TestOutcome::Negative, "06T12:00").unwrap();
    assert_eq!(world.s.people[&PersonId(11)].hold, None);
}

#[test]
fn a_result_corrected_to_inconclusive_ends_the_case_and_not_the_hold() {
    let mut world = two_cases();
    exclude_by_laboratory(&mut world, TestOutcome::Inconclusive);
    assert_eq!(world.s.cases.rows()[0].class, CaseClass::Excluded);
    assert!(world.s.people[&PersonId(1)].hold.is_some());
    assert!(world.s.people[&PersonId(1)].retest.is_some());
}
