//! Where people are and what applies there: register, grids, levels, protocols, isolation.

use crate::state::{Building, Situation};
use domain::{
    AreaCode, BuildingId, CaseClass, CaseId, Date, GridId, HouseholdId, Level, OutbreakId, Pack, PersonId,
    Protocol, Ring, SiteId, Stage, Timestamp, ZoneKind,
    time::{add_days, day_of},
};

impl Building {
    /// Returns how many households are listed.
    pub fn households(&self) -> u32 {
        u32::try_from(self.household_sizes.len()).unwrap_or(u32::MAX)
    }

    /// Returns the last household; one before the first when there is none.
    pub fn last_household(&self) -> HouseholdId {
        HouseholdId(self.first_household.0.saturating_add(self.households()).saturating_sub(1))
    }

    /// Returns how many people are listed.
    pub fn people(&self) -> u32 {
        self.household_sizes.iter().fold(0, |people, size| people.saturating_add(u32::from(*size)))
    }

    /// Returns the household of a person who is listed here.
    pub fn household_of(&self, person: PersonId) -> Option<HouseholdId> {
        let mut next = self.first_person.0;
        for (household, size) in (self.first_household.0..).zip(&self.household_sizes) {
            next = next.saturating_add(u32::from(*size));
            if person.0 < next {
                return (person >= self.first_person).then_some(HouseholdId(household));
            }
        }
        None
    }

    /// Returns the people of a household listed here, as first and last id; `None` when it is empty or elsewhere.
    pub fn people_of(&self, household: HouseholdId) -> Option<(PersonId, PersonId)> {
        let place = usize::try_from(household.0.checked_sub(self.first_household.0)?).ok()?;
        let earlier = self.household_sizes.iter().take(place).map(|size| u32::from(*size));
        let first = earlier.fold(self.first_person.0, u32::saturating_add);
        let size = u32::from(*self.household_sizes.get(place)?);
        (size > 0).then(|| (PersonId(first), PersonId(first.saturating_add(size - 1))))
    }
}

impl Situation {
    /// Returns the building in which a resident is listed; O(log buildings).
    pub fn home(&self, person: PersonId) -> Option<(BuildingId, &Building)> {
        let after = self.buildings.rows().partition_point(|row| row.first_person <= person);
        let index = after.checked_sub(1)?;
        let row = self.buildings.rows().get(index)?;
        (person.0 < row.first_person.0.saturating_add(row.people()))
            .then(|| (BuildingId::from_index(index), row))
    }

    /// Returns whether a person id is in the register or was registered.
    pub fn knows(&self, person: PersonId) -> bool {
        person.0 >= 1 && person.0 <= self.person_ids
    }

    /// Returns where a person lives: the area of the register, or the one they were registered with.
    pub fn area_of(&self, person: PersonId) -> Option<AreaCode> {
        let outside =
            || self.people.get(&person).and_then(|known| known.registered.as_ref()).map(|(_, _, area)| *area);
        self.home(person).map(|(_, building)| building.area).or_else(outside)
    }

    /// Returns the grid that claims a person's home; the first when two claim it.
    pub fn grid_of(&self, person: PersonId) -> Option<GridId> {
        self.home(person).and_then(|(_, building)| building.grids.first().copied())
    }

    /// Returns how many households and people a grid has.
    pub fn grid_population(&self, grid: GridId) -> (u32, u32) {
        let Some(row) = self.grids.get(grid) else {
            return (0, 0);
        };
        let listed = row.buildings.iter().filter_map(|building| self.buildings.get(*building));
        listed.fold((0, 0), |(households, people), building| {
            (
                u32::saturating_add(households, building.households()),
                u32::saturating_add(people, building.people()),
            )
        })
    }

    /// Returns the grids that exist, in the order of their ids.
    pub fn live_grids(&self) -> impl Iterator<Item = (GridId, &crate::state::Grid)> {
        self.grids.iter().filter(|(_, row)| row.retired.is_none())
    }

    /// Returns the response level of an area at an instant, with when it began: the latest change that covers it.
    pub fn level_at(&self, area: AreaCode, now: Timestamp) -> (Level, Option<Timestamp>) {
        let covering = self.levels.iter().filter(|change| change.area.covers(area) && change.from <= now);
        let latest = covering.max_by_key(|change| (change.from, change.recorded));
        latest.map_or((Level::Normal, None), |change| (change.level, Some(change.from)))
    }

    /// Returns the kind of zone that a grid lies in at an instant: the strictest that covers it.
    pub fn zone_of_grid(&self, grid: GridId, now: Timestamp) -> Option<ZoneKind> {
        let area = self.grids.get(grid)?.area;
        let live = self
            .zones
            .rows()
            .iter()
            .filter(|zone| zone.from <= now && zone.lifted_at.is_none_or(|at| at > now));
        live.filter(|zone| {
            zone.grids.contains(&grid)
                || (zone.grids.is_empty() && zone.buildings.is_empty() && zone.area.covers(area))
        })
        .map(|zone| zone.kind)
        .min()
    }

    /// Returns whether an outbreak is being responded to (a protocol was adopted) and covers an area.  Cases of an
    /// outbreak that is only kept for study start no clocks.
    pub fn works_on(&self, outbreak: OutbreakId, area: AreaCode) -> bool {
        self.outbreaks.get(outbreak).is_some_and(|row| !row.protocols.is_empty() && row.area.covers(area))
    }

    /// Returns the newest outbreak that is responded to, is open and covers an area.
    pub fn outbreak_for(&self, area: AreaCode) -> Option<OutbreakId> {
        let open = self.outbreaks.iter().rev().filter(|(_, row)| row.closed_at.is_none());
        open.map(|(id, _)| id).find(|id| self.works_on(*id, area))
    }

    /// Returns the pack and the protocol in force for an outbreak at an instant.
    pub fn rules(&self, outbreak: OutbreakId, now: Timestamp) -> Option<(&'static Pack, &'static Protocol)> {
        let row = self.outbreaks.get(outbreak)?;
        let pack = Pack::find(&row.pack)?;
        let adopted = row.protocols.range(..=now).next_back().map_or("", |(_, key)| key.as_str());
        Some((pack, pack.protocol(adopted)))
    }

    /// Returns the case a person is now, if it has not been excluded and has not ended.
    pub fn active_case(&self, person: PersonId) -> Option<CaseId> {
        let id = self.people.get(&person)?.case?;
        let row = self.cases.get(id)?;
        let ended = matches!(row.outcome, Some((domain::Outcome::Recovered | domain::Outcome::Died, _)));
        (row.class != CaseClass::Excluded && !ended).then_some(id)
    }

    /// Returns the strictest ring in which a person is a contact now.
    pub fn ring_of(&self, person: PersonId) -> Option<Ring> {
        let known = self.people.get(&person)?;
        let live = known.contacts.iter().filter_map(|id| self.contacts.get(*id)).filter(|row| !row.withdrawn);
        live.map(|row| row.ring).min()
    }

    /// Returns whether a person belongs at a hospital or an isolation site: a case, or a contact whose ring is kept
    /// centrally and whose days are not over.
    pub fn must_be_isolated(&self, person: PersonId) -> bool {
        if self.active_case(person).is_some() {
            return true;
        }
        let today = self.at.map(day_of);
        self.isolation_until(person).is_some_and(|until| today.is_none_or(|today| until >= today))
    }

    /// Returns the last day of central isolation of a contact: last exposure (day 0) plus the days of the regime; the
    /// latest of several.  `None` when no ring of this person is kept centrally.
    pub fn isolation_until(&self, person: PersonId) -> Option<Date> {
        let known = self.people.get(&person)?;
        let live = known.contacts.iter().filter_map(|id| self.contacts.get(*id)).filter(|row| !row.withdrawn);
        live.filter_map(|row| {
            let outbreak = self.cases.get(row.case)?.outbreak;
            let (_, protocol) = self.rules(outbreak, row.identified_at)?;
            let days = protocol.regime(row.ring)?.central_days;
            (days > 0).then(|| add_days(day_of(row.last_exposure_at), i32::from(days)))
        })
        .max()
    }

    /// Returns whether a person is in a transfer group that has not arrived.
    pub fn is_moving(&self, person: PersonId) -> bool {
        let group =
            self.people.get(&person).and_then(|known| known.group).and_then(|group| self.groups.get(group));
        group.is_some_and(|group| group.arrived_at.is_none())
    }

    /// Returns rooms of a site that are neither taken nor promised to someone on the way.
    pub fn free_rooms(&self, site: SiteId) -> u32 {
        self.rooms_left(site, None)
    }

    /// Returns rooms of a site that are neither taken nor promised to anybody but one person, whose own room and promise
    /// do not count.  A room is promised from the forming of a group until its member has entered a room.
    /// O(people on the way + rooms taken).
    pub(crate) fn rooms_left(&self, site: SiteId, but: Option<PersonId>) -> u32 {
        let Some(row) = self.sites.get(site) else { return 0 };
        let transfer = self.waiting.get(&Stage::Transfer);
        let at_the_door = self.waiting_for(Stage::Isolate);
        let at_the_door = at_the_door.filter(|person| transfer.is_none_or(|moving| !moving.contains(person)));
        let promised = self.waiting_for(Stage::Transfer).chain(at_the_door).filter(|person| {
            let known = self.people.get(person);
            let bound = known.and_then(|known| self.groups.get(known.group?)).map(|group| group.site);
            let stay = known.and_then(|known| known.stay.as_ref());
            let here = stay.is_some_and(|stay| stay.site == site && stay.released_at.is_none());
            bound == Some(site) && !here && Some(*person) != but
        });
        let taken = row.taken.values().filter(|guest| Some(**guest) != but);
        let used = taken.count().saturating_add(promised.count());
        row.rooms.saturating_sub(u32::try_from(used).unwrap_or(u32::MAX))
    }
}
