//! Ages as line lists write them.

use serde::{Deserialize, Serialize};

use crate::clean::folded;

/// Unit of an age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgeUnit {
    /// Completed years.
    Years,
    /// Completed months, for infants.
    Months,
    /// Days, for the newborn.
    Days,
}

/// Age as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Age {
    /// How many units.
    pub value: u16,
    /// The unit.
    pub unit: AgeUnit,
}

impl Age {
    /// Returns the age in completed years.
    pub fn years(self) -> u16 {
        match self.unit {
            AgeUnit::Years => self.value,
            AgeUnit::Months => self.value / 12,
            AgeUnit::Days => self.value / 365,
        }
    }
}

/// Reads "45", "45岁", "45.0", "8个月", "28天", "8 months"; `None` for anything else and for more than
/// 130 years.
pub(crate) fn read(text: &str) -> Option<Age> {
    let folded = folded(text);
    let text = folded.trim();
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let value: u16 = digits.parse().ok()?;
    // A spreadsheet passed through a program may write whole years as "45.0".
    let unit = match rest.strip_prefix(".0").unwrap_or(rest).trim().to_ascii_lowercase().as_str() {
        "" | "岁" | "歲" | "周岁" | "y" | "yr" | "yrs" | "year" | "years" => AgeUnit::Years,
        "月" | "个月" | "個月" | "月龄" | "m" | "month" | "months" => AgeUnit::Months,
        "天" | "日" | "日龄" | "d" | "day" | "days" => AgeUnit::Days,
        _other => return None,
    };
    let age = Age { value, unit };
    (age.years() <= 130).then_some(age)
}
