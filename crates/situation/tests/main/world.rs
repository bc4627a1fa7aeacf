//! A small town through the real core: one district, one street, two villages, two buildings, a hundred people.

use domain::{
    AreaKind, BuildingKind, Command, Detection, Entry, Fact, Point, Role, SiteKind, TestOutcome, TestPurpose,
    Timestamp, TubeKind, Unit, VehicleKind, ids::*, time::parse_local,
};
use situation::{Asked, Refusal, Situation};

pub(crate) const COMMANDER: ActorId = ActorId(1);
pub(crate) const DUTY: ActorId = ActorId(2);
pub(crate) const TRACER: ActorId = ActorId(3);

pub(crate) struct World {
    pub(crate) s: Situation,
    pub(crate) entries: Vec<Entry>,
}

pub(crate) fn at(text: &str) -> Timestamp {
    parse_local(&format!("2021-12-{text}")).unwrap()
}

impl World {
    pub(crate) fn new() -> World {
        let mut world = World { s: Situation::default(), entries: Vec::new() };
        world.ask(DUTY, "01T08:00", Command::Prepare { facts: preparation() }).unwrap();
        let area = "330211".parse().unwrap();
        let (name, pack, protocol) = ("镇海疫情".to_owned(), "covid19-delta".to_owned(), "v8".to_owned());
        world.ask(DUTY, "01T08:01", Command::OpenOutbreak { name, pack, protocol, area }).unwrap();
        world
    }

    #[expect(clippy::needless_pass_by_value, reason = "stories make commands where they ask")]
    pub(crate) fn ask(&mut self, by: ActorId, when: &str, command: Command) -> Result<Vec<Fact>, Refusal> {
        let now = at(when);
        let facts = self.s.decide(&Asked { by, at: now }, &command)?;
        if !facts.is_empty() {
            let seq = Seq(self.s.seq.0 + 1);
            let entry = Entry { seq, at: now, received: now, device: None, by, facts: facts.clone() };
            self.s.apply(&entry);
            self.entries.push(entry);
        }
        Ok(facts)
    }

    pub(crate) fn tube(
        &mut self,
        code: &str,
        kind: TubeKind,
        people: &[u32],
        when: &str,
    ) -> Result<Vec<Fact>, Refusal> {
        let people = people.iter().map(|person| PersonId(*person)).collect();
        let (code, collected_at) = (code.to_owned(), at(when));
        let purpose = TestPurpose::Routine;
        self.ask(
            ActorId(4),
            when,
            Command::RegisterTube { code, kind, people, purpose, site: None, collected_at },
        )
    }

    pub(crate) fn result(
        &mut self,
        code: &str,
        outcome: TestOutcome,
        when: &str,
    ) -> Result<Vec<Fact>, Refusal> {
        let (code, tested_at, detection) = (code.to_owned(), at(when), Detection::Community);
        self.ask(
            ActorId(4),
            when,
            Command::ReportResult { code, outcome, lab: Some(LabId(1)), tested_at, detection },
        )
    }
}

fn actor(number: u32, handle: &str, role: Role, unit: Unit) -> Fact {
    let (actor, handle, title) = (ActorId(number), handle.to_owned(), handle.to_owned());
    Fact::ActorEnrolled { actor, handle, title, role, unit }
}

fn building(number: u32, households: &[u16], first_household: u32, first_person: u32) -> Fact {
    Fact::BuildingListed {
        building: BuildingId(number),
        kind: BuildingKind::Residential,
        name: format!("临江苑 {number} 幢"),
        area: "330211002001".parse().unwrap(),
        point: Point { lon: 121_650_000, lat: 29_970_000 },
        first_household: HouseholdId(first_household),
        first_person: PersonId(first_person),
        household_sizes: households.to_vec(),
    }
}

#[expect(clippy::too_many_lines, reason = "a list of places and things, one line each")]
fn preparation() -> Vec<Fact> {
    let point = Point { lon: 121_650_000, lat: 29_970_000 };
    let area = |code: &str, kind, name: &str, parent: Option<&str>| Fact::AreaListed {
        area: code.parse().unwrap(),
        kind,
        name: name.to_owned(),
        parent: parent.map(|code| code.parse().unwrap()),
        point: Some(point),
    };
    let street: domain::AreaCode = "330211002".parse().unwrap();
    let district = Unit::Area("330211".parse().unwrap());
    let from = at("01T08:00");
    let (rooms, post) = (3, PostId(1));
    vec![
        area("33", AreaKind::Province, "浙江省", None),
        area("3302", AreaKind::City, "宁波市", Some("33")),
        area("330211", AreaKind::District, "镇海区", Some("3302")),
        area("330211002", AreaKind::Street, "蛟川街道", Some("330211")),
        area("330211002001", AreaKind::Community, "临江社区", Some("330211002")),
        actor(1, "commander", Role::Commander, district),
        actor(2, "duty", Role::DutyOfficer, district),
        actor(3, "tracer-1", Role::Tracer, Unit::Area(street)),
        actor(4, "lab-1", Role::Laboratory, district),
        building(1, &[4; 15], 1, 1),
        building(2, &[2; 20], 16, 61),
        Fact::GridDrawn {
            grid: GridId(1),
            version: 1,
            name: "临江一".into(),
            area: street,
            point,
            buildings: vec![BuildingId(1)],
        },
        Fact::GridDrawn {
            grid: GridId(2),
            version: 1,
            name: "临江二".into(),
            area: street,
            point,
            buildings: vec![BuildingId(2)],
        },
        Fact::PostOpened { post, name: "转运专班".into(), area: street, parent: None, until: None },
        Fact::SiteOpened {
            site: SiteId(1),
            kind: SiteKind::Isolation,
            name: "隔离点".into(),
            area: street,
            point,
            rooms,
            from,
        },
        Fact::SiteOpened {
            site: SiteId(2),
            kind: SiteKind::Hospital,
            name: "医院".into(),
            area: street,
            point,
            rooms,
            from,
        },
        Fact::VehicleListed {
            vehicle: VehicleId(1),
            label: "大巴 1".into(),
            kind: VehicleKind::Bus,
            seats: 2,
            post,
        },
        Fact::LabOpened {
            lab: LabId(1),
            name: "区疾控".into(),
            area: street,
            point,
            tubes_per_hour: 100,
            from,
        },
    ]
}
