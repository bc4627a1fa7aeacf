//! Levels, zones, orders with receipts, the redraw of the grids, and the figures of each day.

use std::collections::BTreeSet;

use super::clock::{DAY, HOUR, MINUTE, Sec, date, day, instant, on};
use super::report::{Measure, Place, What};
use super::resources::{labs, sites};
use super::rounds_plan::MENDED_AT;
use super::stream::{Stream, World};
use crate::city::{JIAOCHUAN, ZHENHAI};
use crate::draw::Draw;
use domain::{CaseClass, Detection, Level, OrderKind, Origin, ReceiptStep, Sex, ZoneKind};

/// Legal basis that measures quote.
const BASIS: &str = "《中华人民共和国传染病防治法》第四十二条，《浙江省突发公共卫生事件应急预案》";

/// Post of Zhenhai's command.
pub(super) const POST: &str = "镇海区疫情防控指挥部";

/// Tells everything about command.
pub(super) fn tell(world: &World<'_>, out: &mut Stream) {
    let mut draw = Draw::for_purpose(world.seed, "reports of command");
    openings(world, out);
    levels(out);
    zones(world, out);
    out.desk(on(7, 3, 20), "admin", What::GridsRedrawn);
    out.desk(MENDED_AT, "admin", What::GridsMended);
    orders(world, out, &mut draw);
    elsewhere(out);
    general(world, out);
    figures(world, out);
}

/// Laboratories and sites that open later.
fn openings(world: &World<'_>, out: &mut Stream) {
    for lab in labs(world.city).into_iter().filter(|lab| !lab.from_the_start()) {
        out.desk(lab.opens, "admin", What::LabOpens { lab: lab.key });
    }
    for site in sites(world.city).into_iter().filter(|site| !site.from_the_start()) {
        out.desk(site.opens, "admin", What::SiteOpens { site: site.key });
    }
}

/// Proposes a measure and has a second person approve it.
fn decide(out: &mut Stream, key: &str, at: Sec, measure: Measure) {
    // The level of the city is started, changed and ended by the city's own headquarters.
    let (first, second) = match measure {
        Measure::Level { .. } => ("city-duty", "city-commander"),
        Measure::Zone { .. } | Measure::Lift { .. } => ("duty", "commander"),
    };
    let proposed = What::Proposed { key: key.to_owned(), measure };
    out.desk(at - 18 * MINUTE, first, proposed);
    out.desk(at, second, What::Approved { key: key.to_owned() });
}

fn levels(out: &mut Stream) {
    let steps = [
        ("L1", on(7, 2, 0), Level::I),
        ("L2", on(19, 15, 0), Level::Ii),
        ("L3", on(25, 16, 0), Level::Normal),
    ];
    for (key, from, level) in steps {
        let measure =
            Measure::Level { area: "330200".to_owned(), level, from: instant(from), basis: BASIS.to_owned() };
        decide(out, key, from - 5 * MINUTE, measure);
    }
    // A proposal that was turned down: a second level for the district alone, before the city decided.
    let early = Measure::Level {
        area: ZHENHAI.to_owned(),
        level: Level::Ii,
        from: instant(on(6, 10, 0)),
        basis: BASIS.to_owned(),
    };
    let key = "L0".to_owned();
    out.desk(on(6, 8, 40), "duty", What::Proposed { key: key.clone(), measure: early });
    let reason = "先行封控管控，待研判后由市级统一启动".to_owned();
    out.desk(on(6, 9, 5), "commander", What::Rejected { key, reason });
}

/// What a zone is, before it is proposed.
struct Plan<'a> {
    key: &'a str,
    kind: ZoneKind,
    name: &'a str,
    area: &'a str,
    grids: Vec<u32>,
    buildings: Vec<u32>,
    from: Sec,
    until: Sec,
}

fn zone(out: &mut Stream, plan: Plan<'_>) {
    let measure = Measure::Zone {
        key: plan.key.to_owned(),
        kind: plan.kind,
        name: plan.name.to_owned(),
        area: plan.area.to_owned(),
        grids: plan.grids,
        buildings: plan.buildings,
        from: instant(plan.from),
        review_on: date(plan.from + 7 * DAY),
        basis: BASIS.to_owned(),
    };
    decide(out, &format!("declare {}", plan.key), plan.from - 10 * MINUTE, measure);
    let measure = Measure::Lift {
        zone: plan.key.to_owned(),
        at: instant(plan.until),
        basis: "满足解封条件：末例密接隔离期满且核酸阴性，区内近两轮核酸检测全部阴性".to_owned(),
    };
    decide(out, &format!("lift {}", plan.key), plan.until - 10 * MINUTE, measure);
}

/// Buildings first, then whole grids after the redraw; precaution in the rest of the district.
fn zones(world: &World<'_>, out: &mut Stream) {
    let city = world.city;
    let Some(index) = world.epidemic.infections.first() else { return };
    let home = city.household(city.person(index.person).household).building;
    let compound = city.building(home).compound;
    let buildings = (1u32..).zip(city.buildings());
    let same =
        buildings.filter(|(id, building)| *id == home || (compound > 0 && building.compound == compound));
    let plan = |key, kind, name, from, until| Plan {
        key,
        kind,
        name,
        area: JIAOCHUAN,
        grids: Vec::new(),
        buildings: Vec::new(),
        from,
        until,
    };
    let first = plan("Q-home", ZoneKind::Lockdown, "首例病例居住小区封控区", on(6, 16, 0), on(24, 10, 0));
    zone(out, Plan { buildings: same.map(|(id, _)| id).collect(), ..first });
    if let crate::city::Occupation::Worker(place) = city.person(index.person).occupation {
        let firm = plan("Q-firm", ZoneKind::Lockdown, "首例病例所在企业封控区", on(6, 16, 0), on(22, 10, 0));
        zone(out, Plan { buildings: vec![city.workplace(place).building], ..firm });
    }
    let grid_of = |person: u32| world.plan.surge_grid(city.person(person).household);
    let early =
        world.epidemic.infections.iter().filter(|i| i.found.is_some_and(|found| found.at <= on(7, 2, 0)));
    let hit: BTreeSet<u32> = early.filter_map(|infection| grid_of(infection.person)).collect();
    let local = |grid: &&crate::city::Grid| {
        city.areas().get(crate::number::at(grid.area)).is_some_and(|area| area.code == JIAOCHUAN)
    };
    let around: Vec<u32> = city
        .grids()
        .surge()
        .iter()
        .filter(local)
        .map(|grid| grid.id)
        .filter(|id| !hit.contains(id))
        .collect();
    let (from, lift) = (on(7, 4, 30), on(23, 10, 0));
    let lockdown = plan("Q-lock", ZoneKind::Lockdown, "蛟川街道封控区", from, on(24, 10, 0));
    zone(out, Plan { grids: hit.iter().copied().collect(), ..lockdown });
    zone(out, Plan { grids: around, ..plan("Q-control", ZoneKind::Control, "蛟川街道管控区", from, lift) });
    let rest = plan("Q-rest", ZoneKind::Precaution, "镇海区防范区", from, on(19, 15, 0));
    zone(out, Plan { area: ZHENHAI, ..rest });
    // A grid becomes a lockdown zone when a case is found there.
    let mut locked = hit;
    for infection in &world.epidemic.infections {
        let Some((found, grid)) = infection.found.zip(grid_of(infection.person)) else { continue };
        if found.at > on(7, 4, 0) && found.at < on(12, 0, 0) && locked.insert(grid) {
            let (key, name) = (format!("Q-{grid}"), format!("{grid} 网格封控区"));
            let at = found.at + 3 * HOUR;
            // Outside 蛟川 everything opened with the second level.
            let inside = city.grids().surge().iter().filter(local).any(|own| own.id == grid);
            let until = if inside { on(day(at) + 13, 10, 0).min(on(25, 9, 0)) } else { on(19, 14, 30) };
            let lock = Plan {
                key: &key,
                kind: ZoneKind::Lockdown,
                name: &name,
                area: ZHENHAI,
                grids: vec![grid],
                buildings: Vec::new(),
                from: at,
                until,
            };
            zone(out, lock);
        }
    }
}

/// An order before it goes out.
struct Draft {
    key: &'static str,
    kind: OrderKind,
    title: &'static str,
    text: &'static str,
    at: Sec,
    accept: Sec,
    done: Sec,
    grids: bool,
    supersedes: Option<&'static str>,
    /// When a later order replaces it.
    replaced: Sec,
}

const NEVER: Sec = i64::MAX;

#[expect(clippy::too_many_lines, reason = "a flat list of orders with their wording")]
fn drafts() -> Vec<Draft> {
    use OrderKind::{MassSampling, Report, ResponseLevel, Support, Verify, Zone};
    let draft = |key, kind, title, text, (at, accept, done), grids| Draft {
        key,
        kind,
        title,
        text,
        at,
        accept,
        done,
        grids,
        supersedes: None,
        replaced: NEVER,
    };
    let level = "自 12 月 7 日 2 时起启动Ⅰ级应急响应，镇海区实施临时封闭管理，人员车辆不进不出，全域居家。";
    let early = "12 月 7 日 6 时起开展全区第一轮大规模核酸检测，12 小时内完成采样。";
    let five = "全区第一轮大规模核酸检测提前至 12 月 7 日 5 时开始，各网格按户逐幢通知，不漏一户一人。";
    let zones = "按照三区划定方案落实封控、管控、防范措施，卡口 24 小时值守，保障居民生活。";
    let back = "每两小时报告采样进度、未检人员和存在问题；通信不畅的改用专人报送。";
    let verify = "核查漏登、错登楼幢和未检人员，逐户销号。";
    let second = "12 月 9 日 6 时起开展全区第二轮大规模核酸检测。";
    let third = "12 月 12 日 6 时起开展全区第三轮大规模核酸检测。";
    let support = "摸排孕产妇、血透、慢病、独居老人需求，逐一落实配送和就医通道。";
    let reopen = "自 12 月 19 日 15 时起应急响应调整为Ⅱ级，除蛟川封控管控区外恢复正常秩序，停止两天一检。";
    let firms = "组织复工企业走访，问题登记到人、限期办结、第三方核销。";
    vec![
        draft(
            "O-level",
            ResponseLevel,
            "启动Ⅰ级应急响应和临时封闭管理",
            level,
            (on(7, 2, 0), on(7, 2, 35), on(7, 6, 0)),
            false,
        ),
        Draft {
            replaced: on(7, 4, 5),
            ..draft(
                "O-six",
                MassSampling,
                "第一轮大规模核酸检测（6 时开始）",
                early,
                (on(7, 3, 30), on(7, 4, 15), on(7, 18, 0)),
                true,
            )
        },
        Draft {
            supersedes: Some("O-six"),
            ..draft(
                "O-five",
                MassSampling,
                "第一轮大规模核酸检测（提前至 5 时）",
                five,
                (on(7, 4, 5), on(7, 4, 45), on(7, 20, 0)),
                true,
            )
        },
        draft("O-zone", Zone, "落实三区管控措施", zones, (on(7, 4, 40), on(7, 5, 20), on(7, 12, 0)), true),
        draft(
            "O-back",
            Report,
            "采样进度每两小时报告",
            back,
            (on(7, 5, 10), on(7, 5, 40), on(8, 5, 0)),
            true,
        ),
        draft(
            "O-verify",
            Verify,
            "核查漏登楼幢和未检人员",
            verify,
            (on(7, 13, 30), on(7, 14, 0), on(7, 22, 0)),
            true,
        ),
        draft(
            "O-help",
            Support,
            "特殊群体服务保障",
            support,
            (on(8, 9, 0), on(8, 10, 0), on(8, 20, 0)),
            true,
        ),
        draft(
            "O-second",
            MassSampling,
            "第二轮大规模核酸检测",
            second,
            (on(8, 20, 0), on(8, 21, 30), on(9, 23, 0)),
            true,
        ),
        draft(
            "O-third",
            MassSampling,
            "第三轮大规模核酸检测",
            third,
            (on(11, 19, 0), on(11, 20, 30), on(12, 23, 0)),
            true,
        ),
        draft(
            "O-open",
            ResponseLevel,
            "调整为Ⅱ级应急响应",
            reopen,
            (on(19, 15, 5), on(19, 16, 0), on(19, 22, 0)),
            false,
        ),
        draft(
            "O-firms",
            Support,
            "复工企业走访服务",
            firms,
            (on(20, 8, 30), on(20, 9, 30), on(21, 18, 0)),
            false,
        ),
    ]
}

fn orders(world: &World<'_>, out: &mut Stream, draw: &mut Draw) {
    let streets: Vec<Place> = world.city.areas().iter().map(|area| Place::Area(area.code.clone())).collect();
    let grids: Vec<Place> = world.city.grids().surge().iter().map(|grid| Place::Grid(grid.id)).collect();
    let silent = super::rounds::without_network(world);
    for draft in drafts() {
        let mut recipients = streets.clone();
        if draft.grids {
            recipients.extend(grids.iter().cloned());
        }
        let what = What::Order {
            key: draft.key.to_owned(),
            kind: draft.kind,
            title: draft.title.to_owned(),
            text: draft.text.to_owned(),
            recipients: recipients.clone(),
            issued: instant(draft.at),
            accept_by: instant(draft.accept),
            done_by: instant(draft.done),
            basis: BASIS.to_owned(),
            supersedes: draft.supersedes.map(str::to_owned),
        };
        out.desk(draft.at, "commander", what);
        for (rank, unit) in recipients.into_iter().enumerate() {
            // One grid has no swab team for the earlier start and says so.
            let declines = draft.key == "O-five" && rank == 61;
            let mute = matches!(&unit, Place::Grid(grid) if silent.contains(grid));
            receipts(&draft, (unit, mute), declines, out, draw);
        }
    }
}

/// A unit's answers: most in time, one in twelve late, a few never done within the story.
fn receipts(draft: &Draft, (unit, mute): (Place, bool), declines: bool, out: &mut Stream, draw: &mut Draw) {
    let late = draw.chance(0.08);
    let minutes = |low, high, draw: &mut Draw| i64::from(draw.between(low, high)) * MINUTE;
    let delivered = draft.at + minutes(0, 2, draw);
    let read = delivered + if late { minutes(35, 110, draw) } else { minutes(1, 9, draw) };
    let accepted = read + if late { minutes(10, 60, draw) } else { minutes(1, 12, draw) };
    let usual = (draft.done - accepted).max(HOUR);
    let share = i64::from(draw.between(50, 98));
    let done =
        if draw.chance(0.05) { draft.done + minutes(20, 240, draw) } else { accepted + usual * share / 100 };
    let by = match &unit {
        Place::Grid(grid) => format!("grid-{grid}"),
        Place::Area(code) => format!("office-{code}"),
        Place::Post(_) => "duty".to_owned(),
    };
    let last = if declines { ReceiptStep::Declined } else { ReceiptStep::Accepted };
    let steps = [
        (ReceiptStep::Delivered, delivered),
        (ReceiptStep::Read, read),
        (last, accepted),
        (ReceiptStep::Done, done),
    ];
    for (step, at) in steps {
        // Without network nothing arrives until somebody drives over.
        let held = mute && at > on(7, 4, 30) && at < on(7, 9, 45);
        let at = if held { on(7, 9, 45) } else { at };
        if at + 2 * MINUTE >= draft.replaced || (declines && step == ReceiptStep::Done) {
            continue;
        }
        let remark = match step {
            ReceiptStep::Declined => "采样队尚未到位，5 时无法开采，请求增派",
            ReceiptStep::Done => "已落实",
            ReceiptStep::Delivered | ReceiptStep::Read | ReceiptStep::Accepted => "",
        };
        let what = What::Receipt {
            order: draft.key.to_owned(),
            unit: unit.clone(),
            step,
            at: instant(at),
            remark: remark.to_owned(),
        };
        out.field(at, at + i64::from(draw.below(50)), by.clone(), what);
    }
}

/// The import that the province published on 6 December: an asymptomatic infection from Mexico, in another city.
fn elsewhere(out: &mut Stream) {
    let key = "import-mexico".to_owned();
    let what = What::Elsewhere {
        key: key.clone(),
        sex: Sex::Male,
        age: 34,
        class: CaseClass::Asymptomatic,
        detection: Detection::Border,
        origin: Origin::Abroad("墨西哥".to_owned()),
        area: "330100".to_owned(),
        sampled_on: date(on(6, 8, 0)),
        at: instant(on(6, 15, 30)),
    };
    out.desk(on(6, 15, 40), "liaison", what);
    let checked =
        What::CheckedIn { person: 0, outside: Some(key.clone()), site: 14, at: instant(on(6, 15, 20)) };
    out.desk(on(6, 15, 45), "liaison", checked);
    let interview = What::Interview {
        person: 0,
        outside: Some(key),
        complete: true,
        at: instant(on(6, 17, 10)),
        contacts: Vec::new(),
    };
    out.desk(on(6, 17, 15), "liaison", interview);
}

/// General contacts, counted by area each evening: people who were in the same market, vehicle or building as a case at
/// about that time.  About 1,880 a case, the published ratio of 14 December.
fn general(world: &World<'_>, out: &mut Stream) {
    let city = world.city;
    let mut counted = vec![0_u32; city.areas().len()];
    let mut told = vec![false; world.epidemic.infections.len()];
    for at in (5..=16).map(|day| on(day, 15, 30)) {
        for (which, infection) in world.epidemic.infections.iter().enumerate() {
            let Some(done) = told.get_mut(which) else { continue };
            if *done || infection.found.is_none_or(|found| found.at > at - HOUR) {
                continue;
            }
            *done = true;
            let mut draw = Draw::for_item(world.seed, "general contacts", u64::from(infection.person));
            let village =
                city.building(city.household(city.person(infection.person).household).building).village;
            let home = city.villages().get(crate::number::at(village)).map_or(0, |village| village.area);
            for _ in 0..draw.between(5, 9) {
                let area = if draw.chance(0.7) { home } else { draw.below(7) };
                if let Some(count) = counted.get_mut(crate::number::at(area)) {
                    *count += draw.between(120, 420);
                }
            }
        }
        for (area, people) in city.areas().iter().zip(&counted) {
            if *people == 0 {
                continue;
            }
            let what = What::General {
                area: area.code.clone(),
                people: *people,
                at: instant(at),
                source: "场所扫码与交通实名记录登记".to_owned(),
            };
            out.desk(at + 5 * MINUTE, "tracer-2", what);
        }
    }
}

/// The figures of every day are frozen half an hour after it, for the province and the city; a day whose classes were
/// corrected later gets a second version with the reason.
fn figures(world: &World<'_>, out: &mut Stream) {
    for day in 5..=24 {
        for (area, minute) in [("33", 30), ("330200", 32)] {
            let what =
                What::Freeze { area: area.to_owned(), date: date(on(day, 12, 0)), reason: String::new() };
            out.desk(on(day + 1, 0, minute), "publisher", what);
        }
    }
    // The panel finds that the conversion of one infection was a day earlier than reported.
    let convert = world.epidemic.infections.iter().find(|infection| {
        let late = infection.found.is_some_and(|found| found.at > on(7, 0, 0) && found.at < on(12, 0, 0));
        late && infection.onset.is_none()
    });
    let Some(infection) = convert else { return };
    let at = on(14, 20, 0);
    let what = What::Diagnosed {
        person: infection.person,
        class: CaseClass::Confirmed,
        severity: Some(domain::Severity::Light),
        at: instant(at),
        reason: "复核影像：12 月 14 日已符合确诊标准，原漏报".to_owned(),
    };
    out.desk(on(15, 10, 20), "panel", what);
    for area in ["33", "330200"] {
        let what = What::Freeze {
            area: area.to_owned(),
            date: date(at),
            reason: "1 例无症状感染者转确诊日期更正为 12 月 14 日".to_owned(),
        };
        out.desk(on(15, 11, 0), "publisher", what);
    }
}
