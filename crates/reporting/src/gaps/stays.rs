//! People at sites: release and tests that are overdue.

use super::{Gap, GapKind, Harm};
use crate::drill::Drill;
use domain::{
    Date, PersonId, Timestamp, Unit,
    time::{add_days, day_of, days_between, end_of},
};
use situation::{
    Situation,
    state::{Person, Stay},
};

/// People whose last day is over and who were not released, so that a room is held against the rule and a person kept;
/// and people whose latest test day is over without a tube taken on it or since.
pub(super) fn overdue(s: &Situation, now: Timestamp, found: &mut Vec<Gap>) {
    let yesterday = add_days(day_of(now), -1);
    for (person, stay, known) in staying(s) {
        let owed = |kind, harm, day| {
            let gap = Gap::new(kind, &person.to_string(), harm, Drill::Person(person));
            gap.since(end_of(day), now).unit(site_unit(s, stay))
        };
        if let Some(until) = last_day(s, person, stay, yesterday) {
            found.push(owed(GapKind::ReleaseDue, Harm::Work, until));
        }
        let due = test_due(s, known, stay, yesterday);
        if let Some(due) = due.filter(|due| !tested_since(s, known, *due)) {
            found.push(owed(GapKind::TestDue, Harm::Spread, due));
        }
    }
}

/// Returns the last day of a stay when it was over by the end of `by`: `by` itself for someone who is kept although every
/// reason for it was taken back.  The later of the day given at check-in and the day
/// of the regime holds; the first is cheap to know.
fn last_day(s: &Situation, person: PersonId, stay: &Stay, by: Date) -> Option<Date> {
    if s.kept_without_reason(person) {
        return Some(by);
    }
    if stay.until > by {
        return None;
    }
    let by_regime = s.isolation_until(person);
    let until = by_regime.map_or(stay.until, |by_regime| by_regime.max(stay.until));
    (until <= by).then_some(until)
}

fn tested_since(s: &Situation, known: &Person, due: Date) -> bool {
    let taken = known.tubes.iter().rev().filter_map(|tube| s.tubes.get(*tube));
    taken.map(|tube| day_of(tube.collected_at)).any(|day| day >= due)
}

/// Returns the latest test day of a contact's regimes that was over by the end of `by` and fell into the stay.
fn test_due(s: &Situation, known: &Person, stay: &Stay, by: Date) -> Option<Date> {
    let arrived = day_of(stay.from);
    if known.case.is_some() || arrived > by {
        return None;
    }
    let live = known.contacts.iter().filter_map(|id| s.contacts.get(*id));
    let due = live.filter(|row| !row.withdrawn).filter_map(|row| {
        let outbreak = s.cases.get(row.case)?.outbreak;
        let (_, protocol) = s.rules(outbreak, row.identified_at)?;
        let exposed = day_of(row.last_exposure_at);
        let passed = days_between(exposed, by);
        let days = &protocol.regime(row.ring)?.test_days;
        let latest = days.iter().map(|day| i32::from(*day)).filter(|day| *day <= passed).max()?;
        let date = add_days(exposed, latest);
        (date >= arrived).then_some(date)
    });
    due.max()
}

fn staying(s: &Situation) -> impl Iterator<Item = (PersonId, &Stay, &Person)> {
    s.staying.iter().filter_map(|person| {
        let known = s.people.get(person)?;
        Some((*person, known.stay.as_ref()?, known))
    })
}

fn site_unit(s: &Situation, stay: &Stay) -> Option<Unit> {
    s.sites.get(stay.site).map(|site| Unit::Area(site.area.street()))
}
