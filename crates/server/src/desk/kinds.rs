//! What recent entries were about, so that a page refreshes only when something on it changed.

use domain::{Fact, Seq};
use std::collections::{BTreeSet, VecDeque};

/// Entries whose kinds are remembered.
const REMEMBERED: usize = 4_096;

/// The kinds of recent entries, oldest first.
#[derive(Default)]
pub(super) struct Kinds(VecDeque<(Seq, BTreeSet<&'static str>)>);

impl Kinds {
    pub(super) fn note(&mut self, seq: Seq, facts: &[Fact]) {
        if self.0.len() == REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back((seq, facts.iter().map(kind_of).collect()));
    }

    /// Returns what was touched after an entry; `None` when that is longer ago than is remembered.
    pub(super) fn since(&self, seq: Seq) -> Option<BTreeSet<&'static str>> {
        if self.0.front().is_some_and(|(oldest, _)| oldest.0 > seq.0 + 1) {
            return None;
        }
        let later = self.0.iter().filter(|(noted, _)| *noted > seq);
        Some(later.flat_map(|(_, kinds)| kinds.iter().copied()).collect())
    }
}

/// Returns which part of the picture a fact touches.
fn kind_of(fact: &Fact) -> &'static str {
    match fact {
        Fact::ActorEnrolled { .. } | Fact::ActorDismissed { .. } => "actors",
        Fact::AreaListed { .. }
        | Fact::PopulationStated { .. }
        | Fact::BuildingListed { .. }
        | Fact::GridDrawn { .. }
        | Fact::GridRetired { .. }
        | Fact::GridMended { .. }
        | Fact::MicroGridDrawn { .. }
        | Fact::BoundariesFiled { .. } => "places",
        Fact::OutbreakOpened { .. }
        | Fact::OutbreakClosed { .. }
        | Fact::ProtocolAdopted { .. }
        | Fact::TargetSet { .. } => "rules",
        Fact::TubeRegistered { .. }
        | Fact::TubeReceived { .. }
        | Fact::TubeResulted { .. }
        | Fact::TubeResultAmended { .. }
        | Fact::TubeResultRepeated { .. }
        | Fact::SingleRetestOrdered { .. }
        | Fact::HoldPlaced { .. }
        | Fact::HoldEnded { .. } => "tests",
        Fact::RoundStarted { .. }
        | Fact::SamplesReported { .. }
        | Fact::HouseholdsAccounted { .. }
        | Fact::RoundResultsReported { .. }
        | Fact::RoundClosed { .. } => "rounds",
        Fact::CaseClassified { .. }
        | Fact::CaseReclassified { .. }
        | Fact::CaseAmended { .. }
        | Fact::CaseEnded { .. }
        | Fact::InvestigationReported { .. } => "cases",
        Fact::ExposureRecorded { .. }
        | Fact::ExposureJudged { .. }
        | Fact::ContactIdentified { .. }
        | Fact::ContactMoved { .. }
        | Fact::ContactWithdrawn { .. }
        | Fact::GeneralContactsCounted { .. } => "contacts",
        Fact::SiteOpened { .. }
        | Fact::SiteResized { .. }
        | Fact::VehicleListed { .. }
        | Fact::LabOpened { .. }
        | Fact::LabResized { .. } => "capacity",
        Fact::GroupFormed { .. }
        | Fact::GroupDispatched { .. }
        | Fact::GroupDeparted { .. }
        | Fact::GroupArrived { .. }
        | Fact::CheckedIn { .. }
        | Fact::Released { .. } => "movement",
        Fact::Proposed { .. }
        | Fact::ProposalApproved { .. }
        | Fact::ProposalRejected { .. }
        | Fact::LevelSet { .. }
        | Fact::ZoneDeclared { .. }
        | Fact::ZoneLifted { .. } => "measures",
        Fact::OrderIssued { .. } | Fact::ReceiptGiven { .. } | Fact::OrderEscalated { .. } => "orders",
        Fact::TaskOpened { .. } | Fact::TaskAssigned { .. } | Fact::TaskEnded { .. } => "tasks",
        Fact::ReportingRequired { .. }
        | Fact::UnitReported { .. }
        | Fact::PostOpened { .. }
        | Fact::GateOpened { .. }
        | Fact::GateClosed { .. }
        | Fact::DutyRostered { .. }
        | Fact::DutyMissed { .. } => "duty",
        Fact::VisitRecorded { .. } | Fact::ProblemRecorded { .. } | Fact::ProblemSolved { .. } => "problems",
        Fact::FigureStated { .. } | Fact::FiguresFrozen { .. } => "figures",
        Fact::Imported { .. } | Fact::PersonRegistered { .. } | Fact::ExternalIdGiven { .. } => "imports",
        Fact::PersonalDataOpened { .. } | Fact::PersonErased { .. } => "privacy",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ActorId;

    #[test]
    fn what_changed_is_known_only_as_far_back_as_is_remembered() {
        let mut kinds = Kinds::default();
        let fact = [Fact::ActorDismissed { actor: ActorId(1) }];
        let last = u64::try_from(REMEMBERED).unwrap() + 10;
        for seq in 1..=last {
            kinds.note(Seq(seq), &fact);
        }
        assert_eq!(kinds.since(Seq(last)), Some(BTreeSet::new()));
        assert_eq!(kinds.since(Seq(last - 1)), Some(BTreeSet::from(["actors"])));
        assert_eq!(kinds.since(Seq(10)), Some(BTreeSet::from(["actors"])));
        assert_eq!(kinds.since(Seq(9)), None);
    }
}
