//! Personal details and their form before sealing.

use std::fmt;

use zeroize::Zeroizing;

/// What identifies a person to people.  `None`: not known.
///
/// `Debug` says which fields are known, never what they hold, so that no log can leak them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PersonalDetails {
    /// Full name.
    pub name: Option<String>,
    /// Number of the identity document.
    pub id_number: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Home address, down to the door.
    pub address: Option<String>,
    /// Anything else people need to know to reach or care for this person.
    pub notes: Option<String>,
}

impl fmt::Debug for PersonalDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, id_number, phone, address, notes } = self;
        let known = [
            ("name", name),
            ("id_number", id_number),
            ("phone", phone),
            ("address", address),
            ("notes", notes),
        ];
        f.write_str("PersonalDetails")?;
        f.debug_list()
            .entries(known.iter().filter(|(_, held)| held.is_some()).map(|(field, _)| field))
            .finish()
    }
}

/// The first byte of the encoded form.
const FORM: u8 = 1;

/// The length that stands for "not known".
const UNKNOWN: u32 = u32::MAX;

impl PersonalDetails {
    /// Encodes: form byte, then each field as 32-bit little-endian length (all ones: not known) and UTF-8.
    pub(super) fn encode(&self) -> Zeroizing<Vec<u8>> {
        let Self { name, id_number, phone, address, notes } = self;
        let fields = [name, id_number, phone, address, notes];
        let length = 1 + fields.iter().map(|field| 4 + field.as_ref().map_or(0, String::len)).sum::<usize>();
        // Reserved at once: a growing vector would leave copies behind.
        let mut encoded = Zeroizing::new(Vec::with_capacity(length));
        encoded.push(FORM);
        for field in fields {
            let (length, text) = match field {
                Some(text) => {
                    (u32::try_from(text.len()).expect("a field is shorter than 4 GiB"), text.as_str())
                }
                None => (UNKNOWN, ""),
            };
            encoded.extend_from_slice(&length.to_le_bytes());
            encoded.extend_from_slice(text.as_bytes());
        }
        encoded
    }

    /// Decodes what [`encode`](Self::encode) made; `None` for anything else.
    pub(super) fn decode(encoded: &[u8]) -> Option<Self> {
        let (&form, mut rest) = encoded.split_first()?;
        let mut fields = [None, None, None, None, None];
        for field in &mut fields {
            let (length, after) = rest.split_first_chunk::<4>()?;
            rest = after;
            let length = u32::from_le_bytes(*length);
            if length != UNKNOWN {
                let (text, after) = rest.split_at_checked(usize::try_from(length).ok()?)?;
                *field = Some(str::from_utf8(text).ok()?.to_owned());
                rest = after;
            }
        }
        let [name, id_number, phone, address, notes] = fields;
        (form == FORM && rest.is_empty()).then_some(Self { name, id_number, phone, address, notes })
    }
}
