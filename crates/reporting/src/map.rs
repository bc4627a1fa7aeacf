//! The map: what is where, without ever showing a door.

use crate::{
    catalogue::{Catalogue, Lang},
    drill::Drill,
    funnel::target,
    gaps::{GapKind, gaps},
    scope::Scope,
    stamp::Stamp,
    words::{count, titles},
};
use domain::{
    CaseId, DutyPlace, GridId, Point, SiteKind, Stage, Timestamp, Unit, ZoneKind,
    time::{add_days, day_of, minutes_between},
};
use serde::{Deserialize, Serialize};
use situation::{Situation, state::Group};
use std::collections::{BTreeMap, BTreeSet};

/// Days back in which a case colours its grid and stands on the map: one incubation at its longest.
const RECENT_DAYS: i32 = 14;
/// Most cases drawn one by one.
const MOST_CASES: usize = 2000;
/// How far a case is moved from the middle of its grid, in millionths of a degree: about 150 m.
const JITTER: i32 = 1500;
/// How far a case whose grid is not known is moved from the middle of its area: about 600 m.
const WIDE_JITTER: i32 = 6000;

/// The three maps the command works from (R7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MapPreset {
    /// 疫情形势
    #[default]
    Situation,
    /// 检测点位
    Sites,
    /// 运行线路
    Routes,
    /// Everything, for a page that filters itself.
    All,
}

/// Kind of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PointKind {
    /// Sampling point.
    Site,
    /// Gate.
    Gate,
    /// Isolation site, hospital or shelter.
    Isolation,
    /// Laboratory.
    Lab,
    /// Vehicle.
    Vehicle,
    /// Case, moved within its grid.
    Case,
}

impl MapPreset {
    fn shows(self, kind: PointKind) -> bool {
        match (self, kind) {
            (MapPreset::All, _)
            | (
                MapPreset::Situation,
                PointKind::Case | PointKind::Gate | PointKind::Isolation | PointKind::Site,
            )
            | (MapPreset::Sites, PointKind::Site | PointKind::Lab)
            | (
                MapPreset::Routes,
                PointKind::Vehicle | PointKind::Isolation | PointKind::Lab | PointKind::Case,
            ) => true,
            (MapPreset::Situation | MapPreset::Sites | MapPreset::Routes, _) => false,
        }
    }
}

/// How a point is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PointState {
    /// As it should.
    Ok,
    /// Late, full or not kept.
    Late,
    /// Not heard of.
    Silent,
}

/// A grid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MapGrid {
    /// Grid number, as in the boundaries.
    pub id: GridId,
    /// Name.
    pub name: String,
    /// Zone it lies in.
    pub zone: Option<ZoneKind>,
    /// Whether it owes a report.
    pub silent: bool,
    /// Class of recent cases: 0 none, 1 one, 2 two, 3 three or four, 4 five and more.
    pub colour: u8,
    /// Cases of the last fourteen days.
    pub cases: u32,
    /// People by the register.
    pub people: u32,
    /// Duty title of whoever answers for it.
    pub owner: Option<String>,
    /// Address.
    pub href: String,
}

/// A point.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MapPoint {
    /// Kind.
    pub kind: PointKind,
    /// Stable id within the map.
    pub id: String,
    /// Longitude, degrees, WGS-84.
    pub lon: f64,
    /// Latitude, degrees, WGS-84.
    pub lat: f64,
    /// Words.
    pub label: String,
    /// Address.
    pub href: String,
    /// Tubes waiting at a sampling point, rooms taken, tubes an hour, people on board.
    pub n: u32,
    /// Of how many, where there is a limit: rooms or seats.
    pub of: Option<u32>,
    /// How it is doing.
    pub state: PointState,
}

/// A path on the ground.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MapLine {
    /// What moves along it: always a transfer route.
    pub kind: LineKind,
    /// Longitude and latitude of its points.
    pub coords: Vec<[f64; 2]>,
    /// Words.
    pub label: String,
    /// Address.
    pub href: String,
}

/// Kind of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// A group on its way from the grid of its people to its site.
    Route,
}

/// The map, in the form that the page's drawing reads.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MapLayers {
    /// Up to which entry and for which minute.
    #[serde(flatten)]
    pub stamp: Stamp,
    /// Which map.
    pub preset: MapPreset,
    /// Grids.
    pub grids: Vec<MapGrid>,
    /// Points.
    pub points: Vec<MapPoint>,
    /// Lines.
    pub lines: Vec<MapLine>,
}

/// Returns the map at `now`.  O(cases + grids + what [`gaps`] costs).
pub fn map(s: &Situation, now: Timestamp, preset: MapPreset, lang: Lang) -> MapLayers {
    let open: Vec<_> = gaps(s, now);
    let silent: BTreeSet<Unit> = open
        .iter()
        .filter(|gap| matches!(gap.kind, GapKind::GridSilent | GapKind::UnitSilent))
        .filter_map(|gap| gap.unit)
        .collect();
    let unkept: BTreeSet<&str> =
        open.iter().filter(|gap| gap.kind == GapKind::Unmanned).map(|gap| gap.key.as_str()).collect();
    let recent = recent_cases(s, now);
    let mut points = Vec::new();
    sites(s, &mut points);
    gates(s, now, &unkept, &mut points);
    labs(s, &mut points);
    vehicles(s, now, lang, &mut points);
    points.extend(recent.iter().rev().take(MOST_CASES).filter_map(|case| case_point(s, *case, lang)));
    points.retain(|point| preset.shows(point.kind));
    let lines = match preset {
        MapPreset::Routes | MapPreset::All => routes(s, now, lang),
        MapPreset::Situation | MapPreset::Sites => Vec::new(),
    };
    MapLayers { stamp: Stamp::new(s, now), preset, grids: grids(s, now, &recent, &silent), points, lines }
}

/// Cases of outbreaks responded to that were reported in the last fourteen days, oldest first.
fn recent_cases(s: &Situation, now: Timestamp) -> Vec<CaseId> {
    let from = add_days(day_of(now), -RECENT_DAYS);
    let scope = Scope::default();
    let recent = s
        .cases
        .iter()
        .filter(|(_, case)| case.reported_at <= now && day_of(case.reported_at) > from && scope.has(s, case));
    let mut recent: Vec<(Timestamp, CaseId)> = recent.map(|(id, case)| (case.reported_at, id)).collect();
    recent.sort_unstable();
    recent.into_iter().map(|(_, id)| id).collect()
}

fn grids(s: &Situation, now: Timestamp, recent: &[CaseId], silent: &BTreeSet<Unit>) -> Vec<MapGrid> {
    let mut cases: BTreeMap<GridId, u32> = BTreeMap::new();
    for case in recent.iter().filter_map(|case| s.cases.get(*case)) {
        if let Some(grid) = s.grid_of(case.person) {
            *cases.entry(grid).or_default() += 1;
        }
    }
    let titles = titles(s);
    let grid = |(id, row): (GridId, &situation::state::Grid)| {
        let cases = cases.get(&id).copied().unwrap_or_default();
        MapGrid {
            id,
            name: row.name.clone(),
            zone: s.zone_of_grid(id, now),
            silent: silent.contains(&Unit::Grid(id)),
            colour: colour(cases),
            cases,
            people: s.grid_population(id).1,
            owner: titles.get(&Unit::Grid(id)).map(|title| (*title).to_owned()),
            href: Drill::Grid(id).href(),
        }
    };
    s.live_grids().map(grid).collect()
}

/// Returns the class of a count of recent cases.
fn colour(cases: u32) -> u8 {
    match cases {
        0 => 0,
        1 => 1,
        2 => 2,
        3 | 4 => 3,
        _ => 4,
    }
}

fn sites(s: &Situation, points: &mut Vec<MapPoint>) {
    let mut queues: BTreeMap<domain::SiteId, u32> = BTreeMap::new();
    let open = s.open_tubes.iter().filter_map(|tube| s.tubes.get(*tube));
    for site in open.filter_map(|tube| tube.site) {
        *queues.entry(site).or_default() += 1;
    }
    for (id, site) in s.sites.iter() {
        let taken = u32::try_from(site.taken.len()).unwrap_or(u32::MAX);
        let (kind, n, of) = match site.kind {
            SiteKind::Sampling => (PointKind::Site, queues.get(&id).copied().unwrap_or_default(), None),
            SiteKind::Isolation | SiteKind::Hospital | SiteKind::Shelter => {
                (PointKind::Isolation, taken, Some(site.rooms))
            }
        };
        let full = of.is_some_and(|rooms| rooms > 0 && taken >= rooms);
        let state = if full { PointState::Late } else { PointState::Ok };
        points.push(point(
            (kind, format!("s{}", id.0)),
            site.point,
            site.name.clone(),
            Drill::Site(id).href(),
            (n, of, state),
        ));
    }
}

fn gates(s: &Situation, now: Timestamp, unkept: &BTreeSet<&str>, points: &mut Vec<MapPoint>) {
    let open =
        s.gates.iter().filter(|(_, gate)| gate.from <= now && gate.closed_at.is_none_or(|at| at > now));
    for (id, gate) in open {
        let missing = unkept.contains(format!("{}/{id}", GapKind::Unmanned.code()).as_str());
        let state = if missing { PointState::Late } else { PointState::Ok };
        let keepers = s.duties.get(&DutyPlace::Gate(id)).into_iter().flatten();
        let keepers = keepers
            .filter(|shift| shift.from <= now && now < shift.until)
            .map(|shift| u32::from(shift.keepers))
            .sum();
        points.push(point(
            (PointKind::Gate, format!("g{}", id.0)),
            gate.point,
            gate.name.clone(),
            Drill::Gate(id).href(),
            (keepers, None, state),
        ));
    }
}

fn labs(s: &Situation, points: &mut Vec<MapPoint>) {
    for (id, lab) in s.labs.iter() {
        points.push(point(
            (PointKind::Lab, format!("l{}", id.0)),
            lab.point,
            lab.name.clone(),
            Drill::Lab(id).href(),
            (lab.tubes_per_hour, None, PointState::Ok),
        ));
    }
}

/// Vehicles: waiting ones at their post, sent ones where their people live, and those on the way between there and the
/// site, as far as the time allowed for a transfer has run.
fn vehicles(s: &Situation, now: Timestamp, lang: Lang, points: &mut Vec<MapPoint>) {
    let allowed = i64::from(target(s, Stage::Transfer, now).minutes);
    for (id, vehicle) in s.vehicles.iter() {
        let seats = Some(u32::from(vehicle.seats));
        let group = vehicle.group.and_then(|group| s.groups.get(group));
        let (place, n, late, label) = match group {
            None => {
                let area = s.posts.get(vehicle.post).map(|post| post.area);
                let place = area.and_then(|area| s.areas.get(&area)).and_then(|area| area.point);
                let label = Catalogue::get(lang).ta("map-vehicle-idle", &[("label", &vehicle.label)]);
                (place, 0, false, label)
            }
            Some(group) => {
                let late = minutes_between(group.formed_at, now) > allowed;
                (on_the_way(s, group, now, allowed), people(group), late, vehicle.label.clone())
            }
        };
        let Some(place) = place else { continue };
        let state = if late { PointState::Late } else { PointState::Ok };
        points.push(point(
            (PointKind::Vehicle, format!("v{}", id.0)),
            place,
            label,
            Drill::Vehicle(id).href(),
            (n, seats, state),
        ));
    }
}

fn people(group: &Group) -> u32 {
    u32::try_from(group.people.len()).unwrap_or(u32::MAX)
}

/// The middle of the grid where the first of a group lives, or of the area when the grid is not known.
fn home(s: &Situation, group: &Group) -> Option<Point> {
    let person = *group.people.first()?;
    let grid = s.grid_of(person).and_then(|grid| s.grids.get(grid)).map(|grid| grid.point);
    grid.or_else(|| {
        let area = s.area_of(person)?;
        s.areas.get(&area).or_else(|| s.areas.get(&area.street()))?.point
    })
}

fn on_the_way(s: &Situation, group: &Group, now: Timestamp, allowed: i64) -> Option<Point> {
    let (from, to) = (home(s, group)?, s.sites.get(group.site)?.point);
    let Some(departed) = group.departed_at else {
        return Some(from);
    };
    let share = minutes_between(departed, now).clamp(0, allowed.max(1));
    let between = |a: i32, b: i32| {
        let step = (i64::from(b) - i64::from(a)) * share / allowed.max(1);
        i32::try_from(i64::from(a) + step).unwrap_or(a)
    };
    Some(Point { lon: between(from.lon, to.lon), lat: between(from.lat, to.lat) })
}

fn routes(s: &Situation, now: Timestamp, lang: Lang) -> Vec<MapLine> {
    let moving = s.groups.iter().filter(|(_, group)| group.formed_at <= now && group.arrived_at.is_none());
    let line = |(id, group): (domain::GroupId, &Group)| {
        let site = s.sites.get(group.site)?;
        let words = [("n", count(people(group))), ("site", site.name.clone())];
        let words: Vec<(&str, &str)> = words.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let ends = [home(s, group)?, site.point].map(|point| <[f64; 2]>::from(point.degrees()));
        Some(MapLine {
            kind: LineKind::Route,
            coords: ends.to_vec(),
            label: Catalogue::get(lang).ta("map-route", &words),
            href: Drill::Group(id).href(),
        })
    };
    moving.filter_map(line).collect()
}

/// A case, moved by an amount that depends on its number alone: within its grid, never at a door.
fn case_point(s: &Situation, id: CaseId, lang: Lang) -> Option<MapPoint> {
    let case = s.cases.get(id)?;
    let grid = s.grid_of(case.person).and_then(|grid| s.grids.get(grid));
    let (middle, reach) = if let Some(grid) = grid {
        (grid.point, JITTER)
    } else {
        let area = s.areas.get(&case.area);
        let area = area.or_else(|| s.areas.get(&case.area.street()))?;
        (area.point?, WIDE_JITTER)
    };
    let hash = blake3::hash(&id.0.to_le_bytes());
    let offset = |from: usize| {
        let byte = |place: usize| i64::from(hash.as_bytes().get(place).copied().unwrap_or_default());
        let drawn = byte(from) * 256 + byte(from + 1);
        i32::try_from(drawn * 2 * i64::from(reach) / 65_535).map_or(0, |moved| moved - reach)
    };
    let place = Point { lon: middle.lon + offset(0), lat: middle.lat + offset(2) };
    let label = Catalogue::get(lang).ta("chain-case-number", &[("n", &id.0.to_string())]);
    let late = case.traced_at.is_none() && s.running(case.person, Stage::Trace).is_some();
    let state = if late { PointState::Late } else { PointState::Ok };
    Some(point(
        (PointKind::Case, format!("c{}", id.0)),
        place,
        label,
        Drill::Case(id).href(),
        (1, None, state),
    ))
}

fn point(
    (kind, id): (PointKind, String),
    place: Point,
    label: String,
    href: String,
    (n, of, state): (u32, Option<u32>, PointState),
) -> MapPoint {
    let (lon, lat) = place.degrees();
    MapPoint { kind, id, lon, lat, label, href, n, of, state }
}
