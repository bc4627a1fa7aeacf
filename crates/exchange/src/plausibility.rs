//! Dates of two columns compared: symptoms before confirmation, exposure before symptoms.

use jiff::civil::Date;

use crate::dates::{DateOrder, DateReading};
use crate::field::Field;
use crate::mapping::Mapping;
use crate::order::{DecidedDates, OrderFinding};
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
    dates: &DecidedDates,
) -> Result<Vec<Warning>, Refusal> {
    let mut warnings = Vec::new();
    for (earlier, later) in PAIRS {
        let (Some(first), Some(second)) = (decided(mapping, earlier, dates), decided(mapping, later, dates))
        else {
            continue;
        };
        let stated = |column: usize| {
            decisions
                .iter()
                .any(|known| known.column == column && matches!(known.finding, OrderFinding::Stated { .. }))
        };
        let pair = Pair { dates, first, second, vouched: stated(first.0) || stated(second.0) };
        let gap_limit =
            (!matches!(earlier, Field::BirthDate) && !matches!(later, Field::DeathDate)).then_some(LONG_DAYS);
        pair.compare(table, gap_limit, &mut warnings)?;
    }
    Ok(warnings)
}

fn decided(mapping: &Mapping, field: Field, dates: &DecidedDates) -> Option<(usize, DateReading)> {
    let column = mapping.column_of(field)?.column;
    Some((column, dates.reading(column)?))
}

struct Pair<'d> {
    dates: &'d DecidedDates,
    first: (usize, DateReading),
    second: (usize, DateReading),
    /// Whether a person has stated the order of one of the columns.
    vouched: bool,
}

/// What a comparison of two columns shows.
#[derive(Default)]
struct Shown {
    /// Rows in which both dates are known.
    compared: usize,
    /// Rows in which the earlier date is the later one.
    wrong: Vec<u32>,
    /// Rows that fit only with day and month of one date exchanged.
    exchanged: Vec<u32>,
}

impl Pair<'_> {
    fn compare(
        &self,
        table: &Table,
        gap_limit: Option<i32>,
        warnings: &mut Vec<Warning>,
    ) -> Result<(), Refusal> {
        let shown = self.shown(table, gap_limit);
        if shown.compared < LEAST_ROWS {
            return Ok(());
        }
        let header = |column: usize| table.headers.get(column).cloned().unwrap_or_default();
        let (earlier, later) = (header(self.first.0), header(self.second.0));
        let mostly_wrong = shown.wrong.len() * 2 > shown.compared;
        let several_exchanged = shown.exchanged.len() >= EXCHANGED_ROWS
            && shown.exchanged.len() * EXCHANGED_ONE_IN >= shown.compared;
        if mostly_wrong && !self.vouched {
            let compared = u32::try_from(shown.compared).unwrap_or(u32::MAX);
            return Err(Refusal::DatesImplausible { earlier, later, rows: shown.wrong, compared });
        }
        if several_exchanged && !self.vouched {
            return Err(Refusal::DatesExchanged { earlier, later, rows: shown.exchanged });
        }
        self.warn(&shown, (&earlier, &later), warnings);
        Ok(())
    }

    fn shown(&self, table: &Table, gap_limit: Option<i32>) -> Shown {
        let mut shown = Shown::default();
        for (position, row) in table.rows.iter().enumerate().filter(|(_, row)| row.surplus == 0) {
            let read = |(column, reading): (usize, DateReading)| {
                Some(both(self.dates.at(column, position).ok()??, reading))
            };
            let (Some(first), Some(second)) = (read(self.first), read(self.second)) else {
                continue;
            };
            shown.compared += 1;
            if first.read > second.read {
                shown.wrong.push(row.number);
            }
            if gap_limit.is_some_and(|limit| fits_only_exchanged(&first, &second, limit)) {
                shown.exchanged.push(row.number);
            }
        }
        shown
    }

    fn warn(&self, shown: &Shown, (earlier, later): (&str, &str), warnings: &mut Vec<Warning>) {
        let column = Some(self.first.0);
        if shown.wrong.len() * 10 > shown.compared {
            let (count, named) = (shown.wrong.len(), rows_named(&shown.wrong));
            let words = Words::new(
                format!("{count} 行“{earlier}”晚于“{later}”：第 {named} 行"),
                format!("in {count} rows \"{earlier}\" is later than \"{later}\": rows {named}"),
            );
            warnings.push(Warning { row: None, column, words });
        }
        for row in &shown.exchanged {
            let words = Words::new(
                format!("“{earlier}”与“{later}”相差过久，日月对调后才合理，请核对"),
                format!(
                    "\"{earlier}\" and \"{later}\" lie far apart and fit only with day and month exchanged"
                ),
            );
            warnings.push(Warning { row: Some(*row), column, words });
        }
    }
}

fn both(read: Date, reading: DateReading) -> Both {
    let can_exchange = reading.order != DateOrder::MonthDay;
    let exchanged = can_exchange.then(|| Date::new(read.year(), read.day(), read.month()).ok()).flatten();
    Both { read, exchanged }
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
    first.exchanged.is_some_and(|other| well(days(other, second.read)))
        || second.exchanged.is_some_and(|other| well(days(first.read, other)))
}
