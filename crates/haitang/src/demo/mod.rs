//! The demonstration: the city's register prepared, and December 2021 replayed through the real core.
//!
//! [`prepare`] turns the synthetic city into commands; [`Driver`] turns what the world reports into commands and submits
//! them to a [`Sink`], in the order in which the reports arrived, on a virtual clock.  Nothing here writes facts of its
//! own: what the ledger holds is what [`Situation::decide`] made of the reports.

mod driver;
mod figures;
mod keys;
mod prepare;
mod sink;
mod translate;
mod vault;

pub use driver::{Driver, Failure, Outcome};
pub use figures::{Comparison, Golden, TOLERANCE, compare, golden_page, published};
pub use prepare::prepare;
pub use sink::{MemorySink, Sink};
pub use vault::{entropy, vault_rows};

use domain::Timestamp;
use simulation::{city::City, outbreak::Outbreak};

/// The seed of the demonstration that is shown by default.
pub const DEFAULT_SEED: u64 = 1;

/// Prepares the city in a sink and replays the outbreak into it, up to and including `until` when given.
///
/// # Errors
/// [`Failure`] at the first report that the core refuses and the world does not expect to be refused.
pub fn replay(
    city: &City,
    seed: u64,
    until: Option<Timestamp>,
    sink: &mut dyn Sink,
) -> Result<Outcome, Failure> {
    let outbreak = Outbreak::of(city, seed).ok_or(Failure::NoRun { seed })?;
    let mut driver = Driver::new(city);
    driver.prepare(sink)?;
    driver.play(&outbreak.reports, until, sink)
}

/// Replays the whole outbreak and compares it with the published figures on the way.
///
/// # Errors
/// As [`replay`].
pub fn rehearse(city: &City, seed: u64, sink: &mut dyn Sink) -> Result<(Outcome, Vec<Comparison>), Failure> {
    let outbreak = Outbreak::of(city, seed).ok_or(Failure::NoRun { seed })?;
    let mut driver = Driver::new(city);
    driver.prepare(sink)?;
    let goldens = published();
    let mut rows = Vec::new();
    let mut from = 0;
    for (number, golden) in goldens.iter().enumerate() {
        let upto = from + outbreak.reports.iter().skip(from).take_while(|r| r.received <= golden.at).count();
        driver.go_on(outbreak.reports.get(from..upto).unwrap_or_default(), from, sink)?;
        from = upto;
        let again = goldens.iter().take(number).any(|earlier| earlier.at == golden.at);
        if !again {
            rows.extend(compare(&goldens, golden.at, sink.situation()));
        }
    }
    driver.go_on(outbreak.reports.get(from..).unwrap_or_default(), from, sink)?;
    Ok((driver.into_outcome(), rows))
}

#[cfg(test)]
mod tests;
