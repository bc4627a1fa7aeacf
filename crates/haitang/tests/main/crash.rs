//! Killed at random moments under load: what was acknowledged is there once, and nothing else is broken.

use crate::service::{Service, copy_of, haitang_json, story};
use domain::Fact;
use logbook::{ReadLog, SqliteLog};
use std::{collections::BTreeMap, ops::ControlFlow, path::Path, sync::Mutex, time::Duration};

/// Clients that send at the same time.
const CLIENTS: u32 = 6;

/// How often the service is killed; `HAITANG_KILLS` asks for more.
#[expect(clippy::disallowed_methods, reason = "a longer run is asked for from outside")]
fn kills() -> u32 {
    std::env::var("HAITANG_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(50)
}

fn register(url: &str, cookie: &str, code: &str) -> bool {
    let body = serde_json::json!({ "command": { "register_tube": {
        "code": code, "kind": "single", "people": [17], "purpose": "routine", "site": null,
        "collected_at": "2021-12-06T01:00:00Z",
    }}});
    let sent = ureq::post(format!("{url}/api/v1/commands")).header("cookie", cookie).send_json(body);
    sent.is_ok_and(|answer| answer.status() == 201)
}

/// Tubes registered in the ledger, with how often each.
fn registered(data: &Path) -> BTreeMap<String, u32> {
    let reader = SqliteLog::open_read_only(&data.join("ledger.db")).unwrap();
    let mut codes = BTreeMap::new();
    reader
        .read(1, None, &mut |entry| {
            let facts: Vec<Fact> = serde_json::from_str(&entry.facts).unwrap();
            for fact in facts {
                if let Fact::TubeRegistered { code, .. } = fact {
                    *codes.entry(code).or_default() += 1;
                }
            }
            ControlFlow::Continue(())
        })
        .unwrap();
    codes
}

#[test]
fn nothing_acknowledged_is_lost_or_doubled_when_the_service_is_killed() {
    let place = tempfile::tempdir().unwrap();
    let data = copy_of(story(), place.path());
    let acknowledged = Mutex::new(Vec::new());
    let mut slowest = Duration::ZERO;
    // Moments spread over the load by a fixed sequence: a failing run can be repeated.
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    for round in 0..kills() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let moment = Duration::from_micros(20_000 + (state >> 33) % 180_000);
        let mut service = Service::start(&data);
        // The first start also gives the staff their passwords.
        if round > 0 {
            slowest = slowest.max(service.ready_after);
        }
        let cookie = service.sign_in("sampler-1");
        let (url, cookie, acknowledged) = (service.url.clone(), &cookie, &acknowledged);
        std::thread::scope(|scope| {
            for client in 0..CLIENTS {
                let url = url.clone();
                scope.spawn(move || {
                    let codes = (0..).map(|nth| format!("K-{round}-{client}-{nth}"));
                    let taken = codes.take_while(|code| register(&url, cookie, code));
                    taken.for_each(|code| acknowledged.lock().unwrap().push(code));
                });
            }
            std::thread::sleep(moment);
            service.kill();
        });
    }
    let codes = registered(&data);
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(acknowledged.len() > 500, "there was load: {}", acknowledged.len());
    for code in &acknowledged {
        assert_eq!(codes.get(code), Some(&1), "{code}");
    }
    assert!(codes.values().all(|times| *times == 1), "nothing is recorded twice");
    let verified = haitang_json(&["verify", "--data", data.to_str().unwrap(), "--json"]);
    assert_eq!(verified["sound"], true, "{verified}");
    assert!(slowest < Duration::from_secs(5), "ready again after {slowest:?}");
}
