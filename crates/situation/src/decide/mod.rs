//! `decide`: a command becomes facts, or a refusal with its reason.  Nothing is changed here.

mod cases;
mod command;
mod files;
mod follow;
mod movement;
mod prepare;
mod refusal;
mod testing;

use crate::state::Situation;
use domain::{Command, Fact, Timestamp, ids::ActorId};
pub use refusal::Refusal;

/// Who asks, and when.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// Who asks.
    pub by: ActorId,
    /// Now, at which the decision is taken.
    pub at: Timestamp,
}

impl Asked {
    /// Refuses something that is said to have happened more than two minutes from now: device clocks differ, but not so
    /// far.
    pub(crate) fn past(&self, event: Timestamp) -> Result<(), Refusal> {
        if domain::time::minutes_between(self.at, event) > 2 {
            return Err(Refusal::InTheFuture { event, now: self.at });
        }
        Ok(())
    }
}

impl Situation {
    /// Returns the facts that a command establishes; none when it only repeats what is known.
    ///
    /// # Errors
    /// A [`Refusal`] when the world says no; nothing was changed.
    pub fn decide(&self, asked: &Asked, command: &Command) -> Result<Vec<Fact>, Refusal> {
        match command {
            Command::Prepare { facts } => self.decide_preparation(asked, facts),
            Command::EnrolActor { .. } | Command::OpenOutbreak { .. } => self.decide_opening(asked, command),
            Command::RegisterTube { .. }
            | Command::ReceiveTube { .. }
            | Command::ReportResult { .. }
            | Command::AmendResult { .. } => self.decide_test(asked, command),
            Command::StartRound { .. }
            | Command::ReportSamples { .. }
            | Command::AccountHouseholds { .. }
            | Command::ReportRoundResults { .. }
            | Command::CloseRound { .. } => self.decide_round(asked, command),
            Command::ClassifyCase { .. }
            | Command::ReclassifyCase { .. }
            | Command::AmendCase { .. }
            | Command::EndCase { .. } => self.decide_case(asked, command),
            Command::ReportInvestigation { .. }
            | Command::RecordExposure { .. }
            | Command::JudgeExposure { .. }
            | Command::MoveContact { .. }
            | Command::WithdrawContact { .. }
            | Command::CountGeneralContacts { .. } => self.decide_tracing(asked, command),
            Command::FormGroup { .. }
            | Command::DispatchGroup { .. }
            | Command::DepartGroup { .. }
            | Command::ArriveGroup { .. }
            | Command::CheckIn { .. }
            | Command::Release { .. } => self.decide_movement(asked, command),
            Command::Propose { .. } | Command::Approve { .. } | Command::Reject { .. } => {
                self.decide_measure(asked, command)
            }
            Command::IssueOrder { .. } | Command::GiveReceipt { .. } | Command::EscalateLate { .. } => {
                self.decide_order(asked, command)
            }
            Command::OpenTask { .. } | Command::AssignTask { .. } | Command::EndTask { .. } => {
                self.decide_task(asked, command)
            }
            Command::ReportUnit { .. } | Command::RosterDuty { .. } | Command::MissDuty { .. } => {
                self.decide_duty(asked, command)
            }
            Command::RecordVisit { .. } | Command::RecordProblem { .. } | Command::SolveProblem { .. } => {
                self.decide_problem(asked, command)
            }
            Command::FreezeFigures { area, date, reason } => self.decide_freeze(asked, *area, *date, reason),
            Command::Import(file) => self.decide_import(asked, file),
            Command::OpenPersonalData { .. } | Command::ErasePerson { .. } => self.decide_privacy(command),
        }
    }
}
