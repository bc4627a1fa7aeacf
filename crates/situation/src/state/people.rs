//! Rows about people: tests, cases, exposures, contacts, clocks.

use crate::runs::Runs;
use domain::{
    AreaCode, CaseClass, Certainty, Date, Detection, Evidence, ExposureStatus, HouseholdStatus, Origin,
    Outcome, Ring, Setting, Severity, Sex, Stage, TestOutcome, TestPurpose, Timestamp, TubeKind,
    fact::HouseholdRun, ids::*,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Four of the five time stamps of something that happened; the fifth is that of what ended it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamps {
    /// When it happened.
    pub event: Timestamp,
    /// When the device recorded it, if one did.
    pub device: Option<Timestamp>,
    /// When the system received it.
    pub received: Timestamp,
    /// When it was decided and recorded.
    pub decided: Timestamp,
}

/// One stage of the fast loop for one person: from when it was due to be done until it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Stage.
    pub stage: Stage,
    /// What started the clock.
    pub opened: Stamps,
    /// What stopped it; `None` while it runs.
    pub done: Option<Stamps>,
    /// Whether it stopped because it was no longer needed.
    pub cancelled: bool,
}

/// A hop that was finished, for rates and percentiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    /// When it was done.
    pub at: Timestamp,
    /// How long it took, minutes.
    pub minutes: i64,
    /// Whose it was.
    pub person: PersonId,
}

/// A tube.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact TubeRegistered")]
pub struct Tube {
    pub code: String,
    pub kind: TubeKind,
    pub people: Vec<PersonId>,
    pub purpose: TestPurpose,
    pub site: Option<SiteId>,
    pub collected_at: Timestamp,
    /// When it was registered.
    pub registered: Stamps,
    /// Who registered it.
    pub by: ActorId,
    /// When a laboratory took it over.
    pub received: Option<(Option<LabId>, Timestamp)>,
    /// The result in force.
    pub result: Option<TubeResult>,
    /// Earlier results, each with the reason of the correction that replaced it.
    pub replaced: Vec<(TubeResult, String)>,
    /// How often the same result came again.
    pub repeats: u16,
}

/// A result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact TubeResulted")]
pub struct TubeResult {
    pub outcome: TestOutcome,
    pub lab: Option<LabId>,
    pub tested_at: Timestamp,
    pub stamps: Stamps,
}

/// A hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact HoldPlaced")]
pub struct Hold {
    pub person: PersonId,
    pub cause: TubeId,
    pub basis: String,
    pub from: Timestamp,
    pub until: Timestamp,
    /// When and why it ended.
    pub ended: Option<(Timestamp, String)>,
}

/// A grid's part of a round.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GridRound {
    /// People sampled.
    pub people: u32,
    /// Tubes filled.
    pub tubes: u32,
    /// People accounted for without a test, by how.
    pub accounted: BTreeMap<HouseholdStatus, u32>,
    /// When the last sampling ended.
    pub last: Option<Timestamp>,
    /// What was reported of the sampling, slice by slice.
    pub slices: Vec<SampleSlice>,
    /// What was reported of households without a test.
    pub visits: Vec<Visit>,
}

impl GridRound {
    /// Returns the report of the same households without a test, if there was one.
    pub fn visit(&self, households: &[HouseholdRun]) -> Option<&Visit> {
        self.visits.iter().find(|visit| visit.is_of(households))
    }
}

/// One stretch of a grid's sampling, as it was last reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleSlice {
    /// Where it was sampled.
    pub site: Option<SiteId>,
    /// When it began.
    pub from: Timestamp,
    /// Which households.
    pub households: Vec<HouseholdRun>,
    /// Its place in [`Round::sampled`], which holds its end and its counts.
    pub batch: usize,
}

/// Households accounted for without a test, as they were last reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// What became of them.
    pub status: HouseholdStatus,
    /// Which.
    pub households: Vec<HouseholdRun>,
    /// People of them.
    pub people: u32,
}

impl Visit {
    /// Returns whether this is a report of exactly these households; one that names none is never the same as another.
    pub(crate) fn is_of(&self, households: &[HouseholdRun]) -> bool {
        !households.is_empty() && self.households == households
    }
}

/// Bulk figures at an instant of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// When sampling or testing of the batch ended.
    pub at: Timestamp,
    /// People.
    pub people: u32,
    /// Tubes.
    pub tubes: u32,
    /// Laboratory that tested it; `None` for samples.
    pub lab: Option<LabId>,
    /// Grid that sampled it; `None` for results.
    pub grid: Option<GridId>,
}

/// A round of mass testing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact RoundStarted")]
pub struct Round {
    pub name: String,
    pub areas: Vec<AreaCode>,
    pub starts_at: Timestamp,
    pub due_at: Timestamp,
    pub pool: u8,
    pub closed_at: Option<Timestamp>,
    /// Households seen, tested or otherwise accounted for.
    pub seen: Runs,
    /// By grid.
    pub grids: BTreeMap<GridId, GridRound>,
    /// Samples as reported.
    pub sampled: Vec<Batch>,
    /// Results as reported.
    pub resulted: Vec<Batch>,
    /// Tubes that were not negative.
    pub not_negative: u32,
}

impl Round {
    /// Returns the earlier reports that one of this slice speaks of again, with their counts, in the order they came.
    ///
    /// A slice is one stretch of a grid's sampling: same grid and site, begun at the same time, with at least one
    /// household in common or, where neither report names any, ended at the same time.  Two teams of a grid that begin
    /// together visit different households, and so report two slices; one report that spans both speaks of both.
    pub fn told(
        &self,
        grid: GridId,
        site: Option<SiteId>,
        (from, until): (Timestamp, Timestamp),
        households: &[HouseholdRun],
    ) -> Vec<(&SampleSlice, &Batch)> {
        let slices = self.grids.get(&grid).map(|share| share.slices.as_slice()).unwrap_or_default();
        let told = slices.iter().filter_map(|slice| Some((slice, self.sampled.get(slice.batch)?)));
        let same = told.filter(|(slice, batch)| {
            let begun = slice.site == site && slice.from == from;
            let unnamed = slice.households.is_empty() && households.is_empty();
            begun && (overlap(&slice.households, households) || (unnamed && batch.at == until))
        });
        same.collect()
    }
}

/// Returns whether two lists of runs have a household in common.
fn overlap(some: &[HouseholdRun], others: &[HouseholdRun]) -> bool {
    some.iter().any(|one| others.iter().any(|other| one.0 <= other.1 && other.0 <= one.1))
}

/// A case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact CaseClassified")]
pub struct Case {
    pub person: PersonId,
    pub outbreak: OutbreakId,
    pub class: CaseClass,
    pub severity: Option<Severity>,
    pub detection: Detection,
    pub origin: Origin,
    pub area: AreaCode,
    pub onset_on: Option<Date>,
    pub sampled_on: Option<Date>,
    pub reported_at: Timestamp,
    pub tube: Option<TubeId>,
    pub definition: String,
    /// When it was recorded.
    pub recorded: Seq,
    /// Classes it has had, with when each began: the first is the one it was reported under.
    pub classes: Vec<(CaseClass, Timestamp)>,
    /// How it ended.
    pub outcome: Option<(Outcome, Option<Date>)>,
    /// Slices of the investigation and whether it is complete.
    pub slices: u16,
    /// When the investigation was completed.
    pub traced_at: Option<Timestamp>,
    /// Contacts found through it.
    pub contacts: u32,
    /// Exposures in which it is the infector.
    pub infected: Vec<ExposureId>,
}

/// An exposure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact ExposureRecorded")]
pub struct Exposure {
    pub from: CaseId,
    pub to: PersonId,
    pub setting: Setting,
    pub first_on: Option<Date>,
    pub last_on: Option<Date>,
    pub certainty: Certainty,
    pub status: ExposureStatus,
    pub evidence: Evidence,
}

/// A contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact ContactIdentified")]
pub struct Contact {
    pub person: PersonId,
    pub case: CaseId,
    pub via: Option<ContactId>,
    pub ring: Ring,
    pub setting: Setting,
    pub last_exposure_at: Timestamp,
    pub area: AreaCode,
    pub certainty: Certainty,
    pub evidence: Evidence,
    /// Protocol it was judged under.
    pub protocol: ProtocolKey,
    /// When it was recorded.
    pub recorded: Seq,
    /// When it was identified.
    pub identified_at: Timestamp,
    /// Whether it was taken back.
    pub withdrawn: bool,
}

/// A protocol key, kept small because every contact has one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProtocolKey(pub std::sync::Arc<str>);

/// A stay at a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact CheckedIn")]
pub struct Stay {
    pub site: SiteId,
    pub room: u32,
    pub from: Timestamp,
    /// When the first room was entered that was followed by this one without a release between.
    pub since: Timestamp,
    pub until: Date,
    pub basis: String,
    /// When the person was released.
    pub released_at: Option<Timestamp>,
}

/// What is known of a person beyond the register; most residents have no such record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Sex, age and area of someone from outside the register.
    pub registered: Option<(Sex, Option<u8>, AreaCode)>,
    /// The case this person is.
    pub case: Option<CaseId>,
    /// Contacts this person is.
    pub contacts: Vec<ContactId>,
    /// Exposures in which this person is the exposed one.
    pub exposures: Vec<ExposureId>,
    /// Tubes this person is in.
    pub tubes: Vec<TubeId>,
    /// Hold in force.
    pub hold: Option<HoldId>,
    /// Retest that is due, with when.
    pub retest: Option<(TubeId, Timestamp)>,
    /// Latest transfer group.
    pub group: Option<GroupId>,
    /// Latest stay at a site.
    pub stay: Option<Stay>,
    /// Clocks of the fast loop, in the order they were started.
    pub clocks: Vec<Clock>,
    /// Ids by which senders know this person.
    pub external: Vec<(String, String)>,
    /// Whether the details were destroyed.
    pub erased: bool,
    /// Entries that concern this person.
    pub trail: Vec<Seq>,
}
