//! Time: instants are UTC inside and shown as China Standard Time; a day is a civil day of that zone.

use jiff::tz::{Offset, TimeZone};
pub use jiff::{Timestamp, civil::Date};

/// China Standard Time, UTC+8 without daylight saving (since 1991).
pub fn zone() -> TimeZone {
    TimeZone::fixed(Offset::constant(8))
}

/// Returns the civil day of `at` in China Standard Time.
pub fn day_of(at: Timestamp) -> Date {
    at.to_zoned(zone()).date()
}

/// Returns the instant at which `day` begins in China Standard Time; the first or the last instant there is for the few
/// days at either end of the calendar that begin outside it.
pub fn start_of(day: Date) -> Timestamp {
    let beyond = if day.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
    day.to_zoned(zone()).map_or(beyond, |zoned| zoned.timestamp())
}

/// Returns the instant at which `day` ends, which is when the next one begins (24:00).
pub fn end_of(day: Date) -> Timestamp {
    start_of(add_days(day, 1))
}

/// Returns `day` moved by `days`; saturates at the ends of the calendar.
pub fn add_days(day: Date, days: i32) -> Date {
    day.saturating_add(jiff::Span::new().days(days))
}

/// Returns the whole days from `from` to `to`, negative when `to` is earlier.
pub fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// Returns `at` moved by `minutes`; saturates at the ends of time.
pub fn add_minutes(at: Timestamp, minutes: i64) -> Timestamp {
    let second = at.as_second().saturating_add(minutes.saturating_mul(60));
    Timestamp::from_second(second).unwrap_or(if minutes < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

/// Returns the whole minutes from `from` to `to`, negative when `to` is earlier.
pub fn minutes_between(from: Timestamp, to: Timestamp) -> i64 {
    (to.as_second() - from.as_second()).div_euclid(60)
}

/// Reads a local time as staff write it, `2021-12-07T06:00` (also with seconds or a space), as China Standard Time; a
/// time that carries its own offset is read with that offset.  Hour 24 means the end of the day.  `None` when it is not a time.
pub fn parse_local(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    if let Some(day) = text.strip_suffix("T24:00").or_else(|| text.strip_suffix(" 24:00")) {
        return day.parse::<Date>().ok().map(end_of);
    }
    let civil: jiff::civil::DateTime = text.replacen(' ', "T", 1).parse().ok()?;
    Some(civil.to_zoned(zone()).ok()?.timestamp())
}

/// Returns `2021-12-07 06:00` in China Standard Time.
pub fn minute_text(at: Timestamp) -> String {
    at.to_zoned(zone()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// Returns `12-07 06:00` in China Standard Time, the form beside people.
pub fn short_text(at: Timestamp) -> String {
    at.to_zoned(zone()).strftime("%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_runs_from_midnight_to_midnight_in_china() {
        let at = parse_local("2021-12-06T00:00").unwrap();
        assert_eq!(at.to_string(), "2021-12-05T16:00:00Z");
        assert_eq!(day_of(at).to_string(), "2021-12-06");
        assert_eq!(parse_local("2021-12-06T24:00"), Some(end_of("2021-12-06".parse().unwrap())));
        assert_eq!(minute_text(at), "2021-12-06 00:00");
    }

    #[test]
    fn days_between_crosses_months_and_years() {
        let from = "2021-11-28".parse().unwrap();
        assert_eq!(days_between(from, "2022-01-02".parse().unwrap()), 35);
        assert_eq!(days_between("2022-01-02".parse().unwrap(), from), -35);
    }
}
