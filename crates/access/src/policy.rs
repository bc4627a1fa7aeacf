//! The policy: who may do what, and how far away.
//!
//! One line an action.  A role that is not on the line may not do it.  The reach says how far from the actor's own unit
//! what is touched may lie.  The machine proposes and carries; it never approves, issues an order, opens personal data or
//! releases anybody.  The inspector reads and does nothing.

use crate::{Action, Relation};
use domain::Role::{
    self, Administrator, Analyst, Commander, Dispatcher, DutyOfficer, GateKeeper, GridWorker, Inspector,
    Laboratory, Machine, Publisher, Sampler, SiteManager, Tracer,
};
use serde::{Deserialize, Serialize};

/// How far from the actor's own unit what is touched may lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// The actor's own unit.
    Own,
    /// The actor's own unit and everything inside its area.
    Area,
    /// Anywhere.
    Everywhere,
}

impl Reach {
    fn covers(self, relation: Relation) -> bool {
        match relation {
            Relation::Own => true,
            Relation::Below => self >= Reach::Area,
            Relation::Elsewhere => self == Reach::Everywhere,
        }
    }
}

/// Why something was denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Denial {
    /// The role may not do this anywhere.
    #[error("this role may not do this")]
    Role,
    /// The role may do this, but not so far from its own unit.
    #[error("this lies outside the area this role answers for")]
    Area,
}

/// What the policy says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It may be done.
    Allow,
    /// It may not.
    Deny {
        /// Why.
        reason: Denial,
    },
}

/// Decides whether a role may do something to what lies so far from the actor's own unit.
pub fn may(role: Role, action: Action, relation: Relation) -> Decision {
    match reach_of(role, action) {
        Some(reach) if reach.covers(relation) => Decision::Allow,
        Some(_) => Decision::Deny { reason: Denial::Area },
        None => Decision::Deny { reason: Denial::Role },
    }
}

/// Returns how far a role may go with an action; `None` when it may not do it at all.
pub fn reach_of(role: Role, action: Action) -> Option<Reach> {
    let reaches = grants(action).iter();
    reaches.filter(|(_, roles)| roles.contains(&role)).map(|(reach, _)| *reach).max()
}

/// Roles that lead.
const LEAD: &[Role] = &[Commander, DutyOfficer];

/// Every role of a person.
const STAFF: &[Role] = &[
    Commander,
    DutyOfficer,
    Tracer,
    Laboratory,
    Sampler,
    Dispatcher,
    SiteManager,
    GridWorker,
    GateKeeper,
    Analyst,
    Publisher,
    Inspector,
    Administrator,
];

type Grants = &'static [(Reach, &'static [Role])];

/// Returns who may do what: the table.
#[expect(
    clippy::match_same_arms,
    reason = "the policy is one table: every action has its own line, to be read and changed alone"
)]
#[rustfmt::skip]
fn grants(action: Action) -> Grants {
    use Reach::{Area, Everywhere, Own};
    match action {
        // ---- reads
        Action::SeeFigures        => &[(Everywhere, STAFF), (Everywhere, &[Machine])],
        Action::SeeRecords        => &[(Area, &[Commander, DutyOfficer, Tracer, Dispatcher, SiteManager, Analyst]), (Everywhere, &[Laboratory, Inspector, Machine])],
        Action::SeeOrders         => &[(Own, &[GridWorker, GateKeeper]), (Area, &[Commander, DutyOfficer, Tracer, Laboratory, Sampler, Dispatcher, SiteManager, Analyst, Publisher, Administrator]), (Everywhere, &[Inspector, Machine])],
        Action::SeePlaces         => &[(Everywhere, STAFF), (Everywhere, &[Machine])],
        Action::SeeAudit          => &[(Area, &[Commander]), (Everywhere, &[Inspector, Administrator])],
        Action::SeeImports        => &[(Area, LEAD), (Everywhere, &[Tracer, Analyst, Inspector, Administrator])],
        Action::ExportRecords     => &[(Area, &[DutyOfficer, Tracer, Analyst])],

        // ---- setting up
        Action::Prepare           => &[(Everywhere, &[Administrator])],
        Action::EnrolActor        => &[(Everywhere, &[Administrator])],
        Action::OpenOutbreak      => &[(Area, LEAD)],

        // ---- tests
        Action::RegisterTube      => &[(Own, &[GridWorker]), (Everywhere, &[Sampler, Laboratory])],
        Action::ReceiveTube       => &[(Everywhere, &[Laboratory])],
        Action::ReportResult      => &[(Everywhere, &[Laboratory])],
        Action::AmendResult       => &[(Everywhere, &[Laboratory])],
        Action::StartRound        => &[(Area, LEAD)],
        Action::ReportSamples     => &[(Own, &[GridWorker]), (Area, LEAD), (Everywhere, &[Sampler])],
        Action::AccountHouseholds => &[(Own, &[GridWorker]), (Area, LEAD), (Everywhere, &[Sampler])],
        Action::ReportRoundResults => &[(Everywhere, &[Laboratory])],
        Action::CloseRound        => &[(Area, LEAD)],

        // ---- cases and tracing
        Action::ClassifyCase      => &[(Area, &[DutyOfficer, Tracer])],
        Action::ReclassifyCase    => &[(Area, &[DutyOfficer, Tracer])],
        Action::AmendCase         => &[(Area, &[DutyOfficer, Tracer])],
        Action::EndCase           => &[(Area, &[DutyOfficer, Tracer])],
        Action::ReportInvestigation => &[(Area, &[Tracer])],
        Action::RecordExposure    => &[(Area, &[Tracer, Machine])],
        Action::JudgeExposure     => &[(Area, &[Tracer])],
        Action::MoveContact       => &[(Area, &[Tracer])],
        Action::WithdrawContact   => &[(Area, &[Tracer])],
        Action::CountGeneralContacts => &[(Area, &[DutyOfficer, Tracer])],

        // ---- grouping, transport, isolation
        Action::FormGroup         => &[(Area, &[DutyOfficer, Dispatcher])],
        Action::DispatchGroup     => &[(Area, &[DutyOfficer, Dispatcher])],
        Action::DepartGroup       => &[(Area, &[DutyOfficer, Dispatcher])],
        Action::ArriveGroup       => &[(Area, &[DutyOfficer, Dispatcher, SiteManager])],
        Action::CheckIn           => &[(Area, &[SiteManager])],
        Action::Release           => &[(Area, &[DutyOfficer, SiteManager])],

        // ---- command
        Action::Propose           => &[(Area, &[Commander, DutyOfficer, Analyst, Machine])],
        Action::Approve           => &[(Area, LEAD)],
        Action::Reject            => &[(Area, LEAD)],
        Action::IssueOrder        => &[(Area, LEAD)],
        Action::GiveReceipt       => &[(Own, &[Commander, DutyOfficer, Tracer, Laboratory, Sampler, Dispatcher, SiteManager, GridWorker, GateKeeper, Analyst, Publisher, Administrator]), (Everywhere, &[Machine])],
        Action::EscalateLate      => &[(Area, LEAD), (Everywhere, &[Machine])],
        Action::OpenTask          => &[(Own, &[GridWorker, GateKeeper, SiteManager]), (Area, &[Commander, DutyOfficer, Tracer, Dispatcher, Analyst]), (Everywhere, &[Machine])],
        Action::AssignTask        => &[(Own, &[GridWorker, SiteManager, Laboratory]), (Area, &[Commander, DutyOfficer, Tracer, Dispatcher])],
        Action::EndTask           => &[(Own, &[GridWorker, GateKeeper, SiteManager, Laboratory, Sampler]), (Area, &[Commander, DutyOfficer, Tracer, Dispatcher])],
        Action::ReportUnit        => &[(Own, &[Tracer, Laboratory, Sampler, Dispatcher, SiteManager, GridWorker, GateKeeper, Analyst, Publisher, Administrator]), (Area, LEAD)],
        Action::RosterDuty        => &[(Own, &[GridWorker]), (Area, LEAD)],
        Action::MissDuty          => &[(Own, &[GridWorker]), (Area, LEAD)],
        Action::RecordVisit       => &[(Own, &[GridWorker]), (Area, &[DutyOfficer, Tracer])],
        Action::RecordProblem     => &[(Own, &[GridWorker, GateKeeper, SiteManager]), (Area, &[Commander, DutyOfficer, Tracer, Analyst])],
        Action::SolveProblem      => &[(Own, &[GridWorker, GateKeeper, SiteManager]), (Area, &[Commander, DutyOfficer, Tracer])],

        // ---- figures, files, people
        Action::FreezeFigures     => &[(Area, &[DutyOfficer, Publisher]), (Everywhere, &[Machine])],
        Action::Import            => &[(Everywhere, &[DutyOfficer, Tracer, Administrator])],
        Action::OpenPersonalData  => &[(Own, &[GridWorker]), (Area, &[DutyOfficer, Tracer, Dispatcher, SiteManager])],
        Action::ErasePerson       => &[(Everywhere, &[Administrator])],
    }
}
