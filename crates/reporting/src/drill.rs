//! Ways down: from a figure to the records that make it up.

use crate::gaps::GapKind;
use domain::{Stage, ids::*};
use serde::Serialize;

/// Where the records behind a figure are.  [`Drill::href`] is the one place that knows addresses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Drill {
    /// A person.
    Person(PersonId),
    /// A contact.
    Contact(ContactId),
    /// A case.
    Case(CaseId),
    /// A tube.
    Tube(TubeId),
    /// A grid.
    Grid(GridId),
    /// An order.
    Order(OrderId),
    /// A gate.
    Gate(GateId),
    /// A command post.
    Post(PostId),
    /// A round.
    Round(RoundId),
    /// A sampling, isolation or hospital site.
    Site(SiteId),
    /// A laboratory.
    Lab(LabId),
    /// A vehicle.
    Vehicle(VehicleId),
    /// A transfer group.
    Group(GroupId),
    /// A zone.
    Zone(ZoneId),
    /// A task.
    Task(TaskId),
    /// A problem of a register.
    Problem(ProblemId),
    /// A unit, by its written form.
    Unit(String),
    /// Every gap of a kind.
    Gaps(GapKind),
    /// People in a stage of the fast loop.
    Stage(Stage),
    /// Cases, with the filters of the list written as an address query.
    Cases(String),
    /// Contacts, with the filters of the list written as an address query.
    Contacts(String),
    /// A register of problems.
    Register(String),
    /// A page by its address.
    Page(&'static str),
}

impl Drill {
    /// Returns the address of the page that shows the records.
    pub fn href(&self) -> String {
        let query = |page: &str, query: &str| {
            if query.is_empty() { page.to_owned() } else { format!("{page}?{query}") }
        };
        match self {
            Drill::Person(id) => format!("/people/{}", id.0),
            Drill::Contact(id) => format!("/contacts/{}", id.0),
            Drill::Case(id) => format!("/cases/{}", id.0),
            Drill::Tube(id) => format!("/tubes/{}", id.0),
            Drill::Grid(id) => format!("/grids/{}", id.0),
            Drill::Order(id) => format!("/orders/{}", id.0),
            Drill::Gate(id) => format!("/gates/{}", id.0),
            Drill::Post(id) => format!("/posts/{}", id.0),
            Drill::Round(id) => format!("/rounds/{}", id.0),
            Drill::Site(id) => format!("/sites/{}", id.0),
            Drill::Lab(id) => format!("/labs/{}", id.0),
            Drill::Vehicle(id) => format!("/vehicles/{}", id.0),
            Drill::Group(id) => format!("/groups/{}", id.0),
            Drill::Zone(id) => format!("/zones/{}", id.0),
            Drill::Task(id) => format!("/tasks/{}", id.0),
            Drill::Problem(id) => format!("/problems/{}", id.0),
            Drill::Unit(unit) => format!("/units/{unit}"),
            Drill::Gaps(kind) => format!("/gaps?kind={}", kind.code()),
            Drill::Stage(stage) => format!("/stages/{}", stage_code(*stage)),
            Drill::Cases(filter) => query("/cases", filter),
            Drill::Contacts(filter) => query("/contacts", filter),
            Drill::Register(register) => format!("/problems?register={register}"),
            Drill::Page(page) => (*page).to_owned(),
        }
    }
}

/// Returns the key of a stage in addresses.
pub fn stage_code(stage: Stage) -> &'static str {
    match stage {
        Stage::Test => "test",
        Stage::Trace => "trace",
        Stage::Group => "group",
        Stage::Transfer => "transfer",
        Stage::Isolate => "isolate",
    }
}
