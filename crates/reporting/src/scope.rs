//! Which cases a report counts.

use domain::{AreaCode, CaseClass, Date, OutbreakId, time::day_of};
use serde::{Deserialize, Serialize};
use situation::{Situation, state::Case};

/// Cases of one outbreak, or of every outbreak that is being responded to; in one area or in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// One outbreak, also one kept only for study; `None` for all that are responded to.
    pub outbreak: Option<OutbreakId>,
    /// Area of report.
    pub area: Option<AreaCode>,
}

impl Scope {
    /// Returns whether a case is counted: in scope and not excluded.
    pub fn has(&self, s: &Situation, case: &Case) -> bool {
        case.class != CaseClass::Excluded && self.covers(s, case)
    }

    /// Returns whether a case is in scope, excluded ones too.
    pub fn covers(&self, s: &Situation, case: &Case) -> bool {
        let outbreak = match self.outbreak {
            Some(outbreak) => case.outbreak == outbreak,
            None => s.works_on(case.outbreak, case.area),
        };
        outbreak && self.area.is_none_or(|area| area.covers(case.area))
    }
}

/// Returns the day by which a case is placed on the curve by onset: onset, or else sampling, or else report, because
/// asymptomatic infections have no onset.
pub fn onset_day(case: &Case) -> Date {
    case.onset_on.or(case.sampled_on).unwrap_or_else(|| day_of(case.reported_at))
}
