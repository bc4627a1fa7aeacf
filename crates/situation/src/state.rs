//! What is known: plain tables, read by every report.

use crate::{runs::Runs, table::Table};
use domain::{
    AreaCode, AreaKind, BatchRef, BuildingKind, BulletinFigures, CaseClass, Certainty, Date, Detection,
    DutyPlace, Evidence, ExposureStatus, FigureKind, GateClass, GroupKind, HouseholdStatus, Level, OrderKind,
    Origin, Outcome, Point, Ring, Role, Setting, Severity, Sex, SiteKind, Stage, Subject, TaskKind,
    TaskResult, TestOutcome, TestPurpose, Timestamp, TubeKind, Unit, VehicleKind, ZoneKind, fact::Measure,
    ids::*,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The form of the state that checkpoints hold; a change of any table raises it.
pub const STATE_VERSION: u32 = 1;

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

/// An actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact ActorEnrolled")]
pub struct Actor {
    pub handle: String,
    pub title: String,
    pub role: Role,
    pub unit: Unit,
    /// Whether the actor may act.
    pub active: bool,
}

/// An area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact AreaListed")]
pub struct Area {
    pub kind: AreaKind,
    pub name: String,
    pub parent: Option<AreaCode>,
    pub point: Option<Point>,
    /// Population figures, newest version last: people, households, version, source.
    pub population: Vec<(u32, Option<u32>, u16, String)>,
}

/// A building.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact BuildingListed")]
pub struct Building {
    pub kind: BuildingKind,
    pub name: String,
    pub area: AreaCode,
    pub point: Point,
    pub first_household: HouseholdId,
    pub first_person: PersonId,
    pub household_sizes: Vec<u16>,
    /// Grids that claim it: one when all is well.
    pub grids: Vec<GridId>,
}

/// A grid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact GridDrawn")]
pub struct Grid {
    pub version: u16,
    pub name: String,
    pub area: AreaCode,
    pub point: Point,
    pub buildings: BTreeSet<BuildingId>,
    /// The version in which it ended, with the grids that took over.
    pub retired: Option<(u16, Vec<GridId>)>,
    /// Its micro-grids.
    pub micro_grids: Vec<(MicroGridId, String, Vec<BuildingId>)>,
}

/// An outbreak.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact OutbreakOpened")]
pub struct Outbreak {
    pub name: String,
    pub pack: String,
    pub area: AreaCode,
    pub opened_at: Timestamp,
    pub closed_at: Option<Timestamp>,
    /// Protocols by the instant they apply from.
    pub protocols: BTreeMap<Timestamp, String>,
    /// General contacts by area: people, when, source.
    pub general_contacts: BTreeMap<AreaCode, (u32, Timestamp, String)>,
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

/// A site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact SiteOpened")]
pub struct Site {
    pub kind: SiteKind,
    pub name: String,
    pub area: AreaCode,
    pub point: Point,
    pub rooms: u32,
    pub from: Timestamp,
    /// Rooms in use, with who is in each.
    pub taken: BTreeMap<u32, PersonId>,
}

/// A vehicle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact VehicleListed")]
pub struct Vehicle {
    pub label: String,
    pub kind: VehicleKind,
    pub seats: u16,
    pub post: PostId,
    /// The group it carries.
    pub group: Option<GroupId>,
}

/// A laboratory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact LabOpened")]
pub struct Lab {
    pub name: String,
    pub area: AreaCode,
    pub point: Point,
    pub tubes_per_hour: u32,
    pub from: Timestamp,
}

/// A transfer group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the facts on groups")]
pub struct Group {
    pub kind: GroupKind,
    pub people: Vec<PersonId>,
    pub site: SiteId,
    pub formed_at: Timestamp,
    pub vehicle: Option<VehicleId>,
    pub dispatched_at: Option<Timestamp>,
    pub departed_at: Option<Timestamp>,
    pub arrived_at: Option<Timestamp>,
}

/// A proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// What is proposed.
    pub measure: Measure,
    /// Who proposed it.
    pub by: ActorId,
    /// When.
    pub at: Timestamp,
    /// Who decided it, and whether it was approved.
    pub decided: Option<(ActorId, bool)>,
}

/// A response level from an instant on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact LevelSet")]
pub struct LevelChange {
    pub area: AreaCode,
    pub level: Level,
    pub from: Timestamp,
    pub basis: String,
    pub recorded: Seq,
}

/// A zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact ZoneDeclared")]
pub struct Zone {
    pub kind: ZoneKind,
    pub name: String,
    pub area: AreaCode,
    pub grids: Vec<GridId>,
    pub buildings: Vec<BuildingId>,
    pub from: Timestamp,
    pub review_on: Date,
    pub basis: String,
    pub lifted_at: Option<Timestamp>,
}

/// What a recipient did with an order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// When it reached the unit.
    pub delivered: Option<Timestamp>,
    /// When it was read.
    pub read: Option<Timestamp>,
    /// When it was accepted.
    pub accepted: Option<Timestamp>,
    /// When it was done.
    pub done: Option<Timestamp>,
    /// When it was declined.
    pub declined: Option<Timestamp>,
    /// What the unit remarked with its last step.
    pub remark: String,
    /// When lateness was taken to the unit above, and which.
    pub escalated: Vec<(Timestamp, Unit)>,
}

/// An order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact OrderIssued")]
pub struct Order {
    pub kind: OrderKind,
    pub title: String,
    pub text: String,
    pub issuer: Unit,
    pub by: ActorId,
    pub issued_at: Timestamp,
    pub accept_by: Timestamp,
    pub done_by: Timestamp,
    pub basis: String,
    pub supersedes: Option<OrderId>,
    pub superseded_by: Option<OrderId>,
    /// Receipts of every recipient.
    pub receipts: BTreeMap<Unit, Receipt>,
    /// Entries that concern this order.
    pub trail: Vec<Seq>,
}

/// A task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the facts on tasks")]
pub struct Task {
    pub kind: TaskKind,
    pub subject: Subject,
    pub owner: Unit,
    pub assignee: Option<ActorId>,
    pub opened_at: Timestamp,
    pub due_at: Timestamp,
    pub text: String,
    pub ended: Option<(TaskResult, Timestamp, String)>,
}

/// A post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact PostOpened")]
pub struct Post {
    pub name: String,
    pub area: AreaCode,
    pub parent: Option<PostId>,
    pub opened_at: Timestamp,
    pub until: Option<Timestamp>,
}

/// A gate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact GateOpened")]
pub struct Gate {
    pub class: GateClass,
    pub name: String,
    pub area: AreaCode,
    pub grid: Option<GridId>,
    pub point: Point,
    pub from: Timestamp,
    pub closed_at: Option<Timestamp>,
}

/// A shift at a gate or post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// How many keep it.
    pub keepers: u16,
    /// From.
    pub from: Timestamp,
    /// Until.
    pub until: Timestamp,
    /// Spans in which nobody came, with the reason.
    pub missed: Vec<(Timestamp, Timestamp, String)>,
}

/// How often a unit must report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact ReportingRequired")]
pub struct Requirement {
    pub every_minutes: u32,
    pub from: Timestamp,
    pub until: Option<Timestamp>,
}

/// A problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the facts on problems")]
pub struct Problem {
    pub register: String,
    pub kind: String,
    pub unit: Unit,
    pub owner: Unit,
    pub recorded_at: Timestamp,
    pub due_at: Timestamp,
    pub solved: Option<(Timestamp, String, ActorId)>,
}

/// A stated figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact FigureStated")]
pub struct Figure {
    pub area: AreaCode,
    pub figure: FigureKind,
    pub value: u32,
    pub through: Date,
    pub source: String,
}

/// A frozen bulletin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact FiguresFrozen")]
pub struct Bulletin {
    pub version: u16,
    pub figures: BulletinFigures,
    pub as_of: Seq,
    pub reason: String,
    pub frozen_at: Timestamp,
    pub frozen: Seq,
}

/// An import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact Imported")]
pub struct Import {
    pub kind: String,
    pub sender: String,
    pub batch: BatchRef,
    pub outbreak: OutbreakId,
    pub read: u32,
    pub accepted: u32,
    pub merged: u32,
    pub rejected: u32,
    pub at: Timestamp,
    pub by: ActorId,
}

/// The time allowed for a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact TargetSet")]
pub struct Target {
    pub minutes: u32,
    pub source: String,
    pub confirmed: bool,
}

/// A read of a person's details.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalRead {
    /// When.
    pub at: Timestamp,
    /// Who looked.
    pub by: ActorId,
    /// Whose details.
    pub person: PersonId,
    /// What for.
    pub purpose: String,
}

/// Everything that is known once entry `seq` has been recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the tables are named after their rows, which are documented")]
pub struct Situation {
    /// The last entry applied.
    pub seq: Seq,
    /// When it was recorded; `None` before the first.
    pub at: Option<Timestamp>,
    /// Facts applied.
    pub facts: u64,
    pub actors: Table<ActorId, Actor>,
    pub areas: BTreeMap<AreaCode, Area>,
    pub buildings: Table<BuildingId, Building>,
    pub grids: Table<GridId, Grid>,
    pub micro_grids: u32,
    /// Newest version of the boundaries, with its file.
    pub boundaries: BTreeMap<u16, BatchRef>,
    /// Households and people of the register.
    pub households: u32,
    pub residents: u32,
    /// People, residents and registered ones from outside: the next person id is one more.
    pub person_ids: u32,
    pub people: BTreeMap<PersonId, Person>,
    pub outbreaks: Table<OutbreakId, Outbreak>,
    pub targets: BTreeMap<Stage, Target>,
    pub tubes: Table<TubeId, Tube>,
    pub tube_codes: BTreeMap<String, TubeId>,
    /// Tubes registered one by one that have no result.
    pub open_tubes: BTreeSet<TubeId>,
    pub holds: Table<HoldId, Hold>,
    pub rounds: Table<RoundId, Round>,
    pub cases: Table<CaseId, Case>,
    pub exposures: Table<ExposureId, Exposure>,
    pub contacts: Table<ContactId, Contact>,
    pub protocol_keys: BTreeSet<ProtocolKey>,
    pub sites: Table<SiteId, Site>,
    pub vehicles: Table<VehicleId, Vehicle>,
    pub labs: Table<LabId, Lab>,
    pub groups: Table<GroupId, Group>,
    /// People whose clock of a stage runs.
    pub waiting: BTreeMap<Stage, BTreeSet<PersonId>>,
    /// Finished hops of a stage in the order they were recorded.
    pub hops: BTreeMap<Stage, Vec<Hop>>,
    /// People at a site who have not been released.
    pub staying: BTreeSet<PersonId>,
    pub proposals: Table<ProposalId, Proposal>,
    pub levels: Vec<LevelChange>,
    pub zones: Table<ZoneId, Zone>,
    pub orders: Table<OrderId, Order>,
    pub tasks: Table<TaskId, Task>,
    pub open_tasks: BTreeSet<TaskId>,
    pub requirements: BTreeMap<Unit, Requirement>,
    /// When a unit was last heard of.
    pub heard: BTreeMap<Unit, Timestamp>,
    pub posts: Table<PostId, Post>,
    pub gates: Table<GateId, Gate>,
    pub duties: BTreeMap<DutyPlace, Vec<Shift>>,
    pub problems: Table<ProblemId, Problem>,
    /// Visits by register.
    pub visits: BTreeMap<String, u32>,
    pub figures: Vec<Figure>,
    pub bulletins: Table<BulletinId, Bulletin>,
    pub imports: Table<ImportId, Import>,
    /// People by sender and the sender's id.
    pub external: BTreeMap<String, BTreeMap<String, PersonId>>,
    pub reads: Vec<PersonalRead>,
}

impl Situation {
    /// Returns the hash of everything known: equal states have equal hashes, whichever way they were reached.
    ///
    /// O(size of the state).
    ///
    /// # Panics
    /// Never: writing to a hasher cannot fail and every table can be written.
    pub fn hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        postcard::to_io(self, &mut hasher).expect("a hasher takes every byte");
        hasher.finalize().to_hex().to_string()
    }

    /// Returns the state as bytes for a checkpoint, which is a cache that may always be deleted.
    ///
    /// # Panics
    /// Never: every table can be written to memory.
    pub fn to_checkpoint(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("every table can be written")
    }

    /// Reads a checkpoint; `None` when it is not one of this version.
    pub fn from_checkpoint(bytes: &[u8]) -> Option<Situation> {
        postcard::from_bytes(bytes).ok()
    }

    /// Returns what was known once entry `as_of` had been recorded.
    pub fn at_seq<'a>(entries: impl IntoIterator<Item = &'a domain::Entry>, as_of: Seq) -> Situation {
        let mut situation = Situation::default();
        for entry in entries.into_iter().take_while(|entry| entry.seq <= as_of) {
            situation.apply(entry);
        }
        situation
    }
}
