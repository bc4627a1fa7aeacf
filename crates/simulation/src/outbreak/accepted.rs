//! Which runs are kept: those that agree with what was published of December 2021.
//!
//! An epidemic that begins with one person may die out or run away; the one that is replayed is known to have done
//! neither.  Runs are drawn until one passes every gate (rejection sampling): the simulation is conditioned on the
//! published course, no figure is written into it.

use super::clock::{Sec, on};
use super::spread::Epidemic;
use crate::city::City;

/// A condition that is checked once the clock has passed an instant.
pub(super) struct Gate {
    pub(super) at: Sec,
    pub(super) holds: fn(&City, &Epidemic) -> bool,
}

/// Found infections by an instant.
pub(super) fn known(epidemic: &Epidemic, by: Sec) -> usize {
    let found = epidemic.infections.iter().filter_map(|infection| infection.found);
    found.filter(|found| found.at <= by).count()
}

/// The conditions, in the order of time.
pub(super) const GATES: [Gate; 6] = [
    // The index tube of 5 December was abnormal.
    Gate {
        at: on_const(5, 9, 41),
        holds: |_, epidemic| {
            let infected = epidemic.infections.len();
            epidemic.infections.first().is_some_and(|index| index.found.is_some())
                && (4..=80).contains(&infected)
        },
    },
    // Two of the other three of the household were positive at 04:00 on 6 December, and nobody else was yet known.
    Gate { at: on_const(6, 4, 1), holds: |_, epidemic| known(epidemic, on(6, 4, 1)) == 3 },
    // One of the three had symptoms when the panel sat, the others had not: one confirmed and two asymptomatic.
    Gate {
        at: on_const(6, 14, 0),
        holds: |_, epidemic| {
            let first =
                epidemic.infections.iter().filter(|i| i.found.is_some_and(|found| found.at <= on(6, 4, 1)));
            first.filter(|i| i.onset.is_some_and(|onset| onset <= on(6, 13, 0))).count() == 1
        },
    },
    // Five were known in the city at 10:00 on 7 December.
    Gate { at: on_const(7, 10, 0), holds: |_, epidemic| (4..=6).contains(&known(epidemic, on(7, 10, 0))) },
    // The number of infections that can still become known must fit.
    Gate { at: on_const(9, 0, 0), holds: |_, epidemic| (26..=110).contains(&epidemic.infections.len()) },
    // Fifty-five were known at 16:00 on 14 December.
    Gate {
        at: on_const(14, 16, 0),
        holds: |_, epidemic| (49..=61).contains(&known(epidemic, on(14, 16, 0))),
    },
];

const fn on_const(day: i64, hour: i64, minute: i64) -> Sec {
    (day - 1) * 86_400 + hour * 3_600 + minute * 60
}
