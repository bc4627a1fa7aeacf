//! Whose details a session has opened, for what, and until when.  What was opened ends with the session.

use super::{AccountError, Accounts, OpenPurpose, SessionKey};
use domain::{PersonId, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

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
        // What was seen before was seen for another purpose.
        self.connection().execute(
            "delete from viewed where session = ?1 and person = ?2",
            (key.bytes().as_slice(), person.0),
        )?;
        Ok(())
    }

    /// Returns whom a session was recorded to have seen at an address since an instant.
    ///
    /// # Errors
    /// [`AccountError::Failed`].
    pub fn viewed(
        &self,
        key: SessionKey,
        address: &str,
        since: Timestamp,
    ) -> Result<BTreeSet<PersonId>, AccountError> {
        let connection = self.connection();
        let mut select = connection
            .prepare_cached("select person from viewed where session = ?1 and address = ?2 and at > ?3")?;
        let found = select.query_map((key.bytes().as_slice(), address, since.as_second()), |row| {
            row.get(0).map(PersonId)
        })?;
        Ok(found.collect::<Result<_, _>>()?)
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

    /// Notes that the ledger has a view of people at an address: the next view is another one.
    ///
    /// # Errors
    /// [`AccountError::Failed`].
    pub fn note_shown(
        &self,
        key: SessionKey,
        people: &[PersonId],
        (address, at): (&str, Timestamp),
    ) -> Result<(), AccountError> {
        let connection = self.connection();
        let mut update =
            connection.prepare_cached("update opened set recorded = 0 where session = ?1 and person = ?2")?;
        let mut note = connection.prepare_cached(
            "insert or replace into viewed(session, person, address, at)
             select key, ?2, ?3, ?4 from session where key = ?1",
        )?;
        for person in people {
            update.execute((key.bytes().as_slice(), person.0))?;
            note.execute((key.bytes().as_slice(), person.0, address, at.as_second()))?;
        }
        Ok(())
    }
}
