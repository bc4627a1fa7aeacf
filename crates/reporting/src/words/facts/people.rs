//! Cases, contacts, transport and isolation.

use super::Parts;
use crate::{
    catalogue::{Catalogue, Lang},
    words::{
        Label, area_name, count, day,
        facts::names::{lab_name, length, outbreak_name, site_name, vehicle_name},
        moment,
    },
};
use domain::Fact;
use situation::Situation;

#[expect(clippy::too_many_lines, reason = "one sentence for each fact")]
#[expect(clippy::wildcard_enum_match_arm, reason = "super::parts has sorted the facts exhaustively")]
pub(super) fn parts(s: &Situation, fact: &Fact, l: Lang) -> Parts {
    let t = |key: &str| Catalogue::get(l).t(key).to_owned();
    match fact {
        Fact::CaseClassified { case, class, detection, area, .. } => (
            "fact-case-classified",
            vec![
                ("case", case.0.to_string()),
                ("class", class.label(l).to_owned()),
                ("found", detection.label(l).to_owned()),
                ("area", area_name(s, *area)),
            ],
        ),
        Fact::CaseReclassified { case, class, at, reason, .. } => (
            "fact-case-reclassified",
            vec![
                ("case", case.0.to_string()),
                ("class", class.label(l).to_owned()),
                ("at", moment(*at)),
                ("reason", reason.clone()),
            ],
        ),
        Fact::CaseAmended { case, reason, .. } => {
            ("fact-case-amended", vec![("case", case.0.to_string()), ("reason", reason.clone())])
        }
        Fact::CaseEnded { case, outcome, .. } => {
            ("fact-case-ended", vec![("case", case.0.to_string()), ("outcome", outcome.label(l).to_owned())])
        }
        Fact::InvestigationReported { case, slice, complete, at, .. } => (
            "fact-investigation-reported",
            vec![
                ("case", case.0.to_string()),
                ("slice", slice.to_string()),
                ("state", t(if *complete { "word-complete" } else { "word-partial" })),
                ("at", moment(*at)),
            ],
        ),
        Fact::ExposureRecorded { from, to, setting, certainty, status, .. } => (
            "fact-exposure-recorded",
            vec![
                ("case", from.0.to_string()),
                ("person", to.to_string()),
                ("setting", setting.label(l).to_owned()),
                ("certainty", certainty.label(l).to_owned()),
                ("status", status.label(l).to_owned()),
            ],
        ),
        Fact::ExposureJudged { exposure, status, reason, .. } => (
            "fact-exposure-judged",
            vec![
                ("exposure", exposure.to_string()),
                ("status", status.label(l).to_owned()),
                ("reason", reason.clone()),
            ],
        ),
        Fact::ContactIdentified { contact, person, case, ring, setting, last_exposure_at, .. } => (
            "fact-contact-identified",
            vec![
                ("contact", contact.to_string()),
                ("person", person.to_string()),
                ("case", case.0.to_string()),
                ("ring", ring.label(l).to_owned()),
                ("setting", setting.label(l).to_owned()),
                ("at", moment(*last_exposure_at)),
            ],
        ),
        Fact::ContactMoved { contact, ring, reason, .. } => (
            "fact-contact-moved",
            vec![
                ("contact", contact.to_string()),
                ("ring", ring.label(l).to_owned()),
                ("reason", reason.clone()),
            ],
        ),
        Fact::ContactWithdrawn { contact, reason, .. } => {
            ("fact-contact-withdrawn", vec![("contact", contact.to_string()), ("reason", reason.clone())])
        }
        Fact::GeneralContactsCounted { outbreak, area, people, source, .. } => (
            "fact-general-contacts-counted",
            vec![
                ("name", outbreak_name(s, *outbreak)),
                ("area", area_name(s, *area)),
                ("n", count(*people)),
                ("source", source.clone()),
            ],
        ),
        Fact::SiteOpened { name, kind, rooms, from, .. } => (
            "fact-site-opened",
            vec![
                ("name", name.clone()),
                ("kind", kind.label(l).to_owned()),
                ("n", count(*rooms)),
                ("at", moment(*from)),
            ],
        ),
        Fact::SiteResized { site, rooms, .. } => {
            ("fact-site-resized", vec![("name", site_name(s, *site)), ("n", count(*rooms))])
        }
        Fact::VehicleListed { label, kind, seats, .. } => (
            "fact-vehicle-listed",
            vec![("label", label.clone()), ("kind", kind.label(l).to_owned()), ("n", seats.to_string())],
        ),
        Fact::LabOpened { name, tubes_per_hour, from, .. } => (
            "fact-lab-opened",
            vec![("name", name.clone()), ("n", count(*tubes_per_hour)), ("at", moment(*from))],
        ),
        Fact::LabResized { lab, tubes_per_hour, .. } => {
            ("fact-lab-resized", vec![("name", lab_name(s, Some(*lab), l)), ("n", count(*tubes_per_hour))])
        }
        Fact::GroupFormed { group, kind, people, site, at, .. } => (
            "fact-group-formed",
            vec![
                ("group", group.to_string()),
                ("kind", kind.label(l).to_owned()),
                ("n", length(people.len())),
                ("site", site_name(s, *site)),
                ("at", moment(*at)),
            ],
        ),
        Fact::GroupDispatched { group, vehicle, at, .. } => (
            "fact-group-dispatched",
            vec![("group", group.to_string()), ("vehicle", vehicle_name(s, *vehicle)), ("at", moment(*at))],
        ),
        Fact::GroupDeparted { group, at, .. } => {
            ("fact-group-departed", vec![("group", group.to_string()), ("at", moment(*at))])
        }
        Fact::GroupArrived { group, at, .. } => {
            ("fact-group-arrived", vec![("group", group.to_string()), ("at", moment(*at))])
        }
        Fact::CheckedIn { person, site, room, at, until, .. } => (
            "fact-checked-in",
            vec![
                ("person", person.to_string()),
                ("site", site_name(s, *site)),
                ("room", room.to_string()),
                ("at", moment(*at)),
                ("until", day(*until)),
            ],
        ),
        Fact::Released { person, at, basis, .. } => (
            "fact-released",
            vec![("person", person.to_string()), ("at", moment(*at)), ("basis", basis.clone())],
        ),
        _ => ("fact-unknown", Vec::new()),
    }
}
