//! A file as a table of cells, whatever program wrote it.

mod binary;
mod header;
mod kinds;
mod text;
mod workbook;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;
use crate::words::Words;

/// What the cell was in the file, where that matters to the reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CellKind {
    /// Text, or nothing.
    #[default]
    Text,
    /// A number typed as such in a workbook; its text is written without an exponent.
    Number,
    /// A date typed as such in a workbook, by the workbook's own date system.
    Date(Date),
    /// A number of more than 15 significant digits: the spreadsheet has already lost the rest.
    LostDigits,
}

/// One cell: its text after cleaning, and what it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// The content, trimmed and out of its wrapper; empty when the cell is.
    pub text: String,
    /// What the cell was in the file.
    pub kind: CellKind,
}

/// One row of data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Number of the row in the file as a spreadsheet shows it: the first row is 1.
    pub number: u32,
    /// Exactly as many cells as there are headings.
    pub cells: Vec<Cell>,
    /// Filled cells that stood beyond the last heading; such a row has slipped and is rejected.
    pub surplus: u32,
}

/// How the file was read, for the operator to see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The file's name, as sent.
    pub file_name: String,
    /// "CSV", "XLSX", "XLS" or "ODS".
    pub format: String,
    /// Encoding found, for text files.
    pub encoding: Option<String>,
    /// Delimiter found, for text files.
    pub delimiter: Option<char>,
    /// Sheet read, for workbooks.
    pub sheet: Option<String>,
    /// All sheets of the workbook.
    pub sheets: Vec<String>,
    /// Row of the headings; the first row is 1.
    pub header_row: u32,
    /// Whether serial day numbers count from 1904, as old Macintosh workbooks do.
    pub from_1904: bool,
}

/// A file as headings and rows of cells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// How the file was read.
    pub source: Source,
    /// The headings, trimmed; an empty heading is named by its position.
    pub headers: Vec<String>,
    /// Every row under the headings that has at least one filled cell.
    pub rows: Vec<Row>,
    /// Rows under the headings without any content.
    pub blank_rows: u32,
    /// Cells whose value a formula had computed; the value was used.
    pub formula_cells: u32,
    /// What the operator ought to know about the reading.
    pub notes: Vec<Words>,
}

/// How large a file may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest file in bytes.
    pub bytes: u64,
    /// Largest unpacked workbook in bytes.
    pub unpacked_bytes: u64,
    /// Most rows, headings included.
    pub rows: u32,
    /// Most columns.
    pub columns: u32,
    /// Most cells.
    pub cells: u64,
    /// Longest cell in characters.
    pub cell_chars: u32,
}

impl Default for Limits {
    /// 256 MiB, 1 GiB unpacked, the 1,048,576 rows and the 32,767 characters a cell that a worksheet
    /// can hold, 256 columns, 30 million cells.
    fn default() -> Self {
        Self {
            bytes: 256 << 20,
            unpacked_bytes: 1 << 30,
            rows: 1 << 20,
            columns: 256,
            cells: 30_000_000,
            cell_chars: 32_767,
        }
    }
}

/// What to read and how much of it to accept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Sheet to read; `None` takes the first with recognisable headings that is neither the example
    /// nor the guidance of a template.
    pub sheet: Option<String>,
    /// How large the file may be.
    pub limits: Limits,
}

/// Reads a file as a table with the default limits, choosing the sheet itself.
///
/// # Errors
/// A [`Refusal`] that says what the file is and what to do.
pub fn read_table(bytes: &[u8], file_name: &str) -> Result<Table, Refusal> {
    read_table_with(bytes, file_name, &ReadOptions::default())
}

/// Reads a file as a table.
///
/// # Errors
/// A [`Refusal`] that says what the file is and what to do.
pub fn read_table_with(bytes: &[u8], file_name: &str, options: &ReadOptions) -> Result<Table, Refusal> {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size > options.limits.bytes {
        return Err(Refusal::TooManyBytes { bytes: size, limit: options.limits.bytes });
    }
    match kinds::kind_of(bytes, file_name)? {
        kinds::FileKind::Text => text::read(bytes, file_name, options).map_err(|refusal| {
            // To speak of encodings would mislead: the name says that it was meant to be a workbook.
            let is_no_text = matches!(refusal, Refusal::Undecodable | Refusal::NoHeader);
            if is_no_text && kinds::is_named_workbook(file_name) {
                return kinds::not_a_workbook(file_name);
            }
            refusal
        }),
        kinds::FileKind::Workbook(format) => workbook::read(bytes, file_name, format, options),
    }
}

impl Row {
    /// Returns the cell of a column, or an empty one.
    pub(crate) fn cell(&self, column: usize) -> &Cell {
        static EMPTY: Cell = Cell { text: String::new(), kind: CellKind::Text };
        self.cells.get(column).unwrap_or(&EMPTY)
    }
}
