//! The outbreak of December 2021, replayed in the synthetic city: what the world would report, and nothing else.

mod accepted;
mod cases;
mod clock;
mod command;
mod daily;
mod report;
mod resources;
mod rounds;
mod rounds_plan;
mod spread;
mod stream;
mod tracing;
mod transfer;

pub use report::{Measure, Named, Place, Report, Shift, What};
pub use resources::{Lab, Site, Transport, labs, sites, transports};

use crate::city::City;
use crate::draw::Draw;
use rounds_plan::Plan;
use spread::{Epidemic, Run};
use std::collections::BTreeMap;
use stream::{Stream, World};

/// How many runs are tried before a seed is given up.
const ATTEMPTS: u64 = 60_000;

/// What the world reports of one outbreak, in the order it arrives.
#[derive(Clone, Debug)]
pub struct Outbreak {
    /// All reports, by time of arrival.
    pub reports: Vec<Report>,
    /// How many runs were drawn until one agreed with the published course.
    pub attempts: u64,
    /// Infections of the run, found or not: the truth that the command never sees.
    pub infected: u32,
}

impl Outbreak {
    /// Replays December 2021 in a city: 1 to 25 December.
    ///
    /// The same city and seed give the same reports.  `None` when no run of very many agrees with the published course,
    /// which no seed tried so far has brought about.
    pub fn of(city: &City, seed: u64) -> Option<Outbreak> {
        let plan = Plan::of(city, seed);
        let (mut epidemic, attempt) = epidemic(city, &plan, seed)?;
        epidemic.leave_out_known_cases();
        // Who is moved when follows from who was named, and ends the exposures that interviews can tell of.
        let nobody = BTreeMap::new();
        let apart =
            transfer::entered(&World { city, plan: &plan, epidemic: &epidemic, seed, apart: &nobody });
        let world = World { city, plan: &plan, epidemic: &epidemic, seed, apart: &apart };
        let mut out = Stream::default();
        command::tell(&world, &mut out);
        cases::tell(&world, &mut out);
        rounds::tell(&world, &mut out);
        transfer::tell(&world, &mut out);
        daily::tell(&world, &mut out);
        Some(Outbreak {
            reports: out.sorted(),
            attempts: attempt + 1,
            infected: crate::number::count(epidemic.infections.len()),
        })
    }
}

/// Draws runs until one is accepted.
fn epidemic(city: &City, plan: &Plan, seed: u64) -> Option<(Epidemic, u64)> {
    let people = crate::number::count(city.persons().len());
    let candidates: Vec<u32> =
        (1..=people).filter(|id| spread::may_be_index(city, plan.jiaochuan, *id)).collect();
    (0..ATTEMPTS).find_map(|attempt| {
        let mut draw = Draw::for_item(seed, "outbreak", attempt);
        let index = *draw.pick(&candidates);
        Run::of(city, plan, index, draw).map(|epidemic| (epidemic, attempt))
    })
}
