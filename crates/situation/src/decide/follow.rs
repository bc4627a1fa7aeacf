//! What follows when a person becomes a case, and what ends when a case turns out to be none.

use super::testing::ends;
use crate::state::{Group, Situation};
use domain::{
    AreaCode, CaseId, ContactId, Date, ExposureStatus, Fact, GroupKind, HoldId, OutbreakId, PersonId, Ring,
    Subject, TaskId, TaskKind, TaskResult, TestOutcome, Timestamp, Unit,
    time::{add_minutes, day_of},
};
use std::collections::BTreeSet;

/// How many rows the facts decided so far in this entry will add, so that the next ones get the ids after them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ahead {
    /// Tasks.
    pub(super) tasks: usize,
    /// Exposures.
    pub(super) exposures: usize,
}

impl Ahead {
    fn task(&mut self, s: &Situation) -> TaskId {
        self.tasks += 1;
        s.tasks.id_after(self.tasks - 1)
    }
}

impl Situation {
    /// What follows when a person becomes a case: an investigation by the district, a proposed exposure for each case of
    /// whom the person was a contact, and, for someone who is on the road among contacts at that moment, the task to
    /// divert them to a hospital.
    pub(super) fn follow_case(
        &self,
        now: Timestamp,
        (case, outbreak): (CaseId, OutbreakId),
        (person, area): (PersonId, AreaCode),
        ahead: &mut Ahead,
        facts: &mut Vec<Fact>,
    ) {
        let Some((_, protocol)) = self.rules(outbreak, now) else {
            return;
        };
        let targets = &protocol.targets.value;
        facts.push(Fact::TaskOpened {
            task: ahead.task(self),
            kind: TaskKind::Investigate,
            subject: Subject::Case(case),
            owner: Unit::Area(area.district()),
            due_at: add_minutes(now, i64::from(targets.trace)),
            text: String::new(),
        });
        if let Some(group) = self.group_on_the_road(person) {
            let vehicle = group.vehicle.and_then(|vehicle| self.vehicles.get(vehicle));
            let owner = vehicle.map_or(Unit::Area(area.district()), |vehicle| Unit::Post(vehicle.post));
            facts.push(Fact::TaskOpened {
                task: ahead.task(self),
                kind: TaskKind::Divert,
                subject: Subject::Person(person),
                owner,
                // The shortest of the hops, from arrival to a door of one's own, is all the time there is.
                due_at: add_minutes(now, i64::from(targets.isolate)),
                text: String::new(),
            });
        }
        let known = self.people.get(&person).map(|known| known.contacts.as_slice()).unwrap_or_default();
        let live = known
            .iter()
            .filter_map(|id| self.contacts.get(*id))
            .filter(|row| !row.withdrawn && row.via.is_none());
        for contact in live {
            facts.push(Fact::ExposureRecorded {
                exposure: self.exposures.id_after(ahead.exposures),
                from: contact.case,
                to: person,
                setting: contact.setting,
                first_on: None,
                last_on: Some(day_of(contact.last_exposure_at)),
                certainty: contact.certainty,
                status: ExposureStatus::Proposed,
                evidence: contact.evidence.clone(),
            });
            ahead.exposures += 1;
        }
    }

    /// Returns the group of contacts that a person is on the road with right now.
    fn group_on_the_road(&self, person: PersonId) -> Option<&Group> {
        let group = self.people.get(&person)?.group.and_then(|group| self.groups.get(group))?;
        let under_way = group.departed_at.is_some() && group.arrived_at.is_none();
        (under_way && group.kind != GroupKind::Positive).then_some(group)
    }

    /// Takes back what followed from a case that is excluded: its contacts, the exposures it was held to be the source
    /// of, the hold of the person where no other tube calls for it, and the open tasks about the case and those contacts.
    /// Tasks about a person end only where nothing else keeps that person under control.
    ///
    /// One rule for both ways to exclude a case: the panel's judgement and a corrected result.
    pub(super) fn withdraw_case(
        &self,
        now: Timestamp,
        (case, person): (CaseId, PersonId),
        reason: &str,
        facts: &mut Vec<Fact>,
    ) {
        let held = self.hold_of_case((case, person), facts);
        facts.extend(held.map(|hold| Fact::HoldEnded { hold, reason: reason.to_owned() }));
        let named = self.contacts.iter().filter(|(_, row)| row.case == case && !row.withdrawn);
        let named: Vec<(ContactId, PersonId)> = named.map(|(id, row)| (id, row.person)).collect();
        let withdrawn = |contact| Fact::ContactWithdrawn { contact, reason: reason.to_owned() };
        facts.extend(named.iter().map(|(contact, _)| withdrawn(*contact)));
        let believed = self.exposures.iter().filter(|(_, row)| row.from == case);
        let believed = believed.filter(|(_, row)| row.status != ExposureStatus::Rejected);
        facts.extend(believed.map(|(exposure, _)| Fact::ExposureJudged {
            exposure,
            status: ExposureStatus::Rejected,
            reason: reason.to_owned(),
        }));
        let contacts: BTreeSet<ContactId> = named.iter().map(|(contact, _)| *contact).collect();
        let concerned = named.iter().map(|(_, person)| *person).chain([person]);
        let free: BTreeSet<PersonId> =
            concerned.filter(|person| !self.kept_but_for(*person, case, facts)).collect();
        let needless = self.open_tasks.iter().filter(|task| {
            self.tasks.get(**task).is_some_and(|row| match row.subject {
                Subject::Case(about) => about == case,
                Subject::Contact(about) => contacts.contains(&about),
                Subject::Person(about) => free.contains(&about) && serves_isolation(row.kind),
                Subject::Tube(_) | Subject::Grid(_) | Subject::General => false,
            })
        });
        facts.extend(needless.map(|task| Fact::TaskEnded {
            task: *task,
            result: TaskResult::Cancelled,
            at: now,
            remark: reason.to_owned(),
        }));
    }

    /// Returns the hold of a person that ends with their case: the one caused by the tube on which the case rests, and any
    /// other once nothing is left in question.  It stays where a retest of another tube is due, where another tube is the
    /// newest result and is not resolved, and where the tube of the case was corrected to something other than negative.
    fn hold_of_case(&self, (case, person): (CaseId, PersonId), facts: &[Fact]) -> Option<HoldId> {
        let known = self.people.get(&person)?;
        let hold = known.hold?;
        let own = self.cases.get(case).and_then(|row| row.tube);
        let undecided = facts.iter().any(|fact| {
            matches!(fact, Fact::TubeResultAmended { tube, outcome, .. }
                if Some(*tube) == own && *outcome != TestOutcome::Negative)
        });
        let retest_of_another = self.open_retest(known).is_some_and(|cause| Some(cause) != own);
        if undecided || retest_of_another {
            return None;
        }
        let caused_by_case = self.holds.get(hold).is_some_and(|row| Some(row.cause) == own);
        (caused_by_case || !self.newest_is_unresolved(known, own)).then_some(hold)
    }

    /// Returns whether anything but one case keeps a person under control: another case of their own, a hold that `facts`
    /// do not end, or being a close contact or a contact of one through another case.
    fn kept_but_for(&self, person: PersonId, case: CaseId, facts: &[Fact]) -> bool {
        if self.active_case(person).is_some_and(|own| own != case) {
            return true;
        }
        let Some(known) = self.people.get(&person) else { return false };
        if known.hold.is_some_and(|hold| !ends(facts, hold)) {
            return true;
        }
        let mut contacts = known.contacts.iter().filter_map(|id| self.contacts.get(*id));
        contacts.any(|row| !row.withdrawn && row.case != case && row.ring != Ring::General)
    }

    /// Returns whether a case still calls for what follows a new one: an investigation and a way to a bed.
    ///
    /// It does when its outbreak is open, is responded to under a protocol and covers the area, when it is not excluded,
    /// and when it was reported so lately that a close contact of it would still be isolated or watched today (central
    /// and home days of the protocol in force, 14 and 7 under the eighth edition).  That holds for cases that come in a
    /// file as for those that are typed in: an old list that is imported into a running response is history and starts
    /// nothing.
    pub(crate) fn calls_for_action(
        &self,
        (outbreak, area): (OutbreakId, AreaCode),
        class: domain::CaseClass,
        reported_at: Timestamp,
        now: Timestamp,
    ) -> bool {
        let open = self.outbreaks.get(outbreak).is_some_and(|row| row.closed_at.is_none());
        if !open || class == domain::CaseClass::Excluded || !self.works_on(outbreak, area) {
            return false;
        }
        let Some((_, protocol)) = self.rules(outbreak, now) else { return false };
        let regime = &protocol.close.value;
        let days = i32::from(regime.central_days).saturating_add(i32::from(regime.home_days));
        let oldest: Date = domain::time::add_days(day_of(now), -days);
        day_of(reported_at) >= oldest
    }

    /// Returns the open tasks of a kind about a person.
    pub fn open_tasks_about(&self, person: PersonId, kind: TaskKind) -> impl Iterator<Item = TaskId> {
        self.open_tasks.iter().copied().filter(move |task| {
            self.tasks
                .get(*task)
                .is_some_and(|row| row.kind == kind && row.subject == Subject::Person(person))
        })
    }
}

/// Whether a task about a person is there only because the person is to be isolated.
fn serves_isolation(kind: TaskKind) -> bool {
    match kind {
        TaskKind::DoorCheck | TaskKind::IsolationTest | TaskKind::Divert => true,
        TaskKind::Investigate
        | TaskKind::Retest
        | TaskKind::ReleaseCheck
        | TaskKind::Help
        | TaskKind::Rumour
        | TaskKind::Disinfect
        | TaskKind::Other => false,
    }
}
