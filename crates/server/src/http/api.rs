//! The handlers of the JSON API.

pub(super) mod audit;
pub(super) mod commands;
pub(super) mod figures;
pub(super) mod imports;
pub(super) mod lab;
pub(super) mod orders;
pub(super) mod people;
pub(super) mod records;
pub(super) mod session;

use crate::problem::Problem;

/// Reads an id of the address: the number, with or without its letter.
pub(super) fn id<I>(text: &str, prefix: &str, make: impl FnOnce(u32) -> I) -> Result<I, Problem> {
    let digits = text.strip_prefix(prefix).unwrap_or(text);
    digits
        .parse()
        .map(make)
        .map_err(|_digits| Problem::not_found(format!("there is nothing numbered {prefix}…")))
}
