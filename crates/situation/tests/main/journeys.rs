//! Rooms that are promised, times that cannot be, and people who turn positive on the road.

use crate::{
    stories::{index_case, named},
    world::{DUTY, TRACER, World, at},
};
use domain::{
    Command, Fact, GroupKind, Ring, Stage, Subject, TaskKind, TaskResult, TestOutcome, TubeKind, Unit, ids::*,
};
use situation::Refusal;

/// The index case with close contacts named at 22:00.
fn traced(people: &[u32]) -> World {
    let mut world = World::new();
    index_case(&mut world);
    let contacts = people.iter().map(|person| named(*person, Ring::Close, None, "05T12:00")).collect();
    let slice =
        Command::ReportInvestigation { case: CaseId(1), complete: true, at: at("05T22:00"), contacts };
    world.ask(TRACER, "05T22:00", slice).unwrap();
    world
}

fn people(ids: &[u32]) -> Vec<PersonId> {
    ids.iter().map(|person| PersonId(*person)).collect()
}

fn form(world: &mut World, ids: &[u32], site: u32, when: &str) -> Result<Vec<Fact>, Refusal> {
    let (kind, people, site) = (GroupKind::Close, people(ids), SiteId(site));
    world.ask(DUTY, when, Command::FormGroup { kind, people, site, at: at(when) })
}

/// Forms a group to site 1 at 23:00, sends it at 23:10 and lets it leave at 23:20.
fn on_the_road(world: &mut World, ids: &[u32]) {
    form(world, ids, 1, "05T23:00").unwrap();
    let (group, vehicle) = (GroupId(1), VehicleId(1));
    world.ask(DUTY, "05T23:10", Command::DispatchGroup { group, vehicle, at: at("05T23:10") }).unwrap();
    world.ask(DUTY, "05T23:20", Command::DepartGroup { group, at: at("05T23:20") }).unwrap();
}

fn enter(person: u32, room: Option<u32>, when: &str) -> Command {
    Command::CheckIn { person: PersonId(person), site: SiteId(1), room, at: at(when) }
}

#[test]
fn a_room_promised_to_a_group_on_its_way_is_not_given_to_somebody_else() {
    let mut world = traced(&[2, 3, 4, 5]);
    on_the_road(&mut world, &[2, 3]);
    world.ask(DUTY, "05T23:30", enter(4, None, "05T23:30")).unwrap();
    assert_eq!(world.s.free_rooms(SiteId(1)), 0, "three rooms: one taken, two promised");
    let refused = world.ask(DUTY, "05T23:31", enter(5, None, "05T23:31")).unwrap_err();
    assert_eq!(refused, Refusal::NoRoom { site: SiteId(1), free: 0, wanted: 1 });
    let refused = world.ask(DUTY, "05T23:31", enter(5, Some(3), "05T23:31")).unwrap_err();
    assert_eq!(refused.code(), "no-room", "a room by its number is promised too");

    world.ask(DUTY, "05T23:50", Command::ArriveGroup { group: GroupId(1), at: at("05T23:50") }).unwrap();
    let refused = world.ask(DUTY, "05T23:51", enter(5, None, "05T23:51")).unwrap_err();
    assert_eq!(refused.code(), "no-room", "those at the door still have theirs");
    world.ask(DUTY, "06T00:05", enter(2, None, "06T00:05")).unwrap();
    world.ask(DUTY, "06T00:06", enter(3, None, "06T00:06")).unwrap();
    assert_eq!(world.s.sites.rows()[0].taken.len(), 3, "whoever was promised a room got one");
}

#[test]
fn a_guest_may_change_rooms_in_a_full_site_and_a_repeated_check_in_changes_nothing() {
    let mut world = traced(&[2, 3, 4]);
    world.ask(DUTY, "05T23:30", enter(2, None, "05T23:30")).unwrap();
    world.ask(DUTY, "05T23:31", enter(3, None, "05T23:31")).unwrap();
    let again = world.ask(DUTY, "05T23:32", enter(2, None, "05T23:30")).unwrap();
    assert!(again.is_empty(), "the device sent it twice: {again:?}");
    world.ask(DUTY, "05T23:40", enter(2, Some(3), "05T23:40")).unwrap();
    let taken: Vec<_> = world.s.sites.rows()[0].taken.iter().map(|(room, who)| (*room, who.0)).collect();
    assert_eq!(taken, [(2, 3), (3, 2)]);
}

#[test]
fn nobody_enters_a_room_before_their_bus_left_or_days_before_the_case_was_known() {
    let mut world = traced(&[2, 3, 4]);
    on_the_road(&mut world, &[2, 3]);
    world.ask(DUTY, "05T23:50", Command::ArriveGroup { group: GroupId(1), at: at("05T23:50") }).unwrap();
    let refused = |world: &mut World, person, when: &str| {
        world.ask(DUTY, "06T01:00", enter(person, None, when)).unwrap_err()
    };
    let order = |earlier| Refusal::OutOfOrder { earlier, later: "checked_in" };
    assert_eq!(refused(&mut world, 2, "05T22:59"), order("formed"));
    assert_eq!(refused(&mut world, 2, "05T23:05"), order("dispatched"));
    assert_eq!(refused(&mut world, 2, "05T23:15"), order("departed"));
    // The driver's clock may be ten minutes ahead of the site's.
    world.ask(DUTY, "06T01:00", enter(2, None, "05T23:45")).unwrap();
    // Person 4 came alone: the case was sampled on the 5th, a patient may have lain there the day before, no longer.
    assert_eq!(refused(&mut world, 4, "01T09:00"), order("known"));
    world.ask(DUTY, "06T01:01", enter(4, None, "04T09:00")).unwrap();
    assert_eq!(
        world.ask(DUTY, "06T02:00", enter(4, Some(3), "04T08:00")).unwrap_err(),
        order("entered"),
        "nor a new room before the old one"
    );
}

#[test]
fn a_group_is_not_formed_days_before_its_case_nor_sent_before_it_was_formed() {
    let mut world = traced(&[2, 3]);
    let early = Command::FormGroup {
        kind: GroupKind::Close,
        people: people(&[2]),
        site: SiteId(1),
        at: at("01T09:00"),
    };
    let refused = world.ask(DUTY, "05T23:00", early).unwrap_err();
    assert_eq!(refused, Refusal::OutOfOrder { earlier: "known", later: "formed" });
    form(&mut world, &[2], 1, "05T23:00").unwrap();
    let (group, vehicle) = (GroupId(1), VehicleId(1));
    let sent = Command::DispatchGroup { group, vehicle, at: at("05T22:30") };
    let refused = world.ask(DUTY, "05T23:10", sent).unwrap_err();
    assert_eq!(refused, Refusal::OutOfOrder { earlier: "formed", later: "dispatched" });
}

#[test]
fn someone_who_turns_positive_on_the_road_leaves_the_contacts_and_is_diverted() {
    let mut world = traced(&[2, 3]);
    world.tube("S-2", TubeKind::Single, &[2], "05T21:00").unwrap();
    on_the_road(&mut world, &[2, 3]);
    let facts = world.result("S-2", TestOutcome::Positive, "05T23:30").unwrap();
    let divert = facts.iter().find_map(|fact| {
        let Fact::TaskOpened { kind: TaskKind::Divert, subject, owner, due_at, .. } = fact else {
            return None;
        };
        Some((*subject, *owner, *due_at))
    });
    let expected = (Subject::Person(PersonId(2)), Unit::Post(PostId(1)), at("06T00:30"));
    assert_eq!(divert, Some(expected), "the post of the bus has an hour");
    assert_eq!(world.s.groups.rows()[0].people, people(&[3]), "a case is no contact on a bus of contacts");
    assert!(!world.s.is_moving(PersonId(2)));
    let waiting = |world: &World, stage| world.s.waiting_for(stage).collect::<Vec<_>>();
    assert!(waiting(&world, Stage::Group).contains(&PersonId(2)), "a group of their own is due");
    assert_eq!(waiting(&world, Stage::Transfer), people(&[3]));
    assert_eq!(world.s.free_rooms(SiteId(1)), 2, "the room among contacts is not kept for a case");

    let (kind, group) = (GroupKind::Positive, GroupId(2));
    let own = Command::FormGroup { kind, people: people(&[2]), site: SiteId(2), at: at("05T23:40") };
    world.ask(DUTY, "05T23:40", own).unwrap();
    assert_eq!(world.s.groups.get(group).unwrap().people, people(&[2]));
    let ward = Command::CheckIn { person: PersonId(2), site: SiteId(2), room: None, at: at("06T00:20") };
    world.ask(DUTY, "06T00:20", ward).unwrap();
    let ended = world.s.tasks.rows().iter().find(|task| task.kind == TaskKind::Divert).unwrap();
    assert_eq!(ended.ended.as_ref().map(|(result, ..)| *result), Some(TaskResult::Done));
}

#[test]
fn someone_who_turns_positive_at_the_door_no_longer_waits_for_a_room_among_contacts() {
    let mut world = traced(&[2, 3]);
    world.tube("S-2", TubeKind::Single, &[2], "05T21:00").unwrap();
    on_the_road(&mut world, &[2, 3]);
    world.ask(DUTY, "05T23:50", Command::ArriveGroup { group: GroupId(1), at: at("05T23:50") }).unwrap();
    let facts = world.result("S-2", TestOutcome::Positive, "05T23:55").unwrap();
    assert!(
        !facts.iter().any(|fact| matches!(fact, Fact::TaskOpened { kind: TaskKind::Divert, .. })),
        "the bus is empty"
    );
    let running = Stage::ALL.into_iter().filter(|stage| world.s.running(PersonId(2), *stage).is_some());
    assert_eq!(running.collect::<Vec<_>>(), [Stage::Trace, Stage::Group]);
}
