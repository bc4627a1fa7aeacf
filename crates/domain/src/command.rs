//! Commands: what people and machines ask of the system.  `situation::decide` answers each with facts or a refusal.

use crate::{
    area::{AreaCode, Unit},
    case::{CaseClass, Detection, Origin, Outcome, Severity, Sex},
    contact::{Certainty, Evidence, ExposureStatus, Ring, Setting},
    fact::{BatchRef, Fact, HouseholdRun, Measure},
    ids::*,
    lab::{HouseholdStatus, TestOutcome, TestPurpose, TubeKind},
    movement::GroupKind,
    order::{DutyPlace, OrderKind, ReceiptStep, Role, Subject, TaskKind, TaskResult},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// A person found by a file or a caller: known already, or to be registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields are those of the fact")]
pub enum Someone {
    /// A person the system knows.
    Known(PersonId),
    /// A person to be registered under the next free number: [`Fact::PersonRegistered`].
    New { sex: Sex, age: Option<u8>, area: AreaCode },
}

/// One case of an imported line list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedCase {
    /// Row in the file; the header is row 1.
    pub row: u32,
    /// The sender's id of the case.
    pub external_id: String,
    /// Who it is.
    pub who: Someone,
    /// Class, as mapped.
    pub class: CaseClass,
    /// Clinical type, where stated.
    pub severity: Option<Severity>,
    /// How it was found.
    pub detection: Detection,
    /// Where it came from.
    pub origin: Origin,
    /// Where it was reported.
    pub area: AreaCode,
    /// First symptoms.
    pub onset_on: Option<Date>,
    /// Sampling or laboratory confirmation.
    pub sampled_on: Option<Date>,
    /// When it was reported or confirmed.
    pub reported_at: Timestamp,
    /// How it ended, where stated.
    pub outcome: Option<(Outcome, Option<Date>)>,
}

/// One exposure of an imported list, between ids of the sender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedExposure {
    /// Row in the file.
    pub row: u32,
    /// The infector, as the sender's id of a known case.
    pub from: String,
    /// The exposed person: the sender's id of a known case, or someone else.
    pub to: ExposedPerson,
    /// Setting.
    pub setting: Setting,
    /// First day of exposure, where stated.
    pub first_on: Option<Date>,
    /// Last day of exposure, where stated.
    pub last_on: Option<Date>,
    /// Proposed for links found in free text, confirmed for stated ones.
    pub status: ExposureStatus,
    /// Ring, when the list is one of contacts to be followed up.
    pub ring: Option<Ring>,
}

/// The exposed person of an imported list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExposedPerson {
    /// The sender's id of a person already known from the same sender.
    External(String),
    /// Someone else, with the sender's id where there is one.
    Other(Someone, Option<String>),
}

/// A whole file, already parsed, mapped and matched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFile {
    /// `linelist` or `contacts`.
    pub kind: String,
    /// Whose ids these are.
    pub sender: String,
    /// The file as it came.
    pub batch: BatchRef,
    /// The outbreak, or `None` to open one with this name and pack.
    pub outbreak: Option<OutbreakId>,
    /// Name and pack of the outbreak to open.
    pub open: Option<(String, String, AreaCode)>,
    /// Rows read.
    pub read: u32,
    /// Rows rejected before this command, with reasons given to the sender.
    pub rejected: u32,
    /// Rows that repeat another row of the same file.
    pub repeated: u32,
    /// Cases.
    pub cases: Vec<ImportedCase>,
    /// Exposures.
    pub exposures: Vec<ImportedExposure>,
}

/// One contact named in an investigation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedContact {
    /// Who.
    pub person: PersonId,
    /// Through which close contact, for a contact of contact.
    pub via: Option<ContactId>,
    /// Ring.
    pub ring: Ring,
    /// Setting.
    pub setting: Setting,
    /// Last exposure.
    pub last_exposure_at: Timestamp,
    /// Where they live.
    pub area: AreaCode,
    /// How sure.
    pub certainty: Certainty,
    /// On what.
    pub evidence: Evidence,
}

/// What is asked.  Fields are as in the facts that follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields are those of the facts that follow, documented there")]
pub enum Command {
    /// Set up the city, its posts, sites, vehicles, rosters, rules and baseline figures: facts of the preparation kind
    /// only, checked one by one.
    Prepare { facts: Vec<Fact> },
    /// Enrol an actor.
    EnrolActor { handle: String, title: String, role: Role, unit: Unit },
    /// Open an outbreak.
    OpenOutbreak { name: String, pack: String, protocol: String, area: AreaCode },
    /// Register a tube; the code is made by the sampling device, so that sending it twice does nothing twice.
    RegisterTube {
        code: String,
        kind: TubeKind,
        people: Vec<PersonId>,
        purpose: TestPurpose,
        site: Option<SiteId>,
        collected_at: Timestamp,
    },
    /// A laboratory takes a tube over.
    ReceiveTube { code: String, lab: Option<LabId>, at: Timestamp },
    /// Report a tube's result.
    ReportResult {
        code: String,
        outcome: TestOutcome,
        lab: Option<LabId>,
        tested_at: Timestamp,
        detection: Detection,
    },
    /// Correct a reported result.
    AmendResult { code: String, outcome: TestOutcome, reason: String },
    /// Start a round of mass testing.
    StartRound { name: String, areas: Vec<AreaCode>, starts_at: Timestamp, due_at: Timestamp, pool: u8 },
    /// Report samples of a round.
    ReportSamples {
        round: RoundId,
        grid: GridId,
        site: Option<SiteId>,
        households: Vec<HouseholdRun>,
        people: u32,
        tubes: u32,
        collected_from: Timestamp,
        collected_until: Timestamp,
        batch: Option<BatchRef>,
    },
    /// Account for households without a test.
    AccountHouseholds {
        round: RoundId,
        grid: GridId,
        status: HouseholdStatus,
        households: Vec<HouseholdRun>,
        people: u32,
    },
    /// Report results of a round in bulk.
    ReportRoundResults {
        round: RoundId,
        lab: LabId,
        people: u32,
        tubes: u32,
        not_negative: u32,
        tested_until: Timestamp,
    },
    /// Close a round.
    CloseRound { round: RoundId, at: Timestamp },
    /// Classify a person as a case, by a clinician or from another area's report.
    ClassifyCase {
        outbreak: OutbreakId,
        who: Someone,
        class: CaseClass,
        severity: Option<Severity>,
        detection: Detection,
        origin: Origin,
        area: AreaCode,
        onset_on: Option<Date>,
        sampled_on: Option<Date>,
        reported_at: Timestamp,
        tube: Option<String>,
    },
    /// Change the class or clinical type of a case.
    ReclassifyCase {
        case: CaseId,
        class: CaseClass,
        severity: Option<Severity>,
        at: Timestamp,
        reason: String,
    },
    /// Correct dates or origin of a case.
    AmendCase {
        case: CaseId,
        onset_on: Option<Date>,
        sampled_on: Option<Date>,
        origin: Option<Origin>,
        detection: Option<Detection>,
        reason: String,
    },
    /// Record how a case ended.
    EndCase { case: CaseId, outcome: Outcome, on: Option<Date> },
    /// Save a slice of an investigation with the contacts it named.
    ReportInvestigation { case: CaseId, complete: bool, at: Timestamp, contacts: Vec<NamedContact> },
    /// Record an exposure between a case and a person.
    RecordExposure {
        from: CaseId,
        to: PersonId,
        setting: Setting,
        first_on: Option<Date>,
        last_on: Option<Date>,
        certainty: Certainty,
        evidence: Evidence,
    },
    /// Confirm or reject an exposure.
    JudgeExposure { exposure: ExposureId, status: ExposureStatus, reason: String },
    /// Move a contact to another ring.
    MoveContact { contact: ContactId, ring: Ring, reason: String },
    /// Take back a contact.
    WithdrawContact { contact: ContactId, reason: String },
    /// Count general contacts.
    CountGeneralContacts { outbreak: OutbreakId, area: AreaCode, people: u32, at: Timestamp, source: String },
    /// Form a transfer group.
    FormGroup { kind: GroupKind, people: Vec<PersonId>, site: SiteId, at: Timestamp },
    /// Send a vehicle for a group.
    DispatchGroup { group: GroupId, vehicle: VehicleId, at: Timestamp },
    /// A group left.
    DepartGroup { group: GroupId, at: Timestamp },
    /// A group arrived.
    ArriveGroup { group: GroupId, at: Timestamp },
    /// Give a person a room; absent room means the next free one.
    CheckIn { person: PersonId, site: SiteId, room: Option<u32>, at: Timestamp },
    /// Release a person whose conditions are met.
    Release { person: PersonId, at: Timestamp },
    /// Propose a measure that needs two people.
    Propose { measure: Measure },
    /// Approve a proposal as the second person.
    Approve { proposal: ProposalId },
    /// Turn a proposal down.
    Reject { proposal: ProposalId, reason: String },
    /// Issue an order.
    IssueOrder {
        kind: OrderKind,
        title: String,
        text: String,
        recipients: Vec<Unit>,
        issued_at: Timestamp,
        accept_by: Timestamp,
        done_by: Timestamp,
        basis: String,
        supersedes: Option<OrderId>,
    },
    /// Answer an order for a unit.
    GiveReceipt { order: OrderId, unit: Unit, step: ReceiptStep, at: Timestamp, remark: String },
    /// Take every receipt that is late at an instant to the unit above.
    EscalateLate { at: Timestamp },
    /// Open a task.
    OpenTask { kind: TaskKind, subject: Subject, owner: Unit, due_at: Timestamp, text: String },
    /// Give a task to someone.
    AssignTask { task: TaskId, to: ActorId },
    /// End a task.
    EndTask { task: TaskId, result: TaskResult, at: Timestamp, remark: String },
    /// A unit reports that it is there.
    ReportUnit { unit: Unit, at: Timestamp },
    /// Roster keepers of a gate or post.
    RosterDuty { place: DutyPlace, keepers: u16, from: Timestamp, until: Timestamp },
    /// Record that a shift was not kept.
    MissDuty { place: DutyPlace, from: Timestamp, until: Timestamp, reason: String },
    /// Record a visit.
    RecordVisit { unit: Unit, area: AreaCode, register: String, at: Timestamp },
    /// Enter a problem in a register.
    RecordProblem { register: String, kind: String, unit: Unit, owner: Unit, due_at: Timestamp },
    /// Close a problem on evidence.
    SolveProblem { problem: ProblemId, evidence: String, verifier: ActorId, at: Timestamp },
    /// Freeze the figures of a day for an area.
    FreezeFigures { area: AreaCode, date: Date, reason: String },
    /// Record an import.
    Import(Box<ImportFile>),
    /// Open a person's details for a purpose.
    OpenPersonalData { person: PersonId, purpose: String, subject: Subject },
    /// Destroy a person's details.
    ErasePerson { person: PersonId, basis: String },
}
