//! Where: statistical area codes, kinds of area and building, points, and the units that orders are addressed to.

use crate::ids::{GridId, PostId};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::{fmt, str::FromStr};

/// A statistical area code, kept at its full 12 digits: 6 of the district, 3 of the street or town, 3 of the village.
///
/// A city is its four digits and eight zeros (`330200000000`), a province its two.
/// Source: GB/T 2260 and the 12-digit statistical code of the National Bureau of Statistics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaCode(u64);

/// Why a text is not an area code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an area code has 2, 4, 6, 9 or 12 digits, not {0:?}")]
pub struct NotAnAreaCode(pub String);

impl AreaCode {
    /// Returns the 12 digits as a number.
    pub fn number(self) -> u64 {
        self.0
    }

    /// Returns whether `other` is this area or lies inside it.
    pub fn covers(self, other: AreaCode) -> bool {
        let span = self.span();
        self.0 / span == other.0 / span
    }

    /// Returns the next area up by the code alone (village > street > district > city > province); `None` above a province.
    pub fn parent(self) -> Option<AreaCode> {
        let up = match self.span() {
            1 => 1_000,
            1_000 => 1_000_000,
            1_000_000 => 100_000_000,
            100_000_000 => 10_000_000_000,
            _ => return None,
        };
        Some(AreaCode(self.0 / up * up))
    }

    /// Returns the district (6 digits) this code lies in; a city or province returns itself.
    #[must_use]
    pub fn district(self) -> AreaCode {
        if self.span() > 1_000_000 { self } else { AreaCode(self.0 / 1_000_000 * 1_000_000) }
    }

    /// Returns the street, town or zone (9 digits) this code lies in; a wider area returns itself.
    #[must_use]
    pub fn street(self) -> AreaCode {
        if self.span() > 1_000 { self } else { AreaCode(self.0 / 1_000 * 1_000) }
    }

    /// Returns the city (4 digits) this code lies in; a province returns itself.
    #[must_use]
    pub fn city(self) -> AreaCode {
        if self.span() > 100_000_000 { self } else { AreaCode(self.0 / 100_000_000 * 100_000_000) }
    }

    /// How many codes this area spans.
    fn span(self) -> u64 {
        [10_000_000_000, 100_000_000, 1_000_000, 1_000]
            .into_iter()
            .find(|span| self.0.is_multiple_of(*span))
            .unwrap_or(1)
    }

    /// Returns the code without its trailing zero groups, as people write it: `330211002`.
    pub fn short(self) -> String {
        let digits = match self.span() {
            10_000_000_000 => 2,
            100_000_000 => 4,
            1_000_000 => 6,
            1_000 => 9,
            _ => 12,
        };
        self.to_string().chars().take(digits).collect()
    }
}

impl FromStr for AreaCode {
    type Err = NotAnAreaCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || NotAnAreaCode(text.to_owned());
        if !matches!(text.len(), 2 | 4 | 6 | 9 | 12) || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(refused());
        }
        format!("{text:0<12}").parse().map(AreaCode).map_err(|_digits| refused())
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012}", self.0)
    }
}

impl Serialize for AreaCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            self.0.serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for AreaCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
            text.parse().map_err(D::Error::custom)
        } else {
            u64::deserialize(deserializer).map(AreaCode)
        }
    }
}

/// What an area is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaKind {
    /// 省
    Province,
    /// 市
    City,
    /// 区、县、县级市
    District,
    /// 街道
    Street,
    /// 镇、乡
    Town,
    /// 开发区、石化区 and the like: addressable like a town.
    DevelopmentZone,
    /// 村
    Village,
    /// 社区
    Community,
}

/// What a building is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BuildingKind {
    /// 住宅
    Residential,
    /// 农居
    VillageHouse,
    /// 宿舍
    Dormitory,
    /// 学校
    School,
    /// 工厂
    Factory,
    /// 办公
    Office,
    /// 商场、市场
    Market,
    /// 医疗机构
    Clinic,
    /// 养老、福利机构
    CareHome,
    /// 其他
    Other,
}

/// A point, WGS-84, in millionths of a degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// Longitude east, millionths of a degree.
    pub lon: i32,
    /// Latitude north, millionths of a degree.
    pub lat: i32,
}

impl Point {
    /// Returns longitude and latitude in degrees.
    pub fn degrees(self) -> (f64, f64) {
        (f64::from(self.lon) / 1e6, f64::from(self.lat) / 1e6)
    }
}

/// A unit that orders are addressed to and that answers for work: an area's office, a grid or a command post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// The office of a city, district, street, town, zone or village.
    Area(AreaCode),
    /// A grid and its workers.
    Grid(GridId),
    /// A command post or task force.
    Post(PostId),
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unit::Area(area) => area.fmt(f),
            Unit::Grid(grid) => grid.fmt(f),
            Unit::Post(post) => post.fmt(f),
        }
    }
}

/// Why a text is not a unit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a unit is an area code, G and a number, or P and a number, not {0:?}")]
pub struct NotAUnit(pub String);

impl FromStr for Unit {
    type Err = NotAUnit;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |digits: &str| digits.parse::<u32>().map_err(|_digits| NotAUnit(text.to_owned()));
        match (text.strip_prefix('G'), text.strip_prefix('P')) {
            (Some(grid), _) => number(grid).map(|n| Unit::Grid(GridId(n))),
            (_, Some(post)) => number(post).map(|n| Unit::Post(PostId(n))),
            _ => text.parse().map(Unit::Area).map_err(|_code: NotAnAreaCode| NotAUnit(text.to_owned())),
        }
    }
}

impl Serialize for Unit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Unit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_street_lies_in_its_district_and_city() {
        let jiaochuan: AreaCode = "330211002".parse().unwrap();
        assert_eq!(jiaochuan.to_string(), "330211002000");
        assert_eq!(jiaochuan.short(), "330211002");
        assert_eq!(jiaochuan.district().short(), "330211");
        assert_eq!(jiaochuan.city().short(), "3302");
        assert_eq!(jiaochuan.parent().unwrap().short(), "330211");
        assert!("3302".parse::<AreaCode>().unwrap().covers(jiaochuan));
        assert!("33".parse::<AreaCode>().unwrap().covers(jiaochuan));
        assert!(!"330206".parse::<AreaCode>().unwrap().covers(jiaochuan));
        assert!(
            "330200".parse::<AreaCode>().unwrap().covers(jiaochuan),
            "the city as six digits is the city"
        );
    }

    #[test]
    fn units_are_read_back_as_written() {
        for text in ["330211002000", "G17", "P3"] {
            assert_eq!(text.parse::<Unit>().unwrap().to_string(), text);
        }
        assert!("X1".parse::<Unit>().is_err());
    }
}
