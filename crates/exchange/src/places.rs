//! The register of a city as a sheet: areas, buildings with their grid, sites and laboratories, a row each.

use domain::{AreaCode, AreaKind, BuildingKind, Point, SiteKind};

use crate::{Refusal, Table, Words};

/// What a row lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// An area of the place tree.
    Area(AreaKind),
    /// A building with its households and people, and the grid that looks after it.
    Building {
        /// What it is for.
        kind: BuildingKind,
        /// Households, at least one.
        households: u32,
        /// People, at least one a household.
        people: u32,
        /// Name of the grid; `None` leaves the building without one, which is a gap.
        grid: Option<String>,
    },
    /// A site with so many rooms; a sampling site has none.
    Site(SiteKind, u32),
    /// A laboratory with so many tubes an hour.
    Laboratory(u32),
}

/// A row that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceRow {
    /// Its number in the file.
    pub row: u32,
    /// What it lists.
    pub place: Place,
    /// Name.
    pub name: String,
    /// Of an area its own code, otherwise that of the area it lies in.
    pub area: AreaCode,
    /// Where it is; areas may do without.
    pub point: Option<Point>,
}

/// A row that was not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceFault {
    /// Its number in the file.
    pub row: u32,
    /// What is wrong, and what to do.
    pub why: Words,
}

/// Headings by which the columns are known.
const KIND: &[&str] = &["类别", "类型", "kind", "type"];
const NAME: &[&str] = &["名称", "name"];
const CODE: &[&str] = &["区划代码", "代码", "区划", "area", "code"];
const LON: &[&str] = &["经度", "lon", "longitude"];
const LAT: &[&str] = &["纬度", "lat", "latitude"];
const AMOUNT: &[&str] =
    &["数量", "户数", "房间数", "每小时管数", "households", "rooms", "tubes_per_hour", "amount"];
const PEOPLE: &[&str] = &["人数", "people"];
const GRID: &[&str] = &["网格", "grid"];

/// Where each column stands.
struct Columns {
    kind: usize,
    name: usize,
    code: usize,
    lon: Option<usize>,
    lat: Option<usize>,
    amount: Option<usize>,
    people: Option<usize>,
    grid: Option<usize>,
}

impl Columns {
    fn of(table: &Table) -> Result<Self, Refusal> {
        let find = |names: &[&str]| {
            let known = |header: &String| names.contains(&header.to_lowercase().as_str());
            table.headers.iter().position(known)
        };
        let must = |names: &[&str]| {
            find(names).ok_or_else(|| Refusal::MissingColumn {
                header: names.iter().take(1).copied().collect(),
                headers: table.headers.clone(),
            })
        };
        Ok(Self {
            kind: must(KIND)?,
            name: must(NAME)?,
            code: must(CODE)?,
            lon: find(LON),
            lat: find(LAT),
            amount: find(AMOUNT),
            people: find(PEOPLE),
            grid: find(GRID),
        })
    }
}

/// Reads the rows of a register; every row is either understood or has its fault.
///
/// # Errors
/// [`Refusal::MissingColumn`] where kind, name or area code have no column.
pub fn parse_places(table: &Table) -> Result<(Vec<PlaceRow>, Vec<PlaceFault>), Refusal> {
    let columns = Columns::of(table)?;
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    for row in &table.rows {
        let text = |column: usize| row.cells.get(column).map_or("", |cell| cell.text.trim());
        match one(&columns, &text) {
            Ok((place, name, area, point)) => {
                rows.push(PlaceRow { row: row.number, place, name, area, point });
            }
            Err(why) => faults.push(PlaceFault { row: row.number, why }),
        }
    }
    Ok((rows, faults))
}

fn one<'t>(
    columns: &Columns,
    text: &dyn Fn(usize) -> &'t str,
) -> Result<(Place, String, AreaCode, Option<Point>), Words> {
    let optional = |column: Option<usize>| column.map(text).filter(|text| !text.is_empty());
    let name = text(columns.name);
    if name.is_empty() {
        return Err(Words::new("名称为空；请补上。", "the name is empty: give one"));
    }
    let area = text(columns.code).parse().map_err(|_not_a_code| {
        let code = text(columns.code);
        Words::new(
            format!("区划代码“{code}”应为 2、4、6、9 或 12 位数字。"),
            format!("the area code \"{code}\" must have 2, 4, 6, 9 or 12 digits"),
        )
    })?;
    let point = point(optional(columns.lon), optional(columns.lat))?;
    let number = |column: Option<usize>, what: (&str, &str)| {
        let found = optional(column).and_then(|text| text.parse::<u32>().ok()).filter(|number| *number > 0);
        found.ok_or_else(|| {
            Words::new(
                format!("{}应为大于 0 的整数。", what.0),
                format!("{} must be a whole number above 0", what.1),
            )
        })
    };
    let kind = text(columns.kind);
    let place = if let Some(kind) = area_kind(kind) {
        Place::Area(kind)
    } else if let Some(kind) = site_kind(kind) {
        let rooms =
            if kind == SiteKind::Sampling { 0 } else { number(columns.amount, ("房间数", "rooms"))? };
        Place::Site(kind, rooms)
    } else if matches!(kind, "实验室" | "检测机构" | "laboratory" | "lab") {
        Place::Laboratory(number(columns.amount, ("每小时管数", "tubes per hour"))?)
    } else if let Some(kind) = building_kind(kind) {
        let households = number(columns.amount, ("户数", "households"))?;
        let people = number(columns.people, ("人数", "people"))?;
        if people < households {
            return Err(Words::new(
                "人数少于户数；请核对。",
                "there are fewer people than households: check both",
            ));
        }
        Place::Building { kind, households, people, grid: optional(columns.grid).map(str::to_owned) }
    } else {
        return Err(Words::new(
            format!(
                "类别“{kind}”不认识；可用：市、区、街道、镇、社区、村、住宅、宿舍、学校、隔离点、定点医院、方舱、采样点、实验室等。"
            ),
            format!(
                "the kind \"{kind}\" is not known: city, district, street, town, community, village, residential, dormitory, school, isolation, hospital, shelter, sampling, laboratory and others are"
            ),
        ));
    };
    if point.is_none() && !matches!(place, Place::Area(_)) {
        return Err(Words::new("缺少经度或纬度。", "longitude or latitude is missing"));
    }
    Ok((place, name.to_owned(), area, point))
}

/// Reads a point in degrees, WGS-84.
fn point(lon: Option<&str>, lat: Option<&str>) -> Result<Option<Point>, Words> {
    let (Some(lon), Some(lat)) = (lon, lat) else { return Ok(None) };
    let millionths = |text: &str, limit: f64| {
        let degrees = text.parse::<f64>().ok().filter(|degrees| degrees.abs() <= limit)?;
        format!("{:.0}", degrees * 1e6).parse::<i32>().ok()
    };
    let found = millionths(lon, 180.0).zip(millionths(lat, 90.0));
    let (lon, lat) = found.ok_or_else(|| {
        Words::new("经纬度应为十进制度数。", "longitude and latitude must be decimal degrees")
    })?;
    Ok(Some(Point { lon, lat }))
}

fn area_kind(word: &str) -> Option<AreaKind> {
    Some(match word {
        "省" | "province" => AreaKind::Province,
        "市" | "city" => AreaKind::City,
        "区" | "县" | "县级市" | "district" => AreaKind::District,
        "街道" | "street" => AreaKind::Street,
        "镇" | "乡" | "town" => AreaKind::Town,
        "开发区" | "功能区" | "zone" => AreaKind::DevelopmentZone,
        "村" | "village" => AreaKind::Village,
        "社区" | "community" => AreaKind::Community,
        _ => return None,
    })
}

fn site_kind(word: &str) -> Option<SiteKind> {
    Some(match word {
        "采样点" | "sampling" => SiteKind::Sampling,
        "隔离点" | "集中隔离点" | "isolation" => SiteKind::Isolation,
        "定点医院" | "hospital" => SiteKind::Hospital,
        "方舱" | "shelter" => SiteKind::Shelter,
        _ => return None,
    })
}

fn building_kind(word: &str) -> Option<BuildingKind> {
    Some(match word {
        "住宅" | "楼栋" | "小区" | "residential" => BuildingKind::Residential,
        "农居" | "village house" => BuildingKind::VillageHouse,
        "宿舍" | "dormitory" => BuildingKind::Dormitory,
        "学校" | "school" => BuildingKind::School,
        "工厂" | "企业" | "factory" => BuildingKind::Factory,
        "办公" | "office" => BuildingKind::Office,
        "商场" | "市场" | "market" => BuildingKind::Market,
        "医疗机构" | "clinic" => BuildingKind::Clinic,
        "养老院" | "福利机构" | "care home" => BuildingKind::CareHome,
        "其他" | "other" => BuildingKind::Other,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read_table;

    #[test]
    fn a_register_is_read_row_by_row_and_what_is_wrong_says_why() {
        let file = "类别,名称,区划代码,经度,纬度,数量,人数,网格\n\
                    区,镇海区,330203,,,,,\n\
                    住宅,一号楼,330203001,121.65,29.97,40,101,甲网格\n\
                    隔离点,东站酒店,330203001,121.66,29.98,0,,\n\
                    城堡,某处,330203001,121.66,29.98,1,,\n\
                    住宅,二号楼,330203001,,,40,101,甲网格\n\
                    实验室,区检测中心,330203,121.60,29.90,900,,\n";
        let (rows, faults) = parse_places(&read_table(file.as_bytes(), "places.csv").unwrap()).unwrap();
        assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), [2, 3, 7]);
        assert_eq!(rows[1].point, Some(Point { lon: 121_650_000, lat: 29_970_000 }));
        let grid = Some("甲网格".to_owned());
        let kind = BuildingKind::Residential;
        assert_eq!(rows[1].place, Place::Building { kind, households: 40, people: 101, grid });
        let whys: Vec<(u32, bool)> =
            faults.iter().map(|fault| (fault.row, fault.why.zh.is_empty())).collect();
        assert_eq!(whys, [(4, false), (5, false), (6, false)]);
    }

    #[test]
    fn a_sheet_without_the_column_of_the_kind_is_refused() {
        let table = read_table("名称,区划代码\n镇海区,330203\n".as_bytes(), "places.csv").unwrap();
        assert!(matches!(parse_places(&table), Err(Refusal::MissingColumn { .. })));
    }
}
