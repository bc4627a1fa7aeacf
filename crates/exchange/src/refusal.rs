//! Reasons for which a whole file is refused, each with what to do about it.

use crate::words::{Words, rows_named};

/// Why a file, or a file read with a certain mapping, cannot be imported at all.
///
/// A refused file changes nothing.  [`Refusal::words`] says what happened and what to do in both
/// languages; the `Display` form is the English half.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.words().en)]
pub enum Refusal {
    /// The file holds no bytes, or nothing but blanks.
    Empty,
    /// The file is larger than the limit, in bytes.
    TooManyBytes {
        /// Size of the file in bytes.
        bytes: u64,
        /// The largest size accepted, in bytes.
        limit: u64,
    },
    /// The workbook unpacks to more than the limit, in bytes; the sign of a decompression bomb.
    TooMuchUnpacked {
        /// The largest unpacked size accepted, in bytes.
        limit: u64,
    },
    /// The sheet has more rows than the limit.
    TooManyRows {
        /// The largest number of rows accepted.
        limit: u32,
    },
    /// The sheet has more columns than the limit.
    TooManyColumns {
        /// Columns found.
        columns: u32,
        /// The largest number of columns accepted.
        limit: u32,
    },
    /// The sheet has more filled cells than the limit.
    TooManyCells {
        /// The largest number of cells accepted.
        limit: u64,
    },
    /// One cell is longer than a spreadsheet can hold.
    CellTooLong {
        /// Row of the file.
        row: u32,
        /// The longest cell accepted, in characters.
        limit: u32,
    },
    /// The file is of a kind that holds no table.
    WrongType {
        /// The file's name, as sent.
        file_name: String,
        /// What the file really is, for instance "PDF".
        found: String,
    },
    /// The text is in none of the known encodings.
    Undecodable,
    /// A quotation mark opens a cell and is never closed, so that the rest of the file would vanish
    /// into that cell.
    UnclosedQuote {
        /// Row in which the mark stands.
        row: u32,
    },
    /// The workbook cannot be read.
    Damaged {
        /// The reader's own words, in English.
        reason: String,
    },
    /// The workbook has no sheet of the name asked for.
    NoSuchSheet {
        /// The name asked for.
        sheet: String,
        /// The sheets there are.
        sheets: Vec<String>,
    },
    /// No row has the look of column headings.
    NoHeader,
    /// There are headings and not one row under them.
    NoRows,
    /// The columns needed are not there.
    NoKeyColumn {
        /// What is needed, in both languages.
        needed: Words,
    },
    /// The file is a list of the other kind.
    OtherKind {
        /// What the file looks like, in both languages.
        looks_like: Words,
    },
    /// A saved mapping names a column that the file does not have.
    MissingColumn {
        /// The heading the mapping expects.
        header: String,
        /// The headings of the file.
        headers: Vec<String>,
    },
    /// The mapping gives one field to two columns, or names a column beyond the table.
    BadMapping {
        /// What is wrong, in both languages.
        problem: Words,
    },
    /// Nothing in the file says whether the day or the month comes first.
    DatesAmbiguous {
        /// Heading of the column.
        header: String,
        /// A value that can be read both ways.
        example: String,
    },
    /// The dates of a column carry no year and the mapping states none.
    YearMissing {
        /// Heading of the column.
        header: String,
        /// A value of the column.
        example: String,
    },
    /// Some rows of a column prove that the day comes first and others that the month does.
    DatesBothWays {
        /// Heading of the column.
        header: String,
        /// Rows that can only have the day first.
        day_first: Vec<u32>,
        /// Rows that can only have the month first.
        month_first: Vec<u32>,
    },
    /// Dates that a spreadsheet program has turned round: the values it could read with day and
    /// month exchanged are dates, those it could not are still text.
    DatesTurnedRound {
        /// Heading of the column.
        header: String,
        /// Rows still as typed, with the day first.
        as_typed: Vec<u32>,
        /// Rows whose date was probably turned round.
        turned: Vec<u32>,
    },
    /// Several rows fit another date of theirs only with day and month exchanged.
    DatesExchanged {
        /// Heading of the column that ought to come first in time.
        earlier: String,
        /// Heading of the column that ought to come later.
        later: String,
        /// The rows.
        rows: Vec<u32>,
    },
    /// Dates of two columns contradict each other in so many rows that the order must be wrong.
    DatesImplausible {
        /// Heading of the column that ought to come first in time.
        earlier: String,
        /// Heading of the column that ought to come later.
        later: String,
        /// Rows in which it is the other way round.
        rows: Vec<u32>,
        /// Rows in which both dates are known.
        compared: u32,
    },
    /// The operator stopped the import.
    Cancelled,
}

impl Refusal {
    /// Says whether the file could be read once a person says how its columns are to be read.
    pub fn concerns_columns(&self) -> bool {
        matches!(
            self,
            Self::NoKeyColumn { .. }
                | Self::OtherKind { .. }
                | Self::MissingColumn { .. }
                | Self::BadMapping { .. }
                | Self::DatesAmbiguous { .. }
                | Self::YearMissing { .. }
                | Self::DatesTurnedRound { .. }
                | Self::DatesExchanged { .. }
                | Self::DatesImplausible { .. }
        )
    }

    /// Says what happened and what to do, in both languages.
    pub fn words(&self) -> Words {
        match self {
            Self::Empty
            | Self::NoHeader
            | Self::NoRows
            | Self::NoKeyColumn { .. }
            | Self::OtherKind { .. } => self.words_on_content(),
            Self::TooManyBytes { .. }
            | Self::TooMuchUnpacked { .. }
            | Self::TooManyRows { .. }
            | Self::TooManyColumns { .. }
            | Self::TooManyCells { .. }
            | Self::CellTooLong { .. } => self.words_on_size(),
            Self::DatesAmbiguous { .. }
            | Self::YearMissing { .. }
            | Self::DatesBothWays { .. }
            | Self::DatesTurnedRound { .. } => self.words_on_dates(),
            Self::DatesExchanged { .. } | Self::DatesImplausible { .. } => self.words_on_two_dates(),
            Self::WrongType { .. }
            | Self::Undecodable
            | Self::UnclosedQuote { .. }
            | Self::Damaged { .. }
            | Self::NoSuchSheet { .. }
            | Self::MissingColumn { .. }
            | Self::BadMapping { .. }
            | Self::Cancelled => self.words_on_form(),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "`words` sends only these variants here")]
    fn words_on_content(&self) -> Words {
        match self {
            Self::NoHeader => Words::new(
                "没有找到表头行。请在第一行写列名（如 姓名、发病日期），或使用模板。",
                "No row looks like column headings. Put the column names (name, onset date …) in the first row, or use the template.",
            ),
            Self::NoRows => Words::new(
                "表头下面没有数据行，未导入任何内容。请检查是否选对了工作表。",
                "There are headings but no rows under them; nothing was imported. Check that the right sheet was chosen.",
            ),
            Self::NoKeyColumn { needed } => Words::new(
                format!("缺少必需的列：{}。请在列对应中指定，或使用模板。", needed.zh),
                format!(
                    "A needed column is missing: {}. Point it out in the mapping, or use the template.",
                    needed.en
                ),
            ),
            Self::OtherKind { looks_like } => Words::new(
                format!("这份文件看起来是{}，请换到相应的导入页面。", looks_like.zh),
                format!("This file looks like {}; import it on the page for that kind.", looks_like.en),
            ),
            _other => Words::new(
                "文件是空的。请重新导出后再上传。",
                "The file is empty. Export it again, then send it.",
            ),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "`words` sends only these variants here")]
    fn words_on_size(&self) -> Words {
        match self {
            Self::TooManyBytes { bytes, limit } => Words::new(
                format!("文件 {bytes} 字节，超过上限 {limit} 字节。请拆成几个文件。"),
                format!(
                    "The file has {bytes} bytes, more than the limit of {limit}. Split it into several files."
                ),
            ),
            Self::TooMuchUnpacked { limit } => Words::new(
                format!("工作簿解压后超过 {limit} 字节，可能已损坏或被篡改。请另存为 CSV 后再上传。"),
                format!(
                    "The workbook unpacks to more than {limit} bytes; it may be damaged or forged. Save it as CSV and send that."
                ),
            ),
            Self::TooManyRows { limit } => Words::new(
                format!("超过 {limit} 行。请拆成几个文件；没有导入任何一行。"),
                format!("There are more than {limit} rows. Split the file; no row was imported."),
            ),
            Self::TooManyColumns { columns, limit } => Words::new(
                format!("有 {columns} 列，上限为 {limit} 列。请删除不需要的列。"),
                format!("There are {columns} columns, the limit is {limit}. Delete those not needed."),
            ),
            Self::TooManyCells { limit } => Words::new(
                format!("单元格超过 {limit} 个。请拆成几个文件；没有导入任何一行。"),
                format!("There are more than {limit} cells. Split the file; no row was imported."),
            ),
            Self::CellTooLong { row, limit } => Words::new(
                format!("第 {row} 行有单元格超过 {limit} 个字符，常见原因是引号没有成对。请检查该行。"),
                format!(
                    "A cell of row {row} is longer than {limit} characters; often a quotation mark without its partner. Check that row."
                ),
            ),
            _other => Words::new("文件过大。", "The file is too large."),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "`words` sends only these variants here")]
    fn words_on_dates(&self) -> Words {
        match self {
            Self::DatesAmbiguous { header, example } => Words::new(
                format!(
                    "“{header}”列的日期（如 {example}）看不出日和月谁在前，没有一行能证明。请在列对应中说明顺序。"
                ),
                format!(
                    "The dates of \"{header}\" (for instance {example}) can be read with the day or the month first, and no row proves either. State the order in the mapping."
                ),
            ),
            Self::YearMissing { header, example } => Words::new(
                format!("“{header}”列的日期（如 {example}）没有年份。请在列对应中说明年份。"),
                format!(
                    "The dates of \"{header}\" (for instance {example}) have no year. State the year in the mapping."
                ),
            ),
            Self::DatesBothWays { header, day_first, month_first } => Words::new(
                format!(
                    "“{header}”列日月顺序自相矛盾：第 {} 行只能是日在月前，第 {} 行只能是月在日前。请更正后再导入。",
                    rows_named(day_first),
                    rows_named(month_first)
                ),
                format!(
                    "\"{header}\" contradicts itself: rows {} can only have the day before the month, rows {} only the month before the day. Correct them, then import.",
                    rows_named(day_first),
                    rows_named(month_first)
                ),
            ),
            Self::DatesTurnedRound { header, as_typed, turned } => Words::new(
                format!(
                    "“{header}”列有日月颠倒的痕迹：第 {} 行保持日/月/年，而第 {} 行疑似日月被对调。请从原始文件重新导出，日期列设为文本。",
                    rows_named(as_typed),
                    rows_named(turned)
                ),
                format!(
                    "\"{header}\" shows signs of day and month turned round: rows {} stand as day/month/year, but rows {} have probably been exchanged. Export again from the source with this column as text.",
                    rows_named(as_typed),
                    rows_named(turned)
                ),
            ),
            _other => Words::new("日期无法确定。", "The dates cannot be decided."),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "`words` sends only these variants here")]
    fn words_on_two_dates(&self) -> Words {
        match self {
            Self::DatesExchanged { earlier, later, rows } => Words::new(
                format!(
                    "第 {} 行的“{earlier}”与“{later}”相差过久，只有把其中一个日月对调才合理。请从原始文件核对后再导入，或说明日期顺序以确认无误。",
                    rows_named(rows)
                ),
                format!(
                    "In rows {} \"{earlier}\" and \"{later}\" lie far apart and fit only with day and month of one of them exchanged. Check them against the source, or state the order to vouch for them.",
                    rows_named(rows)
                ),
            ),
            Self::DatesImplausible { earlier, later, rows, compared } => Words::new(
                format!(
                    "可比较的 {compared} 行中有 {} 行“{earlier}”晚于“{later}”（第 {} 行），日月顺序或列对应可能有误。请核对后说明顺序。",
                    rows.len(),
                    rows_named(rows)
                ),
                format!(
                    "In {} of {compared} rows with both dates \"{earlier}\" is later than \"{later}\" (rows {}): the order of day and month, or the mapping, is probably wrong. Check, then state the order.",
                    rows.len(),
                    rows_named(rows)
                ),
            ),
            _other => Words::new("日期之间不一致。", "The dates do not agree."),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "`words` sends only these variants here")]
    fn words_on_form(&self) -> Words {
        match self {
            Self::WrongType { file_name, found } => Words::new(
                format!("“{file_name}”是 {found}，不是表格。请在表格软件中另存为 .xlsx 或 .csv 后再上传。"),
                format!(
                    "\"{file_name}\" is {found}, not a table. Save it as .xlsx or .csv from a spreadsheet program, then send that."
                ),
            ),
            Self::Undecodable => Words::new(
                "文字编码无法识别（不是 UTF-8、UTF-16、GB18030 或 Big5）。请另存为“CSV UTF-8”。",
                "The text is not in UTF-8, UTF-16, GB18030 or Big5. Save it as \"CSV UTF-8\".",
            ),
            Self::UnclosedQuote { row } => Words::new(
                format!("第 {row} 行有一个引号没有配对，其后的内容会全部被吞入一个单元格。请更正该行。"),
                format!(
                    "A quotation mark in row {row} is never closed; the rest of the file would vanish into one cell. Correct that row."
                ),
            ),
            Self::Damaged { reason } => Words::new(
                format!("工作簿无法读取（{reason}）。若设有打开密码，请去掉密码；否则请重新另存。"),
                format!(
                    "The workbook cannot be read ({reason}). If it has a password, remove it; otherwise save it again."
                ),
            ),
            Self::NoSuchSheet { sheet, sheets } => Words::new(
                format!("没有名为“{sheet}”的工作表。现有：{}。", sheets.join("、")),
                format!("There is no sheet \"{sheet}\". There are: {}.", sheets.join(", ")),
            ),
            Self::MissingColumn { header, headers } => Words::new(
                format!("已保存的列对应需要“{header}”列，文件中没有。现有列：{}。", headers.join("、")),
                format!(
                    "The saved mapping expects a column \"{header}\" that the file does not have. It has: {}.",
                    headers.join(", ")
                ),
            ),
            Self::BadMapping { problem } => Words::new(
                format!("列对应有误：{}。", problem.zh),
                format!("The mapping is wrong: {}.", problem.en),
            ),
            _other => Words::new(
                "导入已由操作者取消，没有保存任何内容。",
                "The import was stopped by the operator; nothing was kept.",
            ),
        }
    }
}
