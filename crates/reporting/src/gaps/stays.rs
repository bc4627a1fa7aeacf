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

/// People whose last day is over and who were not released, so that a room is held against the rule and a person kept.
pub(super) fn releases(s: &Situation, now: Timestamp, found: &mut Vec<Gap>) {
    let yesterday = add_days(day_of(now), -1);
    for (person, stay, _) in staying(s) {
        // The later of the day given at check-in and the day of the regime holds; the first is cheap to know.
        if stay.until > yesterday {
            continue;
        }
        let until = s.isolation_until(person).map_or(stay.until, |by_regime| by_regime.max(stay.until));
        if until > yesterday {
            continue;
        }
        let gap = Gap::new(GapKind::ReleaseDue, &person.to_string(), Harm::Work, Drill::Person(person));
        found.push(gap.since(end_of(until), now).unit(site_unit(s, stay)));
    }
}

/// People whose latest test day is over without a tube taken on it or since.
pub(super) fn tests(s: &Situation, now: Timestamp, found: &mut Vec<Gap>) {
    let yesterday = add_days(day_of(now), -1);
    for (person, stay, known) in staying(s) {
        let Some(due) = test_due(s, known, stay, yesterday) else {
            continue;
        };
        let taken = known.tubes.iter().rev().filter_map(|tube| s.tubes.get(*tube));
        if taken.map(|tube| day_of(tube.collected_at)).any(|day| day >= due) {
            continue;
        }
        let gap = Gap::new(GapKind::TestDue, &person.to_string(), Harm::Spread, Drill::Person(person));
        found.push(gap.since(end_of(due), now).unit(site_unit(s, stay)));
    }
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
