//! What the world reports, in the words and keys the world uses.

use std::borrow::Cow;

use domain::{
    CaseClass, Certainty, Date, Detection, GroupKind, HouseholdStatus, Level, OrderKind, Origin, Outcome,
    ReceiptStep, Ring, Setting, Severity, Sex, TaskKind, TaskResult, TestOutcome, TestPurpose, Timestamp,
    TubeKind, ZoneKind,
};

/// One message to the command, as it arrives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// When it arrived.
    pub received: Timestamp,
    /// What the sending device's own clock said; `None` for desks.
    pub device: Option<Timestamp>,
    /// Handle of the sender.
    pub by: Cow<'static, str>,
    /// The message.
    pub what: What,
}

/// An office, a grid or a post, by the key of the world: statistical code, number of the grid, name of the post.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Statistical code.
    Area(String),
    /// Grid number of the city, 1801 and above.
    Grid(u32),
    /// Post, by the name in [`crate::city::Facilities`] or of a task force.
    Post(Cow<'static, str>),
}

/// A contact named in an interview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Resident number.
    pub person: u32,
    /// The close contact through whom, for a contact of a contact.
    pub via: Option<u32>,
    /// Close contact or contact of a contact.
    pub ring: Ring,
    /// Where they met.
    pub setting: Setting,
    /// Last exposure.
    pub last: Timestamp,
    /// How sure.
    pub certainty: Certainty,
    /// Agreeing records behind it; 0 when it was told.
    pub records: u32,
}

/// A measure that two people decide.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of the measures of the domain, by keys of the world")]
pub enum Measure {
    /// Response level.
    Level { area: String, level: Level, from: Timestamp, basis: String },
    /// A zone of whole grids, of buildings, or of an area when both are empty.
    Zone {
        key: String,
        kind: ZoneKind,
        name: String,
        area: String,
        grids: Vec<u32>,
        buildings: Vec<u32>,
        from: Timestamp,
        review_on: Date,
        basis: String,
    },
    /// The end of a zone.
    Lift { zone: String, at: Timestamp, basis: String },
}

/// A shift: gate number or the name of a post, keepers, from, until.
pub type Shift = (Result<u32, Cow<'static, str>>, u16, Timestamp, Timestamp);

/// What is said.  People are resident numbers, grids the numbers of the city; rounds, groups, orders, tasks, zones and
/// problems go by a key of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of the commands that follow, by keys of the world")]
pub enum What {
    /// People were sampled into a tube.
    Tube { code: String, kind: TubeKind, people: Vec<u32>, purpose: TestPurpose, collected: Timestamp },
    /// A laboratory took a tube over.
    TubeReceived { code: String, lab: u32, at: Timestamp },
    /// A laboratory's result; `contradicts` marks one that the command must refuse because it holds another.
    Result {
        code: String,
        outcome: TestOutcome,
        lab: u32,
        tested: Timestamp,
        detection: Detection,
        contradicts: bool,
    },
    /// A result corrected with a reason.
    Amended { code: String, outcome: TestOutcome, reason: String },
    /// A round of mass testing began.
    Round { key: String, name: String, areas: Vec<String>, starts: Timestamp, due: Timestamp, pool: u8 },
    /// Samples of one grid in one stretch of time.
    Samples {
        round: String,
        grid: u32,
        households: Vec<(u32, u32)>,
        people: u32,
        tubes: u32,
        from: Timestamp,
        until: Timestamp,
    },
    /// Households accounted for without a test.
    Accounted { round: String, grid: u32, status: HouseholdStatus, households: Vec<(u32, u32)>, people: u32 },
    /// Tubes of a round that a laboratory finished.
    RoundResults { round: String, lab: u32, people: u32, tubes: u32, not_negative: u32, until: Timestamp },
    /// A round ended.
    RoundClosed { round: String, at: Timestamp },
    /// A case reported by another area of the province, of someone from outside the register.
    Elsewhere {
        key: String,
        sex: Sex,
        age: u8,
        class: CaseClass,
        detection: Detection,
        origin: Origin,
        area: String,
        sampled_on: Date,
        at: Timestamp,
    },
    /// The panel's or a clinician's class for a person who is a case.
    Diagnosed { person: u32, class: CaseClass, severity: Option<Severity>, at: Timestamp, reason: String },
    /// Dates or origin of a case, corrected.
    CaseCorrected {
        person: u32,
        onset_on: Option<Date>,
        sampled_on: Option<Date>,
        origin: Option<Origin>,
        reason: String,
    },
    /// A case ended.
    CaseEnded { person: u32, outcome: Outcome, on: Date },
    /// A slice of an interview; `outside` names a case by the key of [`What::Elsewhere`].
    Interview { person: u32, outside: Option<String>, complete: bool, at: Timestamp, contacts: Vec<Named> },
    /// Tracers judged every proposed exposure of a case: those from `infector` are believed, others are not.
    ExposuresJudged { person: u32, infector: Option<u32>, reason: String },
    /// A contact of a case was none.
    Withdrawn { person: u32, case: u32, reason: String },
    /// A contact of a case belongs in another ring.
    Moved { person: u32, case: u32, ring: Ring, reason: String },
    /// General contacts registered so far in an area.
    General { area: String, people: u32, at: Timestamp, source: String },
    /// People were put together for transport.
    Grouped { key: String, kind: GroupKind, people: Vec<u32>, site: u32, at: Timestamp },
    /// A vehicle was sent.
    Sent { key: String, vehicle: u32, at: Timestamp },
    /// A group left.
    Left { key: String, at: Timestamp },
    /// A group arrived.
    Arrived { key: String, at: Timestamp },
    /// A person entered a room; `outside` as in [`What::Interview`].
    CheckedIn { person: u32, outside: Option<String>, site: u32, at: Timestamp },
    /// A person went home.
    Released { person: u32, at: Timestamp },
    /// A measure was proposed.
    Proposed { key: String, measure: Measure },
    /// A second person approved it.
    Approved { key: String },
    /// A second person turned it down.
    Rejected { key: String, reason: String },
    /// An order went out.
    Order {
        key: String,
        kind: OrderKind,
        title: String,
        text: String,
        recipients: Vec<Place>,
        issued: Timestamp,
        accept_by: Timestamp,
        done_by: Timestamp,
        basis: String,
        supersedes: Option<String>,
    },
    /// A unit answered an order.
    Receipt { order: String, unit: Place, step: ReceiptStep, at: Timestamp, remark: String },
    /// Work was opened for a unit.
    Task { key: String, kind: TaskKind, person: Option<u32>, owner: Place, due: Timestamp, text: String },
    /// Work was given to the actor of a handle.
    TaskAssigned { key: String, to: Cow<'static, str> },
    /// Work ended.
    TaskEnded { key: String, result: TaskResult, at: Timestamp, remark: String },
    /// A unit reported that all is well.
    Heard { unit: Place, at: Timestamp },
    /// Units must report at least every so many minutes.
    MustReport { units: Vec<Place>, every_minutes: u32, from: Timestamp, until: Option<Timestamp> },
    /// Gates and posts were rostered: gate number, or the name of the post, with keepers, from and until.
    Rostered { shifts: Vec<Shift> },
    /// A shift at a gate was not kept.
    Unkept { gate: u32, from: Timestamp, until: Timestamp, reason: String },
    /// All gates were taken away.
    GatesClosed,
    /// A visit to a firm.
    Visit { unit: Place, area: String, register: String, at: Timestamp },
    /// A problem was entered in a register.
    Problem { key: String, register: String, kind: String, unit: Place, owner: Place, due: Timestamp },
    /// A problem was solved and checked.
    Solved { key: String, evidence: String, at: Timestamp },
    /// An isolation site or hospital of [`super::sites`] can take people.
    SiteOpens { site: u32 },
    /// A laboratory of [`super::labs`] can take tubes.
    LabOpens { lab: u32 },
    /// The grids were redrawn.
    GridsRedrawn,
    /// The oversights of the redraw were put right.
    GridsMended,
    /// The figures of a day are to be frozen for an area.
    Freeze { area: String, date: Date, reason: String },
    /// Someone looked at a person's details, for a purpose.
    Opened { person: u32, purpose: String },
}
