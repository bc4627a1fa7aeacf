//! Cases, exposures and contacts.

use super::Frame;
use crate::state::{Case, Contact, Exposure, ProtocolKey, Situation, Stamps};
use domain::{CaseClass, ExposureStatus, Fact, GroupKind, PersonId, Ring, Stage};

impl Situation {
    #[expect(clippy::wildcard_enum_match_arm, reason = "apply_fact has sorted the facts exhaustively")]
    pub(super) fn apply_case(&mut self, fact: &Fact, frame: Frame) {
        match fact.clone() {
            Fact::CaseReclassified { case, class, severity, at, .. } => {
                let Some(row) = self.cases.get_mut(case) else {
                    return;
                };
                if row.class != class {
                    row.classes.push((class, at));
                }
                row.class = class;
                row.severity = severity.or(row.severity);
                let person = row.person;
                self.trail(person, frame);
                if class == CaseClass::Excluded {
                    self.stop_clock(person, Stage::Trace, frame.stamps(at), true);
                    self.stop_needless_clocks(person, frame.stamps(at));
                }
            }
            Fact::CaseAmended { case, onset_on, sampled_on, origin, detection, .. } => {
                let Some(row) = self.cases.get_mut(case) else {
                    return;
                };
                row.onset_on = onset_on.or(row.onset_on);
                row.sampled_on = sampled_on.or(row.sampled_on);
                if let Some(origin) = origin {
                    row.origin = origin;
                }
                row.detection = detection.unwrap_or(row.detection);
                let person = row.person;
                self.trail(person, frame);
            }
            Fact::CaseEnded { case, outcome, on } => {
                let Some(row) = self.cases.get_mut(case) else {
                    return;
                };
                row.outcome = Some((outcome, on));
                let person = row.person;
                self.trail(person, frame);
                self.stop_needless_clocks(person, frame.stamps(frame.at));
            }
            Fact::InvestigationReported { case, slice, complete, at } => {
                let Some(row) = self.cases.get_mut(case) else {
                    return;
                };
                row.slices = slice;
                if complete {
                    row.traced_at = row.traced_at.or(Some(at));
                }
                let person = row.person;
                self.trail(person, frame);
                if complete {
                    self.stop_clock(person, Stage::Trace, frame.stamps(at), false);
                }
            }
            classified => self.enter_case(classified, frame),
        }
    }

    /// Cancels the clocks to a bed of someone who needs none any more.
    fn stop_needless_clocks(&mut self, person: PersonId, at: Stamps) {
        if !self.must_be_isolated(person) {
            for stage in [Stage::Group, Stage::Transfer, Stage::Isolate] {
                self.stop_clock(person, stage, at, true);
            }
            self.stay_behind(person);
        }
    }

    /// Takes someone who has become a case out of a group of contacts that has not arrived: positives never travel with
    /// contacts.  On the road that is a matter of minutes, so the clock to a group of their own starts at once; at the
    /// door of the site they no longer wait for a room among contacts.
    fn leave_contacts(&mut self, person: PersonId, frame: Frame) {
        let id = self.people.get(&person).and_then(|known| known.group);
        let Some(group) = id.and_then(|id| self.groups.get_mut(id)) else { return };
        if group.kind == GroupKind::Positive {
            return;
        }
        if group.arrived_at.is_some() {
            self.stop_clock(person, Stage::Isolate, frame.stamps(frame.at), true);
            return;
        }
        group.people.retain(|member| *member != person);
        self.trail(person, frame).group = None;
        self.stop_clock(person, Stage::Transfer, frame.stamps(frame.at), true);
    }

    /// Takes someone who need not be isolated any more out of a group that has not left.
    fn stay_behind(&mut self, person: PersonId) {
        let id = self.people.get(&person).and_then(|known| known.group);
        let Some(group) = id.and_then(|id| self.groups.get_mut(id)) else { return };
        if group.departed_at.is_some() {
            return;
        }
        group.people.retain(|member| *member != person);
        if let Some(known) = self.people.get_mut(&person) {
            known.group = None;
        }
    }

    fn enter_case(&mut self, fact: Fact, frame: Frame) {
        let Fact::CaseClassified {
            case,
            person,
            outbreak,
            class,
            severity,
            detection,
            origin,
            area,
            onset_on,
            sampled_on,
            reported_at,
            tube,
            definition,
        } = fact
        else {
            return;
        };
        let classes = vec![(class, reported_at)];
        let (recorded, outcome, slices, traced_at, contacts, infected) =
            (frame.seq, None, 0, None, 0, Vec::new());
        let row = Case {
            person,
            outbreak,
            class,
            severity,
            detection,
            origin,
            area,
            onset_on,
            sampled_on,
            reported_at,
            tube,
            definition,
            recorded,
            classes,
            outcome,
            slices,
            traced_at,
            contacts,
            infected,
        };
        self.cases.insert(case, row);
        self.trail(person, frame).case = Some(case);
        self.leave_contacts(person, frame);
        if self.calls_for_action((outbreak, area), class, reported_at, frame.at) {
            self.start_clock(person, Stage::Trace, frame.stamps(reported_at));
            if !self.staying.contains(&person) && !self.is_moving(person) {
                self.start_clock(person, Stage::Group, frame.stamps(reported_at));
            }
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "apply_fact has sorted the facts exhaustively")]
    pub(super) fn apply_exposure(&mut self, fact: &Fact, frame: Frame) {
        match fact.clone() {
            Fact::ExposureRecorded {
                exposure,
                from,
                to,
                setting,
                first_on,
                last_on,
                certainty,
                status,
                evidence,
            } => {
                if status == ExposureStatus::Confirmed
                    && let Some(infector) = self.cases.get_mut(from)
                {
                    infector.infected.push(exposure);
                }
                self.trail(to, frame).exposures.push(exposure);
                let row = Exposure { from, to, setting, first_on, last_on, certainty, status, evidence };
                self.exposures.insert(exposure, row);
            }
            Fact::ExposureJudged { exposure, status, .. } => {
                let Some(row) = self.exposures.get_mut(exposure) else {
                    return;
                };
                row.status = status;
                let (from, to) = (row.from, row.to);
                self.trail(to, frame);
                if let Some(infector) = self.cases.get_mut(from) {
                    infector.infected.retain(|known| *known != exposure);
                    if status == ExposureStatus::Confirmed {
                        infector.infected.push(exposure);
                    }
                }
            }
            _ => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "apply_fact has sorted the facts exhaustively")]
    pub(super) fn apply_contact(&mut self, fact: &Fact, frame: Frame) {
        match fact.clone() {
            Fact::ContactMoved { contact, ring, .. } => {
                let Some(row) = self.contacts.get_mut(contact) else {
                    return;
                };
                row.ring = ring;
                let person = row.person;
                self.trail(person, frame);
            }
            Fact::ContactWithdrawn { contact, .. } => {
                let Some(row) = self.contacts.get_mut(contact) else {
                    return;
                };
                row.withdrawn = true;
                let (person, case) = (row.person, row.case);
                if let Some(case) = self.cases.get_mut(case) {
                    case.contacts = case.contacts.saturating_sub(1);
                }
                self.trail(person, frame);
                self.stop_needless_clocks(person, frame.stamps(frame.at));
            }
            Fact::GeneralContactsCounted { outbreak, area, people, at, source } => {
                if let Some(outbreak) = self.outbreaks.get_mut(outbreak) {
                    outbreak.general_contacts.insert(area, (people, at, source));
                }
            }
            identified => self.enter_contact(identified, frame),
        }
    }

    fn enter_contact(&mut self, fact: Fact, frame: Frame) {
        let Fact::ContactIdentified {
            contact,
            person,
            case,
            via,
            ring,
            setting,
            last_exposure_at,
            area,
            certainty,
            evidence,
            protocol,
        } = fact
        else {
            return;
        };
        let key = ProtocolKey(protocol.into());
        let protocol = self.protocol_keys.get(&key).cloned().unwrap_or_else(|| {
            self.protocol_keys.insert(key.clone());
            key
        });
        let (recorded, identified_at, withdrawn) = (frame.seq, frame.at, false);
        let row = Contact {
            person,
            case,
            via,
            ring,
            setting,
            last_exposure_at,
            area,
            certainty,
            evidence,
            protocol,
            recorded,
            identified_at,
            withdrawn,
        };
        self.contacts.insert(contact, row);
        let outbreak = self.cases.get_mut(case).map(|row| {
            row.contacts = row.contacts.saturating_add(1);
            row.outbreak
        });
        self.trail(person, frame).contacts.push(contact);
        let works = outbreak.is_some_and(|outbreak| self.works_on(outbreak, area));
        let needs_bed =
            matches!(ring, Ring::Close | Ring::Secondary) && works && self.must_be_isolated(person);
        if needs_bed && !self.staying.contains(&person) && !self.is_moving(person) {
            self.start_clock(person, Stage::Group, frame.stamps(frame.at));
        }
    }
}
