//! Sets of household ids kept as runs, because households are seen staircase by staircase.

use domain::HouseholdId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A set of ids as disjoint runs that do not touch each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Runs {
    /// First id of a run to its last.
    runs: BTreeMap<u32, u32>,
}

impl Runs {
    /// Adds every id from `first` to `last`, both included; O(log n) and amortised by the runs it swallows.
    pub fn add(&mut self, first: HouseholdId, last: HouseholdId) {
        let (mut first, mut last) = (first.0, last.0);
        if last < first {
            return;
        }
        while let Some((&start, &end)) = self.runs.range(..=last.saturating_add(1)).next_back() {
            if end.saturating_add(1) < first {
                break;
            }
            first = first.min(start);
            last = last.max(end);
            self.runs.remove(&start);
        }
        self.runs.insert(first, last);
    }

    /// Returns whether the set has this id.
    pub fn has(&self, id: HouseholdId) -> bool {
        self.runs.range(..=id.0).next_back().is_some_and(|(_, &end)| id.0 <= end)
    }

    /// Returns how many ids from `first` to `last`, both included, are in the set.
    pub fn count_within(&self, first: HouseholdId, last: HouseholdId) -> u32 {
        let before = self.runs.range(..first.0).next_back().map(|(_, &end)| (first.0, end));
        let inside = self.runs.range(first.0..=last.0).map(|(&start, &end)| (start, end));
        let runs = before.into_iter().chain(inside).map(|(start, end)| (start, end.min(last.0)));
        runs.fold(0, |ids, run| ids.saturating_add(length(run)))
    }

    /// Returns how many ids there are.
    pub fn count(&self) -> u32 {
        self.runs.iter().fold(0, |ids, (start, end)| ids.saturating_add(length((*start, *end))))
    }
}

/// How many ids a run has; none when it ends before it starts.
fn length((start, end): (u32, u32)) -> u32 {
    end.checked_sub(start).map_or(0, |more| more.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn runs_are_the_set_of_their_ids(added in prop::collection::vec((1_u32..200, 0_u32..20), 0..40), first in 1_u32..200, len in 0_u32..60) {
            let mut runs = Runs::default();
            let mut ids = BTreeSet::new();
            for (start, length) in added {
                runs.add(HouseholdId(start), HouseholdId(start + length));
                ids.extend(start..=start + length);
            }
            prop_assert_eq!(usize::try_from(runs.count()).unwrap(), ids.len());
            let within = ids.range(first..=first + len).count();
            prop_assert_eq!(usize::try_from(runs.count_within(HouseholdId(first), HouseholdId(first + len))).unwrap(), within);
            for id in 1..240 {
                prop_assert_eq!(runs.has(HouseholdId(id)), ids.contains(&id));
            }
        }
    }
}
