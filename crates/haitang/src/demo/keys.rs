//! From the keys of the world to the ids of the core.

use std::collections::BTreeMap;

use domain::{
    AreaCode, GridId, GroupId, LabId, OrderId, PersonId, PostId, ProblemId, ProposalId, RoundId, SiteId,
    TaskId, Unit, ZoneId, ids::ActorId,
};
use simulation::outbreak::Place;

/// Grids of peace are numbered from 1801 and of the surge from 1901; the core numbers both from 1.
const PEACE: u32 = 1_800;
const SURGE: u32 = 1_900;
const PEACE_GRIDS: u32 = 44;

/// Ids minted so far, by the keys of the world.
#[derive(Debug, Default)]
pub(super) struct Keys {
    pub(super) actors: BTreeMap<String, ActorId>,
    pub(super) posts: BTreeMap<String, PostId>,
    pub(super) sites: BTreeMap<u32, SiteId>,
    pub(super) labs: BTreeMap<u32, LabId>,
    pub(super) rounds: BTreeMap<String, RoundId>,
    pub(super) groups: BTreeMap<String, GroupId>,
    pub(super) orders: BTreeMap<String, OrderId>,
    pub(super) tasks: BTreeMap<String, TaskId>,
    pub(super) zones: BTreeMap<String, ZoneId>,
    pub(super) proposals: BTreeMap<String, ProposalId>,
    pub(super) problems: BTreeMap<String, ProblemId>,
    pub(super) outside: BTreeMap<String, PersonId>,
}

/// A key that the world used and the core never heard of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnknownKey(pub String);

/// Finds an id by its key.
pub(super) fn find<K: Ord + std::fmt::Debug, V: Copy>(
    map: &BTreeMap<K, V>,
    key: &K,
) -> Result<V, UnknownKey> {
    map.get(key).copied().ok_or_else(|| UnknownKey(format!("{key:?}")))
}

/// The id of a grid.
pub(super) fn grid(number: u32) -> GridId {
    if number > SURGE { GridId(number - SURGE + PEACE_GRIDS) } else { GridId(number.saturating_sub(PEACE)) }
}

/// The area of a statistical code.
pub(super) fn area(code: &str) -> Result<AreaCode, UnknownKey> {
    code.parse().map_err(|error| UnknownKey(format!("{error}")))
}

impl Keys {
    /// The unit of a place.
    pub(super) fn unit(&self, place: &Place) -> Result<Unit, UnknownKey> {
        match place {
            Place::Area(code) => area(code).map(Unit::Area),
            Place::Grid(number) => Ok(Unit::Grid(grid(*number))),
            Place::Post(name) => find(&self.posts, &name.to_string()).map(Unit::Post),
        }
    }

    /// The actor of a handle.
    pub(super) fn actor(&self, handle: &str) -> Result<ActorId, UnknownKey> {
        find(&self.actors, &handle.to_owned())
    }
}
