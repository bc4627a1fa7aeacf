//! The virtual clock: seconds since 1 December 2021, 00:00 China Standard Time.

use domain::{
    Date, Timestamp,
    time::{add_days, start_of},
};

/// Seconds since 1 December 2021, 00:00 China Standard Time; negative in November.
pub(super) type Sec = i64;

/// A minute, an hour and a day in seconds.
pub(super) const MINUTE: Sec = 60;
pub(super) const HOUR: Sec = 3_600;
pub(super) const DAY: Sec = 86_400;

/// The first day of the clock.
const FIRST: Date = Date::constant(2021, 12, 1);

/// The second of a time of day in December 2021; days before the first are in November.
pub(super) fn on(day: i64, hour: i64, minute: i64) -> Sec {
    (day - 1) * DAY + hour * HOUR + minute * MINUTE
}

/// The instant of a second.
pub(super) fn instant(at: Sec) -> Timestamp {
    let base = start_of(FIRST).as_second();
    Timestamp::from_second(base + at).expect("the virtual clock stays within a few months of 2021")
}

/// The civil day of a second.
pub(super) fn date(at: Sec) -> Date {
    let days = i32::try_from(at.div_euclid(DAY)).expect("the virtual clock spans a few months");
    add_days(FIRST, days)
}

/// The number of the day in December of a second; 0 and below are in November.
pub(super) fn day(at: Sec) -> i64 {
    at.div_euclid(DAY) + 1
}

/// The hour of the day of a second.
pub(super) fn hour(at: Sec) -> i64 {
    at.rem_euclid(DAY) / HOUR
}

/// Moves a second that falls in the night (22:00 to 07:00) to the morning after, by its own minutes.
pub(super) fn by_day(at: Sec) -> Sec {
    match hour(at) {
        22.. => (day(at) * DAY) + 7 * HOUR + at.rem_euclid(3 * HOUR),
        ..7 => (day(at) - 1) * DAY + 7 * HOUR + at.rem_euclid(3 * HOUR),
        _ => at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_reads_as_people_write_it() {
        let at = on(7, 6, 0);
        assert_eq!(domain::time::minute_text(instant(at)), "2021-12-07 06:00");
        assert_eq!((day(at), hour(at)), (7, 6));
        assert_eq!(date(on(0, 12, 0)).to_string(), "2021-11-30");
        assert_eq!(hour(by_day(on(7, 23, 30))), 7 + 2);
    }
}
