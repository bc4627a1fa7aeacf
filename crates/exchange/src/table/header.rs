//! Finds the headings and turns raw rows into a table.

use super::{Cell, Limits, Row, Source, Table};
use crate::field;
use crate::refusal::Refusal;
use crate::words::{Words, rows_named};

/// Rows searched for the headings: official forms carry a title and a "filled in by" line above.
const SEARCHED_ROWS: usize = 15;

/// A row as it stood in the file, its cells already cleaned.
pub(super) struct RawRow {
    pub(super) number: u32,
    pub(super) cells: Vec<Cell>,
}

impl RawRow {
    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.text.is_empty())
    }
}

/// Says how many cells of a row are headings known to the importer.
fn known_headings(row: &RawRow) -> usize {
    row.cells.iter().filter(|cell| field::is_known_heading(&cell.text)).count()
}

/// Returns the position of the headings: the first row of which half the filled cells and at least two
/// are known headings, else the row with most of them, else the first row with two filled cells, else
/// the first filled row.
pub(super) fn find(rows: &[RawRow]) -> Option<usize> {
    let searched = rows.iter().take(SEARCHED_ROWS).enumerate();
    let mut best: Option<(usize, usize)> = None;
    for (position, row) in searched {
        let known = known_headings(row);
        let filled = row.cells.iter().filter(|cell| !cell.text.is_empty()).count();
        if known >= 2 && known * 2 >= filled {
            return Some(position);
        }
        if known > best.map_or(0, |(_, most)| most) {
            best = Some((position, known));
        }
    }
    let filled = |least: usize| {
        rows.iter()
            .position(move |row| row.cells.iter().filter(|cell| !cell.text.is_empty()).count() >= least)
    };
    best.map(|(position, _)| position).or_else(|| filled(2)).or_else(|| filled(1))
}

/// Says how well the headings of a sheet are known; used to choose among sheets.
pub(super) fn familiarity(rows: &[RawRow]) -> usize {
    rows.iter().take(SEARCHED_ROWS).map(known_headings).max().unwrap_or(0)
}

/// Makes the table of the raw rows.
pub(super) fn table(raw: Vec<RawRow>, mut source: Source, limits: &Limits) -> Result<Table, Refusal> {
    let at = find(&raw).ok_or(Refusal::NoHeader)?;
    let mut raw = raw.into_iter();
    let above: Vec<u32> = raw.by_ref().take(at).filter(|row| !row.is_blank()).map(|row| row.number).collect();
    let head = raw.next().ok_or(Refusal::NoHeader)?;
    source.header_row = head.number;
    let mut headers: Vec<String> = head.cells.into_iter().map(|cell| cell.text).collect();
    while headers.last().is_some_and(String::is_empty) {
        headers.pop();
    }
    let columns = u32::try_from(headers.len()).unwrap_or(u32::MAX);
    if columns > limits.columns {
        return Err(Refusal::TooManyColumns { columns, limit: limits.columns });
    }
    for (position, header) in headers.iter_mut().enumerate() {
        if header.is_empty() {
            *header = format!("第{}列", position + 1);
        }
    }
    let mut notes = Vec::new();
    if !above.is_empty() {
        notes.push(Words::new(
            format!("表头在第 {} 行；其上第 {} 行未作为数据。", source.header_row, rows_named(&above)),
            format!(
                "The headings are in row {}; rows {} above them are not data.",
                source.header_row,
                rows_named(&above)
            ),
        ));
    }
    let mut table = Table { source, headers, rows: Vec::new(), blank_rows: 0, formula_cells: 0, notes };
    table.rows.reserve(raw.len());
    for row in raw {
        if row.is_blank() {
            table.blank_rows += 1;
            continue;
        }
        table.rows.push(fitted(row, table.headers.len()));
    }
    if table.rows.is_empty() { Err(Refusal::NoRows) } else { Ok(table) }
}

fn fitted(row: RawRow, columns: usize) -> Row {
    let mut cells = row.cells;
    let beyond = cells.iter().skip(columns).filter(|cell| !cell.text.is_empty()).count();
    cells.resize_with(columns, Cell::default);
    Row { number: row.number, cells, surplus: u32::try_from(beyond).unwrap_or(u32::MAX) }
}
