//! Who of a file is known already: by the sender's id, by identity number, by phone and name together.

use super::{
    ImportError,
    convert::{age_of, sex_of, years_of},
    plan::Source,
};
use crate::app::App;
use domain::{AreaCode, CaseClass, PersonId, command::Someone};
use exchange::{CaseRecord, ContactRecord};
use logbook::PersonalDetails;
use situation::Situation;
use std::collections::{BTreeMap, BTreeSet};

/// Who is known, by the key of the row.
pub(super) struct Known {
    /// People known to this sender.
    external: BTreeMap<String, PersonId>,
    /// People found by their numbers.
    found: BTreeMap<String, PersonId>,
    /// People who are cases that were not excluded.
    cases: BTreeSet<PersonId>,
}

impl Known {
    fn person(&self, key: &str) -> Option<PersonId> {
        self.external.get(key).or_else(|| self.found.get(key)).copied()
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.person(key).is_some()
    }

    pub(super) fn has_external(&self, key: &str) -> bool {
        self.external.contains_key(key)
    }

    pub(super) fn is_case(&self, key: &str) -> bool {
        self.person(key).is_some_and(|person| self.cases.contains(&person))
    }

    /// Whether the sender's id is that of a known case.
    pub(super) fn is_case_of_sender(&self, id: &str) -> bool {
        self.external.get(id).is_some_and(|person| self.cases.contains(person))
    }

    pub(super) fn someone(&self, key: &str, record: &CaseRecord, area: AreaCode) -> Someone {
        self.person(key).map_or_else(
            || Someone::New {
                sex: sex_of(record.sex.as_ref(), record.id_number.as_ref()),
                age: years_of(record),
                area,
            },
            Someone::Known,
        )
    }

    pub(super) fn someone_exposed(&self, key: &str, record: &ContactRecord, area: AreaCode) -> Someone {
        self.person(key).map_or_else(
            || Someone::New {
                sex: sex_of(record.sex.as_ref(), record.id_number.as_ref()),
                age: record.age.and_then(age_of),
                area,
            },
            Someone::Known,
        )
    }
}

impl App {
    /// Matches the rows of a file with the people who are known.  Names and numbers are compared inside the vault and go
    /// nowhere.
    ///
    /// A phone finds a person only together with the name, because families share phones; a number that finds more than
    /// one person finds nobody, because nothing says which of them is meant.
    pub(super) fn match_people(
        &self,
        source: &Source<'_>,
        rows: impl Iterator<Item = (String, PersonalDetails)>,
    ) -> Result<Known, ImportError> {
        let sender = &source.options.sender;
        let (external, cases) = self.desk.read(|situation| {
            let external = situation.external.get(sender).cloned().unwrap_or_default();
            (external, current_cases(situation))
        })?;
        let unknown: Vec<(String, PersonalDetails)> =
            rows.filter(|(key, _)| !external.contains_key(key)).collect();
        let found = self.find_by_numbers(&unknown)?;
        Ok(Known { external, found, cases })
    }

    fn find_by_numbers(
        &self,
        rows: &[(String, PersonalDetails)],
    ) -> Result<BTreeMap<String, PersonId>, ImportError> {
        let mut found = BTreeMap::new();
        let vault = self.vault();
        let numbered: Vec<(&String, &str)> =
            rows.iter().filter_map(|(key, details)| Some((key, details.id_number.as_deref()?))).collect();
        let numbers: Vec<&str> = numbered.iter().map(|(_, number)| *number).collect();
        for ((key, _), people) in numbered.iter().zip(vault.find_many_by_id_number(&numbers)?) {
            if let [person] = people.as_slice() {
                found.insert((*key).clone(), PersonId(*person));
            }
        }
        let remaining = rows.iter().filter(|(key, _)| !found.contains_key(key));
        let by_phone: Vec<(&String, &str, &str)> = remaining
            .filter_map(|(key, details)| Some((key, details.phone.as_deref()?, details.name.as_deref()?)))
            .collect();
        let phones: Vec<&str> = by_phone.iter().map(|(_, phone, _)| *phone).collect();
        for ((key, _, name), people) in by_phone.iter().zip(vault.find_many_by_phone(&phones)?) {
            let named = vault.get_many(&people)?;
            let mut same = people.iter().zip(named).filter(|(_, details)| {
                details.as_ref().is_some_and(|details| details.name.as_deref() == Some(*name))
            });
            if let (Some((person, _)), None) = (same.next(), same.next()) {
                found.insert((*key).clone(), PersonId(*person));
            }
        }
        Ok(found)
    }
}

fn current_cases(situation: &Situation) -> BTreeSet<PersonId> {
    let cases = situation.cases.rows().iter().filter(|case| case.class != CaseClass::Excluded);
    cases.map(|case| case.person).collect()
}
