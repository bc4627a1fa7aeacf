//! Refusals: the world says no, with the reason.

use domain::{Date, Level, TestOutcome, Timestamp, Unit, ids::*};

/// Why a command was refused.  Shown to people with a next step, found by [`Refusal::code`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message of each variant says what its fields are")]
pub enum Refusal {
    #[error("{what} {id} is not known")]
    Unknown { what: &'static str, id: String },
    #[error("{field} must not be empty")]
    Empty { field: &'static str },
    #[error("it is said to have happened at {event}, which is later than now, {now}")]
    InTheFuture { event: Timestamp, now: Timestamp },
    #[error("{later} comes before {earlier}")]
    OutOfOrder { earlier: &'static str, later: &'static str },
    #[error("the name {0} is already in use")]
    HandleTaken(String),
    #[error("no outbreak under a protocol covers {area}")]
    NoOutbreak { area: String },
    #[error("the disease pack {0} does not exist")]
    UnknownPack(String),
    #[error("tube {code} is already registered with other people or at another time")]
    TubeTaken { code: String },
    #[error("a tube of this kind holds {capacity} people, not {people}")]
    TubeOverfull { capacity: usize, people: usize },
    #[error("tube {code} was already reported {had:?}; {got:?} contradicts it")]
    ResultContradicts { code: String, had: TestOutcome, got: TestOutcome },
    #[error("tube {code} has no result to correct")]
    NoResult { code: String },
    #[error("round {0} is closed")]
    RoundClosed(RoundId),
    #[error("grid {grid} is not in the areas of round {round}")]
    OutsideRound { round: RoundId, grid: GridId },
    #[error("household {household} does not belong to grid {grid}")]
    OutsideGrid { grid: GridId, household: HouseholdId },
    #[error("grid {grid} has ended; its successors: {}", listed(into))]
    GridRetired { grid: GridId, into: Vec<GridId> },
    #[error("household {0} is not listed")]
    UnknownHousehold(HouseholdId),
    #[error("person {person} is already case {case}")]
    AlreadyCase { person: PersonId, case: CaseId },
    #[error("case {0} was excluded")]
    CaseExcluded(CaseId),
    #[error("the class does not change")]
    SameClass,
    #[error("a case cannot be its own contact or infector: {0}")]
    OwnContact(PersonId),
    #[error("a contact of contact needs the close contact it came through")]
    MissingVia,
    #[error("people found positive and contacts never share a group: {0}")]
    MixedGroup(PersonId),
    #[error("person {0} is already in a group that is under way or at a site")]
    AlreadyMoving(PersonId),
    #[error("person {0} is named twice")]
    NamedTwice(PersonId),
    #[error("a count of {0} is more than one report can hold")]
    TooMany(u32),
    #[error("no further number is left for {what}")]
    NoNumberLeft { what: &'static str },
    #[error("person {0} has no reason to be isolated")]
    NotIsolated(PersonId),
    #[error("site {site} has {free} free rooms, {wanted} are wanted")]
    NoRoom { site: SiteId, free: u32, wanted: usize },
    #[error("room {room} of site {site} is taken")]
    RoomTaken { site: SiteId, room: u32 },
    #[error("vehicle {vehicle} has {seats} seats for {people} people")]
    TooFewSeats { vehicle: VehicleId, seats: u16, people: usize },
    #[error("vehicle {0} already carries a group")]
    VehicleBusy(VehicleId),
    #[error("group {group} must first be {needed}")]
    GroupStep { group: GroupId, needed: &'static str },
    #[error("person {person} may not be released before {until} is over")]
    TooEarly { person: PersonId, until: Date },
    #[error("person {0} has no negative result from the last two days")]
    NotTested(PersonId),
    #[error("this needs two people: whoever proposed it cannot approve it")]
    SamePerson,
    #[error("this needs a commander or duty officer")]
    NoMandate,
    #[error("proposal {0} is already decided")]
    AlreadyDecided(ProposalId),
    #[error("the level of this area is already {0:?}")]
    SameLevel(Level),
    #[error("order {order} was not addressed to {unit}")]
    NotAddressed { order: OrderId, unit: Unit },
    #[error("order {0} was replaced by a later one")]
    Superseded(OrderId),
    #[error("{0} is closed")]
    AlreadyEnded(String),
    #[error("the figures of {0} cannot be frozen before the day is over")]
    DayNotOver(Date),
    #[error("a corrected version needs a reason")]
    ReasonNeeded,
    #[error("{read} rows were read but {counted} are accounted for")]
    RowsLost { read: u32, counted: u32 },
    #[error("a fact of this kind cannot be prepared: {0}")]
    NotPreparation(String),
    #[error("nobody dismisses themselves")]
    OwnDismissal,
    #[error("actor {0} is the last active administrator")]
    LastAdministrator(ActorId),
    #[error("the verifier of a problem must not be its owner")]
    OwnVerifier,
    #[error("the details of person {0} were destroyed")]
    Erased(PersonId),
}

impl Refusal {
    /// Returns a stable key: the tail of the problem type of the API and the key of its wording.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::Unknown { .. } => "unknown",
            Refusal::Empty { .. } => "empty",
            Refusal::InTheFuture { .. } => "in-the-future",
            Refusal::OutOfOrder { .. } => "out-of-order",
            Refusal::HandleTaken(_) => "handle-taken",
            Refusal::NoOutbreak { .. } => "no-outbreak",
            Refusal::UnknownPack(_) => "unknown-pack",
            Refusal::TubeTaken { .. } => "tube-taken",
            Refusal::TubeOverfull { .. } => "tube-overfull",
            Refusal::ResultContradicts { .. } => "result-contradicts",
            Refusal::NoResult { .. } => "no-result",
            Refusal::RoundClosed(_) => "round-closed",
            Refusal::OutsideRound { .. } => "outside-round",
            Refusal::OutsideGrid { .. } => "outside-grid",
            Refusal::GridRetired { into, .. } if into.is_empty() => "grid-ended",
            Refusal::GridRetired { .. } => "grid-retired",
            Refusal::UnknownHousehold(_) => "unknown-household",
            Refusal::AlreadyCase { .. } => "already-case",
            Refusal::CaseExcluded(_) => "case-excluded",
            Refusal::SameClass => "same-class",
            Refusal::OwnContact(_) => "own-contact",
            Refusal::MissingVia => "missing-via",
            Refusal::MixedGroup(_) => "mixed-group",
            Refusal::AlreadyMoving(_) => "already-moving",
            Refusal::NamedTwice(_) => "named-twice",
            Refusal::TooMany(_) => "too-many",
            Refusal::NoNumberLeft { .. } => "no-number-left",
            Refusal::NotIsolated(_) => "not-isolated",
            Refusal::NoRoom { .. } => "no-room",
            Refusal::RoomTaken { .. } => "room-taken",
            Refusal::TooFewSeats { .. } => "too-few-seats",
            Refusal::VehicleBusy(_) => "vehicle-busy",
            Refusal::GroupStep { .. } => "group-step",
            Refusal::TooEarly { .. } => "too-early",
            Refusal::NotTested(_) => "not-tested",
            Refusal::SamePerson => "same-person",
            Refusal::NoMandate => "no-mandate",
            Refusal::AlreadyDecided(_) => "already-decided",
            Refusal::SameLevel(_) => "same-level",
            Refusal::NotAddressed { .. } => "not-addressed",
            Refusal::Superseded(_) => "superseded",
            Refusal::AlreadyEnded(_) => "already-ended",
            Refusal::DayNotOver(_) => "day-not-over",
            Refusal::ReasonNeeded => "reason-needed",
            Refusal::RowsLost { .. } => "rows-lost",
            Refusal::NotPreparation(_) => "not-preparation",
            Refusal::OwnDismissal => "own-dismissal",
            Refusal::LastAdministrator(_) => "last-administrator",
            Refusal::OwnVerifier => "own-verifier",
            Refusal::Erased(_) => "erased",
        }
    }

    pub(crate) fn unknown(what: &'static str, id: impl std::fmt::Display) -> Refusal {
        Refusal::Unknown { what, id: id.to_string() }
    }
}

/// The grids of a list, or that none is known.
fn listed(grids: &[GridId]) -> String {
    if grids.is_empty() {
        return "none known".to_owned();
    }
    grids.iter().map(GridId::to_string).collect::<Vec<_>>().join(", ")
}
