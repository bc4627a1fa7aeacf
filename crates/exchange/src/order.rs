//! How the order of day and month is decided for a whole column, with the evidence.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::dates::{DateFault, DateOrder, DateReading, Shape, resolve, shape};
use crate::table::{Cell, Table};
use crate::words::Words;

/// What the values of a column say about the order of its dates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum OrderFinding {
    /// No known date in the column.
    NoDates,
    /// Every value has one reading.
    Clear {
        /// Values read.
        values: u32,
    },
    /// Values that have only one reading prove the order of the others.
    Proven {
        /// The order.
        order: DateOrder,
        /// Rows that prove it.
        rows: u32,
        /// One of the values.
        example: String,
        /// Its row.
        row: u32,
    },
    /// The column proves nothing itself; other columns of the file prove the order.
    Borrowed {
        /// The order.
        order: DateOrder,
        /// Headings of the columns that prove it.
        from: Vec<String>,
    },
    /// The column proves nothing itself; the saved mapping of the sender has the order from an
    /// earlier file.
    Remembered {
        /// The order.
        order: DateOrder,
    },
    /// A person stated the order.
    Stated {
        /// The order.
        order: DateOrder,
    },
    /// Both readings are possible everywhere.
    Ambiguous {
        /// One of the values.
        example: String,
    },
    /// The dates have no year and none was stated.
    YearMissing {
        /// One of the values.
        example: String,
    },
    /// Rows prove both orders: the day before the month and the month before the day.
    BothWays {
        /// Rows that can only have the day first.
        day_first: Vec<u32>,
        /// Rows that can only have the month first.
        month_first: Vec<u32>,
    },
    /// A spreadsheet program has exchanged day and month where it could.
    TurnedRound {
        /// Rows that stand as typed, with the day first.
        as_typed: Vec<u32>,
        /// Rows that were probably exchanged.
        turned: Vec<u32>,
    },
}

impl OrderFinding {
    /// Returns the order found; `None` where there is none.
    pub fn order(&self) -> Option<DateOrder> {
        match self {
            Self::NoDates | Self::Clear { .. } => Some(DateOrder::YearMonthDay),
            Self::Proven { order, .. }
            | Self::Borrowed { order, .. }
            | Self::Remembered { order }
            | Self::Stated { order } => Some(*order),
            Self::Ambiguous { .. }
            | Self::YearMissing { .. }
            | Self::BothWays { .. }
            | Self::TurnedRound { .. } => None,
        }
    }

    /// Says the finding with its evidence.
    pub fn words(&self) -> Words {
        match self {
            Self::NoDates => Words::new("没有日期", "no dates"),
            Self::Clear { values } => Words::new(
                format!("{values} 个日期都只有一种读法"),
                format!("all {values} dates have one reading only"),
            ),
            Self::Proven { order, rows, example, row } => Words::new(
                format!("第 {row} 行 {example} 只能是{}；共 {rows} 行可证明", order_words(*order).zh),
                format!(
                    "{example} in row {row} can only be {}; {rows} rows prove it",
                    order_words(*order).en
                ),
            ),
            Self::Borrowed { order, from } => Words::new(
                format!("本列无法证明，按同一文件的“{}”列取{}", from.join("”“"), order_words(*order).zh),
                format!(
                    "this column proves nothing; taken as {} like \"{}\"",
                    order_words(*order).en,
                    from.join("\", \"")
                ),
            ),
            Self::Stated { order } => Words::new(
                format!("由操作者指定为{}", order_words(*order).zh),
                format!("stated by the operator as {}", order_words(*order).en),
            ),
            Self::Remembered { order } => Words::new(
                format!("本列无法证明，沿用已保存的列对应：{}", order_words(*order).zh),
                format!("this column proves nothing; the saved mapping has it as {}", order_words(*order).en),
            ),
            Self::Ambiguous { example } => Words::new(
                format!("{example} 等无法判断日和月谁在前"),
                format!("{example} and the others can be read with the day or the month first"),
            ),
            Self::YearMissing { example } => {
                Words::new(format!("{example} 没有年份"), format!("{example} has no year"))
            }
            Self::BothWays { .. } => Words::new(
                "有的行只能日在前，有的行只能月在前",
                "some rows can only have the day first, others only the month",
            ),
            Self::TurnedRound { .. } => Words::new(
                "部分日期疑似被表格软件对调了日月",
                "a spreadsheet program has probably exchanged day and month in some rows",
            ),
        }
    }
}

fn order_words(order: DateOrder) -> Words {
    match order {
        DateOrder::YearMonthDay => Words::new("年/月/日", "year first"),
        DateOrder::DayMonthYear => Words::new("日在前", "day first"),
        DateOrder::MonthDayYear => Words::new("月在前", "month first"),
        DateOrder::MonthDay => Words::new("月.日", "month and day without a year"),
    }
}

/// Counts of what the values of one column prove.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evidence {
    exact: u32,
    /// Real dates of a workbook or dates in ISO form, of days up to 12, that could have been
    /// exchanged; by row.
    exchangeable: Vec<u32>,
    /// Rows whose exact date has a day beyond 12, as no exchanged date has.
    beyond_twelve: Vec<u32>,
    /// Rows with the year in front that are dates only if the day stands before the month.
    year_day_month: Vec<u32>,
    day_first: Vec<u32>,
    month_first: Vec<u32>,
    first_proof: Option<(u32, String)>,
    open: u32,
    open_example: Option<String>,
    yearless_example: Option<String>,
}

impl Evidence {
    /// Takes the value of one row into account.
    fn take(&mut self, row: u32, cell: &Cell, shape: Shape) {
        match shape {
            Shape::Fault(DateFault::DayBeforeMonth) => self.year_day_month.push(row),
            Shape::Unknown | Shape::Fault(_) => {}
            Shape::Exact(date) => {
                self.exact += 1;
                if date.day() > 12 {
                    self.beyond_twelve.push(row);
                } else {
                    self.exchangeable.push(row);
                }
            }
            Shape::NoYear { .. } => {
                self.yearless_example.get_or_insert_with(|| cell.text.clone());
            }
            Shape::Slash { first, second, .. } if first == second => self.exact += 1,
            Shape::Slash { first, second, .. } => {
                let proof = if first > 12 {
                    &mut self.day_first
                } else if second > 12 {
                    &mut self.month_first
                } else {
                    self.open += 1;
                    self.open_example.get_or_insert_with(|| cell.text.clone());
                    return;
                };
                proof.push(row);
                self.first_proof.get_or_insert_with(|| (row, cell.text.clone()));
            }
        }
    }

    /// Says whether any date of the column is written without a year.
    pub(crate) fn is_yearless(&self) -> bool {
        self.yearless_example.is_some()
    }

    /// Says whether the column has any value that needs an order.
    pub(crate) fn finding(&self, reading: Option<DateReading>) -> OrderFinding {
        let stated = reading.filter(|reading| reading.stated);
        if !self.day_first.is_empty() && !self.month_first.is_empty() {
            return OrderFinding::BothWays {
                day_first: self.day_first.clone(),
                month_first: self.month_first.clone(),
            };
        }
        let odd = self.year_day_month.len();
        let dated = self.beyond_twelve.len() + self.exchangeable.len() + odd;
        if odd >= 3 && odd * 20 >= dated {
            return OrderFinding::BothWays {
                day_first: self.year_day_month.clone(),
                month_first: self.beyond_twelve.clone(),
            };
        }
        if let Some(example) = &self.yearless_example
            && reading.is_none_or(|reading| reading.year.is_none())
        {
            return OrderFinding::YearMissing { example: example.clone() };
        }
        if let Some(reading) = stated {
            return OrderFinding::Stated { order: reading.order };
        }
        // The least number of exchanged rows that is no chance: three dates below the 13th.
        if !self.day_first.is_empty()
            && self.beyond_twelve.is_empty()
            && self.exchangeable.len() >= 3
            && self.open == 0
        {
            return OrderFinding::TurnedRound {
                as_typed: self.day_first.clone(),
                turned: self.exchangeable.clone(),
            };
        }
        let proven = |order, rows: &[u32]| {
            let (row, example) = self.first_proof.clone().unwrap_or_default();
            OrderFinding::Proven { order, rows: u32::try_from(rows.len()).unwrap_or(u32::MAX), example, row }
        };
        if !self.day_first.is_empty() {
            proven(DateOrder::DayMonthYear, &self.day_first)
        } else if !self.month_first.is_empty() {
            proven(DateOrder::MonthDayYear, &self.month_first)
        } else if let Some(example) = &self.open_example {
            OrderFinding::Ambiguous { example: example.clone() }
        } else if self.exact > 0 || self.yearless_example.is_some() {
            OrderFinding::Clear { values: self.exact }
        } else {
            OrderFinding::NoDates
        }
    }
}

/// Lets columns that prove nothing themselves take the order that all proven columns of the file
/// agree on.
pub(crate) fn borrow_order(findings: &mut [(String, OrderFinding)]) {
    let proven: Vec<(String, DateOrder)> = findings
        .iter()
        .filter_map(|(header, finding)| Some((header.clone(), finding.order()?)))
        .filter(|(_, order)| matches!(order, DateOrder::DayMonthYear | DateOrder::MonthDayYear))
        .collect();
    let Some((_, order)) = proven.first() else { return };
    if proven.iter().any(|(_, other)| other != order) {
        return;
    }
    let from: Vec<String> = proven.iter().map(|(header, _)| header.clone()).collect();
    for (_, finding) in findings.iter_mut() {
        if matches!(finding, OrderFinding::Ambiguous { .. }) {
            *finding = OrderFinding::Borrowed { order: *order, from: from.clone() };
        }
    }
}

/// Lets a column that nothing in the file decides keep the order of the saved mapping.
pub(crate) fn remember_order(finding: &mut OrderFinding, reading: Option<DateReading>) {
    let order = reading.map(|reading| reading.order);
    if let (
        OrderFinding::Ambiguous { .. },
        Some(order @ (DateOrder::DayMonthYear | DateOrder::MonthDayYear)),
    ) = (&*finding, order)
    {
        *finding = OrderFinding::Remembered { order };
    }
}

/// The values of a date column, each read once: by position of the row.
pub(crate) struct DateColumn {
    /// Position of the column in the table.
    pub(crate) column: usize,
    shapes: Vec<Shape>,
}

impl DateColumn {
    /// Reads the values of a column.
    pub(crate) fn of(table: &Table, column: usize) -> Self {
        let from_1904 = table.source.from_1904;
        Self { column, shapes: table.rows.iter().map(|row| shape(row.cell(column), from_1904)).collect() }
    }

    /// Returns what the value of a row can be.
    pub(crate) fn at(&self, position: usize) -> Shape {
        self.shapes.get(position).copied().unwrap_or(Shape::Unknown)
    }

    /// Gathers what the values prove.  The values of a row that has slipped prove nothing.
    pub(crate) fn evidence(&self, table: &Table) -> Evidence {
        let mut evidence = Evidence::default();
        for (position, row) in table.rows.iter().enumerate().filter(|(_, row)| row.surplus == 0) {
            evidence.take(row.number, row.cell(self.column), self.at(position));
        }
        evidence
    }
}

/// The date columns of a table with the readings decided for them.
pub(crate) struct DecidedDates(pub(crate) Vec<(DateColumn, DateReading)>);

impl DecidedDates {
    /// Returns the reading of a column; `None` when it is no decided date column.
    pub(crate) fn reading(&self, column: usize) -> Option<DateReading> {
        self.0.iter().find(|(decided, _)| decided.column == column).map(|(_, reading)| *reading)
    }

    /// Returns the date of a cell; `None` when nothing is known.
    pub(crate) fn at(&self, column: usize, position: usize) -> Result<Option<Date>, DateFault> {
        let decided = self.0.iter().find(|(decided, _)| decided.column == column);
        decided.map_or(Ok(None), |(dates, reading)| resolve(dates.at(position), *reading))
    }
}
