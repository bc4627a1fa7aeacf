//! Counters at their end: a command is refused or a figure stays where it is, and nothing stops.

use crate::{
    stories::index_case,
    world::{DUTY, TRACER, World, at},
};
use domain::{
    BuildingKind, CaseClass, Command, Fact, FigureKind, Point, Sex, Subject, command::Someone, ids::*,
};
use situation::Refusal;

#[test]
fn an_investigation_whose_slices_are_used_up_is_refused() {
    let mut world = World::new();
    index_case(&mut world);
    world.s.cases.get_mut(CaseId(1)).unwrap().slices = u16::MAX;
    let slice = Command::ReportInvestigation {
        case: CaseId(1),
        complete: false,
        at: at("05T22:00"),
        contacts: vec![],
    };
    let refused = world.ask(TRACER, "05T22:00", slice).unwrap_err();
    assert_eq!(refused, Refusal::NoNumberLeft { what: "investigation" });
}

#[test]
fn a_day_whose_versions_are_used_up_is_not_frozen_again() {
    let mut world = World::new();
    index_case(&mut world);
    let freeze = || Command::FreezeFigures {
        area: "330211".parse().unwrap(),
        date: "2021-12-06".parse().unwrap(),
        reason: "更正".into(),
    };
    world.ask(DUTY, "07T00:30", freeze()).unwrap();
    world.s.bulletins.get_mut(BulletinId(1)).unwrap().version = u16::MAX;
    let (case, class, severity) = (CaseId(1), CaseClass::Confirmed, None);
    let reason = "诊断".to_owned();
    let confirm = Command::ReclassifyCase { case, class, severity, at: at("06T10:00"), reason };
    world.ask(DUTY, "07T09:00", confirm).unwrap();
    let refused = world.ask(DUTY, "07T09:10", freeze()).unwrap_err();
    assert_eq!(refused, Refusal::NoNumberLeft { what: "bulletin" });
}

#[test]
fn people_beyond_the_last_number_are_refused_one_by_one_and_building_by_building() {
    let mut world = World::new();
    world.s.person_ids = u32::MAX;
    let area = "330211002001".parse().unwrap();
    let classify = Command::ClassifyCase {
        outbreak: OutbreakId(1),
        who: Someone::New { sex: Sex::Female, age: None, area },
        class: CaseClass::Suspect,
        severity: None,
        detection: domain::Detection::Clinic,
        origin: domain::Origin::Unknown,
        area,
        onset_on: None,
        sampled_on: None,
        reported_at: at("05T09:00"),
        tube: None,
    };
    let refused = world.ask(DUTY, "05T09:00", classify).unwrap_err();
    assert_eq!(refused, Refusal::NoNumberLeft { what: "person" });

    world.s.person_ids = u32::MAX - 1;
    let building = Fact::BuildingListed {
        building: BuildingId(3),
        kind: BuildingKind::Residential,
        name: "临江苑 3 幢".into(),
        area,
        point: Point { lon: 121_650_000, lat: 29_970_000 },
        first_household: HouseholdId(36),
        first_person: PersonId(u32::MAX),
        household_sizes: vec![4],
    };
    let refused = world.ask(DUTY, "05T09:01", Command::Prepare { facts: vec![building] }).unwrap_err();
    assert_eq!(refused, Refusal::NoNumberLeft { what: "person" });
}

#[test]
fn a_stated_figure_at_its_end_does_not_stop_the_figures_of_the_day() {
    let mut world = World::new();
    index_case(&mut world);
    let area = "330211".parse().unwrap();
    let (figure, value, through) = (FigureKind::CumulativeConfirmed, u32::MAX, "2021-12-04".parse().unwrap());
    let stated = Fact::FigureStated { area, figure, value, through, source: "卫健委".into() };
    world.ask(DUTY, "05T21:00", Command::Prepare { facts: vec![stated] }).unwrap();
    let (case, class, severity) = (CaseId(1), CaseClass::Confirmed, None);
    let confirm =
        Command::ReclassifyCase { case, class, severity, at: at("06T10:00"), reason: "诊断".into() };
    world.ask(DUTY, "06T10:00", confirm).unwrap();
    let figures = world.s.figures_of(area, "2021-12-06".parse().unwrap());
    assert_eq!((figures.new_confirmed(), figures.cumulative_confirmed), (1, u32::MAX));
}

#[test]
fn visits_and_contacts_at_their_end_stay_there() {
    let mut world = World::new();
    index_case(&mut world);
    world.s.visits.insert("企服团".into(), u32::MAX);
    let (unit, area) = (domain::Unit::Grid(GridId(1)), "330211002".parse().unwrap());
    let visit = Command::RecordVisit { unit, area, register: "企服团".into(), at: at("06T09:00") };
    world.ask(DUTY, "06T09:00", visit).unwrap();
    assert_eq!(world.s.visits["企服团"], u32::MAX);

    world.s.cases.get_mut(CaseId(1)).unwrap().contacts = u32::MAX;
    let contacts = vec![crate::stories::named(2, domain::Ring::Close, None, "05T12:00")];
    let slice =
        Command::ReportInvestigation { case: CaseId(1), complete: true, at: at("06T09:00"), contacts };
    world.ask(TRACER, "06T09:00", slice).unwrap();
    assert_eq!(world.s.cases.rows()[0].contacts, u32::MAX);
    let open = Command::OpenTask {
        kind: domain::TaskKind::Help,
        subject: Subject::General,
        owner: unit,
        due_at: at("06T12:00"),
        text: String::new(),
    };
    world.ask(DUTY, "06T09:10", open).unwrap();
}
