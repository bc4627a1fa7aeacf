//! The commands: what they print, how they end.

use crate::service::{Service, copy_of, haitang, haitang_json, story};
use std::{
    io::{Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

/// Where the reference line lists are; tests that need them say when they were skipped.
fn reference() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference");
    let told = std::env::var_os("HAITANG_REFERENCE").map(PathBuf::from);
    let found = told.or(Some(beside)).filter(|path| path.join("linelists").is_dir());
    if found.is_none() {
        eprintln!("skipped: there is no reference folder; HAITANG_REFERENCE may name one");
    }
    found
}

#[test]
fn the_bulletin_of_6_december_is_the_published_one_and_the_same_bytes_twice() {
    let data = story().to_str().unwrap();
    let ask = ["bulletin", "--data", data, "--date", "2021-12-06"];
    let (status, first, complaints) = haitang(&ask);
    assert_eq!(status, 0, "{complaints}");
    assert_eq!(haitang(&ask).1, first);
    let text = String::from_utf8(first).unwrap();
    for figure in ["确诊病例1例", "无症状感染者3例", "1502例", "281例", "墨西哥"] {
        assert!(text.contains(figure), "{figure} is missing in {text}");
    }
    let english = String::from_utf8(haitang(&[&ask[..], &["--lang", "en"]].concat()).1).unwrap();
    assert!(english.contains("1,502") || english.contains("1502"), "{english}");
    let pdf = haitang(&[&ask[..], &["--format", "pdf"]].concat()).1;
    assert!(pdf.starts_with(b"%PDF"));
    assert_eq!(haitang(&[&ask[..], &["--format", "pdf"]].concat()).1, pdf);
}

#[test]
fn the_bulletin_as_of_an_entry_is_the_same_after_later_corrections() {
    let place = tempfile::tempdir().unwrap();
    let data = copy_of(story(), place.path());
    let path = data.to_str().unwrap();
    let ask = ["bulletin", "--data", path, "--date", "2021-12-06", "--area", "330211"];
    let service = Service::start(&data);
    let cookie = service.sign_in("duty");
    let give = |command: serde_json::Value| {
        let sent = ureq::post(format!("{}/api/v1/commands", service.url)).header("cookie", &cookie);
        sent.config()
            .http_status_as_error(false)
            .build()
            .send_json(serde_json::json!({ "command": command }))
            .unwrap()
    };
    let freeze = |reason: &str| {
        give(
            serde_json::json!({ "freeze_figures": { "area": "330211", "date": "2021-12-06", "reason": reason } }),
        )
    };
    assert_eq!(freeze("").status(), 201);
    let head = haitang_json(&["replay", "--data", path, "--json"])["seq"].as_u64().unwrap().to_string();
    let before = haitang(&ask).1;
    let cases = ureq::get(format!("{}/api/v1/cases?limit=100", service.url))
        .header("cookie", &cookie)
        .call()
        .unwrap();
    let cases: serde_json::Value = cases.into_body().read_json().unwrap();
    let confirmed = cases["rows"].as_array().unwrap().iter().find(|row| row["class"] == "confirmed").unwrap();
    let case: u64 = confirmed["case"].as_u64().unwrap();
    let excluded = serde_json::json!({ "reclassify_case": {
        "case": case, "class": "excluded", "severity": null, "at": "2021-12-06T22:00:00Z", "reason": "复核排除",
    }});
    assert_eq!(give(excluded).status(), 201);
    assert_eq!(freeze("").status(), 422, "a correction needs a reason");
    assert_eq!(freeze("复核排除一例").status(), 201);
    drop(service);
    assert_ne!(haitang(&ask).1, before, "the corrected version is shown");
    assert_eq!(haitang(&[&ask[..], &["--as-of", &head]].concat()).1, before);
}

#[test]
fn replay_finds_the_state_that_the_service_has() {
    let data = story().to_str().unwrap();
    let first = haitang_json(&["replay", "--data", data, "--json"]);
    let again = haitang_json(&["replay", "--data", data, "--json"]);
    assert_eq!(first["state_hash"], again["state_hash"]);
    let earlier = haitang_json(&["replay", "--data", data, "--as-of", "100", "--json"]);
    assert_eq!(earlier["seq"], 100);
    assert_ne!(earlier["state_hash"], first["state_hash"]);
}

#[test]
fn the_same_seed_gives_the_same_ledger_byte_for_byte() {
    let place = tempfile::tempdir().unwrap();
    let make = |name: &str| {
        let out = place.path().join(name);
        let made = haitang_json(&[
            "simulate",
            "--seed",
            "7",
            "--out",
            out.to_str().unwrap(),
            "--until",
            "2021-12-06T12:00",
            "--json",
        ]);
        let ledger = logbook::verify(&out.join("ledger.db")).unwrap();
        (made["state_hash"].clone(), ledger.head_hash)
    };
    assert_eq!(make("one"), make("two"));
}

#[test]
fn a_flipped_bit_is_found_and_the_entry_named() {
    let place = tempfile::tempdir().unwrap();
    let data = copy_of(story(), place.path());
    let ledger = data.join("ledger.db");
    let needle = b"\"tube_resulted\"";
    let bytes = std::fs::read(&ledger).unwrap();
    let at = bytes.windows(needle.len()).position(|window| window == needle).unwrap() + 3;
    let mut file = std::fs::OpenOptions::new().read(true).write(true).open(&ledger).unwrap();
    file.seek(SeekFrom::Start(u64::try_from(at).unwrap())).unwrap();
    let mut byte = [0];
    file.read_exact(&mut byte).unwrap();
    file.seek(SeekFrom::Start(u64::try_from(at).unwrap())).unwrap();
    file.write_all(&[byte[0] ^ 1]).unwrap();
    file.sync_all().unwrap();
    let (status, out, _) = haitang(&["verify", "--data", data.to_str().unwrap(), "--json"]);
    let found: serde_json::Value = serde_json::from_slice(&out).unwrap();
    assert_eq!((status, &found["sound"]), (1, &serde_json::Value::Bool(false)));
    assert!(found["first_broken"]["seq"].as_u64().unwrap() > 0, "{found}");
}

#[test]
fn the_reference_line_lists_are_imported_once_and_every_row_is_accounted_for() {
    let Some(reference) = reference() else { return };
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    let data = data.to_str().unwrap();
    let import = |kind: &str, file: &str, more: &[&str]| {
        let file = reference.join("linelists").join(file);
        let arguments = ["import", kind, file.to_str().unwrap(), "--data", data, "--json"];
        haitang_json(&[&arguments[..], more].concat())
    };
    let numbers = |found: &serde_json::Value| {
        ["read", "accepted", "merged", "rejected"].map(|name| found[name].as_u64().unwrap_or(u64::MAX))
    };
    let tianjin = ["--sender", "Tianjin"];
    let dry = import("linelist", "tianjin_2020.csv", &[&tianjin[..], &["--dry-run"]].concat());
    assert_eq!(numbers(&dry), [135, 135, 0, 0]);
    assert_eq!(numbers(&import("linelist", "tianjin_2020.csv", &tianjin)), [135, 135, 0, 0]);
    assert_eq!(numbers(&import("linelist", "tianjin_2020.csv", &tianjin)), [135, 0, 135, 0]);
    let korea = ["--sender", "Korea"];
    assert_eq!(numbers(&import("linelist", "mers_korea_2015_linelist.csv", &korea)), [162, 162, 0, 0]);
    assert_eq!(numbers(&import("contacts", "mers_korea_2015_contacts.csv", &korea)), [98, 98, 0, 0]);
    assert_eq!(numbers(&import("contacts", "mers_korea_2015_contacts.csv", &korea)), [98, 0, 98, 0]);
}

#[test]
fn what_cannot_be_done_is_said_and_ends_with_one() {
    let (status, _, says) = haitang(&["bulletin", "--data", "no-such-directory", "--date", "2021-12-06"]);
    assert_eq!(status, 1, "{says}");
    assert!(says.contains("haitang demo"), "{says}");
    let (status, _, says) =
        haitang(&["bulletin", "--data", story().to_str().unwrap(), "--date", "6 December"]);
    assert_eq!(status, 1, "{says}");
    let (status, _, says) = haitang(&["nonsense"]);
    assert_eq!(status, 2);
    assert!(is_bilingual(says.lines().next().unwrap()), "{says}");
    let (status, help, _) = haitang(&["--help"]);
    assert_eq!((status, String::from_utf8(help).unwrap().contains("提供服务")), (0, true));
}

/// Every file below a directory with its content, sorted.
fn tree(place: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut left = vec![place.to_path_buf()];
    while let Some(next) = left.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                found.push((path.clone(), Vec::new()));
                left.push(path);
            } else {
                found.push((path.clone(), std::fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// Whether a complaint says something in both languages and has a next step.
fn is_bilingual(says: &str) -> bool {
    let (zh, en) = says.split_once(" · ").unwrap_or_default();
    zh.chars().any(|sign| ('\u{4e00}'..='\u{9fff}').contains(&sign)) && en.split(' ').count() > 4
}

const LIST: &str =
    "编号,姓名,发病日期,报告日期\nN1,王一,2021-12-04,2021-12-06\nN2,李二,2021-12-32,2021-12-06\n";

#[test]
fn a_dry_run_writes_nothing_anywhere() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("某医院线列表.csv"), LIST).unwrap();
    let file = place.path().join("某医院线列表.csv");
    let data = place.path().join("data");
    let arguments =
        ["import", "linelist", file.to_str().unwrap(), "--data", data.to_str().unwrap(), "--json"];
    let dry = [&arguments[..], &["--dry-run"]].concat();
    let before = tree(place.path());
    let found = haitang_json(&dry);
    assert_eq!((&found["accepted"], &found["rejected"]), (&1.into(), &1.into()), "{found}");
    assert!(tree(place.path()) == before, "no directory, no key, no workbook");

    assert_eq!(haitang_json(&arguments)["accepted"], 1);
    let before = tree(place.path());
    let again = haitang_json(&dry);
    assert_eq!(
        (&again["accepted"], &again["merged"]),
        (&0.into(), &1.into()),
        "what is known is known: {again}"
    );
    assert!(tree(place.path()) == before, "and the directory is byte for byte what it was");
}

#[test]
fn a_dry_run_works_beside_a_running_service() {
    let place = tempfile::tempdir().unwrap();
    let data = copy_of(story(), place.path());
    let file = place.path().join("某医院线列表.csv");
    std::fs::write(&file, LIST).unwrap();
    let _service = Service::start(&data);
    let arguments = ["import", "linelist", file.to_str().unwrap(), "--data", data.to_str().unwrap()];
    let found = haitang_json(&[&arguments[..], &["--json", "--dry-run"]].concat());
    assert_eq!(found["accepted"], 1, "{found}");
    let (status, _, says) = haitang(&arguments);
    assert_eq!(status, 1, "{says}");
    assert!(is_bilingual(&says) && says.contains("另一个海塘进程"), "{says}");
}

#[test]
fn a_start_or_an_import_that_fails_leaves_nothing() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("post/data");
    let data = data.to_str().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let (status, _, says) = haitang(&["serve", "--data", data, "--listen", &listen]);
    assert_eq!(status, 1, "{says}");
    assert!(is_bilingual(&says) && says.contains("--listen"), "{says}");
    let junk = place.path().join("junk.csv");
    std::fs::write(&junk, "%PDF-1.7").unwrap();
    let before = tree(place.path());
    let (status, _, says) = haitang(&["import", "linelist", junk.to_str().unwrap(), "--data", data]);
    assert_eq!(status, 1, "{says}");
    assert!(
        tree(place.path()) == before,
        "{:?}",
        tree(place.path()).iter().map(|(path, _)| path).collect::<Vec<_>>()
    );
}

#[test]
fn what_is_in_the_way_of_a_start_is_said_in_both_languages() {
    let place = tempfile::tempdir().unwrap();
    let path = |name: &str| place.path().join(name).to_str().unwrap().to_owned();
    let serve = |data: &str| haitang(&["serve", "--data", data, "--listen", "127.0.0.1:0"]);
    std::fs::write(place.path().join("a-file"), "x").unwrap();
    std::fs::create_dir(place.path().join("foreign")).unwrap();
    std::fs::write(place.path().join("foreign/notes.txt"), "x").unwrap();
    for (data, word) in [("a-file", "无法写入数据目录"), ("foreign", "不是海塘数据目录")] {
        let (status, _, says) = serve(&path(data));
        assert_eq!(status, 1, "{says}");
        assert!(is_bilingual(&says) && says.contains(word), "{says}");
    }
    let data = copy_of(story(), place.path());
    let key = data.with_extension("key");
    std::fs::rename(&key, place.path().join("kept")).unwrap();
    let (status, _, says) = serve(data.to_str().unwrap());
    assert!(status == 1 && is_bilingual(&says) && says.contains("缺少主密钥"), "{says}");
    assert!(!key.exists(), "no other key is made in its place");
    std::fs::write(&key, "0".repeat(64)).unwrap();
    let (_, _, says) = serve(data.to_str().unwrap());
    assert!(is_bilingual(&says) && says.contains("chmod 600"), "{says}");
    std::fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let (_, _, says) = serve(data.to_str().unwrap());
    assert!(is_bilingual(&says) && says.contains("不配套"), "{says}");
}

#[test]
fn an_empty_post_starts_with_an_administrator_and_prints_passwords_until_one_is_chosen() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    let mut first = Service::start_post(&data);
    let says = first.says.clone();
    assert!(says.contains("admin") && says.contains("首次登录须更换"), "{says}");
    let password = says.rsplit("password").next().unwrap().trim().to_owned();
    let body = serde_json::json!({ "handle": "admin", "password": password });
    let answer = ureq::post(format!("{}/api/v1/session", first.url)).send_json(body).unwrap();
    assert_eq!(answer.status(), 201);
    first.kill();
    let second = Service::start_post(&data).says.clone();
    assert!(second.contains("admin") && second != says, "the first password was not changed: {second}");
}

#[test]
fn a_ledger_that_is_not_the_one_that_was_anchored_does_not_start() {
    let place = tempfile::tempdir().unwrap();
    let data = copy_of(story(), place.path());
    // A start anchors the end.
    drop(Service::start(&data));
    // The ledger that was anchored is another one than the ledger that is there.
    let checkpoints = logbook::Checkpoints::open(&data.join("checkpoints")).unwrap();
    let (last, _) = checkpoints.anchors().pop().unwrap();
    checkpoints.anchor(last - 1, [7; 32]).unwrap();
    let (status, _, says) = haitang(&["serve", "--data", data.to_str().unwrap(), "--listen", "127.0.0.1:0"]);
    assert_eq!(status, 1, "{says}");
    assert!(is_bilingual(&says) && says.contains("已拒绝启动") && says.contains("haitang verify"), "{says}");
}
