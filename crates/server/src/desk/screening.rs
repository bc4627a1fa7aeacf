//! What may not stand in the ledger: numbers by which a person could be found, in any text of a command.
//!
//! Nothing can be taken out of the ledger again, so that phone and identity numbers belong into the vault alone.  Every
//! text of every command is looked at, in the form in which it would be kept; a field is passed over only where it is by
//! its form no free text, so that a field added later is looked at without anybody thinking of it.

use crate::imports::is_veiled;
use domain::{AreaCode, Command, command::ImportFile};
use exchange::{IdNumber, holds_personal_number};
use serde_json::Value;

/// The length of a BLAKE3 hash in hexadecimal.
const HASH: usize = 64;

/// Passes when no text of a command holds the number of a phone or document.
///
/// # Errors
/// The name of the field that does.
pub(super) fn check(command: &Command) -> Result<(), String> {
    let whole = |command: &Command| match serde_json::to_value(command) {
        Ok(written) => check_value(&written, "command"),
        Err(_cannot_be_written) => Ok(()),
    };
    let Command::Import(file) = command else {
        return whole(command);
    };
    if !is_veiled(command) {
        return Err("external_id".to_owned());
    }
    // Rows are many and have two texts each: the id, looked at above, and the country.
    for case in &file.cases {
        if let domain::Origin::Abroad(country) = &case.origin
            && holds_personal_number(country)
        {
            return Err("origin".to_owned());
        }
    }
    let ImportFile { kind, sender, batch, outbreak, open, read, rejected, repeated, cases: _, exposures: _ } =
        &**file;
    whole(&Command::Import(Box::new(ImportFile {
        kind: kind.clone(),
        sender: sender.clone(),
        batch: batch.clone(),
        outbreak: *outbreak,
        open: open.clone(),
        read: *read,
        rejected: *rejected,
        repeated: *repeated,
        cases: Vec::new(),
        exposures: Vec::new(),
    })))
}

fn check_value(value: &Value, field: &str) -> Result<(), String> {
    match value {
        Value::String(text) if is_personal(text, field) => Err(field.to_owned()),
        Value::Array(values) => values.iter().try_for_each(|value| check_value(value, field)),
        Value::Object(fields) => fields.iter().try_for_each(|(name, value)| check_value(value, name)),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

fn is_personal(text: &str, field: &str) -> bool {
    if !holds_personal_number(text) {
        return false;
    }
    // The label of a tube is a barcode of many digits; only an identity number proves itself by its check character.
    if matches!(field, "code" | "tube") {
        return IdNumber::read(text).is_ok_and(|number| number.birth_date().is_some());
    }
    !is_area(text) && !is_hash(text)
}

/// Areas are written with twelve digits; those of China begin with 11 to 82 (GB/T 2260), abroad is 00.
fn is_area(text: &str) -> bool {
    let province = text.get(..2).and_then(|digits| digits.parse::<u8>().ok());
    text.len() == 12
        && text.parse::<AreaCode>().is_ok()
        && province.is_some_and(|province| province == 0 || (11..=82).contains(&province))
}

fn is_hash(text: &str) -> bool {
    text.len() == HASH && text.bytes().all(|sign| matches!(sign, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{CaseClass, CaseId, PersonId, Subject, TestPurpose, Timestamp, TubeKind};

    fn reclassify(reason: &str) -> Command {
        Command::ReclassifyCase {
            case: CaseId(1),
            class: CaseClass::Excluded,
            severity: None,
            at: Timestamp::UNIX_EPOCH,
            reason: reason.to_owned(),
        }
    }

    fn tube(code: &str) -> Command {
        Command::RegisterTube {
            code: code.to_owned(),
            kind: TubeKind::Single,
            people: vec![PersonId(1)],
            purpose: TestPurpose::Routine,
            site: None,
            collected_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_number_in_free_text_is_refused_under_the_name_of_its_field() {
        assert_eq!(check(&reclassify("复核：电话13800138000")), Err("reason".to_owned()));
        assert_eq!(
            check(&reclassify("身份证 １１０１０１１９９００３０７８０３Ｘ")),
            Err("reason".to_owned())
        );
        assert_eq!(check(&reclassify("复核排除，见 C12，2021-12-06 12:30")), Ok(()));
        let purpose = "核实 138 0013 8000".to_owned();
        let open = Command::OpenPersonalData { person: PersonId(1), purpose, subject: Subject::General };
        assert_eq!(check(&open), Err("purpose".to_owned()));
    }

    #[test]
    fn areas_and_barcodes_pass_and_an_identity_number_as_a_barcode_does_not() {
        let area: AreaCode = "330211002001".parse().unwrap();
        let freeze =
            Command::FreezeFigures { area, date: "2021-12-06".parse().unwrap(), reason: String::new() };
        assert_eq!(check(&freeze), Ok(()));
        assert_eq!(check(&tube("20211206000123")), Ok(()));
        assert_eq!(check(&tube("11010119900307803X")), Err("code".to_owned()));
    }
}
