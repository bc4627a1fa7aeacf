//! What was published of December 2021 beside what the replay counts.

use std::fmt::Write as _;

use domain::{
    AreaCode, CaseClass, Level, Ring, SiteKind, TestOutcome, Timestamp, TubeKind, ZoneKind,
    time::{end_of, parse_local, start_of},
};
use situation::Situation;

/// The published figures, as shipped.
const PUBLISHED: &str = include_str!("../../../../data/golden/zhenhai_2021.csv");

/// How far a simulated figure may lie from the published one.
pub(crate) const TOLERANCE: f64 = 0.2;

/// One published figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Golden {
    /// As written in the list.
    pub(crate) text_at: String,
    /// When it held; a date without a time means the end of that day.
    pub(crate) at: Timestamp,
    /// Where.
    pub(crate) area: AreaCode,
    /// Which.
    pub(crate) figure: String,
    /// The value.
    pub(crate) value: u32,
    /// Tag of the source.
    pub(crate) source: String,
}

/// A published figure beside the simulated one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Comparison {
    /// What was published.
    pub(crate) golden: Golden,
    /// What the replay counts at that instant; `None` for what it does not simulate.
    pub(crate) simulated: Option<u32>,
}

impl Comparison {
    /// Whether the simulated figure lies within a fifth of the published one; figures below ten by at most one.
    pub(crate) fn holds(&self) -> bool {
        let Some(simulated) = self.simulated else { return true };
        let (published, simulated) = (f64::from(self.golden.value), f64::from(simulated));
        let allowed = if published < 10.0 { 1.0 } else { TOLERANCE * published };
        (published - simulated).abs() <= allowed
    }
}

/// Reads the published figures of Zhenhai's outbreak, in the order of time.
///
/// # Panics
/// When the shipped list is not well formed, which a test rules out.
pub(crate) fn published() -> Vec<Golden> {
    let rows = PUBLISHED.lines().skip(1).filter_map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let [at, area, figure, value, _, source] = cells.as_slice() else { return None };
        let day = at.strip_suffix("T00:00").map(|day| day.parse().expect("a listed day is a date"));
        Some(Golden {
            text_at: (*at).to_owned(),
            at: day.map_or_else(|| parse_local(at).expect("a listed time is a time"), end_of),
            area: area.parse().expect("a listed area is a code"),
            figure: (*figure).to_owned(),
            value: value.parse().expect("a listed value is a number"),
            source: (*source).to_owned(),
        })
    });
    // The list also has the outbreak of January in Beilun, which is another story.
    let end = start_of(domain::Date::constant(2021, 12, 26));
    let mut all: Vec<Golden> = rows.filter(|golden| golden.at < end).collect();
    all.sort_by_key(|golden| golden.at);
    all
}

/// Counts every published figure that holds at an instant.
pub(crate) fn compare(goldens: &[Golden], at: Timestamp, state: &Situation) -> Vec<Comparison> {
    let now = goldens.iter().filter(|golden| golden.at == at);
    now.map(|golden| Comparison { simulated: measure(golden, state), golden: golden.clone() }).collect()
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Cases under control of an area that were not excluded.
fn cases(state: &Situation, area: AreaCode) -> u32 {
    let live = state.cases.rows().iter().filter(|case| case.class != CaseClass::Excluded);
    count(live.filter(|case| area.covers(case.area)).count())
}

/// People by the strictest ring in which they are contacts of cases in an area.
fn contacts(state: &Situation, area: AreaCode, ring: Ring) -> u32 {
    let people = state.people.iter().filter(|(person, known)| {
        let own = known.contacts.iter().filter_map(|id| state.contacts.get(*id));
        own.filter(|row| !row.withdrawn).any(|row| area.covers(row.area))
            && state.ring_of(**person) == Some(ring)
    });
    count(people.count())
}

#[expect(clippy::too_many_lines, reason = "one match over the published figures, a few lines each")]
fn measure(golden: &Golden, state: &Situation) -> Option<u32> {
    let (area, at) = (golden.area, golden.at);
    let day = domain::time::day_of(domain::time::add_minutes(at, -1));
    let bulletin = || state.figures_of(area, day);
    let in_force = |kind: Option<ZoneKind>| {
        let live = state.zones.rows().iter().filter(move |zone| {
            zone.from <= at
                && zone.lifted_at.is_none_or(|lifted| lifted > at)
                && kind.is_none_or(|kind| zone.kind == kind)
        });
        live.collect::<Vec<_>>()
    };
    Some(match golden.figure.as_str() {
        "index_pool_abnormal_persons" => {
            let tubes = state.tubes.rows().iter().filter(|tube| {
                tube.kind != TubeKind::Single
                    && tube.result.as_ref().is_some_and(|result| result.outcome == TestOutcome::Positive)
            });
            count(tubes.map(|tube| tube.people.len()).sum())
        }
        "index_single_positive" | "cases_cumulative" | "positive" => cases(state, area),
        "index_household_positive_of_other_three" => {
            let home = |person| state.home(person).and_then(|(_, building)| building.household_of(person));
            let first = state.cases.rows().first().map(|case| home(case.person));
            let same = state.cases.rows().iter().filter(|case| Some(home(case.person)) == first);
            count(same.count()).saturating_sub(1)
        }
        "mid_risk_places" => count(in_force(Some(ZoneKind::Lockdown)).len()),
        "new_confirmed_0_24h" => bulletin().new_confirmed(),
        "new_asymptomatic_0_24h" => bulletin().new_asymptomatic(),
        "new_asymptomatic_imported_mexico" => {
            let lines = bulletin().asymptomatic.into_iter().filter(|line| line.country.is_some());
            lines.map(|line| line.count).sum()
        }
        "cumulative_confirmed" => bulletin().cumulative_confirmed,
        "cumulative_confirmed_imported" => bulletin().cumulative_imported,
        "response_level" => match state.level_at(area, at).0 {
            Level::Normal => 0,
            Level::I => 1,
            Level::Ii => 2,
            Level::Iii => 3,
            Level::Iv => 4,
        },
        "temporary_closure" => {
            let orders =
                state.orders.rows().iter().filter(|order| order.kind == domain::OrderKind::ResponseLevel);
            count(orders.count())
        }
        "mass_sampling_starts" => {
            let rounds = state
                .rounds
                .rows()
                .iter()
                .filter(|round| round.areas.contains(&area) && round.starts_at <= at);
            count(rounds.count())
        }
        // The other districts are not simulated: the city's totals of the first morning have nothing to stand beside.
        "persons_sampled" | "persons_reported" if area.short() == "3302" => return None,
        "persons_sampled" => {
            latest_round(state, area).map_or(0, |round| round.sampled.iter().map(|b| b.people).sum())
        }
        "persons_reported" => {
            latest_round(state, area).map_or(0, |round| round.resulted.iter().map(|b| b.people).sum())
        }
        "close_contacts" => contacts(state, area, Ring::Close),
        "contacts_of_contacts" => contacts(state, area, Ring::Secondary),
        "general_contacts" => {
            let outbreaks = state.outbreaks.rows().iter();
            outbreaks.flat_map(|outbreak| outbreak.general_contacts.values()).map(|row| row.0).sum()
        }
        "person_tests_cumulative" => {
            let rounds =
                state.rounds.rows().iter().flat_map(|round| &round.sampled).map(|batch| batch.people);
            rounds.sum::<u32>() + count(state.tubes.rows().iter().map(|tube| tube.people.len()).sum())
        }
        "isolation_rooms_built" => {
            let sites =
                state.sites.rows().iter().filter(|site| site.kind == SiteKind::Shelter && site.from <= at);
            sites.map(|site| site.rooms).sum()
        }
        "rounds_completed" => {
            let rounds = state.rounds.rows().iter().filter(|round| {
                round.areas.iter().any(|own| own.covers(area))
                    && round.seen.count() > 0
                    && round.closed_at.is_some()
            });
            count(rounds.count())
        }
        "open_except_330211002_zones" => {
            let grids = |zone: &situation::state::Zone| {
                zone.grids
                    .iter()
                    .filter_map(|grid| state.grids.get(*grid))
                    .map(|grid| grid.area)
                    .collect::<Vec<_>>()
            };
            let jiaochuan: AreaCode = "330211002".parse().ok()?;
            let outside = in_force(None).into_iter().any(|zone| {
                !jiaochuan.covers(zone.area) && grids(zone).iter().any(|own| !jiaochuan.covers(*own))
                    || zone.grids.is_empty() && !jiaochuan.covers(zone.area)
            });
            u32::from(!outside)
        }
        "enterprise_visits" => state.visits.values().sum(),
        "enterprise_problems" => count(state.problems.len()),
        "enterprise_problems_solved" => {
            count(state.problems.rows().iter().filter(|row| row.solved.is_some()).count())
        }
        "enterprise_problems_open" => {
            count(state.problems.rows().iter().filter(|row| row.solved.is_none()).count())
        }
        _ => return None,
    })
}

fn latest_round(state: &Situation, area: AreaCode) -> Option<&situation::state::Round> {
    state.rounds.rows().iter().rev().find(|round| round.areas.contains(&area))
}

/// Writes the page that shows both side by side.
pub(crate) fn golden_page(seed: u64, rows: &[Comparison], outcome: &super::Outcome) -> String {
    let mut page = String::from(
        "# Published and simulated: Zhenhai, December 2021\n\n\
         The published figures are those of `data/golden/zhenhai_2021.csv`.  The simulated ones are counted by the core \
         after it took every report that had arrived by that time.  A figure holds when it lies within 20 % of the \
         published one, or within 1 when that is below 10.  Days without a time mean the end of the day.\n\n",
    );
    let _ = writeln!(page, "Seed {seed}: {} reports, {} commands.\n", outcome.reports, outcome.commands);
    page.push_str("| at | area | figure | published | simulated | difference | holds |\n|---|---|---|---:|---:|---:|---|\n");
    for row in rows {
        let golden = &row.golden;
        let (simulated, difference) = row.simulated.map_or_else(
            || ("not simulated".to_owned(), String::new()),
            |value| {
                let share =
                    (f64::from(value) - f64::from(golden.value)) / f64::from(golden.value.max(1)) * 100.0;
                (value.to_string(), format!("{share:+.1} %"))
            },
        );
        let holds = if row.holds() { "yes" } else { "no" };
        let (at, area, figure, value) = (&golden.text_at, golden.area.short(), &golden.figure, golden.value);
        let _ =
            writeln!(page, "| {at} | {area} | {figure} | {value} | {simulated} | {difference} | {holds} |");
    }
    page.push_str(
        "\nWhat is not simulated: the sampling of the other nine districts on the morning of 7 December, and the outbreak \
         of January 2022 in Beilun.\n\nWritten by `cargo test --release -p haitang --bin haitang write_the_page -- --ignored`.\n",
    );
    page
}
