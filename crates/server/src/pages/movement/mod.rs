//! What is done with people who must be isolated: they are grouped, driven, given a room, released.
//!
//! Every form gives one command of the core.  What the core refuses is said on the same page, with the rule, the next step
//! and the way to it.  Deliberately absent: the rules themselves (`situation`), and who may (`access`).
//!
//! Start reading at `grouping`, then `transport`, then `stay`.

pub(crate) mod grouping;
pub(crate) mod stay;
pub(crate) mod transport;

use super::{
    bit::{BAD, Bit, INFO},
    block::{Action, Block, Body, Card, Field, notice},
    ctx::Ctx,
    form::Sent,
    visit::Visit,
};
use crate::Problem;
use domain::{PersonId, Stage, Timestamp};
use situation::Refusal;

/// Returns whether the viewer's role may do something at all, now.
pub(crate) fn may(c: &Ctx<'_>, action: access::Action) -> bool {
    !c.is_past && access::policy::reach_of(c.viewer.role, action).is_some()
}

/// Returns the card of something that the viewer does not do: who does it, or that this is the past.
pub(crate) fn not_yours(c: &Ctx<'_>, title: &'static str, who: &'static str) -> Block {
    if c.is_past {
        return notice(INFO, c.t("past-no-action"));
    }
    Card::block(c.w.t(title), "", Body::Text(vec![c.w.t(who).to_owned()]))
}

/// Returns the number of a person as people write it: `R12`, `r12` or `12`.
pub(crate) fn person_of(text: &str) -> Option<PersonId> {
    let text = text.trim();
    let digits = text.strip_prefix(['R', 'r']).unwrap_or(text);
    digits.parse().ok().map(PersonId)
}

/// Returns when something happened: what was filled in, otherwise now.
pub(crate) fn when(visit: &Visit, sent: &Sent) -> Result<Timestamp, Problem> {
    if sent.get("when").is_empty() {
        return Ok(visit.app.desk.now());
    }
    sent.time("when").ok_or_else(|| Problem::bad_field("when"))
}

/// The field for when something happened; left empty it means this minute.
pub(crate) fn when_field(c: &Ctx<'_>) -> Field {
    Field::new("datetime-local", "when", c.t("move-when"), "").optional().hint(c.t("move-when-hint"))
}

/// Returns where a stage of the fast loop is worked on for a person, where the viewer does that work.
pub(crate) fn stage_action(c: &Ctx<'_>, person: PersonId, stage: Stage) -> Option<Action> {
    let group = c.s.people.get(&person).and_then(|known| known.group);
    match (stage, group) {
        (Stage::Group, _) if may(c, access::Action::FormGroup) => {
            Some(Action::new(format!("/groups/new?people={person}"), c.t("grouping-heading")))
        }
        (Stage::Transfer | Stage::Isolate, Some(group)) => {
            let words = c.ta("move-see", &[("what", &group.to_string())]);
            Some(Action::new(format!("/groups/{}", group.0), words))
        }
        (Stage::Test | Stage::Trace | Stage::Group | Stage::Transfer | Stage::Isolate, _) => None,
    }
}

/// Returns why something was not done, what to do first, and the way there.
pub(crate) fn refused(c: &Ctx<'_>, problem: &Problem) -> Block {
    let said = problem.words(c.lang);
    let mut bits = vec![Bit::Strong(said.what.clone())];
    if said.detail != said.what {
        bits.push(Bit::text(said.detail));
    }
    bits.push(Bit::text(said.next));
    let action = problem.refusal.as_ref().and_then(|refusal| way_on(c, refusal));
    Block::Notice { tone: BAD, bits, action, alert: true }
}

/// Returns the way to what a refusal wants done first.
#[expect(clippy::wildcard_enum_match_arm, reason = "most refusals name nothing that has a page of its own")]
pub(crate) fn way_on(c: &Ctx<'_>, refusal: &Refusal) -> Option<Action> {
    let person = |person: &PersonId| {
        Action::new(format!("/people/{}", person.0), c.ta("move-see", &[("what", &person.to_string())]))
    };
    match refusal {
        Refusal::AlreadyMoving(who) => {
            let group = c.s.people.get(who)?.group?;
            let words = c.ta("move-see", &[("what", &group.to_string())]);
            Some(Action::new(format!("/groups/{}", group.0), words))
        }
        Refusal::MixedGroup(who)
        | Refusal::NotIsolated(who)
        | Refusal::NotTested(who)
        | Refusal::TooEarly { person: who, .. } => Some(person(who)),
        Refusal::NoRoom { .. } => Some(Action::new("/sites", c.t("move-see-sites"))),
        Refusal::VehicleBusy(_) | Refusal::TooFewSeats { .. } => {
            Some(Action::new("/vehicles", c.t("move-see-vehicles")))
        }
        Refusal::GroupStep { group, .. } => {
            let words = c.ta("move-see", &[("what", &group.to_string())]);
            Some(Action::new(format!("/groups/{}", group.0), words))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_read_with_and_without_the_letter() {
        assert_eq!(person_of(" R12 "), Some(PersonId(12)));
        assert_eq!(person_of("r7"), Some(PersonId(7)));
        assert_eq!(person_of("7"), Some(PersonId(7)));
        assert_eq!(person_of("K7"), None);
    }
}
