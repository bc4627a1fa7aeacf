//! What the stories share.

use std::ops::ControlFlow;

use exchange::{
    CaseRecord, ContactRecord, Kind, Mapping, Parsed, Refusal, Table, guess_mapping, parse_contacts,
    parse_line_list, read_table,
};
use jiff::civil::{Date, date};

/// A day after every date of the reference files and of the stories.
pub(crate) const TODAY: Date = date(2021, 12, 31);

/// Reads a reference file; `None`, with a line that says so, where the folder is absent.
#[expect(clippy::disallowed_methods, reason = "a test finds its reference folder by the environment")]
pub(crate) fn reference(name: &str) -> Option<Vec<u8>> {
    let folder = std::env::var("HAITANG_REFERENCE")
        .unwrap_or_else(|_| format!("{}/../../../shared/reference", env!("CARGO_MANIFEST_DIR")));
    let found = std::fs::read(format!("{folder}/linelists/{name}")).ok();
    if found.is_none() {
        println!("skipped: {name} is not here");
    }
    found
}

pub(crate) fn table(text: &str) -> Table {
    read_table(text.as_bytes(), "名单.csv").unwrap()
}

pub(crate) fn cases_of(table: &Table, mapping: &Mapping) -> Result<Parsed<CaseRecord>, Refusal> {
    parse_line_list(table, mapping, TODAY, &mut |_| ControlFlow::Continue(()))
}

pub(crate) fn contacts_of(table: &Table, mapping: &Mapping) -> Result<Parsed<ContactRecord>, Refusal> {
    parse_contacts(table, mapping, TODAY, &mut |_| ControlFlow::Continue(()))
}

/// Reads a line list with the mapping guessed from it.
pub(crate) fn cases(text: &str) -> Result<Parsed<CaseRecord>, Refusal> {
    let table = table(text);
    cases_of(&table, &guess_mapping(&table, Kind::LineList))
}

/// Writes rows as CSV without any escaping but quotation marks.
pub(crate) fn csv(rows: &[Vec<String>]) -> String {
    let cell = |text: &String| format!("\"{}\"", text.replace('"', "\"\""));
    rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join(",") + "\n").collect()
}

/// Reads the cells of a table back, headings first.
pub(crate) fn grid(table: &Table) -> Vec<Vec<String>> {
    let rows = table.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.clone()).collect());
    std::iter::once(table.headers.clone()).chain(rows).collect()
}

/// An invented identity number with the right check character.
pub(crate) fn id_number(birth: &str, sequence: u32) -> String {
    let body = format!("330299{birth}{sequence:03}");
    format!("{body}{}", exchange::check_character(&body).unwrap())
}
