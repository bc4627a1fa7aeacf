//! What places and units are called.

use domain::{AreaCode, GridId, PersonId, Unit};
use situation::Situation;
use std::collections::BTreeMap;

/// Returns the name of an area as listed; its code when it is not listed.
pub fn area_name(s: &Situation, area: AreaCode) -> String {
    s.areas.get(&area).map_or_else(|| area.short(), |row| row.name.clone())
}

/// Returns the name of a unit; its id when it is not known.
pub fn unit_name(s: &Situation, unit: Unit) -> String {
    let named = match unit {
        Unit::Area(area) => return area_name(s, area),
        Unit::Grid(grid) => s.grids.get(grid).map(|row| row.name.clone()),
        Unit::Post(post) => s.posts.get(post).map(|row| row.name.clone()),
    };
    named.unwrap_or_else(|| unit.to_string())
}

/// Returns the duty title of the first active actor of every unit.
pub fn titles(s: &Situation) -> BTreeMap<Unit, &str> {
    let mut titles = BTreeMap::new();
    for actor in s.actors.rows().iter().filter(|actor| actor.active) {
        titles.entry(actor.unit).or_insert(actor.title.as_str());
    }
    titles
}

/// Returns the grid in which a person lives, when the register knows it.
pub fn person_grid(s: &Situation, person: PersonId) -> Option<GridId> {
    s.grid_of(person)
}
