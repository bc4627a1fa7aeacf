//! Grids: 44 in peace, redrawn into 99 for the surge, with the two oversights such a night produces.

use std::collections::BTreeMap;

use geo::{Coord, MultiPolygon};

use super::area::{Area, JIAOCHUAN, Village};
use super::building::{Building, BuildingKind, Homes};
use super::geometry::{cells, cluster_centres, metres_between, nearest};
use crate::draw::Draw;
use crate::number::{apportion_at_least, at, count, nth};

/// Grids in peace and in the surge, Zhenhai, December 2021 (Zhejiang Daily, 19 December 2021).
const PEACE_GRIDS: u32 = 44;
const SURGE_GRIDS: u32 = 99;

/// Ids of the two versions are these plus a running number: 1801–1844 and 1901–1999.
const PEACE_BASE: u32 = 1800;
const SURGE_BASE: u32 = 1900;

/// A grid: the smallest area with its own staff.
#[derive(Clone, Debug)]
pub struct Grid {
    /// Number people say on the telephone.
    pub id: u32,
    /// Name, such as `临江社区第 2 网格`.
    pub name: String,
    /// Position of its street, town or zone.
    pub area: u32,
    /// Position of the village most of its residents live in.
    pub village: u32,
    /// Ids of the buildings on its list, ascending.
    pub buildings: Vec<u32>,
    /// The ground nearest to its buildings; illustrative.
    pub cell: MultiPolygon<f64>,
}

/// A mistake in the lists of the redraw. The map is right; the lists are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Oversight {
    /// A building is on no grid's list.
    Missed {
        /// Building id.
        building: u32,
        /// Grid whose cell it stands in.
        belongs_to: u32,
    },
    /// A building is on two grids' lists.
    Doubled {
        /// Building id.
        building: u32,
        /// Grid whose cell it stands in.
        belongs_to: u32,
        /// Grid that lists it wrongly.
        also_in: u32,
    },
}

/// The assignment that puts one oversight right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GridCorrection {
    /// Put the building on the grid's list.
    Add {
        /// Building id.
        building: u32,
        /// Grid id.
        grid: u32,
    },
    /// Strike the building from the grid's list.
    Remove {
        /// Building id.
        building: u32,
        /// Grid id.
        grid: u32,
    },
}

/// Both versions of the grids and the way from one to the other.
#[derive(Clone, Debug)]
pub struct GridRedraw {
    peace: Vec<Grid>,
    surge: Vec<Grid>,
    mapping: BTreeMap<u32, Vec<u32>>,
    oversights: Vec<Oversight>,
}

impl GridRedraw {
    /// The 44 grids of peace, ids 1801–1844. Every building is on exactly one list.
    pub fn peace(&self) -> &[Grid] {
        &self.peace
    }

    /// The 99 grids of the surge as first sent out, ids 1901–1999, with the oversights in their lists.
    pub fn surge(&self) -> &[Grid] {
        &self.surge
    }

    /// Which new grids each old grid was split into.
    pub fn mapping(&self) -> &BTreeMap<u32, Vec<u32>> {
        &self.mapping
    }

    /// What went wrong in the surge lists.
    pub fn oversights(&self) -> &[Oversight] {
        &self.oversights
    }

    /// The assignments that put the oversights right.
    pub fn corrections(&self) -> Vec<GridCorrection> {
        let correct = |oversight: &Oversight| match *oversight {
            Oversight::Missed { building, belongs_to } => GridCorrection::Add { building, grid: belongs_to },
            Oversight::Doubled { building, also_in, .. } => {
                GridCorrection::Remove { building, grid: also_in }
            }
        };
        self.oversights.iter().map(correct).collect()
    }

    /// The 99 grids after the corrections: every building on exactly one list.
    pub fn surge_corrected(&self) -> Vec<Grid> {
        let mut grids = self.surge.clone();
        for correction in self.corrections() {
            let (GridCorrection::Add { building, grid } | GridCorrection::Remove { building, grid }) =
                correction;
            let Some(grid) = grids.iter_mut().find(|g| g.id == grid) else {
                continue;
            };
            match correction {
                GridCorrection::Add { .. } => grid.buildings.push(building),
                GridCorrection::Remove { .. } => grid.buildings.retain(|b| *b != building),
            }
            grid.buildings.sort_unstable();
        }
        grids
    }
}

/// A building as the redraw sees it.
#[derive(Clone, Copy)]
struct Spot {
    id: u32,
    at: Coord<f64>,
    village: u32,
    people: f64,
}

/// A part of the ground with the buildings on it.
struct Part {
    spots: Vec<Spot>,
    cell: MultiPolygon<f64>,
}

/// Draws both versions of the grids.
pub(super) fn draw_grids(areas: &[Area], villages: &[Village], homes: &Homes, seed: u64) -> GridRedraw {
    let mut by_area: Vec<Vec<Spot>> = vec![Vec::new(); areas.len()];
    for (id, building) in (1u32..).zip(&homes.buildings) {
        let area = nth(villages, building.village + 1).area;
        if let Some(spots) = by_area.get_mut(at(area)) {
            spots.push(Spot {
                id,
                at: building.at,
                village: building.village,
                people: people_in(homes, building),
            });
        }
    }
    let weights: Vec<f64> = by_area.iter().map(|spots| spots.iter().map(|s| s.people).sum()).collect();
    let shares = apportion_at_least(PEACE_GRIDS, 1, &weights);
    let mut old: Vec<(u32, Part)> = Vec::new();
    for ((position, area), (spots, share)) in (0u32..).zip(areas).zip(by_area.into_iter().zip(shares)) {
        let whole = Part { spots, cell: area.cell.clone() };
        old.extend(split(&whole, share).into_iter().map(|part| (position, part)));
    }
    let peace = named(&old, PEACE_BASE, villages);

    // The street where the outbreak began gets two and a half times the staff for each resident.
    let effort = |area: u32| {
        if nth(areas, area + 1).code == JIAOCHUAN { 2.5 } else { 1.0 }
    };
    let weights: Vec<f64> = old
        .iter()
        .map(|(area, part)| effort(*area) * part.spots.iter().map(|s| s.people).sum::<f64>())
        .collect();
    let mut new: Vec<(u32, Part)> = Vec::new();
    let mut mapping = BTreeMap::new();
    for (((area, part), share), grid) in
        old.iter().zip(apportion_at_least(SURGE_GRIDS, 1, &weights)).zip(&peace)
    {
        let first = SURGE_BASE + count(new.len()) + 1;
        mapping.insert(grid.id, (first..first + share).collect());
        new.extend(split(part, share).into_iter().map(|p| (*area, p)));
    }
    let mut surge = named(&new, SURGE_BASE, villages);
    let oversights = overlook(&mut surge, areas, homes, seed);
    GridRedraw { peace, surge, mapping, oversights }
}

/// Residents of a building, as a weight; workplaces count a little so that they too are near a centre.
fn people_in(homes: &Homes, building: &Building) -> f64 {
    if building.households == 0 {
        return 0.01;
    }
    let range = building.first_household..building.first_household + building.households;
    range.map(|id| f64::from(nth(&homes.households, id).size)).sum()
}

/// Splits a part into `share` clusters of buildings, each with the ground nearest to its centre.
fn split(part: &Part, share: u32) -> Vec<Part> {
    let points: Vec<(Coord<f64>, f64)> = part.spots.iter().map(|s| (s.at, s.people)).collect();
    let centres = cluster_centres(&points, at(share));
    let mut parts: Vec<Part> =
        cells(&part.cell, &centres).into_iter().map(|cell| Part { spots: Vec::new(), cell }).collect();
    for spot in &part.spots {
        if let Some(own) = parts.get_mut(nearest(&centres, spot.at)) {
            own.spots.push(*spot);
        }
    }
    parts
}

/// Numbers and names the parts.
fn named(parts: &[(u32, Part)], base: u32, villages: &[Village]) -> Vec<Grid> {
    let mut used: BTreeMap<u32, u32> = BTreeMap::new();
    let mut grids = Vec::with_capacity(parts.len());
    for (id, (area, part)) in (base + 1..).zip(parts) {
        let mut people: BTreeMap<u32, f64> = BTreeMap::new();
        for spot in &part.spots {
            *people.entry(spot.village).or_default() += spot.people;
        }
        let village = people.iter().max_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(v, _)| *v);
        let number = used.entry(village).or_default();
        *number += 1;
        let committee = nth(villages, village + 1).name.trim_end_matches("委会");
        let name = format!("{committee}第 {number} 网格");
        let buildings = part.spots.iter().map(|s| s.id).collect();
        grids.push(Grid { id, name, area: *area, village, buildings, cell: part.cell.clone() });
    }
    grids
}

/// Leaves one block of flats off every list and puts another on two.
fn overlook(surge: &mut [Grid], areas: &[Area], homes: &Homes, seed: u64) -> Vec<Oversight> {
    let mut draw = Draw::for_purpose(seed, "grid oversights");
    let flats = |id: &u32| nth(&homes.buildings, *id).kind == BuildingKind::Residential;
    let with_flats = |grid: &Grid, code: &str| {
        nth(areas, grid.area + 1).code == code && grid.buildings.iter().filter(|id| flats(id)).count() > 3
    };
    let mut oversights = Vec::new();

    let hit: Vec<usize> =
        (0..surge.len()).filter(|i| surge.get(*i).is_some_and(|g| with_flats(g, JIAOCHUAN))).collect();
    if let Some(grid) = surge.get_mut(*draw.pick(&hit)) {
        let candidates: Vec<u32> = grid.buildings.iter().copied().filter(flats).collect();
        let building = *draw.pick(&candidates);
        grid.buildings.retain(|id| *id != building);
        oversights.push(Oversight::Missed { building, belongs_to: grid.id });
    }

    // The double listing happens where two grids of one street meet: the block nearest to the neighbour's blocks.
    let hit: Vec<&Grid> = surge.iter().filter(|g| with_flats(g, "330211003")).collect();
    let own: &Grid = draw.pick::<&Grid>(&hit);
    let (own_id, area) = (own.id, own.area);
    let closest = |grid: &Grid| {
        let pairs = own
            .buildings
            .iter()
            .filter(|id| flats(id))
            .flat_map(|a| grid.buildings.iter().map(move |b| (a, b)));
        pairs
            .map(|(a, b)| (metres_between(nth(&homes.buildings, *a).at, nth(&homes.buildings, *b).at), *a))
            .min_by(|x, y| x.0.total_cmp(&y.0))
            .map(|(distance, building)| (distance, building, grid.id))
    };
    let neighbours = surge.iter().filter(|g| g.id != own_id && g.area == area);
    let double = neighbours.filter_map(closest).min_by(|x, y| x.0.total_cmp(&y.0));
    if let Some((_, building, also_in)) = double {
        if let Some(grid) = surge.iter_mut().find(|g| g.id == also_in) {
            grid.buildings.push(building);
            grid.buildings.sort_unstable();
        }
        oversights.push(Oversight::Doubled { building, belongs_to: own_id, also_in });
    }
    oversights
}
