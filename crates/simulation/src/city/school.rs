//! Schools and their classes.

use super::area::{Area, Village};
use super::building::{BuildingKind, Homes, point_near};
use super::{HouseholdKind, Occupation};
use crate::draw::Draw;
use crate::number::{at, count, nth, nth_mut};

/// Stage of schooling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SchoolLevel {
    /// 幼儿园, ages 3–5.
    Kindergarten,
    /// 小学, ages 6–11.
    Primary,
    /// 初中, ages 12–14.
    Junior,
    /// 高中, ages 15–17.
    Senior,
    /// 高校, students who live in the higher-education park.
    College,
}

impl SchoolLevel {
    /// Lowest and highest age, pupils in a class, classes in a school, and the share of the age group that attends.
    ///
    /// Class and school sizes are assumptions of the usual order; schooling is compulsory at 6 to 14.
    fn shape(self) -> (u8, u8, usize, usize, f64) {
        match self {
            Self::Kindergarten => (3, 5, 28, 12, 0.97),
            Self::Primary => (6, 11, 41, 36, 1.0),
            Self::Junior => (12, 14, 42, 30, 1.0),
            Self::Senior => (15, 17, 44, 36, 0.96),
            Self::College => (18, 22, 40, 150, 1.0),
        }
    }

    /// The level as names of schools say it.
    fn word(self) -> &'static str {
        match self {
            Self::Kindergarten => "幼儿园",
            Self::Primary => "小学",
            Self::Junior => "初级中学",
            Self::Senior => "高级中学",
            Self::College => "学院",
        }
    }
}

/// A school class.
#[derive(Clone, Debug)]
pub struct Class {
    /// Building id of the school.
    pub building: u32,
    /// Stage.
    pub level: SchoolLevel,
    /// Year within the stage, from 1.
    pub grade: u8,
    /// Number of the class within its school, from 1.
    pub number: u32,
    /// Number of pupils.
    pub size: u32,
    /// Position of the first pupil in the list of all pupils.
    pub(super) first: u32,
}

/// All classes, and who sits in them.
pub(super) struct Schools {
    pub(super) classes: Vec<Class>,
    pub(super) pupils: Vec<u32>,
    /// School building, its village and its number of pupils.
    pub(super) campuses: Vec<(u32, u32, u32)>,
}

/// Builds schools and enrols children near home and students of the park.
pub(super) fn enrol(homes: &mut Homes, areas: &[Area], villages: &[Village], seed: u64) -> Schools {
    use SchoolLevel::{College, Junior, Kindergarten, Primary, Senior};
    let mut draw = Draw::for_purpose(seed, "schools");
    let mut schools = Schools { classes: Vec::new(), pupils: Vec::new(), campuses: Vec::new() };
    for level in [Kindergarten, Primary, Junior, Senior, College] {
        let (low, high, ..) = level.shape();
        let mut by_area: Vec<Vec<u32>> = vec![Vec::new(); areas.len()];
        for (id, person) in (1u32..).zip(&homes.persons) {
            let dormitory = nth(&homes.households, person.household).kind == HouseholdKind::Dormitory;
            let campus = dormitory && is_campus(homes, villages, person.household);
            let own_kind = (level == College) == campus;
            if own_kind && (low..=high).contains(&person.age) && draw.chance(level.shape().4) {
                let village = homes.village_of(person.household);
                let area = nth(villages, village + 1).area;
                if let Some(list) = by_area.get_mut(at(area)) {
                    list.push(id);
                }
            }
        }
        for (area, pupils) in (0u32..).zip(by_area) {
            open_schools(homes, &mut schools, (nth(areas, area + 1), villages), (level, &pupils), &mut draw);
        }
    }
    schools
}

/// True for students' rooms in the higher-education park.
fn is_campus(homes: &Homes, villages: &[Village], household: u32) -> bool {
    let building = nth(&homes.buildings, nth(&homes.households, household).building);
    nth(villages, building.village + 1).code == super::area::CAMPUS
}

/// Divides one area's pupils of one level among schools; neighbours go to the same one.
fn open_schools(
    homes: &mut Homes,
    schools: &mut Schools,
    (area, villages): (&Area, &[Village]),
    (level, pupils): (SchoolLevel, &[u32]),
    draw: &mut Draw,
) {
    let (low, _, class_size, class_limit, _) = level.shape();
    if pupils.is_empty() {
        return;
    }
    let number = pupils.len().div_ceil(class_size * class_limit);
    let short = area.name.trim_end_matches("街道").trim_end_matches('镇');
    for (which, intake) in (1u32..).zip(pupils.chunks(pupils.len().div_ceil(number))) {
        // The school stands in the village of its middle pupil.
        let middle = intake.get(intake.len() / 2).copied().expect("a chunk is never empty");
        let village = homes.village_of(nth(&homes.persons, middle).household);
        let place = point_near(area, nth(villages, village + 1).centre, 250.0, draw);
        let name = format!("{short}第{which}{}", level.word());
        let building = homes.add_building(BuildingKind::School, name, village, place);
        schools.campuses.push((building, village, count(intake.len())));
        let mut by_age: Vec<(u8, u32)> =
            intake.iter().map(|id| (nth(&homes.persons, *id).age, *id)).collect();
        by_age.sort_unstable();
        let mut number = 0;
        for cohort in by_age.chunk_by(|a, b| a.0 == b.0) {
            let classes = cohort.len().div_ceil(class_size);
            for members in cohort.chunks(cohort.len().div_ceil(classes)) {
                number += 1;
                let grade = members.first().map_or(1, |m| m.0 - low + 1);
                seat_class(
                    homes,
                    schools,
                    Class { building, level, grade, number, size: 0, first: 0 },
                    members,
                );
            }
        }
    }
}

/// Adds one class and gives its members their seats.
fn seat_class(homes: &mut Homes, schools: &mut Schools, mut class: Class, members: &[(u8, u32)]) {
    class.first = count(schools.pupils.len());
    class.size = count(members.len());
    let id = count(schools.classes.len()) + 1;
    for (seat, (_, person)) in (0u32..).zip(members) {
        let person_record = nth_mut(&mut homes.persons, *person);
        person_record.occupation = Occupation::Pupil(id);
        person_record.seat = seat;
        schools.pupils.push(*person);
    }
    schools.classes.push(class);
}
