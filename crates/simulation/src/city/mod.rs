//! The city: residents, homes, places people meet, grids, gates, sites, and the map under them.
//!
//! Every record has a dense one-based id within its kind and is reached by it.  Order follows the ground: areas,
//! then villages, then buildings, households and persons, so the people of any of these are one range of ids.

mod area;
mod boundary;
mod building;
mod contact;
mod details;
mod facility;
mod geometry;
mod grid;
mod micro;
mod population;
mod school;
mod words;
mod work;

use std::fmt::Write as _;
use std::ops::Range;

pub use area::{Area, AreaKind, CHEMICAL_ZONE, District, JIAOCHUAN, Village, VillageKind, ZHENHAI};
pub use boundary::GridVersion;
pub use building::{Building, BuildingKind};
pub use contact::{DAILY_CONTACTS, Encounter, Setting};
pub use details::PersonDetails;
pub use facility::{
    CommandPost, Facilities, Gate, GateClass, IsolationSite, Laboratory, PostLevel, SamplingSite, TaskForce,
    TaskForceKind, Vehicle, VehicleKind,
};
pub use geo::Coord;
pub use grid::{Grid, GridCorrection, GridRedraw, Oversight};
pub use micro::MicroGrid;
pub use population::{COLLECTIVE_SHARE, MEAN_FAMILY_SIZE, RESIDENTS, STUDENTS, collective_residents};
pub use school::{Class, SchoolLevel};
pub use work::{BusLine, Trade, Workplace};

use crate::draw::Draw;
use crate::number::{count, nth};

/// Sex as recorded on an identity card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sex {
    /// Male; the 17th digit of the identity number is odd.
    Male,
    /// Female; the 17th digit of the identity number is even.
    Female,
}

impl Sex {
    /// Male with this probability.
    fn drawn(male: f64, draw: &mut Draw) -> Self {
        if draw.chance(male) { Self::Male } else { Self::Female }
    }
}

/// What takes a resident out of the house by day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Occupation {
    /// No school and no job: infants, the retired, people keeping house.
    Home,
    /// Pupil or student of the class with this id.
    Pupil(u32),
    /// Works at the workplace with this id.
    Worker(u32),
}

/// Marks a response looks for, as a set of bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flags(u16);

impl Flags {
    /// Aged 60 or over and living alone.
    pub const ELDERLY_ALONE: Self = Self(1);
    /// Pregnant.
    pub const PREGNANT: Self = Self(1 << 1);
    /// Needs dialysis several times a week.
    pub const DIALYSIS: Self = Self(1 << 2);
    /// Takes medicine for a chronic disease every day.
    pub const LONG_TERM_MEDICINE: Self = Self(1 << 3);
    /// Has a registered disability.
    pub const DISABLED: Self = Self(1 << 4);
    /// Registered elsewhere (外来人口).
    pub const REGISTERED_ELSEWHERE: Self = Self(1 << 5);
    /// Works with patients.
    pub const MEDICAL_STAFF: Self = Self(1 << 6);
    /// Handles imported goods, or drives lorries between provinces.
    pub const EXPOSED_TO_GOODS: Self = Self(1 << 7);
    /// Cadre of a street, a village or an office who is called up in a surge.
    pub const CADRE: Self = Self(1 << 8);

    /// True if every mark of `other` is set.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Adds the marks of `other`.
    fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// One resident. Names, numbers and addresses are made on demand by [`City::details`].
#[derive(Clone, Debug)]
pub struct Person {
    /// Household id.
    pub household: u32,
    /// Age in whole years on 1 December 2021.
    pub age: u8,
    /// Sex.
    pub sex: Sex,
    /// School or work.
    pub occupation: Occupation,
    /// Position in the class list or staff list of the occupation; 0 for [`Occupation::Home`].
    pub seat: u32,
    /// Marks for those who need or give help.
    pub flags: Flags,
    /// Rank among residents of the same age and sex; makes the identity number unique.
    rank: u16,
}

/// Whether people live as a family or share a room in an institution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HouseholdKind {
    /// 家庭户
    Family,
    /// 集体户: one room of a dormitory.
    Dormitory,
    /// 集体户: one room of a care home.
    CareHome,
}

/// People behind one door.
#[derive(Clone, Debug)]
pub struct Household {
    /// Building id.
    pub building: u32,
    /// Id of the first member; the others follow.
    pub first_person: u32,
    /// Number of members, at least one.
    pub size: u8,
    /// Family or institution.
    pub kind: HouseholdKind,
}

/// A generated city.
#[derive(Clone, Debug)]
pub struct City {
    seed: u64,
    areas: Vec<Area>,
    villages: Vec<Village>,
    village_people: Vec<Range<u32>>,
    buildings: Vec<Building>,
    households: Vec<Household>,
    persons: Vec<Person>,
    classes: Vec<Class>,
    pupils: Vec<u32>,
    workplaces: Vec<Workplace>,
    staff: Vec<u32>,
    bus_lines: Vec<BusLine>,
    redraw: GridRedraw,
    facilities: Facilities,
    districts: Vec<District>,
}

impl City {
    /// Generates Zhenhai district: 510,462 residents and everything around them.
    ///
    /// Takes less than a second and about 50 MB. The same seed gives the same city, byte for byte, on machines whose
    /// standard library computes logarithms and cosines alike, as all machines of one platform do.
    pub fn zhenhai(seed: u64) -> Self {
        let mut areas = area::seeds();
        boundary::draw_street_cells(&mut areas);
        let villages = area::villages(&areas, seed);
        let mut homes = building::settle(&areas, &villages, seed);
        let schools = school::enrol(&mut homes, &areas, &villages, seed);
        let work = work::employ(&mut homes, &schools, &areas, &villages, seed);
        details::mark(&mut homes, &work, seed);
        let redraw = grid::draw_grids(&areas, &villages, &homes, seed);
        let bus_lines = work::bus_lines(&villages, seed);
        let facilities = facility::place(&areas, &villages, &homes, seed);
        Self {
            seed,
            areas,
            villages,
            village_people: homes.village_people,
            buildings: homes.buildings,
            households: homes.households,
            persons: homes.persons,
            classes: schools.classes,
            pupils: schools.pupils,
            workplaces: work.workplaces,
            staff: work.staff,
            bus_lines,
            redraw,
            facilities,
            districts: area::districts(&boundary::district_names()),
        }
    }

    /// The seed the city was made from.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The seven streets and towns, then the chemical zone.
    pub fn areas(&self) -> &[Area] {
        &self.areas
    }

    /// Communities, villages and parks, ordered by area; a position here is a village number.
    pub fn villages(&self) -> &[Village] {
        &self.villages
    }

    /// All buildings; ids are positions plus one. Buildings with homes come first.
    pub fn buildings(&self) -> &[Building] {
        &self.buildings
    }

    /// All households; ids are positions plus one.
    pub fn households(&self) -> &[Household] {
        &self.households
    }

    /// All residents; ids are positions plus one.
    pub fn persons(&self) -> &[Person] {
        &self.persons
    }

    /// All school classes; ids are positions plus one.
    pub fn classes(&self) -> &[Class] {
        &self.classes
    }

    /// All workplaces; ids are positions plus one.
    pub fn workplaces(&self) -> &[Workplace] {
        &self.workplaces
    }

    /// Bus lines.
    pub fn bus_lines(&self) -> &[BusLine] {
        &self.bus_lines
    }

    /// The grids in peace, the surge redraw, its oversights and their correction.
    pub fn grids(&self) -> &GridRedraw {
        &self.redraw
    }

    /// Sampling sites, gates, isolation sites, laboratories, vehicles, posts and task forces.
    pub fn facilities(&self) -> &Facilities {
        &self.facilities
    }

    /// The ten districts of Ningbo with their census population.
    pub fn districts(&self) -> &[District] {
        &self.districts
    }

    /// The building with this id.
    ///
    /// # Panics
    /// If the city has no such building. The same holds for the other lookups by id.
    pub fn building(&self, id: u32) -> &Building {
        nth(&self.buildings, id)
    }

    /// The household with this id.
    pub fn household(&self, id: u32) -> &Household {
        nth(&self.households, id)
    }

    /// The resident with this id.
    pub fn person(&self, id: u32) -> &Person {
        nth(&self.persons, id)
    }

    /// The class with this id.
    pub fn class(&self, id: u32) -> &Class {
        nth(&self.classes, id)
    }

    /// The workplace with this id.
    pub fn workplace(&self, id: u32) -> &Workplace {
        nth(&self.workplaces, id)
    }

    /// Ids of a household's members.
    pub fn members(&self, household: u32) -> Range<u32> {
        let home = self.household(household);
        home.first_person..home.first_person + u32::from(home.size)
    }

    /// Ids of the households in a building; empty where nobody lives.
    pub fn households_in(&self, building: u32) -> Range<u32> {
        let building = self.building(building);
        building.first_household..building.first_household + building.households
    }

    /// Ids of the people who live in a building.
    pub fn residents_in(&self, building: u32) -> Range<u32> {
        let homes = self.households_in(building);
        match homes.clone().last() {
            Some(last) => self.household(homes.start).first_person..self.members(last).end,
            None => 0..0,
        }
    }

    /// Ids of the people who live in the village at this position of [`City::villages`].
    ///
    /// # Panics
    /// If there is no such village.
    pub fn residents_of_village(&self, village: u32) -> Range<u32> {
        nth(&self.village_people, village + 1).clone()
    }

    /// Ids of the people who live in the area at this position of [`City::areas`].
    pub fn residents_of_area(&self, area: u32) -> Range<u32> {
        let mut own =
            self.villages.iter().zip(&self.village_people).filter(|(v, _)| v.area == area).map(|(_, r)| r);
        let Some(first) = own.next() else { return 0..0 };
        first.start..own.next_back().map_or(first.end, |last| last.end)
    }

    /// A fingerprint of every record, to compare two cities.
    pub fn digest(&self) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        let mut line = String::new();
        let mut feed = |item: &dyn std::fmt::Debug| {
            line.clear();
            // Writing to a string cannot fail.
            let _ = write!(line, "{item:?}");
            hasher.update(line.as_bytes());
        };
        self.persons.iter().for_each(|x| feed(x));
        self.households.iter().for_each(|x| feed(x));
        self.buildings.iter().for_each(|x| feed(x));
        self.classes.iter().for_each(|x| feed(x));
        self.workplaces.iter().for_each(|x| feed(x));
        feed(&(&self.pupils, &self.staff, &self.villages, &self.bus_lines, &self.facilities, &self.redraw));
        for id in (1..=count(self.persons.len())).step_by(997) {
            feed(&self.details(id));
        }
        feed(&self.boundaries(GridVersion::Peace));
        feed(&self.boundaries(GridVersion::Surge));
        hasher.finalize()
    }
}
