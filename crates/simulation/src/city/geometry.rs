//! Plane geometry on longitude and latitude: half-plane cells, clipping, distances.
//!
//! A district spans 30 km, so degrees are scaled to metres at one latitude; the error is below 0.1 %.

use geo::{BooleanOps, Contains, Coord, LineString, MultiPolygon, Polygon};

/// Metres in a degree of latitude near 30° N.
const METRES_PER_DEGREE: f64 = 110_852.0;

/// Metres in a degree of longitude divided by metres in a degree of latitude at 29.97° N.
const LONGITUDE_SCALE: f64 = 0.8698;

/// The point so many metres east and north, rounded to 10⁻⁶ degree (0.1 m).
pub(super) fn moved(from: Coord<f64>, east: f64, north: f64) -> Coord<f64> {
    let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
    Coord {
        x: round(from.x + east / (METRES_PER_DEGREE * LONGITUDE_SCALE)),
        y: round(from.y + north / METRES_PER_DEGREE),
    }
}

/// Distance in metres.
pub(super) fn metres_between(a: Coord<f64>, b: Coord<f64>) -> f64 {
    let east = (a.x - b.x) * LONGITUDE_SCALE;
    let north = a.y - b.y;
    METRES_PER_DEGREE * east.hypot(north)
}

/// True if the point lies inside the shape.
pub(super) fn inside(shape: &MultiPolygon<f64>, point: Coord<f64>) -> bool {
    shape.contains(&point)
}

/// Divides `shape` among `sites`: each gets the part nearer to it than to any other (a Voronoi diagram).
///
/// The parts come in the order of the sites, and cover the shape. Two sites at one place share a part's edge.
pub(super) fn cells(shape: &MultiPolygon<f64>, sites: &[Coord<f64>]) -> Vec<MultiPolygon<f64>> {
    (0..sites.len())
        .map(|own| {
            let ring = nearer_region(sites, own);
            if ring.len() < 3 {
                return MultiPolygon::new(Vec::new());
            }
            shape.intersection(&Polygon::new(LineString::new(ring), Vec::new()))
        })
        .collect()
}

/// The convex region of points nearer to `sites[own]` than to the others, inside a box around the city.
fn nearer_region(sites: &[Coord<f64>], own: usize) -> Vec<Coord<f64>> {
    let mut ring = vec![
        Coord { x: 120.0, y: 28.5 },
        Coord { x: 123.0, y: 28.5 },
        Coord { x: 123.0, y: 31.5 },
        Coord { x: 120.0, y: 31.5 },
    ];
    let Some(centre) = sites.get(own) else { return ring };
    for (position, other) in sites.iter().enumerate() {
        if position != own && centre != other {
            ring = clipped(&ring, *centre, *other);
        }
    }
    ring
}

/// The part of a convex ring that is nearer to `near` than to `far` (Sutherland and Hodgman 1974).
fn clipped(ring: &[Coord<f64>], near: Coord<f64>, far: Coord<f64>) -> Vec<Coord<f64>> {
    let squared = LONGITUDE_SCALE * LONGITUDE_SCALE;
    let (a, b) = ((far.x - near.x) * squared, far.y - near.y);
    let c = a * (near.x + far.x) / 2.0 + b * (near.y + far.y) / 2.0;
    // Negative on the near side of the perpendicular bisector.
    let side = |p: &Coord<f64>| a * p.x + b * p.y - c;
    let mut out = Vec::with_capacity(ring.len() + 1);
    for (from, to) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        let (before, after) = (side(from), side(to));
        if before <= 0.0 {
            out.push(*from);
        }
        if (before < 0.0 && after > 0.0) || (before > 0.0 && after < 0.0) {
            let share = before / (before - after);
            out.push(Coord { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) });
        }
    }
    out
}

/// Centres of `k` clusters of weighted points: farthest-point start, then a dozen rounds of Lloyd's method.
///
/// Fewer than `k` distinct points give as many centres as there are points.
pub(super) fn cluster_centres(points: &[(Coord<f64>, f64)], k: usize) -> Vec<Coord<f64>> {
    let mut centres: Vec<Coord<f64>> = Vec::with_capacity(k);
    let heaviest = points.iter().max_by(|a, b| a.1.total_cmp(&b.1)).map(|p| p.0);
    centres.extend(heaviest);
    while centres.len() < k {
        let gap = |p: &(Coord<f64>, f64)| {
            centres.iter().map(|c| metres_between(*c, p.0)).fold(f64::INFINITY, f64::min)
        };
        match points.iter().map(|p| (gap(p), p.0)).max_by(|a, b| a.0.total_cmp(&b.0)) {
            Some((distance, point)) if distance > 0.0 => centres.push(point),
            _ => break,
        }
    }
    for _ in 0..12 {
        let mut sums = vec![(0.0, 0.0, 0.0); centres.len()];
        for (point, weight) in points {
            if let Some(sum) = sums.get_mut(nearest(&centres, *point)) {
                *sum = (sum.0 + point.x * weight, sum.1 + point.y * weight, sum.2 + weight);
            }
        }
        for (centre, (x, y, weight)) in centres.iter_mut().zip(sums) {
            if weight > 0.0 {
                *centre = Coord { x: x / weight, y: y / weight };
            }
        }
    }
    centres
}

/// Position of the nearest centre; the first of equals.
pub(super) fn nearest(centres: &[Coord<f64>], point: Coord<f64>) -> usize {
    let distances = centres.iter().enumerate().map(|(i, c)| (metres_between(*c, point), i));
    distances.min_by(|a, b| a.0.total_cmp(&b.0)).map_or(0, |(_, i)| i)
}

#[cfg(test)]
mod tests {
    use geo::{Area, Coord, LineString, MultiPolygon, Polygon};

    use super::{cells, inside, metres_between, moved};

    #[test]
    fn cells_cover_the_shape_once_and_hold_their_own_site() {
        let square = Polygon::new(
            LineString::from(vec![(121.0, 29.0), (122.0, 29.0), (122.0, 30.0), (121.0, 30.0)]),
            vec![],
        );
        let shape = MultiPolygon::new(vec![square]);
        let sites = [Coord { x: 121.2, y: 29.3 }, Coord { x: 121.7, y: 29.4 }, Coord { x: 121.5, y: 29.9 }];
        let parts = cells(&shape, &sites);
        let covered: f64 = parts.iter().map(Area::unsigned_area).sum();
        assert!((covered - 1.0).abs() < 1e-6, "{covered}");
        for (part, site) in parts.iter().zip(sites) {
            assert!(inside(part, site));
        }
    }

    #[test]
    fn a_move_of_so_many_metres_is_that_far() {
        let start = Coord { x: 121.6, y: 29.97 };
        assert!((metres_between(start, moved(start, 300.0, 400.0)) - 500.0).abs() < 0.2);
    }
}
