//! The fields of both kinds of list and the headings under which they are known.

use serde::{Deserialize, Serialize};

use crate::clean::{folded_char, simplified_char};
use crate::headings::HEADINGS;

/// What kind of list a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One row a case.
    LineList,
    /// One row a contact: who was with whom.
    Contacts,
}

/// A field of a record to which a column can be mapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The sender's own number of the case.
    ExternalId,
    /// The sender's own number of the contact person, or of the case the contact became.
    ContactId,
    /// The number of the case or cases from which the infection or the exposure came.
    InfectorId,
    /// Name of the person.
    Name,
    /// Identity number or other document.
    IdNumber,
    /// Telephone number.
    Phone,
    /// Sex.
    Sex,
    /// Age.
    Age,
    /// Date of birth.
    BirthDate,
    /// Present address.
    Address,
    /// District, township or other area.
    Area,
    /// Date of first symptoms.
    OnsetDate,
    /// Date of sampling.
    SamplingDate,
    /// Date of report.
    ReportDate,
    /// Date of confirmation.
    ConfirmDate,
    /// Date of diagnosis.
    DiagnosisDate,
    /// Date of death.
    DeathDate,
    /// Classification of the case.
    Classification,
    /// Clinical severity.
    Severity,
    /// Outcome.
    Outcome,
    /// Source of infection in free text.
    Source,
    /// First day of exposure.
    ExposureStart,
    /// Last day of exposure.
    ExposureEnd,
    /// Place of infection or setting of the contact.
    Setting,
    /// Relation of the contact to the case.
    Relation,
    /// Hospital or other institution.
    Hospital,
    /// Country from which an imported case came.
    ImportCountry,
    /// Ring of the contact: close, secondary, general.
    Ring,
    /// Remarks.
    Notes,
}

impl Field {
    /// Fields of a list of this kind, in the order of the template.
    pub fn of(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::LineList => &[
                Self::ExternalId,
                Self::Name,
                Self::IdNumber,
                Self::Phone,
                Self::Sex,
                Self::Age,
                Self::BirthDate,
                Self::Address,
                Self::Area,
                Self::OnsetDate,
                Self::SamplingDate,
                Self::ReportDate,
                Self::ConfirmDate,
                Self::DiagnosisDate,
                Self::DeathDate,
                Self::Classification,
                Self::Severity,
                Self::Outcome,
                Self::Source,
                Self::InfectorId,
                Self::ExposureStart,
                Self::ExposureEnd,
                Self::Setting,
                Self::Hospital,
                Self::ImportCountry,
                Self::Notes,
            ],
            Kind::Contacts => &[
                Self::InfectorId,
                Self::ContactId,
                Self::Name,
                Self::IdNumber,
                Self::Phone,
                Self::Sex,
                Self::Age,
                Self::Address,
                Self::Setting,
                Self::Relation,
                Self::ExposureStart,
                Self::ExposureEnd,
                Self::Ring,
                Self::Notes,
            ],
        }
    }

    /// Says whether the field holds a date.
    pub fn is_date(self) -> bool {
        matches!(
            self,
            Self::BirthDate
                | Self::OnsetDate
                | Self::SamplingDate
                | Self::ReportDate
                | Self::ConfirmDate
                | Self::DiagnosisDate
                | Self::DeathDate
                | Self::ExposureStart
                | Self::ExposureEnd
        )
    }

    /// The heading of the field in the templates, in Chinese and in English.
    pub fn headings(self) -> (&'static str, &'static str) {
        HEADINGS.iter().find(|known| known.0 == self).map_or(("", ""), |known| (known.1, known.2))
    }
}

/// How a heading was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Recognised {
    pub(crate) field: Field,
    /// Whether the whole heading is a known one, not only a part of it.
    pub(crate) whole: bool,
    /// The known heading.
    pub(crate) known: &'static str,
}

/// Says whether a cell is a known heading of either kind of list.
pub(crate) fn is_known_heading(text: &str) -> bool {
    recognised(text, Kind::LineList).is_some_and(|found| found.whole)
        || recognised(text, Kind::Contacts).is_some_and(|found| found.whole)
}

/// Finds the field of a heading in a list of this kind.
pub(crate) fn recognised(heading: &str, kind: Kind) -> Option<Recognised> {
    /// No heading is longer than this, in bytes; longer cells are text.
    const LONGEST: usize = 120;
    if heading.is_empty() || heading.len() > LONGEST {
        return None;
    }
    let keys = heading_keys(heading);
    let fields = Field::of(kind);
    // In a list of contacts a bare "编号" or "ID" numbers the contact.
    let sought = |field: Field| match (kind, field) {
        (Kind::Contacts, Field::ExternalId) => Field::ContactId,
        (_, other) => other,
    };
    let entries = || HEADINGS.iter().flat_map(|entry| entry.all().map(move |known| (entry.0, known)));
    for (field, known) in entries() {
        let field = sought(field);
        if fields.contains(&field) && keys.iter().any(|key| key.eq_ignore_ascii_case(known)) {
            return Some(Recognised { field, whole: true, known });
        }
    }
    entries()
        .map(|(field, known)| (sought(field), known))
        .filter(|(field, known)| fields.contains(field) && keys.iter().any(|key| contains(key, known)))
        .max_by_key(|(_, known)| known.len())
        .map(|(field, known)| Recognised { field, whole: false, known })
}

fn contains(key: &str, known: &str) -> bool {
    if known.is_ascii() {
        let words: Vec<&str> = key.split(' ').collect();
        let mut wanted = known.split(' ').map(str::to_ascii_lowercase);
        // A single short word such as "id", "to" or "age" says too little inside a longer heading.
        known.len() >= 5 && wanted.all(|word| words.contains(&word.as_str()))
    } else {
        known.chars().count() >= 2 && key.contains(known)
    }
}

/// Folds a heading into the forms that are looked up: the whole, its Chinese part, its Latin part.
/// Brackets with their content, signs and camel case are resolved; Latin words are separated by one
/// space.
fn heading_keys(heading: &str) -> Vec<String> {
    let mut whole = String::new();
    let mut depth: u32 = 0;
    let mut before = ' ';
    for original in heading.chars() {
        let c = simplified_char(folded_char(original));
        match c {
            '(' | '[' | '【' | '〔' => depth += 1,
            ')' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            _text if depth > 0 => {}
            c if c.is_alphanumeric() => {
                let camel = c.is_ascii_uppercase() && before.is_ascii_lowercase();
                let script = c.is_ascii() != before.is_ascii() && before.is_alphanumeric();
                if camel || script {
                    whole.push(' ');
                }
                whole.extend(c.to_lowercase());
            }
            _sign => whole.push(' '),
        }
        before = c;
    }
    let words: Vec<&str> = whole.split_whitespace().collect();
    let latin: Vec<&str> = words.iter().copied().filter(|word| word.is_ascii()).collect();
    let chinese: String = words.iter().copied().filter(|word| !word.is_ascii()).collect();
    let all: String = if latin.is_empty() { chinese.clone() } else { words.concat() };
    let mut keys = vec![latin.join(" "), chinese, all];
    keys.retain(|key| !key.is_empty());
    keys.dedup();
    keys
}
