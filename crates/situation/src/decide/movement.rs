//! Groups, vehicles, rooms and release.

use super::{Asked, Refusal};
use crate::state::{Group, Person, Situation, Tube, TubeResult};
use domain::{
    CaseClass, Command, Date, Fact, GroupId, GroupKind, PersonId, Ring, SiteId, Stage, TaskKind, TaskResult,
    TestOutcome, Timestamp, TubeId,
    time::{add_days, day_of, days_between, start_of},
};

/// Days a case is kept when no contact regime says otherwise: observation of asymptomatic infections and of patients
/// after discharge.  Source: 防控方案（第八版）, fourteen days.
const CASE_DAYS: i32 = 14;
/// Days before a case was first known in which its isolation or that of its contacts may already have begun: a patient
/// may lie in the room in which they are found positive.  A bound against mistyped dates, not a rule of the protocol.
const EARLY_DAYS: i32 = 1;
/// Days within which a negative result counts for release.
const RELEASE_TEST_DAYS: i32 = 2;

impl Situation {
    #[expect(clippy::wildcard_enum_match_arm, reason = "decide has sorted the commands exhaustively")]
    pub(super) fn decide_movement(&self, asked: &Asked, command: &Command) -> Result<Vec<Fact>, Refusal> {
        match command {
            Command::FormGroup { kind, people, site, at } => {
                asked.past(*at)?;
                self.check_group(*kind, people, *site)?;
                people.iter().try_for_each(|person| self.after_reason(*person, ("formed", *at)))?;
                let (group, kind, people, site, at) =
                    (self.groups.next_id(), *kind, people.clone(), *site, *at);
                Ok(vec![Fact::GroupFormed { group, kind, people, site, at }])
            }
            Command::DispatchGroup { group, vehicle, at } => {
                asked.past(*at)?;
                let row = self.group(*group)?;
                if row.vehicle.is_some() {
                    return Err(Refusal::AlreadyEnded(format!("the dispatch of {group}")));
                }
                let car = self.vehicles.get(*vehicle).ok_or_else(|| Refusal::unknown("vehicle", vehicle))?;
                if car.group.is_some() {
                    return Err(Refusal::VehicleBusy(*vehicle));
                }
                in_order(("formed", row.formed_at), ("dispatched", *at))?;
                if usize::from(car.seats) < row.people.len() {
                    return Err(Refusal::TooFewSeats {
                        vehicle: *vehicle,
                        seats: car.seats,
                        people: row.people.len(),
                    });
                }
                Ok(vec![Fact::GroupDispatched { group: *group, vehicle: *vehicle, at: *at }])
            }
            Command::DepartGroup { group, at } => {
                asked.past(*at)?;
                let row = self.group(*group)?;
                let dispatched =
                    row.dispatched_at.ok_or(Refusal::GroupStep { group: *group, needed: "dispatched" })?;
                in_order(("dispatched", dispatched), ("departed", *at))?;
                Ok(vec![Fact::GroupDeparted { group: *group, at: *at }])
            }
            Command::ArriveGroup { group, at } => {
                asked.past(*at)?;
                let row = self.group(*group)?;
                let departed =
                    row.departed_at.ok_or(Refusal::GroupStep { group: *group, needed: "under way" })?;
                in_order(("departed", departed), ("arrived", *at))?;
                if row.arrived_at.is_some() {
                    return Ok(Vec::new());
                }
                Ok(vec![Fact::GroupArrived { group: *group, at: *at }])
            }
            Command::CheckIn { person, site, room, at } => {
                asked.past(*at)?;
                self.decide_room(*person, *site, *room, *at)
            }
            Command::Release { person, at } => self.decide_release(asked, *person, *at),
            _ => Ok(Vec::new()),
        }
    }

    fn group(&self, id: GroupId) -> Result<&Group, Refusal> {
        self.groups.get(id).ok_or_else(|| Refusal::unknown("group", id))
    }

    fn check_group(&self, kind: GroupKind, people: &[PersonId], site: SiteId) -> Result<(), Refusal> {
        if people.is_empty() {
            return Err(Refusal::Empty { field: "people" });
        }
        self.lodging(site)?;
        let mut named = std::collections::BTreeSet::new();
        if let Some(person) = people.iter().find(|person| !named.insert(**person)) {
            return Err(Refusal::NamedTwice(*person));
        }
        for person in people {
            if self.is_moving(*person) {
                return Err(Refusal::AlreadyMoving(*person));
            }
            let fits = match (kind, self.active_case(*person), self.ring_of(*person)) {
                (GroupKind::Positive, Some(_), _)
                | (GroupKind::Close, None, Some(Ring::Close))
                | (GroupKind::Secondary, None, Some(Ring::Secondary)) => true,
                (GroupKind::Positive, None, _) | (_, Some(_), _) => return Err(Refusal::MixedGroup(*person)),
                (GroupKind::Close | GroupKind::Secondary, None, _) => false,
            };
            if !fits {
                return Err(Refusal::NotIsolated(*person));
            }
        }
        let free = self.free_rooms(site);
        if usize::try_from(free).unwrap_or(usize::MAX) < people.len() {
            return Err(Refusal::NoRoom { site, free, wanted: people.len() });
        }
        Ok(())
    }

    /// A site that has rooms: a sampling point has desks.
    fn lodging(&self, site: SiteId) -> Result<&crate::state::Site, Refusal> {
        let row = self.sites.get(site).filter(|row| row.kind != domain::SiteKind::Sampling);
        row.ok_or_else(|| Refusal::unknown("site with rooms", site))
    }

    fn decide_room(
        &self,
        person: PersonId,
        site: SiteId,
        room: Option<u32>,
        at: Timestamp,
    ) -> Result<Vec<Fact>, Refusal> {
        let row = self.lodging(site)?;
        let until = self.stay_until(person, at).ok_or(Refusal::NotIsolated(person))?;
        let stay = self.people.get(&person).and_then(|known| known.stay.as_ref());
        let here = stay.filter(|stay| stay.site == site && stay.released_at.is_none());
        if here.is_some_and(|stay| room.is_none_or(|room| room == stay.room)) {
            return Ok(Vec::new());
        }
        self.check_arrival(person, at)?;
        let free = (1..=row.rooms).find(|room| !row.taken.contains_key(room));
        let room = match room {
            None => free.ok_or(Refusal::NoRoom { site, free: 0, wanted: 1 })?,
            Some(room) if room == 0 || room > row.rooms => return Err(Refusal::unknown("room", room)),
            Some(room) if row.taken.get(&room).is_some_and(|who| *who != person) => {
                return Err(Refusal::RoomTaken { site, room });
            }
            Some(room) => room,
        };
        if self.rooms_left(site, Some(person)) == 0 {
            return Err(Refusal::NoRoom { site, free: 0, wanted: 1 });
        }
        let outbreak = self.area_of(person).and_then(|area| self.outbreak_for(area));
        let basis = outbreak
            .and_then(|outbreak| self.rules(outbreak, at))
            .map(|(_, protocol)| protocol.legal_basis.clone());
        let basis = basis.unwrap_or_default();
        let mut facts = vec![Fact::CheckedIn { person, site, room, at, until, basis }];
        let diverted = self.open_tasks_about(person, TaskKind::Divert);
        let (result, remark) = (TaskResult::Done, String::new());
        facts.extend(diverted.map(|task| Fact::TaskEnded { task, result, at, remark: remark.clone() }));
        Ok(facts)
    }

    /// Refuses a check-in that is said to have happened before there was a reason for it, before the group of the person
    /// was formed, sent or on its way, or before the last room was entered or left.  The arrival of the group is no bound:
    /// driver and site report it from two clocks.
    fn check_arrival(&self, person: PersonId, at: Timestamp) -> Result<(), Refusal> {
        let entered = ("checked_in", at);
        self.after_reason(person, entered)?;
        let Some(known) = self.people.get(&person) else { return Ok(()) };
        if let Some(stay) = &known.stay {
            in_order(("entered", stay.released_at.unwrap_or(stay.from)), entered)?;
        }
        let journey = [Stage::Transfer, Stage::Isolate].into_iter();
        let mut journey = journey.filter(|stage| self.running(person, *stage).is_some());
        let group = journey.next().and(known.group).and_then(|group| self.groups.get(group));
        let Some(group) = group else { return Ok(()) };
        in_order(("formed", group.formed_at), entered)?;
        group.dispatched_at.map_or(Ok(()), |sent| in_order(("dispatched", sent), entered))?;
        group.departed_at.map_or(Ok(()), |left| in_order(("departed", left), entered))
    }

    /// Refuses that something is said to have been done about a person well before anything was known that called for it:
    /// the first day (onset, sampling or report) of their case, or of a case whose contact they are, less
    /// [`EARLY_DAYS`].
    fn after_reason(&self, person: PersonId, done: (&'static str, Timestamp)) -> Result<(), Refusal> {
        let Some(known) = self.people.get(&person) else { return Ok(()) };
        let contacts = known.contacts.iter().filter_map(|id| self.contacts.get(*id));
        let through = contacts.filter(|row| !row.withdrawn).map(|row| row.case);
        let cases = through.chain(self.active_case(person)).filter_map(|id| self.cases.get(id));
        let first = cases.flat_map(|case| {
            [Some(day_of(case.reported_at)), case.sampled_on, case.onset_on].into_iter().flatten()
        });
        match first.min() {
            Some(first) => in_order(("known", start_of(add_days(first, -EARLY_DAYS))), done),
            None => Ok(()),
        }
    }

    /// Returns the last day a person must stay: a contact by the regime of the ring, a case by the days of observation.
    pub fn stay_until(&self, person: PersonId, from: Timestamp) -> Option<Date> {
        if self.active_case(person).is_some() {
            return Some(add_days(day_of(from), CASE_DAYS));
        }
        self.isolation_until(person)
    }

    fn decide_release(&self, asked: &Asked, person: PersonId, at: Timestamp) -> Result<Vec<Fact>, Refusal> {
        asked.past(at)?;
        let known = self.people.get(&person).and_then(|known| known.stay.as_ref());
        let Some(stay) = known.filter(|stay| stay.released_at.is_none()) else {
            return Err(Refusal::NotIsolated(person));
        };
        in_order(("entered", stay.from), ("released", at))?;
        if self.kept_without_reason(person) {
            return Ok(vec![Fact::Released { person, at, basis: stay.basis.clone() }]);
        }
        // The regime may have moved on since the room was given: the later of both days holds.
        let until = self.stays_until(person, stay.until);
        if day_of(at) < until {
            return Err(Refusal::TooEarly { person, until });
        }
        if !self.tested_for_release(person, day_of(at)) {
            return Err(Refusal::NotTested(person));
        }
        Ok(vec![Fact::Released { person, at, basis: stay.basis.clone() }])
    }

    /// Returns whether someone was isolated for reasons that were all taken back since: a case that was excluded, contacts
    /// that were withdrawn.  Nobody is kept on a mistake: such a person may leave at once, unless a tube is in question: a
    /// hold is in force, a retest is due, or the newest result is not resolved.
    pub fn kept_without_reason(&self, person: PersonId) -> bool {
        let Some(known) = self.people.get(&person) else { return false };
        let excluded = |id| self.cases.get(id).is_some_and(|case| case.class == CaseClass::Excluded);
        let withdrawn = |id| self.contacts.get(id).is_some_and(|row| row.withdrawn);
        let had = known.case.is_some() || !known.contacts.is_empty();
        let mistaken =
            had && known.case.is_none_or(excluded) && known.contacts.iter().copied().all(withdrawn);
        let judged = known.case.and_then(|case| self.cases.get(case)).and_then(|case| case.tube);
        let in_question = known.hold.is_some()
            || self.open_retest(known).is_some()
            || self.newest_is_unresolved(known, judged);
        mistaken && !in_question
    }

    /// Returns the tube that called for a retest which nobody has taken yet; none once that tube was corrected to negative.
    pub(super) fn open_retest(&self, known: &Person) -> Option<TubeId> {
        let (cause, _) = known.retest?;
        let result = self.tubes.get(cause).and_then(|tube| tube.result.as_ref());
        result.is_none_or(|result| result.outcome != TestOutcome::Negative).then_some(cause)
    }

    /// Returns whether the newest result of a person is positive or inconclusive, unless it is that of the tube `judged`:
    /// whoever excluded the case that rests on that tube has judged it.
    pub(super) fn newest_is_unresolved(&self, known: &Person, judged: Option<TubeId>) -> bool {
        self.newest_result(known).is_some_and(|(id, _, result)| {
            let unresolved = matches!(result.outcome, TestOutcome::Positive | TestOutcome::Inconclusive);
            unresolved && Some(id) != judged
        })
    }

    /// Returns the tube collected last of those of a person that have a result.
    fn newest_result(&self, known: &Person) -> Option<(TubeId, &Tube, &TubeResult)> {
        let tubes = known.tubes.iter().filter_map(|id| {
            let tube = self.tubes.get(*id)?;
            Some((*id, tube, tube.result.as_ref()?))
        });
        tubes.max_by_key(|(_, tube, _)| tube.collected_at)
    }

    /// Returns the last day of a stay: today for someone kept without a reason, otherwise the later of the day given with
    /// the room, of the regime as it is now, and, for someone who has become a case since, of the days a case is observed.
    pub fn stays_until(&self, person: PersonId, given: Date) -> Date {
        if self.kept_without_reason(person) {
            return self.at.map_or(given, |now| given.min(day_of(now)));
        }
        let by_case = self.active_case(person).and_then(|case| self.cases.get(case));
        let by_case = by_case.map(|case| add_days(day_of(case.reported_at), CASE_DAYS));
        let by_regime = self.isolation_until(person);
        [by_case, by_regime].into_iter().flatten().fold(given, Date::max)
    }

    /// Returns whether the newest result of a person is a single negative collected within two days before `day`.
    pub fn tested_for_release(&self, person: PersonId, day: Date) -> bool {
        let Some(known) = self.people.get(&person) else { return false };
        self.newest_result(known).is_some_and(|(_, tube, result)| {
            let single = tube.kind == domain::TubeKind::Single || tube.people.len() == 1;
            let recent = (0..=RELEASE_TEST_DAYS).contains(&days_between(day_of(tube.collected_at), day));
            single && recent && result.outcome == TestOutcome::Negative
        })
    }

    /// Returns people at sites whose last day is over or is `day`, with that day, earliest first.
    pub fn due_for_release(&self, day: Date) -> Vec<(PersonId, Date)> {
        let stays = self.staying.iter().filter_map(|person| {
            let stay = self.people.get(person)?.stay.as_ref()?;
            let until = self.stays_until(*person, stay.until);
            (until <= day).then_some((*person, until))
        });
        let mut due: Vec<_> = stays.collect();
        due.sort_by_key(|(person, until)| (*until, *person));
        due
    }

    /// Returns the clock of a stage that runs for a person.
    pub fn running(&self, person: PersonId, stage: Stage) -> Option<&crate::state::Clock> {
        let known = self.people.get(&person)?;
        known.clocks.iter().rev().find(|clock| clock.stage == stage && clock.done.is_none())
    }
}

fn in_order(earlier: (&'static str, Timestamp), later: (&'static str, Timestamp)) -> Result<(), Refusal> {
    if later.1 < earlier.1 {
        return Err(Refusal::OutOfOrder { earlier: earlier.0, later: later.0 });
    }
    Ok(())
}
