//! Tables out: exports and the workbook of rejected rows.
//!
//! A cell that a spreadsheet program might run — one that starts with `=`, `+`, `-`, `@`, a tab or a
//! line break, or with the full-width forms of these signs — is written with an apostrophe before
//! it, and [`crate::read_table`] takes that apostrophe off again.  Source: OWASP, CSV injection.

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::clean::starts_formula;
use crate::record::{Fault, Rejected};
use crate::table::Table;
use crate::words::Words;

/// Headings that [`rejected_workbook`] adds; they are no content when the file comes back.
const OWN_COLUMNS: [&str; 5] = ["原文件行 Row", "原因", "建议", "Reason (en)", "Suggestion (en)"];

/// Says whether a heading was added by this program.
pub(crate) fn is_own_column(header: &str) -> bool {
    OWN_COLUMNS.contains(&header)
}

/// Why a workbook cannot be written: more rows, columns or characters than a worksheet holds.
#[derive(Debug, thiserror::Error)]
#[error("the table does not fit into a worksheet")]
pub struct WriteError(#[from] XlsxError);

/// Puts an apostrophe before a cell that a spreadsheet might run; apostrophes already there are
/// doubled in effect, so that reading gives back what was written.
fn harmless(text: &str) -> String {
    if text.trim_start_matches('\'').starts_with(starts_formula) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// Writes a table as CSV: UTF-8 with a byte-order mark, commas, CRLF, cells made harmless.
///
/// A spreadsheet program that opens CSV still turns long numbers into numbers of 15 digits; for
/// identity numbers use [`line_list_xlsx`].
pub fn line_list_csv(headers: &[&str], rows: &[Vec<String>]) -> Vec<u8> {
    let mut out = b"\xef\xbb\xbf".to_vec();
    append_csv_row(&mut out, headers);
    for row in rows {
        append_csv_row(&mut out, row);
    }
    out
}

/// Appends one row in the form of [`line_list_csv`], for exports that are sent as they are made.
pub fn append_csv_row<S: AsRef<str>>(out: &mut Vec<u8>, cells: &[S]) {
    for (position, cell) in cells.iter().enumerate() {
        if position > 0 {
            out.push(b',');
        }
        let text = harmless(cell.as_ref());
        // A row of one empty cell would be a blank line, so an empty first cell is quoted.
        let quoted = text.contains([',', '"', '\n', '\r']) || (text.is_empty() && cells.len() == 1);
        if quoted {
            out.push(b'"');
            out.extend_from_slice(text.replace('"', "\"\"").as_bytes());
            out.push(b'"');
        } else {
            out.extend_from_slice(text.as_bytes());
        }
    }
    out.extend_from_slice(b"\r\n");
}

/// Writes a table as a workbook of one sheet in which every cell is text, so that no number loses
/// digits and no cell is run.
///
/// # Errors
/// [`WriteError`] when a worksheet cannot hold the table.
pub fn line_list_xlsx(headers: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, WriteError> {
    let mut book = new_workbook()?;
    let sheet = book.add_worksheet();
    sheet.set_name("数据 Data")?;
    write_head(sheet, headers)?;
    for (position, row) in rows.iter().enumerate() {
        write_row(sheet, position + 1, row, None)?;
    }
    Ok(book.save_to_buffer()?)
}

/// Writes the rejected rows as a workbook: the sender's own columns as text, the bad cells marked,
/// and the row number, reason and suggestion in added columns.
///
/// Once mended it can be imported through the mapping of the first file; the added columns are then
/// passed over.
///
/// # Errors
/// [`WriteError`] when a worksheet cannot hold the rows.
pub fn rejected_workbook(table: &Table, rejected: &[Rejected]) -> Result<Vec<u8>, WriteError> {
    let mut book = new_workbook()?;
    let sheet = book.add_worksheet();
    sheet.set_name("退回 Rejected")?;
    // A file that comes back for the second time already has these columns.
    let kept: Vec<usize> = table
        .headers
        .iter()
        .enumerate()
        .filter(|(_, header)| !is_own_column(header))
        .map(|(column, _)| column)
        .collect();
    let own_headers = kept.iter().filter_map(|column| table.headers.get(*column)).map(String::as_str);
    let headers: Vec<&str> = own_headers.chain(OWN_COLUMNS).collect();
    write_head(sheet, &headers)?;
    let marked = Format::new().set_background_color(Color::RGB(0x00FC_E4D6)).set_num_format("@");
    for (position, row) in rejected.iter().enumerate() {
        let mut cells: Vec<String> =
            kept.iter().map(|column| row.cells.get(*column).cloned().unwrap_or_default()).collect();
        let number = row.row.to_string();
        let zh = |words: &Words| words.zh.clone();
        let en = |words: &Words| words.en.clone();
        cells.extend([
            number,
            joined(&row.faults, |fault| zh(&fault.reason), "；"),
            joined(&row.faults, |fault| zh(&fault.suggestion), "；"),
            joined(&row.faults, |fault| en(&fault.reason), "; "),
            joined(&row.faults, |fault| en(&fault.suggestion), "; "),
        ]);
        let bad: Vec<usize> = row
            .faults
            .iter()
            .filter_map(|fault| kept.iter().position(|column| Some(*column) == fault.column))
            .collect();
        write_row(sheet, position + 1, &cells, Some((&marked, &bad)))?;
    }
    Ok(book.save_to_buffer()?)
}

fn joined(faults: &[Fault], words: impl Fn(&Fault) -> String, separator: &str) -> String {
    let mut said: Vec<String> = Vec::new();
    for fault in faults {
        let sentence = words(fault);
        if !said.contains(&sentence) {
            said.push(sentence);
        }
    }
    said.join(separator)
}

/// A workbook with a fixed date of creation, so that the same table gives the same bytes.
pub(crate) fn new_workbook() -> Result<Workbook, WriteError> {
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(2020, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    Ok(book)
}

/// Writes the headings and makes every column text, also for what is typed later.
pub(crate) fn write_head(sheet: &mut Worksheet, headers: &[&str]) -> Result<(), WriteError> {
    let bold = Format::new().set_bold().set_num_format("@");
    let text = Format::new().set_num_format("@");
    for (position, header) in headers.iter().enumerate() {
        let column = column_number(position)?;
        sheet.set_column_format(column, &text)?;
        sheet.set_column_width(column, 16)?;
        sheet.write_string_with_format(0, column, harmless(header), &bold)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// Writes one row of text; the columns in `marked` get its format.
pub(crate) fn write_row(
    sheet: &mut Worksheet,
    row: usize,
    cells: &[String],
    marked: Option<(&Format, &[usize])>,
) -> Result<(), WriteError> {
    let row = u32::try_from(row).map_err(|_beyond| XlsxError::RowColumnLimitError)?;
    for (position, cell) in cells.iter().enumerate() {
        let column = column_number(position)?;
        match marked.filter(|(_, columns)| columns.contains(&position)) {
            Some((format, _)) => sheet.write_string_with_format(row, column, harmless(cell), format)?,
            None if cell.is_empty() => continue,
            None => sheet.write_string(row, column, harmless(cell))?,
        };
    }
    Ok(())
}

fn column_number(position: usize) -> Result<u16, WriteError> {
    u16::try_from(position).map_err(|_beyond| WriteError(XlsxError::RowColumnLimitError))
}
