//! Identity numbers and telephone numbers.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::clean::folded;
use crate::vocabulary::Sex;
use crate::words::Words;

/// Weights of the first 17 digits.  Source: GB 11643-1999, ISO 7064:1983 MOD 11-2.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// Check characters by remainder.  Source: GB 11643-1999.
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// A document that names a person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", content = "number", rename_all = "snake_case")]
pub enum IdNumber {
    /// An 18-digit citizen identity number whose check character is right.
    Citizen(String),
    /// A 15-digit number of the form issued until 1999; it has no check character.
    Legacy(String),
    /// A passport, travel permit or other document, kept as written.
    Other(String),
}

impl IdNumber {
    /// Reads an identity number; blanks, hyphens and full-width digits are forgiven, a wrong digit
    /// is not.
    ///
    /// # Errors
    /// The reason and the suggestion, when the value has the form of a citizen number and is none.
    pub fn read(text: &str) -> Result<Self, IdFault> {
        let folded = folded(text);
        let kept: String = folded
            .trim_start_matches(['\'', '`', '‘', '’'])
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '－'))
            .map(|c| c.to_ascii_uppercase())
            .collect();
        if is_exponential(&folded) {
            return Err(IdFault::LostDigits);
        }
        let digits = kept.chars().filter(char::is_ascii_digit).count();
        match (kept.chars().count(), digits) {
            (18, 17 | 18) if starts_with_digits(&kept, 17) => citizen(kept),
            (15, 15) => match legacy_birth(&kept) {
                Some(_) => Ok(Self::Legacy(kept)),
                None => Err(IdFault::BirthDate),
            },
            (length, all) if length == all && length >= 10 => Err(IdFault::Length(length)),
            (length, _) if (4..=24).contains(&length) && kept.is_ascii() && digits > 0 => {
                Ok(Self::Other(kept))
            }
            _other => Err(IdFault::Unreadable),
        }
    }

    /// Returns the number as it is to be shown and compared.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Citizen(number) | Self::Legacy(number) | Self::Other(number) => number,
        }
    }

    /// Returns the date of birth that the number contains; `None` for other documents.
    pub fn birth_date(&self) -> Option<Date> {
        match self {
            Self::Citizen(number) => citizen_birth(number),
            Self::Legacy(number) => legacy_birth(number),
            Self::Other(_) => None,
        }
    }

    /// Returns the sex that the number contains (odd sequence numbers are male); `None` for other
    /// documents.
    pub fn sex(&self) -> Option<Sex> {
        let digit = match self {
            Self::Citizen(number) => number.get(16..17)?,
            Self::Legacy(number) => number.get(14..15)?,
            Self::Other(_) => return None,
        };
        let value: u8 = digit.parse().ok()?;
        Some(if value % 2 == 1 { Sex::Male } else { Sex::Female })
    }
}

/// Why a value is no identity number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdFault {
    /// The check character does not fit: a digit is mistyped.
    Check,
    /// The check character does not fit and the number ends in 000: a spreadsheet has rounded it.
    RoundedBySpreadsheet,
    /// The date of birth inside the number does not exist.
    BirthDate,
    /// The first two digits name no province.
    Province,
    /// So many digits are no form of identity number.
    Length(usize),
    /// A spreadsheet has written the number with an exponent and its last digits are gone.
    LostDigits,
    /// The value has no form of a document number.
    Unreadable,
}

impl IdFault {
    /// Says what is wrong.
    pub fn reason(self) -> Words {
        match self {
            Self::Check => {
                Words::new("身份证号校验位不符", "the check character of the ID number does not fit")
            }
            Self::RoundedBySpreadsheet => Words::new(
                "身份证号末三位为 000 且校验位不符，应是表格软件把号码当作数字舍入",
                "the ID number ends in 000 and fails its check: a spreadsheet has rounded it",
            ),
            Self::BirthDate => Words::new(
                "身份证号中的出生日期不存在",
                "the date of birth inside the ID number does not exist",
            ),
            Self::Province => Words::new(
                "身份证号前两位不是任何省份",
                "the first two digits of the ID number name no province",
            ),
            Self::Length(n) => Words::new(
                format!("身份证号应为 18 位，此处为 {n} 位"),
                format!("an ID number has 18 digits, this one {n}"),
            ),
            Self::LostDigits => Words::new(
                "号码以数字保存，超过 15 位的部分已丢失",
                "the number was stored as a number and its digits beyond the 15th are lost",
            ),
            Self::Unreadable => Words::new("不是可识别的证件号", "this is no document number"),
        }
    }

    /// Says what to do.
    pub fn suggestion(self) -> Words {
        match self {
            Self::RoundedBySpreadsheet | Self::LostDigits => Words::new(
                "请把该列设为“文本”格式，从原始资料重新录入号码",
                "set the column to text and enter the number again from the source",
            ),
            Self::Check | Self::BirthDate | Self::Province | Self::Length(_) | Self::Unreadable => {
                Words::new(
                    "请对照证件核对号码；不知道时留空",
                    "compare with the document; leave it empty if not known",
                )
            }
        }
    }
}

/// Says whether a number was written as `3.30205E+17`.
pub(crate) fn is_exponential(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.trim().split_once(['E', 'e']) else {
        return false;
    };
    let plain = |part: &str, extra: char| {
        !part.is_empty()
            && part.chars().all(|c| c.is_ascii_digit() || c == extra)
            && part.chars().any(|c| c.is_ascii_digit())
    };
    plain(mantissa, '.') && mantissa.contains('.') && exponent.starts_with('+') && plain(exponent, '+')
}

fn starts_with_digits(text: &str, count: usize) -> bool {
    text.chars().take(count).all(|c| c.is_ascii_digit())
}

fn citizen(number: String) -> Result<IdNumber, IdFault> {
    if !province_exists(&number) {
        return Err(IdFault::Province);
    }
    if citizen_birth(&number).is_none() {
        return Err(IdFault::BirthDate);
    }
    if check_character(&number) == number.chars().last() {
        Ok(IdNumber::Citizen(number))
    } else if number.ends_with("000") {
        Err(IdFault::RoundedBySpreadsheet)
    } else {
        Err(IdFault::Check)
    }
}

/// Returns the check character of the first 17 digits of an identity number; `None` when they are
/// not 17 digits.
///
/// Source: GB 11643-1999, ISO 7064:1983 MOD 11-2.
pub fn check_character(number: &str) -> Option<char> {
    let mut sum = 0;
    let mut digits = number.chars();
    for weight in WEIGHTS {
        sum += weight * digits.next()?.to_digit(10)?;
    }
    let remainder = usize::try_from(sum % 11).ok()?;
    CHECKS.get(remainder).copied()
}

fn province_exists(number: &str) -> bool {
    // Source: GB/T 2260, first two digits; 83 is used in residence permits of Taiwan residents.
    let code: u8 = number.get(..2).and_then(|code| code.parse().ok()).unwrap_or(0);
    matches!(code, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83 | 91)
}

fn citizen_birth(number: &str) -> Option<Date> {
    date_of(number.get(6..10)?, number.get(10..12)?, number.get(12..14)?)
}

fn legacy_birth(number: &str) -> Option<Date> {
    date_of(&format!("19{}", number.get(6..8)?), number.get(8..10)?, number.get(10..12)?)
}

fn date_of(year: &str, month: &str, day: &str) -> Option<Date> {
    let year: i16 = year.parse().ok()?;
    if !(1850..=2200).contains(&year) {
        return None;
    }
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A telephone number as read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PhoneForm {
    /// Eleven digits, the first 1 and the second 3 to 9.
    Mobile,
    /// Area code and number, or a number of seven or eight digits.
    Landline,
    /// Anything else.
    Unknown,
}

/// Normalises a telephone number: blanks, hyphens, brackets and the country code 86 go; the digits
/// stay.  A value of unknown form is returned as written.
pub(crate) fn phone(text: &str) -> (String, PhoneForm) {
    let folded = folded(text);
    let written = folded.trim_start_matches(['\'', '`', '‘', '’']);
    let written = written.strip_suffix(".0").unwrap_or(written);
    let digits: String =
        written.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '(' | ')' | '—' | '–')).collect();
    let local = digits
        .strip_prefix("+86")
        .or_else(|| digits.strip_prefix("0086"))
        .or_else(|| digits.strip_prefix("86").filter(|rest| rest.len() == 11))
        .unwrap_or(&digits);
    if !local.chars().all(|c| c.is_ascii_digit()) {
        return (text.to_owned(), PhoneForm::Unknown);
    }
    let second = local.chars().nth(1);
    if local.len() == 11 && local.starts_with('1') && matches!(second, Some('3'..='9')) {
        return (local.to_owned(), PhoneForm::Mobile);
    }
    match local.len() {
        10..=12 if local.starts_with('0') => (local.to_owned(), PhoneForm::Landline),
        7 | 8 => (local.to_owned(), PhoneForm::Landline),
        _other => (text.to_owned(), PhoneForm::Unknown),
    }
}
