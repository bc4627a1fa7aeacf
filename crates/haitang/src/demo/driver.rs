//! From reports to commands.

use std::collections::BTreeMap;

use domain::{
    Command, LabId, OutbreakId, PersonId, Seq, SiteId, Timestamp,
    ids::{ActorId, CaseId},
    time::add_minutes,
};
use simulation::city::City;
use simulation::outbreak::{Lab, Report, Site, What, labs, sites};
use situation::Refusal;

use super::keys::{Keys, UnknownKey};
use super::{prepare, sink::Sink};

/// Minutes between two looks at late receipts.
const LATE_EVERY: i64 = 10;

/// Why a replay stopped.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// No run of the outbreak agreed with the published course.
    #[error("no run of seed {seed} agrees with the published course")]
    NoRun {
        /// The seed.
        seed: u64,
    },
    /// A report named something by a key that is not known.
    #[error("report {number} names {key}, which is not known: {report}")]
    Key {
        /// Position of the report in the stream.
        number: usize,
        /// The key.
        key: String,
        /// The report.
        report: String,
    },
    /// The core refused a report that the world does not expect to be refused.
    #[error("report {number} was refused: {refusal}; {report}")]
    Refused {
        /// Position of the report in the stream; 0 for preparation.
        number: usize,
        /// The refusal.
        refusal: Refusal,
        /// The report.
        report: String,
    },
    /// The core took a report that it had to refuse.
    #[error("report {number} should have been refused: {report}")]
    NotRefused {
        /// Position of the report in the stream.
        number: usize,
        /// The report.
        report: String,
    },
}

/// What a replay did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// Reports taken.
    pub(crate) reports: usize,
    /// Commands submitted.
    pub(crate) commands: usize,
    /// Commands that only repeated what was known.
    pub(crate) repeated: usize,
    /// Expected refusals by code.
    pub(crate) refused: BTreeMap<&'static str, usize>,
    /// The last instant of the virtual clock.
    pub(crate) until: Option<Timestamp>,
}

/// Turns reports into commands, with a table from keys to ids.
pub(crate) struct Driver<'a> {
    pub(super) city: &'a City,
    pub(super) keys: Keys,
    pub(super) labs: Vec<Lab>,
    pub(super) sites: Vec<Site>,
    /// Keys of zones by the names under which they were proposed.
    pub(super) zone_names: BTreeMap<String, String>,
    pub(super) outbreak: OutbreakId,
    outcome: Outcome,
    tick: Timestamp,
}

/// A command that could not be made or was refused.
pub(super) enum Trouble {
    Key(UnknownKey),
    Refused(Refusal),
    NotRefused,
}

impl From<UnknownKey> for Trouble {
    fn from(key: UnknownKey) -> Self {
        Trouble::Key(key)
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Trouble::Refused(refusal)
    }
}

/// Stamps of the report at hand.
#[derive(Clone, Copy)]
pub(super) struct Stamp {
    pub(super) by: ActorId,
    pub(super) received: Timestamp,
    pub(super) device: Option<Timestamp>,
}

impl<'a> Driver<'a> {
    /// A driver for a city, with the ids that [`prepare::prepare`] gives.
    pub(crate) fn new(city: &'a City) -> Self {
        let mut keys = Keys::default();
        let actors = prepare::actors(city).into_iter().map(|(handle, ..)| handle);
        keys.actors = actors.zip((1..).map(ActorId)).collect();
        let posts = prepare::posts(city).into_iter().map(|(name, ..)| name);
        keys.posts = posts.zip((1..).map(domain::PostId)).collect();
        let (labs, sites) = (labs(city), sites(city));
        let early = labs.iter().filter(|lab| lab.from_the_start());
        keys.labs = early.map(|lab| lab.key).zip((1..).map(LabId)).collect();
        let early = sites.iter().filter(|site| site.from_the_start());
        keys.sites = early.map(|site| site.key).zip((1..).map(SiteId)).collect();
        Driver {
            city,
            keys,
            labs,
            sites,
            zone_names: BTreeMap::new(),
            outbreak: OutbreakId(1),
            outcome: Outcome::default(),
            tick: prepare::set_up_at(),
        }
    }

    /// Sets up the city and opens the outbreak.
    ///
    /// The outbreak covers the province, because the bulletin of the province counts a case imported elsewhere in it.
    ///
    /// # Errors
    /// [`Failure::Refused`] when the core refuses the set-up.
    pub(crate) fn prepare(&mut self, sink: &mut dyn Sink) -> Result<(), Failure> {
        let at = prepare::set_up_at();
        let mut commands = prepare::prepare(self.city);
        commands.push(Command::OpenOutbreak {
            name: "镇海区新冠肺炎疫情".to_owned(),
            pack: "covid19-delta".to_owned(),
            protocol: "v8".to_owned(),
            area: "33".parse().expect("a province has two digits"),
        });
        for command in commands {
            self.outcome.commands += 1;
            sink.submit(ActorId(1), at, None, at, &command).map_err(|refusal| Failure::Refused {
                number: 0,
                refusal,
                report: "preparation".to_owned(),
            })?;
        }
        Ok(())
    }

    /// Plays reports in order, up to and including `until` when given.
    ///
    /// # Errors
    /// [`Failure`] naming the report.
    pub(crate) fn play(
        mut self,
        reports: &[Report],
        until: Option<Timestamp>,
        sink: &mut dyn Sink,
    ) -> Result<Outcome, Failure> {
        let upto =
            until.map_or(reports.len(), |until| reports.partition_point(|report| report.received <= until));
        self.go_on(reports.get(..upto).unwrap_or_default(), 0, sink)?;
        if let Some(until) = until {
            self.tick_to(until, upto, sink)?;
        }
        Ok(self.outcome)
    }

    /// Plays the next reports, of which `before` came earlier; late receipts are taken up every ten minutes of the
    /// virtual clock.
    ///
    /// # Errors
    /// [`Failure`] naming the report.
    pub(crate) fn go_on(
        &mut self,
        reports: &[Report],
        before: usize,
        sink: &mut dyn Sink,
    ) -> Result<(), Failure> {
        for (number, report) in (before + 1..).zip(reports) {
            self.tick_to(report.received, number, sink)?;
            self.take(report, sink).map_err(|trouble| named(trouble, number, report))?;
            self.outcome.reports += 1;
            self.outcome.until = Some(report.received);
        }
        Ok(())
    }

    /// What was done so far.
    #[cfg(test)]
    pub(crate) fn into_outcome(self) -> Outcome {
        self.outcome
    }

    /// Lets the virtual clock run to an instant.
    fn tick_to(&mut self, at: Timestamp, number: usize, sink: &mut dyn Sink) -> Result<(), Failure> {
        while add_minutes(self.tick, LATE_EVERY) <= at {
            self.tick = add_minutes(self.tick, LATE_EVERY);
            self.late(self.tick, sink)
                .map_err(|trouble| explained(trouble, number, "late receipts".to_owned()))?;
        }
        Ok(())
    }

    /// Takes late receipts to the unit above.  Looked for in the state first, so that quiet minutes leave no command.
    fn late(&mut self, at: Timestamp, sink: &mut dyn Sink) -> Result<(), Trouble> {
        if sink.situation().late_receipts(at).is_empty() {
            return Ok(());
        }
        let by = self.keys.actor("clock")?;
        let stamp = Stamp { by, received: at, device: None };
        self.submit(stamp, &Command::EscalateLate { at }, sink)?;
        Ok(())
    }

    pub(super) fn submit(
        &mut self,
        stamp: Stamp,
        command: &Command,
        sink: &mut dyn Sink,
    ) -> Result<Option<Seq>, Trouble> {
        self.outcome.commands += 1;
        let seq = sink.submit(stamp.by, stamp.received, stamp.device, stamp.received, command)?;
        self.outcome.repeated += usize::from(seq.is_none());
        Ok(seq)
    }

    fn take(&mut self, report: &Report, sink: &mut dyn Sink) -> Result<(), Trouble> {
        let stamp =
            Stamp { by: self.keys.actor(&report.by)?, received: report.received, device: report.device };
        if let What::ExposuresJudged { person, infector, reason } = &report.what {
            return self.judge(stamp, PersonId(*person), infector.map(PersonId), reason, sink);
        }
        if let What::Rostered { .. } | What::MustReport { .. } = &report.what {
            return self.roster(stamp, &report.what, sink);
        }
        let contradicts = matches!(report.what, What::Result { contradicts: true, .. });
        let Some(command) = self.command(&report.what, report.received, sink)? else { return Ok(()) };
        match self.submit(stamp, &command, sink) {
            Ok(_) if contradicts => Err(Trouble::NotRefused),
            Err(Trouble::Refused(refusal @ Refusal::ResultContradicts { .. })) if contradicts => {
                *self.outcome.refused.entry(refusal.code()).or_default() += 1;
                Ok(())
            }
            other => other.map(|_| ()),
        }
    }

    /// Makes the command of a report.  Ids that it will mint are noted first, because the core mints the next ones.
    fn command(&mut self, what: &What, at: Timestamp, sink: &dyn Sink) -> Result<Option<Command>, Trouble> {
        let command = match what {
            What::Tube { .. } | What::TubeReceived { .. } | What::Result { .. } | What::Amended { .. } => {
                self.test(what)?
            }
            What::Round { .. }
            | What::Samples { .. }
            | What::Accounted { .. }
            | What::RoundResults { .. }
            | What::RoundClosed { .. } => self.round(what, sink)?,
            What::Elsewhere { .. }
            | What::Diagnosed { .. }
            | What::CaseCorrected { .. }
            | What::CaseEnded { .. }
            | What::Interview { .. }
            | What::Withdrawn { .. }
            | What::Moved { .. }
            | What::General { .. } => self.case(what, sink)?,
            What::Grouped { .. }
            | What::Sent { .. }
            | What::Left { .. }
            | What::Arrived { .. }
            | What::CheckedIn { .. }
            | What::Released { .. } => self.movement(what, sink)?,
            What::Proposed { .. }
            | What::Approved { .. }
            | What::Rejected { .. }
            | What::Order { .. }
            | What::Receipt { .. }
            | What::Task { .. }
            | What::TaskAssigned { .. }
            | What::TaskEnded { .. } => self.office(what, sink)?,
            What::Heard { .. }
            | What::Unkept { .. }
            | What::Visit { .. }
            | What::Problem { .. }
            | What::Solved { .. }
            | What::Freeze { .. }
            | What::Opened { .. } => self.duty(what, sink)?,
            What::SiteOpens { .. }
            | What::LabOpens { .. }
            | What::GridsRedrawn
            | What::GridsMended
            | What::GatesClosed => self.opening(what, at, sink)?,
            What::ExposuresJudged { .. } | What::Rostered { .. } | What::MustReport { .. } => {
                return Ok(None);
            }
        };
        Ok(Some(command))
    }
}

fn named(trouble: Trouble, number: usize, report: &Report) -> Failure {
    let text = format!("{} {} {:?}", report.received, report.by, report.what);
    explained(trouble, number, text.chars().take(400).collect())
}

fn explained(trouble: Trouble, number: usize, report: String) -> Failure {
    match trouble {
        Trouble::Key(UnknownKey(key)) => Failure::Key { number, key, report },
        Trouble::Refused(refusal) => Failure::Refused { number, refusal, report },
        Trouble::NotRefused => Failure::NotRefused { number, report },
    }
}

/// The case that a person is or was.
pub(super) fn case_of(person: PersonId, sink: &dyn Sink) -> Result<CaseId, UnknownKey> {
    let known = sink.situation().people.get(&person).and_then(|known| known.case);
    known.ok_or_else(|| UnknownKey(format!("the case of person {person}")))
}
