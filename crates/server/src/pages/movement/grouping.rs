//! Transfer groups are formed here: whoever was chosen, sorted by what may travel together.

use super::{
    super::{
        bit::{BAD, Bit, GOOD, PLAIN, Td, Tr, WARN, class_class, ring_class},
        block::{Action, Block, Body, Card, Facts, Field, Form, Page, notice},
        cases::as_of,
        ctx::Ctx,
        form::Sent,
        frame::Frame,
        list::{Shown, code, column, empty, list, pick},
        tabs::{SITES, tabs},
        visit::Visit,
    },
    may, not_yours, person_of, refused, when, when_field,
};
use crate::{Problem, permit::Permit};
use access::Action as May;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{Command, GroupKind, PersonId, Ring, SiteId, SiteKind};
use reporting::words::count;
use situation::Refusal;

/// Who of those chosen may travel together, and who may not travel at all.
#[derive(Default)]
struct Sorted {
    kinds: Vec<(GroupKind, Vec<PersonId>)>,
    cannot: Vec<(PersonId, Problem)>,
}

/// Returns people named in a text, `R1,R2,3`; each once, in their order.
fn chosen(text: &str) -> Vec<PersonId> {
    let mut people: Vec<PersonId> = Vec::new();
    for person in text.split(',').filter_map(person_of) {
        if !people.contains(&person) {
            people.push(person);
        }
    }
    people
}

/// Writes people as a text that [`chosen`] reads.
pub(crate) fn written(people: &[PersonId]) -> String {
    people.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// Sorts people by what may share a vehicle; the rule itself is the core's, which has the last word.
fn sort(c: &Ctx<'_>, permit: &Permit, people: &[PersonId]) -> Sorted {
    let mut sorted = Sorted::default();
    for person in people {
        match fits(c, permit, *person) {
            Ok(kind) => match sorted.kinds.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, together)) => together.push(*person),
                None => sorted.kinds.push((kind, vec![*person])),
            },
            Err(problem) => sorted.cannot.push((*person, problem)),
        }
    }
    sorted.kinds.sort_by_key(|(kind, _)| *kind);
    sorted
}

fn fits(c: &Ctx<'_>, permit: &Permit, person: PersonId) -> Result<GroupKind, Problem> {
    let area = c.s.area_of(person).filter(|_| c.s.knows(person));
    let area = area.ok_or_else(|| Problem::not_found(format!("there is no person {person}")))?;
    permit.check_area(area)?;
    if c.s.is_moving(person) {
        return Err(Refusal::AlreadyMoving(person).into());
    }
    match (c.s.active_case(person), c.s.ring_of(person)) {
        (Some(_), _) => Ok(GroupKind::Positive),
        (None, Some(Ring::Close)) => Ok(GroupKind::Close),
        (None, Some(Ring::Secondary)) => Ok(GroupKind::Secondary),
        (None, Some(Ring::General) | None) => Err(Refusal::NotIsolated(person).into()),
    }
}

/// `GET /groups/new`
pub(crate) async fn new(visit: Visit) -> Response {
    visit.show(May::SeeRecords, |c, permit| Ok(page(c, permit, &chosen(c.q.get("people")), None))).await
}

fn page(c: &Ctx<'_>, permit: &Permit, people: &[PersonId], refusal: Option<(&Problem, &Sent)>) -> Page {
    let mut page = Page::new(Frame::new(c, c.t("grouping-heading"), "sites"), c.t("grouping-heading"));
    page.small = as_of(c);
    // Boxes that were ticked stay ticked: the page is not brought up to date by itself.
    page.live = false;
    page.crumbs =
        vec![(c.here("/groups"), c.say("groups-heading")), (String::new(), c.say("grouping-heading"))];
    page.tabs = tabs(c, SITES, "/groups");
    page.blocks.extend(refusal.map(|(problem, _)| refused(c, problem)));
    let sent = refusal.map(|(_, sent)| sent);
    if let Some(group) = c.q.parse::<u32>("made") {
        let made = domain::GroupId(group).to_string();
        page.blocks.push(Block::Notice {
            tone: GOOD,
            bits: vec![Bit::text(c.ta("grouping-made", &[("group", &made)]))],
            action: Some(Action::new(format!("/groups/{group}"), c.ta("move-see", &[("what", &made)]))),
            alert: false,
        });
    }
    let sorted = sort(c, permit, people);
    if people.is_empty() {
        let mut none = empty(c, "grouping-none-title", "grouping-none-text");
        none.actions.push(Action::new("/contacts?placed=no", c.t("contacts-view-unplaced")));
        page.blocks.push(Card::block(c.t("grouping-heading"), "", Body::Empty(none)));
        return page;
    }
    if sorted.kinds.len() > 1 {
        page.blocks.push(notice(WARN, c.t("grouping-apart")));
    }
    if !may(c, May::FormGroup) {
        page.blocks.push(not_yours(c, "grouping-heading", "grouping-who"));
    }
    for (kind, together) in &sorted.kinds {
        page.blocks.push(members(c, *kind, together, sent));
        if may(c, May::FormGroup) {
            page.blocks.push(form_of(c, *kind, (together, people), sent));
        }
    }
    if !sorted.cannot.is_empty() {
        page.blocks.push(cannot(c, &sorted.cannot));
    }
    page
}

fn form_id(kind: GroupKind) -> String {
    format!("group-{}", code(&kind))
}

/// Whether somebody is ticked: everybody at first, whoever was ticked where the form comes back.
fn is_ticked(kind: GroupKind, person: PersonId, sent: Option<&Sent>) -> bool {
    let same = sent.filter(|sent| pick::<GroupKind>(sent.get("kind")) == Some(kind));
    same.is_none_or(|sent| sent.all("pick").any(|text| person_of(text) == Some(person)))
}

fn members(c: &Ctx<'_>, kind: GroupKind, people: &[PersonId], sent: Option<&Sent>) -> Block {
    let rows = people.iter().map(|person| member(c, kind, *person, is_ticked(kind, *person, sent))).collect();
    let keys = ["bulk-col-pick", "col-person", "contacts-col-ring", "col-area", "contacts-col-standing"];
    let label = match kind {
        GroupKind::Positive => "grouping-positive",
        GroupKind::Close => "grouping-close",
        GroupKind::Secondary => "grouping-secondary",
    };
    let total = u64::try_from(people.len()).unwrap_or(0);
    let head = keys.map(|key| column(c.w.t(key))).into_iter().collect();
    let none = empty(c, "grouping-none-title", "grouping-none-text");
    let id = match kind {
        GroupKind::Positive => "members-positive",
        GroupKind::Close => "members-close",
        GroupKind::Secondary => "members-secondary",
    };
    list(c, Shown { id, label, head, rows, total, next: None, empty: none })
}

fn member(c: &Ctx<'_>, kind: GroupKind, person: PersonId, checked: bool) -> Tr {
    let known = c.s.people.get(&person);
    let case = c.s.active_case(person).and_then(|id| c.s.cases.get(id));
    let class = case.and_then(|case| case.classes.last()).map(|(class, ..)| *class);
    let what = match (class, c.s.ring_of(person)) {
        (Some(class), _) => Bit::tag(class_class(class), c.label(class)),
        (None, Some(ring)) => Bit::tag(ring_class(ring), c.label(ring)),
        (None, None) => Bit::none(),
    };
    let stay = known.and_then(|known| known.stay.as_ref()).filter(|stay| stay.released_at.is_none());
    let stands = match stay {
        Some(stay) => {
            let words = c.ta("stay-room", &[("site", &c.site(stay.site)), ("room", &stay.room.to_string())]);
            Bit::link(format!("/sites/{}", stay.site.0), words)
        }
        None => Bit::tag("warn", c.t("standing-waiting")),
    };
    let area = c.s.area_of(person).map(domain::Unit::Area);
    Tr {
        tone: PLAIN,
        cells: vec![
            Td::of(Bit::Pick {
                form: form_id(kind),
                name: "pick",
                value: person.to_string(),
                label: c.ta("bulk-pick", &[("what", &person.to_string())]),
                checked,
            }),
            Td::all(vec![Bit::link(format!("/people/{}", person.0), person.to_string()), c.name(person)]),
            Td::of(what),
            Td::of(area.map_or_else(Bit::none, |unit| c.unit_link(unit))),
            Td::of(stands),
        ],
    }
}

/// The sites with rooms, those made for this kind first, the emptiest first.
fn sites(c: &Ctx<'_>, kind: GroupKind) -> Vec<(String, String)> {
    let fitting = |site: SiteKind| match kind {
        GroupKind::Positive => matches!(site, SiteKind::Hospital | SiteKind::Shelter),
        GroupKind::Close | GroupKind::Secondary => site == SiteKind::Isolation,
    };
    let lodging = c.s.sites.iter().filter(|(_, row)| row.kind != SiteKind::Sampling && row.from <= c.now);
    let mut sites: Vec<_> = lodging.map(|(id, row)| (id, row, c.s.free_rooms(id))).collect();
    sites.sort_by_key(|(id, row, free)| (!fitting(row.kind), std::cmp::Reverse(*free), *id));
    let words = |(id, row, free): (SiteId, &situation::state::Site, u32)| {
        let values = [("site", row.name.as_str()), ("kind", c.label(row.kind)), ("n", &count(free))];
        (id.0.to_string(), c.ta("grouping-site", &values))
    };
    sites.into_iter().map(words).collect()
}

fn form_of(
    c: &Ctx<'_>,
    kind: GroupKind,
    (together, all): (&[PersonId], &[PersonId]),
    sent: Option<&Sent>,
) -> Block {
    let rest: Vec<PersonId> = all.iter().filter(|person| !together.contains(person)).copied().collect();
    let id = form_id(kind);
    let form = Form::new("/groups/form", c.t("grouping-button"))
        .id(id.clone())
        .carry("kind", code(&kind))
        .carry("shown", written(together))
        .carry("rest", written(&rest))
        .field(
            Field::new("select", "site", c.t("groups-col-site"), sent.map_or("", |sent| sent.get("site")))
                .id(format!("{id}-site"))
                .options(sites(c, kind)),
        )
        .field(when_field(c).id(format!("{id}-when")));
    let n = u32::try_from(together.len()).unwrap_or(u32::MAX);
    let small = c.ta("people-n", &[("n", &count(n))]);
    Card::block(c.ta("grouping-form", &[("kind", c.label(kind))]), small, Body::Form(form))
}

fn cannot(c: &Ctx<'_>, people: &[(PersonId, Problem)]) -> Block {
    let heads = ["col-person", "bulk-col-why"].map(|key| c.w.t(key));
    let mut table = Facts::new(c.t("grouping-cannot"), &heads);
    for (person, problem) in people {
        let who = vec![Bit::link(format!("/people/{}", person.0), person.to_string()), c.name(*person)];
        table.row(BAD, vec![Td::all(who), super::super::bulk::why(c, problem)]);
    }
    let n = u32::try_from(people.len()).unwrap_or(u32::MAX);
    Card::block(c.t("grouping-cannot"), c.ta("people-n", &[("n", &count(n))]), Body::Facts(table))
}

/// `POST /groups/form`
pub(crate) async fn form(visit: Visit, sent: Sent) -> Response {
    let picked: Option<Vec<PersonId>> = sent.all("pick").map(person_of).collect();
    let (kind, site) = (pick::<GroupKind>(sent.get("kind")), sent.parse::<u32>("site").map(SiteId));
    let (Some(people), Some(kind), Some(site)) = (picked, kind, site) else {
        return visit.refuse(&Problem::bad_field("pick, kind, site"));
    };
    let at = match when(&visit, &sent) {
        Ok(at) => at,
        Err(problem) => return visit.refuse(&problem),
    };
    let (shown, rest) = (chosen(sent.get("shown")), chosen(sent.get("rest")));
    let command = Command::FormGroup { kind, people: people.clone(), site, at };
    if let Err(problem) = visit.submit(command).await {
        let all: Vec<PersonId> = shown.into_iter().chain(rest).collect();
        let again = visit.show_again(&problem, May::SeeRecords, |c, permit| {
            Ok(page(c, permit, &all, Some((&problem, &sent))))
        });
        return again.await;
    }
    let first = people.first().copied();
    let made = visit.app.desk.read(|s| s.people.get(&first?)?.group).ok().flatten();
    // Whoever was unticked is still to be grouped, like those of another kind.
    let left: Vec<PersonId> =
        shown.into_iter().filter(|person| !people.contains(person)).chain(rest).collect();
    match (made, left.is_empty()) {
        (Some(group), true) => Redirect::to(&format!("/groups/{}", group.0)).into_response(),
        (Some(group), false) => {
            Redirect::to(&format!("/groups/new?people={}&made={}", written(&left), group.0)).into_response()
        }
        (None, _) => Redirect::to("/groups").into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_of_an_address_come_once_and_in_their_order() {
        let people = chosen("R3,R1,3,,x");
        assert_eq!(people, [PersonId(3), PersonId(1)]);
        assert_eq!(chosen(&written(&people)), people);
    }
}
