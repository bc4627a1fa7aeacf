//! Seeded randomness: one independent stream for each purpose.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::number::{at, count};

/// A stream of random draws, fixed by a seed and the name of its purpose.
///
/// Streams of different names are independent, so adding draws for one purpose never changes another.
#[derive(Clone, Debug)]
pub struct Draw(ChaCha8Rng);

impl Draw {
    /// The stream for `purpose` under `seed`.
    pub fn for_purpose(seed: u64, purpose: &str) -> Self {
        Self::for_item(seed, purpose, 0)
    }

    /// The stream for one numbered item of a purpose, such as one person's name.
    pub fn for_item(seed: u64, purpose: &str, item: u64) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("haitang simulation stream v1");
        hasher.update(&seed.to_le_bytes());
        hasher.update(&item.to_le_bytes());
        hasher.update(purpose.as_bytes());
        Self(ChaCha8Rng::from_seed(*hasher.finalize().as_bytes()))
    }

    /// A real number in `[0, 1)`.
    pub fn unit(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / (f64::from(u32::MAX) + 1.0)
    }

    /// A whole number in `0..bound`; `bound` must be positive. The bias is below 2⁻³² × bound.
    ///
    /// # Panics
    /// If `bound` is zero.
    pub fn below(&mut self, bound: u32) -> u32 {
        assert!(bound > 0, "an empty range has nothing to draw");
        let wide = (u64::from(self.0.next_u32()) * u64::from(bound)) >> 32;
        u32::try_from(wide).expect("the product's high half is below the bound")
    }

    /// A whole number in `low..=high`.
    pub fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high - low + 1)
    }

    /// True with probability `p`.
    pub fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// A standard normal deviate (Box and Muller 1958, doi:10.1214/aoms/1177706645).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// A Poisson count, by multiplying uniforms (Knuth 1969); meant for means below about 50.
    pub fn poisson(&mut self, mean: f64) -> u32 {
        let limit = (-mean).exp();
        let mut product = self.unit();
        let mut events = 0;
        while product > limit {
            product *= self.unit();
            events += 1;
        }
        events
    }

    /// One entry of a list that must not be empty.
    ///
    /// # Panics
    /// If the list is empty.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let index = self.below(count(items.len()));
        items.get(at(index)).expect("the drawn position lies within the list")
    }

    /// The position of an entry, drawn with probability proportional to its weight.
    ///
    /// Weights must not all be zero.
    ///
    /// # Panics
    /// If no weight is positive.
    pub fn weighted(&mut self, weights: &[f64]) -> usize {
        let total: f64 = weights.iter().sum();
        assert!(total > 0.0, "no entry has any weight");
        let mut left = self.unit() * total;
        for (position, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return position;
            }
        }
        weights.iter().rposition(|w| *w > 0.0).expect("some weight is positive")
    }

    /// Puts a list in random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = at(self.below(count(last + 1)));
            items.swap(last, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Draw;

    #[test]
    fn streams_repeat_by_name_and_differ_between_names() {
        let mut a = Draw::for_purpose(7, "ages");
        let mut b = Draw::for_purpose(7, "ages");
        let mut c = Draw::for_purpose(7, "names");
        let first: Vec<u32> = (0..8).map(|_| a.below(1000)).collect();
        assert_eq!(first, (0..8).map(|_| b.below(1000)).collect::<Vec<_>>());
        assert_ne!(first, (0..8).map(|_| c.below(1000)).collect::<Vec<_>>());
    }

    #[test]
    fn the_mean_of_many_poisson_draws_is_near_its_parameter() {
        let mut draw = Draw::for_purpose(1, "poisson");
        let sum: u32 = (0..20_000).map(|_| draw.poisson(4.11)).sum();
        let mean = f64::from(sum) / 20_000.0;
        assert!((mean - 4.11).abs() < 0.06, "{mean}");
    }
}
