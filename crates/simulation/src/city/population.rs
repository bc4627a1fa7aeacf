//! Ages and household make-up: how many people of which age live together.

use super::Sex;
use crate::draw::Draw;
use crate::number::{apportion, at, count, nth_mut};

/// Residents of Zhenhai, census 2020 (Ningbo census bulletin, 17 May 2021).
pub const RESIDENTS: u32 = 510_462;

/// Mean size of a family household in Ningbo, census 2020 (same bulletin).
pub const MEAN_FAMILY_SIZE: f64 = 2.21;

/// Ningbo's residents in collective households and in all, census 2020 (same bulletin).
pub const COLLECTIVE_SHARE: (u32, u32) = (707_975, 9_404_283);

/// Students living in the higher-education park of 庄市街道, added to the city's share; an assumption.
pub const STUDENTS: u32 = 18_000;

/// Beds in care homes that are taken; an assumption, part of the collective share.
pub(super) const CARE_RESIDENTS: u32 = 960;

/// Shares of ages 0–14, 60–64 and 65+ in percent, Ningbo census bulletin 2021; the rest is 15–59.
const CENSUS_GROUPS: [(usize, usize, f64); 4] =
    [(0, 3, 12.26), (3, 12, 69.64), (12, 13, 5.51), (13, 18, 12.59)];

/// Residents by five-year band (last band 85+) in the synthetic Zhejiang of Mistry et al. 2021,
/// doi:10.1038/s41467-020-20544-y: the shape within each census group.
const ZHEJIANG_BANDS: [u32; 18] = [
    21_567, 20_017, 21_240, 33_964, 46_568, 43_610, 43_141, 49_828, 53_393, 46_069, 34_022, 32_204, 23_896,
    14_698, 12_465, 10_939, 5_817, 5_447,
];

/// Shares of family households by size 1 to 6; chosen so that the mean is 2.21.
const SIZE_SHARES: [f64; 6] = [0.310, 0.355, 0.205, 0.085, 0.035, 0.010];

/// What a member of a family household is to the others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Child,
    Adult,
    Elder,
}

/// Ages still to be given out, one count for each year of age 0 to 99.
pub(super) struct Ages(Vec<u32>);

impl Ages {
    /// All residents of the district by year of age.
    pub(super) fn of_the_district() -> Self {
        let shares: Vec<f64> = CENSUS_GROUPS.iter().map(|group| group.2).collect();
        let mut years = Vec::with_capacity(100);
        for (group, people) in CENSUS_GROUPS.iter().zip(apportion(RESIDENTS, &shares)) {
            let bands = ZHEJIANG_BANDS.get(group.0..group.1).unwrap_or_default();
            let weights: Vec<f64> = bands.iter().map(|n| f64::from(*n)).collect();
            for band in apportion(people, &weights) {
                // The open last band is spread over 85 to 99 and falls by a fifth each year.
                let open = years.len() == 85;
                let span = if open { 15 } else { 5 };
                let slope: Vec<f64> = (0..span).map(|y| if open { 0.8_f64.powi(y) } else { 1.0 }).collect();
                years.extend(apportion(band, &slope));
            }
        }
        Self(years)
    }

    /// How many people of ages `low..=high` are left.
    fn left(&self, low: u32, high: u32) -> u32 {
        self.0.iter().skip(at(low)).take(at(high - low + 1)).sum()
    }

    /// Takes one person of an age in `wish`, or else in `limit`; `None` if nobody is left there.
    fn take(&mut self, wish: (u32, u32), limit: (u32, u32), draw: &mut Draw) -> Option<u8> {
        let low = wish.0.clamp(limit.0, limit.1);
        let high = wish.1.clamp(low, limit.1);
        let (low, high) = if self.left(low, high) > 0 { (low, high) } else { limit };
        let people = self.left(low, high);
        if people == 0 {
            return None;
        }
        let mut position = draw.below(people);
        for age in low..=high {
            let here = self.0.get_mut(at(age))?;
            if position < *here {
                *here -= 1;
                return u8::try_from(age).ok();
            }
            position -= *here;
        }
        None
    }

    /// Takes people for a dormitory or care home, with ages in `low..=high`.
    pub(super) fn take_many(&mut self, people: u32, low: u32, high: u32, draw: &mut Draw) -> Vec<u8> {
        (0..people).filter_map(|_| self.take((low, high), (low, high), draw)).collect()
    }
}

/// One household before it has a home: the ages, eldest role first.
#[derive(Clone)]
pub(super) struct Family {
    pub(super) ages: Vec<u8>,
    pub(super) sexes: Vec<Sex>,
}

/// Makes the family households out of every age that is left, in random order.
pub(super) fn families(ages: &mut Ages, seed: u64) -> Vec<Family> {
    let mut draw = Draw::for_purpose(seed, "family make-up");
    let people = ages.left(0, 99);
    let mut homes: Vec<Vec<Role>> = sizes(people).into_iter().map(|size| roles(size, &mut draw)).collect();
    draw.shuffle(&mut homes);
    balance(&mut homes, Role::Child, ages.left(0, 17));
    balance(&mut homes, Role::Elder, ages.left(60, 99));
    // Parents are matched to their children first, while every age is still on hand.
    homes.sort_by_key(|home| !home.contains(&Role::Child));
    let mut families: Vec<Family> = homes.iter().map(|home| family(home, ages, &mut draw)).collect();
    draw.shuffle(&mut families);
    families
}

/// Household sizes that sum to `people`, with the shares of [`SIZE_SHARES`].
fn sizes(people: u32) -> Vec<u32> {
    let homes = crate::number::rounded(f64::from(people) / MEAN_FAMILY_SIZE);
    let mut tally = apportion(homes, &SIZE_SHARES);
    loop {
        let sum: u32 = (1u32..).zip(&tally).map(|(size, n)| size * n).sum();
        let (from, to) = match sum.cmp(&people) {
            std::cmp::Ordering::Less => (1, 2),
            std::cmp::Ordering::Greater => (2, 1),
            std::cmp::Ordering::Equal => break,
        };
        *nth_mut(&mut tally, from) -= 1;
        *nth_mut(&mut tally, to) += 1;
    }
    (1u32..).zip(tally).flat_map(|(size, n)| std::iter::repeat_n(size, at(n))).collect()
}

/// Draws who lives in a household of this size. The shares are assumptions, later balanced to the age totals.
fn roles(size: u32, draw: &mut Draw) -> Vec<Role> {
    use Role::{Adult, Child, Elder};
    let choose = |draw: &mut Draw, options: &[(&[Role], f64)]| {
        let weights: Vec<f64> = options.iter().map(|o| o.1).collect();
        options.get(draw.weighted(&weights)).map_or_else(Vec::new, |o| o.0.to_vec())
    };
    match size {
        1 => choose(draw, &[(&[Elder], 0.30), (&[Adult], 0.70)]),
        2 => choose(draw, &[(&[Elder, Elder], 0.26), (&[Adult, Adult], 0.62), (&[Adult, Child], 0.12)]),
        3 => choose(
            draw,
            &[(&[Adult, Adult, Child], 0.66), (&[Adult, Adult, Elder], 0.16), (&[Adult, Adult, Adult], 0.18)],
        ),
        4 => choose(
            draw,
            &[
                (&[Adult, Adult, Child, Child], 0.55),
                (&[Adult, Adult, Child, Elder], 0.30),
                (&[Adult, Adult, Elder, Elder], 0.15),
            ],
        ),
        5 => choose(
            draw,
            &[(&[Adult, Adult, Child, Elder, Elder], 0.55), (&[Adult, Adult, Child, Child, Elder], 0.45)],
        ),
        _ => vec![Adult, Adult, Child, Child, Elder, Elder],
    }
}

/// Turns adults into `role`, or back, in the later places of households until exactly `wanted` have it.
///
/// The first place always stays as it is where children live, so no child is ever without a grown-up.
fn balance(homes: &mut [Vec<Role>], role: Role, wanted: u32) {
    let mut have = count(homes.iter().flatten().filter(|r| **r == role).count());
    // Third and later places are changed first, then the second, then people living alone.
    for first_place in [2, 1, 0] {
        for home in homes.iter_mut() {
            if have == wanted {
                return;
            }
            if first_place == 0 && (role == Role::Child || home.contains(&Role::Child)) {
                continue;
            }
            let (from, to) = if have < wanted { (Role::Adult, role) } else { (role, Role::Adult) };
            if let Some(place) = home.iter_mut().skip(first_place).find(|r| **r == from) {
                *place = to;
                have = if have < wanted { have + 1 } else { have - 1 };
            }
        }
    }
    assert_eq!(have, wanted, "the households have too few places to balance ages");
}

/// Gives ages and sexes to the members of one household.
fn family(home: &[Role], ages: &mut Ages, draw: &mut Draw) -> Family {
    const CHILD: (u32, u32) = (0, 17);
    const ADULT: (u32, u32) = (18, 59);
    const ELDER: (u32, u32) = (60, 99);
    const LEFT: &str = "roles were balanced to the ages on hand";
    let mut children = Vec::new();
    for _ in home.iter().filter(|r| **r == Role::Child) {
        let sibling =
            children.first().map_or(CHILD, |a: &u8| (u32::from(*a).saturating_sub(5), u32::from(*a) + 5));
        children.push(ages.take(sibling, CHILD, draw).expect(LEFT));
    }
    let eldest_child = children.iter().max().map(|a| u32::from(*a));
    let mut members: Vec<u8> = Vec::with_capacity(home.len());
    let mut waiting = children.into_iter();
    let mut adults = 0;
    let mut elders: Option<u32> = None;
    for role in home {
        let head = members.first().map(|a| u32::from(*a));
        let age = match role {
            Role::Child => waiting.next().expect(LEFT),
            Role::Adult => {
                adults += 1;
                let wish = match (head, eldest_child) {
                    // A third grown-up beside two is most often their grown child.
                    (Some(h), _) if adults > 2 => (h.saturating_sub(34), h.saturating_sub(22)),
                    (Some(h), _) => (h.saturating_sub(4), h + 3),
                    (None, Some(c)) => (c + 22, c + 36),
                    (None, None) => ADULT,
                };
                ages.take(wish, ADULT, draw).expect(LEFT)
            }
            Role::Elder => {
                let wish = match (elders, head) {
                    (Some(e), _) => (e.saturating_sub(4), e + 4),
                    (None, Some(h)) => (h + 22, h + 34),
                    (None, None) => ELDER,
                };
                let age = ages.take(wish, ELDER, draw).expect(LEFT);
                elders = Some(u32::from(age));
                age
            }
        };
        members.push(age);
    }
    let sexes = sexes(home, draw);
    Family { ages: members, sexes }
}

/// Draws sexes: the first two grown-ups of a household are most often a couple.
fn sexes(home: &[Role], draw: &mut Draw) -> Vec<Sex> {
    let mut sexes: Vec<Sex> = Vec::with_capacity(home.len());
    for (place, role) in home.iter().enumerate() {
        let couple = place % 2 == 1 && *role != Role::Child && draw.chance(0.95);
        let sex = match (couple, sexes.last()) {
            (true, Some(Sex::Male)) => Sex::Female,
            (true, Some(Sex::Female)) => Sex::Male,
            // Boys are 52 % of births; old women live alone more often than old men.
            _ if *role == Role::Child => Sex::drawn(0.52, draw),
            _ if home.len() == 1 && *role == Role::Elder => Sex::drawn(0.38, draw),
            _ => Sex::drawn(0.54, draw),
        };
        sexes.push(sex);
    }
    sexes
}

/// Residents in collective households: the city's share of the district plus the students.
pub fn collective_residents() -> u32 {
    let (in_collective, all) = COLLECTIVE_SHARE;
    let share = f64::from(in_collective) / f64::from(all);
    crate::number::rounded(f64::from(RESIDENTS) * share) + STUDENTS
}
