//! Actors, areas, buildings and grids.

use super::Frame;
use crate::state::{Actor, Area, Building, Grid, MicroGrid, Situation};
use domain::{Fact, ids::*};

impl Situation {
    #[expect(clippy::wildcard_enum_match_arm, reason = "apply_fact has sorted the facts exhaustively")]
    pub(super) fn apply_place(&mut self, fact: &Fact, frame: Frame) {
        match fact.clone() {
            Fact::ActorEnrolled { actor, handle, title, role, unit } => {
                self.actors.insert(actor, Actor { handle, title, role, unit, active: true });
            }
            Fact::ActorDismissed { actor } => {
                if let Some(actor) = self.actors.get_mut(actor) {
                    actor.active = false;
                }
            }
            Fact::AreaListed { area, kind, name, parent, point } => {
                self.areas.insert(area, Area { kind, name, parent, point, population: Vec::new() });
            }
            Fact::PopulationStated { area, people, households, version, source } => {
                if let Some(area) = self.areas.get_mut(&area) {
                    area.population.push((people, households, version, source));
                }
            }
            Fact::GridDrawn { grid, version, name, area, point, buildings } => {
                self.give(grid, &buildings);
                let buildings = buildings.into_iter().collect();
                let (retired, retired_at, micro_grids) = (None, None, Vec::new());
                let row = Grid { version, name, area, point, buildings, retired, retired_at, micro_grids };
                self.grids.insert(grid, row);
            }
            Fact::GridRetired { grid, version, into } => {
                let left: Vec<_> = self
                    .grids
                    .get(grid)
                    .map(|row| row.buildings.iter().copied().collect())
                    .unwrap_or_default();
                self.take(grid, &left);
                if let Some(row) = self.grids.get_mut(grid) {
                    row.retired = Some((version, into));
                    row.retired_at = row.retired_at.or(Some(frame.at));
                }
                self.heard.remove(&domain::Unit::Grid(grid));
                self.requirements.remove(&domain::Unit::Grid(grid));
            }
            Fact::GridMended { grid, joined, left } => {
                self.give(grid, &joined);
                self.take(grid, &left);
                if let Some(row) = self.grids.get_mut(grid) {
                    row.buildings.extend(joined);
                    row.buildings.retain(|building| !left.contains(building));
                    for own in &mut row.micro_grids {
                        own.buildings.retain(|building| !left.contains(building));
                    }
                }
            }
            Fact::MicroGridDrawn { micro_grid: id, grid, name, buildings, keeper } => {
                self.micro_grids = self.micro_grids.max(id.0);
                if let Some(row) = self.grids.get_mut(grid) {
                    let drawn = MicroGrid { id, name, buildings, keeper };
                    match row.micro_grids.iter_mut().find(|known| known.id == id) {
                        Some(known) => *known = drawn,
                        None => row.micro_grids.push(drawn),
                    }
                }
            }
            Fact::BoundariesFiled { version, batch } => {
                self.boundaries.insert(version, batch);
            }
            listed => self.list_building(listed),
        }
    }

    fn list_building(&mut self, fact: Fact) {
        let Fact::BuildingListed {
            building,
            kind,
            name,
            area,
            point,
            first_household,
            first_person,
            household_sizes,
        } = fact
        else {
            return;
        };
        let households = u32::try_from(household_sizes.len()).unwrap_or(u32::MAX);
        let people =
            household_sizes.iter().fold(0, |people: u32, size| people.saturating_add(u32::from(*size)));
        self.households = self.households.max(first_household.0.saturating_add(households).saturating_sub(1));
        self.residents = self.residents.saturating_add(people);
        self.person_ids = self.person_ids.max(first_person.0.saturating_add(people).saturating_sub(1));
        let grids = Vec::new();
        let row = Building { kind, name, area, point, first_household, first_person, household_sizes, grids };
        self.buildings.insert(building, row);
    }

    fn give(&mut self, grid: GridId, buildings: &[BuildingId]) {
        for building in buildings {
            if let Some(row) = self.buildings.get_mut(*building).filter(|row| !row.grids.contains(&grid)) {
                row.grids.push(grid);
            }
        }
    }

    fn take(&mut self, grid: GridId, buildings: &[BuildingId]) {
        for building in buildings {
            if let Some(row) = self.buildings.get_mut(*building) {
                row.grids.retain(|claimed| *claimed != grid);
            }
        }
    }
}
