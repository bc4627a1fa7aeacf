//! Whose details a session has opened, for what, and until when.  What was opened ends with the session.

use super::{AccountError, Accounts, OpenPurpose, SessionKey};
use domain::{PersonId, Timestamp};
use std::collections::BTreeMap;

/// A person whose details a session may show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenPerson {
    /// What for, and until when.
    pub purpose: OpenPurpose,
    /// Whether the ledger has the next view already: the look that opened the details counts for the page that follows.
    pub is_recorded: bool,
}

impl Accounts {
    /// Notes that a session has opened somebody's details, and that the ledger has it.
    ///
    /// # Errors
    /// [`AccountError::Failed`].
    ///
    /// # Panics
    /// Never: a subject can be written as JSON.
    pub fn note_opened(
        &self,
        key: SessionKey,
        person: PersonId,
        purpose: &OpenPurpose,
    ) -> Result<(), AccountError> {
        let subject = serde_json::to_string(&purpose.subject).expect("a subject can be written as JSON");
        // A session that ended meanwhile opens nothing.
        self.connection().execute(
            "insert or replace into opened(session, person, purpose, subject, until, recorded)
             select key, ?2, ?3, ?4, ?5, 1 from session where key = ?1",
            (key.bytes().as_slice(), person.0, &purpose.purpose, subject, purpose.until.as_second()),
        )?;
        Ok(())
    }

    /// Returns whose details a session may show now.
    ///
    /// # Errors
    /// [`AccountError::Failed`].
    pub fn opened(
        &self,
        key: SessionKey,
        now: Timestamp,
    ) -> Result<BTreeMap<PersonId, OpenPerson>, AccountError> {
        let connection = self.connection();
        let mut select = connection.prepare_cached(
            "select person, purpose, subject, until, recorded from opened where session = ?1 and until > ?2",
        )?;
        let rows = select.query_map((key.bytes().as_slice(), now.as_second()), |row| {
            let (person, purpose, subject): (u32, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok((person, purpose, subject, row.get::<_, i64>(3)?, row.get::<_, bool>(4)?))
        })?;
        let mut people = BTreeMap::new();
        for row in rows {
            let (person, purpose, subject, until, is_recorded) = row?;
            // What cannot be read opens nothing.
            if let (Ok(subject), Ok(until)) = (serde_json::from_str(&subject), Timestamp::from_second(until))
            {
                let purpose = OpenPurpose { purpose, subject, until };
                people.insert(PersonId(person), OpenPerson { purpose, is_recorded });
            }
        }
        Ok(people)
    }

    /// Notes that the page that follows an opening has been shown: the next view is another one.
    ///
    /// # Errors
    /// [`AccountError::Failed`].
    pub fn note_shown(&self, key: SessionKey, people: &[PersonId]) -> Result<(), AccountError> {
        let connection = self.connection();
        let mut update =
            connection.prepare_cached("update opened set recorded = 0 where session = ?1 and person = ?2")?;
        for person in people {
            update.execute((key.bytes().as_slice(), person.0))?;
        }
        Ok(())
    }
}
