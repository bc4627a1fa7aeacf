//! The words of outbreak command: ids, places, people, cases, tests, orders, zones, and the [`Fact`]s that are recorded
//! about them, with the disease packs and protocols that rules read.
//!
//! Deliberately absent: any decision (see `situation`), any report (`reporting`), any file, clock or network.  Names,
//! identity numbers, phones, addresses and free text never appear in a fact: they live in the vault under a
//! [`PersonId`].
//!
//! Start reading at [`fact`], then [`pack`].

pub mod area;
pub mod case;
pub mod command;
pub mod contact;
pub mod fact;
pub mod identity;
pub mod ids;
pub mod lab;
pub mod movement;
pub mod order;
pub mod pack;
pub mod report;
pub mod time;
pub mod zone;

pub use area::{AreaCode, AreaKind, BuildingKind, Point, Unit};
pub use case::{CaseClass, Detection, Origin, Outcome, Severity, Sex};
pub use command::Command;
pub use contact::{Certainty, Evidence, ExposureStatus, Ring, Setting};
pub use fact::{BatchRef, Entry, Fact};
pub use ids::*;
pub use lab::{HouseholdStatus, TestOutcome, TestPurpose, TubeKind};
pub use movement::{GroupKind, SiteKind, VehicleKind};
pub use order::{DutyPlace, OrderKind, ReceiptStep, Role, Stage, Subject, TaskKind, TaskResult};
pub use pack::{Pack, Protocol};
pub use report::{BulletinFigures, FigureKind};
pub use time::{Date, Timestamp};
pub use zone::{GateClass, Level, ZoneKind};
