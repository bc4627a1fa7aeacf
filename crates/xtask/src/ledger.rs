//! Nothing rewrites the log: no statement in `logbook` changes or removes an entry.

use crate::{Complaint, tree::TextFile};

/// Statements that change or remove rows, as the words before the name of the table.
const REWRITES: [&[&str]; 5] =
    [&["update"], &["delete", "from"], &["replace", "into"], &["drop", "table"], &["alter", "table"]];

/// The table that is the log. Which entry is the newest stands in a table of its own, which does change.
pub const LOG_TABLE: &str = "log";

/// Complains about SQL in the sources of `logbook` that changes or removes rows of the log.
///
/// The vault is not the log: erasing a person's key is a `DELETE` and is meant to be one.
pub fn check(file: &TextFile) -> Vec<Complaint> {
    if !file.path.starts_with("crates/logbook/src/") {
        return Vec::new();
    }
    let words: Vec<(usize, String)> = (1..)
        .zip(file.text.lines())
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .flat_map(|(number, line)| sql_words(line).map(move |word| (number, word)))
        .collect();
    let mut complaints = Vec::new();
    for (at, (number, _)) in words.iter().enumerate() {
        for rewrite in REWRITES {
            let mut here = words.iter().skip(at).map(|(_, word)| word.as_str());
            let matches = here.clone().take(rewrite.len()).eq(rewrite.iter().copied());
            let table = here.nth(rewrite.len()).unwrap_or_default();
            if matches && table == LOG_TABLE {
                let what = format!("{} {table}: the log is append-only", rewrite.join(" "));
                complaints.push(Complaint::at(&file.path, *number, what));
            }
        }
    }
    complaints
}

fn sql_words(line: &str) -> impl Iterator<Item = String> + '_ {
    line.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty()).map(str::to_lowercase)
}
