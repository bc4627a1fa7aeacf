//! Replays December 2021 in memory, for one seed or several, and prints published beside simulated figures.
//!
//! `golden_scenario [docs] [at TIME ...] [seed ...]`: with `docs`, the page `docs/golden-scenario.md` is written for the
//! default seed; with times (`2021-12-07T06:00`), the five queues and the gaps of those minutes are printed too.

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
        for at in asked.iter().filter_map(|text| domain::time::parse_local(text)) {
            wall(&city, seed, at)?;
        }
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

/// Prints the queues and gaps as they stood at an instant.
#[expect(clippy::print_stdout, reason = "printing is what this example is for")]
fn wall(city: &City, seed: u64, at: domain::Timestamp) -> anyhow::Result<()> {
    let mut sink = demo::MemorySink::new(|_: &domain::Entry| ());
    demo::replay(city, seed, Some(at), &mut sink)?;
    let state = sink.into_situation();
    let funnel = reporting::funnel::funnel(&state, at);
    println!("{} bottleneck {:?}", domain::time::minute_text(at), funnel.bottleneck);
    for queue in &funnel.stages {
        println!(
            "  {:?}: {} in work ({} in rounds), {} late, {} done in a day, {:.1} an hour, oldest {:?} min",
            queue.stage,
            queue.in_work,
            queue.in_rounds,
            queue.late,
            queue.done_24h,
            queue.per_hour,
            queue.oldest_minutes
        );
    }
    let mut gaps = std::collections::BTreeMap::<String, usize>::new();
    for gap in reporting::gaps::gaps(&state, at) {
        *gaps.entry(format!("{:?}", gap.kind)).or_default() += 1;
    }
    println!("  gaps {gaps:?}");
    Ok(())
}
