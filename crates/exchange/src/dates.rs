//! How a written date is read, once the order of day and month of its column is known.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::clean::{folded, is_unknown};
use crate::table::{Cell, CellKind};
use crate::words::Words;

/// Order of the parts of a written date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// The year stands first, the month is named, or the cell is a real date: nothing to decide.
    YearMonthDay,
    /// 14/01/2020.
    DayMonthYear,
    /// 01/14/2020.
    MonthDayYear,
    /// 12.6 or 12月6日: month and day, the year has to be stated.
    MonthDay,
}

/// How the dates of one column are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateReading {
    /// Order of the parts.
    pub order: DateOrder,
    /// Whether a person stated the order.  An order that was only found in one file is decided
    /// again from the values of the next.
    pub stated: bool,
    /// Year of dates written without one.
    pub year: Option<i16>,
}

/// Why a value is no date under a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateFault {
    TwoDigitYear,
    NoSuchDay,
    /// A year, a day and a month, in this order.
    DayBeforeMonth,
    OtherOrder,
    NoYear,
    Unreadable,
}

impl DateFault {
    pub(crate) fn reason(self, text: &str) -> Words {
        match self {
            Self::TwoDigitYear => Words::new(
                format!("日期“{text}”的年份只有两位"),
                format!("the date \"{text}\" has a year of two digits"),
            ),
            Self::NoSuchDay | Self::DayBeforeMonth => {
                Words::new(format!("日期“{text}”不存在"), format!("there is no such day as \"{text}\""))
            }
            Self::OtherOrder => Words::new(
                format!("日期“{text}”与本列的日月顺序不符"),
                format!("the date \"{text}\" does not fit the order of day and month of its column"),
            ),
            Self::NoYear => {
                Words::new(format!("日期“{text}”没有年份"), format!("the date \"{text}\" has no year"))
            }
            Self::Unreadable => Words::new(format!("“{text}”不是日期"), format!("\"{text}\" is no date")),
        }
    }

    pub(crate) fn suggestion(self) -> Words {
        match self {
            Self::TwoDigitYear | Self::NoYear => {
                Words::new("请写四位年份，如 2021-12-06", "write the year with four digits, as in 2021-12-06")
            }
            Self::NoSuchDay | Self::DayBeforeMonth | Self::OtherOrder | Self::Unreadable => Words::new(
                "请改成 2021-12-06 的写法；不知道时留空",
                "write it as 2021-12-06; leave it empty if not known",
            ),
        }
    }
}

/// What a value can be, whatever the order of its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Unknown,
    Exact(Date),
    /// Two small numbers and the year: day and month in either order.
    Slash {
        first: i8,
        second: i8,
        year: i16,
    },
    NoYear {
        month: i8,
        day: i8,
    },
    Fault(DateFault),
}

/// Reads what a cell can be.
pub(crate) fn shape(cell: &Cell, from_1904: bool) -> Shape {
    if let CellKind::Date(date) = cell.kind {
        return Shape::Exact(date);
    }
    let text = cell.text.as_str();
    if let Some(date) = iso(text) {
        return Shape::Exact(date);
    }
    if let Some(shape) = plain(text) {
        return shape;
    }
    if is_unknown(text) {
        return Shape::Unknown;
    }
    let folded = folded(text);
    let parts = Parts::of(without_time(folded.trim()));
    let typed_number = cell.kind == CellKind::Number;
    parts.map_or(Shape::Fault(DateFault::Unreadable), |parts| parts.shape(from_1904, typed_number))
}

/// The most frequent form, without any allocation.
fn iso(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
        return None;
    }
    let year: i16 = text.get(..4)?.parse().ok()?;
    if !plausible(year) {
        return None;
    }
    Date::new(year, text.get(5..7)?.parse().ok()?, text.get(8..)?.parse().ok()?).ok()
}

/// Three numbers between slashes, hyphens or dots, without any allocation.
fn plain(text: &str) -> Option<Shape> {
    let mut parts = text.split(['/', '-', '.']);
    let mut number = || {
        let part =
            parts.next().filter(|part| part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit()))?;
        Some((part.parse::<i64>().ok()?, part.len()))
    };
    let (first, second, third) = (number()?, number()?, number()?);
    if parts.next().is_some() {
        return None;
    }
    match (first.1, second.1, third.1) {
        (4, 1 | 2, 1 | 2) => Some(exact(first.0, second.0, third.0)),
        (1 | 2, 1 | 2, 4) => Some(slash(first.0, second.0, third.0)),
        _other => None,
    }
}

/// Years of living people and of their exposures; the year 0020 is a mistyped 2020.
fn plausible(year: i16) -> bool {
    (1880..=2200).contains(&year)
}

/// Cuts a time of day off: "2021-12-06 08:30", "2021-12-06T08:30:00Z".
fn without_time(text: &str) -> &str {
    let Some((before, _)) = text.split_once(':') else {
        return text;
    };
    before.rsplit_once([' ', 'T', 't']).map_or(text, |(date, _)| date.trim())
}

/// Up to three groups of digits, or one of them a month's English name.
struct Parts {
    groups: Vec<Group>,
    named_month: bool,
    month_sign: bool,
}

struct Group {
    value: i64,
    digits: usize,
    is_month: bool,
}

impl Parts {
    fn of(text: &str) -> Option<Self> {
        /// No date is longer, in bytes.
        const LONGEST: usize = 40;
        if text.len() > LONGEST {
            return None;
        }
        let mut parts = Self { groups: Vec::with_capacity(3), named_month: false, month_sign: false };
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let length = if c.is_ascii_digit() {
                rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())
            } else if c.is_ascii_alphabetic() {
                rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len())
            } else {
                c.len_utf8()
            };
            let (token, after) = rest.split_at(length);
            parts.take(token, c)?;
            rest = after;
        }
        (!parts.groups.is_empty() && parts.groups.len() <= 3).then_some(parts)
    }

    fn take(&mut self, token: &str, first: char) -> Option<()> {
        if first.is_ascii_digit() {
            self.groups.push(Group { value: token.parse().ok()?, digits: token.len(), is_month: false });
        } else if first.is_ascii_alphabetic() {
            self.groups.push(Group { value: month_named(token)?, digits: 0, is_month: true });
            self.named_month = true;
        } else if first == '月' {
            self.month_sign = true;
        } else if !matches!(
            first,
            '-' | '/' | '.' | ' ' | ',' | '年' | '日' | '号' | '號' | '−' | '–' | '、' | '\\'
        ) {
            return None;
        }
        Some(())
    }

    fn shape(&self, from_1904: bool, typed_number: bool) -> Shape {
        match self.groups.as_slice() {
            [only] if only.digits == 8 => compact(only.value),
            [only] | [only, _] if only.digits == 5 => serial(only.value, from_1904),
            [_, _] if typed_number => Shape::Fault(DateFault::Unreadable),
            [month, day] if month.digits <= 2 && day.digits <= 2 && day.digits > 0 => {
                no_year(month.value, day.value)
            }
            [a, b, c] if self.named_month => named(a, b, c),
            [year, month, day] if year.digits == 4 => exact(year.value, month.value, day.value),
            [first, second, year] if year.digits == 4 && first.digits <= 2 && second.digits <= 2 => {
                slash(first.value, second.value, year.value)
            }
            [a, b, c] if a.digits <= 2 && b.digits <= 2 && c.digits <= 2 => {
                Shape::Fault(DateFault::TwoDigitYear)
            }
            _other => Shape::Fault(DateFault::Unreadable),
        }
    }
}

fn month_named(word: &str) -> Option<i64> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let lower = word.to_ascii_lowercase();
    let position = MONTHS.iter().position(|month| lower.starts_with(month))?;
    i64::try_from(position + 1).ok()
}

fn exact(year: i64, month: i64, day: i64) -> Shape {
    let date = || {
        let year = i16::try_from(year).ok().filter(|year| plausible(*year))?;
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    };
    let exchanged = || month > 12 && day <= 12 && matches!(exact(year, day, month), Shape::Exact(_));
    match date() {
        Some(date) => Shape::Exact(date),
        None if exchanged() => Shape::Fault(DateFault::DayBeforeMonth),
        None => Shape::Fault(DateFault::NoSuchDay),
    }
}

fn compact(value: i64) -> Shape {
    exact(value / 10_000, value / 100 % 100, value % 100)
}

/// Reads a serial day number.  Source: ECMA-376 part 1, 18.17.4: day 1 of the 1900 system is
/// 1900-01-01 with a 29 February 1900 that never was, so that day 61 and later count from
/// 1899-12-30; day 0 of the 1904 system is 1904-01-01.
fn serial(value: i64, from_1904: bool) -> Shape {
    /// 1927 to 2119: the numbers that are days and not, say, postcodes of another kind.
    const DAYS: std::ops::RangeInclusive<i64> = 10_000..=80_000;
    let epoch = if from_1904 { Date::constant(1904, 1, 1) } else { Date::constant(1899, 12, 30) };
    let days = i32::try_from(value).ok().filter(|_| DAYS.contains(&value));
    let date = days.and_then(|days| epoch.checked_add(jiff::Span::new().days(days)).ok());
    date.map_or(Shape::Fault(DateFault::Unreadable), Shape::Exact)
}

fn no_year(month: i64, day: i64) -> Shape {
    match (i8::try_from(month), i8::try_from(day)) {
        // 2020 is a leap year, so every day that exists in some year passes.
        (Ok(month), Ok(day)) if Date::new(2020, month, day).is_ok() => Shape::NoYear { month, day },
        _other => Shape::Fault(DateFault::NoSuchDay),
    }
}

fn named(a: &Group, b: &Group, c: &Group) -> Shape {
    let (month, day, year) = if b.is_month {
        if a.digits == 4 { (b, c, a) } else { (b, a, c) }
    } else if a.is_month {
        (a, b, c)
    } else {
        return Shape::Fault(DateFault::Unreadable);
    };
    if year.digits == 2 {
        Shape::Fault(DateFault::TwoDigitYear)
    } else {
        exact(year.value, month.value, day.value)
    }
}

fn slash(first: i64, second: i64, year: i64) -> Shape {
    let possible = matches!(exact(year, first, second), Shape::Exact(_))
        || matches!(exact(year, second, first), Shape::Exact(_));
    match (i8::try_from(first), i8::try_from(second), i16::try_from(year)) {
        (Ok(first), Ok(second), Ok(year)) if possible => Shape::Slash { first, second, year },
        _other => Shape::Fault(DateFault::NoSuchDay),
    }
}

/// Makes a date of a shape under the reading of its column; `None` when nothing is known.
pub(crate) fn resolve(shape: Shape, reading: DateReading) -> Result<Option<Date>, DateFault> {
    match shape {
        Shape::Unknown => Ok(None),
        Shape::Exact(date) => Ok(Some(date)),
        Shape::Fault(fault) => Err(fault),
        Shape::Slash { first, second, year } => {
            let (month, day) = match reading.order {
                DateOrder::DayMonthYear => (second, first),
                DateOrder::MonthDayYear => (first, second),
                DateOrder::YearMonthDay | DateOrder::MonthDay if first == second => (first, second),
                DateOrder::YearMonthDay | DateOrder::MonthDay => return Err(DateFault::OtherOrder),
            };
            Date::new(year, month, day).map(Some).map_err(|_no_day| DateFault::OtherOrder)
        }
        Shape::NoYear { month, day } => {
            let year = reading.year.ok_or(DateFault::NoYear)?;
            Date::new(year, month, day).map(Some).map_err(|_no_day| DateFault::NoSuchDay)
        }
    }
}
