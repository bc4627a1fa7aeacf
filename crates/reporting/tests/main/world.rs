//! A street with three buildings in two grids, an isolation site with three rooms, and people to act.

use domain::{
    AreaCode, AreaKind, BuildingKind, Command, Entry, Fact, GateClass, OutbreakId, Point, Role, Seq,
    SiteKind, Timestamp, Unit, VehicleKind, ids::*, time::parse_local,
};
use situation::{Asked, Refusal, Situation};

pub(crate) const COMMANDER: ActorId = ActorId(1);
pub(crate) const DEPUTY: ActorId = ActorId(2);
pub(crate) const INSPECTOR: ActorId = ActorId(5);
pub(crate) const OUTBREAK: OutbreakId = OutbreakId(1);

/// Reads a local time of December 2021: `06T08:00`.
pub(crate) fn at(text: &str) -> Timestamp {
    parse_local(&format!("2021-12-{text}")).unwrap()
}

pub(crate) fn area(code: &str) -> AreaCode {
    code.parse().unwrap()
}

pub(crate) fn street() -> AreaCode {
    area("330211002")
}

/// A situation with a clock.
pub(crate) struct World {
    pub(crate) s: Situation,
    pub(crate) now: Timestamp,
    pub(crate) entries: Vec<Entry>,
}

impl World {
    /// Nothing but areas and actors.
    pub(crate) fn bare() -> World {
        let mut world = World { s: Situation::default(), now: at("05T08:00"), entries: Vec::new() };
        let listed = [
            ("33", AreaKind::Province, "浙江省"),
            ("3302", AreaKind::City, "宁波市"),
            ("330211", AreaKind::District, "镇海区"),
            ("330211002", AreaKind::Street, "蛟川街道"),
        ];
        let mut facts = Vec::new();
        for (code, kind, name) in listed {
            let point = Some(Point { lon: 121_600_000, lat: 29_970_000 });
            facts.push(Fact::AreaListed {
                area: area(code),
                kind,
                name: name.to_owned(),
                parent: area(code).parent(),
                point,
            });
        }
        let actors = [
            (Role::Commander, "指挥长", Unit::Area(area("330211"))),
            (Role::DutyOfficer, "值班长", Unit::Area(area("330211"))),
            (Role::Laboratory, "区疾控实验室", Unit::Area(area("330211"))),
            (Role::Dispatcher, "转运调度", Unit::Area(area("330211"))),
            (Role::Inspector, "督查", Unit::Area(area("3302"))),
        ];
        for (index, (role, title, unit)) in actors.into_iter().enumerate() {
            facts.push(Fact::ActorEnrolled {
                actor: ActorId::from_index(index),
                handle: format!("actor{index}"),
                title: title.to_owned(),
                role,
                unit,
            });
        }
        world.ok(COMMANDER, Command::Prepare { facts });
        world
    }

    /// The street, its grids, an isolation site, a vehicle, a laboratory, a gate, and an outbreak under the eighth protocol.
    pub(crate) fn street() -> World {
        let mut world = World::bare();
        let mut facts = Vec::new();
        let sizes: [&[u16]; 3] = [&[2, 3, 1], &[2, 2], &[4]];
        let (mut household, mut person) = (1, 1);
        for (index, sizes) in sizes.into_iter().enumerate() {
            facts.push(Fact::BuildingListed {
                building: BuildingId::from_index(index),
                kind: BuildingKind::Residential,
                name: format!("{}幢", index + 1),
                area: street(),
                point: Point { lon: 121_650_000, lat: 29_970_000 },
                first_household: HouseholdId(household),
                first_person: PersonId(person),
                household_sizes: sizes.to_vec(),
            });
            household += u32::try_from(sizes.len()).unwrap();
            person += sizes.iter().map(|size| u32::from(*size)).sum::<u32>();
        }
        for (grid, buildings) in [(1, vec![1, 2]), (2, vec![3])] {
            facts.push(Fact::GridDrawn {
                grid: GridId(grid),
                version: 1,
                name: format!("{grid} 网格"),
                area: street(),
                point: Point { lon: 121_650_000, lat: 29_970_000 },
                buildings: buildings.into_iter().map(BuildingId).collect(),
            });
        }
        let (area, point, from) = (street(), Point { lon: 121_700_000, lat: 29_950_000 }, at("01T00:00"));
        let name = |name: &str| name.to_owned();
        facts.extend([
            Fact::SiteOpened {
                site: SiteId(1),
                kind: SiteKind::Isolation,
                name: name("集中点"),
                area,
                point,
                rooms: 3,
                from,
            },
            Fact::LabOpened { lab: LabId(1), name: name("疾控"), area, point, tubes_per_hour: 100, from },
            Fact::PostOpened { post: PostId(1), name: name("转运专班"), area, parent: None, until: None },
            Fact::VehicleListed {
                vehicle: VehicleId(1),
                label: name("1 号车"),
                kind: VehicleKind::Bus,
                seats: 20,
                post: PostId(1),
            },
        ]);
        world.ok(COMMANDER, Command::Prepare { facts });
        world.ok(
            COMMANDER,
            Command::OpenOutbreak {
                name: "镇海疫情".to_owned(),
                pack: "covid19-delta".to_owned(),
                protocol: "v8".to_owned(),
                area: crate::world::area("330211"),
            },
        );
        world
    }

    /// Opens gate 1 in grid 1.
    pub(crate) fn gate(&mut self) {
        let fact = Fact::GateOpened {
            gate: GateId(1),
            class: GateClass::Community,
            name: "东门".to_owned(),
            area: street(),
            grid: Some(GridId(1)),
            point: Point { lon: 121_650_000, lat: 29_970_000 },
            from: self.now,
        };
        self.ok(COMMANDER, Command::Prepare { facts: vec![fact] });
    }

    /// Moves the clock.
    pub(crate) fn at(&mut self, text: &str) -> &mut World {
        self.now = at(text);
        self
    }

    /// Decides a command and takes in its facts.
    #[expect(clippy::needless_pass_by_value, reason = "a story reads better without borrowing each command")]
    pub(crate) fn ok(&mut self, by: ActorId, command: Command) -> &mut World {
        self.attempt(by, &command).unwrap_or_else(|refused| panic!("{refused}: {command:?}"));
        self
    }

    pub(crate) fn attempt(&mut self, by: ActorId, command: &Command) -> Result<(), Refusal> {
        let facts = self.s.decide(&Asked { by, at: self.now }, command)?;
        if facts.is_empty() {
            return Ok(());
        }
        let entry =
            Entry { seq: Seq(self.s.seq.0 + 1), at: self.now, received: self.now, device: None, by, facts };
        self.s.apply(&entry);
        self.entries.push(entry);
        Ok(())
    }
}
