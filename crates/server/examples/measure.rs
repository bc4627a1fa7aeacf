//! Measures the desk, the replay and an import: `cargo run --release -p server --example measure`.
//!
//! Prints commands a second from 64 threads, the replay of a million facts, and rows a second of an import with its
//! duplicate check.  Works in a directory of its own that it removes.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "a program that measures prints, reads the clock, and may stop anywhere"
)]

use domain::{
    ActorId, AreaCode, BuildingId, BuildingKind, CaseClass, Command, Detection, Fact, HouseholdId, PersonId,
    Point, TestOutcome, TestPurpose, Timestamp, TubeKind,
};
use server::{
    App, Ask, Entropy, Ledger, Settings,
    clock::wall,
    imports::{ImportOptions, Into},
};
use std::{fmt::Write as _, ops::ControlFlow, path::Path, time::Instant};

const PEOPLE: u32 = 300_000;
const THREADS: u32 = 64;
const EACH: u32 = 1_000;

fn area() -> AreaCode {
    "330211002".parse().unwrap()
}

fn main() {
    let folder = std::env::temp_dir().join(format!("haitang-measure-{}", std::process::id()));
    let open =
        || Ledger::open(&folder.join("data"), &folder.join("data.key"), Entropy::system(), wall()).unwrap();
    std::fs::create_dir_all(&folder).unwrap();
    let mut ledger = open();
    prepare(&mut ledger);
    let settings = Settings { encrypted: false, area: area(), is_demo: true };
    let app = App::open(ledger, settings).unwrap();
    desk(&app);
    import(&app);
    drop(app);
    std::thread::sleep(std::time::Duration::from_secs(1));
    let mut ledger = open();
    million(&mut ledger);
    let live = ledger.situation.hash();
    drop(ledger);
    replay(&folder, &live);
    std::fs::remove_dir_all(&folder).unwrap();
}

fn prepare(ledger: &mut Ledger) {
    let building = |nth: u32| Fact::BuildingListed {
        building: BuildingId(nth + 1),
        kind: BuildingKind::Residential,
        name: String::new(),
        area: area(),
        point: Point { lon: 121_650_000, lat: 29_970_000 },
        first_household: HouseholdId(nth * 40 + 1),
        first_person: PersonId(nth * 100 + 1),
        household_sizes: [2, 3].repeat(20),
    };
    let facts = (0..PEOPLE / 100).map(building).collect();
    let now = Timestamp::now();
    ledger.record(now, &Ask::at_desk(ActorId(1), now, Command::Prepare { facts })).unwrap();
    let (name, pack, protocol) = ("measured".to_owned(), "covid19-delta".to_owned(), "v8".to_owned());
    let open = Command::OpenOutbreak { name, pack, protocol, area: area() };
    ledger.record(now, &Ask::at_desk(ActorId(1), now, open)).unwrap();
}

fn tube(number: u32, at: Timestamp) -> Command {
    Command::RegisterTube {
        code: format!("T-{number}"),
        kind: TubeKind::Single,
        people: vec![PersonId(number % PEOPLE + 1)],
        purpose: TestPurpose::Routine,
        site: None,
        collected_at: at,
    }
}

fn desk(app: &App) {
    let began = Instant::now();
    let threads: Vec<_> = (0..THREADS)
        .map(|thread| {
            let desk = app.desk.clone();
            std::thread::spawn(move || {
                for number in 0..EACH {
                    let now = Timestamp::now();
                    let command = tube(thread * EACH + number, now);
                    desk.submit_blocking(Ask::at_desk(ActorId(1), now, command)).unwrap();
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    let seconds = began.elapsed().as_secs_f64();
    let total = f64::from(THREADS * EACH);
    println!(
        "desk: {total} commands from {THREADS} threads in {seconds:.2} s, {:.0} a second",
        total / seconds
    );
}

fn import(app: &App) {
    let mut list = String::from("编号,姓名,电话,性别,年龄,发病日期,报告日期\n");
    for row in 0..50_000 {
        writeln!(list, "M{row},测{row},138{row:08},男,{},2021-12-04,2021-12-06", row % 90).unwrap();
    }
    let options = ImportOptions {
        sender: "measured".to_owned(),
        kind: None,
        into: Into::New { name: "study".to_owned(), pack: "covid19-delta".to_owned(), area: area() },
        area: Some(area()),
        class: CaseClass::Confirmed,
        detection: Detection::Unknown,
        ring: None,
        mapping: None,
    };
    for pass in ["first", "second"] {
        let began = Instant::now();
        let plan = app
            .plan_import((list.as_bytes(), "list.csv"), &options, &mut |_| ControlFlow::Continue(()))
            .unwrap();
        let planned = began.elapsed().as_secs_f64();
        let done = app.commit_import(ActorId(1), &plan).unwrap();
        let seconds = began.elapsed().as_secs_f64();
        println!(
            "import, {pass} time: 50000 rows in {seconds:.2} s (plan {planned:.2} s), {:.0} rows a second, {} accepted",
            50_000.0 / seconds,
            done.accepted
        );
    }
}

/// Fills the ledger to a million facts: tubes, their reception and their negative results.
fn million(ledger: &mut Ledger) {
    let now = Timestamp::now();
    let missing = 1_000_000_u64.saturating_sub(ledger.situation.facts);
    let tubes = u32::try_from(missing / 3 + 1).unwrap();
    let history = (0..tubes).flat_map(|number| {
        let number = number + 1_000_000;
        let code = format!("T-{number}");
        let received = Command::ReceiveTube { code: code.clone(), lab: None, at: now };
        let (outcome, detection) = (TestOutcome::Negative, Detection::Community);
        let result = Command::ReportResult { code, outcome, lab: None, tested_at: now, detection };
        [tube(number, now), received, result].map(|command| (now, Ask::at_desk(ActorId(1), now, command)))
    });
    let began = Instant::now();
    let mut refused = 0_u32;
    ledger.record_all(history, |_, _, answer| refused += u32::from(answer.is_err())).unwrap();
    let seconds = began.elapsed().as_secs_f64();
    println!(
        "history: {missing} facts in {seconds:.2} s, {refused} refused, {} facts in all",
        ledger.situation.facts
    );
}

fn replay(folder: &Path, live: &str) {
    let reader = logbook::SqliteReader::open(&folder.join("data/ledger.db")).unwrap();
    for _ in 0..3 {
        let replayed = server::ledger::replay(&reader, None, None, &wall()).unwrap();
        let stats = replayed.stats;
        assert_eq!(replayed.situation.hash(), live, "replay equals live");
        println!(
            "replay: {} entries, {} facts in {:.2} s, {:.0} facts a second",
            stats.entries,
            stats.facts,
            stats.seconds,
            stats.facts as f64 / stats.seconds
        );
    }
    let began = Instant::now();
    let opened =
        Ledger::open(&folder.join("data"), &folder.join("data.key"), Entropy::system(), wall()).unwrap();
    let seconds = began.elapsed().as_secs_f64();
    println!("start from a checkpoint: {seconds:.2} s, {} entries replayed", opened.stats.entries);
}
