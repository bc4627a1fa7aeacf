//! Conversions between counts, indexes and real numbers, each checked.
#![expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rounded real number has no checked way back to an integer; the range is asserted first"
)]

/// Turns a count or zero-based position into an index.
pub(crate) fn at(position: u32) -> usize {
    usize::try_from(position).expect("this program runs where an index holds 32 bits")
}

/// Turns the length of a list into a count.
pub(crate) fn count(length: usize) -> u32 {
    u32::try_from(length).expect("no list of a city has four billion entries")
}

/// The element with this one-based id.
pub(crate) fn nth<T>(items: &[T], id: u32) -> &T {
    let index = id.checked_sub(1).expect("ids of a city start at one");
    items.get(at(index)).expect("the id was minted by this city")
}

/// The element with this one-based id, to change.
pub(crate) fn nth_mut<T>(items: &mut [T], id: u32) -> &mut T {
    let index = id.checked_sub(1).expect("ids of a city start at one");
    items.get_mut(at(index)).expect("the id was minted by this city")
}

/// Rounds a non-negative real number to the nearest count.
pub(crate) fn rounded(value: f64) -> u32 {
    assert!((-0.5..4.0e9).contains(&value), "{value} is not a count");
    value.round() as u32
}

/// Splits `total` over `weights` by the largest remainder, so that the parts sum to `total` exactly.
///
/// Ties go to the earlier entry. Weights must not all be zero.
pub(crate) fn apportion(total: u32, weights: &[f64]) -> Vec<u32> {
    let sum: f64 = weights.iter().sum();
    assert!(sum > 0.0, "nothing to apportion over");
    let quotas: Vec<f64> = weights.iter().map(|w| f64::from(total) * w / sum).collect();
    let mut parts: Vec<u32> = quotas.iter().map(|q| q.floor() as u32).collect();
    let mut order: Vec<usize> = (0..quotas.len()).collect();
    let remainder = |i: &usize| quotas.get(*i).map_or(0.0, |q| q.fract());
    order.sort_by(|a, b| remainder(b).total_cmp(&remainder(a)).then(a.cmp(b)));
    let missing = total - parts.iter().sum::<u32>();
    for i in order.into_iter().cycle().take(at(missing)) {
        if let Some(part) = parts.get_mut(i) {
            *part += 1;
        }
    }
    parts
}

/// Splits `total` like [`apportion`], but gives every entry at least `least`.
pub(crate) fn apportion_at_least(total: u32, least: u32, weights: &[f64]) -> Vec<u32> {
    let reserved = least * count(weights.len());
    let rest = total.checked_sub(reserved).expect("the total covers the least share of every entry");
    apportion(rest, weights).into_iter().map(|part| part + least).collect()
}

#[cfg(test)]
mod tests {
    use super::{apportion, apportion_at_least};

    #[test]
    fn parts_sum_to_the_total_and_follow_the_weights() {
        assert_eq!(apportion(10, &[1.0, 1.0, 1.0]), vec![4, 3, 3]);
        assert_eq!(apportion(7, &[0.0, 2.0, 5.0]), vec![0, 2, 5]);
        assert_eq!(apportion_at_least(10, 1, &[0.0, 3.0]), vec![1, 9]);
    }
}
