//! The whole replay of the default seed, run once and shared.
#![expect(clippy::wildcard_enum_match_arm, reason = "a test looks for the few facts it is about")]

use super::{
    DEFAULT_SEED, Driver, Failure, MemorySink, Outcome, Sink,
    figures::{Comparison, compare, golden_page, published},
    replay,
};
use domain::{CaseClass, Entry, Fact, GroupKind, PersonId, Role, Stage, Timestamp, time::parse_local};
use simulation::{city::City, outbreak::Outbreak};
use situation::Situation;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

/// Replays the whole outbreak and compares it with the published figures on the way.
fn rehearse(city: &City, seed: u64, sink: &mut dyn Sink) -> Result<(Outcome, Vec<Comparison>), Failure> {
    let outbreak = Outbreak::of(city, seed).ok_or(Failure::NoRun { seed })?;
    let mut driver = Driver::new(city);
    driver.prepare(sink)?;
    let goldens = published();
    let mut rows = Vec::new();
    let mut from = 0;
    for (number, golden) in goldens.iter().enumerate() {
        let upto = from + outbreak.reports[from..].partition_point(|report| report.received <= golden.at);
        driver.go_on(&outbreak.reports[from..upto], from, sink)?;
        from = upto;
        if !goldens[..number].iter().any(|earlier| earlier.at == golden.at) {
            rows.extend(compare(&goldens, golden.at, sink.situation()));
        }
    }
    driver.go_on(&outbreak.reports[from..], from, sink)?;
    Ok((driver.into_outcome(), rows))
}

struct Whole {
    entries: Vec<Entry>,
    state: Situation,
    rows: Vec<Comparison>,
    outcome: Outcome,
}

fn whole() -> &'static Whole {
    static WHOLE: OnceLock<Whole> = OnceLock::new();
    WHOLE.get_or_init(|| {
        let city = City::zhenhai(DEFAULT_SEED);
        let mut entries = Vec::new();
        let mut sink = MemorySink::new(|entry: &Entry| entries.push(entry.clone()));
        let (outcome, rows) = rehearse(&city, DEFAULT_SEED, &mut sink).unwrap();
        let state = sink.into_situation();
        Whole { entries, state, rows, outcome }
    })
}

fn fingerprint<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    for entry in entries {
        let Entry { seq, at, received, device, by, facts } = entry;
        hasher.update(&serde_json::to_vec(&(seq, at, received, device, by, facts)).unwrap());
    }
    hasher.finalize()
}

#[test]
fn published_figures_are_met_within_a_fifth() {
    let missed: Vec<_> = whole().rows.iter().filter(|row| !row.holds()).collect();
    assert!(missed.is_empty(), "{missed:#?}");
    let compared = whole().rows.iter().filter(|row| row.simulated.is_some()).count();
    assert_eq!(compared, 31, "every figure but the two of the whole city is compared");
}

#[test]
fn the_same_seed_makes_the_same_entries() {
    let city = City::zhenhai(DEFAULT_SEED);
    let until = parse_local("2021-12-08T12:00").unwrap();
    let mut again = Vec::new();
    let mut sink = MemorySink::new(|entry: &Entry| again.push(entry.clone()));
    replay(&city, DEFAULT_SEED, Some(until), &mut sink).unwrap();
    let upto = whole().entries.iter().take_while(|entry| entry.at <= until);
    assert!(again.len() > 10_000, "{}", again.len());
    assert_eq!(fingerprint(&again), fingerprint(upto));
}

#[test]
fn a_replay_of_the_entries_reaches_the_same_state() {
    let mut state = Situation::default();
    for entry in &whole().entries {
        state.apply(entry);
    }
    assert_eq!(state.hash(), whole().state.hash());
}

#[test]
fn the_replay_has_the_size_and_the_refusals_it_should() {
    let facts: usize = whole().entries.iter().map(|entry| entry.facts.len()).sum();
    assert!((140_000..400_000).contains(&facts), "{facts}");
    assert_eq!(whole().outcome.refused.get("result-contradicts"), Some(&1));
    assert!(
        whole().outcome.repeated > 50,
        "tubes sent twice establish nothing: {}",
        whole().outcome.repeated
    );
}

#[test]
fn entries_are_recorded_in_order_and_never_before_they_arrive() {
    let entries = &whole().entries;
    assert!(
        entries
            .iter()
            .zip(entries.iter().skip(1))
            .all(|(one, next)| one.at <= next.at && one.seq.0 + 1 == next.seq.0)
    );
    assert!(entries.iter().all(|entry| entry.received <= entry.at));
    assert!(entries.iter().filter(|entry| entry.device.is_some()).count() > 50_000);
}

#[test]
fn nobody_is_in_two_beds_and_no_bed_has_two_people() {
    let mut room_of: BTreeMap<PersonId, (u32, u32)> = BTreeMap::new();
    let mut guest_of: BTreeMap<(u32, u32), PersonId> = BTreeMap::new();
    for fact in whole().entries.iter().flat_map(|entry| &entry.facts) {
        match fact {
            Fact::CheckedIn { person, site, room, .. } => {
                if let Some(left) = room_of.insert(*person, (site.0, *room)) {
                    guest_of.remove(&left);
                }
                let before = guest_of.insert((site.0, *room), *person);
                assert!(before.is_none_or(|guest| guest == *person), "room {room} of {site}");
            }
            Fact::Released { person, .. } => {
                let left = room_of.remove(person).unwrap();
                guest_of.remove(&left);
            }
            _ => {}
        }
    }
    assert_eq!(room_of.len(), guest_of.len());
}

#[test]
fn positive_people_never_share_a_group_with_contacts() {
    let mut cases: BTreeMap<PersonId, CaseClass> = BTreeMap::new();
    let mut person_of = BTreeMap::new();
    let mut groups = 0;
    for fact in whole().entries.iter().flat_map(|entry| &entry.facts) {
        match fact {
            Fact::CaseClassified { case, person, class, .. } => {
                person_of.insert(*case, *person);
                cases.insert(*person, *class);
            }
            Fact::CaseReclassified { case, class, .. } => {
                cases.insert(person_of[case], *class);
            }
            Fact::GroupFormed { kind, people, group, .. } => {
                groups += 1;
                for person in people {
                    let positive = cases.get(person).is_some_and(|class| *class != CaseClass::Excluded);
                    assert_eq!(positive, *kind == GroupKind::Positive, "{person} in {group}");
                }
            }
            _ => {}
        }
    }
    assert!(groups > 500, "{groups}");
}

#[test]
fn exposure_ends_when_either_side_enters_a_room() {
    let mut entered: BTreeMap<PersonId, Timestamp> = BTreeMap::new();
    for fact in whole().entries.iter().flat_map(|entry| &entry.facts) {
        if let Fact::CheckedIn { person, at, .. } = fact {
            entered.entry(*person).or_insert(*at);
        }
    }
    let state = &whole().state;
    let (mut roomed, mut late) = (0, Vec::new());
    for (contact, row) in state.contacts.iter() {
        let case = state.cases.get(row.case).unwrap().person;
        let between = row.via.map_or(case, |via| state.contacts.get(via).unwrap().person);
        let ends: Vec<_> = [row.person, between].iter().filter_map(|side| entered.get(side)).collect();
        roomed += ends.len();
        late.extend(ends.into_iter().filter(|end| row.last_exposure_at > **end).map(|end| (contact, *end)));
    }
    assert!(roomed > 5_000, "{roomed}");
    assert!(late.is_empty(), "{} exposures in a room: {:?}", late.len(), late.first());
}

#[test]
fn a_known_case_is_not_named_as_a_contact_of_a_later_case() {
    let mut known: BTreeSet<PersonId> = BTreeSet::new();
    let mut named = 0;
    for fact in whole().entries.iter().flat_map(|entry| &entry.facts) {
        match fact {
            Fact::CaseClassified { person, .. } => {
                known.insert(*person);
            }
            Fact::ContactIdentified { person, case, .. } => {
                named += 1;
                assert!(!known.contains(person), "{person} of {case}");
            }
            _ => {}
        }
    }
    assert!(known.len() > 40 && named > 5_000, "{} cases, {named} contacts", known.len());
}

#[test]
fn the_level_of_the_city_is_started_and_ended_by_the_city() {
    let city: domain::AreaCode = "330200".parse().unwrap();
    let state = &whole().state;
    let unit_area = |actor| match state.actors.get(actor).unwrap().unit {
        domain::Unit::Area(area) => area,
        domain::Unit::Post(post) => state.posts.get(post).unwrap().area,
        domain::Unit::Grid(grid) => state.grids.get(grid).unwrap().area,
    };
    let mut proposers = BTreeMap::new();
    let mut levels = 0;
    for entry in &whole().entries {
        for fact in &entry.facts {
            match fact {
                Fact::Proposed { proposal, measure: domain::fact::Measure::Level { area, .. }, .. } => {
                    proposers.insert(*proposal, (*area, entry.by));
                }
                Fact::ProposalApproved { proposal, .. } => {
                    let Some((area, proposer)) = proposers.get(proposal) else { continue };
                    levels += 1;
                    assert_eq!(*area, city);
                    assert_eq!(unit_area(*proposer), city);
                    assert_eq!(unit_area(entry.by), city);
                    assert_eq!(state.actors.get(entry.by).unwrap().role, Role::Commander);
                }
                _ => {}
            }
        }
    }
    assert_eq!(levels, 3);
}

#[test]
fn at_the_default_end_two_open_tasks_are_already_assigned() {
    let at = parse_local("2021-12-07T06:00").unwrap();
    let upto = whole().entries.iter().take_while(|entry| entry.at <= at).last().unwrap().seq;
    let state = Situation::at_seq(&whole().entries, upto);
    let open = state.tasks.rows().iter().filter(|task| task.ended.is_none());
    assert_eq!(open.filter(|task| task.assignee.is_some()).count(), 2);
}

#[test]
fn every_case_was_investigated() {
    for (case, row) in whole().state.cases.iter() {
        assert!(row.slices > 0 && row.traced_at.is_some(), "{case}");
    }
}

#[test]
fn who_should_be_tested_is_the_sum_of_what_became_of_them() {
    let state = &whole().state;
    let rounds = state.rounds.iter().filter(|(_, round)| round.name.starts_with("全区"));
    let mut checked = 0;
    for (id, round) in rounds {
        for (grid, row) in state.live_grids() {
            let share = round.grids.get(&grid).cloned().unwrap_or_default();
            let buildings = row.buildings.iter().filter_map(|building| state.buildings.get(*building));
            let unseen: u32 = buildings
                .flat_map(|building| (building.first_household.0..).zip(&building.household_sizes))
                .filter(|(household, _)| !round.seen.has(domain::HouseholdId(*household)))
                .map(|(_, size)| u32::from(*size))
                .sum();
            let accounted: u32 = share.accounted.values().sum();
            let (_, people) = state.grid_population(grid);
            assert_eq!(share.people + accounted + unseen, people, "{grid} in {id}");
            checked += 1;
        }
    }
    assert_eq!(checked, 3 * 99);
}

#[test]
fn the_problem_register_balances() {
    let state = &whole().state;
    let solved = state.problems.rows().iter().filter(|problem| problem.solved.is_some()).count();
    assert_eq!((state.problems.len(), solved, state.problems.len() - solved), (72, 45, 27));
}

#[test]
fn a_corrected_day_has_a_second_version_with_a_reason() {
    let state = &whole().state;
    let second: Vec<_> = state.bulletins.rows().iter().filter(|row| row.version == 2).collect();
    assert!(!second.is_empty());
    assert!(second.iter().all(|row| !row.reason.is_empty()));
}

#[test]
fn the_false_alarm_was_excluded_and_its_contacts_withdrawn() {
    let state = &whole().state;
    let excluded: Vec<_> = state.cases.iter().filter(|(_, case)| case.class == CaseClass::Excluded).collect();
    assert_eq!(excluded.len(), 1);
    let own = state.contacts.rows().iter().filter(|contact| contact.case == excluded[0].0);
    assert!(own.clone().count() > 0);
    assert!(own.into_iter().all(|contact| contact.withdrawn));
}

#[test]
fn orders_are_answered_late_escalated_declined_and_replaced() {
    let state = &whole().state;
    let receipts: Vec<_> = state.orders.rows().iter().flat_map(|order| order.receipts.values()).collect();
    assert!(receipts.iter().filter(|receipt| receipt.done.is_some()).count() > 500);
    assert!(receipts.iter().any(|receipt| receipt.declined.is_some()));
    assert!(receipts.iter().any(|receipt| !receipt.escalated.is_empty()));
    assert!(state.orders.rows().iter().any(|order| order.superseded_by.is_some()));
}

#[test]
fn at_six_on_the_seventh_testing_holds_the_others_up_and_in_the_end_nobody_waits() {
    let at = parse_local("2021-12-07T06:00").unwrap();
    let upto = whole().entries.iter().take_while(|entry| entry.at <= at).last().unwrap().seq;
    let state = Situation::at_seq(&whole().entries, upto);
    let waiting = |state: &Situation, stage| state.waiting_for(stage).collect::<BTreeSet<_>>().len();
    for stage in [Stage::Group, Stage::Transfer, Stage::Isolate] {
        assert!(waiting(&state, stage) > 0, "{stage:?}");
    }
    assert_eq!(reporting::funnel::funnel(&state, at).bottleneck, Some(Stage::Test));
    let round = state.rounds.rows().last().unwrap();
    let people = |batches: &[situation::state::Batch]| batches.iter().map(|batch| batch.people).sum::<u32>();
    assert!(people(&round.sampled) > 10 * people(&round.resulted).max(1), "results lag samples");
    let left = waiting(&whole().state, Stage::Group);
    let most = waiting(&state, Stage::Group);
    assert!(left < most.max(60), "{left} still wait at the end, {most} did");
}

/// Where the page lies.
fn page_path() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/golden-scenario.md")
}

#[test]
fn the_page_of_published_and_simulated_figures_is_the_one_of_this_replay() {
    let page = golden_page(DEFAULT_SEED, &whole().rows, &whole().outcome);
    let filed = std::fs::read_to_string(page_path()).unwrap();
    assert!(
        page == filed,
        "write it anew: cargo test --release -p haitang --bin haitang write_the_page -- --ignored"
    );
}

#[test]
#[ignore = "writes docs/golden-scenario.md"]
fn write_the_page() {
    let page = golden_page(DEFAULT_SEED, &whole().rows, &whole().outcome);
    std::fs::write(page_path(), page).unwrap();
}

#[test]
#[ignore = "six more replays; the default seed runs always"]
fn other_seeds_meet_the_published_figures_too() {
    let mut missed = Vec::new();
    for seed in 2..=7 {
        let city = City::zhenhai(seed);
        let mut sink = MemorySink::new(|_: &Entry| ());
        let (_, rows) = rehearse(&city, seed, &mut sink).unwrap();
        missed.extend(rows.into_iter().filter(|row| !row.holds()).map(|row| (seed, row)));
    }
    assert!(missed.is_empty(), "{missed:#?}");
}
