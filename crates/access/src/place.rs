//! How what is touched lies to whoever touches it.

use domain::{AreaCode, Unit};
use serde::{Deserialize, Serialize};

/// A unit and the area it works in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The unit; the office of an area stands for the area.
    pub unit: Unit,
    /// Where it lies: for a grid its village or street, for a post the area it was set up for.
    pub area: AreaCode,
}

impl Place {
    /// Returns an area as a place.
    pub fn of_area(area: AreaCode) -> Self {
        Self { unit: Unit::Area(area), area }
    }
}

/// How what is touched lies to whoever touches it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// It is the actor's own unit.
    Own,
    /// It lies inside the area of the actor's unit.
    Below,
    /// It lies elsewhere.
    Elsewhere,
}

impl Relation {
    /// All, from the nearest.
    pub const ALL: [Relation; 3] = [Relation::Own, Relation::Below, Relation::Elsewhere];

    /// Returns how `target` lies to `own`.  A grid has nothing below it; a post works for the whole area it was set up for.
    pub fn of(own: Place, target: Place) -> Self {
        if own.unit == target.unit {
            return Self::Own;
        }
        let covers = match own.unit {
            Unit::Grid(_) => false,
            Unit::Area(_) | Unit::Post(_) => own.area.covers(target.area),
        };
        if covers { Self::Below } else { Self::Elsewhere }
    }

    /// Returns the farthest relation of several targets.  What lies nowhere is nobody's own: it is [`Relation::Below`] for
    /// whoever answers for the `whole` area of this post, and [`Relation::Elsewhere`] for everybody else.
    pub fn of_all(own: Place, targets: &[Place], whole: AreaCode) -> Self {
        let relations = targets.iter().map(|target| Self::of(own, *target));
        let answers_for_all = match own.unit {
            Unit::Grid(_) => false,
            Unit::Area(_) | Unit::Post(_) => own.area.covers(whole),
        };
        let nowhere = if answers_for_all { Self::Below } else { Self::Elsewhere };
        relations.max().unwrap_or(nowhere)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{GridId, PostId};

    fn area(code: &str) -> AreaCode {
        code.parse().unwrap()
    }

    #[test]
    fn a_district_looks_down_on_its_streets_and_not_on_its_neighbour() {
        let district = Place::of_area(area("330211"));
        assert_eq!(Relation::of(district, district), Relation::Own);
        assert_eq!(Relation::of(district, Place::of_area(area("330211002"))), Relation::Below);
        assert_eq!(Relation::of(district, Place::of_area(area("330206"))), Relation::Elsewhere);
        assert_eq!(Relation::of(district, Place::of_area(area("3302"))), Relation::Elsewhere);
    }

    #[test]
    fn a_grid_has_only_itself() {
        let own = Place { unit: Unit::Grid(GridId(1)), area: area("330211002") };
        let other = Place { unit: Unit::Grid(GridId(2)), area: area("330211002") };
        assert_eq!(Relation::of(own, other), Relation::Elsewhere);
        assert_eq!(Relation::of(own, own), Relation::Own);
    }

    #[test]
    fn a_post_works_for_its_area() {
        let post = Place { unit: Unit::Post(PostId(1)), area: area("330211") };
        assert_eq!(Relation::of(post, Place::of_area(area("330211"))), Relation::Below);
        let far = [Place::of_area(area("330211")), Place::of_area(area("330206"))];
        assert_eq!(Relation::of_all(post, &far, area("330211")), Relation::Elsewhere);
    }

    #[test]
    fn what_lies_nowhere_is_for_those_who_answer_for_the_whole() {
        let whole = area("330211");
        let of = |own| Relation::of_all(own, &[], whole);
        assert_eq!(of(Place::of_area(whole)), Relation::Below);
        assert_eq!(of(Place::of_area(area("3302"))), Relation::Below);
        assert_eq!(of(Place::of_area(area("330211002"))), Relation::Elsewhere);
        assert_eq!(of(Place { unit: Unit::Grid(GridId(1)), area: whole }), Relation::Elsewhere, "a grid");
    }
}
