//! The daily round: units that report, gates that are kept or not, people who need help, rumours, and the visits to firms.

use super::cases::END;
use super::clock::{DAY, HOUR, MINUTE, Sec, instant, on};
use super::command::POST;
use super::report::{Place, What};
use super::stream::{Stream, World};
use crate::city::{CHEMICAL_ZONE, Flags, GateClass};
use crate::draw::Draw;
use domain::{TaskKind, TaskResult};
use std::borrow::Cow;

/// The register of the firm visits.
const FIRMS: &str = "复工企业走访";

/// Tells the daily round.
pub(super) fn tell(world: &World<'_>, out: &mut Stream) {
    let mut draw = Draw::for_purpose(world.seed, "daily round");
    requirements(world, out);
    units(world, out, &mut draw);
    gates(world, out, &mut draw);
    first_calls(world, out);
    help(world, out, &mut draw);
    rumours(out, &mut draw);
    firms(out, &mut draw);
    reads(world, out);
}

fn streets(world: &World<'_>) -> Vec<Place> {
    world.city.areas().iter().map(|area| Place::Area(area.code.clone())).collect()
}

/// Streets report from 6 December, the new grids from 7 December 05:30, until the second level.
fn requirements(world: &World<'_>, out: &mut Stream) {
    let grids = world.city.grids().surge().iter().map(|grid| Place::Grid(grid.id));
    let until = Some(instant(on(19, 15, 0)));
    let require = |units: Vec<Place>, from: Sec, every_minutes| What::MustReport {
        units,
        every_minutes,
        from: instant(from),
        until,
    };
    out.desk(on(6, 7, 55), "duty", require(streets(world), on(6, 8, 0), 120));
    out.desk(on(7, 3, 40), "duty", require(grids.clone().collect(), on(7, 4, 50), 60));
    out.desk(on(7, 20, 0), "duty", require(grids.collect(), on(7, 20, 0), 120));
    let posts = vec![Place::Post("前方指挥部".into()), Place::Post("转运调度组".into())];
    out.desk(on(6, 7, 56), "duty", require(posts, on(6, 8, 0), 240));
}

/// Reports that all is well: about every 100 minutes, at night every three hours; some are late, and the three grids
/// without network are silent on the first morning because nothing is sent for them then.
fn units(world: &World<'_>, out: &mut Stream, draw: &mut Draw) {
    let silent = super::rounds::without_network(world);
    let mut all: Vec<(Place, String, Sec)> = world
        .city
        .grids()
        .surge()
        .iter()
        .map(|grid| {
            let from = if silent.contains(&grid.id) { on(7, 9, 45) } else { on(7, 4, 30) };
            (Place::Grid(grid.id), format!("grid-{}", grid.id), from)
        })
        .collect();
    let offices = world.city.areas().iter();
    all.extend(
        offices.map(|area| (Place::Area(area.code.clone()), format!("office-{}", area.code), on(6, 8, 20))),
    );
    for post in ["前方指挥部", "转运调度组"] {
        all.push((Place::Post(Cow::Borrowed(post)), "duty".to_owned(), on(6, 8, 5)));
    }
    for (unit, by, from) in all {
        let mut at = from + i64::from(draw.below(50)) * MINUTE;
        while at < on(19, 14, 0) {
            let what = What::Heard { unit: unit.clone(), at: instant(at) };
            out.field(at, at + i64::from(draw.below(90)), by.clone(), what);
            let night = matches!(super::clock::hour(at), 22.. | ..5);
            let pause = if night { draw.between(110, 190) } else { draw.between(70, 115) };
            let slip = if draw.chance(0.03) { draw.between(40, 150) } else { 0 };
            at += i64::from(pause + slip) * MINUTE;
        }
    }
}

/// Gates are kept in three shifts from the closure to the second level; a few shifts are not.
fn gates(world: &World<'_>, out: &mut Stream, draw: &mut Draw) {
    let gates = &world.city.facilities().gates;
    let kept: Vec<(u32, u16)> =
        gates.iter().map(|gate| (gate.id, if gate.class == GateClass::City { 6 } else { 2 })).collect();
    for date in 7..=19 {
        let mut shifts = Vec::new();
        for (gate, keepers) in &kept {
            for (from, until) in [(0, 8), (8, 16), (16, 24)] {
                let (from, until) = (on(date, from, 0), on(date, until, 0));
                shifts.push((Ok(*gate), *keepers, instant(from), instant(until)));
            }
        }
        shifts.push((Err(Cow::Borrowed(POST)), 5, instant(on(date, 0, 0)), instant(on(date, 24, 0))));
        out.desk(on(date - 1, 20, 30), "gate-1", What::Rostered { shifts });
        for (gate, _) in &kept {
            if draw.chance(0.006) {
                let from = on(date, 16, 0);
                let what = What::Unkept {
                    gate: *gate,
                    from: instant(from),
                    until: instant(from + 2 * HOUR),
                    reason: "交接班无人到岗，由社区补位".to_owned(),
                };
                out.desk(from + 70 * MINUTE, "inspector", what);
            }
        }
    }
    out.desk(on(19, 15, 10), "gate-1", What::GatesClosed);
}

/// The first two calls for help after the closure, before dawn, already given to somebody.
fn first_calls(world: &World<'_>, out: &mut Stream) {
    let calls = [
        (Flags::DIALYSIS, "血透患者就医用车", "dispatch-1", on(7, 4, 50)),
        (Flags::PREGNANT, "孕妇产检和临产就医", "dispatch-2", on(7, 5, 20)),
    ];
    let people = crate::number::count(world.city.persons().len());
    for (flag, text, to, at) in calls {
        let key = format!("call-{to}");
        let person = (1..=people).find(|id| world.city.person(*id).flags.has(flag));
        let what = What::Task {
            key: key.clone(),
            kind: TaskKind::Help,
            person,
            owner: Place::Post(Cow::Borrowed(POST)),
            due: instant(at + 4 * HOUR),
            text: text.to_owned(),
        };
        out.desk(at, "helpline", what);
        let given = What::TaskAssigned { key: key.clone(), to: Cow::Borrowed(to) };
        out.desk(at + 6 * MINUTE, "duty", given);
        let done = at + 3 * HOUR;
        let remark = "已送达医院".to_owned();
        let what = What::TaskEnded { key, result: TaskResult::Done, at: instant(done), remark };
        out.field(done, done + 2 * MINUTE, to, what);
    }
}

/// People who need a hospital, dialysis, medicine or a visit while the district is closed.
fn help(world: &World<'_>, out: &mut Stream, draw: &mut Draw) {
    let kinds = [
        (Flags::DIALYSIS, "血透患者就医用车", 240_i64),
        (Flags::PREGNANT, "孕妇产检和临产就医", 180),
        (Flags::LONG_TERM_MEDICINE, "慢病送药上门", 720),
        (Flags::ELDERLY_ALONE, "独居老人探访和送餐", 480),
    ];
    let people = crate::number::count(world.city.persons().len());
    let mut number = 0;
    for date in 7..19 {
        for (flag, text, minutes) in kinds {
            for _ in 0..draw.between(3, 9) {
                let start = 1 + draw.below(people);
                let Some(person) = (start..=people).find(|id| world.city.person(*id).flags.has(flag)) else {
                    continue;
                };
                let Some(grid) = world.plan.surge_grid(world.city.person(person).household) else { continue };
                number += 1;
                let (key, at) =
                    (format!("help-{number}"), on(date, 7, 0) + i64::from(draw.below(780)) * MINUTE);
                let what = What::Task {
                    key: key.clone(),
                    kind: TaskKind::Help,
                    person: Some(person),
                    owner: Place::Grid(grid),
                    due: instant(at + minutes * MINUTE),
                    text: text.to_owned(),
                };
                out.desk(at, "helpline", what);
                let share = if draw.chance(0.9) { draw.between(20, 95) } else { draw.between(105, 220) };
                let done = at + minutes * MINUTE * i64::from(share) / 100;
                let result = if draw.chance(0.97) { TaskResult::Done } else { TaskResult::Impossible };
                let what = What::TaskEnded {
                    key,
                    result,
                    at: instant(done),
                    remark: if result == TaskResult::Done { "已办结" } else { "转市级协调" }.to_owned(),
                };
                out.field(done, done + 3 * MINUTE, format!("grid-{grid}"), what);
            }
        }
    }
}

/// Rumours, each with a time to answer.
fn rumours(out: &mut Stream, draw: &mut Draw) {
    let told = [
        (on(6, 20, 10), "网传蛟川多个小区已封楼", 90),
        (on(7, 1, 20), "网传全市超市停业抢购", 60),
        (on(7, 7, 40), "网传骆驼采样点交叉感染", 120),
        (on(8, 12, 30), "网传封控 30 天", 120),
        (on(10, 19, 5), "网传某企业瞒报病例", 180),
        (on(13, 9, 15), "网传封控区断供药品", 120),
    ];
    for (number, (at, text, minutes)) in (1..).zip(told) {
        let key = format!("rumour-{number}");
        let what = What::Task {
            key: key.clone(),
            kind: TaskKind::Rumour,
            person: None,
            owner: Place::Post(Cow::Borrowed(POST)),
            due: instant(at + minutes * MINUTE),
            text: text.to_owned(),
        };
        out.desk(at, "publisher", what);
        let done = at + minutes * MINUTE * i64::from(draw.between(40, 130)) / 100;
        let what = What::TaskEnded {
            key,
            result: TaskResult::Done,
            at: instant(done),
            remark: "已发布回应".to_owned(),
        };
        out.desk(done, "publisher", what);
    }
}

/// 澥浦镇, 20 and 21 December: 69 visits, 72 problems, 45 solved by the evening (published).
fn firms(out: &mut Stream, draw: &mut Draw) {
    let town = || Place::Area("330211100".to_owned());
    let kinds = ["员工返岗", "物流受阻", "防疫物资", "用工缺口", "场所消杀", "核酸证明"];
    for number in 0..69 {
        let at = on(20, 9, 0) + (number / 35) * DAY + (number % 35) * 13 * MINUTE;
        let what = What::Visit {
            unit: town(),
            area: "330211100".to_owned(),
            register: FIRMS.to_owned(),
            at: instant(at),
        };
        out.field(at, at + 2 * MINUTE, "office-330211100", what);
    }
    let mut solved = 0;
    for number in 0_i64..72 {
        let at = on(20, 9, 20) + (number / 40) * DAY + (number % 40) * 11 * MINUTE;
        let (key, kind) = (format!("firm-{number}"), *draw.pick(&kinds));
        let owner = if number % 9 == 0 { Place::Area(CHEMICAL_ZONE.to_owned()) } else { town() };
        let what = What::Problem {
            key: key.clone(),
            register: FIRMS.to_owned(),
            kind: kind.to_owned(),
            unit: town(),
            owner,
            due: instant(at + 2 * DAY),
        };
        out.field(at, at + 3 * MINUTE, "office-330211100", what);
        // The first of each hour's list are quickly done; 45 of 72 by the evening of the 21st.
        if number % 8 < 5 && solved < 45 {
            solved += 1;
            let done = (at + 5 * HOUR + i64::from(draw.below(200)) * MINUTE)
                .min(on(21, 22, 0) + number * MINUTE / 4);
            let what =
                What::Solved {
                    key, evidence: "现场核验照片与企业确认单".to_owned(), at: instant(done)
                };
            out.desk(done, "inspector", what);
        }
    }
}

/// Tracers open details of the cases they interview, with the purpose.
fn reads(world: &World<'_>, out: &mut Stream) {
    for (rank, infection) in world.epidemic.infections.iter().enumerate() {
        let Some(found) = infection.found.filter(|found| found.at < END - HOUR) else { continue };
        let what =
            What::Opened { person: infection.person, purpose: "流行病学调查联系本人".to_owned() };
        out.desk(found.at + 20 * MINUTE, format!("tracer-{}", 1 + rank % 8), what);
    }
}
