//! The durable files of Haitang, seen from outside.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test ends at its first surprise")]

mod crash;
mod damage;
mod files;
mod ledger;
mod vault;

use logbook::NewEntry;

/// An entry whose every field depends on `n`, with a few hundred bytes of facts.
fn entry(n: u32) -> NewEntry {
    let facts: Vec<String> = (0..n % 4)
        .map(|i| format!(r#"{{"fact":"specimen_taken","person":{n},"tube":"T-{i}-采样"}}"#))
        .collect();
    NewEntry {
        at_ms: 1_772_323_200_000 + i64::from(n) * 250,
        received_ms: 1_772_323_199_000 + i64::from(n) * 250,
        device_ms: (!n.is_multiple_of(3)).then_some(1_772_323_100_000 - i64::from(n)),
        by: n % 17,
        schema: 1 + n % 2,
        fact_count: n % 4,
        facts: format!("[{}]", facts.join(",")),
    }
}
