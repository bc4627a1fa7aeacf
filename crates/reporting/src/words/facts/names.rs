//! Names of what facts point at, as the situation knows them; the number when it does not.

use crate::{
    catalogue::{Catalogue, Lang},
    words::{Label, area_name, count, moment, unit_name},
};
use domain::{AreaCode, DutyPlace, HouseholdId, Unit, fact::Measure, ids::*};
use situation::Situation;

pub(super) fn actor_name(s: &Situation, id: ActorId) -> String {
    s.actors.get(id).map_or_else(|| id.to_string(), |row| row.title.clone())
}

pub(super) fn grid_name(s: &Situation, id: GridId) -> String {
    unit_name(s, Unit::Grid(id))
}

pub(super) fn outbreak_name(s: &Situation, id: OutbreakId) -> String {
    s.outbreaks.get(id).map_or_else(|| id.to_string(), |row| row.name.clone())
}

pub(super) fn tube_code(s: &Situation, id: TubeId) -> String {
    s.tubes.get(id).map_or_else(|| id.to_string(), |row| row.code.clone())
}

pub(super) fn lab_name(s: &Situation, id: Option<LabId>, lang: Lang) -> String {
    let row = id.and_then(|id| s.labs.get(id));
    row.map_or_else(|| Catalogue::get(lang).t("word-no-lab").to_owned(), |row| row.name.clone())
}

pub(super) fn round_name(s: &Situation, id: RoundId) -> String {
    s.rounds.get(id).map_or_else(|| id.to_string(), |row| row.name.clone())
}

pub(super) fn site_name(s: &Situation, id: SiteId) -> String {
    s.sites.get(id).map_or_else(|| id.to_string(), |row| row.name.clone())
}

pub(super) fn vehicle_name(s: &Situation, id: VehicleId) -> String {
    s.vehicles.get(id).map_or_else(|| id.to_string(), |row| row.label.clone())
}

pub(super) fn zone_name(s: &Situation, id: ZoneId) -> String {
    s.zones.get(id).map_or_else(|| id.to_string(), |row| row.name.clone())
}

pub(super) fn order_title(s: &Situation, id: OrderId) -> String {
    s.orders.get(id).map_or_else(|| id.to_string(), |row| row.title.clone())
}

pub(super) fn gate_name(s: &Situation, id: GateId) -> String {
    s.gates.get(id).map_or_else(|| id.to_string(), |row| row.name.clone())
}

pub(super) fn place_name(s: &Situation, place: DutyPlace) -> String {
    match place {
        DutyPlace::Gate(gate) => gate_name(s, gate),
        DutyPlace::Post(post) => unit_name(s, Unit::Post(post)),
    }
}

pub(super) fn areas_of(s: &Situation, areas: &[AreaCode], lang: Lang) -> String {
    let names: Vec<String> = areas.iter().map(|area| area_name(s, *area)).collect();
    names.join(Catalogue::get(lang).t("list-comma"))
}

pub(super) fn length(len: usize) -> String {
    count(u32::try_from(len).unwrap_or(u32::MAX))
}

/// How many households are in runs whose both ends are included.
pub(super) fn runs(households: &[(HouseholdId, HouseholdId)]) -> u32 {
    let lengths = households.iter().map(|(first, last)| last.0.saturating_add(1).saturating_sub(first.0));
    crate::round::total(lengths)
}

/// What a proposal asks for.
pub(super) fn measure_words(s: &Situation, measure: &Measure, lang: Lang) -> String {
    let words = Catalogue::get(lang);
    match measure {
        Measure::Level { area, level, from, .. } => words.ta(
            "measure-level",
            &[("area", &area_name(s, *area)), ("level", level.label(lang)), ("at", &moment(*from))],
        ),
        Measure::Zone { kind, name, from, .. } => {
            words.ta("measure-zone", &[("name", name), ("kind", kind.label(lang)), ("at", &moment(*from))])
        }
        Measure::LiftZone { zone, at, .. } => {
            words.ta("measure-lift", &[("zone", &zone_name(s, *zone)), ("at", &moment(*at))])
        }
    }
}
