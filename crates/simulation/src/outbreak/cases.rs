//! Reports about cases: tubes, results, panels, interviews.

use super::clock::{DAY, HOUR, MINUTE, Sec, by_day, date, day, instant, on};
use super::report::{Named, What};
use super::spread::{Infection, Way, contact_tests};
use super::stream::{Single, Stream, World, arrival};
use crate::city::Occupation;
use crate::draw::Draw;
use domain::{CaseClass, Detection, Origin, Outcome, Ring, Severity, TestOutcome, TestPurpose, TubeKind};

/// The end of the story: 25 December 2021, 16:00.
pub(super) const END: Sec = 24 * DAY + 16 * HOUR;

/// Tells everything about infections that were found.
pub(super) fn tell(world: &World<'_>, out: &mut Stream) {
    let mut draw = Draw::for_purpose(world.seed, "reports of cases");
    let infected = world.epidemic.infections.iter().filter(|infection| infection.found.is_some());
    for (rank, infection) in (0u32..).zip(infected) {
        found(world, infection, out, &mut draw);
        diagnosed(infection, rank, out, &mut draw);
        let infector = infection.by.and_then(|by| world.epidemic.infections.get(by));
        judged(world, infection, infector, out, &mut draw);
    }
    interviews(world, out);
    contacts(world, out, &mut draw);
    false_alarm(world, out, &mut draw);
}

/// Interviews, slice by slice.  A phone without network keeps a slice back now and then.
fn interviews(world: &World<'_>, out: &mut Stream) {
    for slice in &world.epidemic.slices {
        let Some(case) = world.epidemic.infections.get(slice.infection) else { continue };
        let contacts = slice.named.iter().map(|met| Named {
            person: met.person,
            via: met.via,
            ring: met.ring,
            setting: met.setting,
            last: instant(world.last_exposure(slice.infection, met)),
            certainty: met.certainty,
            records: met.records,
        });
        let what = What::Interview {
            person: case.person,
            outside: None,
            complete: slice.complete,
            at: instant(slice.at),
            contacts: contacts.collect(),
        };
        let tracer = format!("tracer-{}", 1 + slice.infection % 8);
        out.field(slice.at, arrival(slice.at), tracer, what);
    }
}

fn found(world: &World<'_>, infection: &Infection, out: &mut Stream, draw: &mut Draw) {
    let Some(found) = infection.found else { return };
    let single = Single {
        person: infection.person,
        purpose: TestPurpose::Retest,
        collected: found.single,
        reported: found.at,
        outcome: TestOutcome::Positive,
        detection: Detection::Community,
    };
    match found.way {
        Way::Index => pooled(infection, &colleagues(world, infection), &single, out, draw),
        Way::Round(_) => pooled(infection, &neighbours(world, infection), &single, out, draw),
        Way::Household => {
            let single =
                Single { purpose: TestPurpose::Contact, detection: Detection::HomeIsolation, ..single };
            out.single(&single, draw);
        }
        Way::Clinic => {
            let single = Single { purpose: TestPurpose::Clinical, detection: Detection::Clinic, ..single };
            out.single(&single, draw);
        }
        // Told with the tests of all contacts.
        Way::Contact => {}
    }
}

/// Nine who work beside the index and were swabbed into the same tube.
fn colleagues(world: &World<'_>, infection: &Infection) -> Vec<u32> {
    let record = world.city.person(infection.person);
    let Occupation::Worker(place) = record.occupation else { return Vec::new() };
    let staff = world.city.staff(place).iter().copied();
    staff.filter(|person| !is_infected(world, *person)).take(9).collect()
}

/// The rest of the household and those next door, up to ten in all.
fn neighbours(world: &World<'_>, infection: &Infection) -> Vec<u32> {
    let near = infection.person.saturating_sub(8).max(1)..infection.person + 9;
    let known = |person: &u32| is_infected(world, *person) || world.epidemic.watched.contains_key(person);
    near.filter(|person| *person <= crate::city::RESIDENTS && !known(person)).take(9).collect()
}

fn is_infected(world: &World<'_>, person: u32) -> bool {
    world.epidemic.infections.iter().any(|infection| infection.person == person)
}

/// A pooled tube that is abnormal, and the single tubes that follow.
fn pooled(infection: &Infection, mates: &[u32], positive: &Single, out: &mut Stream, draw: &mut Draw) {
    let Some(found) = infection.found else { return };
    let index = found.way == Way::Index;
    let mut people = vec![infection.person];
    people.extend(mates);
    people.sort_unstable();
    let code = out.code("P");
    let reported = found.pool.unwrap_or(found.single);
    let (purpose, sampler, detection) = if index {
        (TestPurpose::Routine, "sampler-1".to_owned(), Detection::KeyPopulation)
    } else {
        (TestPurpose::MassRound, format!("sampler-{}", 1 + infection.person % 12), Detection::Community)
    };
    let tube = What::Tube {
        code: code.clone(),
        kind: TubeKind::Pooled(10),
        people: people.clone(),
        purpose,
        collected: instant(found.collected),
    };
    // In a round, tubes are counted in bulk; the names of one are typed in when it turns out abnormal.
    let registered = if index { found.collected + 5 * MINUTE } else { reported - 6 * MINUTE };
    out.field(found.collected, registered, sampler, tube);
    let received = What::TubeReceived { code: code.clone(), lab: 2, at: instant(registered + 2 * MINUTE) };
    out.desk(registered + 3 * MINUTE, "lab-2", received);
    let result = What::Result {
        code,
        outcome: TestOutcome::Positive,
        lab: 2,
        tested: instant(reported - MINUTE),
        detection,
        contradicts: false,
    };
    out.desk(reported, "lab-2", result.clone());
    if index {
        // The laboratory's phone call and its system both reached the command.
        out.desk(reported + 12 * MINUTE, "lab-2", result);
    }
    for mate in mates {
        let single = Single {
            person: *mate,
            purpose: TestPurpose::Retest,
            collected: found.single + i64::from(draw.below(30)) * MINUTE,
            reported: found.at - 8 * MINUTE + i64::from(draw.below(40)) * MINUTE,
            outcome: TestOutcome::Negative,
            detection,
        };
        out.single(&single, draw);
    }
    out.single(&Single { detection, ..*positive }, draw);
}

/// The panel of the next day, the conversion of those who fall ill later, and the dates the interview brought.
fn diagnosed(infection: &Infection, rank: u32, out: &mut Stream, draw: &mut Draw) {
    let Some(found) = infection.found else { return };
    let first_three = matches!(found.way, Way::Index | Way::Household) && found.at <= on(6, 4, 1);
    let panel = if first_three {
        on(6, 14, 0) + i64::from(rank) * 7 * MINUTE
    } else {
        on(day(found.at) + 1, 9, 30) + i64::from(draw.below(300)) * MINUTE
    };
    let severity = |draw: &mut Draw| if draw.chance(0.22) { Severity::Ordinary } else { Severity::Light };
    let ill = infection.onset.filter(|onset| *onset <= panel - HOUR);
    let (class, kind, reason) = if ill.is_some() {
        (CaseClass::Confirmed, Some(severity(draw)), "专家组会诊：有症状，核酸阳性")
    } else {
        (CaseClass::Asymptomatic, None, "专家组会诊：无症状，核酸阳性")
    };
    let say = |at: Sec, class, severity, reason: &str| What::Diagnosed {
        person: infection.person,
        class,
        severity,
        at: instant(at),
        reason: reason.to_owned(),
    };
    out.desk(panel + 5 * MINUTE, "panel", say(panel, class, kind, reason));
    if let Some(onset) = infection.onset.filter(|onset| ill.is_none() && *onset < END - 2 * DAY) {
        let at = by_day((onset + 12 * HOUR).max(panel + 12 * HOUR));
        let what = say(at, CaseClass::Confirmed, Some(severity(draw)), "出现症状，专家组诊断转为确诊");
        out.desk(at + 6 * MINUTE, "panel", what);
    }
    let corrected = What::CaseCorrected {
        person: infection.person,
        onset_on: infection.onset.filter(|onset| *onset <= panel).map(date),
        sampled_on: None,
        origin: Some(Origin::Local),
        reason: "流调核实发病日期与感染来源".to_owned(),
    };
    out.desk(panel + 50 * MINUTE, "tracer-1", corrected);
}

/// Tracers confirm who infected a case that had been a contact, once genes and days agree; the other proposals fall.
fn judged(
    world: &World<'_>,
    infection: &Infection,
    infector: Option<&Infection>,
    out: &mut Stream,
    draw: &mut Draw,
) {
    let Some(found) = infection.found else { return };
    let watched = world.epidemic.watched.get(&infection.person);
    if watched.is_none_or(|watch| watch.since >= found.at) {
        return;
    }
    let at = by_day(found.at + 20 * HOUR + i64::from(draw.below(500)) * MINUTE);
    let what = What::ExposuresJudged {
        person: infection.person,
        infector: infector.map(|infector| infector.person),
        reason: "结合暴露时间、场所与基因测序研判".to_owned(),
    };
    out.desk(at, format!("tracer-{}", 1 + infection.person % 8), what);
}

/// Tests of contacts by their days.  Those who turn out positive are found here.
fn contacts(world: &World<'_>, out: &mut Stream, draw: &mut Draw) {
    for (person, watch) in &world.epidemic.watched {
        let infection = world.epidemic.infections.iter().find(|infection| infection.person == *person);
        let found = infection.and_then(|infection| infection.found);
        let ended = found.map_or(END - 8 * HOUR, |found| found.collected);
        for collected in contact_tests(*person, watch.since, watch.ring) {
            if collected > ended {
                break;
            }
            let here = found.filter(|found| found.collected == collected && found.way == Way::Contact);
            if found.is_some() && here.is_none() && collected + 9 * HOUR >= ended {
                continue;
            }
            let outcome = if here.is_some() { TestOutcome::Positive } else { TestOutcome::Negative };
            let unclear = here.is_none() && draw.chance(0.0012);
            let reported =
                here.map_or(collected + 4 * HOUR + i64::from(draw.below(125)) * MINUTE, |found| found.at);
            let single = Single {
                person: *person,
                purpose: TestPurpose::Contact,
                collected,
                reported,
                outcome: if unclear { TestOutcome::Inconclusive } else { outcome },
                detection: Detection::HomeIsolation,
            };
            out.single(&single, draw);
            if unclear && reported + 7 * HOUR < ended {
                let again = Single {
                    purpose: TestPurpose::Retest,
                    collected: reported + HOUR,
                    reported: reported + 6 * HOUR,
                    outcome,
                    ..single
                };
                out.single(&again, draw);
            }
        }
    }
}

/// A false positive: a single tube reported positive, contradicted by the repeat, and taken back with its contacts.
fn false_alarm(world: &World<'_>, out: &mut Stream, draw: &mut Draw) {
    let luotuo = world.city.areas().iter().position(|area| area.code == "330211003");
    let area = crate::number::count(luotuo.unwrap_or_default());
    let range = world.city.residents_of_area(area);
    let unknown = |person: &u32| {
        let mut near = world.city.members(world.city.person(*person).household);
        near.len() == 3
            && !near.any(|one| is_infected(world, one) || world.epidemic.watched.contains_key(&one))
    };
    let Some(person) = (range.start + (range.end - range.start) / 3..range.end).find(unknown) else { return };
    let collected = on(7, 11, 20);
    let single = Single {
        person,
        purpose: TestPurpose::MassRound,
        collected,
        reported: on(7, 21, 15),
        outcome: TestOutcome::Positive,
        detection: Detection::Community,
    };
    let code = out.single(&single, draw);
    let others = world.city.members(world.city.person(person).household).filter(|other| *other != person);
    let contacts = others.map(|other| Named {
        person: other,
        via: None,
        ring: Ring::Close,
        setting: domain::Setting::Household,
        last: instant(on(7, 21, 0)),
        certainty: domain::Certainty::Recorded,
        records: 0,
    });
    let interview = What::Interview {
        person,
        outside: None,
        complete: true,
        at: instant(on(7, 22, 50)),
        contacts: contacts.collect(),
    };
    out.field(on(7, 22, 50), on(7, 22, 54), "tracer-3", interview);
    let repeat = What::Result {
        code: code.clone(),
        outcome: TestOutcome::Negative,
        lab: 1,
        tested: instant(on(8, 0, 50)),
        detection: Detection::Community,
        contradicts: true,
    };
    out.desk(on(8, 0, 55), "lab-1", repeat);
    let amended = What::Amended {
        code,
        outcome: TestOutcome::Negative,
        reason: "复核两次均为阴性，首次检测系实验室交叉污染".to_owned(),
    };
    out.desk(on(8, 1, 40), "lab-1", amended);
}

/// Ends of cases: those observed fourteen days go home before the story ends.
pub(super) fn ended(person: u32, at: Sec, out: &mut Stream) {
    let what = What::CaseEnded { person, outcome: Outcome::Recovered, on: date(at) };
    out.desk(at, "panel", what);
}
