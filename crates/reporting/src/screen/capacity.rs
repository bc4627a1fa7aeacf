//! Capacity: rooms, laboratory, seats, tracers, and when each runs out at the present rate.

use crate::{
    catalogue::{Catalogue, Lang},
    drill::Drill,
    funnel::{Funnel, RATE_HOURS},
    round::{total, tubes_by_lab},
    words::{count, hours_minutes},
};
use domain::{Role, SiteKind, Stage, Timestamp, time::add_minutes};
use serde::Serialize;
use situation::Situation;

/// Hours over which the tubes of the laboratories are counted: one, as their capacity is stated by the hour.
const LAB_HOURS: i64 = 1;

/// A capacity in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gauge {
    /// Key of its name.
    pub key: &'static str,
    /// Its name.
    pub label: String,
    /// In use.
    pub used: u32,
    /// There is.
    pub total: u32,
    /// Minutes until nothing is left at the rate of the last hours; `None` when it is not running out.
    pub full_minutes: Option<i64>,
    /// What waits for it.
    pub queue: u32,
    /// Words under the bar.
    pub detail: String,
    /// Way down.
    pub drill: Drill,
}

/// The four capacities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Capacity {
    /// Rooms of isolation sites and shelters.
    pub rooms: Gauge,
    /// Tubes an hour.
    pub lab: Gauge,
    /// Seats of vehicles.
    pub seats: Gauge,
    /// Tracers at work on cases.
    pub tracers: Gauge,
}

/// Returns the capacities at `now`.
pub fn capacity(s: &Situation, now: Timestamp, funnel: &Funnel, lang: Lang) -> Capacity {
    Capacity {
        rooms: rooms(s, now, funnel, lang),
        lab: lab(s, now, funnel, lang),
        seats: seats(s, lang),
        tracers: tracers(s, lang),
    }
}

fn gauge(key: &'static str, lang: Lang, page: &'static str) -> Gauge {
    Gauge {
        key,
        label: Catalogue::get(lang).t(key).to_owned(),
        used: 0,
        total: 0,
        full_minutes: None,
        queue: 0,
        detail: String::new(),
        drill: Drill::Page(page),
    }
}

/// Nothing is listed of this kind: that is not the same as everything in use.
fn not_listed(gauge: Gauge, lang: Lang) -> Gauge {
    Gauge { detail: Catalogue::get(lang).t("capacity-not-listed").to_owned(), ..gauge }
}

/// Rooms fill at the rate of check-ins less releases over the last hours.
fn rooms(s: &Situation, now: Timestamp, funnel: &Funnel, lang: Lang) -> Gauge {
    let words = Catalogue::get(lang);
    let mut gauge = gauge("capacity-rooms", lang, "/capacity/rooms");
    let sites = s.sites.rows().iter();
    for site in sites.filter(|site| matches!(site.kind, SiteKind::Isolation | SiteKind::Shelter)) {
        gauge.used += length(site.taken.len());
        gauge.total = gauge.total.saturating_add(site.rooms);
    }
    let free = gauge.total.saturating_sub(gauge.used);
    let recent = add_minutes(now, -RATE_HOURS * 60);
    let entered = s.staying.iter().filter_map(|person| s.people.get(person)?.stay.as_ref());
    let entered = length(entered.filter(|stay| stay.from > recent && stay.from <= now).count());
    let before_a_bed = |stage| matches!(stage, Stage::Group | Stage::Transfer | Stage::Isolate);
    let queues = funnel.stages.iter().filter(|queue| before_a_bed(queue.stage));
    gauge.queue = total(queues.map(|queue| queue.in_work));
    if gauge.total == 0 {
        return not_listed(gauge, lang);
    }
    gauge.full_minutes = crate::funnel::clears(free, entered);
    gauge.detail = match (free, gauge.full_minutes) {
        (0, _) => words.t("capacity-none-free").to_owned(),
        (free, Some(minutes)) => {
            words.ta("capacity-free-full", &[("free", &count(free)), ("time", &hours_minutes(minutes, lang))])
        }
        (free, None) => words.ta("capacity-free", &[("free", &count(free))]),
    };
    gauge
}

/// Tubes of the last hour against what the laboratories open now can take in one; the detail names the hour, because
/// the queues beside it measure their rate over [`RATE_HOURS`].
fn lab(s: &Situation, now: Timestamp, funnel: &Funnel, lang: Lang) -> Gauge {
    let mut gauge = gauge("capacity-lab", lang, "/capacity/lab");
    gauge.used = total(tubes_by_lab(s, add_minutes(now, -LAB_HOURS * 60), now).into_values());
    let open = s.labs.rows().iter().filter(|lab| lab.from <= now);
    gauge.total = total(open.map(|lab| lab.tubes_per_hour));
    let in_rounds = total(funnel.stages.iter().map(|queue| queue.round_tubes));
    gauge.queue = length(s.open_tubes.len()).saturating_add(in_rounds);
    if gauge.total == 0 {
        return not_listed(gauge, lang);
    }
    let values = [("h", count(LAB_HOURS)), ("n", count(gauge.queue))];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    gauge.detail = Catalogue::get(lang).ta("capacity-queue", &values);
    gauge
}

fn seats(s: &Situation, lang: Lang) -> Gauge {
    let mut gauge = gauge("capacity-seats", lang, "/capacity/seats");
    let mut moving = 0_u32;
    for vehicle in s.vehicles.rows() {
        gauge.total += u32::from(vehicle.seats);
        if let Some(group) = vehicle.group.and_then(|group| s.groups.get(group)) {
            gauge.used += length(group.people.len());
            moving += 1;
        }
    }
    gauge.queue = s.waiting.get(&Stage::Group).map_or(0, |people| length(people.len()));
    if gauge.total == 0 {
        return not_listed(gauge, lang);
    }
    gauge.detail = Catalogue::get(lang).ta("capacity-moving", &[("n", &count(moving))]);
    gauge
}

/// Tracers at work: those with an open investigation in their name.
fn tracers(s: &Situation, lang: Lang) -> Gauge {
    let mut gauge = gauge("capacity-tracers", lang, "/capacity/tracers");
    let tracers = s.actors.iter().filter(|(_, actor)| actor.active && actor.role == Role::Tracer);
    let tracers: std::collections::BTreeSet<_> = tracers.map(|(id, _)| id).collect();
    gauge.total = length(tracers.len());
    let tasks = s.open_tasks.iter().filter_map(|task| s.tasks.get(*task));
    let investigations: Vec<_> = tasks.filter(|task| task.kind == domain::TaskKind::Investigate).collect();
    let busy = investigations.iter().filter_map(|task| task.assignee);
    let busy: std::collections::BTreeSet<_> = busy.filter(|actor| tracers.contains(actor)).collect();
    gauge.used = length(busy.len());
    gauge.queue = length(investigations.iter().filter(|task| task.assignee.is_none()).count());
    if gauge.total == 0 {
        return not_listed(gauge, lang);
    }
    let open = length(investigations.len());
    gauge.detail = Catalogue::get(lang).ta("capacity-cases", &[("n", &count(open))]);
    gauge
}

fn length(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
