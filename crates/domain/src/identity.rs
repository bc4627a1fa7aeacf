//! Resident identity numbers (公民身份号码) and phone numbers, as written on forms.

use crate::case::Sex;
use jiff::civil::Date;

/// Weights of the first 17 digits.  Source: GB 11643-1999, 4.2.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// Check characters by remainder.  Source: GB 11643-1999, 4.2.
const CHECKS: [u8; 11] = *b"10X98765432";

/// Returns the check character that completes 17 digits; `None` when they are not 17 digits.
pub fn check_character(first_17: &str) -> Option<char> {
    if first_17.len() != WEIGHTS.len() {
        return None;
    }
    let mut sum = 0;
    for (digit, weight) in first_17.chars().zip(WEIGHTS) {
        sum += digit.to_digit(10)? * weight;
    }
    CHECKS.get(usize::try_from(sum % 11).ok()?).map(|check| char::from(*check))
}

/// Returns whether `number` has 18 characters, a real birth date and the right check character.
pub fn is_valid(number: &str) -> bool {
    let Some(first) = number.get(..17) else {
        return false;
    };
    let last = number.get(17..).unwrap_or_default();
    birth_date(number).is_some() && check_character(first).is_some_and(|check| last == check.to_string())
}

/// Returns the birth date written in an identity number; `None` when it is not a date.
pub fn birth_date(number: &str) -> Option<Date> {
    let year = number.get(6..10)?.parse().ok()?;
    let month = number.get(10..12)?.parse().ok()?;
    Date::new(year, month, number.get(12..14)?.parse().ok()?).ok()
}

/// Returns the sex written in an identity number: the 17th digit is odd for men.
pub fn sex(number: &str) -> Option<Sex> {
    let digit = number.chars().nth(16)?.to_digit(10)?;
    Some(if digit % 2 == 1 { Sex::Male } else { Sex::Female })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_example_is_valid_and_its_neighbours_are_not() {
        // A worked example in circulation for the checksum; it belongs to nobody.
        assert!(is_valid("350627199711275419"));
        assert!(!is_valid("350627199711275418"));
        assert!(!is_valid("350627199713275419"), "month 13");
        assert!(!is_valid("35062719971127541"));
        assert_eq!(sex("350627199711275419"), Some(Sex::Male));
    }
}
