//! Each blind spot opens by itself and closes by facts alone.

use crate::world::{COMMANDER, DEPUTY, OUTBREAK, World, area, at, street};
use domain::{
    CaseClass, Certainty, Command, Detection, DutyPlace, Evidence, Fact, GroupKind, HouseholdStatus,
    OrderKind, Origin, ReceiptStep, Ring, Setting, TestOutcome, TestPurpose, TubeKind, Unit,
    command::{NamedContact, Someone},
    ids::*,
};
use reporting::gaps::{Gap, GapKind, Harm, gap_board, gap_words, gaps};

fn of(world: &World, kind: GapKind) -> Vec<Gap> {
    gaps(&world.s, world.now).into_iter().filter(|gap| gap.kind == kind).collect()
}

pub(crate) fn case(world: &mut World, person: u32) {
    let now = world.now;
    world.ok(
        COMMANDER,
        Command::ClassifyCase {
            outbreak: OUTBREAK,
            who: Someone::Known(PersonId(person)),
            class: CaseClass::Confirmed,
            severity: None,
            detection: Detection::Community,
            origin: Origin::Unknown,
            area: street(),
            onset_on: None,
            sampled_on: None,
            reported_at: now,
            tube: None,
        },
    );
}

pub(crate) fn contact(world: &mut World, case: u32, person: u32) {
    let now = world.now;
    let named = NamedContact {
        person: PersonId(person),
        via: None,
        ring: Ring::Close,
        setting: Setting::Household,
        last_exposure_at: now,
        area: street(),
        certainty: Certainty::Recorded,
        evidence: Evidence::Register,
    };
    world.ok(
        COMMANDER,
        Command::ReportInvestigation { case: CaseId(case), complete: true, at: now, contacts: vec![named] },
    );
}

fn to_room(world: &mut World, kind: GroupKind, person: u32, group: u32) {
    let (now, id) = (world.now, GroupId(group));
    let people = vec![PersonId(person)];
    world.ok(COMMANDER, Command::FormGroup { kind, people, site: SiteId(1), at: now });
    world.ok(COMMANDER, Command::DispatchGroup { group: id, vehicle: VehicleId(1), at: now });
    world.ok(COMMANDER, Command::DepartGroup { group: id, at: now });
    world.ok(COMMANDER, Command::ArriveGroup { group: id, at: now });
    world.ok(COMMANDER, Command::CheckIn { person: PersonId(person), site: SiteId(1), room: None, at: now });
}

#[test]
fn a_contact_without_a_bed_is_a_gap_from_the_minute_the_clock_is_over_until_the_door_closes() {
    let mut world = World::street();
    world.at("06T08:00");
    case(&mut world, 1);
    contact(&mut world, 1, 2);
    world.at("06T10:00");
    assert!(of(&world, GapKind::Bed).is_empty(), "two hours are allowed for grouping");
    world.at("06T10:01");
    let open = of(&world, GapKind::Bed);
    assert_eq!(open.len(), 2);
    assert_eq!((open[0].harm, open[0].subject.as_str()), (Harm::Grave, "R1"), "the case first");
    assert_eq!((open[1].harm, open[1].subject.as_str()), (Harm::Spread, "R2"));
    assert_eq!(open[1].age_minutes, Some(121));
    assert_eq!(open[1].since, Some(at("06T08:00")));
    assert_eq!(open[1].unit, Some(Unit::Area(street())));
    to_room(&mut world, GroupKind::Close, 2, 1);
    assert_eq!(of(&world, GapKind::Bed).len(), 1, "only the case is left");
    to_room(&mut world, GroupKind::Positive, 1, 2);
    world.at("08T10:00");
    assert!(of(&world, GapKind::Bed).is_empty());
}

#[test]
fn a_tube_without_a_result_is_a_gap_until_the_result_comes() {
    let mut world = World::street();
    world.at("06T08:00");
    let collected_at = world.now;
    world.ok(
        COMMANDER,
        Command::RegisterTube {
            code: "T-1".to_owned(),
            kind: TubeKind::Single,
            people: vec![PersonId(3)],
            purpose: TestPurpose::Contact,
            site: None,
            collected_at,
        },
    );
    world.at("06T14:00");
    assert!(of(&world, GapKind::Result).is_empty(), "six hours are allowed for a single tube");
    world.at("06T14:01");
    let open = of(&world, GapKind::Result);
    assert_eq!((open.len(), open[0].subject.as_str(), open[0].harm), (1, "T-1", Harm::Spread));
    let tested_at = world.now;
    world.ok(
        COMMANDER,
        Command::ReportResult {
            code: "T-1".to_owned(),
            outcome: TestOutcome::Negative,
            lab: Some(LabId(1)),
            tested_at,
            detection: Detection::Community,
        },
    );
    assert!(of(&world, GapKind::Result).is_empty());
}

fn round(world: &mut World) {
    world.at("06T05:00");
    world.ok(
        COMMANDER,
        Command::StartRound {
            name: "第一轮".to_owned(),
            areas: vec![area("330211")],
            starts_at: at("06T05:00"),
            due_at: at("06T17:00"),
            pool: 10,
        },
    );
}

fn samples(world: &mut World, grid: u32, households: (u32, u32), people: u32, tubes: u32) {
    let now = world.now;
    world.ok(
        COMMANDER,
        Command::ReportSamples {
            round: RoundId(1),
            grid: GridId(grid),
            site: None,
            households: vec![(HouseholdId(households.0), HouseholdId(households.1))],
            people,
            tubes,
            collected_from: at("06T05:00"),
            collected_until: now,
            batch: None,
        },
    );
}

fn results(world: &mut World, people: u32, tubes: u32) {
    let tested_until = world.now;
    world.ok(
        COMMANDER,
        Command::ReportRoundResults {
            round: RoundId(1),
            lab: LabId(1),
            people,
            tubes,
            not_negative: 0,
            tested_until,
        },
    );
}

#[test]
fn a_grid_that_reports_nothing_is_an_alert_and_its_households_are_listed_before_the_round_is_due() {
    let mut world = World::street();
    round(&mut world);
    world.at("06T05:30");
    samples(&mut world, 1, (1, 4), 8, 1);
    assert!(of(&world, GapKind::GridSilent).is_empty(), "nothing is due in the first hour");
    world.at("06T06:01");
    let silent = of(&world, GapKind::GridSilent);
    assert_eq!((silent.len(), silent[0].unit), (1, Some(Unit::Grid(GridId(2)))));
    assert!(of(&world, GapKind::Household).is_empty(), "the round is not nearly due");
    world.at("06T16:00");
    let unseen = of(&world, GapKind::Household);
    let counts: Vec<(Option<Unit>, u32)> = unseen.iter().map(|gap| (gap.unit, gap.count)).collect();
    assert_eq!(
        counts,
        [(Some(Unit::Grid(GridId(1))), 1), (Some(Unit::Grid(GridId(2))), 1)],
        "household 5 of grid 1 and household 6 of grid 2"
    );
    samples(&mut world, 2, (6, 6), 4, 1);
    let households = vec![(HouseholdId(5), HouseholdId(5))];
    let (round, grid, status) = (RoundId(1), GridId(1), HouseholdStatus::Absent);
    world.ok(COMMANDER, Command::AccountHouseholds { round, grid, status, households, people: 2 });
    assert!(of(&world, GapKind::Household).is_empty(), "away is seen too");
    assert!(of(&world, GapKind::GridSilent).is_empty());
}

#[test]
fn results_of_a_round_are_owed_for_the_oldest_samples_first() {
    let mut world = World::street();
    round(&mut world);
    world.at("06T06:00");
    samples(&mut world, 1, (1, 3), 6, 3);
    world.at("06T12:00");
    samples(&mut world, 1, (4, 5), 4, 2);
    world.at("07T05:00");
    results(&mut world, 4, 2);
    world.at("07T06:01");
    let open = of(&world, GapKind::RoundResult);
    assert_eq!((open.len(), open[0].count, open[0].since), (1, 1, Some(at("06T06:00"))));
    results(&mut world, 2, 1);
    assert!(of(&world, GapKind::RoundResult).is_empty(), "the later samples still have time");
    world.at("07T12:01");
    assert_eq!(of(&world, GapKind::RoundResult)[0].count, 2);
    results(&mut world, 4, 2);
    assert!(of(&world, GapKind::RoundResult).is_empty());
}

#[test]
fn buildings_in_no_grid_or_in_two_are_gaps_of_the_street() {
    let mut world = World::street();
    assert!(of(&world, GapKind::Denominator).is_empty());
    let left = vec![BuildingId(2)];
    let mended = |joined, left| Fact::GridMended { grid: GridId(1), joined, left };
    world.ok(COMMANDER, Command::Prepare { facts: vec![mended(vec![], left)] });
    world.ok(COMMANDER, Command::Prepare { facts: vec![mended(vec![BuildingId(3)], vec![])] });
    let open = of(&world, GapKind::Denominator);
    let counts: Vec<(&str, u32)> = open.iter().map(|gap| (gap.key.as_str(), gap.count)).collect();
    assert_eq!(counts, [("denominator/330211002/several", 1), ("denominator/330211002/none", 1)]);
    world.ok(COMMANDER, Command::Prepare { facts: vec![mended(vec![BuildingId(2)], vec![BuildingId(3)])] });
    assert!(of(&world, GapKind::Denominator).is_empty());
}

#[test]
fn a_recipient_who_does_not_answer_an_order_is_late_twice() {
    let mut world = World::street();
    world.at("06T08:00");
    let unit = Unit::Area(street());
    world.ok(
        COMMANDER,
        Command::IssueOrder {
            kind: OrderKind::MassSampling,
            title: "全员核酸采样".to_owned(),
            text: String::new(),
            recipients: vec![unit, Unit::Grid(GridId(1))],
            issued_at: at("06T08:00"),
            accept_by: at("06T08:30"),
            done_by: at("06T20:00"),
            basis: "指挥部令".to_owned(),
            supersedes: None,
        },
    );
    world.at("06T08:31");
    assert_eq!(of(&world, GapKind::OrderNotAccepted).len(), 2);
    let receipt = |unit, step, time: &str| Command::GiveReceipt {
        order: OrderId(1),
        unit,
        step,
        at: at(time),
        remark: String::new(),
    };
    world.ok(COMMANDER, receipt(unit, ReceiptStep::Accepted, "06T08:31"));
    let open = of(&world, GapKind::OrderNotAccepted);
    assert_eq!(
        (open.len(), open[0].unit, open[0].since),
        (1, Some(Unit::Grid(GridId(1))), Some(at("06T08:30")))
    );
    world.at("06T20:01");
    assert!(of(&world, GapKind::OrderNotAccepted).is_empty(), "finishing is what is late now");
    assert_eq!(of(&world, GapKind::OrderNotDone).len(), 2);
    world.ok(COMMANDER, receipt(unit, ReceiptStep::Done, "06T20:01"));
    world.ok(COMMANDER, receipt(Unit::Grid(GridId(1)), ReceiptStep::Done, "06T20:01"));
    assert!(of(&world, GapKind::OrderNotDone).is_empty());
}

#[test]
fn a_unit_never_heard_of_is_silent_from_when_reporting_was_required() {
    let mut world = World::street();
    let unit = Unit::Grid(GridId(2));
    let from = at("06T08:00");
    let required = Fact::ReportingRequired { unit, every_minutes: 15, from, until: Some(at("06T12:00")) };
    world.ok(COMMANDER, Command::Prepare { facts: vec![required] });
    world.at("06T08:15");
    assert!(of(&world, GapKind::UnitSilent).is_empty());
    world.at("06T08:46");
    let open = of(&world, GapKind::UnitSilent);
    assert_eq!((open.len(), open[0].age_minutes, open[0].allowed_minutes), (1, Some(46), Some(15)));
    let now = world.now;
    world.ok(COMMANDER, Command::ReportUnit { unit, at: now });
    assert!(of(&world, GapKind::UnitSilent).is_empty());
    world.at("06T09:02");
    assert_eq!(of(&world, GapKind::UnitSilent)[0].since, Some(at("06T08:46")));
    world.at("06T12:00");
    assert!(of(&world, GapKind::UnitSilent).is_empty(), "nothing is required any more");
}

#[test]
fn a_gate_nobody_keeps_is_a_gap_whether_never_rostered_missed_or_run_out() {
    let mut world = World::street();
    world.at("06T08:00");
    world.gate();
    assert_eq!(of(&world, GapKind::Unmanned)[0].since, Some(at("06T08:00")), "never rostered");
    let place = DutyPlace::Gate(GateId(1));
    let roster =
        |from: &str, until: &str| Command::RosterDuty { place, keepers: 2, from: at(from), until: at(until) };
    world.ok(COMMANDER, roster("06T08:00", "06T16:00"));
    world.at("06T12:00");
    assert!(of(&world, GapKind::Unmanned).is_empty());
    let reason = "未到岗".to_owned();
    world.ok(COMMANDER, Command::MissDuty { place, from: at("06T11:30"), until: at("06T13:00"), reason });
    assert_eq!(of(&world, GapKind::Unmanned)[0].since, Some(at("06T11:30")), "missed");
    world.at("06T13:00");
    assert!(of(&world, GapKind::Unmanned).is_empty(), "the relief came");
    world.at("06T18:00");
    assert_eq!(of(&world, GapKind::Unmanned)[0].since, Some(at("06T16:00")), "the shift ran out");
    world.ok(COMMANDER, roster("06T18:00", "07T02:00"));
    assert!(of(&world, GapKind::Unmanned).is_empty());
}

#[test]
fn test_days_and_the_last_day_of_someone_isolated_are_owed() {
    let mut world = World::street();
    world.at("06T08:00");
    case(&mut world, 1);
    contact(&mut world, 1, 2);
    to_room(&mut world, GroupKind::Close, 2, 1);
    world.at("07T07:59");
    assert!(of(&world, GapKind::TestDue).is_empty(), "the first day in the room is not over");
    world.at("07T08:00");
    let open = of(&world, GapKind::TestDue);
    assert_eq!((open.len(), open[0].since), (1, Some(at("07T08:00"))));
    let tube = |code: &str, day: &str| Command::RegisterTube {
        code: code.to_owned(),
        kind: TubeKind::Single,
        people: vec![PersonId(2)],
        purpose: TestPurpose::Contact,
        site: None,
        collected_at: at(day),
    };
    world.at("07T09:00");
    world.ok(COMMANDER, tube("T-2", "07T09:00"));
    assert!(of(&world, GapKind::TestDue).is_empty(), "a late test is a test");
    world.at("10T08:00");
    assert_eq!(of(&world, GapKind::TestDue).len(), 1, "day 4 was the 9th");
    world.at("20T23:00");
    assert!(of(&world, GapKind::ReleaseDue).is_empty(), "the fourteenth day is not over");
    world.at("21T00:01");
    assert_eq!(of(&world, GapKind::ReleaseDue).len(), 1);
    world.ok(COMMANDER, tube("T-3", "21T00:01"));
    let now = world.now;
    world.ok(
        COMMANDER,
        Command::ReportResult {
            code: "T-3".to_owned(),
            outcome: TestOutcome::Negative,
            lab: None,
            tested_at: now,
            detection: Detection::IsolationSite,
        },
    );
    world.ok(DEPUTY, Command::Release { person: PersonId(2), at: now });
    assert!(of(&world, GapKind::ReleaseDue).is_empty());
    assert!(of(&world, GapKind::TestDue).is_empty());
}

#[test]
fn someone_who_turns_positive_on_the_road_is_a_gap_in_that_minute() {
    let mut world = World::street();
    world.at("06T08:00");
    case(&mut world, 1);
    contact(&mut world, 1, 2);
    to_room(&mut world, GroupKind::Positive, 1, 1);
    let (kind, people, at) = (GroupKind::Close, vec![PersonId(2)], world.now);
    let (group, vehicle) = (GroupId(2), VehicleId(1));
    world.ok(COMMANDER, Command::FormGroup { kind, people, site: SiteId(1), at });
    world.ok(COMMANDER, Command::DispatchGroup { group, vehicle, at });
    world.ok(COMMANDER, Command::DepartGroup { group, at });
    assert!(of(&world, GapKind::Bed).is_empty());
    world.at("06T08:20");
    case(&mut world, 2);
    let open = of(&world, GapKind::Bed);
    assert_eq!((open.len(), open[0].subject.as_str(), open[0].harm), (1, "R2", Harm::Grave));
    assert_eq!((open[0].age_minutes, open[0].allowed_minutes), (Some(0), Some(0)), "no time is allowed");
    let at = world.now;
    world.ok(COMMANDER, Command::ArriveGroup { group, at });
    to_room(&mut world, GroupKind::Positive, 2, 3);
    assert!(of(&world, GapKind::Bed).is_empty());
}

#[test]
fn someone_kept_for_a_case_that_was_none_is_a_gap_until_they_are_released() {
    let mut world = World::street();
    world.at("06T08:00");
    case(&mut world, 1);
    contact(&mut world, 1, 2);
    to_room(&mut world, GroupKind::Close, 2, 1);
    world.at("07T09:00");
    assert!(of(&world, GapKind::ReleaseDue).is_empty());
    let (case, class, severity, at) = (CaseId(1), CaseClass::Excluded, None, world.now);
    world.ok(COMMANDER, Command::ReclassifyCase { case, class, severity, at, reason: "专家组排除".into() });
    assert_eq!(of(&world, GapKind::ReleaseDue).len(), 1);
    world.ok(DEPUTY, Command::Release { person: PersonId(2), at });
    assert!(of(&world, GapKind::ReleaseDue).is_empty());
}

#[test]
fn sums_of_a_round_that_cannot_be_held_stay_at_the_most_and_stop_no_screen() {
    let mut world = World::street();
    round(&mut world);
    world.at("06T06:00");
    samples(&mut world, 1, (1, 3), 6, 3);
    let first = world.s.rounds.rows()[0].sampled[0];
    let full = situation::state::Batch { people: u32::MAX, tubes: u32::MAX, ..first };
    let rounds = world.s.rounds.get_mut(RoundId(1)).unwrap();
    rounds.sampled.extend([full, full]);
    let tested = situation::state::Batch { lab: Some(LabId(1)), grid: None, people: 7, tubes: 7, ..full };
    rounds.resulted.extend([tested, full, full]);
    let line = reporting::round::rounds(&world.s, world.now).rounds.remove(0);
    assert_eq!((line.sampled, line.tubes, line.resulted), (u32::MAX, u32::MAX, u32::MAX));
    world.s.rounds.get_mut(RoundId(1)).unwrap().resulted.truncate(1);
    world.at("07T12:00");
    let late = of(&world, GapKind::RoundResult);
    assert_eq!(late[0].count, u32::MAX);
    let funnel = reporting::funnel::funnel(&world.s, world.now);
    assert_eq!(funnel.stages[0].in_work, u32::MAX);
    assert_eq!(
        reporting::funnel::cumulative_flow(&world.s, world.now).stages[0].entered.last(),
        Some(&u32::MAX)
    );
    assert_eq!(gap_board(&late)[0].count, u32::MAX);
}

#[test]
fn the_board_puts_the_most_harmful_first_and_says_it_in_words() {
    let mut world = World::street();
    world.at("06T08:00");
    world.gate();
    case(&mut world, 1);
    contact(&mut world, 1, 2);
    world.at("06T11:12");
    let board = gap_board(&gaps(&world.s, world.now));
    let harms: Vec<Harm> = board.iter().map(|line| line.harm).collect();
    assert_eq!(harms, [Harm::Grave, Harm::Spread, Harm::Work]);
    let (title, detail) = gap_words(&world.s, &board[1], reporting::Lang::Zh);
    assert_eq!(title, "密接 1 人 超 120 分 未落床位");
    assert_eq!(detail, "蛟川街道 · R2 · 最久 3 时");
    let (title, detail) = gap_words(&world.s, &board[2], reporting::Lang::En);
    assert_eq!(title, "1 gates or posts not kept");
    assert_eq!(detail, "1 网格 · 东门 · oldest 3 h");
}
