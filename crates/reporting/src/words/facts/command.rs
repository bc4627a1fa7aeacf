//! Command, duty, figures, files and privacy.

use super::Parts;
use crate::{
    catalogue::Lang,
    words::{
        Label, age, area_name, count, day,
        facts::names::{actor_name, gate_name, length, measure_words, order_title, place_name, zone_name},
        moment, unit_name,
    },
};
use domain::Fact;
use situation::Situation;

#[expect(clippy::too_many_lines, reason = "one sentence for each fact")]
#[expect(clippy::wildcard_enum_match_arm, reason = "super::parts has sorted the facts exhaustively")]
pub(super) fn parts(s: &Situation, fact: &Fact, l: Lang) -> Parts {
    match fact {
        Fact::Proposed { proposal, measure, by, .. } => (
            "fact-proposed",
            vec![
                ("proposal", proposal.to_string()),
                ("what", measure_words(s, measure, l)),
                ("by", actor_name(s, *by)),
            ],
        ),
        Fact::ProposalApproved { proposal, by, .. } => {
            ("fact-proposal-approved", vec![("proposal", proposal.to_string()), ("by", actor_name(s, *by))])
        }
        Fact::ProposalRejected { proposal, by, reason, .. } => (
            "fact-proposal-rejected",
            vec![("proposal", proposal.to_string()), ("by", actor_name(s, *by)), ("reason", reason.clone())],
        ),
        Fact::LevelSet { area, level, from, basis, .. } => (
            "fact-level-set",
            vec![
                ("area", area_name(s, *area)),
                ("level", level.label(l).to_owned()),
                ("at", moment(*from)),
                ("basis", basis.clone()),
            ],
        ),
        Fact::ZoneDeclared { kind, name, from, review_on, basis, .. } => (
            "fact-zone-declared",
            vec![
                ("kind", kind.label(l).to_owned()),
                ("name", name.clone()),
                ("at", moment(*from)),
                ("review", day(*review_on)),
                ("basis", basis.clone()),
            ],
        ),
        Fact::ZoneLifted { zone, at, basis, .. } => (
            "fact-zone-lifted",
            vec![("zone", zone_name(s, *zone)), ("at", moment(*at)), ("basis", basis.clone())],
        ),
        Fact::OrderIssued { title, issuer, recipients, done_by, .. } => (
            "fact-order-issued",
            vec![
                ("title", title.clone()),
                ("issuer", unit_name(s, *issuer)),
                ("n", length(recipients.len())),
                ("at", moment(*done_by)),
            ],
        ),
        Fact::ReceiptGiven { order, unit, step, at, remark, .. } => (
            "fact-receipt-given",
            vec![
                ("order", order_title(s, *order)),
                ("unit", unit_name(s, *unit)),
                ("step", step.label(l).to_owned()),
                ("at", moment(*at)),
                ("remark", if remark.is_empty() { String::new() } else { format!(" {remark}") }),
            ],
        ),
        Fact::OrderEscalated { order, unit, to, late, at, .. } => (
            "fact-order-escalated",
            vec![
                ("order", order_title(s, *order)),
                ("unit", unit_name(s, *unit)),
                ("to", unit_name(s, *to)),
                ("step", late.label(l).to_owned()),
                ("at", moment(*at)),
            ],
        ),
        Fact::TaskOpened { task, kind, owner, due_at, text, .. } => (
            "fact-task-opened",
            vec![
                ("task", task.to_string()),
                ("kind", kind.label(l).to_owned()),
                ("owner", unit_name(s, *owner)),
                ("at", moment(*due_at)),
                ("text", text.clone()),
            ],
        ),
        Fact::TaskAssigned { task, to, .. } => {
            ("fact-task-assigned", vec![("task", task.to_string()), ("who", actor_name(s, *to))])
        }
        Fact::TaskEnded { task, result, at, remark, .. } => (
            "fact-task-ended",
            vec![
                ("task", task.to_string()),
                ("result", result.label(l).to_owned()),
                ("at", moment(*at)),
                ("remark", remark.clone()),
            ],
        ),
        Fact::ReportingRequired { unit, every_minutes, from, .. } => (
            "fact-reporting-required",
            vec![
                ("unit", unit_name(s, *unit)),
                ("time", age(i64::from(*every_minutes), l)),
                ("at", moment(*from)),
            ],
        ),
        Fact::UnitReported { unit, at, .. } => {
            ("fact-unit-reported", vec![("unit", unit_name(s, *unit)), ("at", moment(*at))])
        }
        Fact::PostOpened { name, area, .. } => {
            ("fact-post-opened", vec![("name", name.clone()), ("area", area_name(s, *area))])
        }
        Fact::GateOpened { name, class, from, .. } => (
            "fact-gate-opened",
            vec![("name", name.clone()), ("class", class.label(l).to_owned()), ("at", moment(*from))],
        ),
        Fact::GateClosed { gate, at, .. } => {
            ("fact-gate-closed", vec![("gate", gate_name(s, *gate)), ("at", moment(*at))])
        }
        Fact::DutyRostered { place, keepers, from, until, .. } => (
            "fact-duty-rostered",
            vec![
                ("place", place_name(s, *place)),
                ("n", keepers.to_string()),
                ("from", moment(*from)),
                ("until", moment(*until)),
            ],
        ),
        Fact::DutyMissed { place, from, until, reason, .. } => (
            "fact-duty-missed",
            vec![
                ("place", place_name(s, *place)),
                ("from", moment(*from)),
                ("until", moment(*until)),
                ("reason", reason.clone()),
            ],
        ),
        Fact::VisitRecorded { unit, area, register, at, .. } => (
            "fact-visit-recorded",
            vec![
                ("unit", unit_name(s, *unit)),
                ("area", area_name(s, *area)),
                ("register", register.clone()),
                ("at", moment(*at)),
            ],
        ),
        Fact::ProblemRecorded { problem, register, kind, owner, due_at, .. } => (
            "fact-problem-recorded",
            vec![
                ("problem", problem.to_string()),
                ("register", register.clone()),
                ("kind", kind.clone()),
                ("owner", unit_name(s, *owner)),
                ("at", moment(*due_at)),
            ],
        ),
        Fact::ProblemSolved { problem, evidence, verifier, at, .. } => (
            "fact-problem-solved",
            vec![
                ("problem", problem.to_string()),
                ("evidence", evidence.clone()),
                ("who", actor_name(s, *verifier)),
                ("at", moment(*at)),
            ],
        ),
        Fact::FigureStated { area, figure, value, through, source, .. } => (
            "fact-figure-stated",
            vec![
                ("area", area_name(s, *area)),
                ("figure", figure.label(l).to_owned()),
                ("n", count(*value)),
                ("day", day(*through)),
                ("source", source.clone()),
            ],
        ),
        Fact::FiguresFrozen { version, figures, reason, .. } => (
            "fact-figures-frozen",
            vec![
                ("area", area_name(s, figures.area)),
                ("day", day(figures.date)),
                ("version", version.to_string()),
                ("reason", reason.clone()),
            ],
        ),
        Fact::Imported { kind, sender, read, accepted, merged, rejected, .. } => (
            "fact-imported",
            vec![
                ("kind", kind.clone()),
                ("sender", sender.clone()),
                ("read", count(*read)),
                ("accepted", count(*accepted)),
                ("merged", count(*merged)),
                ("rejected", count(*rejected)),
            ],
        ),
        Fact::PersonRegistered { person, area, .. } => {
            ("fact-person-registered", vec![("person", person.to_string()), ("area", area_name(s, *area))])
        }
        Fact::ExternalIdGiven { person, sender, .. } => {
            ("fact-external-id-given", vec![("person", person.to_string()), ("sender", sender.clone())])
        }
        Fact::PersonalDataOpened { person, purpose, .. } => {
            ("fact-personal-data-opened", vec![("person", person.to_string()), ("purpose", purpose.clone())])
        }
        Fact::PersonErased { person, basis, .. } => {
            ("fact-person-erased", vec![("person", person.to_string()), ("basis", basis.clone())])
        }
        _ => ("fact-unknown", Vec::new()),
    }
}
