//! Dates of two columns compared: symptoms before confirmation, exposure before symptoms.

use jiff::civil::Date;

use crate::dates::{self, DateOrder, DateReading};
use crate::field::Field;
use crate::mapping::Mapping;
use crate::record::{DateDecision, Warning};
use crate::refusal::Refusal;
use crate::table::Table;
use crate::words::{Words, rows_named};

/// Pairs of which the first comes before the second, apart from rare cases.
const PAIRS: [(Field, Field); 11] = [
    (Field::BirthDate, Field::OnsetDate),
    (Field::BirthDate, Field::ReportDate),
    (Field::ExposureStart, Field::ExposureEnd),
    (Field::ExposureStart, Field::OnsetDate),
    (Field::OnsetDate, Field::ConfirmDate),
    (Field::OnsetDate, Field::ReportDate),
    (Field::OnsetDate, Field::DiagnosisDate),
    (Field::OnsetDate, Field::DeathDate),
    (Field::SamplingDate, Field::ConfirmDate),
    (Field::ExposureStart, Field::ReportDate),
    (Field::ConfirmDate, Field::DeathDate),
];
/// Fewer rows with both dates than this say nothing about a column.
const LEAST_ROWS: usize = 5;
/// Days between symptoms and confirmation beyond which a row is looked at again with day and month
/// exchanged.
const LONG_DAYS: i32 = 60;
/// Days within which the exchanged reading has to fall to be the likelier one.
const SHORT_DAYS: i32 = 30;
/// Rows that look exchanged and refuse the file: at least so many …
const EXCHANGED_ROWS: usize = 3;
/// … and at least one in so many of the rows compared.
const EXCHANGED_ONE_IN: usize = 20;

/// One date of a row in both readings.
struct Both {
    read: Date,
    exchanged: Option<Date>,
}

/// Compares the date columns in pairs.
///
/// A file is refused when a pair is the wrong way round in more than half of its rows, or when
/// several rows fit only with day and month exchanged; unless a person has stated the order, which
/// turns the refusal into a warning.
pub(crate) fn check(
    table: &Table,
    mapping: &Mapping,
    decisions: &[DateDecision],
    readings: &[(usize, DateReading)],
) -> Result<Vec<Warning>, Refusal> {
    let mut warnings = Vec::new();
    for (earlier, later) in PAIRS {
        let (Some(first), Some(second)) = (
            decided(mapping, earlier, readings),
            decided(mapping, later, readings),
        ) else {
            continue;
        };
        let stated = |column: usize| {
            decisions.iter().any(|known| {
                known.column == column && matches!(known.finding, dates::OrderFinding::Stated { .. })
            })
        };
        let pair = Pair {
            first,
            second,
            vouched: stated(first.0) || stated(second.0),
        };
        let gap_limit =
            (!matches!(earlier, Field::BirthDate) && !matches!(later, Field::DeathDate)).then_some(LONG_DAYS);
        pair.compare(table, gap_limit, &mut warnings)?;
    }
    Ok(warnings)
}

fn decided(
    mapping: &Mapping,
    field: Field,
    readings: &[(usize, DateReading)],
) -> Option<(usize, DateReading)> {
    let column = mapping.column_of(field)?.column;
    readings.iter().find(|(decided, _)| *decided == column).copied()
}

struct Pair {
    first: (usize, DateReading),
    second: (usize, DateReading),
    /// Whether a person has stated the order of one of the columns.
    vouched: bool,
}

impl Pair {
    fn compare(
        &self,
        table: &Table,
        gap_limit: Option<i32>,
        warnings: &mut Vec<Warning>,
    ) -> Result<(), Refusal> {
        let mut compared = 0;
        let mut wrong: Vec<u32> = Vec::new();
        let mut exchanged: Vec<u32> = Vec::new();
        for row in table.rows.iter().filter(|row| row.surplus == 0) {
            let read = |(column, reading): (usize, DateReading)| both(table, row.cell(column), reading);
            let (Some(first), Some(second)) = (read(self.first), read(self.second)) else {
                continue;
            };
            compared += 1;
            if first.read > second.read {
                wrong.push(row.number);
            }
            if gap_limit.is_some_and(|limit| fits_only_exchanged(&first, &second, limit)) {
                exchanged.push(row.number);
            }
        }
        if compared < LEAST_ROWS {
            return Ok(());
        }
        let header = |column: usize| table.headers.get(column).cloned().unwrap_or_default();
        let (earlier, later) = (header(self.first.0), header(self.second.0));
        let mostly_wrong = wrong.len() * 2 > compared;
        if mostly_wrong && !self.vouched {
            let compared = u32::try_from(compared).unwrap_or(u32::MAX);
            return Err(Refusal::DatesImplausible {
                earlier,
                later,
                rows: wrong,
                compared,
            });
        }
        if exchanged.len() >= EXCHANGED_ROWS
            && exchanged.len() * EXCHANGED_ONE_IN >= compared
            && !self.vouched
        {
            return Err(Refusal::DatesExchanged {
                earlier,
                later,
                rows: exchanged,
            });
        }
        if mostly_wrong || wrong.len() * 10 > compared {
            let named = rows_named(&wrong);
            let words = Words::new(
                format!("{} 行“{earlier}”晚于“{later}”：第 {named} 行", wrong.len()),
                format!(
                    "in {} rows \"{earlier}\" is later than \"{later}\": rows {named}",
                    wrong.len()
                ),
            );
            warnings.push(Warning {
                row: None,
                column: Some(self.first.0),
                words,
            });
        }
        for row in exchanged {
            let words = Words::new(
                format!("“{earlier}”与“{later}”相差过久，日月对调后才合理，请核对"),
                format!(
                    "\"{earlier}\" and \"{later}\" lie far apart and fit only with day and month exchanged; check them"
                ),
            );
            warnings.push(Warning {
                row: Some(row),
                column: Some(self.first.0),
                words,
            });
        }
        Ok(())
    }
}

fn both(table: &Table, cell: &crate::table::Cell, reading: DateReading) -> Option<Both> {
    let read = dates::read(cell, reading, table.source.from_1904).ok()??;
    let can_exchange = reading.order != DateOrder::MonthDay;
    let exchanged = can_exchange
        .then(|| Date::new(read.year(), read.day(), read.month()).ok())
        .flatten();
    Some(Both { read, exchanged })
}

fn days(from: Date, to: Date) -> i32 {
    // Both dates lie between 1880 and 2200, so the span in days fits and cannot fail.
    from.until(to).map_or(0, |span| span.get_days())
}

/// Says whether two dates lie impossibly, and would lie well with one of them exchanged.
fn fits_only_exchanged(first: &Both, second: &Both, limit: i32) -> bool {
    let well = |gap: i32| (0..=SHORT_DAYS).contains(&gap);
    let gap = days(first.read, second.read);
    if (-SHORT_DAYS..=limit).contains(&gap) {
        return false;
    }
    first
        .exchanged
        .is_some_and(|other| well(days(other, second.read)))
        || second
            .exchanged
            .is_some_and(|other| well(days(first.read, other)))
}
