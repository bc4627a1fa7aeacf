//! Rounds of mass testing: samples without results, households not seen, grids that say nothing.

use super::{Gap, GapKind, Harm};
use crate::{
    drill::Drill,
    round::{total, unreported},
};
use domain::{AreaCode, GridId, RoundId, Timestamp, Unit, time::minutes_between};
use situation::{
    Situation,
    state::{Grid, Round},
};

/// Minutes before a round is due in which its unseen households are already listed.
const NEARLY_DUE_MINUTES: i64 = 60;
/// Minutes after a round began in which a grid may have nothing to report, unless it must report more often.
const FIRST_REPORT_MINUTES: i64 = 60;

/// Tubes of rounds that were sampled longer ago than a pooled result may take, oldest samples counted as reported first.
pub(super) fn results(s: &Situation, now: Timestamp, found: &mut Vec<Gap>) {
    for (id, round) in s.rounds.iter() {
        let allowed = result_minutes(s, round, now);
        let late: Vec<_> =
            unreported(round).into_iter().filter(|batch| minutes_between(batch.at, now) > allowed).collect();
        let Some(oldest) = late.iter().map(|batch| batch.at).min() else {
            continue;
        };
        let mut gap = Gap::new(GapKind::RoundResult, &id.to_string(), Harm::Spread, Drill::Round(id));
        gap.subject.clone_from(&round.name);
        gap.count = total(late.iter().map(|batch| batch.tubes));
        gap.allowed_minutes = Some(allowed);
        let unit = round.areas.first().map(|area| Unit::Area(area.district()));
        found.push(gap.since(oldest, now).unit(unit));
    }
}

fn result_minutes(s: &Situation, round: &Round, now: Timestamp) -> i64 {
    let rules = round.areas.iter().find_map(|area| s.rules(s.outbreak_for(*area)?, now));
    rules.map_or(1440, |(_, protocol)| i64::from(protocol.result_minutes.value.0))
}

/// Households no round has seen when it is due or nearly due, and grids that have reported nothing at all.
pub(super) fn households(s: &Situation, now: Timestamp, found: &mut Vec<Gap>) {
    let running = s.rounds.iter().filter(|(_, round)| round.closed_at.is_none() && round.starts_at <= now);
    for (id, round) in running {
        let listing = minutes_between(now, round.due_at) <= NEARLY_DUE_MINUTES;
        let concerned =
            s.live_grids().filter(|(_, grid)| round.areas.iter().any(|area| area.covers(grid.area)));
        for (grid_id, grid) in concerned {
            if listing {
                unseen(s, (id, round), (grid_id, grid), now, found);
            }
            if !round.grids.contains_key(&grid_id) {
                silent(s, (id, round), (grid_id, grid), now, found);
            }
        }
    }
}

fn unseen(
    s: &Situation,
    (id, round): (RoundId, &Round),
    (grid_id, grid): (GridId, &Grid),
    now: Timestamp,
    found: &mut Vec<Gap>,
) {
    let buildings = grid.buildings.iter().filter_map(|id| s.buildings.get(*id));
    let missing = total(buildings.filter(|building| building.households() > 0).map(|building| {
        let seen = round.seen.count_within(building.first_household, building.last_household());
        building.households().saturating_sub(seen)
    }));
    if missing == 0 {
        return;
    }
    let harm = if now > round.due_at { Harm::Spread } else { Harm::Work };
    let mut gap = Gap::new(GapKind::Household, &format!("{id}/{grid_id}"), harm, Drill::Grid(grid_id));
    gap.subject.clone_from(&grid.name);
    gap.count = missing;
    gap.allowed_minutes = Some(minutes_between(round.starts_at, round.due_at));
    found.push(gap.since(round.starts_at, now).unit(Some(Unit::Grid(grid_id))));
}

fn silent(
    s: &Situation,
    (id, round): (RoundId, &Round),
    (grid_id, grid): (GridId, &Grid),
    now: Timestamp,
    found: &mut Vec<Gap>,
) {
    let unit = Unit::Grid(grid_id);
    let required = s.requirements.get(&unit).map(|required| i64::from(required.every_minutes));
    let allowed = required.unwrap_or(FIRST_REPORT_MINUTES);
    let empty = s.grid_population(grid_id).0 == 0;
    if empty || minutes_between(round.starts_at, now) <= allowed {
        return;
    }
    let mut gap =
        Gap::new(GapKind::GridSilent, &format!("{id}/{grid_id}"), Harm::Spread, Drill::Grid(grid_id));
    gap.subject.clone_from(&grid.name);
    gap.allowed_minutes = Some(allowed);
    found.push(gap.since(round.starts_at, now).unit(Some(unit)));
}

/// Returns the street that a grid's area lies in, as a unit.
pub(super) fn street(area: AreaCode) -> Unit {
    Unit::Area(area.street())
}
