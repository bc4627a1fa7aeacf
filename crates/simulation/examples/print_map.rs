//! Prints the map with the 99 surge grids as `GeoJSON`.

use simulation::city::{City, GridVersion};

#[expect(clippy::print_stdout, reason = "an example writes to the terminal")]
fn main() {
    let seed = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(20_211_206);
    print!("{}", City::zhenhai(seed).boundaries(GridVersion::Surge));
}
