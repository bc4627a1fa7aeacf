//! A small town behind a running server: one district, one street, two grids, a hundred people, every role.

use crate::client::Client;
use domain::{
    ActorId, AreaCode, AreaKind, BuildingId, BuildingKind, Command, Fact, GridId, HouseholdId, PersonId,
    Point, Role, Timestamp, Unit,
    time::{add_minutes, parse_local},
};
use serde_json::json;
use server::{App, Ask, Clock, Entropy, Ledger, Settings};
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU32, Ordering},
    },
};

pub(crate) const PASSWORD: &str = "correct horse";

/// Every role, with the name it signs in under and its unit.
pub(crate) const STAFF: [(&str, Role, &str); 14] = [
    ("commander", Role::Commander, "330211"),
    ("duty", Role::DutyOfficer, "330211"),
    ("tracer", Role::Tracer, "330211"),
    ("lab", Role::Laboratory, "330211"),
    ("sampler", Role::Sampler, "330211"),
    ("dispatcher", Role::Dispatcher, "330211"),
    ("site", Role::SiteManager, "330211"),
    ("grid", Role::GridWorker, "G1"),
    ("gate", Role::GateKeeper, "G1"),
    ("analyst", Role::Analyst, "330211"),
    ("publisher", Role::Publisher, "330211"),
    ("inspector", Role::Inspector, "330211"),
    ("admin", Role::Administrator, "330211"),
    ("machine", Role::Machine, "330211"),
];

/// An own directory, removed at the end.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("haitang-server-{}-{number}", std::process::id()));
        drop(std::fs::remove_dir_all(&path));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.0.join("data")
    }

    pub(crate) fn ledger(&self, clock: Clock) -> Ledger {
        Ledger::open(&self.data(), &self.0.join("data.key"), Entropy::system(), clock).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// The name of a thread for which there is no clock: whatever it does breaks off.
pub(crate) const CLOCKLESS: &str = "clockless";

/// A clock that stands until it is moved: minutes after 2021-12-07 08:00.
#[derive(Clone, Default)]
pub(crate) struct Hands(Arc<AtomicI64>);

impl Hands {
    pub(crate) fn advance(&self, minutes: i64) {
        self.0.fetch_add(minutes, Ordering::SeqCst);
    }

    pub(crate) fn now(&self) -> Timestamp {
        add_minutes(parse_local("2021-12-07T08:00").unwrap(), self.0.load(Ordering::SeqCst))
    }

    pub(crate) fn clock(&self) -> Clock {
        let hands = self.clone();
        Arc::new(move || {
            assert_ne!(std::thread::current().name(), Some(CLOCKLESS), "the clock has stopped");
            hands.now()
        })
    }
}

/// A running server.
pub(crate) struct Town {
    pub(crate) app: App,
    pub(crate) hands: Hands,
    pub(crate) address: std::net::SocketAddr,
    // The runtime ends before the folder goes.
    _runtime: tokio::runtime::Runtime,
    _folder: Folder,
}

pub(crate) fn area() -> AreaCode {
    "330211".parse().unwrap()
}

pub(crate) fn settings() -> Settings {
    Settings { encrypted: false, area: area(), is_demo: true }
}

impl Town {
    pub(crate) fn new() -> Self {
        Self::on(Folder::new(), Hands::default())
    }

    pub(crate) fn on(folder: Folder, hands: Hands) -> Self {
        let mut ledger = folder.ledger(hands.clock());
        if ledger.situation.seq.0 == 0 {
            prepare(&mut ledger, hands.now());
        }
        let app = App::open_with(ledger, settings(), hands.clock()).unwrap();
        for (number, (handle, ..)) in (1..).zip(STAFF) {
            app.accounts.create_user(handle, PASSWORD, ActorId(number)).unwrap();
        }
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(server::serve::serve(app.clone(), listener, std::future::pending()));
        Self { app, hands, address, _runtime: runtime, _folder: folder }
    }

    pub(crate) fn nobody(&self) -> Client {
        Client { address: self.address, cookie: None }
    }

    pub(crate) fn sign_in(&self, handle: &str) -> Client {
        let answer =
            self.nobody().post("/api/v1/session", &json!({ "handle": handle, "password": PASSWORD }));
        assert_eq!(answer.status, 201, "{}", String::from_utf8_lossy(&answer.body));
        let cookie = answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
        Client { address: self.address, cookie: Some(cookie) }
    }

    pub(crate) fn data(&self) -> &Path {
        self.app.dir.root()
    }
}

fn prepare(ledger: &mut Ledger, now: Timestamp) {
    let admin = ActorId(13);
    let mut ask = |command| ledger.record(now, &Ask::at_desk(admin, now, command)).unwrap();
    ask(Command::Prepare { facts: preparation() });
    let (name, pack, protocol) = ("镇海疫情".to_owned(), "covid19-delta".to_owned(), "v8".to_owned());
    ask(Command::OpenOutbreak { name, pack, protocol, area: area() });
}

fn preparation() -> Vec<Fact> {
    let point = Point { lon: 121_650_000, lat: 29_970_000 };
    let listed = |code: &str, kind, name: &str, parent: Option<&str>| Fact::AreaListed {
        area: code.parse().unwrap(),
        kind,
        name: name.to_owned(),
        parent: parent.map(|code| code.parse().unwrap()),
        point: Some(point),
    };
    let street: AreaCode = "330211002".parse().unwrap();
    let mut facts = vec![
        listed("3302", AreaKind::City, "宁波市", None),
        listed("330211", AreaKind::District, "镇海区", Some("3302")),
        listed("330206", AreaKind::District, "北仑区", Some("3302")),
        listed("330211002", AreaKind::Street, "蛟川街道", Some("330211")),
    ];
    for (number, (handle, role, unit)) in (1..).zip(STAFF) {
        let (handle, title) = (handle.to_owned(), handle.to_owned());
        let unit: Unit = unit.parse().unwrap();
        facts.push(Fact::ActorEnrolled { actor: ActorId(number), handle, title, role, unit });
    }
    for number in [1, 2] {
        facts.push(Fact::BuildingListed {
            building: BuildingId(number),
            kind: BuildingKind::Residential,
            name: format!("临江苑 {number} 幢"),
            area: street,
            point,
            first_household: HouseholdId((number - 1) * 20 + 1),
            first_person: PersonId((number - 1) * 60 + 1),
            household_sizes: vec![3; 20],
        });
        facts.push(Fact::GridDrawn {
            grid: GridId(number),
            version: 1,
            name: format!("临江 {number}"),
            area: street,
            point,
            buildings: vec![BuildingId(number)],
        });
    }
    facts
}

/// Gives a command over HTTP.
pub(crate) fn give(client: &Client, command: &Command) -> crate::client::Answer {
    client.post("/api/v1/commands", &json!({ "command": command }))
}
