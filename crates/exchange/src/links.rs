//! Finds the cases that a free text names: "coworker of TJ5 and TJ6", "wife of case 110", "与TJ 23同住".
//!
//! What is found is a proposal for a person to confirm, never a link by itself: a text may name a
//! case as the source, as the infected person or as neither.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::clean::folded_char;
use crate::field::Field;
use crate::record::{CaseRecord, Record};

/// Characters before a number that may still belong to it.
const REACH: usize = 16;
/// Digits from which a number is taken for a case number without the word "case" before it.
const LONG_NUMBER: usize = 5;

/// A known case named by a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The case's number as its sender writes it.
    pub id: String,
    /// First byte of the mention in the text.
    pub start: usize,
    /// Byte after the mention.
    pub end: usize,
    /// The part of the text, between semicolons or full stops, that contains the mention.
    pub phrase: String,
}

/// A link found in the record of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedLink {
    /// Row of the file.
    pub row: u32,
    /// The case whose record it is.
    pub of: String,
    /// The field whose text names the other case.
    pub field: Field,
    /// The other case.
    pub link: Link,
}

/// The case numbers of a file or of a city, prepared for finding them in texts.
#[derive(Clone, Debug, Default)]
pub struct KnownIds {
    by_form: BTreeMap<String, String>,
    /// Number at the end of an id that has letters before it; `None` where two ids share it.
    by_number: BTreeMap<String, Option<String>>,
}

impl KnownIds {
    /// Prepares the numbers; those without any digit are left out, as they would match common words.
    pub fn new<'i>(ids: impl IntoIterator<Item = &'i String>) -> Self {
        let mut known = Self::default();
        for id in ids {
            let form = form_of(id.chars());
            if !form.contains(|c: char| c.is_ascii_digit()) {
                continue;
            }
            let letters = form.trim_end_matches(|c: char| c.is_ascii_digit());
            if let Some(number) =
                form.get(letters.len()..).filter(|number| !letters.is_empty() && !number.is_empty())
            {
                let shared = known.by_number.contains_key(number);
                known.by_number.insert(number.to_owned(), (!shared).then(|| id.clone()));
            }
            known.by_form.insert(form, id.clone());
        }
        known
    }

    /// Finds the cases that a text names, apart from `own_id`; each once, in the order of the text.
    pub fn links(&self, text: &str, own_id: &str) -> Vec<Link> {
        let chars: Vec<(usize, char)> = text.char_indices().map(|(at, c)| (at, folded_char(c))).collect();
        let mut found: Vec<Link> = Vec::new();
        let mut numbered_until: Option<usize> = None;
        for (start, end) in runs(&chars) {
            let whole = self.whole_id(&chars, start, end);
            let named = whole.map(|named| (named, false)).or_else(|| {
                let number = self.case_number(&chars, start, end, numbered_until)?;
                Some((number, true))
            });
            let Some(((from, id), by_number)) = named else {
                continue;
            };
            if by_number {
                numbered_until = Some(end);
            }
            if id != own_id && !found.iter().any(|link| link.id == id) {
                let at = |index: usize| chars.get(index).map_or(text.len(), |(at, _)| *at);
                found.push(link(text, id, at(from), at(end)));
            }
        }
        found
    }

    /// Looks for the longest known id that ends where the run ends.
    fn whole_id(&self, chars: &[(usize, char)], start: usize, end: usize) -> Option<(usize, &str)> {
        let ascii_at = |index: usize| chars.get(index).is_some_and(|(_, c)| c.is_ascii_alphanumeric());
        let mut first = start;
        while first > 0 && start - first < REACH && chars.get(first - 1).is_some_and(|(_, c)| joins(*c)) {
            first -= 1;
        }
        (first..=start).find_map(|from| {
            let opens = chars.get(from).is_some_and(|(_, c)| c.is_alphanumeric());
            let inside_word = ascii_at(from) && from > 0 && ascii_at(from - 1);
            if !opens || inside_word {
                return None;
            }
            let form = form_of(chars.get(from..end)?.iter().map(|(_, c)| *c));
            let telling = form.len() >= LONG_NUMBER || form.contains(|c: char| !c.is_ascii_digit());
            let id = self.by_form.get(&form).filter(|_| telling)?;
            Some((from, id.as_str()))
        })
    }

    /// Looks for a bare number after the word "case", or after another such number in a list.
    fn case_number(
        &self,
        chars: &[(usize, char)],
        start: usize,
        end: usize,
        listed: Option<usize>,
    ) -> Option<(usize, &str)> {
        let digits: String = chars.get(start..end)?.iter().map(|(_, c)| *c).collect();
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let before: String = chars
            .get(start.saturating_sub(REACH)..start)?
            .iter()
            .map(|(_, c)| c.to_ascii_lowercase())
            .collect();
        let continues = listed.is_some_and(|last| chars.get(last..start).is_some_and(is_list));
        if !continues && !names_case(&before) {
            return None;
        }
        let id = self.by_form.get(&digits).or_else(|| self.by_number.get(&digits)?.as_ref())?;
        Some((start, id.as_str()))
    }
}

/// Finds the cases that one text names.  For many texts, prepare [`KnownIds`] once.
pub fn links_in(text: &str, known_ids: &BTreeSet<String>, own_id: &str) -> Vec<Link> {
    KnownIds::new(known_ids).links(text, own_id)
}

/// Finds the cases of a file that the sources of infection and the remarks of its other cases name.
pub fn propose_links(records: &[Record<CaseRecord>]) -> Vec<ProposedLink> {
    let known = KnownIds::new(records.iter().filter_map(|kept| kept.record.external_id.as_ref()));
    let mut proposed = Vec::new();
    for kept in records {
        let own = kept.record.external_id.clone().unwrap_or_default();
        for (field, text) in [(Field::Source, &kept.record.source), (Field::Notes, &kept.record.notes)] {
            let links = text.as_deref().map(|text| known.links(text, &own)).unwrap_or_default();
            proposed.extend(links.into_iter().map(|link| ProposedLink {
                row: kept.row,
                of: own.clone(),
                field,
                link,
            }));
        }
    }
    proposed
}

/// Letters and digits of an id in capitals, without what separates them: "TJ 23" and "tj-23" are one.
fn form_of(chars: impl Iterator<Item = char>) -> String {
    chars.map(folded_char).filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_uppercase()).collect()
}

/// Runs of ASCII letters and digits that contain a digit, as positions of characters.
fn runs(chars: &[(usize, char)]) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut open: Option<(usize, bool)> = None;
    for (index, (_, c)) in chars.iter().enumerate() {
        if c.is_ascii_alphanumeric() {
            let (start, digit) = open.unwrap_or((index, false));
            open = Some((start, digit || c.is_ascii_digit()));
        } else if let Some((start, digit)) = open.take()
            && digit
        {
            runs.push((start, index));
        }
    }
    if let Some((start, true)) = open {
        runs.push((start, chars.len()));
    }
    runs
}

/// Characters that may stand inside a written id.
fn joins(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '#' | '.' | '号')
}

fn names_case(before: &str) -> bool {
    const WORDS: [&str; 9] = ["case", "cases", "patient", "patients", "no", "病例", "患者", "感染者", "确诊"];
    let before = before.trim_end_matches([' ', '#', '.', ':', '第', '(']);
    WORDS.iter().any(|word| {
        before
            .strip_suffix(word)
            .is_some_and(|rest| !word.is_ascii() || !rest.ends_with(|c: char| c.is_ascii_alphanumeric()))
    })
}

/// Says whether only commas, blanks and "and" stand between two numbers of a list.
fn is_list(between: &[(usize, char)]) -> bool {
    let text: String = between.iter().map(|(_, c)| c.to_ascii_lowercase()).collect();
    matches!(
        text.trim(),
        "," | "、" | "and" | "&" | "/" | "和" | "与" | "及" | ", and" | "号、" | "号和" | "号与"
    )
}

fn link(text: &str, id: &str, start: usize, end: usize) -> Link {
    let ends = |c: char| matches!(c, ';' | '；' | '。' | '\n');
    let from = text
        .get(..start)
        .and_then(|before| before.rfind(ends))
        .map_or(0, |at| at + text.get(at..).map_or(1, first_width));
    let until = text.get(end..).and_then(|after| after.find(ends)).map_or(text.len(), |at| end + at);
    let phrase = text.get(from..until).unwrap_or(text).trim().to_owned();
    Link { id: id.to_owned(), start, end, phrase }
}

fn first_width(text: &str) -> usize {
    text.chars().next().map_or(1, char::len_utf8)
}
