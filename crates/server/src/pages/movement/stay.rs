//! A stay: a room is given, and a person leaves when the conditions are met.

use super::{
    super::{
        bit::{BAD, Bit, GOOD, INFO, Tone},
        block::{Block, Body, Card, Field, Form},
        bulk::{Outcome, outcome_page},
        ctx::Ctx,
        form::Sent,
        person, sites,
        visit::Visit,
    },
    may, not_yours, person_of, when, when_field,
};
use crate::Problem;
use access::Action as May;
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use domain::{Command, GroupId, PersonId, SiteId, SiteKind, time::day_of};
use reporting::words::count;
use situation::state::Site;

/// The id of the form that gives a room, so that a press on a phone leads straight to it.
pub(crate) const CHECK_IN: &str = "check-in";

/// Returns the cards of a site in which people get a room: who is expected, then the form; none where nobody stays.
pub(crate) fn check_in_cards(c: &Ctx<'_>, id: SiteId, row: &Site, sent: Option<&Sent>) -> Vec<Block> {
    if row.kind == SiteKind::Sampling {
        return Vec::new();
    }
    let may_give = may(c, May::CheckIn);
    let (expected, n) = expected(c, id, may_give);
    let mut cards = Vec::new();
    if !expected.is_empty() {
        cards.push(Card::block(
            c.t("stay-expected"),
            c.ta("people-n", &[("n", &count(n))]),
            Body::Lines(expected),
        ));
    }
    if !may_give {
        cards.push(not_yours(c, "stay-check-in", "stay-who"));
        return cards;
    }
    let free = (1..=row.rooms).filter(|room| !row.taken.contains_key(room));
    let room_hint = match free.clone().next() {
        Some(room) => c.ta("stay-room-next", &[("room", &room.to_string())]),
        None => c.say("stay-room-none"),
    };
    let form = Form::new(format!("/sites/{}/check-in", id.0), c.t("stay-check-in"))
        .id(CHECK_IN)
        .field(
            Field::new("text", "person", c.t("col-person"), filled(c, "person", sent))
                .hint(c.t("stay-person-hint")),
        )
        .field(
            Field::new("number", "room", c.t("site-col-room"), filled(c, "room", sent))
                .optional()
                .hint(room_hint),
        )
        .field(when_field(c));
    let free = count(u32::try_from(free.count()).unwrap_or(u32::MAX));
    cards.push(Card::block(c.t("stay-check-in"), c.ta("stay-free", &[("n", &free)]), Body::Form(form)));
    cards
}

/// What was filled in where the form comes back, otherwise what the address says.
fn filled(c: &Ctx<'_>, key: &str, sent: Option<&Sent>) -> String {
    sent.map_or_else(|| c.q.get(key), |sent| sent.get(key)).to_owned()
}

/// People who have arrived at a site without a room yet, groups that are on their way to it, and how many they are.
fn expected(c: &Ctx<'_>, site: SiteId, may_give: bool) -> (Vec<Vec<Bit>>, u32) {
    let (mut lines, mut people) = (Vec::new(), 0);
    for (id, group) in c.s.groups.iter().filter(|(_, group)| group.site == site) {
        let link = Bit::link(format!("/groups/{}", id.0), id.to_string());
        if group.arrived_at.is_none() {
            let n = u32::try_from(group.people.len()).unwrap_or(u32::MAX);
            people += n;
            let key = if group.departed_at.is_some() { "stay-on-the-way" } else { "stay-to-come" };
            lines.push(vec![link, Bit::Mute(c.ta(key, &[("n", &count(n))]))]);
            continue;
        }
        let isolate = c.s.waiting.get(&domain::Stage::Isolate);
        let waits = |person: &&PersonId| isolate.is_some_and(|waiting| waiting.contains(*person));
        for person in group.people.iter().filter(waits) {
            people += 1;
            let button = may_give.then(|| room_button(c, site, *person));
            let named = [
                Bit::link(format!("/people/{}", person.0), person.to_string()),
                c.name(*person),
                link.clone(),
            ];
            lines.push(named.into_iter().chain(button).collect());
        }
    }
    (lines, people)
}

/// The way to the form that gives a person a room.
pub(crate) fn room_button(c: &Ctx<'_>, site: SiteId, person: PersonId) -> Bit {
    let href = format!("/sites/{}?person={person}#{CHECK_IN}", site.0);
    Bit::Button { href, text: c.say("stay-choose-room") }
}

/// Returns the card of a person at a site: the conditions of release, and the button where they are met or
/// where what called for the stay was taken back.
pub(crate) fn release_card(c: &Ctx<'_>, person: PersonId) -> Option<Block> {
    let stay = c.s.people.get(&person)?.stay.as_ref().filter(|stay| stay.released_at.is_none())?;
    let today = day_of(c.now);
    let until = c.s.stays_until(person, stay.until);
    let is_free = c.s.kept_without_reason(person);
    let (is_over, is_tested) = (until <= today, c.s.tested_for_release(person, today));
    let line = |met: bool, words: String| {
        let (class, key): (Tone, _) = if met { (GOOD, "release-met") } else { (BAD, "release-unmet") };
        vec![Bit::tag(class, c.w.t(key)), Bit::Text(words)]
    };
    let day = until.to_string();
    let day_words = c.ta(if is_over { "release-day" } else { "release-day-not" }, &[("day", &day)]);
    let test_words = c.say(if is_tested { "release-tested" } else { "release-not-tested" });
    // Whoever was kept on a mistake leaves at once: neither the day nor a test stands between.
    let conditions = if is_free {
        vec![line(true, c.say("release-withdrawn"))]
    } else {
        vec![line(is_over, day_words), line(is_tested, test_words)]
    };
    let mut parts = vec![Body::Lines(conditions)];
    if !may(c, May::Release) {
        parts.push(Body::Text(vec![c.say(if c.is_past { "past-no-action" } else { "release-who" })]));
    } else if is_free || (is_over && is_tested) {
        let button = if is_free { "release-withdrawn-button" } else { "release-button" };
        let mut form = Form::new(format!("/people/{}/release", person.0), c.t(button)).field(when_field(c));
        form.hint.clone_from(&stay.basis);
        parts.push(Body::Form(form));
    } else {
        parts.push(Body::Text(vec![c.say("release-later")]));
    }
    let words = c.ta("stay-room", &[("site", &c.site(stay.site)), ("room", &stay.room.to_string())]);
    Some(Card::block(c.t("release-title"), words, Body::Parts(parts)))
}

/// Returns the card of a person who has arrived but has no room.
pub(crate) fn room_card(c: &Ctx<'_>, person: PersonId) -> Option<Block> {
    let isolate = c.s.waiting.get(&domain::Stage::Isolate)?;
    let group = c.s.people.get(&person)?.group.filter(|_| isolate.contains(&person))?;
    let site = c.s.groups.get(group).filter(|row| row.arrived_at.is_some())?.site;
    let button = may(c, May::CheckIn).then(|| room_button(c, site, person));
    let words = Bit::text(c.ta("stay-arrived", &[("site", &c.site(site))]));
    let line = [words].into_iter().chain(button).collect();
    Some(Card::block(c.t("stay-check-in"), "", Body::Lines(vec![line])))
}

/// `POST /sites/{id}/check-in`
pub(crate) async fn check_in(visit: Visit, Path(id): Path<u32>, sent: Sent) -> Response {
    let site = SiteId(id);
    let given = person_of(sent.get("person")).ok_or_else(|| Problem::bad_field("person"));
    let room = match sent.get("room") {
        "" => Ok(None),
        room => room.parse::<u32>().map(Some).map_err(|_digits| Problem::bad_field("room")),
    };
    let (person, room, at) = match (given, room, when(&visit, &sent)) {
        (Ok(person), Ok(room), Ok(at)) => (person, room, at),
        (Err(problem), ..) | (_, Err(problem), _) | (_, _, Err(problem)) => {
            return again(visit, site, (&problem, &sent)).await;
        }
    };
    match visit.submit(Command::CheckIn { person, site, room, at }).await {
        Ok(()) => Redirect::to(&format!("/sites/{id}?in={person}")).into_response(),
        Err(problem) => again(visit, site, (&problem, &sent)).await,
    }
}

async fn again(visit: Visit, site: SiteId, refusal: (&Problem, &Sent)) -> Response {
    let page =
        visit.show_again(refusal.0, May::SeeRecords, |c, permit| sites::page(c, permit, site, Some(refusal)));
    page.await
}

/// `POST /groups/{id}/check-in`: everybody of a group who has no room gets the next free one.
pub(crate) async fn check_in_group(visit: Visit, Path(id): Path<u32>, sent: Sent) -> Response {
    let read = visit.app.permit(visit.viewer.clone(), May::SeeRecords).and_then(|permit| {
        visit.app.desk.read(|s| {
            let row =
                s.groups.get(GroupId(id)).ok_or_else(|| Problem::not_found("there is no such group"))?;
            if !permit.covers_group(s, row) {
                return Err(crate::permit::denied(access::Denial::Area));
            }
            let waiting = row.people.iter().filter(|person| !s.staying.contains(person)).copied();
            Ok((row.site, waiting.collect::<Vec<PersonId>>()))
        })?
    });
    let (site, people) = match read {
        Ok(read) => read,
        Err(problem) => return visit.refuse(&problem),
    };
    let at = match when(&visit, &sent) {
        Ok(at) => at,
        Err(problem) => return visit.refuse(&problem),
    };
    let (mut done, mut refused) = (Vec::new(), Vec::new());
    for person in people {
        match visit.submit(Command::CheckIn { person, site, room: None, at }).await {
            Ok(()) => done.push(person),
            Err(problem) => refused.push((person, problem)),
        }
    }
    let back = format!("/groups/{id}");
    visit
        .show(May::SeeRecords, |c, _permit| {
            let who = |person: PersonId| {
                vec![Bit::link(format!("/people/{}", person.0), person.to_string()), c.name(person)]
            };
            let room = |person: &PersonId| {
                let stay = c.s.people.get(person).and_then(|known| known.stay.as_ref());
                stay.map_or_else(Bit::none, |stay| {
                    Bit::text(c.ta("stay-in-room", &[("room", &stay.room.to_string())]))
                })
            };
            let outcome = Outcome {
                title: "stay-check-in",
                nav: "sites",
                back: (back, c.ta("move-see", &[("what", &GroupId(id).to_string())])),
                done: done.iter().map(|person| (who(*person), room(person))).collect(),
                same: Vec::new(),
                refused: refused.into_iter().map(|(person, problem)| (who(person), problem)).collect(),
                undo: None,
            };
            Ok(outcome_page(c, outcome))
        })
        .await
}

/// `POST /people/{id}/release`
pub(crate) async fn release(visit: Visit, Path(id): Path<u32>, sent: Sent) -> Response {
    let person = PersonId(id);
    let at = match when(&visit, &sent) {
        Ok(at) => at,
        Err(problem) => return visit.refuse(&problem),
    };
    match visit.submit(Command::Release { person, at }).await {
        Ok(()) => Redirect::to(&format!("/people/{id}")).into_response(),
        Err(problem) => {
            let trail = visit.entries(|s| person::trail_of(s, person)).await;
            let again = visit.show_again(&problem, May::SeeRecords, |c, permit| {
                person::page(c, permit, person, (&trail, Some(&problem)))
            });
            again.await
        }
    }
}

/// Returns what a site says after someone got a room.
pub(crate) fn just_in(c: &Ctx<'_>, site: SiteId) -> Option<Block> {
    let person = person_of(c.q.get("in"))?;
    let stay = c.s.people.get(&person)?.stay.as_ref().filter(|stay| stay.site == site)?;
    let words = c.ta(
        "stay-done",
        &[("who", &person.to_string()), ("room", &stay.room.to_string()), ("day", &stay.until.to_string())],
    );
    Some(Block::Notice {
        tone: if stay.released_at.is_none() { GOOD } else { INFO },
        bits: vec![Bit::Text(words)],
        action: None,
        alert: false,
    })
}
