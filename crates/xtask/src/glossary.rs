//! Every word of the domain is defined: each public type of `domain` stands in `docs/GLOSSARY.md`.

use std::collections::BTreeSet;

use crate::{
    Complaint,
    rust_text::{code_only, without_tests},
    tree::TextFile,
};

/// The heading of the column that names the type behind a term.
const COLUMN: &str = "Rust type";

/// Returns the types named in the `Rust type` column of the tables of a Markdown text.
///
/// A cell may name several types, each in backquotes.
pub fn named_types(glossary: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    let mut column = None;
    for line in glossary.lines() {
        let cells: Vec<&str> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
        if !line.trim_start().starts_with('|') {
            column = None;
        } else if let Some(at) = cells.iter().position(|cell| *cell == COLUMN) {
            column = Some(at);
        } else if let Some(cell) = column.and_then(|at| cells.get(at)) {
            named.extend(cell.split('`').skip(1).step_by(2).map(last_segment));
        }
    }
    named
}

fn last_segment(path: &str) -> String {
    path.rsplit("::").next().unwrap_or(path).to_owned()
}

/// Returns the public types a Rust source defines, with those made by the `id!` macro.
pub fn public_types(source: &str) -> BTreeSet<String> {
    let code = code_only(&without_tests(source));
    let words: Vec<&str> = words_of(&code).collect();
    let defined = words.windows(3).filter_map(|three| match three {
        ["pub", "struct" | "enum" | "trait" | "type", name] => Some(*name),
        _ => None,
    });
    // `id! { PersonId "P" … }` names one type after the other; strings and comments are already blank.
    let minted =
        code.split("id! {").skip(1).flat_map(|rest| words_of(rest.split('}').next().unwrap_or_default()));
    let is_type = |name: &&str| name.starts_with(char::is_uppercase);
    defined.chain(minted).filter(is_type).map(str::to_owned).collect()
}

fn words_of(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// Complains about every public type in the sources of `domain` that the glossary does not name.
pub fn check(sources: &[TextFile], glossary: &str) -> Vec<Complaint> {
    let named = named_types(glossary);
    let of_domain = sources.iter().filter(|file| file.is_rust_below("crates/domain/src/"));
    of_domain
        .flat_map(|file| public_types(&file.text).into_iter().map(move |name| (file, name)))
        .filter(|(_, name)| !named.contains(name))
        .map(|(file, name)| {
            Complaint::new(&file.path, format!("{name} is not in docs/GLOSSARY.md, column {COLUMN}"))
        })
        .collect()
}
