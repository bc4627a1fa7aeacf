//! Keyset paging: a page is what comes after a key, whatever was added in between.

use crate::stamp::Stamp;
use domain::{Timestamp, ids::Id};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use situation::Situation;
use std::{collections::BinaryHeap, fmt, str::FromStr};

/// Rows on a page when nothing is asked for.
const DEFAULT_LIMIT: u32 = 50;
/// Most rows on a page.
const MOST_ROWS: u32 = 1000;

/// The last row of a page: its sort key and its id, which tells rows with equal keys apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// Sort key.
    pub key: i64,
    /// Id of the row.
    pub id: u32,
}

/// Why a text is not a cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotACursor;

impl fmt::Display for NotACursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a cursor is a key and an id, such as 1638835200.17")
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.key, self.id)
    }
}

impl FromStr for Cursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (key, id) = text.rsplit_once('.').ok_or(NotACursor)?;
        let key = key.parse().map_err(|_number| NotACursor)?;
        Ok(Cursor { key, id: id.parse().map_err(|_number| NotACursor)? })
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// Which page of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Paging {
    /// Largest first.
    pub descending: bool,
    /// The last row of the page before.
    pub after: Option<Cursor>,
    /// Rows on a page, at most a thousand; fifty when absent.
    pub limit: Option<u32>,
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct List<T> {
    /// Up to which entry and for which minute.
    #[serde(flatten)]
    pub stamp: Stamp,
    /// Rows.
    pub rows: Vec<T>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<Cursor>,
    /// How many rows match in all.
    pub total: u64,
}

/// Takes the page out of what matches.  O(candidates · log of the page).
pub(crate) fn page<I: Id, T>(
    (s, now): (&Situation, Timestamp),
    paging: &Paging,
    candidates: impl Iterator<Item = (I, i64)>,
    row: impl Fn(I) -> Option<T>,
) -> List<T> {
    let limit = paging.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MOST_ROWS);
    let limit = usize::try_from(limit).unwrap_or(1);
    let flip = |key: i64| if paging.descending { key.saturating_neg() } else { key };
    let after = paging.after.map(|cursor| (flip(cursor.key), cursor.id));
    let mut total = 0;
    // The heap keeps the smallest keys: its top is the largest of them and falls out first.
    let mut kept: BinaryHeap<(i64, u32)> = BinaryHeap::with_capacity(limit + 2);
    for (id, key) in candidates {
        total += 1;
        let place = (flip(key), u32::try_from(id.to_index()).unwrap_or(u32::MAX));
        if after.is_some_and(|after| place <= after) {
            continue;
        }
        let full = kept.len() > limit;
        if !full || kept.peek().is_some_and(|top| place < *top) {
            kept.push(place);
            if full {
                kept.pop();
            }
        }
    }
    let mut places = kept.into_sorted_vec();
    let more = places.len() > limit;
    places.truncate(limit);
    let last = places.last().map(|(key, id)| Cursor { key: flip(*key), id: *id });
    let ids = places.iter().filter_map(|(_, id)| usize::try_from(*id).ok());
    List {
        stamp: Stamp::new(s, now),
        rows: ids.filter_map(|index| row(I::at_index(index))).collect(),
        next: last.filter(|_| more),
        total,
    }
}

/// Returns a day as a sort key; a missing day comes before every other.
pub(crate) fn day_key(day: Option<domain::Date>) -> i64 {
    day.map_or(i64::MIN + 1, |day| domain::time::start_of(day).as_second())
}
