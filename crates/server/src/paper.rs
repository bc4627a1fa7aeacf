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
    let as_of_line = sheet.notes.join("\n");
    let (title, subtitle) = heading(sheet.title);
    let footer = "海塘 Haitang".to_owned();
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

/// Sets the day that a title ends with, in brackets, on a line of its own: the two together are wider than the page.
fn heading(title: String) -> (String, String) {
    let parts = title.strip_suffix('）').and_then(|open| open.split_once('（'));
    let parts = parts.map(|(name, day)| (name.to_owned(), day.to_owned()));
    parts.unwrap_or((title, String::new()))
}

#[cfg(test)]
mod tests {
    use super::heading;

    #[test]
    fn the_day_of_a_bulletin_stands_on_a_line_of_its_own() {
        let (title, day) = heading("浙江省新冠肺炎疫情通报（2021年12月6日）".to_owned());
        assert_eq!((title.as_str(), day.as_str()), ("浙江省新冠肺炎疫情通报", "2021年12月6日"));
        assert_eq!(heading("Daily bulletin".to_owned()), ("Daily bulletin".to_owned(), String::new()));
    }
}
