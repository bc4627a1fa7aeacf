//! Names, identity numbers, telephone numbers and addresses, made on demand; and the marks of those who need help.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::building::Homes;
use super::words::{MEN, OTHER_COUNTIES, SURNAMES, WOMEN};
use super::work::{Trade, Work};
use super::{City, Flags, HouseholdKind, Occupation, Person, Sex};
use crate::draw::Draw;
use crate::number::{at, nth};

/// What an identity card, a telephone book and a door plate would say. All invented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonDetails {
    /// Name, surname first.
    pub name: String,
    /// Citizen identity number by GB 11643: 18 characters, with a valid check character.
    pub id_number: String,
    /// Telephone number of 11 digits, under a prefix that no carrier uses (154).
    pub phone: String,
    /// Address down to the door.
    pub address: String,
    /// Date of birth, as in the identity number.
    pub born_on: Date,
}

/// The day ages are counted on.
const AGES_COUNT_ON: Date = date(2021, 12, 1);

/// Birthdays within a year of age, and order numbers of one sex on a day (001–499, doubled).
const BIRTHDAYS: u32 = 365;
const ORDER_NUMBERS: u32 = 499;

impl City {
    /// Makes up the details of a resident; always the same for the same city and person.
    pub fn details(&self, person: u32) -> PersonDetails {
        let record = self.person(person);
        let (born_on, order) = self.birth(record);
        PersonDetails {
            name: self.name(person, record),
            id_number: id_number(self.registered_at(person, record), born_on, order),
            phone: phone(person),
            address: self.address(record.household),
            born_on,
        }
    }

    /// The full address of a household: district, street, village, building, door.
    pub fn address(&self, household: u32) -> String {
        let home = self.household(household);
        let building = self.building(home.building);
        let village = nth(&self.villages, building.village + 1);
        let area = nth(&self.areas, village.area + 1);
        let room = building.room(household - building.first_household);
        // The zone is its own village; its name is said once.
        let committee = if village.code == area.code { "" } else { village.name.trim_end_matches("委会") };
        format!("宁波市镇海区{}{}{} {room}", area.name, committee, building.name)
    }

    /// Date of birth and order number: rank r of an age and sex maps one-to-one to a day and number.
    fn birth(&self, person: &Person) -> (Date, u32) {
        let slots = u64::from(BIRTHDAYS * ORDER_NUMBERS);
        // The factor shares no divisor with 365 × 499, so different ranks never meet.
        let offset = self.seed % slots;
        let slot = (u64::from(person.rank) * 75_337 + offset) % slots;
        let slot = u32::try_from(slot).expect("a slot is below 365 times 499");
        let born_on = AGES_COUNT_ON
            .checked_sub(i32::from(person.age).years())
            .and_then(|day| day.checked_sub(i64::from(slot % BIRTHDAYS).days()))
            .expect("nobody is old enough to be born before the calendar");
        let odd = u32::from(person.sex == Sex::Male);
        (born_on, 2 * (slot / BIRTHDAYS + 1) - 1 + (1 - odd))
    }

    /// The six-digit county an identity number begins with.
    fn registered_at(&self, person: u32, record: &Person) -> &'static str {
        if record.flags.has(Flags::REGISTERED_ELSEWHERE) {
            // Members of a family come from one place, people who share a room do not.
            let family = self.household(record.household).kind == HouseholdKind::Family;
            let item = if family { record.household } else { person };
            Draw::for_item(self.seed, "registered county", u64::from(item))
                .pick::<&'static str>(&OTHER_COUNTIES)
        } else {
            super::ZHENHAI
        }
    }

    /// A name: children, and grown-up children at home, share the first member's surname.
    fn name(&self, person: u32, record: &Person) -> String {
        let home = self.household(record.household);
        let head = self.person(home.first_person);
        let family = home.kind == HouseholdKind::Family;
        let of_head = family && person != home.first_person && record.age + 18 <= head.age;
        let bearer = if of_head { home.first_person } else { person };
        let weights: Vec<f64> = SURNAMES.iter().map(|s| s.1).collect();
        let surname = Draw::for_item(self.seed, "surname", u64::from(bearer)).weighted(&weights);
        let mut draw = Draw::for_item(self.seed, "given name", u64::from(person));
        let characters = match record.sex {
            Sex::Male => &MEN,
            Sex::Female => &WOMEN,
        };
        let first = *draw.pick(characters);
        let second = if draw.chance(0.78) { *draw.pick(characters) } else { "" };
        format!("{}{first}{second}", SURNAMES.get(surname).map_or("王", |s| s.0))
    }
}

/// An identity number with its check character (GB 11643: ISO 7064 MOD 11-2).
fn id_number(county: &str, born_on: Date, order: u32) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    let mut number =
        format!("{county}{:04}{:02}{:02}{order:03}", born_on.year(), born_on.month(), born_on.day());
    let sum: u32 = number
        .chars()
        .zip(WEIGHTS)
        .filter_map(|(digit, weight)| digit.to_digit(10).map(|d| d * weight))
        .sum();
    number.extend(CHECKS.get(at(sum % 11)));
    number
}

/// A telephone number: prefix 154 and a one-to-one scramble of the person's id.
fn phone(person: u32) -> String {
    let scrambled = (u64::from(person) * 61_803_399 + 27_182_818) % 100_000_000;
    format!("154{scrambled:08}")
}

/// Sets everyone's marks, and the ranks that identity numbers are made from.
pub(super) fn mark(homes: &mut Homes, work: &Work, seed: u64) {
    let mut draw = Draw::for_purpose(seed, "marks");
    let mut ranks = vec![0u16; 256];
    let mut elsewhere = false;
    let alone: Vec<bool> =
        homes.households.iter().map(|h| h.size == 1 && h.kind == HouseholdKind::Family).collect();
    let mut household = 0;
    for person in &mut homes.persons {
        let lodger = nth(&homes.households, person.household).kind == HouseholdKind::Dormitory;
        if household != person.household || lodger {
            household = person.household;
            elsewhere = draw.chance(if lodger { 0.85 } else { 0.30 });
        }
        let slot = usize::from(person.age) * 2 + usize::from(person.sex == Sex::Female);
        if let Some(rank) = ranks.get_mut(slot) {
            person.rank = *rank;
            *rank += 1;
        }
        let place = match person.occupation {
            Occupation::Worker(id) => Some(nth(&work.workplaces, id).trade),
            Occupation::Home | Occupation::Pupil(_) => None,
        };
        let lone = *nth(&alone, person.household);
        for flag in marks(person, elsewhere, lone, place, &mut draw) {
            person.flags.add(flag);
        }
    }
}

/// The marks of one resident. Rates are assumptions of the right order, so that each list has someone on it.
fn marks(person: &Person, elsewhere: bool, alone: bool, trade: Option<Trade>, draw: &mut Draw) -> Vec<Flags> {
    let age = person.age;
    let chronic = match age {
        0..=39 => 0.01,
        40..=59 => 0.09,
        _ => 0.38,
    };
    let fertile = person.sex == Sex::Female && (21..=42).contains(&age);
    let health = matches!(trade, Some(Trade::Hospital | Trade::Clinic));
    let goods = match trade {
        Some(Trade::Logistics) => 0.5,
        Some(Trade::Market) => 0.25,
        _ => 0.0,
    };
    [
        (alone && age >= 60, Flags::ELDERLY_ALONE),
        (draw.chance(0.028) && fertile, Flags::PREGNANT),
        (draw.chance(0.0008) && age >= 18, Flags::DIALYSIS),
        (draw.chance(chronic), Flags::LONG_TERM_MEDICINE),
        (draw.chance(0.018), Flags::DISABLED),
        (elsewhere, Flags::REGISTERED_ELSEWHERE),
        (health, Flags::MEDICAL_STAFF),
        (draw.chance(goods), Flags::EXPOSED_TO_GOODS),
        (trade == Some(Trade::Government), Flags::CADRE),
    ]
    .into_iter()
    .filter(|(set, _)| *set)
    .map(|(_, flag)| flag)
    .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::id_number;

    #[test]
    fn a_published_example_has_the_check_digit_the_standard_gives() {
        // Worked example of GB 11643: the check digit of 350627199711275419 is 9.
        assert_eq!(id_number("350627", date(1997, 11, 27), 541), "350627199711275419");
    }
}
