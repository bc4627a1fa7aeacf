//! Facts: what has been established, in the past tense, and never changed once recorded.
//!
//! One command yields one [`Entry`] with all its facts.  Facts only ever gain optional fields; any other change is a new
//! variant.  `tests/frozen` holds one JSON form per variant, which must never change.

use crate::{
    area::{AreaCode, AreaKind, BuildingKind, Point, Unit},
    case::{CaseClass, Detection, Origin, Outcome, Severity, Sex},
    contact::{Certainty, Evidence, ExposureStatus, Ring, Setting},
    ids::*,
    lab::{HouseholdStatus, TestOutcome, TestPurpose, TubeKind},
    movement::{GroupKind, SiteKind, VehicleKind},
    order::{DutyPlace, OrderKind, ReceiptStep, Role, Stage, Subject, TaskKind, TaskResult},
    report::{BulletinFigures, FigureKind},
    zone::{GateClass, Level, ZoneKind},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// The version of the fact forms that this build writes.
pub const SCHEMA: u16 = 1;

/// One atomic entry of the ledger: all facts of one command, with four of the five time stamps.
///
/// The fifth, when it is done, is the event time of the fact that ends what this one began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Place in the ledger.
    pub seq: Seq,
    /// When it was decided and recorded: from then on it was known.
    pub at: Timestamp,
    /// When the system received the command.
    pub received: Timestamp,
    /// When the device that sent it had made it; `None` when it was entered at a desk.
    pub device: Option<Timestamp>,
    /// Who acted.
    pub by: ActorId,
    /// What was established, never empty.
    pub facts: Vec<Fact>,
}

/// An immutable file of many rows, named by its content.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BatchRef {
    /// What it holds, such as `sampling` or `boundaries`.
    pub kind: String,
    /// Rows or features.
    pub rows: u32,
    /// BLAKE3 of the file, in hexadecimal.
    pub blake3: String,
}

/// A run of household ids, both ends included.
pub type HouseholdRun = (HouseholdId, HouseholdId);

/// Something established.  Times named `at`, `from` or `until` say when it was so; the entry says when it was known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each variant is documented as one sentence that names its fields")]
pub enum Fact {
    // ---- who acts and where
    /// An actor may act in a role for a unit; `handle` is the sign-in name or the machine's name, `title` the duty title.
    ActorEnrolled { actor: ActorId, handle: String, title: String, role: Role, unit: Unit },
    /// An actor may no longer act.
    ActorDismissed { actor: ActorId },
    /// An area exists under its statistical code.
    AreaListed {
        area: AreaCode,
        kind: AreaKind,
        name: String,
        parent: Option<AreaCode>,
        point: Option<Point>,
    },
    /// The population figure (底数) of an area by a source, in a numbered version.
    PopulationStated { area: AreaCode, people: u32, households: Option<u32>, version: u16, source: String },
    /// A building with its households; people are numbered through household after household.
    BuildingListed {
        building: BuildingId,
        kind: BuildingKind,
        name: String,
        area: AreaCode,
        point: Point,
        first_household: HouseholdId,
        first_person: PersonId,
        household_sizes: Vec<u16>,
    },
    /// A grid was drawn in a numbered version of the boundaries and given its buildings.
    GridDrawn {
        grid: GridId,
        version: u16,
        name: String,
        area: AreaCode,
        point: Point,
        buildings: Vec<BuildingId>,
    },
    /// A grid ended in a version of the boundaries; its buildings went to the grids named.
    GridRetired { grid: GridId, version: u16, into: Vec<GridId> },
    /// Buildings joined or left a grid within a version.
    GridMended { grid: GridId, joined: Vec<BuildingId>, left: Vec<BuildingId> },
    /// A micro-grid of a grid was drawn, or drawn again under its number; the keeper is the resident who looks after it.
    MicroGridDrawn {
        micro_grid: MicroGridId,
        grid: GridId,
        name: String,
        buildings: Vec<BuildingId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        keeper: Option<PersonId>,
    },
    /// The shapes of a version of the boundaries were filed.
    BoundariesFiled { version: u16, batch: BatchRef },

    // ---- outbreak and rules
    /// An outbreak was opened under a disease pack.
    OutbreakOpened { outbreak: OutbreakId, name: String, pack: String, area: AreaCode },
    /// An outbreak was closed.
    OutbreakClosed { outbreak: OutbreakId },
    /// A protocol of the pack applies to an outbreak from an instant.
    ProtocolAdopted { outbreak: OutbreakId, protocol: String, from: Timestamp },
    /// The time allowed for a stage of the fast loop; unconfirmed targets say so wherever they are used.
    TargetSet { stage: Stage, minutes: u32, source: String, confirmed: bool },

    // ---- tests
    /// People were sampled into a tube.
    TubeRegistered {
        tube: TubeId,
        code: String,
        kind: TubeKind,
        people: Vec<PersonId>,
        purpose: TestPurpose,
        site: Option<SiteId>,
        collected_at: Timestamp,
    },
    /// A laboratory received a tube.
    TubeReceived { tube: TubeId, lab: Option<LabId>, at: Timestamp },
    /// A laboratory reported a tube.
    TubeResulted { tube: TubeId, outcome: TestOutcome, lab: Option<LabId>, tested_at: Timestamp },
    /// A reported result was corrected.
    TubeResultAmended { tube: TubeId, outcome: TestOutcome, reason: String },
    /// The same tube was reported again with the same outcome; counted, not applied.
    TubeResultRepeated { tube: TubeId },
    /// A person must be sampled singly because of a pooled tube.
    SingleRetestOrdered { person: PersonId, cause: TubeId, due_at: Timestamp },
    /// A person is held where they are until a result or an instant, on a legal basis.
    HoldPlaced {
        hold: HoldId,
        person: PersonId,
        cause: TubeId,
        basis: String,
        from: Timestamp,
        until: Timestamp,
    },
    /// A hold ended, for the reason given.
    HoldEnded { hold: HoldId, reason: String },

    // ---- rounds of mass testing
    /// A round began for areas, with a time by which it should be done.
    RoundStarted {
        round: RoundId,
        name: String,
        areas: Vec<AreaCode>,
        starts_at: Timestamp,
        due_at: Timestamp,
        pool: u8,
    },
    /// A grid's share of a round was sampled: which households, how many people and tubes.
    SamplesReported {
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
    /// Households of a grid were accounted for without a test.
    HouseholdsAccounted {
        round: RoundId,
        grid: GridId,
        status: HouseholdStatus,
        households: Vec<HouseholdRun>,
        people: u32,
    },
    /// A laboratory reported tubes of a round: how many, and how many were not negative.
    RoundResultsReported {
        round: RoundId,
        lab: LabId,
        people: u32,
        tubes: u32,
        not_negative: u32,
        tested_until: Timestamp,
    },
    /// A round ended.
    RoundClosed { round: RoundId, at: Timestamp },

    // ---- cases
    /// A person is a case, by a pack's definition.
    CaseClassified {
        case: CaseId,
        person: PersonId,
        outbreak: OutbreakId,
        class: CaseClass,
        severity: Option<Severity>,
        detection: Detection,
        origin: Origin,
        area: AreaCode,
        onset_on: Option<Date>,
        sampled_on: Option<Date>,
        reported_at: Timestamp,
        tube: Option<TubeId>,
        definition: String,
    },
    /// A case changed class or clinical type; counted once, in the class it has.
    CaseReclassified {
        case: CaseId,
        class: CaseClass,
        severity: Option<Severity>,
        at: Timestamp,
        reason: String,
    },
    /// Dates or origin of a case were corrected; what is absent stays as it was.
    CaseAmended {
        case: CaseId,
        onset_on: Option<Date>,
        sampled_on: Option<Date>,
        origin: Option<Origin>,
        detection: Option<Detection>,
        reason: String,
    },
    /// How a case ended.
    CaseEnded { case: CaseId, outcome: Outcome, on: Option<Date> },
    /// A slice of the investigation of a case was saved.
    InvestigationReported { case: CaseId, slice: u16, complete: bool, at: Timestamp },
    /// Someone may have been infected by a case; `from` unknown stays unknown.
    ExposureRecorded {
        exposure: ExposureId,
        from: CaseId,
        to: PersonId,
        setting: Setting,
        first_on: Option<Date>,
        last_on: Option<Date>,
        certainty: Certainty,
        status: ExposureStatus,
        evidence: Evidence,
    },
    /// A person confirmed or rejected an exposure.
    ExposureJudged { exposure: ExposureId, status: ExposureStatus, reason: String },

    // ---- contacts
    /// A person is a contact of a case; `via` is the close contact through whom a contact of contact is one.
    ContactIdentified {
        contact: ContactId,
        person: PersonId,
        case: CaseId,
        via: Option<ContactId>,
        ring: Ring,
        setting: Setting,
        last_exposure_at: Timestamp,
        area: AreaCode,
        certainty: Certainty,
        evidence: Evidence,
        protocol: String,
    },
    /// A contact moved to another ring.
    ContactMoved { contact: ContactId, ring: Ring, reason: String },
    /// A contact was found not to be one.
    ContactWithdrawn { contact: ContactId, reason: String },
    /// General contacts of an outbreak, registered and counted by area.
    GeneralContactsCounted {
        outbreak: OutbreakId,
        area: AreaCode,
        people: u32,
        at: Timestamp,
        source: String,
    },

    // ---- grouping, transport, isolation
    /// A site opened with rooms (isolation, hospital) or desks (sampling).
    SiteOpened {
        site: SiteId,
        kind: SiteKind,
        name: String,
        area: AreaCode,
        point: Point,
        rooms: u32,
        from: Timestamp,
    },
    /// A site gained or lost rooms.
    SiteResized { site: SiteId, rooms: u32, at: Timestamp },
    /// A vehicle can be sent.
    VehicleListed { vehicle: VehicleId, label: String, kind: VehicleKind, seats: u16, post: PostId },
    /// A laboratory can test so many tubes an hour.
    LabOpened { lab: LabId, name: String, area: AreaCode, point: Point, tubes_per_hour: u32, from: Timestamp },
    /// A laboratory's rate changed.
    LabResized { lab: LabId, tubes_per_hour: u32, at: Timestamp },
    /// People were put together for transport to a site.
    GroupFormed { group: GroupId, kind: GroupKind, people: Vec<PersonId>, site: SiteId, at: Timestamp },
    /// A vehicle was sent for a group.
    GroupDispatched { group: GroupId, vehicle: VehicleId, at: Timestamp },
    /// A group is on its way.
    GroupDeparted { group: GroupId, at: Timestamp },
    /// A group was handed over at its site.
    GroupArrived { group: GroupId, at: Timestamp },
    /// A person was given a room and entered it.
    CheckedIn { person: PersonId, site: SiteId, room: u32, at: Timestamp, until: Date, basis: String },
    /// A person was released from isolation.
    Released { person: PersonId, at: Timestamp, basis: String },

    // ---- command
    /// A measure that needs two people waits for the second.
    Proposed { proposal: ProposalId, measure: Measure, by: ActorId },
    /// A second person approved; the effect follows in the same entry.
    ProposalApproved { proposal: ProposalId, by: ActorId },
    /// A proposal was turned down.
    ProposalRejected { proposal: ProposalId, by: ActorId, reason: String },
    /// The response level of an area from a minute on, with its basis.
    LevelSet { area: AreaCode, level: Level, from: Timestamp, basis: String },
    /// A zone is in force, with reason, legal basis, expiry and review.
    ZoneDeclared {
        zone: ZoneId,
        kind: ZoneKind,
        name: String,
        area: AreaCode,
        grids: Vec<GridId>,
        buildings: Vec<BuildingId>,
        from: Timestamp,
        review_on: Date,
        basis: String,
    },
    /// A zone ended.
    ZoneLifted { zone: ZoneId, at: Timestamp, basis: String },
    /// An order went out to units, with times to accept and to finish.
    OrderIssued {
        order: OrderId,
        kind: OrderKind,
        title: String,
        text: String,
        issuer: Unit,
        recipients: Vec<Unit>,
        issued_at: Timestamp,
        accept_by: Timestamp,
        done_by: Timestamp,
        basis: String,
        supersedes: Option<OrderId>,
    },
    /// A recipient answered an order.
    ReceiptGiven { order: OrderId, unit: Unit, step: ReceiptStep, at: Timestamp, remark: String },
    /// A late receipt was taken to the unit above.
    OrderEscalated { order: OrderId, unit: Unit, to: Unit, late: ReceiptStep, at: Timestamp },
    /// A task was opened for a unit.
    TaskOpened {
        task: TaskId,
        kind: TaskKind,
        subject: Subject,
        owner: Unit,
        due_at: Timestamp,
        text: String,
    },
    /// A task was given to a person.
    TaskAssigned { task: TaskId, to: ActorId },
    /// A task ended.
    TaskEnded { task: TaskId, result: TaskResult, at: Timestamp, remark: String },
    /// A unit must report at least every so many minutes.
    ReportingRequired { unit: Unit, every_minutes: u32, from: Timestamp, until: Option<Timestamp> },
    /// A unit reported.
    UnitReported { unit: Unit, at: Timestamp },
    /// A command post or task force was set up.
    PostOpened {
        post: PostId,
        name: String,
        area: AreaCode,
        parent: Option<PostId>,
        until: Option<Timestamp>,
    },
    /// A gate was set up; it must be kept while open.
    GateOpened {
        gate: GateId,
        class: GateClass,
        name: String,
        area: AreaCode,
        grid: Option<GridId>,
        point: Point,
        from: Timestamp,
    },
    /// A gate was taken away.
    GateClosed { gate: GateId, at: Timestamp },
    /// Someone keeps a gate or a post for a shift.
    DutyRostered { place: DutyPlace, keepers: u16, from: Timestamp, until: Timestamp },
    /// A shift was not kept.
    DutyMissed { place: DutyPlace, from: Timestamp, until: Timestamp, reason: String },
    /// A visit to a firm or household by a unit's team; visits count visits.
    VisitRecorded { unit: Unit, area: AreaCode, register: String, at: Timestamp },
    /// A problem was entered in a register.
    ProblemRecorded {
        problem: ProblemId,
        register: String,
        kind: String,
        unit: Unit,
        owner: Unit,
        due_at: Timestamp,
    },
    /// A problem was solved, on evidence, checked by someone who does not own it.
    ProblemSolved { problem: ProblemId, evidence: String, verifier: ActorId, at: Timestamp },

    // ---- figures
    /// A figure known from outside the system, up to the end of a day.
    FigureStated { area: AreaCode, figure: FigureKind, value: u32, through: Date, source: String },
    /// The figures of a day were frozen; a later version corrects an earlier one and never replaces it.
    FiguresFrozen { bulletin: BulletinId, version: u16, figures: BulletinFigures, as_of: Seq, reason: String },

    // ---- files
    /// A file was imported: every row is accounted for.
    Imported {
        import: ImportId,
        kind: String,
        sender: String,
        batch: BatchRef,
        outbreak: OutbreakId,
        read: u32,
        accepted: u32,
        merged: u32,
        rejected: u32,
    },
    /// A person from outside the register is known, with what may be known without naming them.
    PersonRegistered { person: PersonId, sex: Sex, age: Option<u8>, area: AreaCode },
    /// A person is known to a sender under an id of theirs.
    ExternalIdGiven { person: PersonId, sender: String, id: String },

    // ---- privacy
    /// Someone opened a person's details, for a purpose.
    PersonalDataOpened { person: PersonId, purpose: String, subject: Subject },
    /// A person's details were destroyed.
    PersonErased { person: PersonId, basis: String },
}

/// What needs two people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields are those of the fact that follows approval")]
pub enum Measure {
    /// A response level: [`Fact::LevelSet`].
    Level { area: AreaCode, level: Level, from: Timestamp, basis: String },
    /// A zone: [`Fact::ZoneDeclared`].
    Zone {
        kind: ZoneKind,
        name: String,
        area: AreaCode,
        grids: Vec<GridId>,
        buildings: Vec<BuildingId>,
        from: Timestamp,
        review_on: Date,
        basis: String,
    },
    /// The end of a zone: [`Fact::ZoneLifted`].
    LiftZone { zone: ZoneId, at: Timestamp, basis: String },
}
