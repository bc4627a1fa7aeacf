//! A group on its way: a vehicle is sent, it leaves, it arrives.

use super::{
    super::{
        bit::{Bit, GOOD},
        block::{Action, Block, Body, Card, Field, Form, notice},
        ctx::Ctx,
        form::Sent,
        list::empty,
        sites::group_page,
        visit::Visit,
    },
    may, not_yours,
    stay::room_button,
    when, when_field,
};
use crate::Problem;
use access::Action as May;
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use domain::{Command, GroupId, GroupKind, PersonId, VehicleId, VehicleKind};
use reporting::words::count;
use situation::state::Group;

/// The id of the form that moves a group on, so that a press on a phone leads straight to it.
pub(crate) const NEXT: &str = "next";

/// Returns what has to be done next with a group.
pub(crate) fn next(c: &Ctx<'_>, id: GroupId, row: &Group) -> Vec<Block> {
    match (row.dispatched_at, row.departed_at, row.arrived_at) {
        (None, ..) if may(c, May::DispatchGroup) => vec![send(c, id, row)],
        (None, ..) => vec![not_yours(c, "transport-dispatch", "transport-who")],
        (Some(_), None, _) if may(c, May::DepartGroup) => {
            vec![step(c, id, "depart", "transport-depart", "transport-depart-text")]
        }
        (Some(_), None, _) => vec![not_yours(c, "transport-depart", "transport-who")],
        (_, Some(_), None) if may(c, May::ArriveGroup) => {
            vec![step(c, id, "arrive", "transport-arrive", "transport-arrive-text")]
        }
        (_, Some(_), None) => vec![not_yours(c, "transport-arrive", "transport-arrive-who")],
        (_, _, Some(_)) => vec![rooms(c, id, row)],
    }
}

/// Returns the words of the form that moves a group on; none where the viewer has none.
pub(crate) fn next_words(c: &Ctx<'_>, row: &Group) -> Option<&'static str> {
    let (action, key) = match (row.dispatched_at, row.departed_at, row.arrived_at) {
        (None, ..) => (May::DispatchGroup, "transport-dispatch"),
        (Some(_), None, _) => (May::DepartGroup, "transport-depart"),
        (_, Some(_), None) => (May::ArriveGroup, "transport-arrive"),
        (_, _, Some(_)) if without_room(c, row).is_empty() => return None,
        (_, _, Some(_)) => (May::CheckIn, "stay-check-in"),
    };
    may(c, action).then(|| c.w.t(key))
}

/// Returns people of a group who have no room yet.
pub(crate) fn without_room(c: &Ctx<'_>, row: &Group) -> Vec<PersonId> {
    row.people.iter().filter(|person| !c.s.staying.contains(person)).copied().collect()
}

fn send(c: &Ctx<'_>, id: GroupId, row: &Group) -> Block {
    let wanted = row.people.len();
    let mut free: Vec<_> = c.s.vehicles.iter().filter(|(_, car)| car.group.is_none()).collect();
    let suits = |kind: VehicleKind| (kind == VehicleKind::Ambulance) == (row.kind == GroupKind::Positive);
    // What holds them all and suits them comes first, the smallest of those before the larger.
    free.sort_by_key(|(_, car)| (usize::from(car.seats) < wanted, !suits(car.kind), car.seats));
    let fits = free.first().is_some_and(|(_, car)| usize::from(car.seats) >= wanted);
    let options: Vec<(String, String)> = free
        .into_iter()
        .map(|(vehicle, car)| {
            let key = if usize::from(car.seats) < wanted { "transport-car-small" } else { "transport-car" };
            let seats = count(i64::from(car.seats));
            let values = [("car", car.label.as_str()), ("kind", c.label(car.kind)), ("n", &seats)];
            (vehicle.0.to_string(), c.ta(key, &values))
        })
        .collect();
    if options.is_empty() {
        let mut none = empty(c, "transport-none-title", "transport-none-text");
        none.actions.push(Action::new("/vehicles", c.t("move-see-vehicles")));
        return Card::block(c.t("transport-dispatch"), "", Body::Empty(none));
    }
    let mut form = Form::new(format!("/groups/{}/dispatch", id.0), c.t("transport-dispatch"))
        .id(NEXT)
        .field(Field::new("select", "vehicle", c.t("groups-col-vehicle"), "").options(options))
        .field(when_field(c));
    if !fits {
        form.hint = c.say("transport-too-many");
    }
    let n = u32::try_from(wanted).unwrap_or(u32::MAX);
    Card::block(c.t("transport-dispatch"), c.ta("people-n", &[("n", &count(n))]), Body::Form(form))
}

fn step(c: &Ctx<'_>, id: GroupId, which: &'static str, title: &'static str, text: &'static str) -> Block {
    let mut form = Form::new(format!("/groups/{}/{which}", id.0), c.w.t(title)).id(NEXT).field(when_field(c));
    c.w.t(text).clone_into(&mut form.hint);
    Card::block(c.w.t(title), "", Body::Form(form))
}

fn rooms(c: &Ctx<'_>, id: GroupId, row: &Group) -> Block {
    let waiting = without_room(c, row);
    if waiting.is_empty() {
        return notice(GOOD, c.t("transport-all-in"));
    }
    if !may(c, May::CheckIn) {
        return not_yours(c, "stay-check-in", "stay-who");
    }
    let n = count(u32::try_from(waiting.len()).unwrap_or(u32::MAX));
    let mut form = Form::new(format!("/groups/{}/check-in", id.0), c.ta("stay-all", &[("n", &n)])).id(NEXT);
    form.hint = c.ta("stay-all-hint", &[("free", &count(rooms_free(c, row)))]);
    let each = waiting.iter().map(|person| {
        vec![
            Bit::link(format!("/people/{}", person.0), person.to_string()),
            c.name(*person),
            room_button(c, row.site, *person),
        ]
    });
    let body = Body::Parts(vec![Body::Form(form), Body::Lines(each.collect())]);
    Card::block(c.t("stay-check-in"), c.ta("people-n", &[("n", &n)]), body)
}

/// Rooms that nobody is in, whether promised to these people or not.
fn rooms_free(c: &Ctx<'_>, row: &Group) -> u32 {
    c.s.sites
        .get(row.site)
        .map_or(0, |site| site.rooms.saturating_sub(u32::try_from(site.taken.len()).unwrap_or(u32::MAX)))
}

/// `POST /groups/{id}/dispatch`
pub(crate) async fn dispatch(visit: Visit, Path(id): Path<u32>, sent: Sent) -> Response {
    let Some(vehicle) = sent.parse::<u32>("vehicle").map(VehicleId) else {
        return visit.refuse(&Problem::bad_field("vehicle"));
    };
    let group = GroupId(id);
    give(visit, group, &sent, |at| Command::DispatchGroup { group, vehicle, at }).await
}

/// `POST /groups/{id}/depart`
pub(crate) async fn depart(visit: Visit, Path(id): Path<u32>, sent: Sent) -> Response {
    let group = GroupId(id);
    give(visit, group, &sent, |at| Command::DepartGroup { group, at }).await
}

/// `POST /groups/{id}/arrive`
pub(crate) async fn arrive(visit: Visit, Path(id): Path<u32>, sent: Sent) -> Response {
    let group = GroupId(id);
    give(visit, group, &sent, |at| Command::ArriveGroup { group, at }).await
}

async fn give(
    visit: Visit,
    id: GroupId,
    sent: &Sent,
    command: impl FnOnce(domain::Timestamp) -> Command + Send,
) -> Response {
    let at = match when(&visit, sent) {
        Ok(at) => at,
        Err(problem) => return visit.refuse(&problem),
    };
    match visit.submit(command(at)).await {
        Ok(()) => Redirect::to(&format!("/groups/{}", id.0)).into_response(),
        Err(problem) => {
            let again = visit
                .show_again(&problem, May::SeeRecords, |c, permit| group_page(c, permit, id, Some(&problem)));
            again.await
        }
    }
}
