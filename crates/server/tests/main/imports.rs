//! Files from their bytes to facts and details, once and twice.

use crate::town::{CLOCKLESS, Folder, Hands, Town};
use domain::{ActorId, CaseClass, Detection, OutbreakId, PersonId};
use serde_json::json;
use server::{
    App,
    imports::{ImportOptions, ImportPlan, Into, abroad},
};
use std::{fmt::Write as _, ops::ControlFlow, path::PathBuf};

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

/// Keyed by the numbers of people: identity numbers in the list, and one row by a phone.
const KEYED: &str = "编号,姓名,电话,发病日期,报告日期,传染源编号,备注\n\
    11010119900307803X,王一,13900139001,2021-12-04,2021-12-06,,\n\
    13800138002,李二,13900139002,2021-12-05,2021-12-06,11010119900307803X,\n\
    TJ-12,赵三,13900139003,2021-12-05,2021-12-06,13800138002,\n";

fn ledger_holds(town: &Town, text: &str) -> bool {
    let head = town.app.desk.head();
    let entries = town.app.desk.entries(domain::Seq(1), head).unwrap();
    entries.iter().any(|entry| serde_json::to_string(&entry.facts).unwrap().contains(text))
}

#[test]
fn a_list_keyed_by_identity_or_phone_number_leaves_only_hashes_in_the_ledger() {
    let town = Town::new();
    let options = options("某医院", Into::Outbreak(OutbreakId(1)), "330211002");
    let first = plan(&town.app, KEYED.as_bytes(), "名单.csv", &options);
    assert_eq!((first.account.accepted, first.outlook.stated_exposures), (3, 2), "{:?}", first.rejected);
    let done = town.app.commit_import(ActorId(3), &first).unwrap();
    assert_eq!((done.accepted, done.details_stored), (3, 3));
    for number in ["11010119900307803", "13800138002", "13900139001"] {
        assert!(!ledger_holds(&town, number), "{number}");
    }
    assert!(ledger_holds(&town, "TJ-12"), "a plain number stays as it was sent");

    let again = plan(&town.app, KEYED.as_bytes(), "名单.csv", &options);
    assert_eq!((again.outlook.new_cases, again.outlook.known_cases), (0, 3));
    let done = town.app.commit_import(ActorId(3), &again).unwrap();
    assert_eq!((done.accepted, done.merged, done.details_stored), (0, 3, 0));
    let (cases, exposures) = town.app.desk.read(|s| (s.cases.len(), s.exposures.len())).unwrap();
    assert_eq!((cases, exposures), (3, 2));

    let person = town.app.ledger_id("某医院", "11010119900307803X");
    let person = town.app.desk.read(|s| s.external["某医院"][&person]).unwrap();
    let key = logbook::MasterKey::load(&town.data().with_extension("key")).unwrap();
    let vault = logbook::Vault::open(&town.app.dir.vault(), &key).unwrap();
    let details = vault.get(person.0).unwrap().unwrap();
    assert_eq!(details.id_number.as_deref(), Some("11010119900307803X"));
    assert!(details.notes.unwrap().contains("11010119900307803X"), "the vault keeps what was sent");

    // Contacts name their cases by the same numbers.
    let contacts = "传染源编号,密接编号,姓名,末次接触日期\n13800138002,13700137000,孙四,2021-12-05\n";
    let planned = plan(&town.app, contacts.as_bytes(), "密接.csv", &options);
    assert_eq!(
        (planned.account.accepted, planned.outlook.stated_exposures),
        (1, 1),
        "{:?}",
        planned.rejected
    );
    town.app.commit_import(ActorId(3), &planned).unwrap();
    assert!(!ledger_holds(&town, "13700137000"));
}

#[test]
fn the_page_of_the_columns_shows_no_identity_or_phone_number() {
    let town = Town::new();
    let tracer = town.sign_in("tracer");
    let fields = [("sender", "某医院"), ("kind", "line_list"), ("outbreak", "1"), ("area", "330211002")];
    let sent = tracer.upload("/import", &fields, ("名单.csv", KEYED.as_bytes()));
    assert_eq!(sent.status, 303, "{}", sent.text());
    let page = tracer.page(sent.header("location").unwrap());
    assert!(page.contains("TJ-12") && page.contains("***"), "{page}");
    for number in ["11010119900307803X", "13800138002", "13900139001"] {
        assert!(!page.contains(number), "{number}");
    }
}

#[test]
fn a_reading_that_breaks_off_is_not_under_way_any_more() {
    let town = Town::new();
    let tracer = town.sign_in("tracer");
    let by = ActorId(3);
    let number = town.app.waiting.begin(by);
    let address = format!("/import/{number}");
    assert_eq!(tracer.ask("GET", &address, &[("accept", "text/html")], b"").status, 200);
    let app = town.app.clone();
    let options = options("某医院", Into::Outbreak(OutbreakId(1)), "330211002");
    let reading = std::thread::Builder::new().name(CLOCKLESS.to_owned()).spawn(move || {
        let file = (LIST.as_bytes().to_vec(), "名单.csv".to_owned());
        app.plan_under(number, by, file, options).is_ok()
    });
    assert!(reading.unwrap().join().is_err(), "it broke off");
    assert!(town.app.waiting.stage(number, by).is_none());
    let answer = tracer.ask("GET", &address, &[("accept", "text/html")], b"");
    assert_eq!((answer.status, answer.header("refresh")), (404, None));
}

#[test]
fn a_page_that_is_refused_does_not_look_again_by_itself() {
    let town = Town::new();
    let number = town.app.waiting.begin(ActorId(1));
    let commander = town.sign_in("commander");
    let answer = commander.ask("GET", &format!("/import/{number}"), &[("accept", "text/html")], b"");
    assert_eq!((answer.status, answer.header("refresh")), (403, None));
}

#[test]
fn an_import_with_a_clear_number_is_turned_away_at_the_desk() {
    let town = Town::new();
    let options = options("某医院", Into::Outbreak(OutbreakId(1)), "330211002");
    let mut file = plan(&town.app, LIST.as_bytes(), "名单.csv", &options).file;
    file.cases[0].external_id = "13800138000".to_owned();
    let ask = server::Ask::at_desk(ActorId(3), town.hands.now(), domain::Command::Import(Box::new(file)));
    let answer = town.app.desk.submit_blocking(ask);
    assert!(matches!(answer, Err(server::SubmitError::PersonalNumber { .. })), "{answer:?}");
}

#[test]
fn nothing_is_recorded_while_the_vault_cannot_be_written_and_a_retry_loses_nobody() {
    let town = Town::new();
    let options = options("某医院", Into::Outbreak(OutbreakId(1)), "330211002");
    let planned = plan(&town.app, LIST.as_bytes(), "名单.csv", &options);
    let other = rusqlite::Connection::open(town.app.dir.vault()).unwrap();
    other.execute_batch("begin immediate").unwrap();
    let refused = town.app.commit_import(ActorId(3), &planned);
    assert!(matches!(refused, Err(server::imports::ImportError::VaultUnwritable(_))), "{refused:?}");
    assert_eq!(town.app.desk.read(|s| s.imports.len()).unwrap(), 0, "nothing was recorded");
    other.execute_batch("rollback").unwrap();

    // The disk fills up between the entry and the details.
    let trigger = "create trigger full before insert on person begin select raise(abort, 'full'); end";
    other.execute_batch(trigger).unwrap();
    let tracer = town.sign_in("tracer");
    let fields = [("sender", "某医院"), ("outbreak", "1"), ("area", "330211002")];
    let sent = tracer.upload("/import", &fields, ("名单.csv", LIST.as_bytes()));
    let page = sent.header("location").unwrap().to_owned();
    let failed = tracer.send(&format!("{page}/commit"), &[]);
    assert_eq!(failed.status, 500);
    assert!(failed.text().contains("再按一次"), "the page says what to do");
    other.execute_batch("drop trigger full").unwrap();
    let done = tracer.send(&format!("{page}/commit"), &[]);
    assert_eq!(done.status, 303, "{}", done.text());
    let person = town.app.desk.read(|s| s.external["某医院"]["N1"]).unwrap();
    let key = logbook::MasterKey::load(&town.data().with_extension("key")).unwrap();
    let vault = logbook::Vault::open(&town.app.dir.vault(), &key).unwrap();
    assert_eq!(vault.get(person.0).unwrap().unwrap().name.as_deref(), Some("王一"));
    assert_eq!(town.app.desk.read(|s| s.cases.len()).unwrap(), 2, "and nothing twice");
}

#[test]
fn a_person_states_the_year_of_dates_without_one() {
    let town = Town::new();
    let tracer = town.sign_in("tracer");
    let list = "编号,姓名,发病日期\nN1,王一,12月4日\nN2,李二,12.5\n";
    let fields = [("sender", "某医院"), ("kind", "line_list"), ("outbreak", "1"), ("area", "330211002")];
    let sent = tracer.upload("/import", &fields, ("名单.csv", list.as_bytes()));
    assert_eq!(sent.status, 303, "{}", sent.text());
    let address = sent.header("location").unwrap().to_owned();
    let page = tracer.page(&address);
    assert!(page.contains("name=\"y2\"") && page.contains("没有年份"), "{page}");
    let again =
        tracer.send(&address, &[("c0", "external_id"), ("c1", "name"), ("c2", "onset_date"), ("y2", "2021")]);
    assert_eq!(again.status, 303, "{}", again.text());
    let address = again.header("location").unwrap().to_owned();
    let page = tracer.page(&address);
    assert!(page.contains(&format!("action=\"{address}/commit\"")), "{page}");
    assert_eq!(tracer.send(&format!("{address}/commit"), &[]).status, 303);
    let onsets: Vec<_> =
        town.app.desk.read(|s| s.cases.rows().iter().map(|case| case.onset_on).collect()).unwrap();
    assert_eq!(onsets, [Some("2021-12-04".parse().unwrap()), Some("2021-12-05".parse().unwrap())]);
    let saved = town.app.accounts.saved_mapping("某医院", exchange::Kind::LineList).unwrap().unwrap();
    assert!(
        saved.columns.iter().all(|column| column.date.is_none_or(|reading| reading.year.is_none())),
        "the next file may be of another year"
    );
}

#[test]
fn a_refused_upload_keeps_what_was_entered_and_says_what_the_file_is() {
    let town = Town::new();
    let tracer = town.sign_in("tracer");
    let fields = [("sender", "某医院"), ("kind", "contacts"), ("name", "某地疫情"), ("area", "abroad")];
    let junk: Vec<u8> = (0..600_u32).map(|at| u8::try_from(at * 7 % 251).unwrap()).collect();
    let answer = tracer.upload("/import", &fields, ("名单.xlsx", &junk));
    let page = answer.text();
    assert_eq!(answer.status, 200);
    assert!(page.contains("value=\"某医院\"") && page.contains("value=\"某地疫情\""), "{page}");
    assert!(
        page.contains("value=\"contacts\" selected") && page.contains("value=\"abroad\" selected"),
        "{page}"
    );
    assert!(page.contains("并非真正的工作簿") && !page.contains("编码"), "{page}");
}

#[test]
fn a_large_file_says_how_far_it_is_and_can_be_stopped_without_leaving_anything() {
    let town = Town::new();
    let tracer = town.sign_in("tracer");
    let rows = 150_000;
    let mut list = String::from("编号,姓名,发病日期,报告日期\n");
    for row in 0..rows {
        writeln!(list, "N{row},王{row},2021-12-04,2021-12-06").unwrap();
    }
    let options = options("某医院", Into::Outbreak(OutbreakId(1)), "330211002");
    let by = ActorId(3);
    let number = town.app.waiting.begin(by);
    let page = tracer.ask("GET", &format!("/import/{number}"), &[("accept", "text/html")], b"");
    assert_eq!((page.status, page.header("refresh")), (200, Some("1")));
    assert!(page.text().contains(&format!("/import/{number}/cancel")));
    assert_eq!(town.sign_in("duty").get(&format!("/import/{number}")).status, 404, "it is somebody else's");

    let app = town.app.clone();
    let reading = std::thread::spawn(move || {
        app.plan_under(number, by, (list.into_bytes(), "名单.csv".to_owned()), options)
            .map_err(|problem| problem.code)
    });
    let mut seen = None;
    while seen.is_none() && !reading.is_finished() {
        if let Some(server::imports::Stage::Reading(Some((_, done, of)))) = town.app.waiting.stage(number, by)
        {
            seen = Some((done, of));
        }
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    assert_eq!(seen.map(|(_, of)| of), Some(rows));
    assert_eq!(tracer.send(&format!("/import/{number}/cancel"), &[]).status, 303);
    // It may have been stopped on its way, or have come to its end for nobody.
    let _outcome: Result<(), &str> = reading.join().unwrap();
    assert!(town.app.waiting.stage(number, by).is_none(), "nothing is left of it");
    assert_eq!(town.app.desk.read(|s| (s.imports.len(), s.cases.len())).unwrap(), (0, 0));
}
