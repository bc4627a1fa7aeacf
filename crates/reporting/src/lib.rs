//! Reports: what the situation means, for a minute and in two languages.
//!
//! Every function is pure in the [`situation::Situation`] and the minute shown, which must be the situation as it was
//! known at that minute; every report says up to which entry it knows.  Deliberately absent: decisions, storage, pages,
//! PDF.  Start reading at [`gaps`], then [`screen`].

pub mod bulletin;
pub mod catalogue;
pub mod chain;
pub mod curve;
pub mod drill;
pub mod figures;
pub mod funnel;
pub mod gaps;
pub mod interval;
pub mod lists;
pub mod map;
pub mod registers;
pub mod round;
pub mod scope;
pub mod screen;
pub mod stamp;
mod standing;
pub mod words;

pub use catalogue::{Catalogue, Lang};
pub use drill::Drill;
pub use stamp::Stamp;
pub use standing::Standing;
