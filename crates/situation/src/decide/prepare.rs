//! Setting up: places, posts, sites, rules and baseline figures; actors and outbreaks.

use super::{Asked, Refusal};
use crate::state::Situation;
use domain::{ActorId, Command, Fact, Pack, Role, ids::Id};
use std::collections::BTreeSet;

impl Situation {
    /// Checks facts of the preparation kind: ids must be the next ones, and what they refer to must be known or come
    /// earlier in the same list.  Nobody dismisses themselves or the last active administrator.
    pub(super) fn decide_preparation(&self, asked: &Asked, facts: &[Fact]) -> Result<Vec<Fact>, Refusal> {
        let mut next = Next::of(self, asked.by);
        for fact in facts {
            next.check(fact)?;
        }
        Ok(facts.to_vec())
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "decide has sorted the commands exhaustively")]
    pub(super) fn decide_opening(&self, asked: &Asked, command: &Command) -> Result<Vec<Fact>, Refusal> {
        match command {
            Command::EnrolActor { handle, title, role, unit } => {
                if handle.trim().is_empty() {
                    return Err(Refusal::Empty { field: "handle" });
                }
                if self.actors.rows().iter().any(|actor| actor.active && actor.handle == *handle) {
                    return Err(Refusal::HandleTaken(handle.clone()));
                }
                let (handle, title, actor) = (handle.clone(), title.clone(), self.actors.next_id());
                Ok(vec![Fact::ActorEnrolled { actor, handle, title, role: *role, unit: *unit }])
            }
            Command::OpenOutbreak { name, pack, protocol, area } => {
                if name.trim().is_empty() {
                    return Err(Refusal::Empty { field: "name" });
                }
                let known = Pack::find(pack).ok_or_else(|| Refusal::UnknownPack(pack.clone()))?;
                let outbreak = self.outbreaks.next_id();
                let protocol = known.protocol(protocol).id.clone();
                Ok(vec![
                    Fact::OutbreakOpened { outbreak, name: name.clone(), pack: pack.clone(), area: *area },
                    Fact::ProtocolAdopted { outbreak, protocol, from: asked.at },
                ])
            }
            _ => Ok(Vec::new()),
        }
    }
}

/// The next ids, and the administrators there are, while a list of facts is checked.
struct Next {
    by: ActorId,
    administrators: BTreeSet<ActorId>,
    actors: usize,
    buildings: usize,
    grids: usize,
    sites: usize,
    vehicles: usize,
    labs: usize,
    posts: usize,
    gates: usize,
    households: u32,
    people: u32,
}

impl Next {
    fn of(s: &Situation, by: ActorId) -> Next {
        let in_office = s.actors.iter().filter(|(_, row)| row.active && row.role == Role::Administrator);
        Next {
            by,
            administrators: in_office.map(|(actor, _)| actor).collect(),
            actors: s.actors.len(),
            buildings: s.buildings.len(),
            grids: s.grids.len(),
            sites: s.sites.len(),
            vehicles: s.vehicles.len(),
            labs: s.labs.len(),
            posts: s.posts.len(),
            gates: s.gates.len(),
            households: s.households,
            people: s.person_ids,
        }
    }

    fn mint(next: &mut usize, id: impl Id, what: &'static str) -> Result<(), Refusal> {
        if id.to_index() != *next {
            return Err(Refusal::unknown(
                what,
                format!("{} (the next number is {})", id.to_index().wrapping_add(1), *next + 1),
            ));
        }
        *next += 1;
        Ok(())
    }

    /// Whoever was enrolled earlier in the same list may be dismissed in it too.
    fn dismiss(&mut self, actor: ActorId) -> Result<(), Refusal> {
        if actor.to_index() >= self.actors {
            return Err(Refusal::unknown("actor", actor));
        }
        if actor == self.by {
            return Err(Refusal::OwnDismissal);
        }
        if self.administrators.remove(&actor) && self.administrators.is_empty() {
            return Err(Refusal::LastAdministrator(actor));
        }
        Ok(())
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "what is not named here is refused, new facts too")]
    fn check(&mut self, fact: &Fact) -> Result<(), Refusal> {
        match fact {
            Fact::ActorEnrolled { actor, role, .. } => {
                if *role == Role::Administrator {
                    self.administrators.insert(*actor);
                }
                Self::mint(&mut self.actors, *actor, "actor")
            }
            Fact::GridDrawn { grid, buildings, .. } => {
                let beyond = buildings.iter().find(|building| building.index() >= self.buildings);
                beyond.map_or(Ok(()), |building| Err(Refusal::unknown("building", building)))?;
                Self::mint(&mut self.grids, *grid, "grid")
            }
            Fact::ActorDismissed { actor } => self.dismiss(*actor),
            Fact::SiteOpened { site, .. } => Self::mint(&mut self.sites, *site, "site"),
            Fact::VehicleListed { vehicle, .. } => Self::mint(&mut self.vehicles, *vehicle, "vehicle"),
            Fact::LabOpened { lab, .. } => Self::mint(&mut self.labs, *lab, "laboratory"),
            Fact::PostOpened { post, .. } => Self::mint(&mut self.posts, *post, "post"),
            Fact::GateOpened { gate, .. } => Self::mint(&mut self.gates, *gate, "gate"),
            Fact::BuildingListed { building, first_household, first_person, household_sizes, .. } => {
                Self::mint(&mut self.buildings, *building, "building")?;
                let next = (self.households.checked_add(1), self.people.checked_add(1));
                if (Some(first_household.0), Some(first_person.0)) != next {
                    return Err(Refusal::unknown("building numbering of", building));
                }
                let households = u32::try_from(household_sizes.len()).ok();
                let households = households.and_then(|more| self.households.checked_add(more));
                let sizes = household_sizes.iter().map(|size| u32::from(*size));
                let people = sizes.into_iter().try_fold(self.people, u32::checked_add);
                self.households = households.ok_or(Refusal::NoNumberLeft { what: "household" })?;
                self.people = people.ok_or(Refusal::NoNumberLeft { what: "person" })?;
                Ok(())
            }
            Fact::AreaListed { .. }
            | Fact::PopulationStated { .. }
            | Fact::GridRetired { .. }
            | Fact::GridMended { .. }
            | Fact::MicroGridDrawn { .. }
            | Fact::BoundariesFiled { .. }
            | Fact::TargetSet { .. }
            | Fact::SiteResized { .. }
            | Fact::LabResized { .. }
            | Fact::ReportingRequired { .. }
            | Fact::GateClosed { .. }
            | Fact::DutyRostered { .. }
            | Fact::FigureStated { .. } => Ok(()),
            other => Err(Refusal::NotPreparation(format!("{other:?}").chars().take(40).collect())),
        }
    }
}
