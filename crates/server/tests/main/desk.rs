//! The desk: replay equals what was live, the past is what was known, and a stop is said aloud.

use crate::town::{Folder, Hands, Town, settings};
use domain::{ActorId, Command, PersonId, Seq, TestPurpose, TubeKind, Unit};
use serde_json::json;
use server::{App, Ask, Ledger, SubmitError};
use situation::Situation;
use std::sync::Arc;

fn tube(number: u32, hands: &Hands) -> Ask {
    let command = Command::RegisterTube {
        code: format!("T-{number}"),
        kind: TubeKind::Single,
        people: vec![PersonId(number % 100 + 1)],
        purpose: TestPurpose::Routine,
        site: None,
        collected_at: hands.now(),
    };
    Ask::at_desk(ActorId(5), hands.now(), command)
}

#[test]
fn replay_gives_what_was_live_whichever_way_it_starts() {
    let folder = Folder::new();
    let hands = Hands::default();
    let path = (folder.data(), folder.0.join("data.key"));
    let open = || Ledger::open(&path.0, &path.1, server::Entropy::system(), hands.clock()).unwrap();
    let mut ledger = open();
    let admin = ActorId(1);
    for minute in 0..300 {
        hands.advance(1);
        let unit = Unit::Area(crate::town::area());
        let list = Command::Prepare {
            facts: vec![domain::Fact::AreaListed {
                area: crate::town::area(),
                kind: domain::AreaKind::District,
                name: format!("{minute}"),
                parent: None,
                point: None,
            }],
        };
        ledger.record(hands.now(), &Ask::at_desk(admin, hands.now(), list)).unwrap();
        ledger
            .record(
                hands.now(),
                &Ask::at_desk(admin, hands.now(), Command::ReportUnit { unit, at: hands.now() }),
            )
            .unwrap();
        if minute == 150 {
            ledger.checkpoint().unwrap();
        }
    }
    let live = ledger.situation.hash();
    drop(ledger);
    let with_checkpoint = open();
    assert_eq!((with_checkpoint.situation.hash(), with_checkpoint.stats.entries), (live.clone(), 298));
    assert_eq!(with_checkpoint.times.len(), 600);
    drop(with_checkpoint);
    std::fs::remove_dir_all(path.0.join("checkpoints")).unwrap();
    let from_the_start = open();
    assert_eq!((from_the_start.situation.hash(), from_the_start.stats.entries), (live, 600));
}

#[test]
fn the_past_is_what_was_known_then() {
    let town = Town::new();
    let mut hashes = vec![(town.app.desk.head(), town.app.desk.read(Situation::hash).unwrap())];
    for number in 0..50 {
        town.hands.advance(1);
        town.app.desk.submit_blocking(tube(number, &town.hands)).unwrap();
        hashes.push((town.app.desk.head(), town.app.desk.read(Situation::hash).unwrap()));
    }
    for (seq, hash) in hashes.iter().rev().step_by(7) {
        assert_eq!(town.app.desk.as_of(*seq).unwrap().hash(), *hash, "{seq}");
    }
    let at = domain::time::add_minutes(town.hands.now(), -20);
    assert_eq!(town.app.desk.seq_at(at), Seq(town.app.desk.head().0 - 20));
    let lab = town.sign_in("lab");
    let path = format!("/api/v1/tubes?limit=100&at={}", domain::time::minute_text(at).replace(' ', "T"));
    assert_eq!(lab.get(&path).json()["total"], json!(30));
    assert_eq!(lab.get("/api/v1/tubes?limit=100").json()["total"], json!(50));
}

#[test]
fn many_threads_are_answered_and_nothing_is_lost_or_doubled() {
    let town = Town::new();
    let before = town.app.desk.head().0;
    let threads: Vec<_> = (0..16_u32)
        .map(|thread| {
            let (desk, hands) = (town.app.desk.clone(), town.hands.clone());
            std::thread::spawn(move || {
                let submitted = (0..50)
                    .map(|number| desk.submit_blocking(tube(thread * 50 + number, &hands)).unwrap().unwrap());
                submitted.collect::<Vec<Seq>>()
            })
        })
        .collect();
    let mut seqs: Vec<Seq> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
    seqs.sort_unstable();
    seqs.dedup();
    assert_eq!(seqs.len(), 800);
    assert_eq!(town.app.desk.head().0, before + 800);
    let live = town.app.desk.read(Situation::hash).unwrap();
    let reader = logbook::SqliteReader::open(&town.app.dir.ledger()).unwrap();
    let clock = town.hands.clock();
    assert_eq!(server::ledger::replay(&reader, None, None, &clock).unwrap().situation.hash(), live);
}

#[test]
fn a_desk_that_cannot_write_stops_and_says_so() {
    let folder = Folder::new();
    let hands = Hands::default();
    let app = App::open_with(folder.ledger(hands.clock()), settings(), hands.clock()).unwrap();
    // Another program appends behind the desk's back, which breaks the position it decides from.
    let other = rusqlite::Connection::open(app.dir.ledger()).unwrap();
    other.execute("update head set seq = seq + 1", []).unwrap();
    let unit = Unit::Area(crate::town::area());
    let list = Command::Prepare {
        facts: vec![domain::Fact::AreaListed {
            area: crate::town::area(),
            kind: domain::AreaKind::District,
            name: String::from("镇海区"),
            parent: None,
            point: None,
        }],
    };
    let answer = app.desk.submit_blocking(Ask::at_desk(ActorId(1), hands.now(), list));
    assert!(matches!(answer, Err(SubmitError::Stopped(_))), "{answer:?}");
    assert!(
        app.desk.read(|situation| situation.areas.len()).is_err(),
        "what is not on disk is seen by nobody"
    );
    assert!(app.desk.stopped().is_some());
    let later = app.desk.submit_blocking(Ask::at_desk(
        ActorId(1),
        hands.now(),
        Command::ReportUnit { unit, at: hands.now() },
    ));
    assert!(matches!(later, Err(SubmitError::Stopped(_))));
}

#[test]
fn a_stopped_desk_is_seen_by_whatever_watches_the_service() {
    let town = Town::new();
    assert_eq!(town.nobody().get("/healthz").status, 200);
    let duty = town.sign_in("duty");
    let other = rusqlite::Connection::open(town.app.dir.ledger()).unwrap();
    other.execute("update head set seq = seq + 1", []).unwrap();
    let report = json!({ "command": { "report_unit": { "unit": "330211", "at": town.hands.now() } } });
    let answer = duty.post("/api/v1/commands", &report);
    assert_eq!((answer.status, answer.problem().as_str()), (500, "fault"));
}

#[test]
fn the_workers_carry_and_never_decide() {
    let town = Town::new();
    let order = json!({ "command": { "issue_order": {
        "kind": "verify", "title": "核查", "text": "", "recipients": ["G1", "G2"], "issued_at": town.hands.now(),
        "accept_by": domain::time::add_minutes(town.hands.now(), 30), "done_by": domain::time::add_minutes(town.hands.now(), 60),
        "basis": "", "supersedes": null,
    } } });
    assert_eq!(town.sign_in("duty").post("/api/v1/commands", &order).status, 201);
    let duties = server::workers::Duties {
        bulletins: vec![crate::town::area()],
        freeze_after: 30,
        rest: std::time::Duration::from_secs(1),
    };
    let _here = town.sign_in("grid");
    let round = || server::workers::round(&town.app, &duties).unwrap();
    assert_eq!(round(), 2, "one unit is signed in, and yesterday is not frozen yet");
    assert_eq!(round(), 0, "nothing is left to do");
    town.hands.advance(31);
    assert_eq!(round(), 1, "both are late; one command takes it up");
    assert_eq!(round(), 0);
    let _kept: Arc<Situation> = town.app.desk.as_of(town.app.desk.head()).unwrap();
}

#[test]
fn a_ledger_whose_end_was_cut_off_or_rewritten_is_not_opened() {
    let folder = Folder::new();
    let hands = Hands::default();
    let enrol = |handle: &str| Command::EnrolActor {
        handle: handle.to_owned(),
        title: handle.to_owned(),
        role: domain::Role::Administrator,
        unit: Unit::Area(crate::town::area()),
    };
    let mut ledger = folder.ledger(hands.clock());
    for handle in ["one", "two", "three"] {
        ledger.record(hands.now(), &Ask::at_desk(ActorId(1), hands.now(), enrol(handle))).unwrap();
    }
    drop(ledger);
    // A start anchors the end.
    let path = folder.ledger(hands.clock()).dir.ledger();
    let other = rusqlite::Connection::open(path).unwrap();
    // An end cut off together with the head record looks whole to every other check.
    other
        .execute_batch(
            "drop trigger log_never_shrinks;
             delete from log where seq = 3;
             update head set seq = 2, facts = 2, hash = (select hash from log where seq = 2);",
        )
        .unwrap();
    drop(other);
    let (data, key) = (folder.data(), folder.0.join("data.key"));
    let opened = Ledger::open(&data, &key, server::Entropy::system(), hands.clock());
    assert!(matches!(opened.err(), Some(server::LedgerError::Anchor { seq: 3, head: 2 })));
}
