//! Reads the fields of one row, collecting everything that is wrong with it.

use jiff::civil::Date;

use crate::age::{self, Age};
use crate::clean::{folded, is_unknown};
use crate::field::Field;
use crate::identity::{IdFault, IdNumber, PhoneForm, is_exponential, phone};
use crate::mapping::Mapping;
use crate::order::DecidedDates;
use crate::record::{Extra, Fault, Warning};
use crate::table::{Cell, CellKind, Row, Table};
use crate::vocabulary::{Said, Vocabulary, meaning};
use crate::words::Words;

/// The columns of a mapping, ready for reading rows.
pub(crate) struct Columns {
    fields: Vec<(Field, usize)>,
    pub(crate) extras: Vec<(usize, String)>,
    dates: DecidedDates,
    today_limit: Date,
}

impl Columns {
    /// Prepares a mapping whose date columns have been decided.
    pub(crate) fn new(table: &Table, mapping: &Mapping, dates: DecidedDates, today_limit: Date) -> Self {
        let fields: Vec<(Field, usize)> =
            mapping.columns.iter().filter_map(|entry| Some((entry.field?, entry.column))).collect();
        let extras = table
            .headers
            .iter()
            .enumerate()
            .filter(|(column, header)| {
                !fields.iter().any(|(_, mapped)| mapped == column) && !crate::write::is_own_column(header)
            })
            .map(|(column, header)| (column, header.clone()))
            .collect();
        Self { fields, extras, dates, today_limit }
    }
}

/// Reads one row.
pub(crate) struct RowReader<'r> {
    columns: &'r Columns,
    position: usize,
    row: &'r Row,
    /// What is wrong so far; a row with a fault is rejected.
    pub(crate) faults: Vec<Fault>,
    warnings: &'r mut Vec<Warning>,
}

impl<'r> RowReader<'r> {
    pub(crate) fn new(
        columns: &'r Columns,
        (position, row): (usize, &'r Row),
        warnings: &'r mut Vec<Warning>,
    ) -> Self {
        let mut reader = Self { columns, position, row, faults: Vec::new(), warnings };
        if row.surplus > 0 {
            reader.fault(
                None,
                Words::new("该行的单元格比表头多，内容已错位", "the row has more cells than there are headings: its content has slipped"),
                Words::new("文字中的逗号须放在引号内；请对照表头检查该行", "put text that contains the delimiter in quotation marks; compare the row with the headings"),
            );
        }
        reader
    }

    pub(crate) fn fault(&mut self, column: Option<usize>, reason: Words, suggestion: Words) {
        self.faults.push(Fault { column, reason, suggestion });
    }

    pub(crate) fn warn(&mut self, column: Option<usize>, words: Words) {
        self.warnings.push(Warning { row: Some(self.row.number), column, words });
    }

    /// Returns the column and the known content of a field.
    fn known(&self, field: Field) -> Option<(usize, &'r Cell)> {
        let (_, column) = self.columns.fields.iter().find(|(mapped, _)| *mapped == field)?;
        let cell = self.row.cell(*column);
        (!is_unknown(&cell.text)).then_some((*column, cell))
    }

    /// Rejects a number that a spreadsheet has cut after its 15th digit.
    fn keeps_digits(&mut self, column: usize, cell: &Cell) -> bool {
        if cell.kind != CellKind::LostDigits && !is_exponential(&cell.text) {
            return true;
        }
        self.fault(Some(column), IdFault::LostDigits.reason(), IdFault::LostDigits.suggestion());
        false
    }

    /// Free text; a number of too many digits in it rejects the row.
    pub(crate) fn text(&mut self, field: Field) -> Option<String> {
        let (column, cell) = self.known(field)?;
        if cell.kind == CellKind::LostDigits && !self.keeps_digits(column, cell) {
            return None;
        }
        Some(cell.text.clone())
    }

    /// A number given by the sender: full-width forms folded, otherwise as written.
    pub(crate) fn external_id(&mut self, field: Field) -> Option<String> {
        let (column, cell) = self.known(field)?;
        self.keeps_digits(column, cell).then(|| folded(&cell.text).into_owned())
    }

    /// Several numbers in one cell, separated by commas, semicolons, slashes or blanks.
    pub(crate) fn external_ids(&mut self, field: Field) -> Vec<String> {
        let Some((column, cell)) = self.known(field) else {
            return Vec::new();
        };
        if !self.keeps_digits(column, cell) {
            return Vec::new();
        }
        let folded = folded(&cell.text);
        let separated = folded.split(|c: char| {
            matches!(c, ',' | ';' | '/' | '、' | '&' | '，' | '；' | '\n') || c.is_whitespace()
        });
        let mut ids: Vec<String> = Vec::new();
        for id in separated.map(str::trim).filter(|id| !is_unknown(id)) {
            if !ids.iter().any(|known| known == id) {
                ids.push(id.to_owned());
            }
        }
        ids
    }

    pub(crate) fn id_number(&mut self) -> Option<IdNumber> {
        let (column, cell) = self.known(Field::IdNumber)?;
        if !self.keeps_digits(column, cell) {
            return None;
        }
        match IdNumber::read(&cell.text) {
            Ok(number) => Some(number),
            Err(fault) => {
                self.fault(Some(column), fault.reason(), fault.suggestion());
                None
            }
        }
    }

    pub(crate) fn phone(&mut self) -> Option<String> {
        let (column, cell) = self.known(Field::Phone)?;
        if !self.keeps_digits(column, cell) {
            return None;
        }
        let (number, form) = phone(&cell.text);
        if form == PhoneForm::Unknown {
            self.warn(
                Some(column),
                Words::new(
                    format!("电话“{}”形式不明，按原样保留", cell.text),
                    format!("the telephone \"{}\" has no known form; kept as written", cell.text),
                ),
            );
        }
        Some(number)
    }

    pub(crate) fn age(&mut self) -> Option<Age> {
        let (column, cell) = self.known(Field::Age)?;
        let age = age::read(&cell.text);
        if age.is_none() {
            self.warn(
                Some(column),
                Words::new(
                    format!("年龄“{}”无法识别，按未知处理", cell.text),
                    format!("the age \"{}\" cannot be read; taken as unknown", cell.text),
                ),
            );
        }
        age
    }

    pub(crate) fn said<W: Copy>(&mut self, field: Field, vocabulary: &Vocabulary<W>) -> Option<Said<W>> {
        let (column, cell) = self.known(field)?;
        let word = meaning(vocabulary, &cell.text);
        if word.is_none() {
            let (zh, en) = field.headings();
            self.warn(
                Some(column),
                Words::new(
                    format!("{zh}“{}”不在词表中，按原文保留", cell.text),
                    format!("{en}: \"{}\" is not in the vocabulary; kept as written", cell.text),
                ),
            );
        }
        Some(Said { text: cell.text.clone(), word })
    }

    /// A date; one that cannot be read, or that lies after the limit, rejects the row.
    pub(crate) fn date(&mut self, field: Field) -> Option<Date> {
        let (_, column) = *self.columns.fields.iter().find(|(mapped, _)| *mapped == field)?;
        let cell = self.row.cell(column);
        match self.columns.dates.at(column, self.position) {
            Ok(Some(date)) if date > self.columns.today_limit => {
                let reason = Words::new(
                    format!("日期“{}”（{date}）在未来", cell.text),
                    format!("the date \"{}\" ({date}) lies in the future", cell.text),
                );
                self.fault(Some(column), reason, exchanged_suggestion(date, self.columns.today_limit));
                None
            }
            Ok(date) => date,
            Err(fault) => {
                self.fault(Some(column), fault.reason(&cell.text), fault.suggestion());
                None
            }
        }
    }

    pub(crate) fn extras(&self) -> Vec<Extra> {
        let kept = self.columns.extras.iter().map(|(column, _)| (*column, self.row.cell(*column)));
        kept.filter(|(_, cell)| !cell.text.is_empty())
            .map(|(column, cell)| Extra { column, text: cell.text.clone() })
            .collect()
    }

    /// Warns where the identity number says something else than the row.
    pub(crate) fn compare_with_id(
        &mut self,
        id: Option<&IdNumber>,
        sex: Option<crate::vocabulary::Sex>,
        birth: Option<Date>,
    ) {
        let Some(id) = id else { return };
        if let (Some(said), Some(inside)) = (sex, id.sex())
            && said != inside
        {
            self.warn(None, Words::new("性别与身份证号不一致", "the sex differs from the ID number"));
        }
        if let (Some(said), Some(inside)) = (birth, id.birth_date())
            && said != inside
        {
            self.warn(
                None,
                Words::new("出生日期与身份证号不一致", "the birth date differs from the ID number"),
            );
        }
    }
}

fn exchanged_suggestion(date: Date, limit: Date) -> Words {
    let exchanged = Date::new(date.year(), date.day(), date.month()).ok().filter(|other| *other <= limit);
    exchanged.map_or_else(
        || Words::new("请核对年份", "check the year"),
        |other| {
            Words::new(
                format!("可能日月颠倒，应为 {other}"),
                format!("day and month may be exchanged; then it is {other}"),
            )
        },
    )
}
