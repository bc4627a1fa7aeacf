//! Generates the city once and prints how long that took and what came out.

use simulation::city::{City, GridVersion};

#[expect(clippy::disallowed_methods, reason = "an example may measure itself")]
#[expect(clippy::print_stdout, reason = "an example reports to the terminal")]
fn main() {
    let seed = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(20_211_206);
    let started = std::time::Instant::now();
    let city = City::zhenhai(seed);
    println!("generated in {:.2?}", started.elapsed());
    println!("{} residents, {} households", city.persons().len(), city.households().len());
    println!("{} buildings, {} workplaces", city.buildings().len(), city.workplaces().len());
    println!("{} classes, {} gates", city.classes().len(), city.facilities().gates.len());
    for (area, position) in city.areas().iter().zip(0u32..) {
        println!("  {} {}", area.name, city.residents_of_area(position).len());
    }
    for id in [1, 100_000, 250_000, 333_333, 510_462] {
        println!("{:?}", city.details(id));
    }
    println!("{:?}", city.grids().oversights());
    let started = std::time::Instant::now();
    let map = city.boundaries(GridVersion::Surge);
    println!("map of {} kB in {:.2?}", map.len() / 1000, started.elapsed());
    println!("digest {}", city.digest());
}
