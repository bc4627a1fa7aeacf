//! Identifiers: small dense numbers minted by `decide` from the state, so that replay mints the same ones and people
//! can say them on the phone.

use serde::{Deserialize, Serialize};

/// A dense id: minted one after the other, so that a table can be a vector.
pub trait Id: Copy + Ord {
    /// Returns the id whose place in a dense table is `index`.
    fn at_index(index: usize) -> Self;
    /// Returns the place of this id in a dense table.
    fn to_index(self) -> usize;
}

macro_rules! id {
    ($(#[$doc:meta] $name:ident $prefix:literal)*) => {$(
        #[$doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl $name {
            /// The letter that staff say before the number.
            pub const PREFIX: &'static str = $prefix;

            /// Returns the id whose place in a dense table is `index` (the first id is 1).
            ///
            /// # Panics
            /// When more than four thousand million things of one kind are recorded.
            pub fn from_index(index: usize) -> Self {
                Self(u32::try_from(index + 1).expect("fewer than 2^32 things of one kind"))
            }

            /// Returns the place of this id in a dense table; id 0 is never minted.
            pub fn index(self) -> usize {
                usize::try_from(self.0).unwrap_or(usize::MAX).wrapping_sub(1)
            }
        }

        impl Id for $name {
            fn at_index(index: usize) -> Self {
                Self::from_index(index)
            }

            fn to_index(self) -> usize {
                self.index()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}{}", $prefix, self.0)
            }
        }
    )*};
}

id! {
    /// A person, by pseudonym: what identifies them is in the vault.
    PersonId "R"
    /// People who live behind one door (户); a dormitory room group counts as one.
    HouseholdId "H"
    /// A building (幢).
    BuildingId "B"
    /// A grid (网格), the unit that a grid worker answers for.
    GridId "G"
    /// A micro-grid (微网格) inside a grid.
    MicroGridId "M"
    /// A member of staff or a machine that acts in the system.
    ActorId "A"
    /// A command post (指挥部, 专班).
    PostId "P"
    /// An outbreak (疫情事件) to which cases belong.
    OutbreakId "E"
    /// A case (个案).
    CaseId "C"
    /// A contact relation (密接, 次密接) of a person.
    ContactId "K"
    /// An exposure: who may have infected whom, where and when.
    ExposureId "X"
    /// A sample tube (采样管).
    TubeId "T"
    /// A mass-testing round (轮次).
    RoundId "N"
    /// A laboratory.
    LabId "L"
    /// A site: sampling point, isolation site or hospital (点位).
    SiteId "S"
    /// A vehicle.
    VehicleId "V"
    /// A transfer group (编组).
    GroupId "Z"
    /// A temporary hold on a person (临时管控).
    HoldId "D"
    /// A task (任务).
    TaskId "J"
    /// An order (指令).
    OrderId "O"
    /// A control zone (三区).
    ZoneId "Q"
    /// A gate or checkpoint (门岗).
    GateId "W"
    /// A proposal that waits for a second person (双签).
    ProposalId "Y"
    /// An entry of a problem register (问题台账).
    ProblemId "I"
    /// One import of a file.
    ImportId "F"
    /// One frozen set of bulletin figures.
    BulletinId "U"
    /// Free text kept in the vault.
    NoteId "t"
}

/// The place of an entry in the ledger; the first entry is 1, and 0 means "before anything".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub u64);

impl std::fmt::Display for Seq {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{}", self.0)
    }
}
