//! Makes an old binary workbook safe to read: a small new file that holds the workbook stream alone.
//!
//! XLS files are read by offsets and sizes that the file states of itself. A forged one may lead in
//! circles, or state two cells so far apart that the grid between them fills the memory, and a
//! program that runs out of memory is stopped, not refused. So the container is opened by a reader
//! that checks its chains, the records are walked once here, and what they claim is held against
//! the limits before anything is reserved for them. Layout of records: [MS-XLS] 2.1.4 and 2.4.

use std::collections::BTreeSet;
use std::io::{Cursor, Read, Write};

use super::Limits;
use super::workbook::damaged;
use crate::refusal::Refusal;

/// Names under which the workbook is stored: BIFF 8, and BIFF 5 before it.
const STREAMS: [&str; 2] = ["Workbook", "Book"];

/// Most sheets that are looked at; each may be as long as the file.
const MOST_SHEETS: usize = 255;

const BEGINNING: u16 = 0x0809;
const END_OF_STREAM: u16 = 0x000a;
const BOUND_SHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;
const MUL_RK: u16 = 0x00bd;
/// The text of the formula before it; without one it stands in the first cell.
const STRING: u16 = 0x0207;
/// A blank cell, which readers pass over.
const BLANK: u16 = 0x0201;
/// Formulas, strings, numbers, labels, truths and errors: each begins with its row and column.
const CELLS: [u16; 7] = [0x0006, 0x00d6, 0x00fd, 0x0203, 0x0204, 0x0205, 0x027e];

/// Copies the workbook out of its container, after its claims were held against the limits.
///
/// # Errors
/// [`Refusal::Damaged`] where the container is broken, [`Refusal::TooManyCells`] where a sheet
/// claims a grid beyond the limit.
pub(super) fn vetted(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, Refusal> {
    let (name, mut stream) = workbook_stream(bytes)?;
    let starts = sheet_starts(&stream);
    if starts.len() > MOST_SHEETS {
        return Err(damaged(format!("{} sheets", starts.len())));
    }
    if starts.iter().collect::<BTreeSet<_>>().len() < starts.len() {
        return Err(damaged("two sheets in one place"));
    }
    // What a sheet says of its own size is not needed, and a reader may reserve memory for it.
    for &start in &starts {
        for place in
            records(&stream, start).filter(|it| it.kind == DIMENSIONS).map(|it| it.at).collect::<Vec<_>>()
        {
            if let Some(kind) = stream.get_mut(place..place + 2) {
                kind.copy_from_slice(&BLANK.to_le_bytes());
            }
        }
    }
    // Forged sheets may overlap, so that hiding one record made another: then the file is refused.
    if starts != sheet_starts(&stream) {
        return Err(damaged("the list of sheets overlaps the sheets"));
    }
    let mut cells: u64 = 0;
    for &start in &starts {
        cells = cells.saturating_add(grid(&stream, start)?);
        if cells > limits.cells {
            return Err(Refusal::TooManyCells { limit: limits.cells });
        }
    }
    alone(name, &stream)
}

fn workbook_stream(bytes: &[u8]) -> Result<(&'static str, Vec<u8>), Refusal> {
    let mut container = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(damaged)?;
    let name =
        STREAMS.into_iter().find(|name| container.is_stream(name)).ok_or_else(|| damaged("no workbook"))?;
    let most = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let mut stream = Vec::new();
    container.open_stream(name).map_err(damaged)?.take(most).read_to_end(&mut stream).map_err(damaged)?;
    Ok((name, stream))
}

fn alone(name: &str, stream: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut container =
        cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).map_err(damaged)?;
    container.create_stream(name).and_then(|mut file| file.write_all(stream)).map_err(damaged)?;
    container.flush().map_err(damaged)?;
    Ok(container.into_inner().into_inner())
}

/// A record of the stream: its kind, where it begins, and what it holds.
struct Record<'a> {
    kind: u16,
    at: usize,
    body: &'a [u8],
}

/// The records from a place on, to the end of its substream or to the first that is cut short.
///
/// Substreams within, such as charts, are walked through; the first beginning is the sheet's own.
fn records(stream: &[u8], start: usize) -> impl Iterator<Item = Record<'_>> {
    let mut at = start;
    let mut open: u32 = 0;
    let mut ended = false;
    std::iter::from_fn(move || {
        if ended {
            return None;
        }
        let rest = stream.get(at..)?;
        let (kind, length) = (word(rest, 0)?, usize::from(word(rest, 2)?));
        let record = Record { kind, at, body: rest.get(4..4 + length)? };
        at += 4 + length;
        match kind {
            BEGINNING => open += 1,
            END_OF_STREAM => {
                ended = open <= 1;
                open = open.saturating_sub(1);
            }
            _ => {}
        }
        Some(record)
    })
}

fn word(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]))
}

/// Where the sheets begin, as the workbook's own records say.
fn sheet_starts(stream: &[u8]) -> Vec<usize> {
    records(stream, 0)
        .filter(|record| record.kind == BOUND_SHEET)
        .filter_map(|record| {
            let low = u32::from(word(record.body, 0)?);
            let high = u32::from(word(record.body, 2)?);
            usize::try_from(high << 16 | low).ok()
        })
        .collect()
}

/// Cells of the smallest rectangle that holds all cells of a sheet, those of its charts with them.
fn grid(stream: &[u8], start: usize) -> Result<u64, Refusal> {
    let mut corners: Option<[u16; 4]> = None;
    for record in records(stream, start) {
        if record.kind == DIMENSIONS {
            return Err(damaged("the sheets overlap"));
        }
        if record.kind == STRING {
            let [.., bottom, right] = corners.unwrap_or_default();
            corners = Some([0, 0, bottom, right]);
            continue;
        }
        let is_many = record.kind == MUL_RK;
        if !is_many && !CELLS.contains(&record.kind) {
            continue;
        }
        let (Some(row), Some(first)) = (word(record.body, 0), word(record.body, 2)) else { continue };
        let ending = record.body.len().checked_sub(2).and_then(|place| word(record.body, place));
        let last = if is_many { ending.unwrap_or(first).max(first) } else { first };
        let [top, left, bottom, right] = corners.unwrap_or([row, first, row, last]);
        corners = Some([top.min(row), left.min(first), bottom.max(row), right.max(last)]);
    }
    let side = |from: u16, to: u16| u64::from(to - from) + 1;
    Ok(corners.map_or(0, |[top, left, bottom, right]| side(top, bottom) * side(left, right)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), body].concat()
    }

    fn number(row: u16, column: u16) -> Vec<u8> {
        let (row, column) = (row.to_le_bytes(), column.to_le_bytes());
        record(0x0203, &[&row[..], &column, &[0; 2], &1.5f64.to_le_bytes()].concat())
    }

    /// A workbook of one sheet whose body is as given.
    fn workbook(sheet: &[u8]) -> Vec<u8> {
        let beginning = record(BEGINNING, &[0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let end = record(END_OF_STREAM, &[]);
        let bound = |at: u32| record(BOUND_SHEET, &[&at.to_le_bytes()[..], &[0, 0, 1, 0, b'A']].concat());
        let at = u32::try_from(beginning.len() + bound(0).len() + end.len()).unwrap();
        let stream = [beginning.clone(), bound(at), end.clone(), beginning, sheet.to_vec(), end].concat();
        alone("Workbook", &stream).unwrap()
    }

    #[test]
    fn two_cells_at_the_far_corners_are_refused_before_a_grid_is_made_for_them() {
        let far = workbook(&[number(0, 0), number(65_535, 65_535)].concat());
        assert!(matches!(vetted(&far, &Limits::default()), Err(Refusal::TooManyCells { .. })));
        let text = record(STRING, &[1, 0, 0, b'x']);
        let forged = workbook(&[text, number(65_535, 65_535)].concat());
        assert!(matches!(vetted(&forged, &Limits::default()), Err(Refusal::TooManyCells { .. })));
        assert!(vetted(&workbook(&[number(0, 0), number(9, 3)].concat()), &Limits::default()).is_ok());
    }

    #[test]
    fn what_a_sheet_says_of_its_own_size_is_not_believed() {
        let claim = [0u32.to_le_bytes(), u32::MAX.to_le_bytes(), [0, 0, 255, 255], [0; 4]].concat();
        let safe =
            vetted(&workbook(&[record(DIMENSIONS, &claim[..14]), number(0, 0)].concat()), &Limits::default());
        let (_, stream) = workbook_stream(&safe.unwrap()).unwrap();
        let sheet = sheet_starts(&stream)[0];
        assert!(records(&stream, sheet).all(|record| record.kind != DIMENSIONS));
    }

    #[test]
    fn a_chain_of_sectors_that_leads_in_circles_is_refused() {
        let mut forged = workbook(&number(0, 0));
        // The first table of sectors is sector 0 of a new file; its entries are four bytes each.
        let table = 512;
        forged[table + 4..table + 8].copy_from_slice(&1u32.to_le_bytes());
        assert!(matches!(vetted(&forged, &Limits::default()), Err(Refusal::Damaged { .. })));
    }
}
