//! The walkthrough, told as it happens.

use crate::world::{COMMANDER, DUTY, TRACER, World, at};
use domain::{
    CaseClass, Certainty, Command, Evidence, Fact, GroupKind, Level, OrderKind, ReceiptStep, Ring, Setting,
    Stage, TestOutcome, TubeKind, Unit, command::NamedContact, fact::Measure, ids::*,
};
use situation::Refusal;

pub(crate) fn named(person: u32, ring: Ring, via: Option<u32>, last: &str) -> NamedContact {
    NamedContact {
        person: PersonId(person),
        via: via.map(ContactId),
        ring,
        setting: Setting::Household,
        last_exposure_at: at(last),
        area: "330211002001".parse().unwrap(),
        certainty: Certainty::Recorded,
        evidence: Evidence::Register,
    }
}

/// The index tube of ten is abnormal; the tenth person is positive alone.
pub(crate) fn index_case(world: &mut World) {
    let ten: Vec<u32> = (1..=10).collect();
    world.tube("T-1", TubeKind::Pooled(10), &ten, "05T09:00").unwrap();
    world.result("T-1", TestOutcome::Positive, "05T16:30").unwrap();
    world.tube("S-1", TubeKind::Single, &[1], "05T17:00").unwrap();
    world.result("S-1", TestOutcome::Positive, "05T20:30").unwrap();
}

#[test]
fn a_positive_pool_holds_ten_people_and_asks_for_ten_single_tests() {
    let mut world = World::new();
    let ten: Vec<u32> = (1..=10).collect();
    world.tube("T-1", TubeKind::Pooled(10), &ten, "05T09:00").unwrap();
    let facts = world.result("T-1", TestOutcome::Positive, "05T16:30").unwrap();
    let retests = facts.iter().filter(|fact| matches!(fact, Fact::SingleRetestOrdered { .. })).count();
    let holds = facts.iter().filter(|fact| matches!(fact, Fact::HoldPlaced { .. })).count();
    assert_eq!((retests, holds), (10, 10));
    assert_eq!(world.s.waiting_for(Stage::Test).count(), 10);
    assert!(world.s.cases.is_empty(), "a pool makes no case");

    world.tube("S-2", TubeKind::Single, &[2], "05T17:00").unwrap();
    world.result("S-2", TestOutcome::Negative, "05T20:00").unwrap();
    assert_eq!(world.s.people[&PersonId(2)].hold, None, "a negative single ends the hold");
    assert!(world.s.people[&PersonId(3)].hold.is_some());
}

#[test]
fn a_single_positive_starts_the_clocks_and_the_diagnosis_is_counted_once() {
    let mut world = World::new();
    index_case(&mut world);
    let case = &world.s.cases.rows()[0];
    assert_eq!((case.class, case.person), (CaseClass::Suspect, PersonId(1)));
    assert_eq!(world.s.waiting_for(Stage::Trace).collect::<Vec<_>>(), [PersonId(1)]);
    assert_eq!(world.s.open_tasks.len(), 1, "an investigation is due");

    let reclassify = |class, when: &str| {
        let (case, severity, reason) = (CaseId(1), None, "专家组诊断".to_owned());
        (when.to_owned(), Command::ReclassifyCase { case, class, severity, at: at(when), reason })
    };
    let (when, command) = reclassify(CaseClass::Asymptomatic, "06T10:00");
    world.ask(DUTY, &when, command).unwrap();
    let (when, command) = reclassify(CaseClass::Confirmed, "08T10:00");
    world.ask(DUTY, &when, command).unwrap();
    let area = "33".parse().unwrap();
    let sixth = world.s.figures_of(area, "2021-12-06".parse().unwrap());
    let eighth = world.s.figures_of(area, "2021-12-08".parse().unwrap());
    assert_eq!((sixth.new_confirmed(), sixth.new_asymptomatic(), sixth.cumulative_confirmed), (0, 1, 0));
    assert_eq!((eighth.new_confirmed(), eighth.converted, eighth.cumulative_confirmed), (1, 1, 1));
}

#[test]
fn the_same_result_again_is_counted_and_a_contradicting_one_refused_until_it_is_corrected() {
    let mut world = World::new();
    index_case(&mut world);
    let again = world.result("S-1", TestOutcome::Positive, "05T20:40").unwrap();
    assert_eq!(again, [Fact::TubeResultRepeated { tube: TubeId(2) }]);
    let refused = world.result("S-1", TestOutcome::Negative, "05T20:50").unwrap_err();
    assert_eq!(refused.code(), "result-contradicts");

    let slice = Command::ReportInvestigation {
        case: CaseId(1),
        complete: true,
        at: at("05T22:00"),
        contacts: vec![named(2, Ring::Close, None, "05T12:00")],
    };
    world.ask(TRACER, "05T22:00", slice).unwrap();
    let (code, outcome, reason) = ("S-1".to_owned(), TestOutcome::Negative, "样本污染".to_owned());
    world.ask(ActorId(4), "06T09:00", Command::AmendResult { code, outcome, reason }).unwrap();
    assert_eq!(world.s.cases.rows()[0].class, CaseClass::Excluded);
    assert!(world.s.contacts.rows()[0].withdrawn, "contacts of a case that was none are no contacts");
    assert_eq!(world.s.waiting_for(Stage::Group).count(), 0);
    assert_eq!(world.s.tubes.rows()[1].replaced.len(), 1, "what was believed stays on record");
}

#[test]
fn contacts_travel_apart_from_positives_into_rooms_and_are_not_released_early() {
    let mut world = World::new();
    index_case(&mut world);
    let contacts = vec![named(2, Ring::Close, None, "05T12:00"), named(3, Ring::Close, None, "05T12:00")];
    let slice =
        Command::ReportInvestigation { case: CaseId(1), complete: true, at: at("05T22:00"), contacts };
    world.ask(TRACER, "05T22:00", slice.clone()).unwrap();
    let again = world.ask(TRACER, "05T22:30", slice).unwrap();
    assert_eq!(again.len(), 1, "the same contacts are not named twice: {again:?}");

    let form = |kind, people: &[u32], site| {
        let people = people.iter().map(|person| PersonId(*person)).collect();
        Command::FormGroup { kind, people, site: SiteId(site), at: at("05T23:00") }
    };
    let mixed = world.ask(DUTY, "05T23:00", form(GroupKind::Close, &[1, 2], 1)).unwrap_err();
    assert_eq!(mixed, Refusal::MixedGroup(PersonId(1)));
    world.ask(DUTY, "05T23:00", form(GroupKind::Close, &[2, 3], 1)).unwrap();
    let (group, vehicle) = (GroupId(1), VehicleId(1));
    world.ask(DUTY, "05T23:10", Command::DispatchGroup { group, vehicle, at: at("05T23:10") }).unwrap();
    let early = world.ask(DUTY, "05T23:11", Command::ArriveGroup { group, at: at("05T23:11") }).unwrap_err();
    assert_eq!(early.code(), "group-step");
    world.ask(DUTY, "05T23:20", Command::DepartGroup { group, at: at("05T23:20") }).unwrap();
    world.ask(DUTY, "05T23:50", Command::ArriveGroup { group, at: at("05T23:50") }).unwrap();
    let person = PersonId(2);
    let check_in = Command::CheckIn { person, site: SiteId(1), room: None, at: at("06T00:10") };
    world.ask(DUTY, "06T00:10", check_in).unwrap();
    let stages: Vec<_> =
        world.s.people[&person].clocks.iter().map(|clock| (clock.stage, clock.done.is_some())).collect();
    let passed = [(Stage::Test, true), (Stage::Group, true), (Stage::Transfer, true), (Stage::Isolate, true)];
    // The hold of the pool is still open for person 2, who was never sampled alone.
    assert_eq!(stages[2..], passed[1..], "{stages:?}");

    let release = |when: &str| Command::Release { person, at: at(when) };
    let refused = world.ask(DUTY, "18T23:59", release("18T23:59")).unwrap_err();
    assert_eq!(refused, Refusal::TooEarly { person, until: "2021-12-19".parse().unwrap() });
    let refused = world.ask(DUTY, "19T08:00", release("19T08:00")).unwrap_err();
    assert_eq!(refused, Refusal::NotTested(person));
    world.tube("R-2", TubeKind::Single, &[2], "18T09:00").unwrap();
    world.result("R-2", TestOutcome::Negative, "18T15:00").unwrap();
    world.ask(DUTY, "19T08:00", release("19T08:00")).unwrap();
    assert!(world.s.staying.is_empty());
    assert!(world.s.sites.rows()[0].taken.is_empty(), "the room is free again");
}

#[test]
fn a_contact_of_contact_needs_the_contact_between() {
    let mut world = World::new();
    index_case(&mut world);
    let contacts = vec![named(61, Ring::Secondary, None, "05T12:00")];
    let slice =
        Command::ReportInvestigation { case: CaseId(1), complete: false, at: at("05T22:00"), contacts };
    assert_eq!(world.ask(TRACER, "05T22:00", slice).unwrap_err(), Refusal::MissingVia);
    assert_eq!(world.s.cases.rows()[0].slices, 0, "a refused slice leaves nothing");
}

#[test]
fn a_contact_who_turns_positive_becomes_a_case_with_a_proposed_exposure() {
    let mut world = World::new();
    index_case(&mut world);
    let contacts = vec![named(2, Ring::Close, None, "05T12:00")];
    let slice =
        Command::ReportInvestigation { case: CaseId(1), complete: true, at: at("05T22:00"), contacts };
    world.ask(TRACER, "05T22:00", slice).unwrap();
    world.tube("S-2", TubeKind::Single, &[2], "06T01:00").unwrap();
    world.result("S-2", TestOutcome::Positive, "06T04:00").unwrap();
    assert_eq!(world.s.cases.len(), 2);
    let exposure = &world.s.exposures.rows()[0];
    assert_eq!((exposure.from, exposure.to), (CaseId(1), PersonId(2)));
    let (exposure, status, reason) = (ExposureId(1), domain::ExposureStatus::Confirmed, "同户".to_owned());
    world.ask(TRACER, "06T06:00", Command::JudgeExposure { exposure, status, reason }).unwrap();
    assert_eq!(world.s.cases.rows()[0].infected, [ExposureId(1)]);
}

#[test]
fn a_level_needs_two_people_and_holds_from_its_minute() {
    let mut world = World::new();
    let area = "3302".parse().unwrap();
    let measure =
        Measure::Level { area, level: Level::I, from: at("07T02:00"), basis: "应急预案".into() };
    world.ask(DUTY, "07T01:30", Command::Propose { measure }).unwrap();
    let approve = || Command::Approve { proposal: ProposalId(1) };
    assert_eq!(world.ask(DUTY, "07T01:31", approve()).unwrap_err(), Refusal::SamePerson);
    assert_eq!(world.ask(TRACER, "07T01:32", approve()).unwrap_err(), Refusal::NoMandate);
    world.ask(COMMANDER, "07T01:40", approve()).unwrap();
    assert_eq!(world.ask(COMMANDER, "07T01:41", approve()).unwrap_err().code(), "already-decided");
    let street = "330211002".parse().unwrap();
    assert_eq!(world.s.level_at(street, at("07T01:59")).0, Level::Normal);
    assert_eq!(world.s.level_at(street, at("07T02:00")), (Level::I, Some(at("07T02:00"))));
}

#[test]
fn an_order_goes_down_to_the_grid_and_lateness_up_to_the_street() {
    let mut world = World::new();
    let grids = vec![Unit::Grid(GridId(1)), Unit::Grid(GridId(2))];
    let issue = Command::IssueOrder {
        kind: OrderKind::MassSampling,
        title: "全区核酸采样".into(),
        text: "05:00 起".into(),
        recipients: grids.clone(),
        issued_at: at("07T04:00"),
        accept_by: at("07T04:30"),
        done_by: at("07T20:00"),
        basis: "传染病防治法".into(),
        supersedes: None,
    };
    world.ask(COMMANDER, "07T04:00", issue).unwrap();
    let order = OrderId(1);
    let (unit, remark) = (Unit::Grid(GridId(1)), String::new());
    let receipt =
        |step, when: &str| Command::GiveReceipt { order, unit, step, at: at(when), remark: remark.clone() };
    world.ask(ActorId(4), "07T04:10", receipt(ReceiptStep::Accepted, "07T04:10")).unwrap();
    let taken = &world.s.orders.rows()[0].receipts[&unit];
    assert_eq!((taken.delivered, taken.read, taken.done), (Some(at("07T04:10")), Some(at("07T04:10")), None));

    assert!(world.s.late_receipts(at("07T04:30")).is_empty());
    let facts = world.ask(DUTY, "07T04:31", Command::EscalateLate { at: at("07T04:31") }).unwrap();
    let street = Unit::Area("330211002".parse().unwrap());
    assert!(
        matches!(&facts[..], [Fact::OrderEscalated { unit, to, .. }] if *unit == grids[1] && *to == street)
    );
    let again = world.ask(DUTY, "07T04:40", Command::EscalateLate { at: at("07T04:40") }).unwrap();
    assert!(again.is_empty(), "the street heard of it once");
    world.ask(ActorId(4), "07T19:00", receipt(ReceiptStep::Done, "07T19:00")).unwrap();
    let stranger =
        Command::GiveReceipt { order, unit: street, step: ReceiptStep::Read, at: at("07T19:00"), remark };
    assert_eq!(world.ask(ActorId(4), "07T19:00", stranger).unwrap_err().code(), "not-addressed");
}

#[test]
fn figures_are_frozen_after_the_day_and_corrected_only_with_a_reason() {
    let mut world = World::new();
    index_case(&mut world);
    let area = "330211".parse().unwrap();
    let freeze = |reason: &str| {
        let (date, reason) = ("2021-12-06".parse().unwrap(), reason.to_owned());
        Command::FreezeFigures { area, date, reason }
    };
    assert_eq!(world.ask(DUTY, "06T23:59", freeze("")).unwrap_err().code(), "day-not-over");
    let confirm = |class, when: &str| {
        let (case, severity, reason) = (CaseId(1), None, "诊断".to_owned());
        Command::ReclassifyCase { case, class, severity, at: at(when), reason }
    };
    world.ask(DUTY, "06T10:00", confirm(CaseClass::Confirmed, "06T10:00")).unwrap();
    world.ask(DUTY, "07T00:30", freeze("")).unwrap();
    assert!(world.ask(DUTY, "07T00:40", freeze("")).unwrap().is_empty(), "nothing changed, nothing new");
    world.ask(DUTY, "07T09:00", confirm(CaseClass::Excluded, "07T09:00")).unwrap();
    assert_eq!(world.ask(DUTY, "07T09:10", freeze("")).unwrap_err(), Refusal::ReasonNeeded);
    world.ask(DUTY, "07T09:10", freeze("复核排除")).unwrap();
    let versions: Vec<_> =
        world.s.bulletins.rows().iter().map(|row| (row.version, row.figures.new_confirmed())).collect();
    assert_eq!(versions, [(1, 1), (2, 0)]);
}

#[test]
fn someone_who_turns_positive_leaves_the_contacts_bus_and_is_not_released_on_the_contacts_day() {
    let mut world = World::new();
    index_case(&mut world);
    let contacts = vec![named(2, Ring::Close, None, "05T12:00"), named(3, Ring::Close, None, "05T12:00")];
    let slice =
        Command::ReportInvestigation { case: CaseId(1), complete: true, at: at("05T22:00"), contacts };
    world.ask(TRACER, "05T22:00", slice).unwrap();
    let people = vec![PersonId(2), PersonId(3)];
    let form = Command::FormGroup { kind: GroupKind::Close, people, site: SiteId(1), at: at("05T23:00") };
    world.ask(DUTY, "05T23:00", form).unwrap();
    world.tube("S-2", TubeKind::Single, &[2], "05T21:00").unwrap();
    world.result("S-2", TestOutcome::Positive, "05T23:05").unwrap();
    assert_eq!(world.s.groups.rows()[0].people, [PersonId(3)], "positives never travel with contacts");
    assert!(
        world.s.waiting_for(Stage::Group).any(|person| person == PersonId(2)),
        "and wait for a group of their own"
    );

    let check_in = Command::CheckIn { person: PersonId(3), site: SiteId(1), room: None, at: at("06T01:00") };
    world.ask(DUTY, "06T01:00", check_in).unwrap();
    world.tube("N-3", TubeKind::Single, &[3], "17T09:00").unwrap();
    world.result("N-3", TestOutcome::Negative, "17T12:00").unwrap();
    world.tube("P-3", TubeKind::Single, &[3], "18T09:00").unwrap();
    world.result("P-3", TestOutcome::Positive, "18T12:00").unwrap();
    let release = Command::Release { person: PersonId(3), at: at("19T08:00") };
    assert_eq!(world.ask(DUTY, "19T08:00", release).unwrap_err().code(), "too-early");
}

#[test]
fn a_pool_corrected_to_negative_sets_its_people_free() {
    let mut world = World::new();
    let ten: Vec<u32> = (1..=10).collect();
    world.tube("T-1", TubeKind::Pooled(10), &ten, "05T09:00").unwrap();
    world.result("T-1", TestOutcome::Positive, "05T16:30").unwrap();
    let (code, outcome, reason) = ("T-1".to_owned(), TestOutcome::Negative, "实验室污染".to_owned());
    world.ask(ActorId(4), "05T18:00", Command::AmendResult { code, outcome, reason }).unwrap();
    assert!(ten.iter().all(|person| world.s.people[&PersonId(*person)].hold.is_none()));
}

#[test]
fn counts_that_no_report_can_hold_and_people_named_twice_are_refused() {
    let mut world = World::new();
    let twice = world.tube("T-9", TubeKind::Pooled(10), &[1, 1], "05T09:00").unwrap_err();
    assert_eq!(twice, Refusal::NamedTwice(PersonId(1)));
    let areas = vec!["330211".parse().unwrap()];
    let (starts_at, due_at) = (at("05T08:00"), at("05T20:00"));
    let start = Command::StartRound { name: "第一轮".into(), areas, starts_at, due_at, pool: 10 };
    world.ask(DUTY, "05T08:00", start).unwrap();
    let (round, lab, tested_until) = (RoundId(1), LabId(1), at("05T09:00"));
    let huge =
        Command::ReportRoundResults { round, lab, people: u32::MAX, tubes: 1, not_negative: 0, tested_until };
    assert_eq!(world.ask(DUTY, "05T09:00", huge).unwrap_err(), Refusal::TooMany(u32::MAX));
}
