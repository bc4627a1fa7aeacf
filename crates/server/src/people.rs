//! Personal details: one way in, which records who looked, at whom and what for, before anything is opened.
//!
//! Nothing else reads the vault on behalf of a person at a screen.  Everywhere else details are [`MASKED`]; not even a
//! surname is shown, because that would be a read that nobody recorded.

use crate::{
    accounts::{OpenPerson, OpenPurpose},
    app::App,
    permit::denied,
    places::place_of_person,
    problem::{Problem, chain_of},
    session::Viewer,
};
use axum::http::StatusCode;
use domain::{Command, PersonId, Seq, Subject, Unit, time::add_minutes};
use logbook::PersonalDetails;
use situation::Situation;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, PoisonError},
};

/// What stands where a detail is not open.
pub const MASKED: &str = "***";

/// How long a page that was recorded may be brought up to date where it stands before that is another view, minutes.
const VIEW_MINUTES: i64 = 10;

/// Details that were opened, with the entry that says so.
pub struct Opened {
    /// The entry.
    pub seq: Option<Seq>,
    /// The details; `None` when the vault knows nothing of this person.
    pub details: Option<PersonalDetails>,
}

/// The people whose details a session may show, and those a page has shown.
#[derive(Default)]
pub(crate) struct OpenPeople {
    people: BTreeMap<PersonId, OpenPerson>,
    shown: Mutex<BTreeSet<PersonId>>,
}

impl OpenPeople {
    /// Returns whether a person's details may be shown.
    pub(crate) fn holds(&self, person: PersonId) -> bool {
        self.people.contains_key(&person)
    }

    /// Notes that a page shows a person's details.
    pub(crate) fn note_shown(&self, person: PersonId) {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).insert(person);
    }

    fn shown(&self) -> Vec<PersonId> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect()
    }
}

impl App {
    /// Opens a person's details for the purpose the session has stated, after recording it.
    ///
    /// The record comes first: when the process dies between the two, somebody is noted who has seen nothing, and never
    /// the other way round.
    ///
    /// # Errors
    /// `purpose-needed` when the session has stated none or it has run out, `purpose-elsewhere` when the purpose does not
    /// concern this person, a denial by the policy, a refusal (`unknown`, `erased`), or a fault.
    pub async fn open_person(&self, viewer: &Viewer, person: PersonId) -> Result<Opened, Problem> {
        let (key, now) = (viewer.session, self.wall());
        let stated = self.with_accounts(move |accounts| accounts.purpose(key, now)).await?;
        let stated = stated.ok_or_else(purpose_needed)?;
        let concerned = self.desk.read(|situation| concerns(situation, stated.subject, person))?;
        if !concerned {
            return Err(Problem::new(
                StatusCode::FORBIDDEN,
                "purpose-elsewhere",
                "the purpose stated for this session does not concern this person",
            ));
        }
        let seq = self.record_look(viewer, person, &stated).await?;
        self.with_accounts(move |accounts| accounts.note_opened(key, person, &stated)).await?;
        let app = self.clone();
        let read = tokio::task::spawn_blocking(move || app.vault().get(person.0)).await;
        let details = read.map_err(|_panicked| Problem::fault())?.map_err(|error| vault_fault(&error))?;
        Ok(Opened { seq, details })
    }

    /// Returns whose details the viewer's session may show on a page.
    ///
    /// # Errors
    /// A fault.
    pub(crate) async fn opened_people(&self, viewer: &Viewer) -> Result<OpenPeople, Problem> {
        let (key, now) = (viewer.session, self.wall());
        let people = self.with_accounts(move |accounts| accounts.opened(key, now)).await?;
        Ok(OpenPeople { people, shown: Mutex::default() })
    }

    /// Records whose details the page of an address shows, before it is sent.  The page that follows an opening is part of
    /// it.  A page that says it is only brought up to date where it stands is no new view of those whom the session was
    /// recorded to have seen at that very address within [`VIEW_MINUTES`]; of anybody else it is.
    ///
    /// # Errors
    /// A denial where the viewer may no longer look, a refusal, or a fault; the page must not be sent then.
    pub(crate) async fn record_view(
        &self,
        viewer: &Viewer,
        open: &OpenPeople,
        (address, is_update): (String, bool),
    ) -> Result<(), Problem> {
        let mut shown = open.shown();
        let (key, now) = (viewer.session, self.wall());
        if is_update && !shown.is_empty() {
            let (since, at) = (add_minutes(now, -VIEW_MINUTES), address.clone());
            let seen = self.with_accounts(move |accounts| accounts.viewed(key, &at, since)).await?;
            shown.retain(|person| !seen.contains(person));
        }
        if shown.is_empty() {
            return Ok(());
        }
        for person in &shown {
            if let Some(row) = open.people.get(person).filter(|row| !row.is_recorded) {
                self.record_look(viewer, *person, &row.purpose).await?;
            }
        }
        self.with_accounts(move |accounts| accounts.note_shown(key, &shown, (&address, now))).await
    }

    async fn record_look(
        &self,
        viewer: &Viewer,
        person: PersonId,
        stated: &OpenPurpose,
    ) -> Result<Option<Seq>, Problem> {
        let purpose = stated.purpose.clone();
        let command = Command::OpenPersonalData { person, purpose, subject: stated.subject };
        self.permit_command(viewer, &command)?;
        self.submit(viewer, command).await
    }

    /// Notes what the session opens personal data for; holds for half an hour.
    ///
    /// # Errors
    /// `purpose-needed` for an empty purpose or a subject that is nothing in particular, a denial, or a fault.
    pub async fn state_purpose(
        &self,
        viewer: &Viewer,
        purpose: &str,
        subject: Subject,
    ) -> Result<OpenPurpose, Problem> {
        let purpose = purpose.trim().to_owned();
        if purpose.is_empty() || subject == Subject::General {
            return Err(purpose_needed());
        }
        if exchange::holds_personal_number(&purpose) {
            return Err(crate::SubmitError::PersonalNumber { field: "purpose".to_owned() }.into());
        }
        if access::policy::reach_of(viewer.role, access::Action::OpenPersonalData).is_none() {
            return Err(denied(access::Denial::Role));
        }
        let (key, now) = (viewer.session, self.wall());
        self.with_accounts(move |accounts| accounts.state_purpose(key, &purpose, subject, now)).await
    }

    /// Destroys a person's details: recorded first, then erased; what a crash leaves between the two is erased at the next
    /// start by [`crate::workers`].
    ///
    /// # Errors
    /// A denial, a refusal, or a fault.
    pub async fn erase_person(
        &self,
        viewer: &Viewer,
        person: PersonId,
        basis: &str,
    ) -> Result<Option<Seq>, Problem> {
        let command = Command::ErasePerson { person, basis: basis.to_owned() };
        self.permit_command(viewer, &command)?;
        let seq = self.submit(viewer, command).await?;
        let app = self.clone();
        let erased = tokio::task::spawn_blocking(move || app.vault().erase(person.0)).await;
        erased.map_err(|_panicked| Problem::fault())?.map_err(|error| vault_fault(&error))?;
        Ok(seq)
    }
}

/// Returns whether work on a subject has to do with a person.
fn concerns(situation: &Situation, subject: Subject, person: PersonId) -> bool {
    let known = situation.people.get(&person);
    match subject {
        Subject::Person(own) => own == person,
        Subject::Case(case) => {
            let is_case = situation.cases.get(case).is_some_and(|row| row.person == person);
            let is_contact = situation.is_contact_of(person, case);
            let exposures = known.map(|known| known.exposures.as_slice()).unwrap_or_default();
            let is_exposed = exposures
                .iter()
                .filter_map(|id| situation.exposures.get(*id))
                .any(|exposure| exposure.from == case);
            is_case || is_contact || is_exposed
        }
        Subject::Contact(contact) => situation.contacts.get(contact).is_some_and(|row| row.person == person),
        Subject::Tube(tube) => situation.tubes.get(tube).is_some_and(|row| row.people.contains(&person)),
        Subject::Grid(grid) => {
            place_of_person(situation, person).is_some_and(|place| place.unit == Unit::Grid(grid))
        }
        Subject::General => false,
    }
}

fn purpose_needed() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "purpose-needed",
        "state what personal details are opened for, and the case, contact or task it belongs to",
    )
}

/// What went wrong in the vault is for the log alone.
pub(crate) fn vault_fault(error: &logbook::VaultError) -> Problem {
    tracing::error!(error = chain_of(error), "the vault could not be read or written");
    Problem::fault()
}
