//! Recording a plan: the entry first, the details after it.

use super::{ImportError, plan::ImportPlan};
use crate::{app::App, ledger::Ask};
use domain::{ActorId, Command, ImportId, PersonId, Seq};
use logbook::{PersonalDetails, VaultError};
use serde::Serialize;
use std::collections::BTreeMap;

/// What was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Committed {
    /// The entry.
    pub seq: Option<Seq>,
    /// The import.
    pub import: ImportId,
    /// Rows that brought something new.
    pub accepted: u32,
    /// Rows about what was known, and rows that repeat another.
    pub merged: u32,
    /// Rows turned away.
    pub rejected: u32,
    /// People whose details were stored or completed.
    pub details_stored: u32,
}

impl App {
    /// Records a plan and stores the details of its people.  Blocks: call it off the asynchronous threads.
    ///
    /// Recording the same file again records nothing new but the import itself, and stores details that are missing.
    ///
    /// # Errors
    /// [`ImportError::Submit`] when the decision refuses, in particular because something changed since the plan was made;
    /// [`ImportError::VaultUnwritable`] when the vault cannot be written: nothing is recorded then;
    /// [`ImportError::DetailsMissing`] when the details could not be stored all the same: the import is recorded then, and
    /// recording the plan again, or importing the file again, stores them.
    ///
    /// # Panics
    /// When called on a thread of the asynchronous runtime.
    pub fn commit_import(&self, by: ActorId, plan: &ImportPlan) -> Result<Committed, ImportError> {
        self.vault().check_writable().map_err(ImportError::VaultUnwritable)?;
        let ask = Ask::at_desk(by, self.desk.now(), Command::Import(Box::new(plan.file.clone())));
        let seq = self.desk.submit_blocking(ask)?;
        let (import, record, people) = self.desk.read(|situation| {
            let ids = situation.external.get(&plan.file.sender);
            let people: BTreeMap<PersonId, &PersonalDetails> = plan
                .details
                .iter()
                .filter_map(|(key, details)| Some((*ids?.get(key)?, details)))
                .filter(|(person, _)| !situation.people.get(person).is_some_and(|known| known.erased))
                .collect();
            let newest = situation.imports.iter().rev();
            let own =
                newest.filter(|(_, row)| row.batch == plan.file.batch && row.sender == plan.file.sender);
            let own = own.map(|(import, row)| (import, row.clone())).next();
            (own.as_ref().map(|(import, _)| *import), own.map(|(_, row)| row), people)
        })?;
        let details_stored = self.store_details(&people).map_err(ImportError::DetailsMissing)?;
        self.accounts.save_mapping(&plan.file.sender, &plan.mapping)?;
        Ok(Committed {
            seq,
            import: import.unwrap_or(ImportId(0)),
            accepted: record.as_ref().map_or(0, |row| row.accepted),
            merged: record.as_ref().map_or(0, |row| row.merged),
            rejected: record.as_ref().map_or(0, |row| row.rejected),
            details_stored,
        })
    }

    /// Stores details that are not known yet; what is known is never overwritten by a file.
    fn store_details(&self, people: &BTreeMap<PersonId, &PersonalDetails>) -> Result<u32, VaultError> {
        let mut vault = self.vault();
        let ids: Vec<u32> = people.keys().map(|person| person.0).collect();
        let known = vault.get_many(&ids)?;
        let completed = people.iter().zip(known).filter_map(|((person, new), known)| {
            let completed = complete(known.as_ref(), new);
            let changed = known.map_or(completed != PersonalDetails::default(), |known| known != completed);
            changed.then_some((person.0, completed))
        });
        let rows: Vec<(u32, PersonalDetails)> = completed.collect();
        let entropy = self.entropy.clone();
        vault.put_many(&rows, &mut |buffer: &mut [u8]| entropy.fill(buffer))?;
        Ok(u32::try_from(rows.len()).unwrap_or(u32::MAX))
    }
}

fn complete(known: Option<&PersonalDetails>, new: &PersonalDetails) -> PersonalDetails {
    let Some(known) = known else { return new.clone() };
    let field = |known: &Option<String>, new: &Option<String>| known.clone().or_else(|| new.clone());
    PersonalDetails {
        name: field(&known.name, &new.name),
        id_number: field(&known.id_number, &new.id_number),
        phone: field(&known.phone, &new.phone),
        address: field(&known.address, &new.address),
        notes: field(&known.notes, &new.notes),
    }
}
