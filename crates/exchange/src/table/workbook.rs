//! Workbooks: XLSX by a stream of cells, XLS and ODS as a whole.

use std::borrow::Cow;
use std::io::{self, Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataType, ExcelDateTime, Ods, Range, Reader, Xls, Xlsx};
use jiff::civil::Date;
use zip::ZipArchive;

use super::binary;
use super::header::{self, RawRow};
use super::kinds::WorkbookFormat;
use super::{Cell, CellKind, Limits, ReadOptions, Source, Table};
use crate::clean::cell_text;
use crate::refusal::Refusal;
use crate::words::Words;

/// Largest integer that a number of a spreadsheet shows with all its digits.
const FIFTEEN_DIGITS: f64 = 1e15;

/// The rows of a sheet, and how many of their cells were formulas.
struct Sheet {
    rows: Vec<RawRow>,
    formulas: u32,
}

pub(super) fn read(
    bytes: &[u8],
    file_name: &str,
    format: WorkbookFormat,
    options: &ReadOptions,
) -> Result<Table, Refusal> {
    let safe = if format == WorkbookFormat::Xls {
        Cow::Owned(binary::vetted(bytes, &options.limits)?)
    } else {
        unpacks_within(bytes, options.limits.unpacked_bytes)?;
        Cow::Borrowed(bytes)
    };
    // Old binary workbooks are read by offsets inside the file; one that is forged may lead the
    // reader beyond its own bounds, and that must refuse the file and not stop the program.
    let read = AssertUnwindSafe(|| read_book(&safe, file_name, format, options));
    catch_unwind(read).unwrap_or_else(|_panic| Err(damaged("the reader lost its way in the file")))
}

/// Unpacks every part of the file to nowhere and counts, because the sizes that an archive states
/// of itself may be forged.
fn unpacks_within(bytes: &[u8], limit: u64) -> Result<(), Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut left = limit;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(damaged)?;
        let unpacked = io::copy(&mut part.take(left.saturating_add(1)), &mut io::sink()).map_err(damaged)?;
        left = left.checked_sub(unpacked).ok_or(Refusal::TooMuchUnpacked { limit })?;
    }
    Ok(())
}

fn read_book(
    bytes: &[u8],
    file_name: &str,
    format: WorkbookFormat,
    options: &ReadOptions,
) -> Result<Table, Refusal> {
    let mut book = Book::open(bytes, format)?;
    let sheets = book.sheets();
    let (name, sheet) = match &options.sheet {
        Some(wanted) if !sheets.contains(wanted) => {
            return Err(Refusal::NoSuchSheet { sheet: wanted.clone(), sheets });
        }
        Some(wanted) => (wanted.clone(), book.sheet(wanted, &options.limits)?),
        None => choose(&mut book, &sheets, &options.limits)?,
    };
    let source = Source {
        file_name: file_name.to_owned(),
        format: format.name().to_owned(),
        encoding: None,
        delimiter: None,
        sheet: Some(name),
        sheets,
        header_row: 1,
        from_1904: book.counts_from_1904(),
    };
    let mut table = header::table(sheet.rows, source, &options.limits)?;
    table.formula_cells = sheet.formulas;
    if sheet.formulas > 0 {
        table.notes.push(Words::new(
            format!("{} 个单元格是公式，已采用其计算结果。", sheet.formulas),
            format!("{} cells are formulas; their computed values were used.", sheet.formulas),
        ));
    }
    Ok(table)
}

/// Takes the sheet whose headings are best known, passing over the examples of a template.
fn choose(book: &mut Book, sheets: &[String], limits: &Limits) -> Result<(String, Sheet), Refusal> {
    let mut best: Option<(usize, String, Sheet)> = None;
    for name in sheets.iter().filter(|name| !is_guidance(name)) {
        let sheet = book.sheet(name, limits)?;
        let known = header::familiarity(&sheet.rows);
        if !sheet.rows.is_empty() && best.as_ref().is_none_or(|(most, ..)| known > *most) {
            best = Some((known, name.clone(), sheet));
        }
    }
    best.map(|(_, name, sheet)| (name, sheet)).ok_or(Refusal::Empty)
}

fn is_guidance(name: &str) -> bool {
    let lower = name.to_lowercase();
    ["示例", "说明", "example", "guidance"].iter().any(|word| lower.contains(word))
}

enum Book {
    Xlsx(Box<Xlsx<Cursor<Vec<u8>>>>),
    Xls(Box<Xls<Cursor<Vec<u8>>>>),
    Ods(Box<Ods<Cursor<Vec<u8>>>>),
}

pub(super) fn damaged(error: impl std::fmt::Display) -> Refusal {
    Refusal::Damaged { reason: error.to_string() }
}

impl Book {
    fn open(bytes: &[u8], format: WorkbookFormat) -> Result<Self, Refusal> {
        let cursor = Cursor::new(bytes.to_vec());
        match format {
            WorkbookFormat::Xlsx => Xlsx::new(cursor).map(|book| Self::Xlsx(Box::new(book))).map_err(damaged),
            WorkbookFormat::Xls => Xls::new(cursor).map(|book| Self::Xls(Box::new(book))).map_err(damaged),
            WorkbookFormat::Ods => Ods::new(cursor).map(|book| Self::Ods(Box::new(book))).map_err(damaged),
        }
    }

    fn sheets(&self) -> Vec<String> {
        match self {
            Self::Xlsx(book) => book.sheet_names(),
            Self::Xls(book) => book.sheet_names(),
            Self::Ods(book) => book.sheet_names(),
        }
    }

    fn counts_from_1904(&self) -> bool {
        match self {
            Self::Xlsx(book) => book.has_1904_epoch(),
            Self::Xls(_) | Self::Ods(_) => false,
        }
    }

    fn sheet(&mut self, name: &str, limits: &Limits) -> Result<Sheet, Refusal> {
        match self {
            Self::Xlsx(book) => streamed(book, name, limits),
            Self::Xls(book) => {
                let range = book.worksheet_range(name).map_err(damaged)?;
                let formulas = book.worksheet_formula(name).map_or(0, |range| filled(&range));
                whole(&range, formulas, limits)
            }
            Self::Ods(book) => {
                let range = book.worksheet_range(name).map_err(damaged)?;
                let formulas = book.worksheet_formula(name).map_or(0, |range| filled(&range));
                whole(&range, formulas, limits)
            }
        }
    }
}

fn filled(formulas: &Range<String>) -> u32 {
    u32::try_from(formulas.used_cells().filter(|(_, _, text)| !text.is_empty()).count()).unwrap_or(u32::MAX)
}

/// Reads the cells one by one, so that a forged sheet with one cell in the last row and one in the
/// last column needs no more memory than two cells.
fn streamed(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str, limits: &Limits) -> Result<Sheet, Refusal> {
    let mut reader = match book.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        // A chart sheet has no cells.
        Err(calamine::XlsxError::NotAWorksheet(_)) => {
            return Ok(Sheet { rows: Vec::new(), formulas: 0 });
        }
        Err(error) => return Err(damaged(error)),
    };
    let mut sheet = Sheet { rows: Vec::new(), formulas: 0 };
    let mut cells: u64 = 0;
    while let Some(record) = reader.next_cell_with_formula_metadata().map_err(damaged)? {
        let (row, column) = record.pos;
        if record.formula.is_some() {
            sheet.formulas += 1;
        }
        let cell = cell_of(&record.value);
        if cell.text.is_empty() {
            continue;
        }
        cells += 1;
        within(row, column, cells, &cell, limits)?;
        put(&mut sheet.rows, row + 1, column, cell);
    }
    // The format allows rows in any order; a reader must not.
    sheet.rows.sort_by_key(|row| row.number);
    Ok(sheet)
}

fn within(row: u32, column: u32, cells: u64, cell: &Cell, limits: &Limits) -> Result<(), Refusal> {
    if row >= limits.rows {
        return Err(Refusal::TooManyRows { limit: limits.rows });
    }
    if column >= limits.columns {
        return Err(Refusal::TooManyColumns { columns: column + 1, limit: limits.columns });
    }
    if cells > limits.cells {
        return Err(Refusal::TooManyCells { limit: limits.cells });
    }
    let longest = usize::try_from(limits.cell_chars).unwrap_or(usize::MAX);
    if cell.text.len() > longest && cell.text.chars().count() > longest {
        return Err(Refusal::CellTooLong { row: row + 1, limit: limits.cell_chars });
    }
    Ok(())
}

fn put(rows: &mut Vec<RawRow>, number: u32, column: u32, cell: Cell) {
    if rows.last().is_none_or(|last| last.number != number) {
        rows.push(RawRow { number, cells: Vec::new() });
    }
    let Some(last) = rows.last_mut() else { return };
    let position = usize::try_from(column).unwrap_or(usize::MAX);
    if last.cells.len() <= position {
        last.cells.resize_with(position + 1, Cell::default);
    }
    if let Some(slot) = last.cells.get_mut(position) {
        *slot = cell;
    }
}

fn whole(range: &Range<Data>, formulas: u32, limits: &Limits) -> Result<Sheet, Refusal> {
    let (first_row, first_column) = range.start().unwrap_or((0, 0));
    let mut sheet = Sheet { rows: Vec::new(), formulas };
    let mut cells: u64 = 0;
    for (row, column, data) in range.used_cells() {
        let position =
            |start: u32, offset: usize| start.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX));
        let (row, column) = (position(first_row, row), position(first_column, column));
        let cell = cell_of(data);
        if cell.text.is_empty() {
            continue;
        }
        cells += 1;
        within(row, column, cells, &cell, limits)?;
        put(&mut sheet.rows, row + 1, column, cell);
    }
    Ok(sheet)
}

fn cell_of(data: &impl DataType) -> Cell {
    if let Some(text) = data.get_string() {
        return Cell { text: cell_text(text).to_owned(), kind: CellKind::Text };
    }
    if let Some(value) = data.get_int() {
        return number(value.to_string(), value.unsigned_abs() >= 1_000_000_000_000_000);
    }
    if let Some(value) = data.get_float() {
        return number(value.to_string(), value.abs() >= FIFTEEN_DIGITS);
    }
    if let Some(moment) = data.get_datetime() {
        return date_cell(&moment);
    }
    if let Some(text) = data.get_datetime_iso() {
        return Cell { text: text.to_owned(), kind: CellKind::Text };
    }
    let text = data.get_bool().map_or_else(String::new, |truth| truth.to_string());
    Cell { text, kind: CellKind::Text }
}

fn number(text: String, lost: bool) -> Cell {
    Cell { text, kind: if lost { CellKind::LostDigits } else { CellKind::Number } }
}

fn date_cell(moment: &ExcelDateTime) -> Cell {
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    let date =
        || Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
    match date().filter(|_| moment.is_datetime() && moment.as_f64() >= 1.0) {
        Some(date) => Cell { text: date.to_string(), kind: CellKind::Date(date) },
        None => number(moment.as_f64().to_string(), false),
    }
}
