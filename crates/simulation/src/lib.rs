//! A synthetic city, made from a seed, that behaves like the real one where it matters to a response.
//!
//! The city has the published totals of Zhenhai district, Ningbo (census 2020) and otherwise nothing real: every
//! resident, name, number, address and building is invented.  It is generated in memory from a 64-bit seed; the
//! same seed gives the same bytes.
//!
//! Deliberately absent: files, clocks, global randomness, and any view of what the response believes.  The system
//! under test is only ever shown what a city would report.
//!
//! Start at [`city::City::zhenhai`], then [`outbreak::Outbreak::of`].

pub mod city;
pub mod draw;
mod number;
pub mod outbreak;
