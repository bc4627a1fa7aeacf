//! `apply`: one exhaustive match over facts, total, and never deciding.

mod cases;
mod command;
mod movement;
mod places;
mod tests_and_rounds;

use crate::state::{Figure, Import, Outbreak, PersonalRead, Situation, Stamps, Target};
use domain::{Entry, Fact, PersonId, Seq, Timestamp, ids::ActorId};

/// Where a fact stands: its entry without the facts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    pub(crate) seq: Seq,
    pub(crate) at: Timestamp,
    received: Timestamp,
    device: Option<Timestamp>,
    pub(crate) by: ActorId,
}

impl Frame {
    /// Returns the stamps of something that happened at `event`.
    pub(crate) fn stamps(&self, event: Timestamp) -> Stamps {
        Stamps { event, device: self.device, received: self.received, decided: self.at }
    }
}

impl Situation {
    /// Takes in one entry.  Entries must come in the order of the ledger; O(facts · log of what is known).
    pub fn apply(&mut self, entry: &Entry) {
        let Entry { seq, at, received, device, by, ref facts } = *entry;
        let frame = Frame { seq, at, received, device, by };
        self.seq = seq;
        self.at = Some(at);
        for fact in facts {
            self.facts += 1;
            self.apply_fact(fact, frame);
        }
    }

    #[expect(
        clippy::too_many_lines,
        reason = "one exhaustive match, so that a new fact must be considered here"
    )]
    fn apply_fact(&mut self, fact: &Fact, frame: Frame) {
        match fact {
            Fact::ActorEnrolled { .. }
            | Fact::ActorDismissed { .. }
            | Fact::AreaListed { .. }
            | Fact::PopulationStated { .. }
            | Fact::BuildingListed { .. }
            | Fact::GridDrawn { .. }
            | Fact::GridRetired { .. }
            | Fact::GridMended { .. }
            | Fact::MicroGridDrawn { .. }
            | Fact::BoundariesFiled { .. } => self.apply_place(fact, frame),
            Fact::TubeRegistered { .. }
            | Fact::TubeReceived { .. }
            | Fact::TubeResulted { .. }
            | Fact::TubeResultAmended { .. }
            | Fact::TubeResultRepeated { .. }
            | Fact::SingleRetestOrdered { .. }
            | Fact::HoldPlaced { .. }
            | Fact::HoldEnded { .. } => self.apply_test(fact, frame),
            Fact::RoundStarted { .. }
            | Fact::SamplesReported { .. }
            | Fact::HouseholdsAccounted { .. }
            | Fact::RoundResultsReported { .. }
            | Fact::RoundClosed { .. } => self.apply_round(fact, frame),
            Fact::CaseClassified { .. }
            | Fact::CaseReclassified { .. }
            | Fact::CaseAmended { .. }
            | Fact::CaseEnded { .. }
            | Fact::InvestigationReported { .. } => self.apply_case(fact, frame),
            Fact::ExposureRecorded { .. } | Fact::ExposureJudged { .. } => self.apply_exposure(fact, frame),
            Fact::ContactIdentified { .. }
            | Fact::ContactMoved { .. }
            | Fact::ContactWithdrawn { .. }
            | Fact::GeneralContactsCounted { .. } => self.apply_contact(fact, frame),
            Fact::SiteOpened { .. }
            | Fact::SiteResized { .. }
            | Fact::VehicleListed { .. }
            | Fact::LabOpened { .. }
            | Fact::LabResized { .. } => self.apply_capacity(fact),
            Fact::GroupFormed { .. }
            | Fact::GroupDispatched { .. }
            | Fact::GroupDeparted { .. }
            | Fact::GroupArrived { .. }
            | Fact::CheckedIn { .. }
            | Fact::Released { .. } => self.apply_movement(fact, frame),
            Fact::Proposed { .. }
            | Fact::ProposalApproved { .. }
            | Fact::ProposalRejected { .. }
            | Fact::LevelSet { .. }
            | Fact::ZoneDeclared { .. }
            | Fact::ZoneLifted { .. } => self.apply_measure(fact, frame),
            Fact::OrderIssued { .. } | Fact::ReceiptGiven { .. } | Fact::OrderEscalated { .. } => {
                self.apply_order(fact, frame);
            }
            Fact::TaskOpened { .. } | Fact::TaskAssigned { .. } | Fact::TaskEnded { .. } => {
                self.apply_task(fact, frame);
            }
            Fact::ReportingRequired { .. }
            | Fact::UnitReported { .. }
            | Fact::PostOpened { .. }
            | Fact::GateOpened { .. }
            | Fact::GateClosed { .. }
            | Fact::DutyRostered { .. }
            | Fact::DutyMissed { .. } => self.apply_duty(fact, frame),
            Fact::VisitRecorded { .. } | Fact::ProblemRecorded { .. } | Fact::ProblemSolved { .. } => {
                self.apply_problem(fact, frame);
            }
            Fact::OutbreakOpened { .. }
            | Fact::OutbreakClosed { .. }
            | Fact::ProtocolAdopted { .. }
            | Fact::TargetSet { .. }
            | Fact::FigureStated { .. }
            | Fact::FiguresFrozen { .. }
            | Fact::Imported { .. }
            | Fact::PersonRegistered { .. }
            | Fact::ExternalIdGiven { .. }
            | Fact::PersonalDataOpened { .. }
            | Fact::PersonErased { .. } => self.apply_record(fact, frame),
        }
    }

    /// Notes that an entry concerns a person.
    pub(crate) fn trail(&mut self, person: PersonId, frame: Frame) -> &mut crate::state::Person {
        let known = self.people.entry(person).or_default();
        if known.trail.last() != Some(&frame.seq) {
            known.trail.push(frame.seq);
        }
        known
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "apply_fact has sorted the facts exhaustively")]
    fn apply_record(&mut self, fact: &Fact, frame: Frame) {
        match fact.clone() {
            Fact::OutbreakOpened { outbreak, name, pack, area } => self.outbreaks.insert(
                outbreak,
                Outbreak {
                    name,
                    pack,
                    area,
                    opened_at: frame.at,
                    closed_at: None,
                    protocols: std::collections::BTreeMap::new(),
                    general_contacts: std::collections::BTreeMap::new(),
                },
            ),
            Fact::OutbreakClosed { outbreak } => {
                if let Some(outbreak) = self.outbreaks.get_mut(outbreak) {
                    outbreak.closed_at = Some(frame.at);
                }
            }
            Fact::ProtocolAdopted { outbreak, protocol, from } => {
                if let Some(outbreak) = self.outbreaks.get_mut(outbreak) {
                    outbreak.protocols.insert(from, protocol);
                }
            }
            Fact::TargetSet { stage, minutes, source, confirmed } => {
                self.targets.insert(stage, Target { minutes, source, confirmed });
            }
            Fact::FigureStated { area, figure, value, through, source } => {
                self.figures.push(Figure { area, figure, value, through, source });
            }
            Fact::FiguresFrozen { bulletin, version, figures, as_of, reason } => self.bulletins.insert(
                bulletin,
                crate::state::Bulletin {
                    version,
                    figures,
                    as_of,
                    reason,
                    frozen_at: frame.at,
                    frozen: frame.seq,
                },
            ),
            Fact::Imported { import, kind, sender, batch, outbreak, read, accepted, merged, rejected } => {
                let (at, by) = (frame.at, frame.by);
                let row = Import { kind, sender, batch, outbreak, read, accepted, merged, rejected, at, by };
                self.imports.insert(import, row);
            }
            Fact::PersonRegistered { person, sex, age, area } => {
                self.person_ids = self.person_ids.max(person.0);
                self.trail(person, frame).registered = Some((sex, age, area));
            }
            Fact::ExternalIdGiven { person, sender, id } => {
                self.external.entry(sender.clone()).or_default().insert(id.clone(), person);
                self.trail(person, frame).external.push((sender, id));
            }
            Fact::PersonalDataOpened { person, purpose, .. } => {
                self.trail(person, frame);
                self.reads.push(PersonalRead { at: frame.at, by: frame.by, person, purpose });
            }
            Fact::PersonErased { person, .. } => self.trail(person, frame).erased = true,
            _ => {}
        }
    }
}
