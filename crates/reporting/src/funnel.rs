//! The fast loop (五快) as five queues: what is in work, how fast it moves, and which of the five holds the others up.

use crate::{drill::Drill, round, stamp::Stamp};
use domain::{
    ActorId, Role, Stage, Timestamp, Unit,
    time::{add_minutes, minutes_between},
};
use serde::Serialize;
use situation::Situation;
use std::collections::BTreeSet;

/// Minutes over which finished hops are counted and their times ranked.
const DAY_MINUTES: i64 = 24 * 60;
/// Hours over which the present rate is measured: long enough to bridge a shift change, short enough to be the present.
pub const RATE_HOURS: i64 = 3;
/// Hours that the cumulative flow goes back.
const FLOW_HOURS: i64 = 72;

/// The time allowed for a stage, and whether someone confirmed it with a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TargetTime {
    /// Minutes.
    pub minutes: u32,
    /// Whether it was confirmed with a document number.
    pub confirmed: bool,
    /// Where it comes from.
    pub source: String,
}

/// Returns the time allowed for a stage: as set for the city, or else by the protocol of the newest open outbreak.
pub fn target(s: &Situation, stage: Stage, now: Timestamp) -> TargetTime {
    if let Some(set) = s.targets.get(&stage) {
        let (minutes, confirmed, source) = (set.minutes, set.confirmed, set.source.clone());
        return TargetTime { minutes, confirmed, source };
    }
    let open = s.outbreaks.iter().rev();
    let open = open.filter(|(_, row)| row.closed_at.is_none() && !row.protocols.is_empty());
    let protocol = open.map(|(id, _)| id).find_map(|id| s.rules(id, now)).map(|(_, protocol)| protocol);
    // Without an outbreak the pack for a cause not yet known says what is customary.
    let protocol = protocol.or_else(|| domain::Pack::find("unspecified").map(|pack| pack.protocol("")));
    let Some(protocol) = protocol else {
        return TargetTime { minutes: 0, confirmed: false, source: String::new() };
    };
    let targets = &protocol.targets.value;
    let minutes = match stage {
        Stage::Test => targets.test,
        Stage::Trace => targets.trace,
        Stage::Group => targets.group,
        Stage::Transfer => targets.transfer,
        Stage::Isolate => targets.isolate,
    };
    TargetTime { minutes, confirmed: protocol.targets.confirmed, source: protocol.targets.source.clone() }
}

/// Who answers for a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StageOwner {
    /// The actor.
    pub actor: ActorId,
    /// The duty title.
    pub title: String,
    /// The unit.
    pub unit: Unit,
}

/// One stage as a queue of people.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StageQueue {
    /// Stage.
    pub stage: Stage,
    /// People in work.
    pub in_work: u32,
    /// Those of them whose samples belong to rounds of mass testing; only for [`Stage::Test`].
    pub in_rounds: u32,
    /// Tubes of rounds without result; only for [`Stage::Test`].
    pub round_tubes: u32,
    /// People who left the stage in the last 24 hours.
    pub done_24h: u32,
    /// When the one who has waited longest began to wait.
    pub oldest_since: Option<Timestamp>,
    /// Minutes since then.
    pub oldest_minutes: Option<i64>,
    /// Median minutes of those finished in the last 24 hours.
    pub p50_minutes: Option<i64>,
    /// 90th percentile of the same.
    pub p90_minutes: Option<i64>,
    /// People finished per hour over the last [`StageQueue::rate_hours`] hours.
    pub per_hour: f64,
    /// Hours over which the rate was measured: [`RATE_HOURS`], or a day where the queue would stand at that rate.
    pub rate_hours: i64,
    /// Minutes until the queue is empty at this rate; `None` when nothing waits or nothing moves.
    pub clears_minutes: Option<i64>,
    /// Time allowed.
    pub target: TargetTime,
    /// People who have waited longer than allowed.
    pub late: u32,
    /// Who answers for it.
    pub owner: Option<StageOwner>,
    /// Whether this stage holds the others up.
    pub bottleneck: bool,
    /// Way down.
    pub drill: Drill,
}

impl StageQueue {
    /// Returns hours to empty the queue; infinite when it does not move, zero when it is empty.
    fn hours(&self) -> f64 {
        if self.in_work == 0 {
            0.0
        } else if self.per_hour > 0.0 {
            f64::from(self.in_work) / self.per_hour
        } else {
            f64::INFINITY
        }
    }
}

/// The five queues.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Funnel {
    /// Up to which entry and for which minute.
    #[serde(flatten)]
    pub stamp: Stamp,
    /// Hours over which rates are measured.
    pub rate_hours: i64,
    /// Test, trace, group, transfer, isolate.
    pub stages: Vec<StageQueue>,
    /// The stage with the longest queue in hours of its own rate; `None` when nothing waits.
    pub bottleneck: Option<Stage>,
}

/// Returns the five queues at `now`.  O(hops + people waiting + batches of rounds).
pub fn funnel(s: &Situation, now: Timestamp) -> Funnel {
    let mut stages: Vec<StageQueue> = Stage::ALL.iter().map(|stage| queue(s, *stage, now)).collect();
    let waiting = stages.iter().filter(|queue| queue.in_work > 0);
    // Two queues that do not move are told apart by their length.
    let bottleneck = waiting
        .max_by(|a, b| a.hours().total_cmp(&b.hours()).then(a.in_work.cmp(&b.in_work)))
        .map(|queue| queue.stage);
    for queue in &mut stages {
        queue.bottleneck = Some(queue.stage) == bottleneck;
    }
    Funnel { stamp: Stamp::new(s, now), rate_hours: RATE_HOURS, stages, bottleneck }
}

fn queue(s: &Situation, stage: Stage, now: Timestamp) -> StageQueue {
    let target = target(s, stage, now);
    let (day, recent) = (add_minutes(now, -DAY_MINUTES), add_minutes(now, -RATE_HOURS * 60));
    let mut finished = Finished::default();
    for hop in s.hops.get(&stage).into_iter().flatten() {
        finished.take(hop.at, hop.minutes, 1, (day, recent, now));
    }
    let mut waits: Vec<(Timestamp, u32)> = Vec::new();
    let nobody = BTreeSet::new();
    for person in s.waiting.get(&stage).unwrap_or(&nobody) {
        waits.extend(s.running(*person, stage).map(|clock| (clock.opened.event, 1)));
    }
    let single = waits.len();
    let mut round_tubes = 0_u32;
    if stage == Stage::Test {
        for round in s.rounds.rows() {
            let left = round::unreported(round);
            round_tubes = round_tubes.saturating_add(round::total(left.iter().map(|batch| batch.tubes)));
            waits.extend(left.iter().map(|batch| (batch.at, batch.people)));
            for hop in round::matched(round) {
                finished.take(hop.at, hop.minutes, hop.people, (day, recent, now));
            }
        }
    }
    let allowed = i64::from(target.minutes);
    let late = waits.iter().filter(|(since, _)| minutes_between(*since, now) > allowed);
    let late = round::total(late.map(|(_, people)| *people));
    let in_work = round::total(waits.iter().map(|(_, people)| *people));
    let oldest_since = waits.iter().map(|(since, _)| *since).min();
    let (left, hours) = finished.rate(in_work);
    let per_hour = f64::from(left) / f64_of(hours);
    StageQueue {
        stage,
        in_work,
        in_rounds: in_work.saturating_sub(u32::try_from(single).unwrap_or(u32::MAX)),
        round_tubes,
        done_24h: finished.people,
        oldest_since,
        oldest_minutes: oldest_since.map(|since| minutes_between(since, now).max(0)),
        p50_minutes: finished.quantile(50),
        p90_minutes: finished.quantile(90),
        per_hour,
        rate_hours: hours,
        clears_minutes: clears_over(in_work, left, hours),
        target,
        late,
        owner: owner(s, stage),
        bottleneck: false,
        drill: Drill::Stage(stage),
    }
}

/// Returns minutes until `queue` is empty when `recent` left in the last [`RATE_HOURS`] hours, rounded up.
pub(crate) fn clears(queue: u32, recent: u32) -> Option<i64> {
    clears_over(queue, recent, RATE_HOURS)
}

fn clears_over(queue: u32, recent: u32, hours: i64) -> Option<i64> {
    if queue == 0 || recent == 0 {
        return None;
    }
    let minutes = i64::from(queue) * hours * 60;
    let recent = i64::from(recent);
    Some((minutes + recent - 1) / recent)
}

fn f64_of(small: i64) -> f64 {
    i32::try_from(small).map_or(f64::MAX, f64::from)
}

/// Hops finished lately, with their times.
#[derive(Default)]
struct Finished {
    /// Minutes and people of the last day.
    times: Vec<(i64, u32)>,
    people: u32,
    recent: u32,
}

impl Finished {
    fn take(
        &mut self,
        at: Timestamp,
        minutes: i64,
        people: u32,
        (day, recent, now): (Timestamp, Timestamp, Timestamp),
    ) {
        if at <= day || at > now {
            return;
        }
        self.times.push((minutes, people));
        self.people = self.people.saturating_add(people);
        if at > recent {
            self.recent = self.recent.saturating_add(people);
        }
    }

    /// Returns how many left a queue of `waiting`, and in how many hours: the last [`RATE_HOURS`], or the last day where the
    /// queue would take more than three days at the recent rate, because laboratories report in batches and a pause
    /// between two of them is no standstill.
    fn rate(&self, waiting: u32) -> (u32, i64) {
        let three_days = i64::from(self.recent) * 72 / RATE_HOURS;
        if i64::from(waiting) > three_days {
            (self.people, DAY_MINUTES / 60)
        } else {
            (self.recent, RATE_HOURS)
        }
    }

    /// Returns the time within which `percent` of the people were through (nearest rank).
    fn quantile(&mut self, percent: u32) -> Option<i64> {
        self.times.sort_unstable();
        let rank = (u64::from(self.people) * u64::from(percent)).div_ceil(100).max(1);
        let mut passed = 0;
        let times = self.times.iter();
        times
            .map(|(minutes, people)| (*minutes, u64::from(*people)))
            .find(|(_, people)| {
                passed += *people;
                passed >= rank
            })
            .map(|(minutes, _)| minutes)
    }
}

/// The first active actor whose role answers for a stage.
fn owner(s: &Situation, stage: Stage) -> Option<StageOwner> {
    let role = match stage {
        Stage::Test => Role::Laboratory,
        Stage::Trace => Role::Tracer,
        Stage::Group | Stage::Transfer => Role::Dispatcher,
        Stage::Isolate => Role::SiteManager,
    };
    let mut actors = s.actors.iter().filter(|(_, actor)| actor.active);
    let (id, actor) = actors.find(|(_, actor)| actor.role == role)?;
    Some(StageOwner { actor: id, title: actor.title.clone(), unit: actor.unit })
}

/// One stage of the cumulative flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StageFlow {
    /// Stage.
    pub stage: Stage,
    /// People who had entered by each hour, counted from the beginning of the record.
    pub entered: Vec<u32>,
    /// People who had left by each hour; the distance between both is what was in work.
    pub left: Vec<u32>,
}

/// Cumulative flow of the five stages, hour by hour, over the last 72 hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Flow {
    /// Up to which entry and for which minute.
    #[serde(flatten)]
    pub stamp: Stamp,
    /// The hours, the last being `now`.
    pub hours: Vec<Timestamp>,
    /// The stages.
    pub stages: Vec<StageFlow>,
}

/// Returns the cumulative flow up to `now`.  Waiting that was cancelled is not counted.
pub fn cumulative_flow(s: &Situation, now: Timestamp) -> Flow {
    let hours: Vec<Timestamp> = (0..=FLOW_HOURS).rev().map(|back| add_minutes(now, -60 * back)).collect();
    let stages = Stage::ALL.iter().map(|stage| flow(s, *stage, &hours)).collect();
    Flow { stamp: Stamp::new(s, now), hours, stages }
}

fn flow(s: &Situation, stage: Stage, hours: &[Timestamp]) -> StageFlow {
    let mut entered = vec![0_u32; hours.len()];
    let mut left = vec![0_u32; hours.len()];
    // Each event is counted at the first hour that is not before it; what came before the first hour counts there.
    let note = |series: &mut [u32], at: Timestamp, people: u32| {
        let place = hours.partition_point(|hour| *hour < at);
        if let Some(slot) = series.get_mut(place) {
            *slot = slot.saturating_add(people);
        }
    };
    for hop in s.hops.get(&stage).into_iter().flatten() {
        note(&mut entered, add_minutes(hop.at, -hop.minutes), 1);
        note(&mut left, hop.at, 1);
    }
    for person in s.waiting.get(&stage).into_iter().flatten() {
        if let Some(clock) = s.running(*person, stage) {
            note(&mut entered, clock.opened.event, 1);
        }
    }
    if stage == Stage::Test {
        for round in s.rounds.rows() {
            round.sampled.iter().for_each(|batch| note(&mut entered, batch.at, batch.people));
            round.resulted.iter().for_each(|batch| note(&mut left, batch.at, batch.people));
        }
    }
    let sum = |series: Vec<u32>| {
        let mut total = 0_u32;
        series
            .into_iter()
            .map(|step| {
                total = total.saturating_add(step);
                total
            })
            .collect()
    };
    StageFlow { stage, entered: sum(entered), left: sum(left) }
}
