//! Rows of one file that repeat or contradict each other.

use std::collections::BTreeMap;

use crate::parse::{Comparable, cells_of};
use crate::record::{Fault, Merged, Record, Rejected};
use crate::table::Table;
use crate::words::{Words, rows_named};

/// A row without faults of its own.
pub(crate) struct Candidate<T> {
    /// Position of the row in the table.
    pub(crate) position: usize,
    pub(crate) record: T,
}

/// Where the candidates went.
pub(crate) struct Settled<T> {
    pub(crate) accepted: Vec<Record<T>>,
    pub(crate) merged: Vec<Merged>,
    pub(crate) rejected: Vec<Rejected>,
}

enum Fate {
    Accepted,
    Merged(u32),
    /// Contradicts these rows.
    Rejected(Vec<u32>),
}

/// Settles rows under one key: identical rows are merged into the first, contradicting rows are all
/// rejected, because nothing in the file says which of them is right.
pub(crate) fn settle<T: Comparable>(candidates: Vec<Candidate<T>>, table: &Table) -> Settled<T> {
    let number = |position: usize| table.rows.get(position).map_or(0, |row| row.number);
    let fates: Vec<Fate> = {
        let mut keyed: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut whole: BTreeMap<&T, Vec<usize>> = BTreeMap::new();
        for (index, candidate) in candidates.iter().enumerate() {
            match candidate.record.key() {
                Some(key) => keyed.entry(key).or_default().push(index),
                None => whole.entry(&candidate.record).or_default().push(index),
            }
        }
        let mut fates: Vec<Fate> = candidates.iter().map(|_| Fate::Accepted).collect();
        for group in keyed.into_values().chain(whole.into_values()).filter(|group| group.len() > 1) {
            fates_of_group(&group, &candidates, &mut fates, number);
        }
        fates
    };
    let mut settled =
        Settled { accepted: Vec::with_capacity(candidates.len()), merged: Vec::new(), rejected: Vec::new() };
    for (candidate, fate) in candidates.into_iter().zip(fates) {
        let row = number(candidate.position);
        match fate {
            Fate::Accepted => settled.accepted.push(Record { row, record: candidate.record }),
            Fate::Merged(into) => settled.merged.push(Merged { row, into }),
            Fate::Rejected(others) => {
                let cells = table.rows.get(candidate.position).map(cells_of).unwrap_or_default();
                settled.rejected.push(Rejected { row, faults: vec![contradiction(&others)], cells });
            }
        }
    }
    settled
}

fn fates_of_group<T: Comparable>(
    group: &[usize],
    candidates: &[Candidate<T>],
    fates: &mut [Fate],
    number: impl Fn(usize) -> u32,
) {
    let of = |index: usize| candidates.get(index);
    let Some(first) = group.first().and_then(|index| of(*index)) else {
        return;
    };
    let identical = group.iter().filter_map(|index| of(*index)).all(|other| other.record == first.record);
    let rows: Vec<u32> =
        group.iter().filter_map(|index| of(*index)).map(|member| number(member.position)).collect();
    for (place, index) in group.iter().enumerate() {
        let Some(fate) = fates.get_mut(*index) else {
            continue;
        };
        if !identical {
            let own = rows.get(place).copied();
            *fate = Fate::Rejected(rows.iter().copied().filter(|row| Some(*row) != own).collect());
        } else if place > 0 {
            *fate = Fate::Merged(number(first.position));
        }
    }
}

fn contradiction(others: &[u32]) -> Fault {
    let named = rows_named(others);
    Fault {
        column: None,
        reason: Words::new(
            format!("与第 {named} 行编号相同而内容不同"),
            format!("has the same number as row {named} and other content"),
        ),
        suggestion: Words::new("请核对后只保留正确的一行", "compare them and keep the right one only"),
    }
}
