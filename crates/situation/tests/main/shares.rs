//! A grid's share of a round: told twice it counts once, corrected it stands corrected, and it is the grid's own.

use crate::world::{DUTY, World, at};
use domain::{Command, Fact, HouseholdStatus, fact::HouseholdRun, ids::*};
use situation::Refusal;

fn round() -> World {
    let mut world = World::new();
    let areas = vec!["330211".parse().unwrap()];
    let (starts_at, due_at) = (at("05T08:00"), at("05T20:00"));
    let start = Command::StartRound { name: "第一轮".into(), areas, starts_at, due_at, pool: 10 };
    world.ask(DUTY, "05T07:00", start).unwrap();
    world
}

fn runs(ends: &[(u32, u32)]) -> Vec<HouseholdRun> {
    ends.iter().map(|(first, last)| (HouseholdId(*first), HouseholdId(*last))).collect()
}

fn samples(
    world: &mut World,
    grid: u32,
    households: &[(u32, u32)],
    (people, tubes): (u32, u32),
    (from, until): (&str, &str),
) -> Result<Vec<Fact>, Refusal> {
    let (round, grid, households) = (RoundId(1), GridId(grid), runs(households));
    let (collected_from, collected_until) = (at(from), at(until));
    let report = Command::ReportSamples {
        round,
        grid,
        site: None,
        households,
        people,
        tubes,
        collected_from,
        collected_until,
        batch: None,
    };
    world.ask(DUTY, "05T18:00", report)
}

/// People and tubes of grid 1, households seen, batches on record.
fn counts(world: &World) -> (u32, u32, u32, usize) {
    let round = &world.s.rounds.rows()[0];
    let share = &round.grids[&GridId(1)];
    (share.people, share.tubes, round.seen.count(), round.sampled.len())
}

const MORNING: (&str, &str) = ("05T09:00", "05T10:00");

#[test]
fn the_same_samples_reported_twice_count_once() {
    let mut world = round();
    samples(&mut world, 1, &[(1, 5)], (20, 2), MORNING).unwrap();
    let again = samples(&mut world, 1, &[(1, 5)], (20, 2), MORNING).unwrap();
    assert!(again.is_empty(), "nothing new: {again:?}");
    assert_eq!(counts(&world), (20, 2, 5, 1));
}

#[test]
fn a_corrected_report_of_a_slice_stands_in_place_of_the_first() {
    let mut world = round();
    samples(&mut world, 1, &[(1, 5)], (20, 2), MORNING).unwrap();
    samples(&mut world, 1, &[(6, 8)], (12, 2), ("05T10:00", "05T11:00")).unwrap();
    let away = Command::AccountHouseholds {
        round: RoundId(1),
        grid: GridId(1),
        status: HouseholdStatus::Absent,
        households: runs(&[(5, 5)]),
        people: 4,
    };
    world.ask(DUTY, "05T18:00", away).unwrap();
    // Household 5 was away after all, household 4 was ticked by mistake, and sampling ended five minutes later.
    samples(&mut world, 1, &[(1, 3)], (12, 2), ("05T09:00", "05T10:05")).unwrap();
    assert_eq!(counts(&world), (24, 4, 7, 2), "households 1 to 3, 5 and 6 to 8");
    let round = &world.s.rounds.rows()[0];
    assert!(!round.seen.has(HouseholdId(4)), "nobody has seen household 4");
    assert_eq!(round.sampled[0].at, at("05T10:05"));
    assert_eq!(round.grids[&GridId(1)].last, Some(at("05T11:00")));
    assert_eq!(world.s, situation::Situation::at_seq(&world.entries, world.s.seq), "and so on every replay");
}

#[test]
fn two_teams_that_begin_together_report_two_slices() {
    let mut world = round();
    samples(&mut world, 1, &[(1, 5)], (20, 2), MORNING).unwrap();
    samples(&mut world, 1, &[(6, 10)], (20, 2), MORNING).unwrap();
    assert_eq!(counts(&world), (40, 4, 10, 2));
}

#[test]
fn counts_without_households_are_one_slice_when_they_began_and_ended_together() {
    let mut world = round();
    samples(&mut world, 1, &[], (20, 2), MORNING).unwrap();
    samples(&mut world, 1, &[], (22, 3), MORNING).unwrap();
    samples(&mut world, 1, &[], (10, 1), ("05T10:00", "05T11:00")).unwrap();
    assert_eq!(counts(&world), (32, 4, 0, 2));
}

#[test]
fn households_accounted_for_twice_count_once_and_with_what_was_said_last() {
    let mut world = round();
    let account = |status, people| Command::AccountHouseholds {
        round: RoundId(1),
        grid: GridId(1),
        status,
        households: runs(&[(11, 12)]),
        people,
    };
    world.ask(DUTY, "05T18:00", account(HouseholdStatus::Absent, 8)).unwrap();
    assert!(world.ask(DUTY, "05T18:01", account(HouseholdStatus::Absent, 8)).unwrap().is_empty());
    world.ask(DUTY, "05T18:02", account(HouseholdStatus::Refused, 7)).unwrap();
    let accounted = &world.s.rounds.rows()[0].grids[&GridId(1)].accounted;
    assert_eq!(accounted[&HouseholdStatus::Refused], 7);
    assert_eq!(accounted.values().sum::<u32>(), 7, "the same two doors");
}

#[test]
fn a_grid_cannot_report_the_households_of_another() {
    let mut world = round();
    let refused = samples(&mut world, 1, &[(14, 17)], (8, 1), MORNING).unwrap_err();
    assert_eq!(refused, Refusal::OutsideGrid { grid: GridId(1), household: HouseholdId(16) });
    let refused = samples(&mut world, 2, &[(20, 21), (3, 3)], (8, 1), MORNING).unwrap_err();
    assert_eq!(refused, Refusal::OutsideGrid { grid: GridId(2), household: HouseholdId(3) });
    let away = Command::AccountHouseholds {
        round: RoundId(1),
        grid: GridId(2),
        status: HouseholdStatus::Absent,
        households: runs(&[(15, 15)]),
        people: 4,
    };
    let refused = world.ask(DUTY, "05T18:00", away).unwrap_err();
    assert_eq!(refused.code(), "outside-grid");
    samples(&mut world, 2, &[(16, 35)], (40, 4), MORNING).unwrap();
}

#[test]
fn one_correction_that_spans_two_slices_stands_in_place_of_both() {
    let mut world = round();
    samples(&mut world, 1, &[(1, 5)], (20, 2), MORNING).unwrap();
    samples(&mut world, 1, &[(6, 10)], (20, 2), MORNING).unwrap();
    samples(&mut world, 1, &[(11, 12)], (8, 1), ("05T10:00", "05T11:00")).unwrap();
    samples(&mut world, 1, &[(1, 9)], (36, 4), ("05T09:00", "05T10:20")).unwrap();
    let (people, tubes, seen, _) = counts(&world);
    assert_eq!((people, tubes, seen), (44, 5, 11), "households 1 to 9, 11 and 12");
    let round = &world.s.rounds.rows()[0];
    assert_eq!(round.sampled.iter().map(|batch| batch.people).sum::<u32>(), 44, "in every sum");
    assert_eq!(round.sampled.iter().map(|batch| batch.tubes).sum::<u32>(), 5);
    assert_eq!(round.grids[&GridId(1)].slices.len(), 2);
    let again = samples(&mut world, 1, &[(1, 9)], (36, 4), ("05T09:00", "05T10:20")).unwrap();
    assert!(again.is_empty(), "nothing new: {again:?}");
    samples(&mut world, 1, &[(1, 10)], (40, 4), ("05T09:00", "05T10:20")).unwrap();
    let (people, tubes, seen, _) = counts(&world);
    assert_eq!((people, tubes, seen), (48, 5, 12), "and what was corrected can be corrected again");
    assert_eq!(world.s, situation::Situation::at_seq(&world.entries, world.s.seq), "and so on every replay");
}

#[test]
fn what_a_grid_sampled_before_it_ended_counts_when_it_comes_late() {
    let mut world = round();
    samples(&mut world, 1, &[(1, 5)], (20, 2), MORNING).unwrap();
    let retired = Fact::GridRetired { grid: GridId(1), version: 2, into: vec![GridId(2)] };
    let joined = Fact::GridMended { grid: GridId(2), joined: vec![BuildingId(1)], left: vec![] };
    world.ask(DUTY, "05T12:00", Command::Prepare { facts: vec![retired, joined] }).unwrap();
    samples(&mut world, 1, &[(6, 8)], (12, 2), ("05T10:00", "05T12:00")).unwrap();
    assert_eq!(counts(&world), (32, 4, 8, 2));
    assert!(!world.s.heard.contains_key(&domain::Unit::Grid(GridId(1))), "a grid that ended is not heard of");
    let refused = samples(&mut world, 1, &[(16, 17)], (4, 1), ("05T10:00", "05T11:00")).unwrap_err();
    assert_eq!(refused.code(), "outside-grid", "only its own households");

    let refused = samples(&mut world, 1, &[(9, 10)], (8, 1), ("05T11:00", "05T12:01")).unwrap_err();
    assert_eq!(refused, Refusal::GridRetired { grid: GridId(1), into: vec![GridId(2)] });
    assert!(refused.to_string().ends_with("its successors: G2"), "{refused}");
    samples(&mut world, 2, &[(9, 10)], (8, 1), ("05T11:00", "05T12:01")).unwrap();
    let away = Command::AccountHouseholds {
        round: RoundId(1),
        grid: GridId(1),
        status: HouseholdStatus::Absent,
        households: runs(&[(11, 11)]),
        people: 4,
    };
    let refused = world.ask(DUTY, "05T18:00", away).unwrap_err();
    assert_eq!(refused.code(), "grid-retired", "a visit does not say when it was");
}

#[test]
fn a_building_that_no_grid_claims_may_be_reported_by_whoever_finds_it_and_a_redrawn_grid_reports_no_more() {
    let mut world = round();
    let mend = |left: u32| Fact::GridMended { grid: GridId(2), joined: vec![], left: vec![BuildingId(left)] };
    world.ask(DUTY, "05T08:30", Command::Prepare { facts: vec![mend(2)] }).unwrap();
    samples(&mut world, 1, &[(15, 17)], (8, 1), MORNING).unwrap();
    let redrawn = Fact::GridRetired { grid: GridId(1), version: 2, into: vec![] };
    world.ask(DUTY, "05T12:00", Command::Prepare { facts: vec![redrawn] }).unwrap();
    let refused = samples(&mut world, 1, &[(1, 2)], (8, 1), ("05T13:00", "05T14:00")).unwrap_err();
    assert_eq!(refused.code(), "grid-ended", "and nobody said which grid took over");
}
