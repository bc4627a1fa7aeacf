//! Laboratories, sites and vehicles: those of the city and those that come to help.

use super::clock::{DAY, HOUR, Sec, on};
use crate::city::{City, VehicleKind};
use crate::number::{at as index, count};
use domain::SiteKind;
use geo::Coord;

/// A laboratory the outbreak can use.
#[derive(Clone, Debug)]
pub struct Lab {
    /// Key: position plus one.
    pub key: u32,
    /// Name.
    pub name: String,
    /// Statistical code of where it stands.
    pub area: String,
    /// Where it stands, WGS-84.
    pub at: Coord<f64>,
    /// Tubes an hour.
    pub tubes_per_hour: u32,
    /// When it opens.
    pub(super) opens: Sec,
}

/// A place where people stay.
#[derive(Clone, Debug)]
pub struct Site {
    /// Key: position plus one.
    pub key: u32,
    /// Isolation site or hospital.
    pub kind: SiteKind,
    /// Name.
    pub name: String,
    /// Statistical code of where it stands.
    pub area: String,
    /// Where it stands, WGS-84.
    pub at: Coord<f64>,
    /// Rooms.
    pub rooms: u32,
    /// When it opens.
    pub(super) opens: Sec,
}

/// A vehicle for people.
#[derive(Clone, Debug)]
pub struct Transport {
    /// Key: position plus one.
    pub key: u32,
    /// Name on the dispatcher's list.
    pub name: String,
    /// Ambulance, or bus of any size.
    pub ambulance: bool,
    /// Seats under protective distance.
    pub seats: u32,
}

fn opening(at: jiff::civil::DateTime) -> Sec {
    on(i64::from(at.day()), i64::from(at.hour()), i64::from(at.minute()))
}

/// Whether something that opens then is there before the outbreak.
pub(super) fn from_the_start(opens: Sec) -> bool {
    opens <= 0
}

impl Lab {
    /// Whether it works before the outbreak; others open later in the stream.
    pub fn from_the_start(&self) -> bool {
        from_the_start(self.opens)
    }

    /// When it opens.
    pub fn opens_at(&self) -> domain::Timestamp {
        super::clock::instant(self.opens)
    }
}

impl Site {
    /// Whether it is there before the outbreak; others open later in the stream.
    pub fn from_the_start(&self) -> bool {
        from_the_start(self.opens)
    }

    /// When it opens.
    pub fn opens_at(&self) -> domain::Timestamp {
        super::clock::instant(self.opens)
    }
}

/// The laboratories: those of the city, then those of Ningbo that take tubes from Zhenhai in the first night.
///
/// The rates of the helpers are assumptions, chosen so that what is reported lags what is sampled as published.
pub fn labs(city: &City) -> Vec<Lab> {
    let own = city.facilities().laboratories.iter();
    let mut all: Vec<Lab> = own
        .map(|lab| Lab {
            key: 0,
            name: lab.name.clone(),
            area: "330211".to_owned(),
            at: lab.at,
            tubes_per_hour: lab.tubes_per_hour,
            opens: opening(lab.opens_at),
        })
        .collect();
    let help = [
        ("330203", "宁波市疾控中心实验室（市级支援）", 1_600, 121.5503, 29.8683),
        ("330212", "市级统筹第三方检验机构（支援）", 1_650, 121.5460, 29.8170),
    ];
    all.extend(help.map(|(area, name, tubes_per_hour, x, y)| Lab {
        key: 0,
        name: name.to_owned(),
        area: area.to_owned(),
        at: Coord { x, y },
        tubes_per_hour,
        opens: on(7, 4, 0),
    }));
    for (key, lab) in (1u32..).zip(&mut all) {
        lab.key = key;
    }
    all
}

/// The sites: those of the city; hospitals; and isolation hotels of the other districts, which the city lends from
/// 7 December on, because 8,272 contacts were never held in Zhenhai's own rooms.  Numbers of rooms lent are assumptions.
pub fn sites(city: &City) -> Vec<Site> {
    let areas = city.areas();
    let own = city.facilities().isolation_sites.iter();
    let mut all: Vec<Site> = own
        .map(|site| Site {
            key: 0,
            kind: if site.rooms >= 600 { SiteKind::Shelter } else { SiteKind::Isolation },
            name: site.name.clone(),
            area: areas.get(index(site.area)).map_or_else(|| "330211".to_owned(), |area| area.code.clone()),
            at: site.at,
            rooms: site.rooms,
            opens: opening(site.opens_at),
        })
        .collect();
    let hospitals = [
        ("330203", "宁波市定点医院", 160, 121.5416, 29.8720),
        ("330100", "杭州市定点医院", 40, 120.1551, 30.2741),
    ];
    let lent = [
        ("330206", "北仑市级统筹隔离点", 760, 121.8440, 29.8990),
        ("330205", "江北市级统筹隔离点", 720, 121.5550, 29.8880),
        ("330212", "鄞州市级统筹隔离点", 980, 121.5480, 29.8170),
        ("330203", "海曙市级统筹隔离点", 820, 121.5500, 29.8600),
        ("330282", "慈溪市级统筹隔离点", 980, 121.2660, 30.1700),
        ("330281", "余姚市级统筹隔离点", 900, 121.1540, 30.0370),
        ("330213", "奉化市级统筹隔离点", 780, 121.4070, 29.6550),
        ("330226", "宁海市级统筹隔离点", 520, 121.4290, 29.2880),
    ];
    let place = |(area, name, rooms, x, y): (&str, &str, u32, f64, f64), kind, opens| Site {
        key: 0,
        kind,
        name: name.to_owned(),
        area: area.to_owned(),
        at: Coord { x, y },
        rooms,
        opens,
    };
    all.extend(hospitals.map(|site| place(site, SiteKind::Hospital, -DAY)));
    all.extend((0..).zip(lent).map(|(rank, site)| {
        let opens = on(7, 12, 0) + rank * 6 * HOUR;
        place(site, SiteKind::Isolation, opens)
    }));
    for (key, site) in (1u32..).zip(&mut all) {
        site.key = key;
    }
    all
}

/// The vehicles for people: the city's, and coaches of the public transport group from 7 December on (an assumption).
pub fn transports(city: &City) -> Vec<Transport> {
    let own = city.facilities().vehicles.iter();
    let mut all: Vec<Transport> = own
        .filter(|vehicle| vehicle.seats > 0)
        .map(|vehicle| Transport {
            key: 0,
            name: vehicle.name.clone(),
            ambulance: vehicle.kind == VehicleKind::Ambulance,
            seats: vehicle.seats,
        })
        .collect();
    all.extend((1..=26).map(|which| Transport {
        key: 0,
        name: format!("市公交支援大巴 {which} 号"),
        ambulance: false,
        seats: 16,
    }));
    for (position, vehicle) in all.iter_mut().enumerate() {
        vehicle.key = count(position) + 1;
    }
    all
}
