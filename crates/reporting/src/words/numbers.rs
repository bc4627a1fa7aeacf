//! Figures, ages and times as people read them.

use crate::catalogue::{Catalogue, Lang};
use domain::{Date, Timestamp, time};

/// Minutes from which an age is said in hours.
const HOURS_FROM: i64 = 180;

/// Returns a count with thousands separators: `12,103`.
pub fn count(number: impl Into<i64>) -> String {
    let number = number.into();
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        text.push('−');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Returns a change with its sign, the minus a real one: `+3`, `−2`, `0`.
pub fn signed(change: i64) -> String {
    if change > 0 { format!("+{}", count(change)) } else { count(change) }
}

/// Returns an age: minutes below three hours, whole hours from there: `48 分`, `5 时`.
pub fn age(minutes: i64, lang: Lang) -> String {
    let words = Catalogue::get(lang);
    let minutes = minutes.max(0);
    if minutes < HOURS_FROM {
        words.ta("age-minutes", &[("n", &count(minutes))])
    } else {
        words.ta("age-hours", &[("n", &count(minutes / 60))])
    }
}

/// Returns a duration in hours and minutes: `6 时 10 分`; below one hour only minutes.
pub fn hours_minutes(minutes: i64, lang: Lang) -> String {
    let words = Catalogue::get(lang);
    let minutes = minutes.max(0);
    let (hours, rest) = (count(minutes / 60), count(minutes % 60));
    if minutes < 60 {
        words.ta("age-minutes", &[("n", &rest)])
    } else if minutes % 60 == 0 {
        words.ta("age-hours", &[("n", &hours)])
    } else {
        words.ta("age-both", &[("h", &hours), ("m", &rest)])
    }
}

/// Returns `06:00` in China Standard Time.
pub fn clock_time(at: Timestamp) -> String {
    at.to_zoned(time::zone()).strftime("%H:%M").to_string()
}

/// Returns `12-07 06:00` in China Standard Time.
pub fn moment(at: Timestamp) -> String {
    time::short_text(at)
}

/// Returns `12-07`.
pub fn day(date: Date) -> String {
    date.strftime("%m-%d").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_thousands_separators_and_real_minus_signs() {
        assert_eq!(count(121_033), "121,033");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_000_000), "1,000,000");
        assert_eq!(signed(-2), "−2");
        assert_eq!(signed(3), "+3");
        assert_eq!(signed(0), "0");
    }

    #[test]
    fn ages_are_minutes_below_three_hours_and_hours_above() {
        assert_eq!(age(48, Lang::Zh), "48 分");
        assert_eq!(age(179, Lang::Zh), "179 分");
        assert_eq!(age(312, Lang::Zh), "5 时");
        assert_eq!(age(312, Lang::En), "5 h");
        assert_eq!(hours_minutes(370, Lang::Zh), "6 时 10 分");
        assert_eq!(hours_minutes(59, Lang::En), "59 min");
        assert_eq!(hours_minutes(409, Lang::Zh), "6 时 49 分", "from 09:40 to 16:29 is beyond six hours");
        assert_eq!(hours_minutes(360, Lang::Zh), "6 时");
    }
}
