//! Test days of contacts: counted from what the protocol counts from.

use crate::{
    stories::{index_case, named},
    world::{DUTY, TRACER, World, at},
};
use domain::{Command, PersonId, Ring, TubeKind, ids::*};

/// Person 2 was exposed on the 5th, named on the 8th and in a room from the 8th, 23:00.
fn named_late() -> World {
    let mut world = World::new();
    index_case(&mut world);
    let contacts = vec![named(2, Ring::Close, None, "05T12:00")];
    let slice =
        Command::ReportInvestigation { case: CaseId(1), complete: true, at: at("08T12:00"), contacts };
    world.ask(TRACER, "08T12:00", slice).unwrap();
    enter(&mut world, 1, "08T23:00");
    world
}

fn enter(world: &mut World, room: u32, when: &str) {
    let (person, site, room) = (PersonId(2), SiteId(1), Some(room));
    world.ask(DUTY, when, Command::CheckIn { person, site, room, at: at(when) }).unwrap();
}

fn owed(world: &World, when: &str) -> Option<domain::Timestamp> {
    world.s.test_owed(PersonId(2), at(when))
}

fn dates(world: &World) -> Vec<String> {
    let days = world.s.test_days(&world.s.contacts.rows()[0]);
    days.iter().map(|day| day.due.strftime("%d").to_string()).collect()
}

#[test]
fn under_the_eighth_edition_test_days_are_days_of_the_isolation_and_not_of_the_exposure() {
    let mut world = named_late();
    assert_eq!(dates(&world), ["08", "11", "14", "21"], "days 1, 4, 7 and 14 of the isolation");
    assert_eq!(owed(&world, "09T22:59"), None, "one whole day for the first test");
    assert_eq!(owed(&world, "09T23:00"), Some(at("09T23:00")));
    world.tube("D1", TubeKind::Single, &[2], "10T08:00").unwrap();
    assert_eq!(owed(&world, "10T08:00"), None, "a late test is a test");
    assert_eq!(owed(&world, "12T00:00"), None, "and, taken on the eve of day 4, serves that one as well");
    world.tube("D5", TubeKind::Single, &[2], "12T08:00").unwrap();
    assert_eq!(owed(&world, "14T23:59"), None);
    assert_eq!(owed(&world, "15T00:00"), Some(at("15T00:00")), "day 7 is over");
    world.tube("D8", TubeKind::Single, &[2], "15T08:00").unwrap();
    assert_eq!(owed(&world, "23T00:00"), None, "day 14 lies behind the last day, the 19th");
}

#[test]
fn another_room_does_not_start_the_days_anew() {
    let mut world = named_late();
    world.tube("D1", TubeKind::Single, &[2], "09T08:00").unwrap();
    enter(&mut world, 2, "11T10:00");
    assert_eq!(dates(&world), ["08", "11", "14", "21"]);
    assert_eq!(owed(&world, "12T00:00"), Some(at("12T00:00")), "day 4 is owed in the new room");
    assert_eq!(world.s.people[&PersonId(2)].stay.as_ref().map(|stay| stay.since), Some(at("08T23:00")));
}
