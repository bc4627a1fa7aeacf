//! The city as commands: areas, register, buildings, grids, staff, resources, rules and baseline figures.

use domain::{
    AreaCode, AreaKind, BatchRef, BuildingId, BuildingKind, Command, Date, Fact, FigureKind, GateClass,
    GateId, GridId, HouseholdId, LabId, PersonId, Point, PostId, Role, SiteId, SiteKind, Stage, Timestamp,
    Unit, VehicleId, VehicleKind,
    ids::{ActorId, MicroGridId},
    time::start_of,
};
use simulation::city::{self, City, GridVersion};
use simulation::outbreak::{Lab, Site, labs, sites, transports};

use super::keys::{area, grid};

/// Buildings in one command: small enough that an entry stays readable.
const BUILDINGS_A_COMMAND: usize = 400;

/// Villages of Ningbo with their streets, and streets with their districts, as the statistical bureau lists them.
const STREETS: &str = include_str!("../../../../data/ningbo/streets.csv");

/// A point of the map.
pub(super) fn point(x: f64, y: f64) -> Point {
    Point { lon: millionths(x), lat: millionths(y) }
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "degrees times a million lie within 32 bits, and real numbers have no checked conversion"
)]
fn millionths(degrees: f64) -> i32 {
    (degrees.clamp(-180.0, 180.0) * 1e6).round() as i32
}

fn code(text: &str) -> AreaCode {
    area(text).expect("the shipped lists hold statistical codes only")
}

/// When the register was set up: 1 December 2021, 08:00.
pub(super) fn set_up_at() -> Timestamp {
    domain::time::add_minutes(start_of(Date::constant(2021, 12, 1)), 8 * 60)
}

/// Makes the commands that set up the city.  Ids are minted as the core mints them: from 1, in this order.
pub(crate) fn prepare(city: &City) -> Vec<Command> {
    let mut commands = vec![areas(city)];
    commands.extend(buildings(city));
    commands.push(grids(city));
    commands.push(staff(city));
    commands.push(resources(city));
    commands.push(rules(city));
    commands.into_iter().map(|facts| Command::Prepare { facts }).collect()
}

fn listed(text: &str, kind: AreaKind, name: &str, parent: Option<&str>, point: Option<Point>) -> Fact {
    Fact::AreaListed { area: code(text), kind, name: name.to_owned(), parent: parent.map(code), point }
}

/// The city under the province, its districts and streets, and the villages of Zhenhai; with what the census says.
fn areas(city: &City) -> Vec<Fact> {
    let mut facts = vec![
        listed("33", AreaKind::Province, "浙江省", None, None),
        listed("330100", AreaKind::City, "杭州市", Some("33"), Some(point(120.1551, 30.2741))),
        listed("330200", AreaKind::City, "宁波市", Some("33"), Some(point(121.5503, 29.8746))),
    ];
    let stated = |text: &str, people, households, source: &str| Fact::PopulationStated {
        area: code(text),
        people,
        households,
        version: 1,
        source: source.to_owned(),
    };
    let census = "第七次全国人口普查";
    for district in city.districts() {
        facts.push(listed(&district.code, AreaKind::District, &district.name, Some("330200"), None));
        facts.push(stated(&district.code, district.population, None, census));
    }
    let whole = city.districts().iter().map(|district| district.population).sum();
    facts.push(stated("330200", whole, None, census));
    for line in STREETS.lines().skip(1) {
        let mut cells = line.split(',');
        let (Some(text), Some(name), Some(district)) = (cells.next(), cells.next(), cells.next()) else {
            continue;
        };
        let kind =
            if name.ends_with('镇') || name.ends_with('乡') { AreaKind::Town } else { AreaKind::Street };
        let own = city.areas().iter().find(|own| own.code == text);
        facts.push(listed(text, kind, name, Some(district), own.map(|own| point(own.seed.x, own.seed.y))));
    }
    for (position, own) in (0_u32..).zip(city.areas()) {
        if own.code == city::CHEMICAL_ZONE {
            let seed = Some(point(own.seed.x, own.seed.y));
            facts.push(listed(&own.code, AreaKind::DevelopmentZone, &own.name, Some("330211"), seed));
        }
        let people = city.residents_of_area(position);
        facts.push(stated(&own.code, people.end - people.start, None, "合成城市登记"));
    }
    for village in city.villages() {
        let parent = city.areas().get(usize::try_from(village.area).unwrap_or_default());
        let Some(parent) = parent.filter(|parent| parent.code != village.code) else { continue };
        let kind = match village.kind {
            city::VillageKind::Community => AreaKind::Community,
            city::VillageKind::Village => AreaKind::Village,
            city::VillageKind::Park => AreaKind::DevelopmentZone,
        };
        let centre = Some(point(village.centre.x, village.centre.y));
        facts.push(listed(&village.code, kind, &village.name, Some(&parent.code), centre));
    }
    facts
}

fn building_kind(kind: city::BuildingKind) -> BuildingKind {
    use city::BuildingKind as From;
    match kind {
        From::Residential => BuildingKind::Residential,
        From::VillageHouses => BuildingKind::VillageHouse,
        From::Dormitory => BuildingKind::Dormitory,
        From::CareHome => BuildingKind::CareHome,
        From::School => BuildingKind::School,
        From::Factory => BuildingKind::Factory,
        From::Office | From::Government => BuildingKind::Office,
        From::Market | From::Shop => BuildingKind::Market,
        From::Clinic | From::Hospital | From::Pharmacy => BuildingKind::Clinic,
        From::Restaurant => BuildingKind::Other,
    }
}

fn buildings(city: &City) -> Vec<Vec<Fact>> {
    let (mut household, mut person) = (1, 1);
    let mut facts = Vec::new();
    for (id, building) in (1_u32..).zip(city.buildings()) {
        let homes = city.households_in(id);
        let sizes: Vec<u16> = homes.map(|home| u16::from(city.household(home).size)).collect();
        let (first_household, first_person) = (HouseholdId(household), PersonId(person));
        household += u32::try_from(sizes.len()).unwrap_or_default();
        person += sizes.iter().map(|size| u32::from(*size)).sum::<u32>();
        let village = city.villages().get(usize::try_from(building.village).unwrap_or_default());
        facts.push(Fact::BuildingListed {
            building: BuildingId(id),
            kind: building_kind(building.kind),
            name: building.name.clone(),
            area: code(village.map_or("330211", |village| village.code.as_str())),
            point: point(building.at.x, building.at.y),
            first_household,
            first_person,
            household_sizes: sizes,
        });
    }
    facts.chunks(BUILDINGS_A_COMMAND).map(<[Fact]>::to_vec).collect()
}

/// The facts that draw a version of the grids.
pub(super) fn drawn(city: &City, grids: &[city::Grid], version: u16) -> Vec<Fact> {
    let draw = |own: &city::Grid| {
        let area = city.areas().get(usize::try_from(own.area).unwrap_or_default());
        let centre = own.buildings.first().map(|first| city.building(*first).at);
        let at = centre.unwrap_or_else(|| area.map(|area| area.seed).unwrap_or_default());
        Fact::GridDrawn {
            grid: grid(own.id),
            version,
            name: own.name.clone(),
            area: code(area.map_or("330211", |area| area.code.as_str())),
            point: point(at.x, at.y),
            buildings: own.buildings.iter().map(|id| BuildingId(*id)).collect(),
        }
    };
    grids.iter().map(draw).collect()
}

/// The facts that divide grids into micro-grids, numbered from the one after `before`.
pub(super) fn divided(city: &City, grids: &[city::Grid], before: u32) -> Vec<Fact> {
    let each = grids
        .iter()
        .flat_map(|own| (1_u32..).zip(city.micro_grids(own)).map(|(nth, drawn)| (grid(own.id), nth, drawn)));
    let drawn = (before + 1..).zip(each).map(|(id, (grid, nth, drawn))| Fact::MicroGridDrawn {
        micro_grid: MicroGridId(id),
        grid,
        name: format!("第 {nth} 微网格"),
        buildings: drawn.buildings.into_iter().map(BuildingId).collect(),
        keeper: drawn.keeper.map(PersonId),
    });
    drawn.collect()
}

/// The shapes of a version of the boundaries, each grid under the number that the core mints for it: the 44 of peace come
/// first, then the 99 of the surge.
pub(crate) fn shapes(city: &City, version: u16) -> String {
    let peace = city.grids().peace();
    let (which, grids, before) = if version == 1 {
        (GridVersion::Peace, peace, 0)
    } else {
        (GridVersion::Surge, city.grids().surge(), peace.len())
    };
    grids.iter().enumerate().fold(city.boundaries(which), |shapes, (nth, grid)| {
        let said = format!("{{\"code\":\"{}\",\"level\":\"grid\"", grid.id);
        shapes.replacen(&said, &format!("{{\"id\":{},\"level\":\"grid\"", before + nth + 1), 1)
    })
}

/// The fact that files the shapes of a version.
pub(super) fn filed(city: &City, version: u16) -> Fact {
    let shapes = shapes(city, version);
    let rows = shapes.matches("\"type\":\"Feature\"").count();
    Fact::BoundariesFiled {
        version,
        batch: BatchRef {
            kind: "boundaries".to_owned(),
            rows: u32::try_from(rows).unwrap_or_default(),
            blake3: blake3::hash(shapes.as_bytes()).to_hex().to_string(),
        },
    }
}

fn grids(city: &City) -> Vec<Fact> {
    let mut facts = drawn(city, city.grids().peace(), 1);
    facts.push(filed(city, 1));
    facts.extend(divided(city, city.grids().peace(), 0));
    facts
}

/// Posts by name in the order of their ids.
pub(super) fn posts(city: &City) -> Vec<(String, AreaCode, Option<PostId>)> {
    let own = city.facilities();
    let mut all: Vec<(String, AreaCode, Option<PostId>)> =
        own.posts.iter().map(|post| (post.name.clone(), code(&post.code), post.parent.map(PostId))).collect();
    for force in &own.task_forces {
        let above = own.posts.iter().find(|post| post.id == force.post);
        let area = code(above.map_or("330211", |post| post.code.as_str()));
        all.push((force.name.clone(), area, Some(PostId(force.post))));
    }
    all.push(("前方指挥部".to_owned(), code(city::JIAOCHUAN), Some(PostId(2))));
    all
}

/// Handles with duty titles, roles and units, in the order of their ids; machines last.
pub(super) fn actors(city: &City) -> Vec<(String, String, Role, Unit)> {
    let district = Unit::Area(code("330211"));
    let post = |id| Unit::Post(PostId(id));
    let mut all = vec![
        ("admin".to_owned(), "系统管理员".to_owned(), Role::Administrator, district),
        ("commander".to_owned(), "区指挥部指挥长".to_owned(), Role::Commander, post(2)),
        ("duty".to_owned(), "区指挥部值班长".to_owned(), Role::DutyOfficer, post(2)),
        ("city-duty".to_owned(), "市指挥部值班长".to_owned(), Role::DutyOfficer, post(1)),
        ("city-commander".to_owned(), "市指挥部指挥长".to_owned(), Role::Commander, post(1)),
        ("panel".to_owned(), "医疗救治专家组组长".to_owned(), Role::Analyst, post(2)),
        ("analyst".to_owned(), "研判分析岗".to_owned(), Role::Analyst, post(2)),
        ("liaison".to_owned(), "省市联络岗".to_owned(), Role::Analyst, post(1)),
        ("publisher".to_owned(), "信息发布岗".to_owned(), Role::Publisher, post(2)),
        ("inspector".to_owned(), "督查岗".to_owned(), Role::Inspector, Unit::Area(code("330200"))),
        ("helpline".to_owned(), "社情受理岗".to_owned(), Role::DutyOfficer, post(2)),
        ("gate-1".to_owned(), "门岗管理岗".to_owned(), Role::GateKeeper, district),
    ];
    let mut many = |prefix: &str, title: &str, role, unit, number| {
        all.extend(
            (1..=number)
                .map(|which| (format!("{prefix}-{which}"), format!("{title} {which} 号"), role, unit)),
        );
    };
    many("tracer", "流调组长", Role::Tracer, post(11), 8);
    many("lab", "检验组长", Role::Laboratory, district, 8);
    many("sampler", "采样组长", Role::Sampler, district, 12);
    many("dispatch", "转运调度员", Role::Dispatcher, district, 3);
    many("site", "隔离点负责人", Role::SiteManager, district, 24);
    for area in city.areas() {
        let (handle, title) = (format!("office-{}", area.code), format!("{}指挥部值班长", area.name));
        all.push((handle, title, Role::DutyOfficer, Unit::Area(code(&area.code))));
    }
    let redraw = city.grids();
    for own in redraw.peace().iter().chain(redraw.surge()) {
        let title = format!("{}网格长", own.name);
        all.push((format!("grid-{}", own.id), title, Role::GridWorker, Unit::Grid(grid(own.id))));
    }
    for (handle, title) in [("clock", "超时督办程序"), ("grouping", "编组建议程序")] {
        all.push((handle.to_owned(), title.to_owned(), Role::Machine, district));
    }
    all
}

fn staff(city: &City) -> Vec<Fact> {
    let actors = (1..).zip(actors(city)).map(|(id, (handle, title, role, unit))| Fact::ActorEnrolled {
        actor: ActorId(id),
        handle,
        title,
        role,
        unit,
    });
    let posts = (1..).zip(posts(city)).map(|(id, (name, area, parent))| Fact::PostOpened {
        post: PostId(id),
        name,
        area,
        parent,
        until: None,
    });
    actors.chain(posts).collect()
}

/// The fact that opens a laboratory.
pub(super) fn lab(id: LabId, lab: &Lab) -> Fact {
    Fact::LabOpened {
        lab: id,
        name: lab.name.clone(),
        area: code(&lab.area),
        point: point(lab.at.x, lab.at.y),
        tubes_per_hour: lab.tubes_per_hour,
        from: lab.opens_at(),
    }
}

/// The fact that opens a site where people stay.
pub(super) fn site(id: SiteId, site: &Site) -> Fact {
    Fact::SiteOpened {
        site: id,
        kind: site.kind,
        name: site.name.clone(),
        area: code(&site.area),
        point: point(site.at.x, site.at.y),
        rooms: site.rooms,
        from: site.opens_at(),
    }
}

fn resources(city: &City) -> Vec<Fact> {
    let mut facts = Vec::new();
    let early = sites(city).into_iter().filter(Site::from_the_start);
    facts.extend((1..).zip(early).map(|(id, own)| site(SiteId(id), &own)));
    let next = u32::try_from(facts.len()).unwrap_or_default() + 1;
    let sampling = &city.facilities().sampling_sites;
    facts.extend((next..).zip(sampling).map(|(id, own)| {
        let area = city.areas().get(usize::try_from(own.area).unwrap_or_default());
        Fact::SiteOpened {
            site: SiteId(id),
            kind: SiteKind::Sampling,
            name: own.name.clone(),
            area: code(area.map_or("330211", |area| area.code.as_str())),
            point: point(own.at.x, own.at.y),
            rooms: own.groups,
            from: set_up_at(),
        }
    }));
    let early = labs(city).into_iter().filter(Lab::from_the_start);
    facts.extend((1..).zip(early).map(|(id, own)| lab(LabId(id), &own)));
    let transport = (1..).zip(posts(city)).find(|(_, (name, ..))| name.starts_with("转运"));
    let post = PostId(transport.map_or(2, |(id, _)| id));
    facts.extend(transports(city).into_iter().map(|own| Fact::VehicleListed {
        vehicle: VehicleId(own.key),
        label: own.name,
        kind: if own.ambulance { VehicleKind::Ambulance } else { VehicleKind::Bus },
        seats: u16::try_from(own.seats).unwrap_or_default(),
        post,
    }));
    let gates = city.facilities().gates.iter();
    facts.extend(gates.map(|own| {
        let area = city.areas().get(usize::try_from(own.area).unwrap_or_default());
        let class = match own.class {
            city::GateClass::City => GateClass::Intercity,
            city::GateClass::Venue => GateClass::Venue,
            city::GateClass::Community => GateClass::Community,
        };
        Fact::GateOpened {
            gate: GateId(own.id),
            class,
            name: own.name.clone(),
            area: code(area.map_or("330211", |area| area.code.as_str())),
            grid: None::<GridId>,
            point: point(own.at.x, own.at.y),
            // Gates are kept from the closure on.
            from: domain::time::add_minutes(start_of(Date::constant(2021, 12, 7)), 120),
        }
    }));
    facts
}

/// Targets of the fast loop, which no document seen sets and which therefore say so; and the province's figures through
/// 5 December.
fn rules(_city: &City) -> Vec<Fact> {
    let protocol = domain::Pack::find("covid19-delta").map(|pack| pack.protocol("v8"));
    let mut facts = Vec::new();
    if let Some(protocol) = protocol {
        let targets = &protocol.targets;
        let minutes = [
            (Stage::Test, targets.value.test),
            (Stage::Trace, targets.value.trace),
            (Stage::Group, targets.value.group),
            (Stage::Transfer, targets.value.transfer),
            (Stage::Isolate, targets.value.isolate),
        ];
        facts.extend(minutes.map(|(stage, minutes)| Fact::TargetSet {
            stage,
            minutes,
            source: targets.source.clone(),
            confirmed: targets.confirmed,
        }));
    }
    let figure = |figure, value| Fact::FigureStated {
        area: code("33"),
        figure,
        value,
        through: Date::constant(2021, 12, 5),
        source: "浙江省卫生健康委员会通报，截至 12 月 5 日 24 时".to_owned(),
    };
    facts.push(figure(FigureKind::CumulativeConfirmed, 1_501));
    facts.push(figure(FigureKind::CumulativeConfirmedImported, 281));
    facts
}
