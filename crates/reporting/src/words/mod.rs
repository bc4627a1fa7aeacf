//! Words: names, numbers, ages, facts and refusals, in both languages.

pub mod facts;
pub mod labels;
pub mod numbers;
pub mod places;
pub mod refusals;
pub mod senders;
pub mod units;

pub use facts::fact_words;
pub use labels::Label;
pub use numbers::{age, clock_time, count, day, hours_minutes, moment, signed};
pub use places::{area_name_in, country_in};
pub use refusals::{RefusalWords, refusal_words};
pub use senders::sender_number;
pub use units::{area_name, person_grid, titles, unit_name};
