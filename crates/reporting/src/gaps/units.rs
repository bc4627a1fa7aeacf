//! Units that say nothing, and buildings that do not belong to exactly one grid.

use super::{Gap, GapKind, Harm, rounds::street};
use crate::drill::Drill;
use domain::{AreaCode, Timestamp, Unit, time::minutes_between};
use situation::Situation;
use std::collections::{BTreeMap, BTreeSet};

/// Units not heard of for longer than they must report.  A unit never heard of counts from when reporting was required.
pub(super) fn silent(s: &Situation, now: Timestamp, found: &mut Vec<Gap>) {
    for (unit, required) in &s.requirements {
        let over = required.until.is_some_and(|until| until <= now);
        if required.from > now || over || !s.has_unit(*unit) {
            continue;
        }
        let heard = s.heard.get(unit).copied();
        let since = heard.map_or(required.from, |heard| heard.max(required.from));
        let allowed = i64::from(required.every_minutes);
        if minutes_between(since, now) <= allowed {
            continue;
        }
        let drill = match unit {
            Unit::Grid(grid) => Drill::Grid(*grid),
            Unit::Post(post) => Drill::Post(*post),
            Unit::Area(_) => Drill::Unit(unit.to_string()),
        };
        let mut gap = Gap::new(GapKind::UnitSilent, &unit.to_string(), Harm::Spread, drill);
        gap.subject = crate::words::unit_name(s, *unit);
        gap.allowed_minutes = Some(allowed);
        found.push(gap.since(since, now).unit(Some(*unit)));
    }
}

/// Buildings in no grid or in two, by street, in streets that are divided into grids.
pub(super) fn denominators(s: &Situation, found: &mut Vec<Gap>) {
    let divided: BTreeSet<AreaCode> = s.live_grids().map(|(_, grid)| grid.area.street()).collect();
    let mut wrong: BTreeMap<(AreaCode, bool), u32> = BTreeMap::new();
    for building in s.buildings.rows().iter().filter(|row| row.grids.len() != 1) {
        let area = building.area.street();
        if divided.contains(&area) {
            *wrong.entry((area, building.grids.is_empty())).or_default() += 1;
        }
    }
    for ((area, unclaimed), count) in wrong {
        let how = if unclaimed { "none" } else { "several" };
        let id = format!("{}/{how}", area.short());
        let drill = Drill::Unit(Unit::Area(area).to_string());
        let mut gap = Gap::new(GapKind::Denominator, &id, Harm::Work, drill);
        gap.subject = crate::words::area_name(s, area);
        gap.count = count;
        found.push(gap.unit(Some(street(area))));
    }
}
