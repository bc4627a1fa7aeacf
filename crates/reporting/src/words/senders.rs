//! Numbers by which senders know people.

use situation::state::Person;

/// The sign before a number that the ledger holds only as a keyed hash, because it may be a phone or a document.
const VEILED: char = '#';

/// Returns the number by which the first sender knows a person, where it says something to a reader: a hash does not.
pub fn sender_number(person: &Person) -> Option<&str> {
    person.external.iter().map(|(_, number)| number.as_str()).find(|number| !number.starts_with(VEILED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_no_number_that_a_reader_could_use() {
        let sender = |number: &str| ("甲".to_owned(), number.to_owned());
        let mut person = Person { external: vec![sender("#abcdefghijabcdefghij")], ..Person::default() };
        assert_eq!(sender_number(&person), None);
        person.external.push(sender("TJ-12"));
        assert_eq!(sender_number(&person), Some("TJ-12"));
    }
}
