//! Which column is which field: guessed from headings and values, stated by a person, kept by sender.

use serde::{Deserialize, Serialize};

use crate::dates::{DateOrder, DateReading};
use crate::field::{self, Field, Kind};
use crate::guess;
use crate::order::{DateColumn, borrow_order};
use crate::refusal::Refusal;
use crate::table::Table;
use crate::words::Words;

/// How one column is used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnMapping {
    /// Position of the column in the table; the first is 0.
    pub column: usize,
    /// Its heading, by which a saved mapping finds it again.
    pub header: String,
    /// The field; `None` keeps the column as an extra.
    pub field: Option<Field>,
    /// How sure the guess is, from 0 to 1; 1 for what a person stated.
    pub confidence: f64,
    /// Why.
    pub reason: Words,
    /// For dates: how they are read.  `None` while undecided.
    pub date: Option<DateReading>,
    /// For dates: the evidence for the order.
    pub date_evidence: Option<Words>,
}

/// Which columns are which fields of a list of one kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mapping {
    /// The kind of list.
    pub kind: Kind,
    /// One entry for every column of the table.
    pub columns: Vec<ColumnMapping>,
}

impl Mapping {
    /// Returns the column of a field.
    pub fn column_of(&self, field: Field) -> Option<&ColumnMapping> {
        self.columns.iter().find(|column| column.field == Some(field))
    }

    /// Returns the columns that are kept as extras.
    pub fn unmapped(&self) -> impl Iterator<Item = &ColumnMapping> {
        self.columns.iter().filter(|column| column.field.is_none())
    }

    /// Gives a column a field, as a person does; any other column loses that field.  `None` makes
    /// the column an extra.  A column beyond the table changes nothing.
    pub fn assign(&mut self, column: usize, field: Option<Field>) {
        for entry in &mut self.columns {
            if entry.column == column {
                entry.field = field;
                entry.confidence = 1.0;
                entry.reason = Words::new("由操作者指定", "stated by the operator");
                if !field.is_some_and(Field::is_date) {
                    entry.date = None;
                    entry.date_evidence = None;
                }
            } else if field.is_some() && entry.field == field {
                entry.field = None;
            }
        }
    }

    /// States how the dates of a column are read, as a person does.
    pub fn state_dates(&mut self, column: usize, reading: DateReading) {
        for entry in self.columns.iter_mut().filter(|entry| entry.column == column) {
            entry.date = Some(DateReading { stated: true, ..reading });
        }
    }

    /// States the year of the dates of a column that are written without one; the order of day and month is still decided
    /// by the values unless it was stated too.
    pub fn state_year(&mut self, column: usize, year: Option<i16>) {
        for entry in self.columns.iter_mut().filter(|entry| entry.column == column) {
            let reading = entry.date.unwrap_or(DateReading {
                order: DateOrder::YearMonthDay,
                stated: false,
                year: None,
            });
            entry.date = Some(DateReading { year, ..reading });
        }
    }

    /// Returns the date columns of a table that hold dates without a year.
    ///
    /// Linear in the cells of the date columns.
    pub fn yearless(&self, table: &Table) -> Vec<usize> {
        let dates = self.columns.iter().filter(|entry| entry.field.is_some_and(Field::is_date));
        let columns = dates.map(|entry| entry.column);
        columns.filter(|column| DateColumn::of(table, *column).evidence(table).is_yearless()).collect()
    }

    /// Returns the mapping without the years that were stated for one file: the next file may be of another year.
    #[must_use]
    pub fn without_years(mut self) -> Self {
        for reading in self.columns.iter_mut().filter_map(|entry| entry.date.as_mut()) {
            reading.year = None;
        }
        self
    }

    /// Fits a saved mapping to another file of the same sender: columns are found again by their
    /// headings wherever they stand; columns new to the mapping become extras.
    ///
    /// # Errors
    /// [`Refusal::MissingColumn`] when a mapped column is not there.
    pub fn fitted_to(&self, table: &Table) -> Result<Self, Refusal> {
        let mut columns: Vec<ColumnMapping> = table
            .headers
            .iter()
            .enumerate()
            .map(|(column, header)| {
                guess::unmapped(
                    column,
                    header,
                    Words::new("已保存的列对应中没有此列", "not in the saved mapping"),
                )
            })
            .collect();
        for saved in &self.columns {
            let Some(found) =
                columns.iter_mut().find(|new| new.header == saved.header && new.field.is_none())
            else {
                if saved.field.is_none() {
                    continue;
                }
                return Err(Refusal::MissingColumn {
                    header: saved.header.clone(),
                    headers: table.headers.clone(),
                });
            };
            let column = found.column;
            *found = ColumnMapping { column, ..saved.clone() };
        }
        Ok(Self { kind: self.kind, columns })
    }

    /// Checks that the mapping is one of this table and gives no field twice.
    pub(crate) fn check(&self, table: &Table) -> Result<(), Refusal> {
        let bad = |zh: String, en: String| Err(Refusal::BadMapping { problem: Words::new(zh, en) });
        for entry in &self.columns {
            if entry.column >= table.headers.len() {
                return bad(
                    format!("没有第 {} 列", entry.column + 1),
                    format!("there is no column {}", entry.column + 1),
                );
            }
            let Some(field) = entry.field else { continue };
            let (zh, en) = field.headings();
            if self.columns.iter().filter(|other| other.field == Some(field)).count() > 1 {
                return bad(format!("“{zh}”对应了两列"), format!("\"{en}\" is given to two columns"));
            }
            if !Field::of(self.kind).contains(&field) {
                return bad(
                    format!("“{zh}”不属于这种名单"),
                    format!("\"{en}\" is no field of this kind of list"),
                );
            }
        }
        Ok(())
    }
}

/// Guesses which column is which field, from the headings and from the values of each column.
///
/// Every column gets an entry with the confidence and the reason, for a person to confirm.
pub fn guess_mapping(table: &Table, kind: Kind) -> Mapping {
    let mut columns: Vec<ColumnMapping> = table
        .headers
        .iter()
        .enumerate()
        .map(|(column, header)| guess::column(table, kind, column, header))
        .collect();
    keep_surest(&mut columns);
    let mut mapping = Mapping { kind, columns };
    note_date_orders(&mut mapping, table);
    mapping
}

/// Where two columns claim one field, the surer keeps it.
fn keep_surest(columns: &mut [ColumnMapping]) {
    let claims: Vec<(usize, Option<Field>, f64, String)> = columns
        .iter()
        .map(|entry| (entry.column, entry.field, entry.confidence, entry.header.clone()))
        .collect();
    for entry in columns {
        let Some(field) = entry.field else { continue };
        let surer = claims.iter().find(|(column, other, confidence, _)| {
            *other == Some(field)
                && *column != entry.column
                && (*confidence > entry.confidence
                    || (*confidence >= entry.confidence && *column < entry.column))
        });
        if let Some((_, _, _, header)) = surer {
            let (zh, en) = field.headings();
            let reason = Words::new(
                format!("也像“{zh}”，但“{header}”列更可信"),
                format!("also looks like \"{en}\", but column \"{header}\" is surer"),
            );
            *entry = guess::unmapped(entry.column, &entry.header, reason);
        }
    }
}

/// Decides the order of every date column and writes the evidence into the mapping.
fn note_date_orders(mapping: &mut Mapping, table: &Table) {
    let mut findings = Vec::new();
    for entry in mapping.columns.iter().filter(|entry| entry.field.is_some_and(Field::is_date)) {
        let evidence = DateColumn::of(table, entry.column).evidence(table);
        findings.push((entry.header.clone(), evidence.finding(entry.date)));
    }
    borrow_order(&mut findings);
    let dates = mapping.columns.iter_mut().filter(|entry| entry.field.is_some_and(Field::is_date));
    for (entry, (_, finding)) in dates.zip(findings) {
        entry.date = finding.order().map(|order| DateReading { order, stated: false, year: None });
        entry.date_evidence = Some(finding.words());
    }
}

/// Says whether a table has the marks of the other kind of list.
pub(crate) fn looks_like_contacts(table: &Table) -> bool {
    let found: Vec<Field> = table
        .headers
        .iter()
        .filter_map(|header| field::recognised(header, Kind::Contacts))
        .filter(|found| found.whole)
        .map(|found| found.field)
        .collect();
    found.contains(&Field::InfectorId) && found.contains(&Field::ContactId)
}
