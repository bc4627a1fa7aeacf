//! The demonstration: the city's register prepared, and December 2021 replayed through the real core.
//!
//! [`prepare::prepare`] turns the synthetic city into commands; [`Driver`] turns what the world reports into commands and submits
//! them to a [`Sink`], in the order in which the reports arrived, on a virtual clock.  Nothing here writes facts of its
//! own: what the ledger holds is what `Situation::decide` made of the reports.

mod driver;
#[cfg(test)]
mod figures;
mod keys;
#[cfg(test)]
mod memory;
mod prepare;
mod sink;
mod translate;
mod vault;

use driver::Driver;
pub(crate) use driver::{Failure, Outcome};
#[cfg(test)]
pub(crate) use memory::MemorySink;
pub(crate) use prepare::shapes;
pub(crate) use sink::Sink;
pub(crate) use vault::{entropy, vault_rows};

use domain::Timestamp;
use simulation::{city::City, outbreak::Outbreak};

/// The seed of the demonstration that is shown by default.
#[cfg(test)]
pub(crate) const DEFAULT_SEED: u64 = 1;

/// Prepares the city in a sink and replays the outbreak into it, up to and including `until` when given.
///
/// # Errors
/// [`Failure`] at the first report that the core refuses and the world does not expect to be refused.
pub(crate) fn replay(
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

#[cfg(test)]
mod tests;
