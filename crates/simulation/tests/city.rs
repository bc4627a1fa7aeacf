//! Totals, shapes and repeatability of the generated city.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use geo::Contains;
use geojson::GeoJson;
use simulation::city::{
    COLLECTIVE_SHARE, City, Encounter, Flags, GateClass, GridVersion, HouseholdKind, MEAN_FAMILY_SIZE,
    Occupation, Oversight, RESIDENTS, STUDENTS, Setting, Sex,
};
use simulation::draw::Draw;

static CITY: LazyLock<City> = LazyLock::new(|| City::zhenhai(20_211_206));

fn share(condition: impl Fn(u8) -> bool) -> f64 {
    let hits = CITY.persons().iter().filter(|p| condition(p.age)).count();
    100.0 * hits as f64 / CITY.persons().len() as f64
}

#[test]
fn the_residents_are_as_many_as_the_census_counted() {
    assert_eq!(RESIDENTS, 510_462);
    assert_eq!(CITY.persons().len(), 510_462);
    assert_eq!(CITY.districts().iter().map(|d| d.population).sum::<u32>(), 9_404_283);
}

#[test]
fn family_households_have_the_mean_size_of_the_census() {
    let sizes: Vec<u32> = CITY
        .households()
        .iter()
        .filter(|h| h.kind == HouseholdKind::Family)
        .map(|h| u32::from(h.size))
        .collect();
    let mean = f64::from(sizes.iter().sum::<u32>()) / sizes.len() as f64;
    assert!((mean - MEAN_FAMILY_SIZE).abs() < 0.001, "{mean}");
}

#[test]
fn collective_households_hold_the_citys_share_and_the_students() {
    let people: u32 =
        CITY.households().iter().filter(|h| h.kind != HouseholdKind::Family).map(|h| u32::from(h.size)).sum();
    let expected = 510_462.0 * f64::from(COLLECTIVE_SHARE.0) / f64::from(COLLECTIVE_SHARE.1);
    assert!((f64::from(people - STUDENTS) - expected).abs() <= 0.5, "{people}");
}

#[test]
fn age_groups_have_the_census_shares_to_a_hundredth_of_a_percent() {
    assert!((share(|a| a <= 14) - 12.26).abs() < 0.01);
    assert!((share(|a| a >= 60) - 18.10).abs() < 0.01);
    assert!((share(|a| a >= 65) - 12.59).abs() < 0.01);
}

#[test]
fn ids_are_dense_and_people_of_a_household_and_building_are_neighbours() {
    let mut next_person = 1;
    let mut next_building = 1;
    for (id, home) in (1u32..).zip(CITY.households()) {
        assert_eq!(home.first_person, next_person);
        assert!(home.size >= 1);
        next_person += u32::from(home.size);
        assert!(home.building == next_building || home.building == next_building + 1 || id == 1);
        next_building = home.building;
        assert!(CITY.households_in(home.building).contains(&id));
    }
    assert_eq!(next_person, RESIDENTS + 1);
    let in_areas: usize = (0..8).map(|area| CITY.residents_of_area(area).len()).sum();
    assert_eq!(in_areas, 510_462);
    for person in (1..=RESIDENTS).step_by(613) {
        assert!(CITY.members(CITY.person(person).household).contains(&person));
    }
}

#[test]
fn no_child_lives_without_a_grown_up() {
    for home in
        (1..).zip(CITY.households()).filter(|(_, h)| h.kind == HouseholdKind::Family).map(|(id, _)| id)
    {
        let ages: Vec<u8> = CITY.members(home).map(|p| CITY.person(p).age).collect();
        assert!(ages.iter().any(|a| *a >= 18), "household {home}: {ages:?}");
    }
}

#[test]
fn every_identity_number_is_valid_and_unique_and_agrees_with_age_and_sex() {
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let mut seen = BTreeSet::new();
    for id in 1..=RESIDENTS {
        let person = CITY.person(id);
        let details = CITY.details(id);
        let digits: Vec<u32> = details.id_number.chars().take(17).filter_map(|c| c.to_digit(10)).collect();
        let sum: u32 = digits.iter().zip(weights).map(|(d, w)| d * w).sum();
        let check = if sum % 11 == 2 { 'X' } else { char::from_digit((12 - sum % 11) % 11, 10).unwrap() };
        assert_eq!(details.id_number.chars().last(), Some(check), "{details:?}");
        assert_eq!(digits[16] % 2 == 1, person.sex == Sex::Male);
        assert_eq!(details.id_number[6..14], details.born_on.strftime("%Y%m%d").to_string());
        let lived = details.born_on.until((jiff::Unit::Year, jiff::civil::date(2021, 12, 1))).unwrap();
        assert_eq!(lived.get_years(), i16::from(person.age), "{details:?}");
        assert!(seen.insert(details.id_number));
    }
}

#[test]
fn telephone_numbers_are_unique_and_under_no_carriers_prefix() {
    let mut seen = BTreeSet::new();
    for id in (1..=RESIDENTS).step_by(7) {
        let phone = CITY.details(id).phone;
        assert!(phone.len() == 11 && phone.starts_with("154"), "{phone}");
        assert!(seen.insert(phone));
    }
}

#[test]
fn every_building_stands_inside_its_own_street() {
    let villages = CITY.villages();
    for building in CITY.buildings() {
        let area = &CITY.areas()[villages[building.village as usize].area as usize];
        assert!(area.cell.contains(&building.at), "{} in {}", building.name, area.name);
    }
}

fn lists(grids: &[simulation::city::Grid]) -> BTreeMap<u32, u32> {
    let mut lists = BTreeMap::new();
    for building in grids.iter().flat_map(|g| &g.buildings) {
        *lists.entry(*building).or_default() += 1;
    }
    lists
}

#[test]
fn each_building_is_on_one_grid_list_but_for_the_two_documented_oversights() {
    let redraw = CITY.grids();
    let all = CITY.buildings().len();
    assert_eq!(redraw.peace().len(), 44);
    assert_eq!(redraw.surge().len(), 99);
    let peace = lists(redraw.peace());
    assert!(peace.len() == all && peace.values().all(|n| *n == 1));

    let surge = lists(redraw.surge());
    let missed: Vec<u32> = (1..=all as u32).filter(|id| !surge.contains_key(id)).collect();
    let doubled: Vec<u32> = surge.iter().filter(|(_, n)| **n == 2).map(|(id, _)| *id).collect();
    assert!(surge.values().all(|n| *n <= 2));
    let mut expected = (Vec::new(), Vec::new());
    for oversight in redraw.oversights() {
        match oversight {
            Oversight::Missed { building, .. } => expected.0.push(*building),
            Oversight::Doubled { building, .. } => expected.1.push(*building),
        }
    }
    assert_eq!((missed, doubled), expected);
    assert_eq!((expected.0.len(), expected.1.len()), (1, 1));
    assert!(expected.0.iter().chain(&expected.1).all(|id| !CITY.residents_in(*id).is_empty()));

    let corrected = lists(&redraw.surge_corrected());
    assert!(corrected.len() == all && corrected.values().all(|n| *n == 1));
}

#[test]
fn the_redraw_says_which_new_grids_come_from_each_old_one() {
    let redraw = CITY.grids();
    let corrected = redraw.surge_corrected();
    let mut mapped: Vec<u32> = redraw.mapping().values().flatten().copied().collect();
    mapped.sort_unstable();
    assert_eq!(mapped, (1901..=1999).collect::<Vec<_>>());
    for old in redraw.peace() {
        let mut buildings: Vec<u32> = redraw.mapping()[&old.id]
            .iter()
            .flat_map(|id| corrected.iter().find(|g| g.id == *id).unwrap().buildings.clone())
            .collect();
        buildings.sort_unstable();
        assert_eq!(buildings, old.buildings);
    }
    assert!(redraw.surge().iter().all(|g| !g.buildings.is_empty()));
}

#[test]
fn buildings_fall_inside_the_published_cell_of_their_grid() {
    for (version, grids) in [
        (GridVersion::Peace, CITY.grids().peace().to_vec()),
        (GridVersion::Surge, CITY.grids().surge_corrected()),
    ] {
        let GeoJson::FeatureCollection(map) = CITY.boundaries(version).parse().unwrap() else {
            panic!("not a map")
        };
        let (mut hits, mut all) = (0, 0);
        let mut levels: BTreeMap<String, u32> = BTreeMap::new();
        for feature in map.features {
            let level = feature.property("level").unwrap().as_str().unwrap().to_owned();
            *levels.entry(level.clone()).or_default() += 1;
            let code = feature.property("code").unwrap().as_str().unwrap().to_owned();
            let shape = geo::Geometry::<f64>::try_from(feature.geometry.unwrap()).unwrap();
            if level != "grid" {
                continue;
            }
            let grid = grids.iter().find(|g| g.id.to_string() == code).unwrap();
            for building in &grid.buildings {
                all += 1;
                hits += u32::from(shape.contains(&geo::Point::from(CITY.building(*building).at)));
            }
        }
        assert_eq!(levels["district"], 10);
        assert_eq!(levels["street"], 8);
        assert_eq!(levels["grid"] as usize, grids.len());
        assert!(f64::from(hits) > 0.99 * f64::from(all), "{hits} of {all}");
        assert_eq!(all as usize, CITY.buildings().len());
    }
}

#[test]
fn street_cells_cover_the_district_once() {
    use geo::Area as _;
    let covered: f64 = CITY.areas().iter().map(|a| a.cell.unsigned_area()).sum();
    let text = include_str!("../../../data/ningbo/districts.geojson");
    let GeoJson::FeatureCollection(map) = text.parse().unwrap() else { panic!("not a map") };
    let district = map.features.into_iter().find(|f| f.property("code").unwrap() == "330211").unwrap();
    let whole = geo::Geometry::<f64>::try_from(district.geometry.unwrap()).unwrap().unsigned_area();
    assert!((covered / whole - 1.0).abs() < 1e-4, "{covered} of {whole}");
}

#[test]
fn micro_grids_have_the_size_that_was_published_and_every_building_is_in_one() {
    let grids = CITY.grids().peace().iter().chain(CITY.grids().surge());
    let mut sizes = Vec::new();
    for grid in grids {
        let micro_grids = CITY.micro_grids(grid);
        let mut buildings: Vec<u32> = micro_grids.iter().flat_map(|own| own.buildings.clone()).collect();
        buildings.sort_unstable();
        let mut listed = grid.buildings.clone();
        listed.sort_unstable();
        assert_eq!(buildings, listed, "{}", grid.name);
        for own in &micro_grids {
            assert!(own.households <= 100 || own.buildings.len() == 1, "{own:?}");
            assert_eq!(
                own.households,
                own.buildings.iter().map(|id| CITY.building(*id).households).sum::<u32>()
            );
            if let Some(keeper) = own.keeper {
                assert!(own.buildings.iter().any(|id| CITY.residents_in(*id).contains(&keeper)));
                assert!((25..=65).contains(&CITY.person(keeper).age));
            }
            sizes.extend((own.households > 0).then_some(own.households));
        }
        assert_eq!(micro_grids, CITY.micro_grids(grid));
    }
    sizes.sort_unstable();
    let median = sizes[sizes.len() / 2];
    assert!((50..=100).contains(&median), "the middle one has {median} households");
}

#[test]
fn the_same_seed_gives_the_same_city_and_another_seed_another() {
    let again = City::zhenhai(20_211_206);
    assert_eq!(CITY.digest(), again.digest());
    let other = City::zhenhai(7);
    assert_ne!(CITY.digest(), other.digest());
    assert_eq!(other.persons().len(), 510_462);
    assert_eq!(lists(&other.grids().surge_corrected()).len(), other.buildings().len());
}

#[test]
fn classes_teams_and_staff_agree_with_what_each_person_records() {
    for (id, person) in (1u32..).zip(CITY.persons()) {
        match person.occupation {
            Occupation::Pupil(class) => assert_eq!(CITY.pupils(class)[person.seat as usize], id),
            Occupation::Worker(place) => {
                assert_eq!(CITY.staff(place)[person.seat as usize], id);
                assert!(CITY.team(id).contains(&id));
            }
            Occupation::Home => assert!(CITY.team(id).is_empty()),
        }
    }
    assert!(CITY.classes().iter().all(|c| c.size >= 1 && c.size <= 44));
}

#[test]
fn sizes_of_workplaces_are_heavy_tailed() {
    let mut sizes: Vec<u32> = CITY.workplaces().iter().map(|w| w.size).collect();
    sizes.sort_unstable();
    let all: u32 = sizes.iter().sum();
    let top: u32 = sizes.iter().rev().take(sizes.len() / 100).sum();
    assert!(f64::from(top) > 0.25 * f64::from(all), "the largest hundredth employs {top} of {all}");
    assert!(sizes[sizes.len() / 2] < 20);
}

#[test]
fn daily_meetings_have_the_published_means() {
    let mut draw = Draw::for_purpose(1, "test of meetings");
    for (setting, expected) in simulation::city::DAILY_CONTACTS {
        let attends = |id: u32| match (setting, CITY.person(id).occupation) {
            (Setting::Household, _) => CITY.members(CITY.person(id).household).len() > 1,
            (Setting::School, Occupation::Pupil(class)) => CITY.pupils(class).len() > 1,
            (Setting::Work, Occupation::Worker(place)) => CITY.staff(place).len() > 1,
            (Setting::Community, _) => true,
            _ => false,
        };
        let people: Vec<u32> = (1..=RESIDENTS).step_by(11).filter(|id| attends(*id)).collect();
        let mut met = 0;
        for id in &people {
            let encounters = CITY.encounters(*id, setting, &mut draw);
            assert!(
                encounters.iter().all(|e: &Encounter| e.with != *id && e.with >= 1 && e.with <= RESIDENTS)
            );
            met += encounters.len();
        }
        let mean = met as f64 / people.len() as f64;
        assert!((mean / expected - 1.0).abs() < 0.05, "{setting:?}: {mean} instead of {expected}");
    }
}

#[test]
fn the_response_finds_its_sites_gates_rooms_laboratories_and_posts() {
    let all = CITY.facilities();
    assert_eq!(all.sampling_sites.len(), 60);
    let gates = |class| all.gates.iter().filter(|g| g.class == class).count();
    assert!(gates(GateClass::City) >= 5 && gates(GateClass::Venue) >= 50);
    assert!((200..800).contains(&gates(GateClass::Community)), "{}", gates(GateClass::Community));
    let rooms: u32 = all.isolation_sites.iter().map(|s| s.rooms).sum();
    assert_eq!(rooms, 1_870 + 670);
    let seats: u32 = all.vehicles.iter().map(|v| v.seats).sum();
    assert_eq!(seats, 96);
    assert_eq!(all.posts.len(), 10);
    let flagged = |flag| CITY.persons().iter().filter(|p| p.flags.has(flag)).count();
    for flag in [Flags::ELDERLY_ALONE, Flags::PREGNANT, Flags::DIALYSIS, Flags::CADRE, Flags::MEDICAL_STAFF] {
        assert!((100..60_000).contains(&flagged(flag)), "{flag:?}: {}", flagged(flag));
    }
}
