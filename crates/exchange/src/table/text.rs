//! Delimited text: encoding, delimiter and cells.

use std::borrow::Cow;

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::header::{self, RawRow};
use super::{Cell, CellKind, Limits, ReadOptions, Source, Table};
use crate::clean::cell_text;
use crate::refusal::Refusal;

/// Delimiters tried, in order of preference.
const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];
/// Rows looked at to find the delimiter or to tell two encodings apart.
const SAMPLE_ROWS: usize = 30;

pub(super) fn read(bytes: &[u8], file_name: &str, options: &ReadOptions) -> Result<Table, Refusal> {
    let (text, encoding) = decoded(bytes)?;
    let (text, stated) = stated_delimiter(&text);
    let delimiter = stated.unwrap_or_else(|| delimiter_of(text));
    let rows = split(text, delimiter, &options.limits)?;
    let source = Source {
        file_name: file_name.to_owned(),
        format: "CSV".to_owned(),
        encoding: Some(encoding),
        delimiter: Some(delimiter),
        sheet: None,
        sheets: Vec::new(),
        header_row: 1,
        from_1904: false,
    };
    header::table(rows, source, &options.limits)
}

/// Decodes the bytes strictly: a sequence that is no character in the encoding found is a refusal,
/// never a replacement character in somebody's name.
fn decoded(bytes: &[u8]) -> Result<(Cow<'_, str>, String), Refusal> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let body = bytes.get(mark..).unwrap_or_default();
        let text = strictly(encoding, body).ok_or(Refusal::Undecodable)?;
        return Ok((text, format!("{}（有 BOM）", encoding.name())));
    }
    if let Some(encoding) = unmarked_utf16(bytes) {
        let text = strictly(encoding, bytes).ok_or(Refusal::Undecodable)?;
        return Ok((text, encoding.name().to_owned()));
    }
    if let Some(text) = strictly(UTF_8, bytes) {
        return Ok((text, "UTF-8".to_owned()));
    }
    // Nearly every byte sequence is valid GB18030, so Big5 is taken only where it is valid too and
    // makes more of the headings known.
    let gb = strictly(GB18030, bytes);
    let big5 = strictly(BIG5, bytes);
    let known = |text: &Option<Cow<'_, str>>| text.as_deref().map_or(0, known_headings);
    let (encoding, text) =
        if gb.is_none() || known(&big5) > known(&gb) { (BIG5, big5) } else { (GB18030, gb) };
    text.map(|text| (text, encoding.name().to_uppercase())).ok_or(Refusal::Undecodable)
}

fn strictly<'b>(encoding: &'static Encoding, bytes: &'b [u8]) -> Option<Cow<'b, str>> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    // No table holds the character 0; a program or a damaged file does.
    (!text.contains('\0')).then_some(text)
}

/// Recognises UTF-16 without a mark by its zero bytes: ASCII delimiters and digits have one each.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(4096))?;
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let least = sample.len() / 8;
    if zeros(1) > least && zeros(0) == 0 {
        Some(UTF_16LE)
    } else if zeros(0) > least && zeros(1) == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn known_headings(text: &str) -> usize {
    let mut splitter = Splitter::new(text, delimiter_of(text));
    let mut rows = Vec::new();
    while rows.len() < SAMPLE_ROWS {
        match splitter.next_row() {
            Ok(Some(row)) => rows.push(row),
            Ok(None) | Err(_) => break,
        }
    }
    header::familiarity(&rows)
}

/// Takes off the line `sep=;` by which some programs state the delimiter.
fn stated_delimiter(text: &str) -> (&str, Option<char>) {
    let Some((line, rest)) = text.split_once('\n') else {
        return (text, None);
    };
    let mut signs = line.trim_end().strip_prefix("sep=").unwrap_or_default().chars();
    match (signs.next(), signs.next()) {
        (Some(sign), None) if DELIMITERS.contains(&sign) => (rest, Some(sign)),
        _other => (text, None),
    }
}

/// Finds the delimiter that splits most rows into the same number of cells.
fn delimiter_of(text: &str) -> char {
    let agreement = |delimiter: char| -> (usize, usize) {
        let mut splitter = Splitter::new(text, delimiter);
        let mut counts: Vec<usize> = Vec::new();
        while counts.len() < SAMPLE_ROWS {
            match splitter.next_row() {
                Ok(Some(row)) if row.cells.len() > 1 => counts.push(row.cells.len()),
                Ok(Some(_)) => {}
                Ok(None) | Err(_) => break,
            }
        }
        let most = counts.iter().map(|n| (counts.iter().filter(|m| *m == n).count(), *n)).max();
        most.unwrap_or((0, 0))
    };
    let mut best = (',', (0, 0));
    for delimiter in DELIMITERS {
        let found = agreement(delimiter);
        if found > best.1 {
            best = (delimiter, found);
        }
    }
    best.0
}

fn split(text: &str, delimiter: char, limits: &Limits) -> Result<Vec<RawRow>, Refusal> {
    let mut splitter = Splitter::new(text, delimiter);
    let mut rows: Vec<RawRow> = Vec::new();
    let mut cells: u64 = 0;
    let longest = usize::try_from(limits.cell_chars).unwrap_or(usize::MAX);
    while let Some(row) = splitter.next_row()? {
        if row.number > limits.rows {
            return Err(Refusal::TooManyRows { limit: limits.rows });
        }
        cells += u64::try_from(row.cells.len()).unwrap_or(u64::MAX);
        if cells > limits.cells {
            return Err(Refusal::TooManyCells { limit: limits.cells });
        }
        let too_long = |cell: &Cell| cell.text.len() > longest && cell.text.chars().count() > longest;
        if row.cells.iter().any(too_long) {
            return Err(Refusal::CellTooLong { row: row.number, limit: limits.cell_chars });
        }
        rows.push(row);
    }
    Ok(rows)
}

/// Splits text into rows by RFC 4180, leniently: blank lines count as rows, so that row numbers are
/// those a spreadsheet shows; a quotation mark inside an unquoted cell is a character.
struct Splitter<'t> {
    rest: &'t str,
    delimiter: char,
    row: u32,
}

impl<'t> Splitter<'t> {
    fn new(text: &'t str, delimiter: char) -> Self {
        Self { rest: text, delimiter, row: 0 }
    }

    fn next_row(&mut self) -> Result<Option<RawRow>, Refusal> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        self.row = self.row.saturating_add(1);
        let mut cells = Vec::new();
        loop {
            let (cell, ended) = self.next_cell()?;
            cells.push(cell);
            if ended {
                return Ok(Some(RawRow { number: self.row, cells }));
            }
        }
    }

    /// Reads one cell and says whether it was the row's last.
    fn next_cell(&mut self) -> Result<(Cell, bool), Refusal> {
        let blanks_cut = self.rest.trim_start_matches(' ');
        if let Some(inner) = blanks_cut.strip_prefix('"') {
            let content = self.quoted(inner)?;
            // Whatever stands between the closing mark and the delimiter belongs to the cell.
            let (tail, ended) = self.unquoted();
            let whole = content + tail;
            return Ok((cell_of(&whole), ended));
        }
        let (raw, ended) = self.unquoted();
        Ok((cell_of(raw), ended))
    }

    fn quoted(&mut self, inner: &'t str) -> Result<String, Refusal> {
        let mut content = String::new();
        let mut rest = inner;
        loop {
            let Some((part, after)) = rest.split_once('"') else {
                return Err(Refusal::UnclosedQuote { row: self.row });
            };
            content.push_str(part);
            let Some(more) = after.strip_prefix('"') else {
                self.rest = after;
                return Ok(content);
            };
            content.push('"');
            rest = more;
        }
    }

    fn unquoted(&mut self) -> (&'t str, bool) {
        // All three ends are ASCII, and no byte of a longer character is.
        let delimiter = u8::try_from(self.delimiter).unwrap_or(b',');
        let end = self.rest.bytes().position(|byte| byte == delimiter || byte == b'\n' || byte == b'\r');
        let (raw, after) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        let (rest, ended) = match after.strip_prefix(self.delimiter) {
            Some(rest) => (rest, false),
            None => (
                after.strip_prefix("\r\n").or_else(|| after.strip_prefix(['\n', '\r'])).unwrap_or(after),
                true,
            ),
        };
        self.rest = rest;
        (raw, ended)
    }
}

fn cell_of(raw: &str) -> Cell {
    Cell { text: cell_text(raw).to_owned(), kind: CellKind::Text }
}
