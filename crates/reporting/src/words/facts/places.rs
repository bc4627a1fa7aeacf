//! Places, rules, tests and rounds.

use super::Parts;
use crate::{
    catalogue::{Catalogue, Lang},
    words::{
        Label, area_name, count,
        facts::names::{
            actor_name, areas_of, grid_name, lab_name, length, outbreak_name, round_name, runs, tube_code,
        },
        hours_minutes, moment, unit_name,
    },
};
use domain::Fact;
use situation::Situation;

#[expect(clippy::too_many_lines, reason = "one sentence for each fact")]
#[expect(clippy::wildcard_enum_match_arm, reason = "super::parts has sorted the facts exhaustively")]
pub(super) fn parts(s: &Situation, fact: &Fact, l: Lang) -> Parts {
    let t = |key: &str| Catalogue::get(l).t(key).to_owned();
    match fact {
        Fact::ActorEnrolled { title, role, unit, .. } => (
            "fact-actor-enrolled",
            vec![("title", title.clone()), ("role", role.label(l).to_owned()), ("unit", unit_name(s, *unit))],
        ),
        Fact::ActorDismissed { actor, .. } => ("fact-actor-dismissed", vec![("who", actor_name(s, *actor))]),
        Fact::AreaListed { name, kind, .. } => {
            ("fact-area-listed", vec![("name", name.clone()), ("kind", kind.label(l).to_owned())])
        }
        Fact::PopulationStated { area, people, version, source, .. } => (
            "fact-population-stated",
            vec![
                ("area", area_name(s, *area)),
                ("n", count(*people)),
                ("version", version.to_string()),
                ("source", source.clone()),
            ],
        ),
        Fact::BuildingListed { name, area, household_sizes, .. } => (
            "fact-building-listed",
            vec![("name", name.clone()), ("area", area_name(s, *area)), ("n", length(household_sizes.len()))],
        ),
        Fact::GridDrawn { name, area, buildings, .. } => (
            "fact-grid-drawn",
            vec![("name", name.clone()), ("area", area_name(s, *area)), ("n", length(buildings.len()))],
        ),
        Fact::GridRetired { grid, version, .. } => {
            ("fact-grid-retired", vec![("grid", grid_name(s, *grid)), ("version", version.to_string())])
        }
        Fact::GridMended { grid, joined, left, .. } => (
            "fact-grid-mended",
            vec![
                ("grid", grid_name(s, *grid)),
                ("joined", length(joined.len())),
                ("left", length(left.len())),
            ],
        ),
        Fact::MicroGridDrawn { name, grid, .. } => {
            ("fact-micro-grid-drawn", vec![("name", name.clone()), ("grid", grid_name(s, *grid))])
        }
        Fact::BoundariesFiled { version, batch, .. } => {
            ("fact-boundaries-filed", vec![("version", version.to_string()), ("n", count(batch.rows))])
        }
        Fact::OutbreakOpened { name, area, .. } => {
            ("fact-outbreak-opened", vec![("name", name.clone()), ("area", area_name(s, *area))])
        }
        Fact::OutbreakClosed { outbreak, .. } => {
            ("fact-outbreak-closed", vec![("name", outbreak_name(s, *outbreak))])
        }
        Fact::ProtocolAdopted { outbreak, protocol, from, .. } => (
            "fact-protocol-adopted",
            vec![
                ("name", outbreak_name(s, *outbreak)),
                ("protocol", protocol.clone()),
                ("at", moment(*from)),
            ],
        ),
        Fact::TargetSet { stage, minutes, confirmed, .. } => (
            "fact-target-set",
            vec![
                ("stage", stage.label(l).to_owned()),
                ("time", hours_minutes(i64::from(*minutes), l)),
                ("confirmed", t(if *confirmed { "word-confirmed" } else { "word-unconfirmed" })),
            ],
        ),
        Fact::TubeRegistered { code, people, purpose, collected_at, .. } => (
            "fact-tube-registered",
            vec![
                ("code", code.clone()),
                ("n", length(people.len())),
                ("purpose", purpose.label(l).to_owned()),
                ("at", moment(*collected_at)),
            ],
        ),
        Fact::TubeReceived { tube, lab, at, .. } => (
            "fact-tube-received",
            vec![("code", tube_code(s, *tube)), ("lab", lab_name(s, *lab, l)), ("at", moment(*at))],
        ),
        Fact::TubeResulted { tube, outcome, lab, tested_at, .. } => (
            "fact-tube-resulted",
            vec![
                ("code", tube_code(s, *tube)),
                ("outcome", outcome.label(l).to_owned()),
                ("lab", lab_name(s, *lab, l)),
                ("at", moment(*tested_at)),
            ],
        ),
        Fact::TubeResultAmended { tube, outcome, reason, .. } => (
            "fact-tube-result-amended",
            vec![
                ("code", tube_code(s, *tube)),
                ("outcome", outcome.label(l).to_owned()),
                ("reason", reason.clone()),
            ],
        ),
        Fact::TubeResultRepeated { tube, .. } => {
            ("fact-tube-result-repeated", vec![("code", tube_code(s, *tube))])
        }
        Fact::SingleRetestOrdered { person, cause, due_at, .. } => (
            "fact-single-retest-ordered",
            vec![("person", person.to_string()), ("code", tube_code(s, *cause)), ("at", moment(*due_at))],
        ),
        Fact::HoldPlaced { person, cause, until, basis, .. } => (
            "fact-hold-placed",
            vec![
                ("person", person.to_string()),
                ("code", tube_code(s, *cause)),
                ("at", moment(*until)),
                ("basis", basis.clone()),
            ],
        ),
        Fact::HoldEnded { hold, reason, .. } => {
            ("fact-hold-ended", vec![("hold", hold.to_string()), ("reason", reason.clone())])
        }
        Fact::RoundStarted { name, areas, starts_at, due_at, .. } => (
            "fact-round-started",
            vec![
                ("name", name.clone()),
                ("areas", areas_of(s, areas, l)),
                ("from", moment(*starts_at)),
                ("until", moment(*due_at)),
            ],
        ),
        Fact::SamplesReported { round, grid, people, tubes, .. } => (
            "fact-samples-reported",
            vec![
                ("round", round_name(s, *round)),
                ("grid", grid_name(s, *grid)),
                ("people", count(*people)),
                ("tubes", count(*tubes)),
            ],
        ),
        Fact::HouseholdsAccounted { round, grid, status, households, people, .. } => (
            "fact-households-accounted",
            vec![
                ("round", round_name(s, *round)),
                ("grid", grid_name(s, *grid)),
                ("status", status.label(l).to_owned()),
                ("n", count(runs(households))),
                ("people", count(*people)),
            ],
        ),
        Fact::RoundResultsReported { round, lab, people, tubes, not_negative, .. } => (
            "fact-round-results-reported",
            vec![
                ("round", round_name(s, *round)),
                ("lab", lab_name(s, Some(*lab), l)),
                ("people", count(*people)),
                ("tubes", count(*tubes)),
                ("bad", count(*not_negative)),
            ],
        ),
        Fact::RoundClosed { round, at, .. } => {
            ("fact-round-closed", vec![("round", round_name(s, *round)), ("at", moment(*at))])
        }
        _ => ("fact-unknown", Vec::new()),
    }
}
