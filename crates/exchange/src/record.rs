//! What an import yields: records, rejected rows, and an account in which no row is missing.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::age::Age;
use crate::identity::IdNumber;
use crate::order::OrderFinding;
use crate::vocabulary::{ClassWord, OutcomeWord, RingWord, Said, SeverityWord, Sex};
use crate::words::Words;

/// The content of a column that is mapped to no field, kept with the record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Extra {
    /// Position of the column; its heading is in [`Parsed::extra_columns`].
    pub column: usize,
    /// The content, never empty.
    pub text: String,
}

/// One case of a line list.  `None` everywhere means: not known, or not in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CaseRecord {
    /// The sender's number of the case.
    pub external_id: Option<String>,
    /// Name, as written.
    pub name: Option<String>,
    /// Identity number or other document, checked.
    pub id_number: Option<IdNumber>,
    /// Telephone, normalised where its form is known.
    pub phone: Option<String>,
    /// Sex.
    pub sex: Option<Said<Sex>>,
    /// Age.
    pub age: Option<Age>,
    /// Date of birth as written; the one inside the identity number is [`IdNumber::birth_date`].
    pub birth_on: Option<Date>,
    /// Present address.
    pub address: Option<String>,
    /// District or township.
    pub area: Option<String>,
    /// Day of first symptoms.
    pub onset_on: Option<Date>,
    /// Day of sampling.
    pub sampled_on: Option<Date>,
    /// Day of report.
    pub reported_on: Option<Date>,
    /// Day of confirmation.
    pub confirmed_on: Option<Date>,
    /// Day of diagnosis.
    pub diagnosed_on: Option<Date>,
    /// Day of death.
    pub died_on: Option<Date>,
    /// Classification.
    pub classification: Option<Said<ClassWord>>,
    /// Severity.
    pub severity: Option<Said<SeverityWord>>,
    /// Outcome.
    pub outcome: Option<Said<OutcomeWord>>,
    /// Source of infection in the sender's words.
    pub source: Option<String>,
    /// Numbers of the cases from which the infection came; empty when unknown.
    pub infectors: Vec<String>,
    /// First day of exposure.
    pub exposed_from: Option<Date>,
    /// Last day of exposure.
    pub exposed_until: Option<Date>,
    /// Place of infection.
    pub setting: Option<String>,
    /// Hospital.
    pub hospital: Option<String>,
    /// Country from which the case came.
    pub import_country: Option<String>,
    /// Remarks.
    pub notes: Option<String>,
    /// Content of the columns mapped to nothing.
    pub extras: Vec<Extra>,
}

/// One contact: who was with whom.  `None` everywhere means: not known, or not in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ContactRecord {
    /// Number of the case from which the exposure came; `None` when unknown.
    pub from: Option<String>,
    /// Number of the contact person.
    pub to: Option<String>,
    /// Name, as written.
    pub name: Option<String>,
    /// Identity number or other document, checked.
    pub id_number: Option<IdNumber>,
    /// Telephone, normalised where its form is known.
    pub phone: Option<String>,
    /// Sex.
    pub sex: Option<Said<Sex>>,
    /// Age.
    pub age: Option<Age>,
    /// Present address.
    pub address: Option<String>,
    /// Setting of the exposure.
    pub setting: Option<String>,
    /// Relation to the case.
    pub relation: Option<String>,
    /// First day of exposure.
    pub exposed_from: Option<Date>,
    /// Last day of exposure.
    pub exposed_until: Option<Date>,
    /// Ring.
    pub ring: Option<Said<RingWord>>,
    /// Remarks.
    pub notes: Option<String>,
    /// Content of the columns mapped to nothing.
    pub extras: Vec<Extra>,
}

/// An accepted row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record<T> {
    /// Row of the file.
    pub row: u32,
    /// Its content.
    pub record: T,
}

/// A row that repeats another row of the same file and was merged with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    /// The repeating row.
    pub row: u32,
    /// The accepted row that it repeats.
    pub into: u32,
}

/// One thing that is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Column concerned; `None` when it is the row as a whole.
    pub column: Option<usize>,
    /// What is wrong.
    pub reason: Words,
    /// What to do.
    pub suggestion: Words,
}

/// A row that was not accepted, with everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// Row of the file.
    pub row: u32,
    /// What is wrong; never empty.
    pub faults: Vec<Fault>,
    /// The row's cells, one for every heading.
    pub cells: Vec<String>,
}

/// Something a person ought to look at in a row that was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// Row of the file; `None` when it is the file as a whole.
    pub row: Option<u32>,
    /// Column concerned.
    pub column: Option<usize>,
    /// What was seen.
    pub words: Words,
}

/// How the dates of a column were decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateDecision {
    /// Position of the column.
    pub column: usize,
    /// Its heading.
    pub header: String,
    /// The finding with its evidence.
    pub finding: OrderFinding,
}

/// Where every row of the file went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Rows with content under the headings.
    pub read: u32,
    /// Rows that became a record.
    pub accepted: u32,
    /// Rows that repeat an accepted row.
    pub merged: u32,
    /// Rows rejected.
    pub rejected: u32,
}

impl Account {
    /// Says whether every row read is accounted for.
    pub fn balanced(self) -> bool {
        u64::from(self.read) == u64::from(self.accepted) + u64::from(self.merged) + u64::from(self.rejected)
    }
}

/// The outcome of reading a table as records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parsed<T> {
    /// Accepted rows, in the order of the file.
    pub accepted: Vec<Record<T>>,
    /// Rows that repeat an accepted row.
    pub merged: Vec<Merged>,
    /// Rejected rows, in the order of the file.
    pub rejected: Vec<Rejected>,
    /// What a person ought to look at.
    pub warnings: Vec<Warning>,
    /// How the dates of each date column were decided.
    pub dates: Vec<DateDecision>,
    /// Columns kept as extras: position and heading.
    pub extra_columns: Vec<(usize, String)>,
    /// Where every row went.
    pub account: Account,
}

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// What is being done.
    pub step: Step,
    /// Rows done in this step.
    pub done: u32,
    /// Rows of this step.
    pub of: u32,
}

/// A step of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Deciding the order of the dates.
    Dates,
    /// Reading rows as records.
    Rows,
    /// Looking for rows that repeat or contradict each other.
    Duplicates,
}
