//! Words: names, numbers, ages, facts and refusals, in both languages.

pub mod labels;
pub mod numbers;
pub mod units;

pub use labels::Label;
pub use numbers::{age, clock_time, count, day, hours_minutes, moment, signed};
pub use units::{area_name, person_grid, titles, unit_name};
