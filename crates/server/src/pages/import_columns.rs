//! The columns of a file that is imported: how each is read, with the reasons, for a person to correct; and the pages of a
//! file that is being read or could not be read.

use super::{
    bit::{BAD, Bit, GOOD, Tone, WARN},
    block::{Action, Block, Page},
    ctx::Ctx,
    frame::Frame,
    imports::{said, steps},
    list::{code, pick},
};
use crate::{imports::Unread, people::MASKED};
use askama::Template;
use exchange::{DateOrder, DateReading, Field as Column, Mapping, Step, Table, holds_personal_number};
use reporting::{Lang, words::count};

/// Values of a column that are shown beside its name.
const EXAMPLES: usize = 3;

/// Characters of a value that are shown.
const LONGEST: usize = 24;

/// Years that dates can be of.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

/// A column of the file with how it is used.
struct ColumnLine {
    place: usize,
    header: String,
    examples: String,
    fields: Vec<(String, String, bool)>,
    reason: String,
    tone: Tone,
    orders: Vec<(&'static str, String, bool)>,
    /// The year of dates that have none: what was stated, or empty; `None` where every date has one.
    year: Option<String>,
    evidence: String,
}

#[derive(Template)]
#[template(path = "part/columns.html")]
struct Columns {
    w: &'static reporting::Catalogue,
    number: u32,
    lines: Vec<ColumnLine>,
}

impl Columns {
    fn t<'k>(&'k self, key: &'k str) -> &'k str {
        self.w.t(key)
    }
}

pub(crate) fn columns_form(
    c: &Ctx<'_>,
    number: u32,
    (table, mapping): (&Table, &Mapping),
    yearless: &[usize],
) -> String {
    let lines = mapping.columns.iter().map(|column| {
        let mut fields = vec![(String::new(), c.say("import-not"), column.field.is_none())];
        fields.extend(Column::of(mapping.kind).iter().map(|field| {
            let (zh, en) = field.headings();
            let words = if c.lang == Lang::Zh { zh } else { en };
            (code(field), words.to_owned(), column.field == Some(*field))
        }));
        let is_date = column.field.is_some_and(Column::is_date);
        let order = column.date.map(|reading| reading.order);
        let orders = [
            (DateOrder::DayMonthYear, "day_month_year", "import-order-dmy"),
            (DateOrder::MonthDayYear, "month_day_year", "import-order-mdy"),
            (DateOrder::YearMonthDay, "year_month_day", "import-order-ymd"),
        ];
        let orders = orders.into_iter().filter(|_| is_date);
        ColumnLine {
            place: column.column,
            header: masked(&column.header, usize::MAX),
            examples: examples(table, column.column, column.field),
            fields,
            reason: said(c, &column.reason).to_owned(),
            tone: if column.field.is_none() {
                "mut"
            } else if column.confidence < 0.8 {
                WARN
            } else {
                GOOD
            },
            orders: orders
                .map(|(value, code, key)| (code, c.w.t(key).to_owned(), order == Some(value)))
                .collect(),
            year: yearless.contains(&column.column).then(|| {
                let stated = column.date.and_then(|reading| reading.year);
                stated.map_or_else(String::new, |year| year.to_string())
            }),
            evidence: column
                .date_evidence
                .as_ref()
                .map_or_else(String::new, |words| said(c, words).to_owned()),
        }
    });
    let form = Columns { w: c.w, number, lines: lines.collect() };
    form.render().unwrap_or_default()
}

/// Returns a text of the file as a page may show it: an identity or phone number names somebody in any column.
fn masked(text: &str, longest: usize) -> String {
    if holds_personal_number(text) { MASKED.to_owned() } else { text.chars().take(longest).collect() }
}

/// Returns a few values of a column; of those that name people only that they are there.
fn examples(table: &Table, column: usize, field: Option<Column>) -> String {
    let naming = [Column::Name, Column::IdNumber, Column::Phone, Column::Address, Column::Notes];
    let is_naming = field.is_none_or(|field| naming.contains(&field));
    let mut values: Vec<String> = Vec::new();
    for row in &table.rows {
        let Some(cell) = row.cells.get(column) else { continue };
        let text = cell.text.trim();
        let shown = if is_naming { MASKED.to_owned() } else { masked(text, LONGEST) };
        if text.is_empty() || values.contains(&shown) {
            continue;
        }
        values.push(shown);
        if values.len() == EXAMPLES || is_naming {
            break;
        }
    }
    values.join(" · ")
}

/// Takes over what a person says of the columns: `c3` the field of a column, `d3` the order of its dates, `y3` their year.
pub(crate) fn remap(mapping: &mut Mapping, sent: &[(String, String)]) {
    let of = |prefix: char| {
        sent.iter().filter_map(move |(key, value)| {
            let column = key.strip_prefix(prefix).and_then(|place| place.parse::<usize>().ok())?;
            Some((column, value.trim()))
        })
    };
    for (column, value) in of('c') {
        let field = pick::<Column>(value);
        let present =
            mapping.columns.iter().find(|known| known.column == column).and_then(|known| known.field);
        if present != field {
            mapping.assign(column, field);
        }
    }
    for (column, value) in of('d') {
        if let Some(order) = pick::<DateOrder>(value) {
            let known = mapping.columns.iter().find(|known| known.column == column);
            let year = known.and_then(|known| known.date).and_then(|reading| reading.year);
            mapping.state_dates(column, DateReading { order, stated: true, year });
        }
    }
    for (column, value) in of('y') {
        let year = value.parse::<i16>().ok().filter(|year| YEARS.contains(year));
        mapping.state_year(column, year);
    }
}

#[derive(Template)]
#[template(path = "part/reading.html")]
struct Reading {
    number: u32,
    title: String,
    says: String,
    bar: String,
    cancel: String,
    again: String,
    hint: String,
}

/// How far the reading of a large file has come.
pub(crate) fn reading_page(c: &Ctx<'_>, number: u32, progress: Option<(Step, u32, u32)>) -> Page {
    let mut page = Page::new(Frame::new(c, c.t("imports-new"), "cases"), c.t("imports-new"));
    page.live = false;
    page.crumbs = vec![(c.here("/imports"), c.say("imports-heading")), (String::new(), c.say("imports-new"))];
    page.blocks.push(Block::Raw(steps(c, 0)));
    let says = match progress {
        None => c.say("import-opening"),
        Some((step, done, of)) => {
            let key = match step {
                Step::Dates => "import-reading-dates",
                Step::Rows => "import-reading-rows",
                Step::Duplicates => "import-reading-known",
            };
            c.ta(key, &[("done", &count(done)), ("of", &count(of))])
        }
    };
    let bar = progress.map(|(_, done, of)| Bit::Bar {
        max: u64::from(of),
        value: u64::from(done),
        label: says.clone(),
    });
    let reading = Reading {
        number,
        title: c.say("import-reading"),
        says,
        bar: bar.and_then(|bar| bar.render().ok()).unwrap_or_default(),
        cancel: c.say("import-stop"),
        again: c.say("import-look-again"),
        hint: c.say("import-stop-hint"),
    };
    page.blocks.push(Block::Raw(reading.render().unwrap_or_default()));
    page
}

/// A file that could not be read as it was: why, and how its columns were read.
pub(crate) fn unread_page(c: &Ctx<'_>, number: u32, file: &Unread) -> Page {
    let mut page = Page::new(Frame::new(c, c.t("import-step-columns"), "cases"), file.file_name.clone());
    page.small.clone_from(&file.options.sender);
    page.live = false;
    page.crumbs =
        vec![(c.here("/imports"), c.say("imports-heading")), (String::new(), file.file_name.clone())];
    page.blocks.push(Block::Raw(steps(c, 1)));
    page.blocks.push(Block::Notice {
        tone: BAD,
        bits: vec![Bit::text(super::problem_page::sentence(c.lang, &file.problem))],
        action: Some(Action::new("/import", c.t("import-other-file"))),
        alert: true,
    });
    if let Some((table, mapping)) = &file.table {
        page.blocks.push(Block::Raw(columns_form(c, number, (table, mapping), &file.yearless)));
    }
    page
}
