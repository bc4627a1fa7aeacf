//! The serial interval seen so far: days between the onset of an infector and that of whom they infected.

use crate::chain::Chain;
use domain::{CaseId, Date, time::days_between};
use serde::Serialize;
use situation::Situation;

/// The serial interval of the confirmed pairs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SerialInterval {
    /// Confirmed pairs in which both cases have a day of onset.
    pub pairs: u32,
    /// The middle of their intervals in days, negative where the infected fell ill first; `None` without a pair.
    pub median_days: Option<f64>,
}

/// Returns the serial interval of a chain.  A link nobody confirmed, a case without symptoms and a day that is not an
/// onset say nothing of it.  O(edges log edges).
pub fn serial_interval(s: &Situation, chain: &Chain) -> SerialInterval {
    let cases: std::collections::BTreeMap<u32, CaseId> =
        chain.nodes.iter().filter_map(|node| Some((node.id, node.case?))).collect();
    let onset = |node: u32| -> Option<Date> { s.cases.get(*cases.get(&node)?)?.onset_on };
    let certain = chain.edges.iter().filter(|edge| edge.certain);
    let days = certain.filter_map(|edge| Some(days_between(onset(edge.from)?, onset(edge.to)?)));
    let mut days: Vec<i32> = days.collect();
    days.sort_unstable();
    let median = |last: usize| -> Option<f64> {
        let (low, high) = (days.get(last / 2)?, days.get(last.div_ceil(2))?);
        Some(f64::midpoint(f64::from(*low), f64::from(*high)))
    };
    SerialInterval {
        pairs: u32::try_from(days.len()).unwrap_or(u32::MAX),
        median_days: days.len().checked_sub(1).and_then(median),
    }
}
