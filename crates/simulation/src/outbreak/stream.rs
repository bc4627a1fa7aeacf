//! The stream while it is written: reports with their times of arrival.

use std::{borrow::Cow, collections::BTreeMap};

use super::clock::{MINUTE, Sec, instant};
use super::report::{Report, What};
use super::rounds_plan::Plan;
use super::spread::Epidemic;
use super::tracing::Met;
use crate::city::City;
use crate::draw::Draw;
use domain::{Detection, TestOutcome, TestPurpose, TubeKind};

/// What every teller of the story needs.
pub(super) struct World<'a> {
    pub(super) city: &'a City,
    pub(super) plan: &'a Plan,
    pub(super) epidemic: &'a Epidemic,
    pub(super) seed: u64,
    /// When people first entered a room of an isolation site or a ward.
    pub(super) apart: &'a BTreeMap<u32, Sec>,
}

impl World<'_> {
    /// When a contact was last exposed.  Exposure ends when either side enters a room: the contact, whoever the contact
    /// was met through, or the case itself when nobody stands between.
    pub(super) fn last_exposure(&self, infection: usize, met: &Met) -> Sec {
        let case = self.epidemic.infections.get(infection).map(|infection| infection.person);
        let sides = [Some(met.person), met.via.or(case)];
        let ends = sides.into_iter().flatten().filter_map(|person| self.apart.get(&person).copied());
        ends.fold(met.last, Sec::min)
    }
}

/// Reports in the order they were written, with when they arrive.
#[derive(Default)]
pub(super) struct Stream {
    reports: Vec<(Sec, Report)>,
    tubes: u32,
}

/// How far the clock of a device is off, in seconds: most by seconds, one in eleven by minutes.
fn skew(handle: &str) -> Sec {
    let mark = handle.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    let seconds = i64::from(mark % 41) - 20;
    if mark % 11 == 0 { seconds * 23 } else { seconds }
}

/// When a slice of an interview, finished at an instant, arrives.
pub(super) fn arrival(slice: Sec) -> Sec {
    slice + 2 * MINUTE + slice.rem_euclid(307)
}

/// A single tube: whose, why, when collected and reported, with what outcome.
pub(super) struct Single {
    pub(super) person: u32,
    pub(super) purpose: TestPurpose,
    pub(super) collected: Sec,
    pub(super) reported: Sec,
    pub(super) outcome: TestOutcome,
    pub(super) detection: Detection,
}

impl Stream {
    /// A message typed at a desk.
    pub(super) fn desk(&mut self, received: Sec, by: impl Into<Cow<'static, str>>, what: What) {
        let (received_at, by) = (instant(received), by.into());
        let device = None;
        self.reports.push((received, Report { received: received_at, device, by, what }));
    }

    /// A message sent by a device in the field at `sent`, which arrived at `received`.
    pub(super) fn field(&mut self, sent: Sec, received: Sec, by: impl Into<Cow<'static, str>>, what: What) {
        let by = by.into();
        let device = Some(instant(sent + skew(&by)));
        let received_at = instant(received.max(sent));
        self.reports.push((received.max(sent), Report { received: received_at, device, by, what }));
    }

    /// The code of the next tube of a prefix.
    pub(super) fn code(&mut self, prefix: &str) -> String {
        self.tubes += 1;
        format!("ZH{prefix}{:06}", self.tubes)
    }

    /// A tube of one person from swab to result.  Now and then a phone or a laboratory sends something twice, and now and
    /// then a registration waits in a phone without network.
    pub(super) fn single(&mut self, single: &Single, draw: &mut Draw) -> String {
        let code = self.code("S");
        let sampler = format!("sampler-{}", 1 + single.person % 12);
        let tube = What::Tube {
            code: code.clone(),
            kind: TubeKind::Single,
            people: vec![single.person],
            purpose: single.purpose,
            collected: instant(single.collected),
        };
        let room = (single.reported - single.collected) / 2;
        let late = if draw.chance(0.01) { room.min(150 * MINUTE) } else { i64::from(draw.below(240)) };
        let arrival = single.collected + late.min(room);
        if draw.chance(0.006) {
            self.field(single.collected, arrival + 4 * MINUTE, sampler.clone(), tube.clone());
        }
        self.field(single.collected, arrival, sampler, tube);
        let lab = 1 + single.person % 2;
        let result = What::Result {
            code: code.clone(),
            outcome: single.outcome,
            lab,
            tested: instant(single.reported - 4 * MINUTE),
            detection: single.detection,
            contradicts: false,
        };
        if draw.chance(0.004) {
            self.desk(single.reported + 9 * MINUTE, format!("lab-{lab}"), result.clone());
        }
        self.desk(single.reported, format!("lab-{lab}"), result);
        code
    }

    /// All reports by time of arrival; what was written first comes first within a second.
    pub(super) fn sorted(mut self) -> Vec<Report> {
        self.reports.sort_by_key(|(received, _)| *received);
        self.reports.into_iter().map(|(_, report)| report).collect()
    }
}
