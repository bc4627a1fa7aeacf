//! Sheets of paper: reports set as PDF.

use reporting::{Lang, bulletin::Bulletin};
use typeset::{Align, Sheet, SheetTable, TypesetError};

/// Sets a bulletin on A4 pages; the same bulletin gives the same bytes.
///
/// # Errors
/// [`TypesetError`] when the sheet cannot be set.
pub fn bulletin_pdf(bulletin: &Bulletin) -> Result<Vec<u8>, TypesetError> {
    let sheet = bulletin.sheet();
    let lang = match bulletin.lang {
        Lang::Zh => typeset::Lang::ZhCn,
        Lang::En => typeset::Lang::En,
    };
    let columns = sheet.table.head.len();
    let align = (1..=columns).map(|nth| if nth == columns { Align::Right } else { Align::Left }).collect();
    let table =
        SheetTable { caption: String::new(), headers: sheet.table.head, rows: sheet.table.rows, align };
    let tables = if table.rows.is_empty() { Vec::new() } else { vec![table] };
    let (title, as_of_line) = (sheet.title, sheet.notes.join("\n"));
    let (subtitle, footer) = (String::new(), "海塘 Haitang".to_owned());
    typeset::pdf(&Sheet {
        title,
        subtitle,
        as_of_line,
        paragraphs: sheet.paragraphs,
        tables,
        footer,
        watermark: None,
        lang,
    })
}
