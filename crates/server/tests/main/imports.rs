//! Files from their bytes to facts and details, once and twice.

use crate::town::{Folder, Hands, Town};
use domain::{ActorId, CaseClass, Detection, OutbreakId, PersonId};
use serde_json::json;
use server::{
    App,
    imports::{ImportOptions, ImportPlan, Into, abroad},
};
use std::{ops::ControlFlow, path::PathBuf};

fn options(sender: &str, into: Into, area: &str) -> ImportOptions {
    ImportOptions {
        sender: sender.to_owned(),
        kind: None,
        into,
        area: Some(area.parse().unwrap()),
        class: CaseClass::Confirmed,
        detection: Detection::Unknown,
        ring: None,
        mapping: None,
    }
}

fn study(name: &str, pack: &str, area: domain::AreaCode) -> Into {
    Into::New { name: name.to_owned(), pack: pack.to_owned(), area }
}

fn plan(app: &App, bytes: &[u8], name: &str, options: &ImportOptions) -> ImportPlan {
    app.plan_import((bytes, name), options, &mut |_| ControlFlow::Continue(())).unwrap()
}

/// The folder of reference files; `None`, said aloud, where it is absent.
fn reference() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference");
    let path = std::env::var_os("HAITANG_REFERENCE").map_or(beside, PathBuf::from).join("linelists");
    if path.is_dir() {
        Some(path)
    } else {
        println!("skipped: there are no reference files at {}", path.display());
        None
    }
}

const LIST: &str = "编号,姓名,身份证号,电话,性别,年龄,住址,发病日期,报告日期,临床分型,备注\n\
    N1,王一,11010119900307803X,13800138001,男,31,蛟川街道一号,2021-12-04,2021-12-06,轻型,\n\
    N2,李二,,13800138002,女,40,蛟川街道二号,2021-12-05,2021-12-06,普通型,系病例N1同事\n\
    N3,赵三,,13800138003,男,50,蛟川街道三号,2021-12-32,2021-12-06,轻型,\n";

#[test]
fn a_list_becomes_cases_details_and_proposed_links_and_a_second_time_nothing_new() {
    let town = Town::new();
    let options = options("某医院", Into::Outbreak(OutbreakId(1)), "330211002");
    let first = plan(&town.app, LIST.as_bytes(), "名单.csv", &options);
    assert_eq!((first.account.read, first.account.accepted, first.account.rejected), (3, 2, 1));
    assert!(first.rejected_workbook().is_some());
    assert_eq!((first.outlook.new_cases, first.outlook.proposed_exposures), (2, 1));
    let done = town.app.commit_import(ActorId(3), &first).unwrap();
    assert_eq!((done.accepted, done.merged, done.rejected, done.details_stored), (2, 0, 1, 2));

    let again = plan(&town.app, LIST.as_bytes(), "名单.csv", &options);
    assert_eq!((again.outlook.new_cases, again.outlook.known_cases), (0, 2));
    let done = town.app.commit_import(ActorId(3), &again).unwrap();
    assert_eq!((done.accepted, done.merged, done.rejected, done.details_stored), (0, 2, 1, 0));
    let (cases, exposures) = town.app.desk.read(|s| (s.cases.len(), s.exposures.len())).unwrap();
    assert_eq!((cases, exposures), (2, 1));
    let ledger = std::fs::read(town.app.dir.ledger()).unwrap();
    assert!(!ledger.windows(6).any(|bytes| bytes == "王一".as_bytes()), "no name is in the ledger");
}

#[test]
fn somebody_in_the_vault_is_found_by_number_from_another_sender() {
    let town = Town::new();
    let first = options("某医院", Into::Outbreak(OutbreakId(1)), "330211002");
    town.app.commit_import(ActorId(3), &plan(&town.app, LIST.as_bytes(), "名单.csv", &first)).unwrap();
    let second = options("某疾控", Into::Outbreak(OutbreakId(1)), "330211002");
    let list = LIST.replace("N1", "Z7").replace("N2", "Z8");
    let planned = plan(&town.app, list.as_bytes(), "名单.csv", &second);
    assert_eq!(
        (planned.outlook.known_people, planned.outlook.new_cases),
        (2, 0),
        "by identity number; by phone and name"
    );
}

#[test]
fn a_death_between_entry_and_details_is_mended_by_importing_again() {
    let folder = Folder::new();
    let hands = Hands::default();
    let vault_file = folder.data().join("vault.db");
    let town = Town::on(folder, hands);
    let options = options("某医院", Into::Outbreak(OutbreakId(1)), "330211002");
    let planned = plan(&town.app, LIST.as_bytes(), "名单.csv", &options);
    // The entry is there, the details are not: what a process that dies between the two leaves.
    let ask = server::Ask::at_desk(
        ActorId(3),
        town.hands.now(),
        domain::Command::Import(Box::new(planned.file.clone())),
    );
    town.app.desk.submit_blocking(ask).unwrap();
    assert!(vault_file.exists());
    let again = plan(&town.app, LIST.as_bytes(), "名单.csv", &options);
    let done = town.app.commit_import(ActorId(3), &again).unwrap();
    assert_eq!((done.accepted, done.merged, done.details_stored), (0, 2, 2));
    let person = town.app.desk.read(|s| s.external["某医院"]["N1"]).unwrap();
    assert_eq!(person, PersonId(121), "the first number after the register's");
    let key = logbook::MasterKey::load(&town.data().with_extension("key")).unwrap();
    let vault = logbook::Vault::open(&town.app.dir.vault(), &key).unwrap();
    assert_eq!(vault.get(person.0).unwrap().unwrap().name.as_deref(), Some("王一"));
}

#[test]
fn the_reference_files_come_in_once_and_a_second_time_add_nothing() {
    let Some(folder) = reference() else { return };
    let town = Town::new();
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    let tianjin: domain::AreaCode = "12".parse().unwrap();
    let files = [
        ("tianjin_2020.csv", "天津", study("天津 2020", "unspecified", tianjin), "12"),
        ("mers_korea_2015_linelist.csv", "韩国", study("韩国 2015", "mers", abroad()), "00"),
        ("mers_korea_2015_contacts.csv", "韩国", Into::Outbreak(OutbreakId(3)), "00"),
    ];
    let mut before = Vec::new();
    for (name, sender, into, area) in &files {
        let options = options(sender, into.clone(), area);
        let planned = plan(&town.app, &read(name), name, &options);
        assert!(planned.account.balanced(), "{name}: {:?}", planned.account);
        assert_eq!(planned.account.rejected, 0, "{name}: {:?}", planned.rejected.first());
        let done = town.app.commit_import(ActorId(3), &planned).unwrap();
        assert!(done.accepted > 90, "{name}: {done:?}");
        before.push(done.accepted);
    }
    assert_eq!(before, [135, 162, 98]);
    let counts = || town.app.desk.read(|s| (s.cases.len(), s.exposures.len(), s.person_ids)).unwrap();
    let known = counts();
    for (name, sender, into, area) in &files {
        let into = match into {
            Into::New { name, .. } => Into::Outbreak(OutbreakId(if name.starts_with('天') { 2 } else { 3 })),
            Into::Outbreak(outbreak) => Into::Outbreak(*outbreak),
        };
        let again = plan(&town.app, &read(name), name, &options(sender, into, area));
        let done = town.app.commit_import(ActorId(3), &again).unwrap();
        assert_eq!(done.accepted, 0, "{name}: {done:?}");
    }
    assert_eq!(counts(), known);
}

#[test]
fn a_file_is_planned_looked_at_and_recorded_over_http() {
    let town = Town::new();
    let tracer = town.sign_in("tracer");
    let path = "/api/v1/imports?sender=hospital&file_name=a.csv&outbreak=E1&area=330211002";
    let planned = tracer.ask("POST", path, &[], LIST.as_bytes());
    assert_eq!(planned.status, 201, "{}", String::from_utf8_lossy(&planned.body));
    let body = planned.json();
    assert_eq!(body["account"], json!({ "read": 3, "accepted": 2, "merged": 0, "rejected": 1 }));
    assert!(!planned.body.windows(6).any(|bytes| bytes == "王一".as_bytes()), "the plan names nobody");
    let number = body["plan"].as_u64().unwrap();
    let other = town.sign_in("duty");
    assert_eq!(
        other.get(&format!("/api/v1/imports/{number}")).problem(),
        "not-found",
        "it is somebody else's"
    );
    assert_eq!(
        tracer.get(&format!("/api/v1/imports/{number}/rejected.xlsx")).body.get(..2),
        Some(b"PK".as_slice())
    );
    let done = tracer.post(&format!("/api/v1/imports/{number}/commit"), &json!({}));
    assert_eq!((done.status, done.json()["accepted"].as_u64()), (201, Some(2)));
    assert_eq!(tracer.get("/api/v1/imports").json()["rows"].as_array().unwrap().len(), 1);
    let picture = tracer.ask("POST", path, &[], b"%PDF-1.7 not a list");
    assert_eq!(picture.problem(), "file-unreadable");
}
