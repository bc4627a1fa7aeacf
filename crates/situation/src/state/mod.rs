//! What is known: plain tables, read by every report.

mod command;
mod people;
mod things;

use crate::table::Table;
pub use command::*;
use domain::{AreaCode, BatchRef, DutyPlace, Stage, Timestamp, Unit, ids::*};
pub use people::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
pub use things::*;

/// The form of the state that checkpoints hold; a change of any table raises it.
pub const STATE_VERSION: u32 = 2;

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
