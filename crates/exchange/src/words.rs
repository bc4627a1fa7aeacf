//! A sentence in both languages of the product.

use serde::{Deserialize, Serialize};

/// One sentence as an operator reads it, in Chinese and in English.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Words {
    /// Makes a sentence of its two versions.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}

/// Lists row numbers for a sentence: the first few, then how many more there are.
pub(crate) fn rows_named(rows: &[u32]) -> String {
    const NAMED: usize = 8;
    if rows.is_empty() {
        return "—".to_owned();
    }
    let first: Vec<String> = rows.iter().take(NAMED).map(u32::to_string).collect();
    let more = rows.len().saturating_sub(NAMED);
    if more == 0 { first.join(", ") } else { format!("{} … +{more}", first.join(", ")) }
}
