//! Refusals as people read them: the rule, and the next step.

use crate::{
    catalogue::{Catalogue, Lang},
    words::{Label, day, moment},
};
use serde::Serialize;
use situation::Refusal;

/// A refusal in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RefusalWords {
    /// Stable key, the tail of the problem type.
    pub code: &'static str,
    /// What stands against it.
    pub what: String,
    /// What to do.
    pub next_step: String,
}

/// Returns a refusal in words.
pub fn refusal_words(refusal: &Refusal, lang: Lang) -> RefusalWords {
    let words = Catalogue::get(lang);
    let code = refusal.code();
    let key = format!("refusal-{code}");
    let values = values(refusal, lang);
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let next = format!("{key}-next");
    RefusalWords { code, what: words.ta(&key, &values), next_step: words.t(&next).to_owned() }
}

/// A word of the program (`collected_at`, `building numbering of`) as people say it; the word itself when it has no entry.
fn said(prefix: &str, word: &str, lang: Lang) -> String {
    let key = format!("{prefix}-{}", word.replace(['_', ' '], "-"));
    let words = Catalogue::get(lang);
    if words.has(&key) { words.t(&key).to_owned() } else { word.to_owned() }
}

/// Returns several things as one list.
fn listed(things: &[impl ToString], lang: Lang) -> String {
    let things: Vec<String> = things.iter().map(ToString::to_string).collect();
    things.join(Catalogue::get(lang).t("list-comma"))
}

fn values(refusal: &Refusal, lang: Lang) -> Vec<(&'static str, String)> {
    let id = |id: &dyn ToString| vec![("id", id.to_string())];
    let two = |first: &'static str, one: &dyn ToString, second: &'static str, other: &dyn ToString| {
        vec![(first, one.to_string()), (second, other.to_string())]
    };
    match refusal {
        Refusal::Unknown { what, id } => vec![("what", said("thing", what, lang)), ("id", id.clone())],
        Refusal::Empty { field } => vec![("field", said("field", field, lang))],
        Refusal::InTheFuture { event, now } => vec![("event", moment(*event)), ("now", moment(*now))],
        Refusal::OutOfOrder { earlier, later } => {
            vec![("earlier", said("field", earlier, lang)), ("later", said("field", later, lang))]
        }
        Refusal::NoOutbreak { area } => id(area),
        Refusal::HandleTaken(text)
        | Refusal::UnknownPack(text)
        | Refusal::AlreadyEnded(text)
        | Refusal::NotPreparation(text) => id(text),
        Refusal::TubeTaken { code } | Refusal::NoResult { code } => id(code),
        Refusal::TubeOverfull { capacity, people } => two("capacity", capacity, "people", people),
        Refusal::ResultContradicts { code, had, got } => vec![
            ("id", code.clone()),
            ("had", had.label(lang).to_owned()),
            ("got", got.label(lang).to_owned()),
        ],
        Refusal::RoundClosed(round) => id(round),
        Refusal::OutsideRound { round, grid } => two("round", round, "grid", grid),
        Refusal::UnknownHousehold(household) => id(household),
        Refusal::OutsideGrid { grid, household } => two("grid", grid, "household", household),
        Refusal::GridRetired { grid, into } => two("grid", grid, "into", &listed(into, lang)),
        Refusal::LastAdministrator(actor) => id(&actor.0),
        Refusal::NoNumberLeft { what } => vec![("what", said("thing", what, lang))],
        Refusal::AlreadyCase { person, case } => two("person", person, "case", &case.0),
        Refusal::CaseExcluded(case) => id(&case.0),
        Refusal::OwnContact(person)
        | Refusal::MixedGroup(person)
        | Refusal::AlreadyMoving(person)
        | Refusal::NotIsolated(person)
        | Refusal::NamedTwice(person)
        | Refusal::NotTested(person)
        | Refusal::Erased(person) => id(person),
        Refusal::NoRoom { site, free, wanted } => {
            vec![("site", site.to_string()), ("free", free.to_string()), ("wanted", wanted.to_string())]
        }
        Refusal::RoomTaken { site, room } => two("site", site, "room", room),
        Refusal::TooFewSeats { vehicle, seats, people } => vec![
            ("vehicle", vehicle.to_string()),
            ("seats", seats.to_string()),
            ("people", people.to_string()),
        ],
        Refusal::TooMany(count) => vec![("n", count.to_string())],
        Refusal::VehicleBusy(vehicle) => id(vehicle),
        Refusal::GroupStep { group, needed } => {
            vec![("group", group.to_string()), ("needed", said("field", needed, lang))]
        }
        Refusal::TooEarly { person, until } => vec![("person", person.to_string()), ("until", day(*until))],
        Refusal::AlreadyDecided(proposal) => id(proposal),
        Refusal::SameLevel(level) => vec![("level", level.label(lang).to_owned())],
        Refusal::NotAddressed { order, unit } => two("order", order, "unit", unit),
        Refusal::Superseded(order) => id(order),
        Refusal::DayNotOver(date) => id(&day(*date)),
        Refusal::RowsLost { read, counted } => two("read", read, "counted", counted),
        Refusal::SameClass
        | Refusal::MissingVia
        | Refusal::SamePerson
        | Refusal::NoMandate
        | Refusal::ReasonNeeded
        | Refusal::OwnDismissal
        | Refusal::OwnVerifier => Vec::new(),
    }
}
