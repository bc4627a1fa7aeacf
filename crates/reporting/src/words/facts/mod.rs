//! Every fact as one sentence, for timelines, audits and the ticker.  People appear by their number, never by name.

mod command;
mod names;
mod people;
mod places;

use crate::catalogue::{Catalogue, Lang};
use domain::Fact;
use situation::Situation;

/// The key of a sentence and what is filled in.
type Parts = (&'static str, Vec<(&'static str, String)>);

/// Returns a fact in words.  Places, tubes, orders and duty titles are named as `s` knows them.
pub fn fact_words(s: &Situation, fact: &Fact, lang: Lang) -> String {
    let (key, values) = parts(s, fact, lang);
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Catalogue::get(lang).ta(key, &values).trim_end().to_owned()
}

/// Sorts the facts exhaustively, so that a new one must be worded here.
#[expect(clippy::too_many_lines, reason = "one exhaustive match over facts")]
fn parts(s: &Situation, fact: &Fact, lang: Lang) -> Parts {
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
        | Fact::BoundariesFiled { .. }
        | Fact::OutbreakOpened { .. }
        | Fact::OutbreakClosed { .. }
        | Fact::ProtocolAdopted { .. }
        | Fact::TargetSet { .. }
        | Fact::TubeRegistered { .. }
        | Fact::TubeReceived { .. }
        | Fact::TubeResulted { .. }
        | Fact::TubeResultAmended { .. }
        | Fact::TubeResultRepeated { .. }
        | Fact::SingleRetestOrdered { .. }
        | Fact::HoldPlaced { .. }
        | Fact::HoldEnded { .. }
        | Fact::RoundStarted { .. }
        | Fact::SamplesReported { .. }
        | Fact::HouseholdsAccounted { .. }
        | Fact::RoundResultsReported { .. }
        | Fact::RoundClosed { .. } => places::parts(s, fact, lang),
        Fact::CaseClassified { .. }
        | Fact::CaseReclassified { .. }
        | Fact::CaseAmended { .. }
        | Fact::CaseEnded { .. }
        | Fact::InvestigationReported { .. }
        | Fact::ExposureRecorded { .. }
        | Fact::ExposureJudged { .. }
        | Fact::ContactIdentified { .. }
        | Fact::ContactMoved { .. }
        | Fact::ContactWithdrawn { .. }
        | Fact::GeneralContactsCounted { .. }
        | Fact::SiteOpened { .. }
        | Fact::SiteResized { .. }
        | Fact::VehicleListed { .. }
        | Fact::LabOpened { .. }
        | Fact::LabResized { .. }
        | Fact::GroupFormed { .. }
        | Fact::GroupDispatched { .. }
        | Fact::GroupDeparted { .. }
        | Fact::GroupArrived { .. }
        | Fact::CheckedIn { .. }
        | Fact::Released { .. } => people::parts(s, fact, lang),
        Fact::Proposed { .. }
        | Fact::ProposalApproved { .. }
        | Fact::ProposalRejected { .. }
        | Fact::LevelSet { .. }
        | Fact::ZoneDeclared { .. }
        | Fact::ZoneLifted { .. }
        | Fact::OrderIssued { .. }
        | Fact::ReceiptGiven { .. }
        | Fact::OrderEscalated { .. }
        | Fact::TaskOpened { .. }
        | Fact::TaskAssigned { .. }
        | Fact::TaskEnded { .. }
        | Fact::ReportingRequired { .. }
        | Fact::UnitReported { .. }
        | Fact::PostOpened { .. }
        | Fact::GateOpened { .. }
        | Fact::GateClosed { .. }
        | Fact::DutyRostered { .. }
        | Fact::DutyMissed { .. }
        | Fact::VisitRecorded { .. }
        | Fact::ProblemRecorded { .. }
        | Fact::ProblemSolved { .. }
        | Fact::FigureStated { .. }
        | Fact::FiguresFrozen { .. }
        | Fact::Imported { .. }
        | Fact::PersonRegistered { .. }
        | Fact::ExternalIdGiven { .. }
        | Fact::PersonalDataOpened { .. }
        | Fact::PersonErased { .. } => command::parts(s, fact, lang),
    }
}
