//! Registers of problems (问题台账): what was found is solved or open, nothing third (R102).

use crate::{drill::Drill, stamp::Stamp, words::unit_name};
use domain::{Timestamp, Unit};
use serde::Serialize;
use situation::Situation;
use std::collections::BTreeMap;

/// Totals of problems.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ProblemTotals {
    /// Problems recorded.
    pub total: u32,
    /// Solved on evidence.
    pub solved: u32,
    /// Still open.
    pub open: u32,
    /// Open and past their time.
    pub overdue: u32,
}

/// One register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RegisterLine {
    /// Name of the register.
    pub register: String,
    /// Visits made, which count visits and not firms.
    pub visits: u32,
    /// Totals.
    pub totals: ProblemTotals,
    /// Totals by the unit that must solve them.
    pub owners: Vec<(Unit, String, ProblemTotals)>,
    /// Totals by kind of problem.
    pub kinds: Vec<(String, ProblemTotals)>,
    /// Way down.
    pub drill: Drill,
}

/// All registers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Registers {
    /// Up to which entry and for which minute.
    #[serde(flatten)]
    pub stamp: Stamp,
    /// All registers together.
    pub totals: ProblemTotals,
    /// All visits.
    pub visits: u32,
    /// Registers by name.
    pub registers: Vec<RegisterLine>,
}

#[derive(Default)]
struct Counted {
    totals: ProblemTotals,
    owners: BTreeMap<Unit, ProblemTotals>,
    kinds: BTreeMap<String, ProblemTotals>,
}

/// Returns the registers at `now`.  O(problems).
pub fn registers(s: &Situation, now: Timestamp) -> Registers {
    let mut counted: BTreeMap<String, Counted> = BTreeMap::new();
    for register in s.visits.keys() {
        counted.entry(register.clone()).or_default();
    }
    let mut totals = ProblemTotals::default();
    for row in s.problems.rows() {
        let register = counted.entry(row.register.clone()).or_default();
        let (solved, overdue) = (row.solved.is_some(), row.solved.is_none() && row.due_at < now);
        let owner = register.owners.entry(row.owner).or_default();
        let kind = register.kinds.entry(row.kind.clone()).or_default();
        for sum in [&mut totals, &mut register.totals, owner, kind] {
            sum.total += 1;
            sum.solved += u32::from(solved);
            sum.open += u32::from(!solved);
            sum.overdue += u32::from(overdue);
        }
    }
    let lines = counted.into_iter().map(|(register, counted)| RegisterLine {
        visits: s.visits.get(&register).copied().unwrap_or_default(),
        totals: counted.totals,
        owners: counted.owners.into_iter().map(|(unit, totals)| (unit, unit_name(s, unit), totals)).collect(),
        kinds: counted.kinds.into_iter().collect(),
        drill: Drill::Register(register.clone()),
        register,
    });
    Registers {
        stamp: Stamp::new(s, now),
        totals,
        visits: crate::round::total(s.visits.values().copied()),
        registers: lines.collect(),
    }
}
