//! Tables out: exports and the workbook of rejected rows.

/// Headings that [`crate::rejected_workbook`] adds; they are no content when the file comes back.
const OWN_COLUMNS: [&str; 5] = ["原文件行 Row", "原因", "建议", "Reason (en)", "Suggestion (en)"];

/// Says whether a heading was added by this program.
pub(crate) fn is_own_column(header: &str) -> bool {
    OWN_COLUMNS.contains(&header)
}
