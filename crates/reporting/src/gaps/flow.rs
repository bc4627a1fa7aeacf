//! People without a bed and tubes without a result.

use super::{Gap, GapKind, Harm};
use crate::{drill::Drill, funnel::target};
use domain::{AreaCode, Stage, Subject, TaskKind, Timestamp, TubeKind, Unit, time::minutes_between};
use situation::Situation;
use std::collections::BTreeSet;

/// Stages in which someone who must be isolated is not yet behind a door.
const WITHOUT_BED: [Stage; 3] = [Stage::Group, Stage::Transfer, Stage::Isolate];

/// People who have waited for a bed longer than their stage allows; someone who turned positive on the road among
/// contacts may not wait at all.
pub(super) fn beds(s: &Situation, now: Timestamp, found: &mut Vec<Gap>) {
    let tasks = s.open_tasks.iter().filter_map(|task| s.tasks.get(*task));
    let diverted: BTreeSet<Subject> =
        tasks.filter(|task| task.kind == TaskKind::Divert).map(|task| task.subject).collect();
    for stage in WITHOUT_BED {
        let Some(waiting) = s.waiting.get(&stage) else {
            continue;
        };
        let target = i64::from(target(s, stage, now).minutes);
        for person in waiting {
            let Some(clock) = s.running(*person, stage) else {
                continue;
            };
            let since = clock.opened.event;
            let on_the_road = diverted.contains(&Subject::Person(*person));
            let allowed = if on_the_road { 0 } else { target };
            if !on_the_road && minutes_between(since, now) <= allowed {
                continue;
            }
            let harm = match (s.active_case(*person), s.ring_of(*person)) {
                (Some(_), _) => Harm::Grave,
                (None, Some(domain::Ring::Secondary)) => Harm::Work,
                (None, _) => Harm::Spread,
            };
            let unit = s.area_of(*person).map(AreaCode::street).map(Unit::Area);
            let mut gap = Gap::new(GapKind::Bed, &person.to_string(), harm, Drill::Person(*person));
            gap.stage = Some(stage);
            gap.allowed_minutes = Some(allowed);
            found.push(gap.since(since, now).unit(unit));
        }
    }
}

/// Tubes registered one by one whose result is late.
pub(super) fn results(s: &Situation, now: Timestamp, found: &mut Vec<Gap>) {
    for id in &s.open_tubes {
        let Some(tube) = s.tubes.get(*id) else { continue };
        let allowed = s.result_minutes(tube, tube.kind == TubeKind::Single);
        if minutes_between(tube.collected_at, now) <= allowed {
            continue;
        }
        let harm = match tube.purpose {
            domain::TestPurpose::Retest | domain::TestPurpose::Clinical | domain::TestPurpose::Contact => {
                Harm::Spread
            }
            domain::TestPurpose::Routine | domain::TestPurpose::MassRound | domain::TestPurpose::Release => {
                Harm::Work
            }
        };
        let site = tube.site.and_then(|site| s.sites.get(site)).map(|site| site.area);
        let area = site.or_else(|| tube.people.first().and_then(|person| s.area_of(*person)));
        let mut gap = Gap::new(GapKind::Result, &id.to_string(), harm, Drill::Tube(*id));
        gap.subject.clone_from(&tube.code);
        gap.allowed_minutes = Some(allowed);
        let unit = area.map(AreaCode::street).map(Unit::Area);
        found.push(gap.since(tube.collected_at, now).unit(unit));
    }
}
