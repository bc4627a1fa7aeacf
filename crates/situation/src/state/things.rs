//! Rows about places, sites, vehicles, outbreaks and figures.

use domain::{
    AreaCode, AreaKind, BatchRef, BuildingKind, BulletinFigures, Date, FigureKind, GroupKind, Point,
    SiteKind, Timestamp, VehicleKind, ids::*,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

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
    /// When it ended, as it was recorded.
    pub retired_at: Option<Timestamp>,
    /// Its micro-grids.
    pub micro_grids: Vec<MicroGrid>,
}

/// A micro-grid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of the fact MicroGridDrawn")]
pub struct MicroGrid {
    pub id: MicroGridId,
    pub name: String,
    pub buildings: Vec<BuildingId>,
    pub keeper: Option<PersonId>,
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
