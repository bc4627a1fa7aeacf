//! Sets a bulletin, a notice or a list on A4 pages and returns the PDF.
//!
//! A [`Sheet`] is words and tables, nothing else: [`pdf`] decides the type sizes, the line and page breaks, and writes
//! the file with the one font it carries. The same sheet gives the same bytes on every machine: no clock, no file, no
//! font of the system takes part, and the document has no creation time.
//!
//! All text is drawn as glyphs of the embedded font, character for character. There is no markup language between the
//! words and the page, so no text can become an instruction.
//!
//! Deliberately absent: pictures, a second typeface, right-to-left scripts, hyphenation. What the font cannot draw
//! appears as the geta mark 〓, as printers do; [`missing`] lists such characters so that a person can be told.
//!
//! Start reading at [`pdf`], then `layout`.

mod face;
mod layout;
mod lines;
mod page;
mod table;
mod write;

use std::collections::BTreeSet;

/// The language a sheet is written in, which decides indents, quotation marks and the page number line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// Simplified Chinese.
    ZhCn,
    /// English.
    En,
}

/// How the cells of a table column stand between its edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// At the left edge: words.
    Left,
    /// In the middle: short marks and dates.
    Centre,
    /// At the right edge: figures.
    Right,
}

/// A table of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetTable {
    /// The line above the table; no line when empty.
    pub caption: String,
    /// One heading for each column; repeated on every page the table reaches.
    pub headers: Vec<String>,
    /// The rows, each with a cell for every column.
    pub rows: Vec<Vec<String>>,
    /// One alignment for each column.
    pub align: Vec<Align>,
}

/// What stands on the pages of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The title, also the title of the file.
    pub title: String,
    /// The line under the title, such as the issuing body and the number; no line when empty.
    pub subtitle: String,
    /// The line that says until when the figures hold and from what; no line when empty.
    pub as_of_line: String,
    /// The text; a line break inside a paragraph is kept.
    pub paragraphs: Vec<String>,
    /// The tables, after the text.
    pub tables: Vec<SheetTable>,
    /// The line at the foot of every page, left of the page number; cut to the width of one line.
    pub footer: String,
    /// A word across every page, such as `演练` for a drill.
    pub watermark: Option<String>,
    /// The language of the sheet.
    pub lang: Lang,
}

/// Why a sheet cannot be set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TypesetError {
    /// A document needs a title: it is the name of the file and of the record.
    #[error("the sheet has no title")]
    NoTitle,
    /// A table has no column.
    #[error("table {table} has no column")]
    NoColumn {
        /// The position of the table, from one.
        table: usize,
    },
    /// A row has more or fewer cells than the table has headings.
    #[error("table {table}, row {row}: {cells} cells for {columns} columns")]
    RaggedRow {
        /// The position of the table, from one.
        table: usize,
        /// The position of the row, from one.
        row: usize,
        /// The number of cells in the row.
        cells: usize,
        /// The number of headings.
        columns: usize,
    },
    /// A table does not say for each column how its cells are aligned.
    #[error("table {table}: {given} alignments for {columns} columns")]
    Alignments {
        /// The position of the table, from one.
        table: usize,
        /// The number of alignments.
        given: usize,
        /// The number of headings.
        columns: usize,
    },
}

/// Sets the sheet on A4 pages and returns the PDF file.
///
/// The same sheet gives the same bytes.
///
/// # Errors
///
/// When the sheet has no title or a table is not rectangular; see [`TypesetError`].
pub fn pdf(sheet: &Sheet) -> Result<Vec<u8>, TypesetError> {
    check(sheet)?;
    let face = face::Face::embedded(sheet.lang);
    let pages = layout::pages(&face, sheet);
    Ok(write::document(&face, sheet, &pages))
}

/// Returns the characters of the sheet that the embedded font cannot draw; they would appear as 〓.
///
/// Empty for text within GB 2312, ASCII and the signs that official text uses.
pub fn missing(sheet: &Sheet) -> BTreeSet<char> {
    let face = face::Face::embedded(sheet.lang);
    let cells = sheet
        .tables
        .iter()
        .flat_map(|table| table.rows.iter().flatten().chain(&table.headers).chain([&table.caption]));
    let lines = [&sheet.title, &sheet.subtitle, &sheet.as_of_line, &sheet.footer];
    let texts = lines.into_iter().chain(&sheet.paragraphs).chain(&sheet.watermark).chain(cells);
    texts.flat_map(|text| text.chars()).filter(|c| face.lacks(*c)).collect()
}

fn check(sheet: &Sheet) -> Result<(), TypesetError> {
    if sheet.title.trim().is_empty() {
        return Err(TypesetError::NoTitle);
    }
    for (table, content) in (1..).zip(&sheet.tables) {
        let columns = content.headers.len();
        if columns == 0 {
            return Err(TypesetError::NoColumn { table });
        }
        if content.align.len() != columns {
            return Err(TypesetError::Alignments { table, given: content.align.len(), columns });
        }
        let ragged = (1..).zip(&content.rows).find(|(_, row)| row.len() != columns);
        if let Some((row, cells)) = ragged {
            return Err(TypesetError::RaggedRow { table, row, cells: cells.len(), columns });
        }
    }
    Ok(())
}
