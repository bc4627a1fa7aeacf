//! Line lists and lists of contacts, in and out: bytes in, records out.
//!
//! A file is read as a [`Table`] whatever program wrote it ([`read_table`]), its columns are matched
//! with fields ([`guess_mapping`]), a person confirms the [`Mapping`], and the table is read as
//! records ([`parse_line_list`], [`parse_contacts`]).  Every row with content ends in exactly one of
//! three places: accepted, merged with a row that it repeats, or rejected with its reasons.
//!
//! Deliberately absent: files, clocks, and any decision about what the city already knows.  Whether
//! a record is a new case is decided by whoever receives it.

mod age;
mod clean;
mod dates;
mod duplicates;
mod field;
mod guess;
mod headings;
mod identity;
mod links;
mod mapping;
mod order;
mod parse;
mod personal;
mod places;
mod plausibility;
mod reader;
mod record;
mod refusal;
mod table;
mod template;
mod vocabulary;
mod words;
mod write;

pub use age::{Age, AgeUnit};
pub use dates::{DateOrder, DateReading};
pub use field::{Field, Kind};
pub use identity::{IdFault, IdNumber, check_character};
pub use links::{KnownIds, Link, ProposedLink, links_in, propose_links};
pub use mapping::{ColumnMapping, Mapping, guess_mapping};
pub use order::OrderFinding;
pub use parse::{Watch, parse_contacts, parse_line_list};
pub use personal::holds_personal_number;
pub use places::{Place, PlaceFault, PlaceRow, parse_places};
pub use record::{
    Account, CaseRecord, ContactRecord, DateDecision, Extra, Fault, Merged, Parsed, Progress, Record,
    Rejected, Step, Warning,
};
pub use refusal::Refusal;
pub use table::{Cell, CellKind, Limits, ReadOptions, Row, Source, Table, read_table, read_table_with};
pub use template::template;
pub use vocabulary::{ClassWord, OutcomeWord, RingWord, Said, SeverityWord, Sex};
pub use words::Words;
pub use write::{WriteError, append_csv_row, line_list_csv, line_list_xlsx, rejected_workbook};
