//! Who infects whom, who is found how, and who is named as a contact: one event-driven run.
//!
//! Infection is drawn along the contacts of the city; testing, tracing and isolation act on it as they happen.

use std::collections::{BTreeMap, BTreeSet};

use super::clock::{DAY, HOUR, MINUTE, Sec, on};
use super::rounds_plan::{Plan, drives};
use super::tracing::{Met, close_contacts, contacts_of_contacts};
use crate::city::{City, Occupation, Setting};
use crate::draw::Draw;
use crate::number::{at as index, rounded};
use domain::Ring;

/// Chance that one contact of an infectious person is infected, by setting.  Calibrated with [`super::accepted`] so that
/// an unnoticed case infects about four others, as Delta did; not estimates.
const CHANCES: [(Setting, f64); 4] = [
    (Setting::Household, 0.085),
    (Setting::School, 0.04),
    (Setting::Work, 0.075),
    (Setting::Community, 0.06),
];

/// How an infection was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// The index tube of 5 December.
    Index,
    /// Single tubes of the index household.
    Household,
    /// A round, by position.
    Round(usize),
    /// A test as a contact.
    Contact,
    /// A fever clinic.
    Clinic,
}

/// The tests that found an infection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) way: Way,
    /// When the first positive tube was collected; `pool` is when a pool was reported.
    pub(super) collected: Sec,
    pub(super) pool: Option<Sec>,
    /// When the single tube was collected and reported.
    pub(super) single: Sec,
    pub(super) at: Sec,
}

/// One infected person.
#[derive(Clone, Debug)]
pub(super) struct Infection {
    pub(super) person: u32,
    pub(super) at: Sec,
    pub(super) by: Option<usize>,
    pub(super) setting: Setting,
    pub(super) infectious: Sec,
    positive: Sec,
    /// First symptoms, if any ever.
    pub(super) onset: Option<Sec>,
    force: f64,
    /// From when contacts outside the household stop, and all contacts.
    home: Sec,
    pub(super) isolated: Sec,
    pub(super) found: Option<Found>,
}

/// A slice of an interview.
#[derive(Clone, Debug)]
pub(super) struct Slice {
    pub(super) infection: usize,
    pub(super) at: Sec,
    pub(super) complete: bool,
    pub(super) named: Vec<Met>,
}

/// Since when a person is known as a contact.
#[derive(Clone, Copy, Debug)]
pub(super) struct Watch {
    pub(super) since: Sec,
    pub(super) ring: Ring,
}

/// The outcome of a run.
#[derive(Clone, Debug)]
pub(super) struct Epidemic {
    pub(super) infections: Vec<Infection>,
    pub(super) slices: Vec<Slice>,
    pub(super) watched: BTreeMap<u32, Watch>,
}

impl Epidemic {
    /// Takes known cases out of the interviews of others, with those who were met through them: a case is interviewed in
    /// its own right, and names its own contacts.
    pub(super) fn leave_out_known_cases(&mut self) {
        let found = self.infections.iter().filter_map(|i| Some((i.person, i.found?.at)));
        let found: BTreeMap<u32, Sec> = found.collect();
        let mut left_out: BTreeSet<(usize, u32)> = BTreeSet::new();
        for slice in &mut self.slices {
            let told = super::stream::arrival(slice.at);
            slice.named.retain(|met| {
                let is_case = found.get(&met.person).is_some_and(|at| *at <= told);
                if is_case {
                    left_out.insert((slice.infection, met.person));
                }
                !is_case && met.via.is_none_or(|via| !left_out.contains(&(slice.infection, via)))
            });
        }
    }
}

#[derive(Clone, Debug)]
enum Event {
    Walk,
    Dinner,
    Test(usize, Way),
    Found(usize),
    Slice(usize, u8, Vec<Met>),
}

const NEVER: Sec = i64::MAX;

pub(super) struct Run<'a> {
    city: &'a City,
    plan: &'a Plan,
    draw: Draw,
    queue: BTreeMap<(Sec, u32), Event>,
    serial: u32,
    by_person: BTreeMap<u32, usize>,
    state: Epidemic,
}

/// When a contact is swabbed: the first time soon after being named, then on the mornings of the protocol's days.
pub(super) fn contact_tests(person: u32, since: Sec, ring: Ring) -> Vec<Sec> {
    let minute = i64::from(person % 170) * MINUTE;
    let first = since + 5 * HOUR + minute * 2;
    let morning = |days: i64| (since.div_euclid(DAY) + days) * DAY + 8 * HOUR + minute;
    let mut all = vec![first, morning(3), morning(6)];
    if ring == Ring::Close {
        all.push(morning(10));
    }
    all
}

/// The share of usual contacts that still happen on a day: 1 before the closure.
fn mixing(setting: Setting, at: Sec, jiaochuan: bool) -> f64 {
    let closed = at >= on(7, 2, 0);
    let local = jiaochuan && at >= on(6, 8, 0);
    match (setting, closed, local) {
        (Setting::Household, ..) => 1.0,
        (Setting::School, true, _) | (Setting::School, _, true) => 0.0,
        (Setting::Work, true, _) => 0.05,
        (Setting::Community, true, _) => 0.07,
        (_, _, true) => 0.3,
        _ => 1.0,
    }
}

impl<'a> Run<'a> {
    /// Runs one outbreak from an index; `None` as soon as it departs from what is known of the first days.
    pub(super) fn of(city: &'a City, plan: &'a Plan, index_case: u32, draw: Draw) -> Option<Epidemic> {
        let state = Epidemic { infections: Vec::new(), slices: Vec::new(), watched: BTreeMap::new() };
        let mut run =
            Run { city, plan, draw, queue: BTreeMap::new(), serial: 0, by_person: BTreeMap::new(), state };
        let entered = on(0, 8, 0) - rounded_days(run.draw.unit() * 5.0);
        run.infect(index_case, entered, None, Setting::Work);
        run.infect_family(index_case);
        for day in -4..26 {
            run.push(on(day, 23, 59), Event::Walk);
        }
        run.push(on(4, 18, 30), Event::Dinner);
        run.push(on(5, 9, 40), Event::Test(0, Way::Index));
        let mut checked = 0;
        while let Some(((at, _), event)) = run.queue.pop_first() {
            for (number, gate) in super::accepted::GATES.iter().enumerate().skip(checked) {
                if at < gate.at {
                    break;
                }
                if !(gate.holds)(city, &run.state) {
                    return None;
                }
                checked = number + 1;
            }
            run.take(at, event);
            if run.state.infections.len() > 110 {
                return None;
            }
        }
        Some(run.state)
    }

    /// Two of the other three of the index household are infected before the story begins, as published.
    fn infect_family(&mut self, index_case: u32) {
        let others = self.city.members(self.city.person(index_case).household);
        let mut others: Vec<u32> = others.filter(|person| *person != index_case).collect();
        self.draw.shuffle(&mut others);
        let from = self.state.infections.first().map_or(0, |infection| infection.infectious);
        for person in others.into_iter().take(2) {
            let at = from + rounded_days(self.draw.unit() * 1.5);
            self.infect(person, at, Some(0), Setting::Household);
        }
    }

    fn push(&mut self, at: Sec, event: Event) {
        self.serial += 1;
        self.queue.insert((at, self.serial), event);
    }

    fn take(&mut self, at: Sec, event: Event) {
        match event {
            Event::Walk => self.walk(at),
            Event::Dinner => self.dinner(at),
            Event::Test(which, way) => self.test(at, which, way),
            Event::Found(which) => self.found(at, which),
            Event::Slice(which, part, earlier) => self.slice(at, which, part, earlier),
        }
    }

    fn infect(&mut self, person: u32, at: Sec, by: Option<usize>, setting: Setting) {
        let isolated = self.state.watched.get(&person).is_some_and(|watch| at > watch.since + 14 * HOUR);
        if isolated || self.by_person.contains_key(&person) {
            return;
        }
        // Lognormal with mean 4.4 and 95th percentile 8.5 days: the pack's incubation.
        let incubation = 3.9 * (0.47 * self.draw.normal()).exp();
        let before = 0.8 + 0.8 * self.draw.unit();
        let infectious = at + rounded_days((incubation - before).max(2.0));
        let symptoms = self.draw.chance(0.78);
        // A few infect many: lognormal with mean 1.
        let force = (1.1 * self.draw.normal() - 0.605).exp();
        let which = self.state.infections.len();
        self.state.infections.push(Infection {
            person,
            at,
            by,
            setting,
            infectious,
            positive: infectious - 5 * HOUR,
            onset: symptoms.then(|| at + rounded_days(incubation)),
            force,
            home: NEVER,
            isolated: NEVER,
            found: None,
        });
        self.by_person.insert(person, which);
        let household = self.city.person(person).household;
        for (position, drive) in drives().iter().enumerate() {
            let swabbed = self.plan.swabbed(position, drive, household).filter(|time| *time > at);
            if let Some(time) = swabbed {
                self.push(time, Event::Test(which, Way::Round(position)));
            }
        }
        let sick = self.state.infections.get(which).and_then(|infection| infection.onset);
        if let Some(onset) = sick.filter(|_| self.draw.chance(0.3)) {
            let visit = super::clock::by_day(onset + 14 * HOUR + rounded_days(self.draw.unit()));
            if visit > on(6, 8, 0) {
                self.push(visit, Event::Test(which, Way::Clinic));
            }
        }
        if let Some(watch) = self.state.watched.get(&person).copied() {
            self.watch_tests(which, watch, at);
        }
    }

    fn watch_tests(&mut self, which: usize, watch: Watch, after: Sec) {
        let Some(person) = self.state.infections.get(which).map(|infection| infection.person) else {
            return;
        };
        for time in contact_tests(person, watch.since, watch.ring) {
            if time > after {
                self.push(time, Event::Test(which, Way::Contact));
            }
        }
    }

    /// One day's meetings of everybody who is infectious and free.
    #[expect(clippy::excessive_nesting, reason = "people, settings and meetings, one loop each")]
    fn walk(&mut self, end: Sec) {
        let dawn = end.div_euclid(DAY) * DAY;
        for which in 0..self.state.infections.len() {
            let Some(infection) = self.state.infections.get(which) else { continue };
            let over = infection.infectious + 6 * DAY;
            if infection.infectious >= end || over <= dawn || infection.isolated <= dawn + 8 * HOUR {
                continue;
            }
            let (person, force, home) = (infection.person, infection.force, infection.home);
            let (first, last) = (infection.infectious, over.min(infection.isolated));
            let village =
                self.city.building(self.city.household(self.city.person(person).household).building).village;
            let jiaochuan =
                self.city.villages().get(index(village)).is_some_and(|v| v.area == self.plan.jiaochuan);
            for (setting, chance) in CHANCES {
                for meeting in self.city.encounters(person, setting, &mut self.draw) {
                    let at = dawn + 8 * HOUR + i64::from(self.draw.below(14 * 3_600));
                    let kept = setting == Setting::Household || at < home;
                    let met = kept && self.draw.chance(mixing(setting, at, jiaochuan));
                    let shedding = at >= first && at < last;
                    if self.draw.chance((chance * force).min(0.9)) && met && shedding {
                        self.infect(meeting.with, at, Some(which), setting);
                    }
                }
            }
        }
    }

    /// A dinner of the index's firm and its customers on the evening of 4 December.
    ///
    /// An assumption: without one late event of this kind, no chain of contacts turns three known infections on the
    /// 6th into 55 on the 14th while testing of everybody finds only five by the morning of the 7th.
    fn dinner(&mut self, at: Sec) {
        let Some(host) = self.state.infections.first().map(|infection| infection.person) else { return };
        let people = crate::number::count(self.city.persons().len());
        for _ in 0..75 {
            let guest = match self.city.person(host).occupation {
                Occupation::Worker(place) if self.draw.chance(0.5) => *self.draw.pick(self.city.staff(place)),
                Occupation::Worker(_) | Occupation::Home | Occupation::Pupil(_) => {
                    1 + self.draw.below(people)
                }
            };
            if guest != host && self.draw.chance(0.42) {
                self.infect(guest, at, Some(0), Setting::Community);
            }
        }
    }

    fn test(&mut self, at: Sec, which: usize, way: Way) {
        let sensitivity = if way == Way::Index { 1.0 } else { 0.95 };
        let detects = self.draw.chance(sensitivity);
        let delay = i64::from(self.draw.below(100)) * MINUTE;
        let Some(infection) = self.state.infections.get_mut(which) else { return };
        if infection.found.is_some() || at < infection.positive || !detects {
            return;
        }
        let found = match way {
            Way::Index => Found {
                way,
                collected: at,
                pool: Some(on(5, 16, 30)),
                single: on(5, 17, 40),
                at: on(5, 20, 30),
            },
            Way::Household => Found { way, collected: at, pool: None, single: at, at: on(6, 4, 0) },
            Way::Round(_) => {
                // In the first night the laboratories were still few.
                let queue = if at < on(7, 0, 0) { 17 * HOUR } else { 7 * HOUR };
                let pool = at + queue + 2 * delay;
                let single = pool + 80 * MINUTE;
                Found { way, collected: at, pool: Some(pool), single, at: single + 4 * HOUR + delay }
            }
            Way::Contact | Way::Clinic => {
                Found { way, collected: at, pool: None, single: at, at: at + 5 * HOUR + delay }
            }
        };
        infection.found = Some(found);
        infection.isolated = infection.isolated.min(found.pool.unwrap_or(found.single + HOUR));
        self.push(found.at, Event::Found(which));
    }

    fn found(&mut self, at: Sec, which: usize) {
        let way = self.state.infections.get(which).and_then(|i| i.found).map(|found| found.way);
        if way == Some(Way::Index) {
            let index_case = self.state.infections.first().map_or(0, |infection| infection.person);
            let members = self.city.members(self.city.person(index_case).household);
            for person in members.filter(|person| *person != index_case) {
                if let Some(other) = self.by_person.get(&person).copied() {
                    self.push(on(5, 21, 40), Event::Test(other, Way::Household));
                }
            }
        }
        let first = at + 40 * MINUTE + i64::from(self.draw.below(70)) * MINUTE;
        self.push(first, Event::Slice(which, 1, Vec::new()));
    }

    /// The household first, then the other close contacts, then their contacts.
    fn slice(&mut self, at: Sec, which: usize, part: u8, earlier: Vec<Met>) {
        let Some(infection) = self.state.infections.get(which).cloned() else { return };
        let pause = i64::from(self.draw.below(80)) * MINUTE;
        let mut earlier = earlier;
        let named = match part {
            1 => super::tracing::household(self.city, &infection),
            2 => {
                let infected = self.state.infections.iter().filter(|other| other.by == Some(which));
                let truly: Vec<(u32, Setting, Sec)> = infected.map(|i| (i.person, i.setting, i.at)).collect();
                close_contacts(self.city, &infection, &truly, at, &mut self.draw)
            }
            _ => contacts_of_contacts(self.city, infection.person, &earlier, at, &mut self.draw),
        };
        for met in &named {
            self.name(at, met);
        }
        if part < 3 {
            earlier.extend(named.iter().cloned());
            self.push(at + 35 * MINUTE + pause, Event::Slice(which, part + 1, earlier));
        }
        self.state.slices.push(Slice { infection: which, at, complete: part == 3, named });
    }

    fn name(&mut self, at: Sec, met: &Met) {
        let known = self.state.watched.contains_key(&met.person);
        let watch = self.state.watched.entry(met.person).or_insert(Watch { since: at, ring: met.ring });
        watch.ring = watch.ring.min(met.ring);
        let watch = *watch;
        if known {
            return;
        }
        if let Some(which) = self.by_person.get(&met.person).copied() {
            if let Some(infection) = self.state.infections.get_mut(which) {
                infection.home = infection.home.min(at + HOUR);
                infection.isolated = infection.isolated.min(at + 14 * HOUR);
            }
            self.watch_tests(which, watch, at);
        }
    }
}

/// A number of days in seconds.
fn rounded_days(days: f64) -> Sec {
    i64::from(rounded(days * 86_400.0))
}

/// Whether a person could be the index: a worker of 蛟川 in a family of four.
pub(super) fn may_be_index(city: &City, jiaochuan: u32, person: u32) -> bool {
    let record = city.person(person);
    let home = city.household(record.household);
    let village = city.building(home.building).village;
    let local = city.villages().get(index(village)).is_some_and(|v| v.area == jiaochuan);
    let team = city.team(person).len();
    local && home.size == 4 && team >= 10 && matches!(record.occupation, Occupation::Worker(_))
}
