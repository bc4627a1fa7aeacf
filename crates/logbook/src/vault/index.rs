//! The blind index: finding a person by number without storing the number.
//!
//! A tag is the first 128 bits of BLAKE3, keyed with a key derived from the master key, over the
//! normalised number.  Without the master key nobody can test numbers against tags; with it anybody can,
//! as with the whole vault.

use super::key::MasterKey;
use super::seal::SecretKey;
use crate::files;

pub(super) type Tag = [u8; 16];

/// The keys of the two indexes.
pub(super) struct IndexKeys {
    id_number: SecretKey,
    phone: SecretKey,
    pseudonym: SecretKey,
}

impl IndexKeys {
    pub(super) fn of(master: &MasterKey) -> Self {
        Self {
            id_number: master.derive("haitang vault 1 blind index of identity numbers"),
            phone: master.derive("haitang vault 1 blind index of phone numbers"),
            pseudonym: master.derive("haitang vault 1 pseudonyms of senders' case numbers"),
        }
    }

    /// Returns the tag of an identity number; `None` when nothing is left after normalising.
    pub(super) fn id_number(&self, number: &str) -> Option<Tag> {
        tag(&self.id_number, &normalised_id_number(number))
    }

    /// Returns the tag that stands for a sender's number where it may not be written: the same for every spelling of the
    /// number, another one for another sender.
    pub(super) fn pseudonym(&self, sender: &str, number: &str) -> Tag {
        let mut hasher = blake3::Hasher::new_keyed(&self.pseudonym);
        // The length keeps the end of the sender's name and the beginning of the number apart.
        hasher.update(&files::length(sender.as_bytes()).to_le_bytes());
        hasher.update(sender.as_bytes());
        hasher.update(normalised_id_number(number).as_bytes());
        let mut tag = [0; 16];
        hasher.finalize_xof().fill(&mut tag);
        tag
    }

    /// Returns the tag of a phone number; `None` when nothing is left after normalising.
    pub(super) fn phone(&self, number: &str) -> Option<Tag> {
        tag(&self.phone, &normalised_phone(number))
    }
}

fn tag(key: &SecretKey, normalised: &str) -> Option<Tag> {
    if normalised.is_empty() {
        return None;
    }
    let hash = blake3::keyed_hash(key, normalised.as_bytes());
    hash.as_bytes().first_chunk::<16>().copied()
}

/// Letters and digits only, full-width forms narrowed, upper case: `3301０2 1990…x` and `33010219900…X` meet.
fn normalised_id_number(number: &str) -> String {
    number
        .chars()
        .map(narrow)
        .filter(char::is_ascii_alphanumeric)
        .map(|sign| sign.to_ascii_uppercase())
        .collect()
}

/// Digits only, full-width forms narrowed, without the prefix of mainland China in front of a mobile number
/// (11 digits that begin with 1).  Any other number keeps its prefix: two countries must not meet.
fn normalised_phone(number: &str) -> String {
    let digits: String = number.chars().map(narrow).filter(char::is_ascii_digit).collect();
    let local = ["0086", "86"].iter().find_map(|prefix| digits.strip_prefix(prefix));
    match local {
        Some(local) if local.len() == 11 && local.starts_with('1') => local.to_owned(),
        _ => digits,
    }
}

/// Maps full-width ASCII (U+FF01 to U+FF5E), which Chinese input methods produce, to ASCII.
fn narrow(sign: char) -> char {
    match sign {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
        _ => sign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_identity_number_has_one_form() {
        for written in [
            "11010119900307803X",
            " 110101 19900307 803x ",
            "１１０１０１１９９００３０７８０３Ｘ",
            "110101-19900307-803x",
        ] {
            assert_eq!(normalised_id_number(written), "11010119900307803X");
        }
    }

    #[test]
    fn one_mobile_number_has_one_form() {
        for written in ["13800138000", "+86 138 0013 8000", "0086-138-0013-8000", "１３８００１３８０００"]
        {
            assert_eq!(normalised_phone(written), "13800138000");
        }
    }

    #[test]
    fn a_landline_that_begins_with_86_keeps_it() {
        assert_eq!(normalised_phone("8657 1234"), "86571234");
        assert_eq!(normalised_phone("+44 20 7946 0000"), "442079460000");
    }

    #[test]
    fn a_number_without_digits_has_no_tag() {
        let keys = IndexKeys::of(&MasterKey::from_bytes([7; 32]));
        assert_eq!(keys.phone("—"), None);
        assert!(keys.id_number("X1").is_some());
    }

    #[test]
    fn a_pseudonym_is_one_for_all_spellings_and_another_for_another_sender_or_key() {
        let keys = IndexKeys::of(&MasterKey::from_bytes([7; 32]));
        let tag = keys.pseudonym("某医院", "13800138000");
        assert_eq!(tag, keys.pseudonym("某医院", "138-0013-8000"));
        assert_ne!(tag, keys.pseudonym("某疾控", "13800138000"));
        assert_ne!(tag, keys.pseudonym("某医院", "13800138001"));
        assert_ne!(tag, IndexKeys::of(&MasterKey::from_bytes([8; 32])).pseudonym("某医院", "13800138000"));
    }

    #[test]
    fn the_same_digits_as_phone_and_as_identity_number_have_different_tags() {
        let keys = IndexKeys::of(&MasterKey::from_bytes([7; 32]));
        assert_ne!(keys.phone("13800138000"), keys.id_number("13800138000"));
    }
}
