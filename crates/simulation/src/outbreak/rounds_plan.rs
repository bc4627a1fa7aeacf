//! Who is swabbed when in a round of mass testing: each grid works through its households in order.

use super::clock::{DAY, HOUR, Sec, on};
use crate::city::{City, Grid, JIAOCHUAN};
use crate::draw::Draw;
use crate::number::{at as index, count};
use domain::HouseholdStatus;

/// A planned round.
#[derive(Clone, Copy, Debug)]
pub(super) struct Drive {
    pub(super) key: &'static str,
    pub(super) name: &'static str,
    /// Only 蛟川街道, or the whole district.
    pub(super) jiaochuan: bool,
    /// Whether it uses the grids of peace.
    pub(super) peace: bool,
    pub(super) start: Sec,
    /// Hours until the last household of a grid of usual speed.
    hours: f64,
    pub(super) due: Sec,
}

/// The rounds: one in 蛟川 in the first night, three in the district from 7 December 05:00, and the fifth of 蛟川 on
/// 15 December (all published but the days of the second and third, which are assumptions).
pub(super) fn drives() -> [Drive; 5] {
    let drive = |key, name, (jiaochuan, peace), start, hours, due| Drive {
        key,
        name,
        jiaochuan,
        peace,
        start,
        hours,
        due,
    };
    let district = (false, false);
    [
        drive("J1", "蛟川街道首轮核酸检测", (true, true), on(5, 22, 30), 15.0, on(6, 20, 0)),
        drive("R1", "全区第一轮大规模核酸检测", district, on(7, 5, 0), 15.0, on(7, 24, 0)),
        drive("R2", "全区第二轮大规模核酸检测", district, on(9, 6, 0), 14.0, on(9, 22, 0)),
        drive("R3", "全区第三轮大规模核酸检测", district, on(12, 6, 0), 13.0, on(12, 22, 0)),
        drive("J5", "蛟川街道第五轮核酸检测", (true, false), on(15, 6, 30), 12.0, on(15, 20, 0)),
    ]
}

/// One grid's households in the order they are called.
#[derive(Clone, Debug)]
pub(super) struct GridPlan {
    pub(super) grid: u32,
    pub(super) area: u32,
    pub(super) households: Vec<u32>,
    /// How slow it is: 1 is usual.
    slowness: f64,
}

/// Households by grid for one version of the grids.
#[derive(Clone, Debug, Default)]
struct Order {
    grids: Vec<GridPlan>,
    /// Grid position and place in its order, by household; `None` when no list has it.
    place: Vec<Option<(u32, u32)>>,
}

/// All rounds, ready to be asked.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    peace: Order,
    surge: Order,
    /// Households of the building that the redraw missed.
    missed: std::ops::Range<u32>,
    /// Status of each household, by drive.
    status: Vec<Vec<Option<HouseholdStatus>>>,
    pub(super) jiaochuan: u32,
}

/// When the missed building was put on a list, and when its people were called.
pub(super) const MENDED_AT: Sec = (6 * DAY) + 15 * HOUR;

fn order(city: &City, grids: &[Grid], seed: u64) -> Order {
    let mut draw = Draw::for_purpose(seed, "speed of grids");
    let mut order = Order { grids: Vec::new(), place: vec![None; city.households().len() + 1] };
    for (position, grid) in (0u32..).zip(grids) {
        let mut households = Vec::new();
        for building in &grid.buildings {
            for household in city.households_in(*building) {
                let slot = order.place.get_mut(index(household)).expect("one slot a household");
                // A building on two lists is called by the first.
                if slot.is_none() {
                    *slot = Some((position, count(households.len())));
                    households.push(household);
                }
            }
        }
        order.grids.push(GridPlan {
            grid: grid.id,
            area: grid.area,
            households,
            slowness: 0.85 + 0.3 * draw.unit(),
        });
    }
    order
}

impl Plan {
    pub(super) fn of(city: &City, seed: u64) -> Plan {
        let redraw = city.grids();
        let missed = redraw.oversights().iter().find_map(|oversight| match oversight {
            crate::city::Oversight::Missed { building, .. } => Some(city.households_in(*building)),
            crate::city::Oversight::Doubled { .. } => None,
        });
        let jiaochuan = city.areas().iter().position(|area| area.code == JIAOCHUAN);
        let mut plan = Plan {
            peace: order(city, redraw.peace(), seed),
            surge: order(city, &redraw.surge_corrected(), seed),
            missed: missed.unwrap_or(0..0),
            status: Vec::new(),
            jiaochuan: count(jiaochuan.unwrap_or_default()),
        };
        for drive in drives() {
            let mut draw = Draw::for_purpose(seed, &format!("households of {}", drive.key));
            let status = std::iter::repeat_with(|| drawn_status(&mut draw)).take(city.households().len() + 1);
            plan.status.push(status.collect());
        }
        plan
    }

    fn order(&self, drive: &Drive) -> &Order {
        if drive.peace { &self.peace } else { &self.surge }
    }

    /// The grids that take part in a round.
    pub(super) fn grids(&self, drive: &Drive) -> impl Iterator<Item = &GridPlan> {
        let (only, area) = (drive.jiaochuan, self.jiaochuan);
        self.order(drive).grids.iter().filter(move |grid| !only || grid.area == area)
    }

    /// The position of the grid that calls a household after the redraw.
    pub(super) fn surge_grid(&self, household: u32) -> Option<u32> {
        let (position, _) = (*self.surge.place.get(index(household))?)?;
        self.surge.grids.get(index(position)).map(|grid| grid.grid)
    }

    /// What becomes of a household in a round; `None` for one that nobody sees.
    pub(super) fn status(&self, drive: usize, household: u32) -> Option<HouseholdStatus> {
        self.status.get(drive).and_then(|all| all.get(index(household))).copied().flatten()
    }

    /// When the household at a place in its grid's order is called.
    ///
    /// Calling starts fast and thins out: after a third of the time more than half have come, as on 7 December 2021.
    pub(super) fn called(&self, drive: &Drive, grid: &GridPlan, place: usize) -> Sec {
        let household = grid.households.get(place).copied().unwrap_or_default();
        let share = f64::from(count(place)) / f64::from(count(grid.households.len().max(1)));
        let hours = drive.hours * grid.slowness * (1.0 - (1.0 - share).powf(1.0 / 2.1));
        let seconds = i64::from(crate::number::rounded(hours * 3_600.0));
        if drive.key == "R1" && self.missed.contains(&household) {
            return MENDED_AT + HOUR + i64::from(household - self.missed.start) * 60;
        }
        drive.start + seconds
    }

    /// When a household is swabbed in a round; `None` when it is not.
    pub(super) fn swabbed(&self, position: usize, drive: &Drive, household: u32) -> Option<Sec> {
        let order = self.order(drive);
        let (grid, place) = (*order.place.get(index(household))?)?;
        let grid = order.grids.get(index(grid))?;
        let takes_part = !drive.jiaochuan || grid.area == self.jiaochuan;
        let tested = self.status(position, household) == Some(HouseholdStatus::Tested);
        (takes_part && tested).then(|| self.called(drive, grid, index(place)))
    }
}

/// Shares of households absent, refusing, exempt and unseen: assumptions of the order that rounds report.
fn drawn_status(draw: &mut Draw) -> Option<HouseholdStatus> {
    match draw.unit() {
        x if x < 0.026 => Some(HouseholdStatus::Absent),
        x if x < 0.0275 => Some(HouseholdStatus::Refused),
        x if x < 0.034 => Some(HouseholdStatus::Exempt),
        x if x < 0.0355 => None,
        _ => Some(HouseholdStatus::Tested),
    }
}
