//! Micro-grids (微网格): the doors one resident looks after.
//!
//! Size after what Beilun, the district next door, published in 2022: 629 grids made into 4,469 micro-grids of 50 to 100
//! households, some 200 people each.  A building is never divided, because what a keeper knocks at is a stairwell: so a block
//! of more than a hundred households is a micro-grid of its own, and the last of a village may be smaller.

use super::{City, Flags, Grid, Occupation};

/// Households from which a micro-grid may end where a compound ends.
const LEAST_HOUSEHOLDS: u32 = 50;
/// Households that a micro-grid of several buildings has at most.
const MOST_HOUSEHOLDS: u32 = 100;
/// Buildings at most, where few people live: an industrial park or a street of shops.
const MOST_BUILDINGS: usize = 60;

/// A micro-grid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MicroGrid {
    /// Ids of its buildings, neighbours first.
    pub buildings: Vec<u32>,
    /// Households in them.
    pub households: u32,
    /// The resident who keeps it (微网格长): a cadre where one lives there, otherwise somebody at home of 25 to 65 years.
    /// `None` where nobody of that age lives.
    pub keeper: Option<u32>,
}

impl City {
    /// Divides the buildings on a grid's list into micro-grids: compound by compound, village by village.
    pub fn micro_grids(&self, grid: &Grid) -> Vec<MicroGrid> {
        let mut order: Vec<u32> = grid.buildings.clone();
        order.sort_by_key(|id| {
            let building = self.building(*id);
            (building.village, building.compound, *id)
        });
        let mut micro_grids: Vec<MicroGrid> = Vec::new();
        let mut last = None;
        for id in order {
            let building = self.building(id);
            let place = (building.village, building.compound);
            let is_new = match (micro_grids.last(), last) {
                (Some(open), Some((village, compound))) => {
                    village != place.0
                        || (compound != place.1 && open.households >= LEAST_HOUSEHOLDS)
                        || (open.households > 0 && open.households + building.households > MOST_HOUSEHOLDS)
                        || open.buildings.len() >= MOST_BUILDINGS
                }
                _ => true,
            };
            if is_new {
                micro_grids.push(MicroGrid::default());
            }
            if let Some(open) = micro_grids.last_mut() {
                open.buildings.push(id);
                open.households += building.households;
            }
            last = Some(place);
        }
        for micro_grid in &mut micro_grids {
            micro_grid.keeper = self.keeper(&micro_grid.buildings);
        }
        micro_grids
    }

    /// Who keeps these buildings: the first cadre, otherwise the first grown-up who is at home by day.
    fn keeper(&self, buildings: &[u32]) -> Option<u32> {
        let residents = || {
            let people = buildings.iter().flat_map(|id| self.residents_in(*id));
            people.filter(|id| (25..=65).contains(&self.person(*id).age))
        };
        residents()
            .find(|id| self.person(*id).flags.has(Flags::CADRE))
            .or_else(|| residents().find(|id| self.person(*id).occupation == Occupation::Home))
            .or_else(|| residents().next())
    }
}
