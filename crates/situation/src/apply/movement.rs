//! Sites, vehicles, groups and stays.

use super::Frame;
use crate::state::{Group, Lab, Site, Situation, Stay, Vehicle};
use domain::{Fact, Stage};

impl Situation {
    #[expect(clippy::wildcard_enum_match_arm, reason = "apply_fact has sorted the facts exhaustively")]
    pub(super) fn apply_capacity(&mut self, fact: &Fact) {
        match fact.clone() {
            Fact::SiteOpened { site, kind, name, area, point, rooms, from } => {
                let taken = std::collections::BTreeMap::new();
                self.sites.insert(site, Site { kind, name, area, point, rooms, from, taken });
            }
            Fact::SiteResized { site, rooms, .. } => {
                if let Some(site) = self.sites.get_mut(site) {
                    site.rooms = rooms;
                }
            }
            Fact::VehicleListed { vehicle, label, kind, seats, post } => {
                self.vehicles.insert(vehicle, Vehicle { label, kind, seats, post, group: None });
            }
            Fact::LabOpened { lab, name, area, point, tubes_per_hour, from } => {
                self.labs.insert(lab, Lab { name, area, point, tubes_per_hour, from });
            }
            Fact::LabResized { lab, tubes_per_hour, .. } => {
                if let Some(lab) = self.labs.get_mut(lab) {
                    lab.tubes_per_hour = tubes_per_hour;
                }
            }
            _ => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "apply_fact has sorted the facts exhaustively")]
    #[expect(clippy::too_many_lines, reason = "a flat list of arms, one fact each")]
    pub(super) fn apply_movement(&mut self, fact: &Fact, frame: Frame) {
        match fact.clone() {
            Fact::GroupFormed { group, kind, people, site, at } => {
                for person in people.clone() {
                    self.stop_clock(person, Stage::Group, frame.stamps(at), false);
                    self.start_clock(person, Stage::Transfer, frame.stamps(at));
                    self.trail(person, frame).group = Some(group);
                }
                let (vehicle, dispatched_at, departed_at, arrived_at) = (None, None, None, None);
                let row = Group {
                    kind,
                    people,
                    site,
                    formed_at: at,
                    vehicle,
                    dispatched_at,
                    departed_at,
                    arrived_at,
                };
                self.groups.insert(group, row);
            }
            Fact::GroupDispatched { group, vehicle, at } => {
                if let Some(row) = self.groups.get_mut(group) {
                    row.vehicle = Some(vehicle);
                    row.dispatched_at = Some(at);
                }
                if let Some(row) = self.vehicles.get_mut(vehicle) {
                    row.group = Some(group);
                }
            }
            Fact::GroupDeparted { group, at } => {
                if let Some(row) = self.groups.get_mut(group) {
                    row.departed_at = Some(at);
                }
            }
            Fact::GroupArrived { group, at } => {
                let Some(row) = self.groups.get_mut(group) else {
                    return;
                };
                row.arrived_at = Some(at);
                let (people, vehicle) = (row.people.clone(), row.vehicle);
                if let Some(row) = vehicle.and_then(|vehicle| self.vehicles.get_mut(vehicle)) {
                    row.group = None;
                }
                for person in people {
                    self.stop_clock(person, Stage::Transfer, frame.stamps(at), false);
                    if !self.staying.contains(&person) {
                        self.start_clock(person, Stage::Isolate, frame.stamps(at));
                    }
                    self.trail(person, frame);
                }
            }
            Fact::CheckedIn { person, site, room, at, until, basis } => {
                let before = self.people.get(&person).and_then(|known| known.stay.as_ref());
                let before = before.filter(|stay| stay.released_at.is_none());
                let since = before.map_or(at, |stay| stay.since);
                self.vacate(person);
                if let Some(row) = self.sites.get_mut(site) {
                    row.taken.insert(room, person);
                }
                for stage in [Stage::Group, Stage::Transfer] {
                    self.stop_clock(person, stage, frame.stamps(at), true);
                }
                self.stop_clock(person, Stage::Isolate, frame.stamps(at), false);
                self.staying.insert(person);
                self.trail(person, frame).stay =
                    Some(Stay { site, room, from: at, since, until, basis, released_at: None });
            }
            Fact::Released { person, at, .. } => {
                self.vacate(person);
                self.staying.remove(&person);
                if let Some(stay) = &mut self.trail(person, frame).stay {
                    stay.released_at = Some(at);
                }
            }
            _ => {}
        }
    }

    /// Frees the room that a person holds.
    fn vacate(&mut self, person: domain::PersonId) {
        let held = self.people.get(&person).and_then(|known| known.stay.as_ref());
        let Some(stay) = held.filter(|stay| stay.released_at.is_none()) else {
            return;
        };
        let (site, room) = (stay.site, stay.room);
        if let Some(row) = self.sites.get_mut(site) {
            row.taken.remove(&room);
        }
    }
}
