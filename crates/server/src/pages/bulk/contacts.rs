//! Contacts that were ticked: they go on to be grouped, or to another ring.

use super::{
    super::{
        bit::Bit,
        block::Field,
        ctx::Ctx,
        form::Sent,
        list::{code, pick},
        movement::{grouping::written, may},
        visit::Visit,
    },
    Act, Outcome, Row, Undo, back_of, changed_since, nothing, outcome_page, sorted, was,
};
use crate::{Problem, permit::Permit};
use access::Action as May;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{Command, ContactId, PersonId, Ring};
use situation::{Refusal, Situation, state::Contact};

/// Returns what the viewer may do with ticked contacts.
pub(crate) fn acts(c: &Ctx<'_>) -> Vec<Act> {
    let mut acts = Vec::new();
    if may(c, May::FormGroup) {
        acts.push(Act { code: "group", words: c.say("bulk-group"), fields: Vec::new() });
    }
    if may(c, May::MoveContact) {
        let rings = [Ring::Close, Ring::Secondary, Ring::General];
        let rings = rings.into_iter().map(|ring| (code(&ring), c.label(ring).to_owned())).collect();
        let fields = vec![
            Field::new("select", "ring", c.t("contacts-col-ring"), "").id("bulk-ring").options(rings),
            Field::new("text", "reason", c.t("reason"), "").id("bulk-reason").optional(),
        ];
        acts.push(Act { code: "ring", words: c.say("bulk-ring"), fields });
    }
    acts
}

/// `POST /contacts/act`
pub(crate) async fn act(visit: Visit, sent: Sent) -> Response {
    let picked: Option<Vec<ContactId>> = sent.all("pick").map(|id| id.parse().ok().map(ContactId)).collect();
    let back = back_of(sent.get("back"), "/contacts");
    let Some(picked) = picked else {
        return visit.refuse(&Problem::bad_field("pick"));
    };
    if picked.is_empty() {
        return visit.show(May::SeeRecords, |c, _permit| Ok(nothing(c, "cases", back))).await;
    }
    let sort = sorted(&visit, May::SeeRecords, picked, |s, permit, id| readable(s, permit, *id).map(drop));
    let (picked, denied) = match sort {
        Ok(sorted) => sorted,
        Err(problem) => return visit.refuse(&problem),
    };
    match (sent.get("act"), pick::<Ring>(sent.get("ring"))) {
        ("group", _) => to_group(visit, &picked, denied, back).await,
        ("ring", Some(ring)) => move_all(visit, (picked, denied), ring, (sent.get("reason"), back)).await,
        _ => visit.refuse(&Problem::bad_field("act")),
    }
}

/// Returns a contact that the reader may read.
fn readable<'s>(s: &'s Situation, permit: &Permit, id: ContactId) -> Result<&'s Contact, Problem> {
    let row = s.contacts.get(id).ok_or_else(|| Problem::not_found("there is no such contact"))?;
    permit.check_area(row.area)?;
    Ok(row)
}

/// Goes on to the page on which groups are formed.  What was refused is said first, with the way on for the others.
async fn to_group(
    visit: Visit,
    picked: &[ContactId],
    refused: Vec<(ContactId, Problem)>,
    back: String,
) -> Response {
    let people: Result<Vec<PersonId>, _> = visit
        .app
        .desk
        .read(|s| picked.iter().filter_map(|id| s.contacts.get(*id).map(|row| row.person)).collect());
    let people = match people {
        Ok(people) => people,
        Err(stopped) => return visit.refuse(&stopped.into()),
    };
    let way = format!("/groups/new?people={}", written(&people));
    if refused.is_empty() {
        return Redirect::to(&way).into_response();
    }
    let back = if people.is_empty() { (back, "bulk-back") } else { (way, "bulk-group") };
    visit
        .show(May::SeeRecords, |c, permit| {
            let outcome = Outcome {
                title: "bulk-group",
                nav: "cases",
                back: (back.0, c.say(back.1)),
                done: Vec::new(),
                same: Vec::new(),
                refused: refused.into_iter().map(|(id, why)| (row(c, permit, id), why)).collect(),
                undo: None,
            };
            Ok(outcome_page(c, outcome))
        })
        .await
}

fn ring_of(s: &Situation, id: ContactId) -> Option<Ring> {
    s.contacts.get(id).map(|row| row.ring)
}

async fn move_all(
    visit: Visit,
    (picked, refused): (Vec<ContactId>, Vec<(ContactId, Problem)>),
    ring: Ring,
    (reason, back): (&str, String),
) -> Response {
    if reason.is_empty() {
        return visit.refuse(&Refusal::ReasonNeeded.into());
    }
    let mut moved = Moved { title: "bulk-ring", back: back.clone(), refused, ..Moved::default() };
    let mut undo = Undo { action: "/contacts/undo", was: Vec::new(), back };
    for id in picked {
        let old = visit.app.desk.read(|s| ring_of(s, id)).ok().flatten();
        if moved.give(&visit, id, ring, reason).await
            && let Some(old) = old
        {
            undo.was.push(format!("{}:{}:{}", id.0, code(&old), code(&ring)));
        }
    }
    moved.undo = Some(undo);
    moved.answer(visit).await
}

/// `POST /contacts/undo`: each contact goes back to the ring it was in, unless somebody has moved it since.
pub(crate) async fn undo(visit: Visit, sent: Sent) -> Response {
    let back = back_of(sent.get("back"), "/contacts");
    let rows: Option<Vec<(ContactId, Ring, Ring)>> = sent
        .all("was")
        .map(|text| {
            let (id, old, new) = was(text)?;
            Some((ContactId(id), pick::<Ring>(old)?, pick::<Ring>(new)?))
        })
        .collect();
    let Some(rows) = rows else {
        return visit.refuse(&Problem::bad_field("was"));
    };
    let reason = super::super::words::words(visit.look.lang).t("bulk-undo-reason");
    let sort = sorted(&visit, May::SeeRecords, rows, |s, permit, row| readable(s, permit, row.0).map(drop));
    let (rows, denied) = match sort {
        Ok(sorted) => sorted,
        Err(problem) => return visit.refuse(&problem),
    };
    let refused = denied.into_iter().map(|((id, ..), problem)| (id, problem)).collect();
    let mut moved = Moved { title: "bulk-undone", back, refused, ..Moved::default() };
    for (id, old, new) in rows {
        match visit.app.desk.read(|s| ring_of(s, id)) {
            Ok(Some(present)) if present != new => moved.refused.push((id, changed_since())),
            _ => {
                moved.give(&visit, id, old, reason).await;
            }
        }
    }
    moved.answer(visit).await
}

/// What became of contacts that were to change their ring.
#[derive(Default)]
struct Moved {
    title: &'static str,
    back: String,
    done: Vec<(ContactId, Ring)>,
    same: Vec<ContactId>,
    refused: Vec<(ContactId, Problem)>,
    undo: Option<Undo>,
}

impl Moved {
    /// Moves a contact and notes what became of it; returns whether anything changed.
    async fn give(&mut self, visit: &Visit, contact: ContactId, ring: Ring, reason: &str) -> bool {
        let command = Command::MoveContact { contact, ring, reason: reason.to_owned() };
        match visit.changes(command).await {
            Ok(true) => {
                self.done.push((contact, ring));
                return true;
            }
            Ok(false) => self.same.push(contact),
            Err(problem) => self.refused.push((contact, problem)),
        }
        false
    }

    async fn answer(self, visit: Visit) -> Response {
        visit
            .show(May::SeeRecords, |c, permit| {
                let row = |c: &Ctx<'_>, id| row(c, permit, id);
                let outcome = Outcome {
                    title: self.title,
                    nav: "cases",
                    back: (self.back, c.say("bulk-back")),
                    done: self
                        .done
                        .into_iter()
                        .map(|(id, ring)| (row(c, id), Bit::text(c.label(ring))))
                        .collect(),
                    same: self.same.into_iter().map(|id| row(c, id)).collect(),
                    refused: self.refused.into_iter().map(|(id, why)| (row(c, id), why)).collect(),
                    undo: self.undo,
                };
                Ok(outcome_page(c, outcome))
            })
            .await
    }
}

/// A contact by its number, with the person where the viewer may read it.
fn row(c: &Ctx<'_>, permit: &Permit, id: ContactId) -> Row {
    let person = readable(c.s, permit, id).ok().map(|row| row.person);
    let named = person.into_iter().flat_map(|person| [Bit::text(person.to_string()), c.name(person)]);
    [Bit::link(format!("/contacts/{}", id.0), id.to_string())].into_iter().chain(named).collect()
}
