//! Rounds as grids and laboratories report them.

use std::collections::BTreeMap;

use super::clock::{HOUR, MINUTE, Sec, instant, on};
use super::report::What;
use super::resources::{Lab, labs};
use super::rounds_plan::{Drive, GridPlan, drives};
use super::spread::Way;
use super::stream::{Stream, World};
use crate::city::{JIAOCHUAN, ZHENHAI};
use crate::draw::Draw;
use crate::number::{count, rounded};
use domain::HouseholdStatus;

/// People in a tube of a round, as the eighth protocol allows.
const POOL: u8 = 10;

/// Tubes on their way to a laboratory: when they can be put on, people, tubes.
type Waiting = Vec<(Sec, u32, u32)>;

/// Tells all rounds.
pub(super) fn tell(world: &World<'_>, out: &mut Stream) {
    let mut draw = Draw::for_purpose(world.seed, "reports of rounds");
    for (position, drive) in drives().iter().enumerate() {
        begin(drive, out);
        let mut waiting = Waiting::new();
        let silent = if drive.key == "R1" { without_network(world) } else { Vec::new() };
        let plans: Vec<&GridPlan> = world.plan.grids(drive).collect();
        for plan in plans {
            share(world, (position, drive), plan, &silent, out, &mut waiting, &mut draw);
        }
        let abnormal: Vec<Sec> = world
            .epidemic
            .infections
            .iter()
            .filter_map(|infection| infection.found)
            .filter(|found| found.way == Way::Round(position))
            .filter_map(|found| found.pool)
            .collect();
        let finished = results(world, drive.key, waiting, &abnormal, out);
        let end = finished.max(drive.due) + 40 * MINUTE;
        let closed = What::RoundClosed { round: drive.key.to_owned(), at: instant(end) };
        out.desk(end, "duty", closed);
    }
    key_groups(world, out, &mut draw);
}

fn begin(drive: &Drive, out: &mut Stream) {
    let area = if drive.jiaochuan { JIAOCHUAN } else { ZHENHAI };
    let what = What::Round {
        key: drive.key.to_owned(),
        name: drive.name.to_owned(),
        areas: vec![area.to_owned()],
        starts: instant(drive.start),
        due: instant(drive.due),
        pool: POOL,
    };
    out.desk(drive.start - 50 * MINUTE, "duty", what);
}

/// Three grids of 骆驼 whose telephones and network failed on the first morning.
pub(super) fn without_network(world: &World<'_>) -> Vec<u32> {
    let luotuo = |grid: &&crate::city::Grid| {
        let area = world.city.areas().get(crate::number::at(grid.area));
        area.is_some_and(|area| area.code == "330211003")
    };
    world.city.grids().surge().iter().filter(luotuo).map(|grid| grid.id).take(3).collect()
}

/// What one grid reported in one stretch.
#[derive(Default)]
struct Stretch {
    tested: Vec<u32>,
    people: u32,
}

/// One grid's reports of a round.
#[expect(clippy::too_many_arguments, reason = "one caller, which owns all of these")]
fn share(
    world: &World<'_>,
    (position, drive): (usize, &Drive),
    plan: &GridPlan,
    silent: &[u32],
    out: &mut Stream,
    waiting: &mut Waiting,
    draw: &mut Draw,
) {
    let step = if matches!(drive.key, "J1" | "R1") { 30 * MINUTE } else { HOUR };
    let mut stretches: BTreeMap<Sec, Stretch> = BTreeMap::new();
    let mut others: BTreeMap<HouseholdStatus, (Vec<u32>, u32, Sec)> = BTreeMap::new();
    for (place, household) in plan.households.iter().enumerate() {
        let called = world.plan.called(drive, plan, place);
        let size = u32::from(world.city.household(*household).size);
        match world.plan.status(position, *household) {
            Some(HouseholdStatus::Tested) => {
                let stretch = stretches.entry((called.div_euclid(step) + 1) * step).or_default();
                stretch.tested.push(*household);
                stretch.people += size;
            }
            Some(status) => {
                let entry = others.entry(status).or_insert((Vec::new(), 0, called));
                entry.0.push(*household);
                entry.1 += size;
                entry.2 = entry.2.max(called);
            }
            None => {}
        }
    }
    let by = format!("grid-{}", plan.grid);
    let round = || drive.key.to_owned();
    let mut last = drive.start;
    for (until, stretch) in stretches {
        let tubes = rounded(f64::from(stretch.people) / f64::from(POOL) * 1.03).max(1);
        let held = silent.contains(&plan.grid) && until > on(7, 5, 0) && until < on(7, 9, 40);
        let usual = until + 2 * MINUTE + i64::from(draw.below(11)) * MINUTE;
        let received = if held { on(7, 9, 41) + i64::from(plan.grid % 7) * MINUTE } else { usual };
        waiting.push((until + 35 * MINUTE + i64::from(draw.below(40)) * MINUTE, stretch.people, tubes));
        let what = What::Samples {
            round: round(),
            grid: plan.grid,
            households: runs(&stretch.tested),
            people: stretch.people,
            tubes,
            from: instant(until - step),
            until: instant(until),
        };
        last = last.max(received);
        out.field(until + MINUTE, received, by.clone(), what);
    }
    for (status, (households, people, at)) in others {
        let at = at.max(last) + i64::from(draw.below(90)) * MINUTE;
        let what = What::Accounted {
            round: round(),
            grid: plan.grid,
            status,
            households: runs(&households),
            people,
        };
        out.field(at, at + MINUTE, by.clone(), what);
    }
}

/// Ids as runs of consecutive ones.
fn runs(ids: &[u32]) -> Vec<(u32, u32)> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for id in ids {
        match runs.last_mut() {
            Some(run) if run.1 + 1 == id => run.1 = id,
            _ => runs.push((id, id)),
        }
    }
    runs
}

/// Laboratories work the tubes off in the order they come, each at its rate, and report every half hour.
fn results(world: &World<'_>, round: &str, mut waiting: Waiting, abnormal: &[Sec], out: &mut Stream) -> Sec {
    const TICK: Sec = 30 * MINUTE;
    waiting.sort_unstable();
    let labs = labs(world.city);
    let mut queue = waiting.into_iter().peekable();
    let Some(mut now) = queue.peek().map(|(at, ..)| at.div_euclid(TICK) * TICK) else { return 0 };
    let mut left: Option<(Sec, u32, u32)> = None;
    let mut told = 0;
    while left.is_some() || queue.peek().is_some() {
        now += TICK;
        for lab in labs.iter().filter(|lab: &&Lab| lab.opens <= now - TICK) {
            let mut room = lab.tubes_per_hour / 2;
            let (mut people, mut tubes) = (0, 0);
            while room > 0 {
                let next = left.take().or_else(|| queue.next_if(|(at, ..)| *at < now - TICK));
                let Some((at, batch_people, batch_tubes)) = next else { break };
                let taken = batch_tubes.min(room);
                let share =
                    if taken == batch_tubes { batch_people } else { batch_people * taken / batch_tubes };
                (people, tubes, room) = (people + share, tubes + taken, room - taken);
                if taken < batch_tubes {
                    left = Some((at, batch_people - share, batch_tubes - taken));
                }
            }
            if tubes == 0 {
                continue;
            }
            let due = abnormal.iter().filter(|at| **at <= now).count();
            let not_negative = count(due.saturating_sub(told));
            told = told.max(due);
            let what = What::RoundResults {
                round: round.to_owned(),
                lab: lab.key,
                people,
                tubes,
                not_negative,
                until: instant(now),
            };
            out.desk(now + 2 * MINUTE, format!("lab-{}", lab.key), what);
        }
    }
    now
}

/// Tests every two days of those who deliver, sell, drive and guard (两天一检), until the rule ended on 19 December.
/// They are swabbed at work, so no household is named.  Their number is an assumption that closes the gap between the
/// rounds and the published total of tests.
fn key_groups(world: &World<'_>, out: &mut Stream, draw: &mut Draw) {
    let drive = drives()[1];
    for day in [8, 10, 11, 13, 14, 16, 18] {
        let key = format!("K{day}");
        let (start, due) = (on(day, 8, 0), on(day, 20, 0));
        let what = What::Round {
            key: key.clone(),
            name: format!("重点人群两天一检（12月{day}日）"),
            areas: vec![ZHENHAI.to_owned()],
            starts: instant(start),
            due: instant(due),
            pool: POOL,
        };
        out.desk(start - 20 * MINUTE, "duty", what);
        let mut waiting = Waiting::new();
        let plans: Vec<(u32, u32)> =
            world.plan.grids(&drive).map(|plan| (plan.grid, count(plan.households.len()))).collect();
        for (grid, households) in plans {
            for part in 1..=4 {
                let until = start + part * 150 * MINUTE;
                let people = rounded(f64::from(households) * (0.062 + 0.03 * draw.unit()));
                if people == 0 {
                    continue;
                }
                let tubes = people.div_ceil(u32::from(POOL));
                waiting.push((until + 80 * MINUTE, people, tubes));
                let what = What::Samples {
                    round: key.clone(),
                    grid,
                    households: Vec::new(),
                    people,
                    tubes,
                    from: instant(until - 150 * MINUTE),
                    until: instant(until),
                };
                let received = until + 3 * MINUTE + i64::from(draw.below(20)) * MINUTE;
                out.field(until, received, format!("grid-{grid}"), what);
            }
        }
        let end = results(world, &key, waiting, &[], out).max(due) + 30 * MINUTE;
        out.desk(end, "duty", What::RoundClosed { round: key, at: instant(end) });
    }
}
