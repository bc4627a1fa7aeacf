//! The five queues, the registers, the curve.

use crate::{
    gaps::{case, contact},
    world::{COMMANDER, INSPECTOR, World, at, street},
};
use domain::{Command, Stage, Unit, ids::*, time::minutes_between};
use proptest::prelude::*;
use reporting::{
    Lang,
    curve::{CurveBy, CurveQuery, curve},
    funnel::{cumulative_flow, funnel},
    lists::{CaseQuery, case_list},
    registers::registers,
};
use situation::state::Hop;

#[test]
fn the_bottleneck_is_the_queue_that_takes_longest_to_clear_not_the_longest_one() {
    let mut world = World::street();
    world.at("06T08:00");
    assert_eq!(funnel(&world.s, world.now).bottleneck, None, "nothing waits");
    case(&mut world, 1);
    contact(&mut world, 1, 2);
    contact(&mut world, 1, 3);
    world.at("06T09:00");
    let first = funnel(&world.s, world.now);
    let group = &first.stages[2];
    assert_eq!((group.stage, group.in_work, group.clears_minutes), (Stage::Group, 3, None));
    assert_eq!(first.bottleneck, Some(Stage::Group), "three wait and nobody was grouped yet");
    assert!(group.bottleneck);
    assert_eq!(group.oldest_minutes, Some(60));
    // Hops of other people make grouping quick and leave transfer with a slow one.
    let now = world.now;
    let hop = |minutes, person| Hop { at: now, minutes, person: PersonId(person) };
    world.s.hops.insert(Stage::Group, (4..13).map(|person| hop(10, person)).collect());
    let people = vec![PersonId(2)];
    let kind = domain::GroupKind::Close;
    world.ok(COMMANDER, Command::FormGroup { kind, people, site: SiteId(1), at: now });
    world.s.hops.insert(Stage::Transfer, vec![hop(40, 4)]);
    let later = funnel(&world.s, now);
    let (group, transfer) = (&later.stages[2], &later.stages[3]);
    assert_eq!((group.in_work, transfer.in_work), (2, 1));
    assert_eq!(group.clears_minutes, Some(36), "two at ten in three hours");
    assert_eq!(transfer.clears_minutes, Some(180), "one at one in three hours");
    assert_eq!(later.bottleneck, Some(Stage::Transfer));
    assert_eq!((group.p50_minutes, group.p90_minutes, group.done_24h), (Some(10), Some(10), 10));
    assert!(!group.target.confirmed, "no document was seen for the target");
    assert_eq!(group.owner.as_ref().unwrap().title, "转运调度");
}

#[test]
fn people_of_a_round_wait_in_the_test_queue_until_their_results_are_in() {
    let mut world = World::street();
    world.at("06T05:00");
    world.ok(
        COMMANDER,
        Command::StartRound {
            name: "第一轮".to_owned(),
            areas: vec![street()],
            starts_at: at("06T05:00"),
            due_at: at("06T17:00"),
            pool: 10,
        },
    );
    world.at("06T07:00");
    world.ok(
        COMMANDER,
        Command::ReportSamples {
            round: RoundId(1),
            grid: GridId(1),
            site: None,
            households: vec![(HouseholdId(1), HouseholdId(5))],
            people: 10,
            tubes: 2,
            collected_from: at("06T05:00"),
            collected_until: at("06T06:00"),
            batch: None,
        },
    );
    let before = funnel(&world.s, world.now);
    let test = &before.stages[0];
    assert_eq!((test.in_work, test.in_rounds, test.round_tubes), (10, 10, 2));
    assert_eq!(test.oldest_minutes, Some(60));
    world.at("06T09:00");
    world.ok(
        COMMANDER,
        Command::ReportRoundResults {
            round: RoundId(1),
            lab: LabId(1),
            people: 6,
            tubes: 1,
            not_negative: 0,
            tested_until: at("06T09:00"),
        },
    );
    let after = funnel(&world.s, world.now);
    let test = &after.stages[0];
    assert_eq!((test.in_work, test.round_tubes, test.done_24h), (4, 1, 6));
    assert_eq!((test.p50_minutes, test.clears_minutes), (Some(180), Some(120)));
    let flow = cumulative_flow(&world.s, world.now);
    let stage = &flow.stages[0];
    assert_eq!((stage.entered.last(), stage.left.last()), (Some(&10), Some(&6)));
    assert_eq!(flow.hours.len(), 73);
    assert_eq!(minutes_between(flow.hours[0], *flow.hours.last().unwrap()), 72 * 60);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_a_register_found_is_solved_or_open(problems in prop::collection::vec((0_u8..3, 1_u32..3, any::<bool>()), 0..40), visits in 0_u32..20) {
        let mut world = World::street();
        world.at("06T08:00");
        let now = world.now;
        for (index, (register, owner, solved)) in problems.iter().enumerate() {
            let owner = Unit::Grid(GridId(*owner));
            world.ok(COMMANDER, Command::RecordProblem {
                register: format!("台账{register}"),
                kind: "物资".to_owned(),
                unit: owner,
                owner,
                due_at: at("07T08:00"),
            });
            if *solved {
                let (problem, evidence) = (ProblemId::from_index(index), "照片".to_owned());
                world.ok(INSPECTOR, Command::SolveProblem { problem, evidence, verifier: INSPECTOR, at: now });
            }
        }
        for _ in 0..visits {
            let (unit, area) = (Unit::Area(street()), street());
            world.ok(COMMANDER, Command::RecordVisit { unit, area, register: "台账0".to_owned(), at: now });
        }
        let report = registers(&world.s, world.now);
        let solved = problems.iter().filter(|(_, _, solved)| *solved).count();
        prop_assert_eq!(usize::try_from(report.totals.total).unwrap(), problems.len());
        prop_assert_eq!(usize::try_from(report.totals.solved).unwrap(), solved);
        prop_assert_eq!(report.visits, visits);
        prop_assert_eq!(report.totals.total, report.totals.solved + report.totals.open);
        for line in &report.registers {
            prop_assert_eq!(line.totals.total, line.totals.solved + line.totals.open);
            let owners: u32 = line.owners.iter().map(|(_, _, totals)| totals.total).sum();
            let open: u32 = line.owners.iter().map(|(_, _, totals)| totals.open).sum();
            prop_assert_eq!((owners, open), (line.totals.total, line.totals.open));
        }
    }

    #[test]
    fn the_curve_has_every_case_of_the_line_list_once(days in prop::collection::vec((1_u8..12, 0_u8..4, any::<bool>()), 0..13)) {
        let mut world = World::street();
        world.at("13T08:00");
        for (index, (reported, delay, inside)) in days.iter().enumerate() {
            let reported_at = at(&format!("{reported:02}T09:00"));
            let onset = domain::time::add_days(domain::time::day_of(reported_at), -i32::from(*delay));
            world.ok(COMMANDER, Command::ClassifyCase {
                outbreak: crate::world::OUTBREAK,
                who: domain::command::Someone::Known(PersonId::from_index(index)),
                class: domain::CaseClass::Confirmed,
                severity: None,
                detection: if *inside { domain::Detection::IsolationSite } else { domain::Detection::Clinic },
                origin: domain::Origin::Local,
                area: street(),
                onset_on: (*delay > 0).then_some(onset),
                sampled_on: None,
                reported_at,
                tube: None,
            });
        }
        for by in [CurveBy::Onset, CurveBy::Report] {
            let drawn = curve(&world.s, world.now, &CurveQuery { by, ..CurveQuery::default() }, Lang::Zh);
            let sum: u32 = drawn.days.iter().map(|day| day.community + day.controlled).sum();
            let listed = case_list(&world.s, world.now, &CaseQuery::default()).total;
            prop_assert_eq!(u64::from(sum), listed);
            let controlled: u32 = drawn.days.iter().map(|day| day.controlled).sum();
            let query = CaseQuery { found: Some(reporting::lists::DetectionFilter::Controlled), ..CaseQuery::default() };
            prop_assert_eq!(u64::from(controlled), case_list(&world.s, world.now, &query).total);
        }
    }
}

#[test]
fn days_younger_than_the_reporting_delay_are_marked_as_incomplete() {
    let mut world = World::street();
    world.at("10T20:00");
    for (index, (onset, reported)) in [("04", "06"), ("05", "07"), ("06", "08")].into_iter().enumerate() {
        world.ok(
            COMMANDER,
            Command::ClassifyCase {
                outbreak: crate::world::OUTBREAK,
                who: domain::command::Someone::Known(PersonId::from_index(index)),
                class: domain::CaseClass::Confirmed,
                severity: None,
                detection: domain::Detection::Clinic,
                origin: domain::Origin::Local,
                area: street(),
                onset_on: Some(format!("2021-12-{onset}").parse().unwrap()),
                sampled_on: None,
                reported_at: at(&format!("{reported}T09:00")),
                tube: None,
            },
        );
    }
    let query = CurveQuery { by: CurveBy::Onset, ..CurveQuery::default() };
    let drawn = curve(&world.s, world.now, &query, Lang::Zh);
    let late: Vec<String> =
        drawn.by_onset.iter().filter(|day| day.late).map(|day| day.date.to_string()).collect();
    assert_eq!(late, ["2021-12-08", "2021-12-09", "2021-12-10"], "two days of delay and the day itself");
    assert_eq!(drawn.late_days, 3);
    let late: Vec<bool> = drawn.by_report.iter().map(|day| day.late).collect();
    assert_eq!(late.iter().filter(|late| **late).count(), 1, "only today is not over");
}
