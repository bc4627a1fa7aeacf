//! Buildings, and who lives behind which door.

use std::ops::Range;

use geo::Coord;

use super::area::{Area, CAMPUS, CHEMICAL_ZONE, Village, VillageKind};
use super::geometry::{inside, moved};
use super::population::{Ages, CARE_RESIDENTS, Family, STUDENTS, collective_residents, families};
use super::words::COMPOUND_SUFFIXES;
use super::{Flags, Household, HouseholdKind, Occupation, Person, Sex};
use crate::draw::Draw;
use crate::number::{apportion, at, count, nth};

/// What a building is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BuildingKind {
    /// A block of flats, such as `临江苑 3 幢`.
    Residential,
    /// A group of village houses, such as `陈家村 2 组`.
    VillageHouses,
    /// A workers' or students' dormitory.
    Dormitory,
    /// A home for the elderly.
    CareHome,
    /// A kindergarten, school or college.
    School,
    /// A factory, warehouse or plant.
    Factory,
    /// An office building.
    Office,
    /// A food market.
    Market,
    /// A shop or supermarket.
    Shop,
    /// A restaurant or canteen.
    Restaurant,
    /// A pharmacy.
    Pharmacy,
    /// A community health centre.
    Clinic,
    /// A hospital.
    Hospital,
    /// A government or street office.
    Government,
}

/// A building, or a group of village houses that is counted as one.
#[derive(Clone, Debug)]
pub struct Building {
    /// What it is used for.
    pub kind: BuildingKind,
    /// Name with number.
    pub name: String,
    /// Position of its village in [`super::City::villages`].
    pub village: u32,
    /// Number of its compound (小区, 自然村, 园区), from 1; 0 for a building that stands alone.
    pub compound: u32,
    /// Where it stands, WGS-84.
    pub at: Coord<f64>,
    /// Stairwells (单元); 0 where rooms are numbered along a corridor or along the lane.
    pub units: u32,
    /// Doors on each floor of each stairwell or corridor; 0 where houses are numbered along the lane.
    pub doors: u32,
    /// Id of its first household; 0 if nobody lives here.
    pub first_household: u32,
    /// Households living here.
    pub households: u32,
}

impl Building {
    /// The room of the household at this zero-based place in the building, as an address says it.
    pub fn room(&self, place: u32) -> String {
        if self.doors == 0 {
            return format!("{} 号", place + 1);
        }
        let per_floor = self.doors * self.units.max(1);
        let floor = place / per_floor + 1;
        let on_floor = place % per_floor;
        let door = on_floor % self.doors + 1;
        if self.units == 0 {
            format!("{floor}{door:02} 室")
        } else {
            format!("{} 单元 {floor}{door:02} 室", on_floor / self.doors + 1)
        }
    }
}

/// The city while people are moving in.
pub(super) struct Homes {
    pub(super) buildings: Vec<Building>,
    pub(super) households: Vec<Household>,
    pub(super) persons: Vec<Person>,
    pub(super) village_people: Vec<Range<u32>>,
    compounds: u32,
}

impl Homes {
    /// Adds a building where nobody lives and returns its id.
    pub(super) fn add_building(
        &mut self,
        kind: BuildingKind,
        name: String,
        village: u32,
        at: Coord<f64>,
    ) -> u32 {
        let (units, doors, compound) = (0, 0, 0);
        let (first_household, households) = (0, 0);
        self.buildings.push(Building {
            kind,
            name,
            village,
            compound,
            at,
            units,
            doors,
            first_household,
            households,
        });
        count(self.buildings.len())
    }

    /// The area of a household's village.
    pub(super) fn village_of(&self, household: u32) -> u32 {
        nth(&self.buildings, nth(&self.households, household).building).village
    }

    /// Moves one household in, into the last building.
    fn move_in(&mut self, family: &Family, kind: HouseholdKind) {
        let building = count(self.buildings.len());
        let first_person = count(self.persons.len()) + 1;
        let size = u8::try_from(family.ages.len()).expect("a household has few members");
        self.households.push(Household { building, first_person, size, kind });
        let household = count(self.households.len());
        for (age, sex) in family.ages.iter().zip(&family.sexes) {
            self.persons.push(Person {
                household,
                age: *age,
                sex: *sex,
                occupation: Occupation::Home,
                seat: 0,
                flags: Flags::default(),
                rank: 0,
            });
        }
        if let Some(last) = self.buildings.last_mut() {
            if last.households == 0 {
                last.first_household = household;
            }
            last.households += 1;
        }
    }
}

/// A point near `centre` inside the cell, at the given spread in metres.
pub(super) fn point_near(cell: &Area, centre: Coord<f64>, spread: f64, draw: &mut Draw) -> Coord<f64> {
    for attempt in 0..60 {
        let shrink = spread / (1.0 + f64::from(attempt) / 8.0);
        let point = moved(centre, shrink * draw.normal(), shrink * draw.normal());
        if inside(&cell.cell, point) {
            return point;
        }
    }
    centre
}

/// Who shares rooms in a village: students, workers and the old, by number.
#[derive(Clone, Copy, Default)]
struct Institutions {
    students: u32,
    workers: u32,
    cared_for: u32,
}

/// Spreads the collective households over the villages.
fn institutions(areas: &[Area], villages: &[Village]) -> Vec<Institutions> {
    let workers = collective_residents() - STUDENTS - CARE_RESIDENTS;
    let weights: Vec<f64> = villages
        .iter()
        .map(|v| match v.kind {
            VillageKind::Park if v.code == CHEMICAL_ZONE => 4.0,
            VillageKind::Park => 1.5,
            VillageKind::Village => 1.0,
            VillageKind::Community => 0.0,
        })
        .collect();
    let mut all: Vec<Institutions> = apportion(workers, &weights)
        .into_iter()
        .map(|workers| Institutions { workers, ..Institutions::default() })
        .collect();
    let mut care_villages: Vec<usize> = Vec::new();
    for (area, _) in (0u32..).zip(areas) {
        let own =
            villages.iter().enumerate().filter(|(_, v)| v.area == area && v.kind == VillageKind::Community);
        care_villages.extend(own.take(if area == 2 { 2 } else { 1 }).map(|(i, _)| i));
    }
    let shares = apportion(CARE_RESIDENTS, &vec![1.0; care_villages.len()]);
    for (village, people) in care_villages.into_iter().zip(shares) {
        if let Some(entry) = all.get_mut(village) {
            entry.cared_for = people;
        }
    }
    for (entry, village) in all.iter_mut().zip(villages) {
        if village.code == CAMPUS {
            entry.students = STUDENTS;
        }
    }
    all
}

/// Builds every home and moves all residents in.
pub(super) fn settle(areas: &[Area], villages: &[Village], seed: u64) -> Homes {
    let mut ages = Ages::of_the_district();
    let shared = institutions(areas, villages);
    let mut draw = Draw::for_purpose(seed, "institutions");
    let people = |f: fn(&Institutions) -> u32| shared.iter().map(f).sum::<u32>();
    let mut students = ages.take_many(people(|s| s.students), 18, 22, &mut draw).into_iter();
    let mut workers = ages.take_many(people(|s| s.workers), 18, 52, &mut draw).into_iter();
    let mut old = ages.take_many(people(|s| s.cared_for), 72, 99, &mut draw).into_iter();
    let mut waiting = families(&mut ages, seed).into_iter();

    let area_sum =
        |area: u32| villages.iter().filter(|v| v.area == area).map(|v| v.weight).sum::<f64>().max(1e-9);
    let weights: Vec<f64> =
        villages.iter().map(|v| nth(areas, v.area + 1).weight * v.weight / area_sum(v.area)).collect();
    let quotas = apportion(count(waiting.len()), &weights);

    let mut homes = Homes {
        buildings: Vec::new(),
        households: Vec::new(),
        persons: Vec::new(),
        village_people: Vec::new(),
        compounds: 0,
    };
    let mut draw = Draw::for_purpose(seed, "buildings");
    for (position, ((village, share), shared)) in (0u32..).zip(villages.iter().zip(quotas).zip(&shared)) {
        let start = count(homes.persons.len()) + 1;
        let site = Site { area: nth(areas, village.area + 1), village, position };
        let families: Vec<Family> = waiting.by_ref().take(at(share)).collect();
        if village.kind == VillageKind::Community {
            flats(&mut homes, &site, &families, &mut draw);
        } else {
            village_houses(&mut homes, &site, &families, &mut draw);
        }
        let lodgers: Vec<u8> = workers.by_ref().take(at(shared.workers)).collect();
        rooms(&mut homes, &site, &lodgers, &WORKERS, &mut draw);
        let lodgers: Vec<u8> = students.by_ref().take(at(shared.students)).collect();
        rooms(&mut homes, &site, &lodgers, &CAMPUS_ROOMS, &mut draw);
        let lodgers: Vec<u8> = old.by_ref().take(at(shared.cared_for)).collect();
        rooms(&mut homes, &site, &lodgers, &CARE, &mut draw);
        homes.village_people.push(start..count(homes.persons.len()) + 1);
    }
    homes
}

/// The ground a village's buildings stand on.
struct Site<'a> {
    area: &'a Area,
    village: &'a Village,
    position: u32,
}

/// Blocks of flats in compounds of several hundred homes each.
fn flats(homes: &mut Homes, site: &Site<'_>, families: &[Family], draw: &mut Draw) {
    let compounds = (families.len() / 650).clamp(1, COMPOUND_SUFFIXES.len());
    let per_compound = families.len().div_ceil(compounds).max(1);
    for (chunk, suffix) in families.chunks(per_compound).zip(COMPOUND_SUFFIXES) {
        homes.compounds += 1;
        let centre = point_near(site.area, site.village.centre, 280.0, draw);
        let (floors, units) = *draw.pick(&[(6, 3), (6, 3), (6, 4), (11, 2), (18, 2)]);
        for (number, block) in (1u32..).zip(chunk.chunks(at(floors * units * 2))) {
            let name = format!("{}{suffix} {number} 幢", site.village.short_name());
            let place = point_near(site.area, centre, 110.0, draw);
            homes.add_building(BuildingKind::Residential, name, site.position, place);
            finish(homes, units, 2);
            for family in block {
                homes.move_in(family, HouseholdKind::Family);
            }
        }
    }
}

/// Groups of village houses.
fn village_houses(homes: &mut Homes, site: &Site<'_>, families: &[Family], draw: &mut Draw) {
    if families.is_empty() {
        return;
    }
    homes.compounds += 1;
    let mut left = families;
    let mut number = 0;
    while !left.is_empty() {
        let (group, rest) = left.split_at(at(draw.between(14, 26)).min(left.len()));
        left = rest;
        number += 1;
        let name = format!("{} {number} 组", site.village.short_name());
        let place = point_near(site.area, site.village.centre, 320.0, draw);
        homes.add_building(BuildingKind::VillageHouses, name, site.position, place);
        finish(homes, 0, 0);
        for family in group {
            homes.move_in(family, HouseholdKind::Family);
        }
    }
}

/// How people share rooms in a kind of institution.
struct Lodging {
    building: BuildingKind,
    household: HouseholdKind,
    suffix: &'static str,
    beds: (u32, u32),
    rooms: usize,
    doors: u32,
    male: f64,
}

const WORKERS: Lodging = Lodging {
    building: BuildingKind::Dormitory,
    household: HouseholdKind::Dormitory,
    suffix: "员工公寓",
    // Ningbo's collective households hold 2.71 people on average (census 2020: 707,975 in 261,322).
    beds: (1, 4),
    rooms: 96,
    doors: 16,
    male: 0.66,
};
const CAMPUS_ROOMS: Lodging = Lodging {
    building: BuildingKind::Dormitory,
    household: HouseholdKind::Dormitory,
    suffix: "园区学生公寓",
    beds: (4, 4),
    rooms: 120,
    doors: 20,
    male: 0.5,
};
const CARE: Lodging = Lodging {
    building: BuildingKind::CareHome,
    household: HouseholdKind::CareHome,
    suffix: "敬老院",
    beds: (1, 3),
    rooms: 90,
    doors: 15,
    male: 0.4,
};

/// Dormitories or care homes for people who share rooms; everyone on one floor has the same sex.
fn rooms(homes: &mut Homes, site: &Site<'_>, people: &[u8], lodging: &Lodging, draw: &mut Draw) {
    if people.is_empty() {
        return;
    }
    homes.compounds += 1;
    let centre = point_near(site.area, site.village.centre, 300.0, draw);
    let mut left = people;
    let mut number = 0;
    while !left.is_empty() {
        number += 1;
        let name = format!("{}{} {number} 幢", site.village.short_name(), lodging.suffix);
        let place = point_near(site.area, centre, 90.0, draw);
        homes.add_building(lodging.building, name, site.position, place);
        finish(homes, 0, lodging.doors);
        let mut sex = Sex::drawn(lodging.male, draw);
        for room in 0..lodging.rooms {
            if room % at(lodging.doors) == 0 {
                sex = Sex::drawn(lodging.male, draw);
            }
            let beds = at(draw.between(lodging.beds.0, lodging.beds.1)).min(left.len());
            let (ages, rest) = left.split_at(beds);
            if ages.is_empty() {
                break;
            }
            left = rest;
            homes.move_in(&Family { ages: ages.to_vec(), sexes: vec![sex; ages.len()] }, lodging.household);
        }
    }
}

/// Sets how rooms are numbered in the building just added.
fn finish(homes: &mut Homes, units: u32, doors: u32) {
    let compound = homes.compounds;
    if let Some(last) = homes.buildings.last_mut() {
        last.units = units;
        last.doors = doors;
        last.compound = compound;
    }
}
