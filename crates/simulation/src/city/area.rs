//! The streets, towns, chemical zone, communities and villages of Zhenhai, from the shipped code lists.

use std::collections::BTreeMap;

use geo::{Coord, MultiPolygon};

use super::geometry::{inside, metres_between, moved};
use crate::draw::Draw;

const STREETS: &str = include_str!("../../../../data/ningbo/township_seeds.csv");
const VILLAGES: &str = include_str!("../../../../data/ningbo/villages.csv");
const CENSUS: &str = include_str!("../../../../data/ningbo/census_2020.csv");

/// Statistical code of Zhenhai district.
pub const ZHENHAI: &str = "330211";

/// Statistical code of the chemical zone (宁波石化经济技术开发区), which the code lists carry inside 澥浦镇.
pub const CHEMICAL_ZONE: &str = "330211100401";

/// Statistical code of 蛟川街道, where the outbreak of December 2021 began.
pub const JIAOCHUAN: &str = "330211002";

/// Code of the community with the higher-education park.
pub(super) const CAMPUS: &str = "330211004005";

/// What kind of street-level unit an area is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AreaKind {
    /// 街道
    Street,
    /// 镇
    Town,
    /// 开发区
    DevelopmentZone,
}

/// A street, a town or the chemical zone.
#[derive(Clone, Debug)]
pub struct Area {
    /// Statistical code: nine digits, or twelve for the chemical zone.
    pub code: String,
    /// Name, such as `蛟川街道`.
    pub name: String,
    /// Street, town or zone.
    pub kind: AreaKind,
    /// The point its cell is drawn around, WGS-84; good to about 2 km.
    pub seed: Coord<f64>,
    /// Its cell: illustrative, since no open outline exists.
    pub cell: MultiPolygon<f64>,
    /// Share used to spread residents; an assumption, not a published figure.
    pub(super) weight: f64,
}

/// What kind of committee runs a village-level unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum VillageKind {
    /// 社区: a residents' committee (codes 001–199).
    Community,
    /// 村: a villagers' committee (codes 200–399).
    Village,
    /// A park or reclaimed zone with a committee code (400 and above).
    Park,
}

/// A community, village or park.
#[derive(Clone, Debug)]
pub struct Village {
    /// Twelve-digit statistical code.
    pub code: String,
    /// Full name, such as `临江社区` or `陈家村委会`.
    pub name: String,
    /// Position of its area in [`super::City::areas`].
    pub area: u32,
    /// Community, village or park.
    pub kind: VillageKind,
    /// Made-up centre inside the area's cell, WGS-84.
    pub centre: Coord<f64>,
    /// Share of the area's households.
    pub(super) weight: f64,
}

impl Village {
    /// The name without the words for its committee, as addresses use it: `临江`, `陈家村`.
    pub fn short_name(&self) -> &str {
        if self.code == CHEMICAL_ZONE {
            return "石化园区";
        }
        self.name.strip_suffix("委会").or_else(|| self.name.strip_suffix("社区")).unwrap_or(&self.name)
    }
}

/// A district of Ningbo around Zhenhai, in outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct District {
    /// Six-digit code.
    pub code: String,
    /// Name, such as `北仑区`.
    pub name: String,
    /// Residents, census 2020.
    pub population: u32,
}

/// Relative numbers of residents in family households; assumed, since the bulletin stops at districts.
fn assumed_weight(code: &str) -> f64 {
    match code {
        "330211001" => 72.0,
        "330211002" => 88.0,
        "330211003" => 150.0,
        "330211004" => 89.0,
        "330211005" => 24.0,
        "330211100" => 29.0,
        "330211101" => 31.0,
        _ => 0.0,
    }
}

/// Reads the street-level points of Zhenhai and adds the chemical zone.
pub(super) fn seeds() -> Vec<Area> {
    let mut areas: Vec<Area> = STREETS
        .lines()
        .filter(|line| line.starts_with(ZHENHAI))
        .map(|line| {
            let mut cells = line.split(',');
            let code = cells.next().unwrap_or_default().to_owned();
            let name = cells.next().unwrap_or_default().to_owned();
            let mut number = || {
                cells
                    .next()
                    .and_then(|cell| cell.parse().ok())
                    .expect("the shipped seed list has a point in every row")
            };
            let seed = Coord { x: number(), y: number() };
            let kind = if name.ends_with('镇') { AreaKind::Town } else { AreaKind::Street };
            let weight = assumed_weight(&code);
            Area { code, name, kind, seed, cell: MultiPolygon::new(Vec::new()), weight }
        })
        .collect();
    areas.push(Area {
        code: CHEMICAL_ZONE.to_owned(),
        name: "宁波石化经济技术开发区".to_owned(),
        kind: AreaKind::DevelopmentZone,
        // The plants line the shore between 澥浦 and 蛟川; the point is good to about 2 km like the others.
        seed: Coord { x: 121.636, y: 30.028 },
        cell: MultiPolygon::new(Vec::new()),
        weight: 0.0,
    });
    areas
}

/// Reads the communities and villages and places each inside its area's cell.
pub(super) fn villages(areas: &[Area], seed: u64) -> Vec<Village> {
    let mut draw = Draw::for_purpose(seed, "village centres");
    let mut villages: Vec<Village> = Vec::new();
    for (position, area) in (0u32..).zip(areas) {
        let mut placed: Vec<Coord<f64>> = Vec::new();
        for line in VILLAGES.lines().filter(|line| line.starts_with(ZHENHAI)) {
            let mut cells = line.split(',');
            let (Some(code), Some(name), Some(street)) = (cells.next(), cells.next(), cells.next()) else {
                continue;
            };
            let home = if code == CHEMICAL_ZONE { CHEMICAL_ZONE } else { street };
            if home != area.code {
                continue;
            }
            let kind = match code.get(9..10) {
                Some("0" | "1") => VillageKind::Community,
                Some("2" | "3") => VillageKind::Village,
                _ => VillageKind::Park,
            };
            let weight = match kind {
                VillageKind::Community => (0.35 * draw.normal()).exp(),
                VillageKind::Village => 0.4 * (0.3 * draw.normal()).exp(),
                VillageKind::Park => 0.0,
            };
            let centre = spread_point(area, &placed, &mut draw);
            placed.push(centre);
            villages.push(Village {
                code: code.to_owned(),
                name: name.to_owned(),
                area: position,
                kind,
                centre,
                weight,
            });
        }
    }
    villages
}

/// A point of the cell that keeps its distance from those already placed (best of several candidates).
fn spread_point(area: &Area, placed: &[Coord<f64>], draw: &mut Draw) -> Coord<f64> {
    let mut best: Option<(f64, Coord<f64>)> = None;
    let mut found = 0;
    for _ in 0..4000 {
        let candidate = moved(area.seed, 1500.0 * draw.normal(), 1300.0 * draw.normal());
        if !inside(&area.cell, candidate) {
            continue;
        }
        found += 1;
        let distance = placed.iter().map(|p| metres_between(*p, candidate)).fold(f64::INFINITY, f64::min);
        if best.is_none_or(|(d, _)| distance > d) {
            best = Some((distance, candidate));
        }
        if found == 12 {
            break;
        }
    }
    best.expect("every street's cell lies around or beside its point").1
}

/// Reads the ten districts' populations; `names` are by code.
pub(super) fn districts(names: &BTreeMap<String, String>) -> Vec<District> {
    CENSUS
        .lines()
        .filter_map(|line| {
            let mut cells = line.split(',');
            let (code, figure, value) = (cells.next()?, cells.next()?, cells.next()?);
            let wanted = figure == "population" && code != "330200";
            wanted.then(|| value.parse().ok()).flatten().map(|population| District {
                code: code.to_owned(),
                name: names.get(code).cloned().unwrap_or_default(),
                population,
            })
        })
        .collect()
}
