//! Replays December 2021 in memory, for one seed or several, and prints published beside simulated figures.
//!
//! `golden_scenario [docs] [seed ...]`: with `docs`, the page `docs/golden-scenario.md` is written for the default seed.

#[path = "../src/demo/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the example uses a part of what the binary uses")]
mod demo;

use simulation::city::City;

fn main() -> anyhow::Result<()> {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let mut seeds: Vec<u64> = asked.iter().filter_map(|text| text.parse().ok()).collect();
    if seeds.is_empty() {
        seeds.push(demo::DEFAULT_SEED);
    }
    for seed in seeds {
        let city = City::zhenhai(seed);
        let mut facts = 0;
        let mut sink = demo::MemorySink::new(|entry: &domain::Entry| facts += entry.facts.len());
        let (outcome, rows) = demo::rehearse(&city, seed, &mut sink)?;
        let state = sink.into_situation();
        let page = demo::golden_page(seed, &rows, &outcome);
        #[expect(clippy::print_stdout, reason = "printing is what this example is for")]
        {
            println!("{page}\nentries {}, facts {facts}, refused {:?}", state.seq, outcome.refused);
        }
        if asked.iter().any(|word| word == "docs") && seed == demo::DEFAULT_SEED {
            std::fs::write("docs/golden-scenario.md", page)?;
        }
    }
    Ok(())
}
