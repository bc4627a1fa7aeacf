//! The days on which a contact is to be tested.

use crate::state::{Contact, Situation, Stay};
use domain::{
    CaseClass, Date, PersonId, Timestamp,
    pack::TestsFrom,
    time::{add_days, add_minutes, day_of, end_of},
};

/// Minutes that somebody who has just entered a room has for the first test: one day.
const FIRST_TEST_MINUTES: i64 = 24 * 60;

/// One test day of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TestDay {
    /// The day by the regime.
    pub due: Date,
    /// The first day on which a sample serves it.
    pub from: Date,
}

impl Situation {
    /// Returns the test days of a contact by the regime of its ring, earliest first.
    ///
    /// The protocol says what they are counted from ([`TestsFrom`]): the last exposure, which is day 0, or the isolation,
    /// of which the day the first room was entered is day 1.  Whoever has no room yet is kept at home from the day they
    /// were named, which then is day 1.
    ///
    /// A sample of the day before serves a test day too, unless the day before is one itself: sites go round by the
    /// morning, and who came in after midnight goes with those of the evening.
    pub fn test_days(&self, contact: &Contact) -> Vec<TestDay> {
        let outbreak = self.cases.get(contact.case).map(|case| case.outbreak);
        let rules = outbreak.and_then(|outbreak| self.rules(outbreak, contact.identified_at));
        let Some(regime) = rules.and_then(|(_, protocol)| protocol.regime(contact.ring)) else {
            return Vec::new();
        };
        let day_0 = match regime.tests_from {
            TestsFrom::Exposure => day_of(contact.last_exposure_at),
            TestsFrom::Isolation => {
                let stay = self.people.get(&contact.person).and_then(|known| known.stay.as_ref());
                let began = stay.map_or(contact.identified_at, |stay| stay.since);
                add_days(day_of(began), -1)
            }
        };
        let days = regime.test_days.iter();
        let days = days.map(|day| {
            let eve = day.checked_sub(1).filter(|eve| !regime.test_days.contains(eve));
            let due = add_days(day_0, i32::from(*day));
            TestDay { due, from: add_days(day_0, i32::from(eve.unwrap_or(*day))) }
        });
        days.collect()
    }

    /// Returns since when a test of a contact who stays at a site has been owed at `now`: the latest test day of the
    /// regimes that fell into the stay and is over without a sample on it or since.  `None` when none is owed.
    ///
    /// The first day is not over before one whole day was spent in the room; days after the last one of isolation are
    /// owed by nobody; a case is tested by the ward and not by the regime of contacts.
    pub fn test_owed(&self, person: PersonId, now: Timestamp) -> Option<Timestamp> {
        let known = self.people.get(&person)?;
        let stay = known.stay.as_ref().filter(|stay| stay.released_at.is_none())?;
        let case = known.case.and_then(|case| self.cases.get(case));
        if case.is_some_and(|case| case.class != CaseClass::Excluded) {
            return None;
        }
        let last = self.isolation_until(person);
        let live = known.contacts.iter().filter_map(|id| self.contacts.get(*id)).filter(|row| !row.withdrawn);
        let days = live.flat_map(|row| self.test_days(row));
        let days =
            days.filter(|day| day.due >= day_of(stay.since) && last.is_none_or(|last| day.due <= last));
        let latest = days.filter(|day| over_at(*day, stay) <= now).max()?;
        let taken = known.tubes.iter().rev().filter_map(|tube| self.tubes.get(*tube));
        let served = taken.map(|tube| day_of(tube.collected_at)).any(|day| day >= latest.from);
        (!served).then(|| over_at(latest, stay))
    }
}

/// Returns when a test day of somebody at a site is over.
fn over_at(day: TestDay, stay: &Stay) -> Timestamp {
    end_of(day.due).max(add_minutes(stay.since, FIRST_TEST_MINUTES))
}
