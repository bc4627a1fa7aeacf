//! What a response works with: sampling sites, gates, isolation rooms, laboratories, vehicles, posts and teams.
//!
//! Numbers are assumptions of the size the published figures imply; where a figure was published it is named.

use geo::Coord;
use jiff::civil::{DateTime, date};

use super::area::{Area, AreaKind, Village};
use super::building::{BuildingKind, Homes, point_near};
use crate::draw::Draw;
use crate::number::{apportion_at_least, at, count, nth};

/// A place where swabs are taken.
#[derive(Clone, Debug)]
pub struct SamplingSite {
    /// Dense id from 1.
    pub id: u32,
    /// Name.
    pub name: String,
    /// Position of its area.
    pub area: u32,
    /// Position of its village.
    pub village: u32,
    /// Where it stands, WGS-84.
    pub at: Coord<f64>,
    /// Sampling groups that can work side by side; one samples about 1,800 people a day.
    pub groups: u32,
}

/// The three kinds of gates (三个门).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GateClass {
    /// 城际大门: motorway exits and ports.
    City,
    /// 中门: key venues.
    Venue,
    /// 小门: compounds and villages.
    Community,
}

/// A gate where passes are checked.
#[derive(Clone, Debug)]
pub struct Gate {
    /// Dense id from 1.
    pub id: u32,
    /// Large, middle or small gate.
    pub class: GateClass,
    /// Name.
    pub name: String,
    /// Position of its area.
    pub area: u32,
    /// Compound number it guards; `None` for other classes.
    pub compound: Option<u32>,
    /// Building it guards; `None` for other classes.
    pub building: Option<u32>,
    /// Where it stands, WGS-84.
    pub at: Coord<f64>,
    /// People it can check in an hour.
    pub hourly: u32,
}

/// A place for central isolation.
#[derive(Clone, Debug)]
pub struct IsolationSite {
    /// Dense id from 1.
    pub id: u32,
    /// Name.
    pub name: String,
    /// Position of its area.
    pub area: u32,
    /// Where it stands, WGS-84.
    pub at: Coord<f64>,
    /// Single rooms.
    pub rooms: u32,
    /// When it can take people, local time.
    pub opens_at: DateTime,
}

/// A laboratory or mobile laboratory.
#[derive(Clone, Debug)]
pub struct Laboratory {
    /// Dense id from 1.
    pub id: u32,
    /// Name.
    pub name: String,
    /// Where it stands, WGS-84.
    pub at: Coord<f64>,
    /// Tubes it can test in an hour.
    pub tubes_per_hour: u32,
    /// When it can take tubes, local time.
    pub opens_at: DateTime,
}

/// Kind of vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum VehicleKind {
    /// Negative-pressure ambulance.
    Ambulance,
    /// Small bus for close contacts.
    Minibus,
    /// Coach for groups.
    Coach,
    /// Car for tubes, not people.
    SampleCar,
}

/// A vehicle under the transport dispatcher.
#[derive(Clone, Debug)]
pub struct Vehicle {
    /// Dense id from 1.
    pub id: u32,
    /// Kind.
    pub kind: VehicleKind,
    /// Name on the dispatcher's list.
    pub name: String,
    /// Seats for passengers under protective distance; 0 for sample cars.
    pub seats: u32,
    /// Where it waits, WGS-84.
    pub base: Coord<f64>,
}

/// Level of a command post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PostLevel {
    /// 市指挥部
    City,
    /// 区指挥部
    District,
    /// 镇街（园区）指挥部
    Street,
}

/// A command post.
#[derive(Clone, Debug)]
pub struct CommandPost {
    /// Dense id from 1.
    pub id: u32,
    /// Level.
    pub level: PostLevel,
    /// Name.
    pub name: String,
    /// Statistical code of the area it commands.
    pub code: String,
    /// Id of the post above; `None` for the city.
    pub parent: Option<u32>,
}

/// What a task force does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TaskForceKind {
    /// 流调: interviews and tracing.
    Tracing,
    /// 转运: transport.
    Transport,
    /// 隔离: isolation sites.
    Isolation,
    /// 检测: sampling and laboratories.
    Testing,
    /// 专班 at the place of the outbreak.
    Forward,
}

/// A task force under a command post.
#[derive(Clone, Debug)]
pub struct TaskForce {
    /// Dense id from 1.
    pub id: u32,
    /// What it does.
    pub kind: TaskForceKind,
    /// Name.
    pub name: String,
    /// Id of the command post it answers to.
    pub post: u32,
    /// Number of people in it.
    pub members: u32,
}

/// Everything a response works with.
#[derive(Clone, Debug)]
pub struct Facilities {
    /// About sixty sampling sites.
    pub sampling_sites: Vec<SamplingSite>,
    /// Gates of all three classes.
    pub gates: Vec<Gate>,
    /// Isolation sites: 1,870 rooms at first, 2,540 from 15 December.
    pub isolation_sites: Vec<IsolationSite>,
    /// Laboratories: 1,400 tubes an hour at first.
    pub laboratories: Vec<Laboratory>,
    /// Vehicles.
    pub vehicles: Vec<Vehicle>,
    /// City, district and eight street-level posts.
    pub posts: Vec<CommandPost>,
    /// Task forces.
    pub task_forces: Vec<TaskForce>,
}

/// Before the outbreak began; what was there from the start opens then.
const FROM_THE_START: DateTime = date(2021, 12, 1).at(0, 0, 0, 0);

/// Where things are put.
struct Ground<'a> {
    areas: &'a [Area],
    villages: &'a [Village],
    homes: &'a Homes,
    draw: Draw,
}

impl Ground<'_> {
    /// A place near an area's point.
    fn near_area(&mut self, area: u32, spread: f64) -> Coord<f64> {
        let own = nth(self.areas, area + 1);
        let first = self.villages.iter().find(|v| v.area == area).expect("every area has a village");
        point_near(own, first.centre, spread, &mut self.draw)
    }
}

/// Places everything.
pub(super) fn place(areas: &[Area], villages: &[Village], homes: &Homes, seed: u64) -> Facilities {
    let mut ground = Ground { areas, villages, homes, draw: Draw::for_purpose(seed, "facilities") };
    let posts = posts(areas);
    Facilities {
        sampling_sites: sampling_sites(&mut ground),
        gates: gates(&mut ground),
        isolation_sites: isolation_sites(&mut ground),
        laboratories: laboratories(&mut ground),
        vehicles: vehicles(&mut ground),
        task_forces: task_forces(&posts),
        posts,
    }
}

/// Sixty sites spread over areas by residents, in the most populous villages.
fn sampling_sites(ground: &mut Ground<'_>) -> Vec<SamplingSite> {
    let people = |village: u32| count(nth(&ground.homes.village_people, village + 1).len());
    let area_people: Vec<f64> = (0u32..)
        .zip(ground.areas)
        .map(|(area, _)| {
            (0u32..)
                .zip(ground.villages)
                .filter(|(_, v)| v.area == area)
                .map(|(i, _)| f64::from(people(i)))
                .sum()
        })
        .collect();
    let mut sites = Vec::new();
    for (area, share) in (0u32..).zip(apportion_at_least(60, 1, &area_people)) {
        let mut own: Vec<u32> =
            (0u32..).zip(ground.villages).filter(|(_, v)| v.area == area).map(|(i, _)| i).collect();
        own.sort_by_key(|village| std::cmp::Reverse(people(*village)));
        for (round, village) in own.iter().cycle().take(at(share)).enumerate() {
            let record = nth(ground.villages, village + 1);
            let cell = nth(ground.areas, area + 1);
            let place = point_near(cell, record.centre, 150.0, &mut ground.draw);
            let number = round / own.len() + 1;
            sites.push(SamplingSite {
                id: count(sites.len()) + 1,
                name: format!("{}采样点 {number} 号", record.short_name()),
                area,
                village: *village,
                at: place,
                groups: (people(*village) / 4000).clamp(2, 6),
            });
        }
    }
    sites
}

/// Motorway exits and ports, key venues, and one gate for each compound.
fn gates(ground: &mut Ground<'_>) -> Vec<Gate> {
    const LARGE: [(u32, &str); 9] = [
        (2, "骆驼高速出口"),
        (1, "蛟川高速出口"),
        (0, "镇海高速出口"),
        (6, "九龙湖高速出口"),
        (5, "澥浦高速出口"),
        (3, "庄市高速出口"),
        (4, "贵驷国道卡口"),
        (0, "镇海港区出口"),
        (7, "石化园区出口"),
    ];
    let mut gates: Vec<Gate> = Vec::new();
    for (area, name) in LARGE {
        let place = ground.near_area(area, 900.0);
        let id = count(gates.len()) + 1;
        let class = GateClass::City;
        gates.push(Gate {
            id,
            class,
            name: name.to_owned(),
            area,
            compound: None,
            building: None,
            at: place,
            hourly: 700,
        });
    }
    let mut last_compound = 0;
    for (id, building) in (1u32..).zip(&ground.homes.buildings) {
        let area = nth(ground.villages, building.village + 1).area;
        let venue = matches!(
            building.kind,
            BuildingKind::Market | BuildingKind::Hospital | BuildingKind::Clinic | BuildingKind::CareHome
        );
        // The first building of each compound stands for its entrance.
        let entrance = building.compound > last_compound;
        let (class, compound, guarded, name) = if entrance {
            last_compound = building.compound;
            let estate = building.name.split(' ').next().unwrap_or_default();
            (GateClass::Community, Some(building.compound), None, format!("{estate}小门"))
        } else if venue {
            (GateClass::Venue, None, Some(id), format!("{}中门", building.name))
        } else {
            continue;
        };
        let hourly = if class == GateClass::Venue { 400 } else { 240 };
        let gate_id = count(gates.len()) + 1;
        gates.push(Gate {
            id: gate_id,
            class,
            name,
            area,
            compound,
            building: guarded,
            at: building.at,
            hourly,
        });
    }
    gates
}

/// Hotels taken over at the start (1,870 rooms), and the 670 prefabricated rooms published for 15 December 2021.
fn isolation_sites(ground: &mut Ground<'_>) -> Vec<IsolationSite> {
    const HOTELS: [(u32, &str, u32); 11] = [
        (0, "招宝山集中隔离点", 180),
        (1, "蛟川集中隔离点", 160),
        (2, "骆驼一号集中隔离点", 260),
        (2, "骆驼二号集中隔离点", 190),
        (3, "庄市一号集中隔离点", 240),
        (3, "庄市二号集中隔离点", 200),
        (4, "贵驷集中隔离点", 90),
        (5, "澥浦集中隔离点", 110),
        (6, "九龙湖一号集中隔离点", 220),
        (6, "九龙湖二号集中隔离点", 140),
        (2, "新城集中隔离点", 80),
    ];
    let prefab = (6, "九龙湖方舱隔离点", 670);
    let mut sites = Vec::new();
    for (area, name, rooms) in HOTELS.into_iter().chain([prefab]) {
        let opens_at = if rooms == prefab.2 { date(2021, 12, 15).at(0, 0, 0, 0) } else { FROM_THE_START };
        let id = count(sites.len()) + 1;
        sites.push(IsolationSite {
            id,
            name: name.to_owned(),
            area,
            at: ground.near_area(area, 700.0),
            rooms,
            opens_at,
        });
    }
    sites
}

/// Fixed laboratories and mobile units; a mobile unit does 15,000 tubes a day (Ningbo, 9 December 2021).
fn laboratories(ground: &mut Ground<'_>) -> Vec<Laboratory> {
    let evening = date(2021, 12, 7).at(18, 0, 0, 0);
    let plan = [
        (0, "镇海区疾控中心实验室", 240, FROM_THE_START),
        (2, "镇海区人民医院检验科", 330, FROM_THE_START),
        (1, "炼化医院检验科", 205, FROM_THE_START),
        (3, "一号移动检测车", 625, date(2021, 12, 6).at(20, 0, 0, 0)),
        (1, "二号移动检测车", 625, evening),
        (2, "三号移动检测车", 625, date(2021, 12, 8).at(8, 0, 0, 0)),
    ];
    let mut all = Vec::new();
    for (area, name, tubes_per_hour, opens_at) in plan {
        let id = count(all.len()) + 1;
        all.push(Laboratory {
            id,
            name: name.to_owned(),
            at: ground.near_area(area, 300.0),
            tubes_per_hour,
            opens_at,
        });
    }
    all
}

/// Ambulances, minibuses, coaches and sample cars.
fn vehicles(ground: &mut Ground<'_>) -> Vec<Vehicle> {
    use VehicleKind::{Ambulance, Coach, Minibus, SampleCar};
    const FLEET: [(VehicleKind, &str, u32, u32); 4] = [
        (Ambulance, "负压救护车", 10, 2),
        (Minibus, "转运中巴", 8, 5),
        (Coach, "转运大巴", 3, 12),
        (SampleCar, "送样车", 16, 0),
    ];
    let mut all = Vec::new();
    for (kind, name, number, seats) in FLEET {
        for which in 1..=number {
            let base = ground.near_area(which % 7, 500.0);
            all.push(Vehicle {
                id: count(all.len()) + 1,
                kind,
                name: format!("{name} {which} 号"),
                seats,
                base,
            });
        }
    }
    all
}

/// City, district, and one post for each area.
fn posts(areas: &[Area]) -> Vec<CommandPost> {
    let mut all = vec![
        CommandPost {
            id: 1,
            level: PostLevel::City,
            name: "宁波市疫情防控指挥部".to_owned(),
            code: "330200".to_owned(),
            parent: None,
        },
        CommandPost {
            id: 2,
            level: PostLevel::District,
            name: "镇海区疫情防控指挥部".to_owned(),
            code: super::ZHENHAI.to_owned(),
            parent: Some(1),
        },
    ];
    for (id, area) in (3u32..).zip(areas) {
        let seat = if area.kind == AreaKind::DevelopmentZone { "园区指挥部" } else { "指挥部" };
        let name = format!("{}{seat}", area.name);
        all.push(CommandPost {
            id,
            level: PostLevel::Street,
            name,
            code: area.code.clone(),
            parent: Some(2),
        });
    }
    all
}

/// Forty tracers in eight teams, dispatchers, isolation and testing groups, and the forward group in 蛟川.
fn task_forces(posts: &[CommandPost]) -> Vec<TaskForce> {
    let forward = posts.iter().find(|p| p.code == super::JIAOCHUAN).map_or(2, |p| p.id);
    let mut all: Vec<TaskForce> = (1..=8)
        .map(|id| TaskForce {
            id,
            kind: TaskForceKind::Tracing,
            name: format!("流调 {id} 组"),
            post: 2,
            members: 5,
        })
        .collect();
    for (kind, name, post, members) in [
        (TaskForceKind::Transport, "转运调度组", 2, 12),
        (TaskForceKind::Isolation, "集中隔离组", 2, 30),
        (TaskForceKind::Testing, "核酸检测组", 2, 24),
        (TaskForceKind::Forward, "蛟川专班", forward, 46),
    ] {
        all.push(TaskForce { id: count(all.len()) + 1, kind, name: name.to_owned(), post, members });
    }
    all
}
