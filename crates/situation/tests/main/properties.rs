//! What holds for every history.

use crate::world::{World, at};
use domain::{
    CaseClass, Certainty, Command, Evidence, GroupKind, Ring, Setting, Stage, Subject, TestOutcome,
    TestPurpose, TubeKind, Unit, command::NamedContact, ids::*, time::add_minutes,
};
use proptest::prelude::*;
use situation::{Asked, Situation};
use std::collections::BTreeSet;

fn someone() -> impl Strategy<Value = PersonId> {
    (1_u32..=12).prop_map(PersonId)
}

fn outcome() -> impl Strategy<Value = TestOutcome> {
    prop_oneof![
        3 => Just(TestOutcome::Positive),
        2 => Just(TestOutcome::Negative),
        1 => Just(TestOutcome::Inconclusive),
        1 => Just(TestOutcome::Invalid),
    ]
}

fn contact() -> impl Strategy<Value = NamedContact> {
    (
        someone(),
        prop_oneof![Just(Ring::Close), Just(Ring::Secondary), Just(Ring::General)],
        prop::option::of(1_u32..4),
    )
        .prop_map(|(person, ring, via)| NamedContact {
            person,
            via: via.map(ContactId),
            ring,
            setting: Setting::Work,
            last_exposure_at: at("05T10:00"),
            area: "330211002001".parse().unwrap(),
            certainty: Certainty::Stated,
            evidence: Evidence::Records(2),
        })
}

/// Commands as a busy, careless world sends them; most are refused at first and that is part of the point.
fn command() -> impl Strategy<Value = Command> {
    let code = || (0_u8..8).prop_map(|n| format!("T{n}"));
    let now = at("06T00:00");
    prop_oneof![
        4 => (code(), prop::collection::vec(someone(), 1..4), any::<bool>()).prop_map(move |(code, people, single)| {
            let (kind, people) = if single { (TubeKind::Single, vec![people[0]]) } else { (TubeKind::Pooled(10), people) };
            Command::RegisterTube { code, kind, people, purpose: TestPurpose::Routine, site: None, collected_at: now }
        }),
        5 => (code(), outcome()).prop_map(move |(code, outcome)| {
            let detection = domain::Detection::Community;
            Command::ReportResult { code, outcome, lab: None, tested_at: now, detection }
        }),
        2 => (code(), outcome()).prop_map(|(code, outcome)| Command::AmendResult { code, outcome, reason: "复核".into() }),
        2 => (1_u32..4, prop_oneof![Just(CaseClass::Confirmed), Just(CaseClass::Asymptomatic), Just(CaseClass::Excluded)])
            .prop_map(move |(case, class)| {
                Command::ReclassifyCase { case: CaseId(case), class, severity: None, at: now, reason: "诊断".into() }
            }),
        4 => (1_u32..4, prop::collection::vec(contact(), 0..5), any::<bool>()).prop_map(move |(case, contacts, complete)| {
            Command::ReportInvestigation { case: CaseId(case), complete, at: now, contacts }
        }),
        3 => (prop::collection::vec(someone(), 1..3), 0_u8..3).prop_map(move |(people, kind)| {
            let kind = [GroupKind::Positive, GroupKind::Close, GroupKind::Secondary][usize::from(kind)];
            let people = people.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
            Command::FormGroup { kind, people, site: SiteId(1), at: now }
        }),
        2 => (1_u32..4).prop_map(move |group| Command::DispatchGroup { group: GroupId(group), vehicle: VehicleId(1), at: now }),
        2 => (1_u32..4).prop_map(move |group| Command::DepartGroup { group: GroupId(group), at: now }),
        2 => (1_u32..4).prop_map(move |group| Command::ArriveGroup { group: GroupId(group), at: now }),
        3 => (someone(), 1_u32..3).prop_map(move |(person, site)| Command::CheckIn { person, site: SiteId(site), room: None, at: now }),
        1 => someone().prop_map(|person| Command::Release { person, at: add_minutes(at("06T00:00"), 60 * 24 * 16) }),
        1 => (1_u32..5).prop_map(|contact| Command::WithdrawContact { contact: ContactId(contact), reason: "查无".into() }),
        1 => Just(Command::RecordProblem {
            register: "企服团".into(),
            kind: "labour".into(),
            unit: Unit::Grid(GridId(1)),
            owner: Unit::Grid(GridId(1)),
            due_at: now,
        }),
        1 => (1_u32..4).prop_map(move |problem| Command::SolveProblem {
            problem: ProblemId(problem),
            evidence: "答复".into(),
            verifier: ActorId(1),
            at: now,
        }),
        1 => someone().prop_map(|person| Command::OpenPersonalData { person, purpose: "流调".into(), subject: Subject::General }),
    ]
}

fn history(commands: &[Command]) -> (World, Vec<(Seq, String)>) {
    let mut world = World::new();
    let mut seen = vec![(world.s.seq, world.s.hash())];
    for command in commands {
        let late = matches!(command, Command::Release { .. });
        let when = if late { "23T00:00" } else { "06T00:01" };
        if world.ask(ActorId(1), when, command.clone()).is_ok_and(|facts| !facts.is_empty()) {
            seen.push((world.s.seq, world.s.hash()));
        }
    }
    (world, seen)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn the_state_by_replay_is_the_state_as_it_was_live(commands in prop::collection::vec(command(), 0..60)) {
        let (world, seen) = history(&commands);
        for (seq, hash) in seen {
            prop_assert_eq!(Situation::at_seq(&world.entries, seq).hash(), hash);
        }
        let restored = Situation::from_checkpoint(&world.s.to_checkpoint()).unwrap();
        prop_assert_eq!(&restored, &world.s);
    }

    #[test]
    fn nobody_is_in_two_rooms_and_positives_never_travel_with_contacts(commands in prop::collection::vec(command(), 0..80)) {
        let (world, _) = history(&commands);
        let mut housed = BTreeSet::new();
        for site in world.s.sites.rows() {
            prop_assert!(u32::try_from(site.taken.len()).unwrap() <= site.rooms);
            for person in site.taken.values() {
                prop_assert!(housed.insert(*person), "{} is in two rooms", person);
            }
        }
        prop_assert_eq!(&housed, &world.s.staying);
        // Kinds were checked against what was known when the group was formed.
        let mut situation = Situation::default();
        for entry in &world.entries {
            for fact in &entry.facts {
                if let domain::Fact::GroupFormed { kind, people, .. } = fact {
                    for person in people {
                        prop_assert_eq!(situation.active_case(*person).is_some(), *kind == GroupKind::Positive);
                    }
                }
            }
            situation.apply(entry);
        }
    }

    #[test]
    fn every_clock_is_in_the_queue_of_its_stage_while_it_runs(commands in prop::collection::vec(command(), 0..80)) {
        let (world, _) = history(&commands);
        for stage in Stage::ALL {
            let running: BTreeSet<_> = world.s.people.keys().copied().filter(|person| world.s.running(*person, stage).is_some()).collect();
            prop_assert_eq!(running, world.s.waiting_for(stage).collect::<BTreeSet<_>>());
        }
    }

    #[test]
    fn a_problem_register_is_the_sum_of_solved_and_open(commands in prop::collection::vec(command(), 0..80)) {
        let (world, _) = history(&commands);
        let solved = world.s.problems.rows().iter().filter(|row| row.solved.is_some()).count();
        let open = world.s.problems.rows().iter().filter(|row| row.solved.is_none()).count();
        let recorded = world.entries.iter().flat_map(|entry| &entry.facts);
        let recorded = recorded.filter(|fact| matches!(fact, domain::Fact::ProblemRecorded { .. })).count();
        prop_assert_eq!(recorded, solved + open);
    }

    #[test]
    fn asking_twice_with_the_same_tube_changes_nothing(commands in prop::collection::vec(command(), 0..40)) {
        let (mut world, _) = history(&commands);
        for command in commands.iter().filter(|command| matches!(command, Command::RegisterTube { .. })) {
            let before = world.s.hash();
            let asked = Asked { by: ActorId(1), at: at("06T00:02") };
            if let Ok(facts) = world.s.decide(&asked, command) {
                prop_assert!(facts.is_empty(), "every tube was already sent");
            }
            let _refused_or_empty = world.ask(ActorId(1), "06T00:02", command.clone());
            prop_assert_eq!(world.s.hash(), before);
        }
    }
}
