//! Grouping, transport, rooms and release: a queue of people, a fleet and sites with a number of rooms.

use std::collections::BTreeMap;

use super::cases::{END, ended};
use super::clock::{DAY, HOUR, MINUTE, Sec, day, instant, on};
use super::report::What;
use super::resources::{Site, Transport, sites, transports};
use super::stream::{Single, Stream, World, arrival};
use crate::draw::Draw;
use domain::{Detection, GroupKind, Ring, SiteKind, TestOutcome, TestPurpose};

/// Rooms that stay free at a site, because a room is counted twice while its guest moves on.
const SPARE: usize = 6;

/// What is planned for a contact.
#[derive(Clone, Copy)]
struct Waiting {
    person: u32,
    /// When the interview that named them arrived and a dispatcher could act.
    ready: Sec,
    ring: Ring,
    /// When they were first named.
    named: Sec,
    /// When an interview arrived that named them a close contact.
    close_from: Sec,
    /// Last day of isolation, as a day of December.
    until: i64,
    /// When they became a case.
    case: Option<Sec>,
}

impl Waiting {
    /// The ring that the command knows at an instant.
    fn ring_at(&self, at: Sec) -> Ring {
        if self.close_from <= at { Ring::Close } else { Ring::Secondary }
    }
}

/// A site with who is in it until when.
struct Beds {
    site: Site,
    until: Vec<Sec>,
}

impl Beds {
    fn free(&mut self, at: Sec) -> usize {
        self.until.retain(|until| *until > at);
        let rooms = crate::number::at(self.site.rooms);
        if self.site.opens > at { 0 } else { rooms.saturating_sub(self.until.len() + SPARE) }
    }
}

/// The dispatcher's board.
struct Board {
    fleet: Vec<(Transport, Sec)>,
    beds: Vec<Beds>,
    groups: u32,
    /// When the last journey of a person ended.
    arrived: BTreeMap<u32, Sec>,
    /// When a person first entered a room.
    entered: BTreeMap<u32, Sec>,
}

/// Tells all journeys.
pub(super) fn tell(world: &World<'_>, out: &mut Stream) {
    journeys(world, out);
}

/// When people first entered a room: of the same journeys that [`tell`] tells, which do not depend on how long an
/// exposure lasted.
pub(super) fn entered(world: &World<'_>) -> BTreeMap<u32, Sec> {
    journeys(world, &mut Stream::default()).entered
}

fn journeys(world: &World<'_>, out: &mut Stream) -> Board {
    let mut draw = Draw::for_purpose(world.seed, "transfers");
    let mut board = Board {
        fleet: transports(world.city).into_iter().map(|vehicle| (vehicle, on(5, 18, 0))).collect(),
        beds: sites(world.city).into_iter().map(|site| Beds { site, until: Vec::new() }).collect(),
        groups: 0,
        arrived: BTreeMap::new(),
        entered: BTreeMap::new(),
    };
    let queue = queue(world, &mut draw);
    let placed = contacts(&queue, &mut board, out, &mut draw);
    let bound = last_days(world);
    cases(world, &bound, &mut board, out, &mut draw);
    releases(&placed, &bound, out, &mut draw);
    board
}

/// The last day of isolation of every contact, from the exposures that the interviews told of.
fn last_days(world: &World<'_>) -> BTreeMap<u32, i64> {
    let mut last: BTreeMap<u32, i64> = BTreeMap::new();
    for slice in &world.epidemic.slices {
        for met in &slice.named {
            let until = day(world.last_exposure(slice.infection, met)) + days(met.ring);
            last.entry(met.person).and_modify(|known| *known = until.max(*known)).or_insert(until);
        }
    }
    last
}

/// Days of central isolation by ring: the eighth protocol.
fn days(ring: Ring) -> i64 {
    match ring {
        Ring::Close => 14,
        Ring::Secondary => 7,
        Ring::General => 0,
    }
}

/// Contacts in the order in which dispatchers can act on them.  Teams get faster as they grow; a few people cannot be
/// reached for hours.
fn queue(world: &World<'_>, draw: &mut Draw) -> Vec<Waiting> {
    let found: BTreeMap<u32, Sec> = world
        .epidemic
        .infections
        .iter()
        .filter_map(|infection| Some((infection.person, infection.found?.at)))
        .collect();
    let mut known: BTreeMap<u32, Waiting> = BTreeMap::new();
    for slice in &world.epidemic.slices {
        for met in &slice.named {
            let until = day(met.last) + days(met.ring);
            let fresh = Waiting {
                person: met.person,
                ready: 0,
                ring: met.ring,
                named: slice.at,
                close_from: Sec::MAX,
                until,
                case: found.get(&met.person).copied(),
            };
            let waiting = known.entry(met.person).or_insert_with(|| {
                let (low, high) = if slice.at < on(8, 0, 0) { (90, 420) } else { (40, 200) };
                let unreached = if draw.chance(0.03) { draw.between(360, 1_200) } else { 0 };
                let minutes = i64::from(draw.between(low, high) + unreached);
                Waiting { ready: slice.at + minutes * MINUTE + 6 * MINUTE, ..fresh }
            });
            waiting.until = waiting.until.max(until);
            if met.ring == Ring::Close {
                waiting.close_from = waiting.close_from.min(arrival(slice.at));
            }
            waiting.ring = waiting.ring.min(met.ring);
        }
    }
    let mut queue: Vec<Waiting> = known.into_values().collect();
    queue.sort_by_key(|waiting| (waiting.ready, waiting.person));
    queue
}

/// Someone in a room: person, site, since, last day.
struct Placed {
    person: u32,
    until: i64,
    ring: Ring,
    case: Option<Sec>,
    key: u32,
    /// When the room was entered.
    since: Sec,
}

/// Buses for contacts: whoever is ready and in the same ring shares the next one that is free.
fn contacts(queue: &[Waiting], board: &mut Board, out: &mut Stream, draw: &mut Draw) -> Vec<Placed> {
    let mut placed = Vec::new();
    let mut left: Vec<Waiting> = queue.to_vec();
    while let Some(first) = left.first().copied() {
        let Some(vehicle) = next_bus(board, first.ready) else { break };
        let free_at = board.fleet.get(vehicle).map_or(first.ready, |(_, free)| *free);
        let seats = board.fleet.get(vehicle).map_or(0, |(own, _)| crate::number::at(own.seats));
        let mut at = first.ready.max(free_at);
        let mut aboard: Vec<Waiting> = Vec::new();
        let mut rest: Vec<Waiting> = Vec::with_capacity(left.len());
        for waiting in left {
            let gone = waiting.case.is_some_and(|case| case <= at + 20 * MINUTE)
                || waiting.until < day(waiting.named);
            if gone {
                continue;
            }
            if waiting.ring_at(at) == first.ring_at(at)
                && aboard.len() < seats
                && waiting.ready <= at + 25 * MINUTE
            {
                at = at.max(waiting.ready);
                aboard.push(waiting);
            } else {
                rest.push(waiting);
            }
        }
        left = rest;
        aboard.retain(|waiting| waiting.case.is_none_or(|case| case > at));
        // Whoever an interview has moved to the other ring while the bus filled takes the next one.
        let told = at + MINUTE;
        let ring = first.ring_at(told);
        let moved: Vec<Waiting> =
            aboard.iter().copied().filter(|waiting| waiting.ring_at(told) != ring).collect();
        aboard.retain(|waiting| waiting.ring_at(told) == ring);
        left.splice(0..0, moved);
        if aboard.is_empty() || at > END - DAY {
            continue;
        }
        let kind = if ring == Ring::Close { GroupKind::Close } else { GroupKind::Secondary };
        let Some(site) = room_for(board, aboard.len(), at, SiteKind::Isolation, draw) else { continue };
        journey(board, (kind, vehicle, site), at, &aboard, out, draw);
        placed.extend(aboard.iter().map(|waiting| Placed {
            person: waiting.person,
            until: waiting.until,
            ring: waiting.ring,
            case: waiting.case,
            key: site,
            since: board.arrived.get(&waiting.person).copied().unwrap_or(at),
        }));
    }
    placed
}

/// The bus that is free first at or after an instant; support coaches come on 7 December.
fn next_bus(board: &Board, ready: Sec) -> Option<usize> {
    let buses = board.fleet.iter().enumerate().filter(|(_, (own, _))| {
        let support = own.name.contains("支援");
        !own.ambulance && (!support || ready >= on(7, 8, 0))
    });
    buses
        .min_by_key(|(place, (own, free))| ((*free).max(ready), std::cmp::Reverse(own.seats), *place))
        .map(|(place, _)| place)
}

/// A site with enough rooms, drawn among those that have them; hospitals only for cases.
fn room_for(board: &mut Board, people: usize, at: Sec, kind: SiteKind, draw: &mut Draw) -> Option<u32> {
    let mut open: Vec<u32> = Vec::new();
    for beds in &mut board.beds {
        let fits = match kind {
            SiteKind::Hospital => beds.site.kind == SiteKind::Hospital && beds.site.area != "330100",
            SiteKind::Isolation | SiteKind::Shelter | SiteKind::Sampling => {
                beds.site.kind != SiteKind::Hospital
            }
        };
        if fits && beds.free(at) >= people {
            open.push(beds.site.key);
        }
    }
    (!open.is_empty()).then(|| *draw.pick(&open))
}

/// One journey with all its steps, as dispatcher, driver and site report them.
fn journey(
    board: &mut Board,
    (kind, vehicle, site): (GroupKind, usize, u32),
    at: Sec,
    aboard: &[Waiting],
    out: &mut Stream,
    draw: &mut Draw,
) {
    board.groups += 1;
    let key = format!("Z{}", board.groups);
    let minutes = |low, high, draw: &mut Draw| i64::from(draw.between(low, high)) * MINUTE;
    let sent = at + minutes(4, 20, draw);
    let left = sent + minutes(15, 45, draw);
    let arrived = left + minutes(25, 80, draw);
    let dispatcher = format!("dispatch-{}", 1 + board.groups % 3);
    let name = || key.clone();
    let formed = What::Grouped {
        key: name(),
        kind,
        people: aboard.iter().map(|waiting| waiting.person).collect(),
        site,
        at: instant(at),
    };
    out.desk(at + MINUTE, dispatcher.clone(), formed);
    let number = board.fleet.get(vehicle).map_or(1, |(own, _)| own.key);
    let what = What::Sent { key: name(), vehicle: number, at: instant(sent) };
    out.desk(sent + MINUTE, dispatcher.clone(), what);
    // Drivers without a free hand tell of leaving and arriving together.
    let slow = draw.chance(0.05);
    let told = if slow { arrived } else { left };
    let what = What::Left { key: name(), at: instant(left) };
    out.field(left, told + 10, dispatcher.clone(), what);
    let what = What::Arrived { key: name(), at: instant(arrived) };
    out.field(arrived, arrived + 40, dispatcher, what);
    let mut busy = arrived + 50 * MINUTE;
    for waiting in aboard {
        let entered = arrived + minutes(8, 55, draw);
        let keyed_in = entered + if draw.chance(0.04) { minutes(60, 260, draw) } else { minutes(0, 6, draw) };
        let what = What::CheckedIn { person: waiting.person, outside: None, site, at: instant(entered) };
        out.field(entered, keyed_in, format!("site-{site}"), what);
        busy = busy.max(entered);
        board.arrived.insert(waiting.person, keyed_in);
        board.entered.entry(waiting.person).or_insert(entered);
        let last = on(waiting.until.max(day(entered) + 1) + 2, 12, 0);
        if let Some(beds) = board.beds.iter_mut().find(|beds| beds.site.key == site) {
            beds.until.push(last);
        }
    }
    if let Some((_, free)) = board.fleet.get_mut(vehicle) {
        *free = busy + 20 * MINUTE;
    }
}

/// Ambulances for cases: from home, or from the isolation site once they are in their room there.
fn cases(
    world: &World<'_>,
    bound: &BTreeMap<u32, i64>,
    board: &mut Board,
    out: &mut Stream,
    draw: &mut Draw,
) {
    let mut found: Vec<(Sec, u32)> = world
        .epidemic
        .infections
        .iter()
        .filter_map(|infection| Some((infection.found?.at, infection.person)))
        .collect();
    found.sort_unstable();
    for (at, person) in found {
        let settled = board.arrived.get(&person).map_or(at, |arrived| arrived + 30 * MINUTE);
        let ready = at.max(settled) + i64::from(draw.between(35, 110)) * MINUTE;
        let ambulances = board.fleet.iter().enumerate().filter(|(_, (own, _))| own.ambulance);
        let Some(vehicle) = ambulances.min_by_key(|(_, (_, free))| *free).map(|(place, _)| place) else {
            return;
        };
        let start = board.fleet.get(vehicle).map_or(ready, |(_, free)| ready.max(*free));
        let Some(site) = room_for(board, 1, start, SiteKind::Hospital, draw) else { return };
        let waiting = Waiting {
            person,
            ready,
            ring: Ring::Close,
            named: start,
            close_from: start,
            until: day(start) + 14,
            case: Some(at),
        };
        journey(board, (GroupKind::Positive, vehicle, site), start, &[waiting], out, draw);
        let entered = board.arrived.get(&person).copied().unwrap_or(start);
        let last = (day(entered) + 15).max(bound.get(&person).copied().unwrap_or_default());
        home_again(person, last, out, draw);
    }
}

/// A case that has recovered: fourteen days after entering the ward, with a negative test, then home.
fn home_again(person: u32, last: i64, out: &mut Stream, draw: &mut Draw) {
    let leaves = on(last, 10, 0) + i64::from(draw.below(240)) * MINUTE;
    if leaves > END - HOUR {
        return;
    }
    tested(person, on(last - 1, 8, 30), out, draw);
    let what = What::Released { person, at: instant(leaves) };
    out.field(leaves, leaves + 3 * MINUTE, "site-13", what);
    ended(person, leaves + 10 * MINUTE, out);
}

fn tested(person: u32, collected: Sec, out: &mut Stream, draw: &mut Draw) {
    let single = Single {
        person,
        purpose: TestPurpose::Release,
        collected: collected + i64::from(draw.below(120)) * MINUTE,
        reported: collected + 7 * HOUR + i64::from(draw.below(90)) * MINUTE,
        outcome: TestOutcome::Negative,
        detection: Detection::IsolationSite,
    };
    out.single(&single, draw);
}

/// Contacts whose days are over, after a test on the day before.
fn releases(placed: &[Placed], bound: &BTreeMap<u32, i64>, out: &mut Stream, draw: &mut Draw) {
    for guest in placed.iter().filter(|guest| guest.case.is_none()) {
        let until = bound.get(&guest.person).copied().unwrap_or(guest.until);
        let last = until.max(day(guest.since) + 1) + i64::from(draw.chance(0.15));
        let leaves = on(last, 9, 0) + i64::from(draw.below(420)) * MINUTE;
        if leaves > END - HOUR || guest.ring == Ring::General {
            continue;
        }
        tested(guest.person, on(last - 1, 8, 0), out, draw);
        let what = What::Released { person: guest.person, at: instant(leaves) };
        out.field(leaves, leaves + 2 * MINUTE, format!("site-{}", guest.key), what);
    }
}
