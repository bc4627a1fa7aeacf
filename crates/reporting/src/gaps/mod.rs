//! Blind spots (盲区): what is not known or not done in its time, recomputed from the facts each time it is asked, so that
//! only facts can close a gap.

mod board;
mod duty;
mod flow;
mod orders;
mod rounds;
mod stays;
mod units;

pub use board::{GapLine, gap_board, gap_words};

use crate::drill::Drill;
use domain::{Stage, Timestamp, Unit, time::minutes_between};
use serde::Serialize;
use situation::Situation;

/// What is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GapKind {
    /// Someone who must be isolated has waited longer than allowed in grouping, transfer or check-in.
    Bed,
    /// A tube has no result although its time is over.
    Result,
    /// Tubes of a round were sampled longer ago than results may take, and fewer were reported.
    RoundResult,
    /// Households of a grid were not seen in a round that is due or nearly due.
    Household,
    /// Buildings that no grid claims, or two.
    Denominator,
    /// A recipient has not accepted an order in time.
    OrderNotAccepted,
    /// A recipient has not finished an order in time.
    OrderNotDone,
    /// A unit has not been heard of for longer than it must report.
    UnitSilent,
    /// A grid has reported nothing at all in a running round (R29: finding nothing is itself an alert).
    GridSilent,
    /// Nobody keeps a gate or post now.
    Unmanned,
    /// Someone's last day at a site is over and they were not released.
    ReleaseDue,
    /// A test day of someone at a site is over and no tube was taken.
    TestDue,
}

impl GapKind {
    /// All kinds.
    pub const ALL: [GapKind; 12] = [
        GapKind::Bed,
        GapKind::Result,
        GapKind::RoundResult,
        GapKind::Household,
        GapKind::Denominator,
        GapKind::OrderNotAccepted,
        GapKind::OrderNotDone,
        GapKind::UnitSilent,
        GapKind::GridSilent,
        GapKind::Unmanned,
        GapKind::ReleaseDue,
        GapKind::TestDue,
    ];

    /// Returns the key used in addresses and stable gap keys.
    pub fn code(self) -> &'static str {
        match self {
            GapKind::Bed => "bed",
            GapKind::Result => "result",
            GapKind::RoundResult => "round-result",
            GapKind::Household => "household",
            GapKind::Denominator => "denominator",
            GapKind::OrderNotAccepted => "order-not-accepted",
            GapKind::OrderNotDone => "order-not-done",
            GapKind::UnitSilent => "unit-silent",
            GapKind::GridSilent => "grid-silent",
            GapKind::Unmanned => "unmanned",
            GapKind::ReleaseDue => "release-due",
            GapKind::TestDue => "test-due",
        }
    }

    /// Returns the kind of a key.
    pub fn parse(code: &str) -> Option<GapKind> {
        GapKind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// How much harm a gap can do, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Harm {
    /// Records are behind; nobody is exposed by it.
    Paper,
    /// Work is late and others wait for it.
    Work,
    /// Infection may pass on unseen.
    Spread,
    /// Someone infectious, or most likely so, is out of control.
    Grave,
}

/// One blind spot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// What is missing.
    pub kind: GapKind,
    /// The same gap has the same key for as long as it is open.
    pub key: String,
    /// The unit that must close it.
    pub unit: Option<Unit>,
    /// Since when it has been waiting or missing; `None` where the facts carry no time.
    pub since: Option<Timestamp>,
    /// Minutes since then.
    pub age_minutes: Option<i64>,
    /// Minutes that were allowed; `None` when nothing is allowed or no clock applies.
    pub allowed_minutes: Option<i64>,
    /// How much harm it can do.
    pub harm: Harm,
    /// People, tubes, households, buildings or receipts missing.
    pub count: u32,
    /// Stage in which someone waits, for [`GapKind::Bed`].
    pub stage: Option<Stage>,
    /// What it is about, without names of people: a number, a code or the name of a place.
    pub subject: String,
    /// Way down.
    pub drill: Drill,
}

impl Gap {
    /// Returns a gap of one thing that has been open since `since`.
    fn new(kind: GapKind, id: &str, harm: Harm, drill: Drill) -> Gap {
        Gap {
            kind,
            key: format!("{}/{id}", kind.code()),
            unit: None,
            since: None,
            age_minutes: None,
            allowed_minutes: None,
            harm,
            count: 1,
            stage: None,
            subject: id.to_owned(),
            drill,
        }
    }

    fn since(mut self, since: Timestamp, now: Timestamp) -> Gap {
        self.since = Some(since);
        self.age_minutes = Some(minutes_between(since, now).max(0));
        self
    }

    fn unit(mut self, unit: Option<Unit>) -> Gap {
        self.unit = unit;
        self
    }
}

/// Returns every blind spot at `now`, kind by kind.
///
/// O(people waiting + people at sites + open tubes + buildings + receipts); contacts and cases are not walked.
pub fn gaps(s: &Situation, now: Timestamp) -> Vec<Gap> {
    let mut found = Vec::new();
    flow::beds(s, now, &mut found);
    flow::results(s, now, &mut found);
    rounds::results(s, now, &mut found);
    rounds::households(s, now, &mut found);
    units::denominators(s, &mut found);
    orders::late(s, now, &mut found);
    units::silent(s, now, &mut found);
    duty::unmanned(s, now, &mut found);
    stays::overdue(s, now, &mut found);
    found
}
