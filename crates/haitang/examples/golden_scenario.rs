//! Replays the default seed in memory and prints what became of it.
#[path = "../src/demo/mod.rs"]
mod demo;

fn main() -> anyhow::Result<()> {
    let seed = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(demo::DEFAULT_SEED);
    let city = simulation::city::City::zhenhai(seed);
    let mut hasher = blake3::Hasher::new();
    let mut facts = 0;
    let mut sink = demo::MemorySink::new(|entry: &domain::Entry| {
        facts += entry.facts.len();
        hasher.update(&serde_json::to_vec(&entry.facts).unwrap_or_default());
    });
    let outcome = demo::replay(&city, seed, None, &mut sink)?;
    let state = sink.into_situation();
    println!("{outcome:?} entries {} facts {facts} {}", state.seq, hasher.finalize());
    println!("cases {} contacts {} tubes {}", state.cases.len(), state.contacts.len(), state.tubes.len());
    Ok(())
}
