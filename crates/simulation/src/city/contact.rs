//! Whom a resident meets in a day, by setting.

use super::{City, Occupation};
use crate::draw::Draw;
use crate::number::{at, nth};

/// Where people meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Setting {
    /// At home, and for lodgers in their room.
    Household,
    /// In class.
    School,
    /// Among colleagues.
    Work,
    /// Shops, lifts, buses, markets, streets.
    Community,
}

/// Mean contacts a day by setting in Zhejiang, for those who attend it: Mistry et al. 2021,
/// *Inferring high-resolution human mixing patterns for disease modeling*, doi:10.1038/s41467-020-20544-y.
pub const DAILY_CONTACTS: [(Setting, f64); 4] =
    [(Setting::Household, 4.11), (Setting::School, 11.41), (Setting::Work, 8.07), (Setting::Community, 2.79)];

/// Colleagues who share a room, a shift or a line; an assumption.
const TEAM: u32 = 12;

/// One meeting of two residents on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Encounter {
    /// The other person's id.
    pub with: u32,
    /// Where they met.
    pub setting: Setting,
    /// Building id of the place; `None` in the street or on a bus.
    pub building: Option<u32>,
}

impl City {
    /// Ids of the pupils of a class, in seat order.
    pub fn pupils(&self, class: u32) -> &[u32] {
        let class = self.class(class);
        slice(&self.pupils, class.first, class.size)
    }

    /// Ids of the staff of a workplace, in seat order.
    pub fn staff(&self, workplace: u32) -> &[u32] {
        let place = self.workplace(workplace);
        slice(&self.staff, place.first, place.size)
    }

    /// Ids of the dozen or so who work side by side with a worker, the worker included; empty for others.
    pub fn team(&self, person: u32) -> &[u32] {
        let record = self.person(person);
        let Occupation::Worker(workplace) = record.occupation else {
            return &[];
        };
        let place = self.workplace(workplace);
        // The last few join the team before them, so that nobody works alone in a larger place.
        let teams = (place.size / TEAM).max(1);
        let team = (record.seat / TEAM).min(teams - 1);
        let end = if team + 1 == teams { place.size } else { (team + 1) * TEAM };
        slice(&self.staff, place.first + team * TEAM, end - team * TEAM)
    }

    /// Draws a person's meetings of one day in one setting: a Poisson number with the mean of [`DAILY_CONTACTS`].
    ///
    /// The same two may meet more than once, as members of a household do. Nobody is drawn in a setting the person
    /// does not attend, or where there is nobody else.
    pub fn encounters(&self, person: u32, setting: Setting, draw: &mut Draw) -> Vec<Encounter> {
        let mean = DAILY_CONTACTS.iter().find(|(s, _)| *s == setting).map_or(0.0, |(_, mean)| *mean);
        let number = draw.poisson(mean);
        (0..number).filter_map(|_| self.encounter(person, setting, draw)).collect()
    }

    /// Draws one meeting.
    fn encounter(&self, person: u32, setting: Setting, draw: &mut Draw) -> Option<Encounter> {
        let record = self.person(person);
        let home = self.household(record.household).building;
        let (with, building) = match (setting, record.occupation) {
            (Setting::Household, _) => {
                let members = self.members(record.household);
                (draw_other(members.start, members.end, person, draw)?, Some(home))
            }
            (Setting::School, Occupation::Pupil(class)) => {
                (pick_other(self.pupils(class), person, draw)?, Some(self.class(class).building))
            }
            (Setting::Work, Occupation::Worker(place)) => {
                // Four in five meetings stay within the team.
                let team = if draw.chance(0.8) { self.team(person) } else { self.staff(place) };
                (pick_other(team, person, draw)?, Some(self.workplace(place).building))
            }
            (Setting::Community, _) => self.passer_by(person, home, draw)?,
            (Setting::School | Setting::Work, _) => return None,
        };
        Some(Encounter { with, setting, building })
    }

    /// Someone met outside home, school and work: neighbours first, then the village, the area, the district.
    fn passer_by(&self, person: u32, home: u32, draw: &mut Draw) -> Option<(u32, Option<u32>)> {
        let village = self.building(home).village;
        let (range, place) = match draw.unit() {
            x if x < 0.25 => (self.residents_in(home), Some(home)),
            x if x < 0.70 => (self.residents_of_village(village), None),
            x if x < 0.92 => (self.residents_of_area(nth(&self.villages, village + 1).area), None),
            _ => (1..super::RESIDENTS + 1, None),
        };
        Some((draw_other(range.start, range.end, person, draw)?, place))
    }
}

/// A run of a flat list.
fn slice(list: &[u32], first: u32, size: u32) -> &[u32] {
    list.get(at(first)..at(first + size)).expect("runs lie within the list they index")
}

/// Someone else of `start..end`, or `None` if there is nobody.
fn draw_other(start: u32, end: u32, person: u32, draw: &mut Draw) -> Option<u32> {
    if !(start..end).contains(&person) {
        return (end > start).then(|| start + draw.below(end - start));
    }
    if end - start < 2 {
        return None;
    }
    let other = start + draw.below(end - start - 1);
    Some(if other >= person { other + 1 } else { other })
}

/// Someone else of the list, or `None` if there is nobody.
fn pick_other(list: &[u32], person: u32, draw: &mut Draw) -> Option<u32> {
    let own = list.iter().position(|id| *id == person)?;
    let others = list.len().checked_sub(1).filter(|n| *n > 0)?;
    let drawn = at(draw.below(crate::number::count(others)));
    list.get(if drawn >= own { drawn + 1 } else { drawn }).copied()
}
