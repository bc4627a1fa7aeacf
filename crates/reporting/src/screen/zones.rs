//! Zones and the people in them, by the version of the denominator.

use crate::{drill::Drill, words::area_name};
use domain::{
    AreaCode, Date, GridId, Timestamp, ZoneKind,
    time::{add_days, day_of},
};
use serde::Serialize;
use situation::{
    Situation,
    state::{Grid, Zone},
};
use std::collections::{BTreeMap, BTreeSet};

/// One kind of zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ZoneRow {
    /// Kind.
    pub kind: ZoneKind,
    /// Zones in force.
    pub zones: u32,
    /// Grids whose strictest zone is of this kind.
    pub grids: u32,
    /// Households in them.
    pub households: u32,
    /// People in them.
    pub people: u32,
    /// The earliest day on which one of them may be lifted: the last case in it plus the days of the protocol, and not
    /// before its review; `None` without a zone.
    pub earliest_lift: Option<Date>,
    /// Way down.
    pub drill: Drill,
}

/// The zones, and the denominator they are counted against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ZonePanel {
    /// Newest version of the boundaries by which people are counted.
    pub boundaries_version: Option<u16>,
    /// Area, people, version and source of the newest population figure of the seat.
    pub stated: Option<(String, u32, u16, String)>,
    /// Households and people of the register.
    pub registered: (u32, u32),
    /// Lockdown, control, precaution.
    pub rows: Vec<ZoneRow>,
}

/// Returns the zones in force at `now`.
pub fn zone_panel(s: &Situation, now: Timestamp) -> ZonePanel {
    let live: Vec<&Zone> = s
        .zones
        .rows()
        .iter()
        .filter(|zone| zone.from <= now && zone.lifted_at.is_none_or(|at| at > now))
        .collect();
    let mut grids: BTreeMap<ZoneKind, Vec<GridId>> = BTreeMap::new();
    for (id, _) in s.live_grids() {
        if let Some(kind) = s.zone_of_grid(id, now) {
            grids.entry(kind).or_default().push(id);
        }
    }
    let last_case = last_cases(s, now);
    let row = |kind: ZoneKind| {
        let of_kind: Vec<&&Zone> = live.iter().filter(|zone| zone.kind == kind).collect();
        let grids = grids.get(&kind).map(Vec::as_slice).unwrap_or_default();
        let inside = grids.iter().map(|grid| s.grid_population(*grid));
        let (mut households, mut people) = inside.fold((0_u32, 0_u32), |sum, (households, people)| {
            (sum.0.saturating_add(households), sum.1.saturating_add(people))
        });
        // Zones drawn round single buildings count those, unless their grid lies in a zone of the same kind anyway.
        let counted: BTreeSet<GridId> = grids.iter().copied().collect();
        let buildings: BTreeSet<_> = of_kind.iter().flat_map(|zone| zone.buildings.iter().copied()).collect();
        let single = buildings.into_iter().filter_map(|building| s.buildings.get(building));
        for building in single.filter(|building| !building.grids.iter().any(|grid| counted.contains(grid))) {
            households = households.saturating_add(building.households());
            people = people.saturating_add(building.people());
        }
        ZoneRow {
            kind,
            zones: u32::try_from(of_kind.len()).unwrap_or(u32::MAX),
            grids: u32::try_from(grids.len()).unwrap_or(u32::MAX),
            households,
            people,
            earliest_lift: of_kind.iter().map(|zone| lift_day(s, zone, &last_case, now)).min(),
            drill: Drill::Page(match kind {
                ZoneKind::Lockdown => "/zones?kind=lockdown",
                ZoneKind::Control => "/zones?kind=control",
                ZoneKind::Precaution => "/zones?kind=precaution",
            }),
        }
    };
    ZonePanel {
        boundaries_version: s
            .boundaries
            .keys()
            .next_back()
            .copied()
            .or_else(|| s.live_grids().map(|(_, grid)| grid.version).max()),
        stated: stated(s),
        registered: (s.households, s.residents),
        rows: [ZoneKind::Lockdown, ZoneKind::Control, ZoneKind::Precaution].map(row).to_vec(),
    }
}

fn stated(s: &Situation) -> Option<(String, u32, u16, String)> {
    let area: AreaCode = super::seat(s)?;
    let (people, _, version, source) = s.areas.get(&area)?.population.last()?;
    Some((area_name(s, area), *people, *version, source.clone()))
}

/// The day of the latest case of each grid.
fn last_cases(s: &Situation, now: Timestamp) -> BTreeMap<GridId, Date> {
    let scope = crate::scope::Scope::default();
    let mut last = BTreeMap::new();
    for case in s.cases.rows().iter().filter(|case| case.reported_at <= now && scope.has(s, case)) {
        if let Some(grid) = s.grid_of(case.person) {
            let day = day_of(case.reported_at);
            let known = last.entry(grid).or_insert(day);
            *known = (*known).max(day);
        }
    }
    last
}

/// A zone may be lifted when the protocol's days have passed since it was declared and since its latest case, and not
/// before its review.
fn lift_day(s: &Situation, zone: &Zone, last_case: &BTreeMap<GridId, Date>, now: Timestamp) -> Date {
    let rules = s.outbreak_for(zone.area).and_then(|outbreak| s.rules(outbreak, now));
    let clear = rules.map_or(14, |(_, protocol)| protocol.zone_clear_days.value);
    let in_zone = |id: &GridId, grid: &Grid| {
        zone.grids.contains(id)
            || zone.buildings.iter().any(|building| grid.buildings.contains(building))
            || (zone.grids.is_empty() && zone.buildings.is_empty() && zone.area.covers(grid.area))
    };
    let inside = last_case.iter().filter(|(id, _)| s.grids.get(**id).is_some_and(|grid| in_zone(id, grid)));
    let last = inside.map(|(_, day)| *day).max().unwrap_or(day_of(zone.from)).max(day_of(zone.from));
    add_days(last, i32::from(clear)).max(zone.review_on)
}
