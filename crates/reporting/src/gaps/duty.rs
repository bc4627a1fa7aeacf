//! Gates and posts that nobody keeps.

use super::{Gap, GapKind, Harm};
use crate::drill::Drill;
use domain::{DutyPlace, GateClass, Timestamp, Unit};
use situation::{Situation, state::Shift};

/// Open gates, and open posts for which shifts have ever been rostered, without a keeper at `now`.
pub(super) fn unmanned(s: &Situation, now: Timestamp, found: &mut Vec<Gap>) {
    for (id, gate) in s.gates.iter() {
        if gate.from > now || gate.closed_at.is_some_and(|at| at <= now) {
            continue;
        }
        let Some(since) = unkept_since(s, DutyPlace::Gate(id), gate.from, now) else {
            continue;
        };
        let harm = match gate.class {
            GateClass::Intercity => Harm::Spread,
            GateClass::Venue | GateClass::Community => zone_harm(s, gate.grid, now),
        };
        let unit = gate.grid.map_or(Unit::Area(gate.area.street()), Unit::Grid);
        let mut gap = Gap::new(GapKind::Unmanned, &id.to_string(), harm, Drill::Gate(id));
        gap.subject.clone_from(&gate.name);
        found.push(gap.since(since, now).unit(Some(unit)));
    }
    for (id, post) in s.posts.iter() {
        let over = post.until.is_some_and(|until| until <= now);
        if over || !s.duties.contains_key(&DutyPlace::Post(id)) {
            continue;
        }
        let Some(since) = unkept_since(s, DutyPlace::Post(id), post.opened_at, now) else {
            continue;
        };
        let mut gap = Gap::new(GapKind::Unmanned, &id.to_string(), Harm::Work, Drill::Post(id));
        gap.subject.clone_from(&post.name);
        found.push(gap.since(since, now).unit(Some(Unit::Post(id))));
    }
}

/// An unkept gate of a locked-down grid lets infection out; any other is late work.
fn zone_harm(s: &Situation, grid: Option<domain::GridId>, now: Timestamp) -> Harm {
    let zone = grid.and_then(|grid| s.zone_of_grid(grid, now));
    match zone {
        Some(domain::ZoneKind::Lockdown | domain::ZoneKind::Control) => Harm::Spread,
        Some(domain::ZoneKind::Precaution) | None => Harm::Work,
    }
}

/// Returns since when nobody keeps a place; `None` when somebody does.
fn unkept_since(s: &Situation, place: DutyPlace, opened: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let shifts = s.duties.get(&place).map(Vec::as_slice).unwrap_or_default();
    let kept = |shift: &&Shift| shift.keepers > 0 && shift.from <= now && now < shift.until;
    let missing = |shift: &Shift| {
        let spans = shift.missed.iter();
        spans.filter(|(from, until, _)| *from <= now && now < *until).map(|(from, _, _)| *from).min()
    };
    let current: Vec<Option<Timestamp>> = shifts.iter().filter(kept).map(missing).collect();
    if current.iter().any(Option::is_none) {
        return None;
    }
    let missed = current.into_iter().flatten().min();
    let ended = shifts.iter().filter(|shift| shift.until <= now).map(|shift| shift.until).max();
    Some(missed.or(ended).map_or(opened, |since| since.max(opened)))
}
