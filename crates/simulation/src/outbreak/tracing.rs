//! Whom tracers find for a case.

use std::collections::BTreeSet;

use super::clock::{DAY, HOUR, Sec, on};
use super::spread::Infection;
use crate::city::{City, HouseholdKind, Occupation, Setting as Place};
use crate::draw::Draw;
use crate::number::{at as index, count};
use domain::{Certainty, Ring, Setting};

/// Days before first symptoms or sampling that tracers ask about: four, the practice from August 2021 (pack
/// `covid19-delta`).
const WINDOW: i64 = 4;

/// Mean number of people met in shops, at meals, in vehicles and in corridors that tracers judge close for a case who
/// was out: the intensity of tracing, calibrated to 60 close contacts a case as published for 14 December 2021.
const MET_ELSEWHERE: f64 = 64.0;

/// Share of the household and of the team of a close contact that tracers name as contacts of contacts; calibrated to
/// 90 a case as published.
const HOUSEHOLD_OF_CONTACT: f64 = 0.78;
const TEAM_OF_CONTACT: f64 = 0.055;

/// Someone named.
#[derive(Clone, Debug)]
pub(super) struct Met {
    pub(super) person: u32,
    pub(super) via: Option<u32>,
    pub(super) ring: Ring,
    pub(super) setting: Setting,
    pub(super) last: Sec,
    pub(super) certainty: Certainty,
    pub(super) records: u32,
}

fn close(person: u32, setting: Setting, last: Sec, certainty: Certainty, records: u32) -> Met {
    Met { person, via: None, ring: Ring::Close, setting, last, certainty, records }
}

/// When the case last met anybody at home.
fn last_at_home(infection: &Infection) -> Sec {
    let found = infection.found.map_or(infection.isolated, |found| found.pool.unwrap_or(found.single));
    infection.isolated.min(found)
}

/// When the case last met people outside.
fn last_outside(infection: &Infection) -> Sec {
    last_at_home(infection).min(on(7, 2, 0))
}

/// The setting that the register says of a home.
fn home_setting(city: &City, person: u32) -> Setting {
    match city.household(city.person(person).household).kind {
        HouseholdKind::Dormitory => Setting::Dormitory,
        HouseholdKind::Family | HouseholdKind::CareHome => Setting::Household,
    }
}

/// Everybody who lives behind the same door.
pub(super) fn household(city: &City, infection: &Infection) -> Vec<Met> {
    let person = infection.person;
    let setting = home_setting(city, person);
    let others = city.members(city.person(person).household).filter(|other| *other != person);
    others.map(|other| close(other, setting, last_at_home(infection), Certainty::Recorded, 0)).collect()
}

/// The close contacts outside the household: class or team, those truly infected whom the case remembers, and people
/// met elsewhere within the window.
pub(super) fn close_contacts(
    city: &City,
    infection: &Infection,
    infected: &[(u32, Place, Sec)],
    now: Sec,
    draw: &mut Draw,
) -> Vec<Met> {
    let person = infection.person;
    let record = city.person(person);
    let until = last_outside(infection).min(now);
    let asked_from =
        infection.onset.unwrap_or(last_at_home(infection)).min(last_at_home(infection)) - WINDOW * DAY;
    let days = (until - asked_from.max(infection.at)).max(0) / DAY + 1;
    let out = until > asked_from;
    let mut seen: BTreeSet<u32> = city.members(record.household).collect();
    let mut named = Vec::new();
    let mut name = |met: Met| {
        if seen.insert(met.person) {
            named.push(met);
        }
    };
    for (other, place, at) in infected {
        if *at <= now && draw.chance(0.92) {
            name(close(*other, setting_of(*place), *at, Certainty::Stated, 0));
        }
    }
    let when = |draw: &mut Draw| until - i64::from(draw.below(60)) * HOUR / 2;
    if out {
        let (mates, setting): (&[u32], Setting) = match record.occupation {
            Occupation::Pupil(class) => (city.pupils(class), Setting::School),
            Occupation::Worker(_) => (city.team(person), Setting::Work),
            Occupation::Home => (&[], Setting::Other),
        };
        for mate in mates {
            name(close(*mate, setting, when(draw), Certainty::Recorded, 1 + draw.below(4)));
        }
        if let Occupation::Worker(place) = record.occupation {
            for mate in city.staff(place).iter().take(200) {
                if draw.chance(0.05) {
                    name(close(*mate, Setting::Meal, when(draw), Certainty::Stated, 0));
                }
            }
        }
        for _ in 0..days.min(WINDOW + 1) {
            for meeting in city.encounters(person, Place::Community, draw) {
                name(close(meeting.with, Setting::Community, when(draw), Certainty::Stated, 0));
            }
        }
        let share = f64::from(i32::try_from(days.min(4)).unwrap_or(4)) / 4.0;
        elsewhere(city, person, draw.poisson(MET_ELSEWHERE * share), until, draw, &mut name);
    } else {
        // Someone kept at home still met neighbours in the stairwell and in the queue for the swab.
        elsewhere(city, person, draw.poisson(MET_ELSEWHERE * 0.35), last_at_home(infection), draw, &mut name);
    }
    named
}

/// People met in one or two places of the village: a shop, a meal, a bus, the queue for a swab.
fn elsewhere(city: &City, person: u32, number: u32, until: Sec, draw: &mut Draw, name: &mut impl FnMut(Met)) {
    let settings =
        [Setting::Market, Setting::Meal, Setting::Vehicle, Setting::SamplingQueue, Setting::Community];
    let village = city.building(city.household(city.person(person).household).building).village;
    let near = city.residents_of_village(village);
    let area = city.villages().get(index(village)).map_or(0, |v| v.area);
    let wide = city.residents_of_area(area);
    for _ in 0..number {
        let range = if draw.chance(0.5) { &near } else { &wide };
        let other = range.start + draw.below(range.end - range.start);
        let last = until - i64::from(draw.below(60)) * HOUR / 2;
        let records = 1 + draw.below(3);
        name(close(other, *draw.pick(&settings), last, Certainty::Presumed, records));
    }
}

/// Those who lived or worked with the close contacts of a case before these were kept apart.
pub(super) fn contacts_of_contacts(
    city: &City,
    case: u32,
    close: &[Met],
    now: Sec,
    draw: &mut Draw,
) -> Vec<Met> {
    let mut seen: BTreeSet<u32> = close.iter().map(|met| met.person).collect();
    seen.insert(case);
    let mut named = Vec::new();
    for contact in close.iter().filter(|met| met.ring == Ring::Close) {
        let home = city.members(city.person(contact.person).household);
        let setting = home_setting(city, contact.person);
        let behind: Vec<(u32, Setting, f64)> = home
            .map(|other| (other, setting, HOUSEHOLD_OF_CONTACT))
            .chain(city.team(contact.person).iter().map(|other| (*other, Setting::Work, TEAM_OF_CONTACT)))
            .collect();
        for (other, setting, share) in behind {
            if other == contact.person || !draw.chance(share) || !seen.insert(other) {
                continue;
            }
            let outside = on(7, 2, 0) - i64::from(draw.below(30)) * HOUR;
            let last = if setting == Setting::Work { outside.min(now - HOUR) } else { now - HOUR };
            named.push(Met {
                person: other,
                via: Some(contact.person),
                ring: Ring::Secondary,
                setting,
                last,
                certainty: if setting == Setting::Work { Certainty::Stated } else { Certainty::Recorded },
                records: count(usize::from(setting == Setting::Work)),
            });
        }
    }
    named
}

/// The word of the domain for a setting of the city.
pub(super) fn setting_of(place: Place) -> Setting {
    match place {
        Place::Household => Setting::Household,
        Place::School => Setting::School,
        Place::Work => Setting::Work,
        Place::Community => Setting::Community,
    }
}
