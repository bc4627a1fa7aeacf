//! Numbers of a sender that are numbers of people: the ledger, from which nothing can be taken out again, keeps a keyed
//! hash of them, and the vault, from which a person can be erased, the number itself.
//!
//! Lists keyed by identity number or phone are common.  Hashed with a key of the vault, the same number of the same sender
//! is found again, so that a second import and the links between rows work as with any other number.

use crate::app::App;
use domain::{
    Command,
    command::{ExposedPerson, ImportFile},
};
use exchange::{CaseRecord, ContactRecord, IdNumber, Parsed, ProposedLink, holds_personal_number};

/// What begins a hash in place of a sender's number.
pub(super) const VEILED: char = '#';

/// Bytes of the hash that are kept: 80 bits never meet by chance in a city's lists.
const KEPT: usize = 10;

/// What the vault's notes call a sender's number.
const NOTE: &str = "报送方编号";

impl App {
    /// Returns a sender's number of a case or contact as the ledger keeps it: itself, or a keyed hash where it is, or
    /// holds, the number of a person's document or phone.
    pub fn ledger_id(&self, sender: &str, id: &str) -> String {
        if !holds_personal_number(id) {
            return id.to_owned();
        }
        let hash = self.vault().pseudonym(sender, id);
        // Letters only: a hash must not look like the number of a phone.
        let letters = hash.iter().take(KEPT).flat_map(|byte| [byte >> 4, byte & 15]);
        std::iter::once(VEILED).chain(letters.map(|half| char::from(b'a' + half))).collect()
    }

    /// Puts hashes in place of the personal numbers of a line list, and the numbers where the vault takes them from.
    pub(super) fn veil_cases(&self, sender: &str, parsed: &mut Parsed<CaseRecord>) {
        for row in parsed.accepted.iter_mut().map(|row| &mut row.record) {
            if let Some(clear) = self.veil(sender, &mut row.external_id) {
                row.id_number = row.id_number.take().or_else(|| document(&clear));
                add_note(&mut row.notes, &clear);
            }
            for infector in &mut row.infectors {
                *infector = self.ledger_id(sender, infector);
            }
            row.infectors.sort();
            row.infectors.dedup();
            // The ledger keeps the country of origin, which such a text is not.
            if let Some(country) = row.import_country.take_if(|country| holds_personal_number(country)) {
                add_text(&mut row.notes, country);
            }
        }
    }

    /// As [`App::veil_cases`], of contacts.
    pub(super) fn veil_contacts(&self, sender: &str, parsed: &mut Parsed<ContactRecord>) {
        for row in parsed.accepted.iter_mut().map(|row| &mut row.record) {
            if let Some(clear) = self.veil(sender, &mut row.to) {
                row.id_number = row.id_number.take().or_else(|| document(&clear));
                add_note(&mut row.notes, &clear);
            }
            row.from = row.from.take().map(|from| self.ledger_id(sender, &from));
        }
    }

    /// As [`App::veil_cases`], of links found in free text.
    pub(super) fn veil_links(&self, sender: &str, links: &mut [ProposedLink]) {
        for found in links {
            found.of = self.ledger_id(sender, &found.of);
            found.link.id = self.ledger_id(sender, &found.link.id);
        }
    }

    /// Veils a number and returns it where that was needed.
    fn veil(&self, sender: &str, id: &mut Option<String>) -> Option<String> {
        let clear = id.clone().filter(|id| holds_personal_number(id))?;
        *id = Some(self.ledger_id(sender, &clear));
        Some(clear)
    }
}

/// A number that proves itself by its check character is the person's own.
fn document(clear: &str) -> Option<IdNumber> {
    IdNumber::read(clear).ok().filter(|number| number.birth_date().is_some())
}

fn add_note(notes: &mut Option<String>, clear: &str) {
    add_text(notes, format!("{NOTE}：{clear}"));
}

fn add_text(notes: &mut Option<String>, text: String) {
    *notes = Some(match notes.take() {
        Some(known) => format!("{known}\n{text}"),
        None => text,
    });
}

/// Returns a sender's number as it may be shown: hashes say nothing to a reader.
pub(super) fn shown(id: &str) -> String {
    if id.starts_with(VEILED) { "***".to_owned() } else { id.to_owned() }
}

/// Says whether every number of an import may stand in the ledger.  A key made of the file's hash and a row may hold many
/// digits in a row and is no person's.
pub(crate) fn is_veiled(command: &Command) -> bool {
    let Command::Import(file) = command else { return true };
    ids_of(file).all(|id| is_made(id) || !holds_personal_number(id))
}

fn ids_of(file: &ImportFile) -> impl Iterator<Item = &str> {
    let cases = file.cases.iter().map(|case| case.external_id.as_str());
    let exposed = file.exposures.iter().flat_map(|exposure| {
        let to = match &exposure.to {
            ExposedPerson::External(id) => Some(id.as_str()),
            ExposedPerson::Other(_, id) => id.as_deref(),
        };
        std::iter::once(exposure.from.as_str()).chain(to)
    });
    cases.chain(exposed)
}

/// Whether a key is `@`, twelve digits of a file's hash, and a row.
fn is_made(id: &str) -> bool {
    let parts = id.strip_prefix('@').and_then(|rest| rest.split_once('-'));
    parts.is_some_and(|(hash, row)| {
        hash.len() == 12
            && hash.bytes().all(|sign| matches!(sign, b'0'..=b'9' | b'a'..=b'f'))
            && row.parse::<u32>().is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_made_of_a_hash_is_no_number_of_a_person() {
        assert!(is_made("@123456789012-7"));
        for id in ["@13800138000-7", "13800138000", "@123456789012-13800138000", "@123456789012"] {
            assert!(!is_made(id), "{id}");
        }
    }
}
