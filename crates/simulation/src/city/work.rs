//! Workplaces with heavy-tailed sizes, who works where, and the buses between.

use std::collections::BTreeMap;

use geo::Coord;

use super::area::{Area, CHEMICAL_ZONE, Village, VillageKind};
use super::building::{BuildingKind, Homes, point_near};
use super::school::Schools;
use super::words::{FIRM_FIRST, FIRM_SECOND};
use super::{Occupation, Sex};
use crate::draw::Draw;
use crate::number::{at, count, nth, nth_mut, rounded};

/// What a workplace does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trade {
    /// Manufacturing.
    Factory,
    /// Chemical plants of the zone.
    Chemicals,
    /// Port, storage and haulage.
    Logistics,
    /// Offices of every other kind.
    Office,
    /// Shops and supermarkets.
    Shop,
    /// Food markets.
    Market,
    /// Restaurants.
    Restaurant,
    /// Pharmacies.
    Pharmacy,
    /// Schools.
    School,
    /// Hospitals.
    Hospital,
    /// Community health centres.
    Clinic,
    /// Care homes.
    CareHome,
    /// Government and street offices.
    Government,
}

impl Trade {
    /// The building such a workplace stands in.
    fn building(self) -> BuildingKind {
        match self {
            Self::Factory | Self::Chemicals | Self::Logistics => BuildingKind::Factory,
            Self::Office => BuildingKind::Office,
            Self::Shop => BuildingKind::Shop,
            Self::Market => BuildingKind::Market,
            Self::Restaurant => BuildingKind::Restaurant,
            Self::Pharmacy => BuildingKind::Pharmacy,
            Self::School => BuildingKind::School,
            Self::Hospital => BuildingKind::Hospital,
            Self::Clinic => BuildingKind::Clinic,
            Self::CareHome => BuildingKind::CareHome,
            Self::Government => BuildingKind::Government,
        }
    }
}

/// A workplace: one employer at one building.
#[derive(Clone, Debug)]
pub struct Workplace {
    /// Building id.
    pub building: u32,
    /// Name.
    pub name: String,
    /// What it does.
    pub trade: Trade,
    /// Number of staff.
    pub size: u32,
    /// Position of the first member in the list of all staff.
    pub(super) first: u32,
}

/// All workplaces and their staff.
pub(super) struct Work {
    pub(super) workplaces: Vec<Workplace>,
    pub(super) staff: Vec<u32>,
}

/// A bus line.
#[derive(Clone, Debug)]
pub struct BusLine {
    /// Name, such as `331 路`.
    pub name: String,
    /// Stops in order: village position and place.
    pub stops: Vec<(u32, Coord<f64>)>,
}

/// Gives work to the employed and builds what they work in.
pub(super) fn employ(
    homes: &mut Homes,
    schools: &Schools,
    areas: &[Area],
    villages: &[Village],
    seed: u64,
) -> Work {
    let mut draw = Draw::for_purpose(seed, "employment");
    let mut workers: Vec<u32> = (1u32..)
        .zip(&homes.persons)
        .filter(|(_, p)| p.occupation == Occupation::Home)
        .filter(|(_, p)| {
            let lodger = nth(&homes.households, p.household).kind == super::HouseholdKind::Dormitory;
            // Assumed shares in work; people who lodge in dormitories came to work.
            let share = match (p.age, p.sex) {
                (18..=59, _) if lodger => 1.0,
                (18..=59, Sex::Male) => 0.86,
                (18..=54, Sex::Female) => 0.74,
                (55..=59, Sex::Female) => 0.30,
                (60..=69, _) => 0.14,
                _ => 0.0,
            };
            draw.chance(share)
        })
        .map(|(id, _)| id)
        .collect();
    draw.shuffle(&mut workers);
    let mut founding =
        Founding { homes, areas, villages, draw: Draw::for_purpose(seed, "workplaces"), made: Vec::new() };
    founding.services(schools);
    founding.firms(count(workers.len()));
    let made = founding.made;
    assign(homes, villages, made, &workers, seed)
}

/// Workplaces being founded.
struct Founding<'a> {
    homes: &'a mut Homes,
    areas: &'a [Area],
    villages: &'a [Village],
    draw: Draw,
    made: Vec<Workplace>,
}

impl Founding<'_> {
    /// Adds a workplace in a new building of the village.
    fn found(&mut self, trade: Trade, village: u32, size: u32, name: String) -> u32 {
        let record = nth(self.villages, village + 1);
        let area = nth(self.areas, record.area + 1);
        let spread = if trade == Trade::Factory { 600.0 } else { 300.0 };
        let place = point_near(area, record.centre, spread, &mut self.draw);
        let building = self.homes.add_building(trade.building(), name.clone(), village, place);
        self.made.push(Workplace { building, name, trade, size, first: 0 });
        building
    }

    /// Schools, health care, care homes, offices of government, markets, shops and restaurants.
    fn services(&mut self, schools: &Schools) {
        for (building, _, pupils) in &schools.campuses {
            let name = nth(&self.homes.buildings, *building).name.clone();
            let size = pupils / 13 + 4;
            self.made.push(Workplace { building: *building, name, trade: Trade::School, size, first: 0 });
        }
        let care: Vec<(u32, String)> = (1u32..)
            .zip(&self.homes.buildings)
            .filter(|(_, b)| b.kind == BuildingKind::CareHome)
            .map(|(id, b)| (id, b.name.clone()))
            .collect();
        for (building, name) in care {
            self.made.push(Workplace { building, name, trade: Trade::CareHome, size: 34, first: 0 });
        }
        for (area, hospital, size) in
            [(2u32, "镇海区人民医院", 980), (1, "炼化医院", 420), (0, "龙赛医院", 640)]
        {
            let village = self.first_village(area);
            self.found(Trade::Hospital, village, size, hospital.to_owned());
        }
        for (position, area) in (0u32..).zip(self.areas) {
            let village = self.first_village(position);
            self.found(Trade::Government, village, 160, format!("{}办事机构", area.name));
            self.found(Trade::Clinic, village, 70, format!("{}卫生服务中心", area.name));
        }
        self.trade_and_catering();
    }

    /// Markets, shops, restaurants and pharmacies, by the number of residents of each village.
    fn trade_and_catering(&mut self) {
        for (position, village) in (0u32..).zip(self.villages) {
            let people = nth(&self.homes.village_people, position + 1).len();
            let short = village.short_name();
            for number in 1..=people.div_ceil(8000) {
                let size = self.draw.between(18, 70);
                self.found(Trade::Market, position, size, format!("{short}农贸市场 {number} 号"));
            }
            for number in 1..=people.div_ceil(360) {
                let size = self.heavy_tail(2, 90, 1.4);
                self.found(Trade::Shop, position, size, format!("{short}便民超市 {number} 号店"));
            }
            for number in 1..=people.div_ceil(640) {
                let size = self.heavy_tail(3, 80, 1.3);
                self.found(Trade::Restaurant, position, size, format!("{short}食府 {number} 号店"));
            }
            for number in 1..=people.div_ceil(4200) {
                self.found(Trade::Pharmacy, position, 5, format!("{short}药房 {number} 号店"));
            }
        }
    }

    /// Factories, plants, carriers and offices until everyone left has a job.
    fn firms(&mut self, workers: u32) {
        let taken: u32 = self.made.iter().map(|w| w.size).sum();
        let mut left = workers.checked_sub(taken).expect("services employ fewer people than work");
        let weights: Vec<f64> = self
            .villages
            .iter()
            .map(|v| match v.kind {
                VillageKind::Community => 0.7,
                VillageKind::Village => 1.0,
                VillageKind::Park if v.code == CHEMICAL_ZONE => 8.0,
                VillageKind::Park => 4.0,
            })
            .collect();
        let mut shared_offices: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
        while left > 0 {
            let village = count(self.draw.weighted(&weights));
            let record = nth(self.villages, village + 1);
            let (kind, code) = (record.kind, record.code.clone());
            let trade = match kind {
                VillageKind::Park if code == CHEMICAL_ZONE => Trade::Chemicals,
                VillageKind::Park => Trade::Logistics,
                VillageKind::Village if self.draw.chance(0.85) => Trade::Factory,
                VillageKind::Community if self.draw.chance(0.25) => Trade::Factory,
                VillageKind::Village | VillageKind::Community => Trade::Office,
            };
            let largest = if trade == Trade::Office { 400 } else { 4000 };
            let size = self.heavy_tail(6, largest, 0.95).min(left);
            left -= size;
            let name = self.firm_name(trade);
            if trade != Trade::Office {
                self.found(trade, village, size, name);
                continue;
            }
            // Offices share buildings of up to twelve firms.
            match shared_offices.get_mut(&village) {
                Some((building, firms)) if *firms < 12 => {
                    *firms += 1;
                    self.made.push(Workplace { building: *building, name, trade, size, first: 0 });
                }
                _ => {
                    let building = self.found(trade, village, size, name);
                    shared_offices.insert(village, (building, 1));
                }
            }
        }
    }

    /// A size with P(size > x) falling as `x^-exponent`, between the limits.
    fn heavy_tail(&mut self, least: u32, most: u32, exponent: f64) -> u32 {
        let size = f64::from(least) * (1.0 - self.draw.unit()).powf(-1.0 / exponent);
        rounded(size.min(f64::from(most)))
    }

    /// A made-up firm's name.
    fn firm_name(&mut self, trade: Trade) -> String {
        let line = match trade {
            Trade::Chemicals => *self.draw.pick(&["化工", "新材料", "石化"]),
            Trade::Logistics => *self.draw.pick(&["物流", "仓储", "货运"]),
            Trade::Office => *self.draw.pick(&["贸易", "信息", "咨询", "建设"]),
            Trade::Factory
            | Trade::Shop
            | Trade::Market
            | Trade::Restaurant
            | Trade::Pharmacy
            | Trade::School
            | Trade::Hospital
            | Trade::Clinic
            | Trade::CareHome
            | Trade::Government => *self.draw.pick(&["机械", "服饰", "电器", "紧固件", "模具", "轴承"]),
        };
        let (first, second) = (self.draw.pick(&FIRM_FIRST), self.draw.pick(&FIRM_SECOND));
        format!("宁波{first}{second}{line}有限公司")
    }

    /// The first village of an area.
    fn first_village(&self, area: u32) -> u32 {
        let first = self.villages.iter().position(|v| v.area == area);
        count(first.expect("every area has a village"))
    }
}

/// Fills the jobs: three in five workers find one in their own area, the rest anywhere.
fn assign(
    homes: &mut Homes,
    villages: &[Village],
    mut made: Vec<Workplace>,
    workers: &[u32],
    seed: u64,
) -> Work {
    let mut draw = Draw::for_purpose(seed, "job choice");
    let areas = villages.iter().map(|v| v.area).max().map_or(0, |a| a + 1);
    let mut jobs: Vec<Vec<u32>> = vec![Vec::new(); at(areas)];
    for (id, place) in (1u32..).zip(&made) {
        let village = nth(&homes.buildings, place.building).village;
        let area = nth(villages, village + 1).area;
        if let Some(list) = jobs.get_mut(at(area)) {
            list.extend(std::iter::repeat_n(id, at(place.size)));
        }
    }
    for list in &mut jobs {
        draw.shuffle(list);
    }
    let mut chosen: Vec<Vec<u32>> = vec![Vec::new(); made.len()];
    for worker in workers {
        let village = homes.village_of(nth(&homes.persons, *worker).household);
        let own = nth(villages, village + 1).area;
        let near = if draw.chance(0.6) { jobs.get_mut(at(own)).and_then(Vec::pop) } else { None };
        let job = near.or_else(|| {
            let open: Vec<f64> = jobs.iter().map(|list| f64::from(count(list.len()))).collect();
            jobs.get_mut(draw.weighted(&open)).and_then(Vec::pop)
        });
        let job = job.expect("there are as many jobs as workers");
        nth_mut(&mut chosen, job).push(*worker);
    }
    let mut staff = Vec::with_capacity(workers.len());
    for ((id, place), members) in (1u32..).zip(&mut made).zip(chosen) {
        place.first = count(staff.len());
        place.size = count(members.len());
        for (seat, worker) in (0u32..).zip(members) {
            let person = nth_mut(&mut homes.persons, worker);
            person.occupation = Occupation::Worker(id);
            person.seat = seat;
            staff.push(worker);
        }
    }
    Work { workplaces: made, staff }
}

/// Draws bus lines between far villages, stopping at villages along the way.
pub(super) fn bus_lines(villages: &[Village], seed: u64) -> Vec<BusLine> {
    let mut draw = Draw::for_purpose(seed, "bus lines");
    (0..26u32)
        .map(|number| {
            let from = draw.pick(villages).centre;
            let to = draw.pick(villages).centre;
            let along = |c: Coord<f64>| (c.x - from.x) * (to.x - from.x) + (c.y - from.y) * (to.y - from.y);
            let length = along(to).max(1e-12);
            let mut stops: Vec<(f64, u32, Coord<f64>)> = (0u32..)
                .zip(villages)
                .map(|(position, v)| (along(v.centre) / length, position, v.centre))
                .filter(|(share, _, centre)| {
                    let foot =
                        Coord { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
                    (0.0..=1.0).contains(share) && super::geometry::metres_between(foot, *centre) < 900.0
                })
                .collect();
            stops.sort_by(|a, b| a.0.total_cmp(&b.0));
            let stops = stops.into_iter().map(|(_, village, place)| (village, place)).collect();
            BusLine { name: format!("{} 路", 301 + number), stops }
        })
        .collect()
}
