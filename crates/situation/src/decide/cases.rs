//! Cases, investigations, exposures, contacts.

use super::{Asked, Refusal, follow::Ahead};
use crate::state::{Case, Situation};
use domain::{
    CaseClass, CaseId, Command, ContactId, ExposureStatus, Fact, PersonId, Ring, Stage, Subject, TaskResult,
    command::{NamedContact, Someone},
};
use std::collections::BTreeSet;

impl Situation {
    #[expect(clippy::wildcard_enum_match_arm, reason = "decide has sorted the commands exhaustively")]
    pub(super) fn decide_case(&self, asked: &Asked, command: &Command) -> Result<Vec<Fact>, Refusal> {
        match command {
            Command::ReclassifyCase { case, class, severity, at, reason } => {
                asked.past(*at)?;
                let row = self.case(*case)?;
                if row.class == *class && (severity.is_none() || row.severity == *severity) {
                    return Err(Refusal::SameClass);
                }
                if *class == CaseClass::Excluded && reason.trim().is_empty() {
                    return Err(Refusal::ReasonNeeded);
                }
                let mut facts = Vec::new();
                if *class == CaseClass::Excluded {
                    self.withdraw_case(asked.at, (*case, row.person), reason, &mut facts);
                }
                let (case, class, severity, at, reason) = (*case, *class, *severity, *at, reason.clone());
                facts.insert(0, Fact::CaseReclassified { case, class, severity, at, reason });
                Ok(facts)
            }
            Command::AmendCase { case, onset_on, sampled_on, origin, detection, reason } => {
                self.case(*case)?;
                if reason.trim().is_empty() {
                    return Err(Refusal::ReasonNeeded);
                }
                Ok(vec![Fact::CaseAmended {
                    case: *case,
                    onset_on: *onset_on,
                    sampled_on: *sampled_on,
                    origin: origin.clone(),
                    detection: *detection,
                    reason: reason.clone(),
                }])
            }
            Command::EndCase { case, outcome, on } => {
                let row = self.case(*case)?;
                if row.outcome == Some((*outcome, *on)) {
                    return Ok(Vec::new());
                }
                Ok(vec![Fact::CaseEnded { case: *case, outcome: *outcome, on: *on }])
            }
            classify => self.decide_classification(asked, classify),
        }
    }

    fn decide_classification(&self, asked: &Asked, command: &Command) -> Result<Vec<Fact>, Refusal> {
        let Command::ClassifyCase {
            outbreak,
            who,
            class,
            severity,
            detection,
            origin,
            area,
            onset_on,
            sampled_on,
            reported_at,
            tube,
        } = command
        else {
            return Ok(Vec::new());
        };
        asked.past(*reported_at)?;
        let opened = self.outbreaks.get(*outbreak).ok_or_else(|| Refusal::unknown("outbreak", outbreak))?;
        let definition =
            domain::Pack::find(&opened.pack).map_or_else(|| opened.pack.clone(), domain::Pack::definition);
        let (person, mut facts) = self.someone(who)?;
        if let Some(case) = self.active_case(person) {
            return Err(Refusal::AlreadyCase { person, case });
        }
        let case = self.cases.next_id();
        facts.push(Fact::CaseClassified {
            case,
            person,
            outbreak: *outbreak,
            class: *class,
            severity: *severity,
            detection: *detection,
            origin: origin.clone(),
            area: *area,
            onset_on: *onset_on,
            sampled_on: *sampled_on,
            reported_at: *reported_at,
            tube: tube.as_ref().and_then(|code| self.tube_codes.get(code)).copied(),
            definition,
        });
        if self.calls_for_action((*outbreak, *area), *class, *reported_at, asked.at) {
            self.follow_case(asked.at, (case, *outbreak), (person, *area), &mut Ahead::default(), &mut facts);
        }
        Ok(facts)
    }

    /// Returns the person meant, with the fact that registers them when they are new.
    pub(super) fn someone(&self, who: &Someone) -> Result<(PersonId, Vec<Fact>), Refusal> {
        match who {
            Someone::Known(person) if self.knows(*person) => Ok((*person, Vec::new())),
            Someone::Known(person) => Err(Refusal::unknown("person", person)),
            Someone::New { sex, age, area } => {
                let person = self.person_ids.checked_add(1).map(PersonId);
                let person = person.ok_or(Refusal::NoNumberLeft { what: "person" })?;
                Ok((person, vec![Fact::PersonRegistered { person, sex: *sex, age: *age, area: *area }]))
            }
        }
    }

    fn case(&self, id: CaseId) -> Result<&Case, Refusal> {
        let row = self.cases.get(id).ok_or_else(|| Refusal::unknown("case", id))?;
        if row.class == CaseClass::Excluded { Err(Refusal::CaseExcluded(id)) } else { Ok(row) }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "decide has sorted the commands exhaustively")]
    pub(super) fn decide_tracing(&self, asked: &Asked, command: &Command) -> Result<Vec<Fact>, Refusal> {
        match command {
            Command::ReportInvestigation { case, complete, at, contacts } => {
                asked.past(*at)?;
                self.decide_slice(asked, *case, *complete, *at, contacts)
            }
            Command::RecordExposure { from, to, setting, first_on, last_on, certainty, evidence } => {
                let row = self.case(*from)?;
                if row.person == *to {
                    return Err(Refusal::OwnContact(*to));
                }
                if !self.knows(*to) {
                    return Err(Refusal::unknown("person", to));
                }
                Ok(vec![Fact::ExposureRecorded {
                    exposure: self.exposures.next_id(),
                    from: *from,
                    to: *to,
                    setting: *setting,
                    first_on: *first_on,
                    last_on: *last_on,
                    certainty: *certainty,
                    status: ExposureStatus::Confirmed,
                    evidence: evidence.clone(),
                }])
            }
            Command::JudgeExposure { exposure, status, reason } => {
                let row =
                    self.exposures.get(*exposure).ok_or_else(|| Refusal::unknown("exposure", exposure))?;
                if row.status == *status {
                    return Ok(Vec::new());
                }
                Ok(vec![Fact::ExposureJudged {
                    exposure: *exposure,
                    status: *status,
                    reason: reason.clone(),
                }])
            }
            Command::MoveContact { contact, ring, reason } => {
                let row = self.contacts.get(*contact).ok_or_else(|| Refusal::unknown("contact", contact))?;
                if row.ring == *ring {
                    return Ok(Vec::new());
                }
                Ok(vec![Fact::ContactMoved { contact: *contact, ring: *ring, reason: reason.clone() }])
            }
            Command::WithdrawContact { contact, reason } => {
                let row = self.contacts.get(*contact).ok_or_else(|| Refusal::unknown("contact", contact))?;
                if reason.trim().is_empty() {
                    return Err(Refusal::ReasonNeeded);
                }
                if row.withdrawn {
                    return Ok(Vec::new());
                }
                Ok(vec![Fact::ContactWithdrawn { contact: *contact, reason: reason.clone() }])
            }
            Command::CountGeneralContacts { outbreak, area, people, at, source } => {
                super::testing::plausible(&[*people])?;
                asked.past(*at)?;
                if self.outbreaks.get(*outbreak).is_none() {
                    return Err(Refusal::unknown("outbreak", outbreak));
                }
                let (outbreak, area, people, at, source) = (*outbreak, *area, *people, *at, source.clone());
                Ok(vec![Fact::GeneralContactsCounted { outbreak, area, people, at, source }])
            }
            _ => Ok(Vec::new()),
        }
    }

    fn decide_slice(
        &self,
        asked: &Asked,
        case: CaseId,
        complete: bool,
        at: domain::Timestamp,
        contacts: &[NamedContact],
    ) -> Result<Vec<Fact>, Refusal> {
        let row = self.case(case)?;
        let rules = self.rules(row.outbreak, asked.at);
        let protocol = rules
            .map_or_else(String::new, |(pack, protocol)| format!("{}/{}", pack.definition(), protocol.id));
        let slice = row.slices.checked_add(1).ok_or(Refusal::NoNumberLeft { what: "investigation" })?;
        let mut facts = vec![Fact::InvestigationReported { case, slice, complete, at }];
        let mut named: BTreeSet<PersonId> = BTreeSet::new();
        for contact in contacts {
            self.check_contact(row, contact)?;
            if self.is_contact_of(contact.person, case) || !named.insert(contact.person) {
                continue;
            }
            facts.push(Fact::ContactIdentified {
                contact: self.contacts.id_after(named.len() - 1),
                person: contact.person,
                case,
                via: contact.via,
                ring: contact.ring,
                setting: contact.setting,
                last_exposure_at: contact.last_exposure_at,
                area: contact.area,
                certainty: contact.certainty,
                evidence: contact.evidence.clone(),
                protocol: protocol.clone(),
            });
        }
        if complete {
            let open = self.open_tasks.iter().filter(|task| {
                self.tasks.get(**task).is_some_and(|row| {
                    row.subject == Subject::Case(case) && row.kind == domain::TaskKind::Investigate
                })
            });
            let (result, remark) = (TaskResult::Done, String::new());
            facts.extend(open.map(|task| Fact::TaskEnded {
                task: *task,
                result,
                at,
                remark: remark.clone(),
            }));
        }
        Ok(facts)
    }

    fn check_contact(&self, case: &Case, named: &NamedContact) -> Result<(), Refusal> {
        if named.person == case.person {
            return Err(Refusal::OwnContact(named.person));
        }
        if !self.knows(named.person) {
            return Err(Refusal::unknown("person", named.person));
        }
        match (named.ring, named.via) {
            (Ring::Secondary, None) => Err(Refusal::MissingVia),
            (_, Some(via)) if self.contacts.get(via).is_none() => Err(Refusal::unknown("contact", via)),
            _ => Ok(()),
        }
    }

    /// Returns whether a person is already a contact of a case, live or withdrawn: a withdrawn one is not named again by
    /// a machine.
    pub fn is_contact_of(&self, person: PersonId, case: CaseId) -> bool {
        self.contact_of(person, case).is_some()
    }

    /// Returns the contact that a person is of a case.
    pub fn contact_of(&self, person: PersonId, case: CaseId) -> Option<ContactId> {
        let known = self.people.get(&person)?;
        known.contacts.iter().copied().find(|id| self.contacts.get(*id).is_some_and(|row| row.case == case))
    }

    /// Returns the people whose clock of a stage runs.
    pub fn waiting_for(&self, stage: Stage) -> impl Iterator<Item = PersonId> {
        self.waiting.get(&stage).into_iter().flatten().copied()
    }
}
