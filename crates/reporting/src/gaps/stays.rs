//! People at sites: release and tests that are overdue.

use super::{Gap, GapKind, Harm};
use crate::drill::Drill;
use domain::{
    Date, PersonId, Timestamp, Unit,
    time::{add_days, day_of, end_of},
};
use situation::{Situation, state::Stay};

/// People whose last day is over and who were not released, so that a room is held against the rule and a person kept;
/// and people whose latest test day is over without a sample ([`Situation::test_owed`]).
pub(super) fn overdue(s: &Situation, now: Timestamp, found: &mut Vec<Gap>) {
    let yesterday = add_days(day_of(now), -1);
    for (person, stay) in staying(s) {
        let owed = |kind, harm, since| {
            let gap = Gap::new(kind, &person.to_string(), harm, Drill::Person(person));
            gap.since(since, now).unit(site_unit(s, stay))
        };
        if let Some(until) = last_day(s, person, stay, yesterday) {
            found.push(owed(GapKind::ReleaseDue, Harm::Work, end_of(until)));
        }
        if let Some(since) = s.test_owed(person, now) {
            found.push(owed(GapKind::TestDue, Harm::Spread, since));
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

fn staying(s: &Situation) -> impl Iterator<Item = (PersonId, &Stay)> {
    s.staying.iter().filter_map(|person| Some((*person, s.people.get(person)?.stay.as_ref()?)))
}

fn site_unit(s: &Situation, stay: &Stay) -> Option<Unit> {
    s.sites.get(stay.site).map(|site| Unit::Area(site.area.street()))
}
