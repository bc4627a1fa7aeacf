//! Every route of the table: who gets through, how problems look, what every answer carries.

use crate::{
    client::read_head,
    town::{STAFF, Town, give},
};
use domain::{Command, Detection, PersonId, TestOutcome, TestPurpose, TubeKind};
use serde_json::json;
use server::http::{Guard, ROUTES};
use std::io::BufRead;

/// Fills the variables of an address.
fn address(path: &str) -> String {
    path.replace("{*path}", "app.css")
        .replace("{person}", "R1")
        .replace("{case}", "C1")
        .replace("{contact}", "K1")
        .replace("{order}", "O1")
        .replace("{plan}", "1")
        .replace("{seq}", "1")
}

#[test]
fn every_route_lets_through_exactly_the_roles_of_the_policy() {
    let town = Town::new();
    let clients = STAFF.map(|(handle, role, _)| (role, town.sign_in(handle)));
    for route in ROUTES.iter().filter(|route| route.path != "/events" && route.path != "/api/v1/session") {
        for method in route.methods {
            let anonymous = town.nobody().ask(method, &address(route.path), &[], b"");
            assert_eq!(anonymous.status == 401, route.guard != Guard::Open, "{method} {}", route.path);
            for (role, client) in &clients {
                let answer =
                    client.ask(method, &address(route.path), &[("content-type", "application/json")], b"{}");
                let turned_away = answer.status == 403 && answer.problem() == "not-permitted-role";
                let expected = match route.guard {
                    Guard::Open | Guard::SignedIn => false,
                    Guard::May(action) => access::policy::reach_of(*role, action).is_none(),
                };
                // A route for whoever is signed in decides by what is asked, which here is nothing that makes sense.
                let decides_itself = route.guard == Guard::SignedIn;
                assert!(
                    turned_away == expected || decides_itself,
                    "{role:?} {method} {}: {}",
                    route.path,
                    answer.status
                );
                assert_ne!(answer.status, 500, "{role:?} {method} {}", route.path);
            }
        }
    }
}

#[test]
fn what_is_refused_names_its_rule_and_the_next_step_in_both_languages() {
    let town = Town::new();
    let lab = town.sign_in("lab");
    let command = Command::ReportResult {
        code: "T-404".to_owned(),
        outcome: TestOutcome::Negative,
        lab: None,
        tested_at: town.hands.now(),
        detection: Detection::Community,
    };
    let body = json!({ "command": command }).to_string();
    let mut said = Vec::new();
    for lang in ["zh-CN", "en"] {
        let headers = [("content-type", "application/json"), ("accept-language", lang)];
        let answer = lab.ask("POST", "/api/v1/commands", &headers, body.as_bytes());
        assert_eq!((answer.status, answer.problem().as_str()), (404, "unknown"));
        let problem = answer.json();
        assert!(problem["next"].as_str().unwrap().len() > 5);
        said.push(problem["title"].as_str().unwrap().to_owned());
    }
    assert_ne!(said[0], said[1]);
}

#[test]
fn a_tube_sent_twice_is_recorded_once_and_one_that_contradicts_is_refused() {
    let town = Town::new();
    let sampler = town.sign_in("sampler");
    let tube = |people: &[u32]| {
        json!({
            "code": "T-1", "kind": TubeKind::Pooled(10), "people": people, "purpose": TestPurpose::Routine,
            "site": null, "collected_at": town.hands.now(),
        })
    };
    let first = sampler.post("/api/v1/tubes", &tube(&[1, 2]));
    assert_eq!(first.status, 201, "{}", String::from_utf8_lossy(&first.body));
    let again = sampler.post("/api/v1/tubes", &tube(&[1, 2]));
    assert_eq!((again.status, again.json()["seq"].is_null()), (200, true));
    assert_eq!(sampler.post("/api/v1/tubes", &tube(&[3])).problem(), "tube-taken");
}

#[test]
fn a_command_with_a_number_of_its_own_is_decided_once() {
    let town = Town::new();
    let duty = town.sign_in("duty");
    let command = json!({ "command": { "open_outbreak": { "name": "演练", "pack": "covid19-delta", "protocol": "v8", "area": "330211" } } });
    let headers =
        [("content-type", "application/json"), ("idempotency-key", "0b0e7d3a-6a54-4b44-9a3e-0c5ddc2f7a11")];
    let ask = || duty.ask("POST", "/api/v1/commands", &headers, command.to_string().as_bytes()).json();
    let (first, again) = (ask(), ask());
    assert!(first["seq"].is_number());
    assert_eq!(first["seq"], again["seq"]);
    assert_eq!(town.app.desk.read(|situation| situation.outbreaks.len()).unwrap(), 2);
}

#[test]
fn a_grid_worker_works_in_the_own_grid_only() {
    let town = Town::new();
    let grid = town.sign_in("grid");
    let report =
        |unit: &str| json!({ "command": { "report_unit": { "unit": unit, "at": town.hands.now() } } });
    assert_eq!(grid.post("/api/v1/commands", &report("G1")).status, 201);
    assert_eq!(grid.post("/api/v1/commands", &report("G2")).problem(), "not-permitted-area");
    let tube = |person: u32| Command::RegisterTube {
        code: format!("T-{person}"),
        kind: TubeKind::Single,
        people: vec![PersonId(person)],
        purpose: TestPurpose::Routine,
        site: None,
        collected_at: town.hands.now(),
    };
    assert_eq!(give(&grid, &tube(1)).status, 201);
    assert_eq!(give(&grid, &tube(70)).problem(), "not-permitted-area");
}

#[test]
fn what_does_not_fit_is_a_problem_and_every_answer_is_guarded() {
    let town = Town::new();
    let duty = town.sign_in("duty");
    assert_eq!(duty.get("/api/v1/nothing").problem(), "not-found");
    assert_eq!(duty.ask("DELETE", "/api/v1/cases", &[], b"").problem(), "method");
    assert_eq!(duty.ask("POST", "/api/v1/commands", &[], b"{}").problem(), "media-type");
    let json = [("content-type", "application/json")];
    assert_eq!(duty.ask("POST", "/api/v1/commands", &json, b"{").problem(), "malformed");
    let large = vec![b' '; (1 << 20) + 1];
    assert_eq!(duty.ask("POST", "/api/v1/commands", &json, &large).problem(), "too-large");
    assert_eq!(duty.get("/api/v1/cases?at=yesterday").problem(), "bad-field");
    assert_eq!(duty.get("/api/v1/cases?as_of=999").problem(), "not-found");
    for path in ["/healthz", "/api/v1/nothing", "/assets/app.css"] {
        let answer = town.nobody().get(path);
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
}

#[test]
fn an_asset_is_sent_once_and_then_known_by_its_tag() {
    let town = Town::new();
    let first = town.nobody().get("/assets/app.css");
    assert_eq!((first.status, first.header("content-type")), (200, Some("text/css; charset=utf-8")));
    let tag = first.header("etag").unwrap().to_owned();
    let again = town.nobody().ask("GET", "/assets/app.css", &[("if-none-match", &tag)], b"");
    assert_eq!((again.status, again.body.len()), (304, 0));
}

#[test]
fn the_description_of_the_interface_has_every_route() {
    let town = Town::new();
    let document = town.nobody().get("/api/openapi.json").json();
    for route in ROUTES {
        for method in route.methods {
            assert!(
                document["paths"][route.path][method.to_lowercase()].is_object(),
                "{method} {}",
                route.path
            );
        }
    }
}

#[test]
fn an_open_page_hears_of_what_changed_and_picks_up_where_it_left_off() {
    let town = Town::new();
    let duty = town.sign_in("duty");
    let before = town.app.desk.head().0.to_string();
    let mut stream = duty.open("GET", "/events", &[("last-event-id", &before)], b"");
    assert_eq!(read_head(&mut stream).0, 200);
    let report = json!({ "command": { "report_unit": { "unit": "330211", "at": town.hands.now() } } });
    assert_eq!(duty.post("/api/v1/commands", &report).status, 201);
    let mut seen = String::new();
    while !seen.contains("\n\n") && !seen.contains("\"kinds\"") {
        let mut line = String::new();
        assert!(stream.read_line(&mut line).unwrap() > 0, "the stream ended: {seen}");
        seen.push_str(&line);
    }
    assert!(seen.contains("event: changed") && seen.contains("\"duty\""), "{seen}");
    let mut late = duty.open("GET", "/events", &[("last-event-id", "0")], b"");
    assert_eq!(read_head(&mut late).0, 200);
    let mut seen = String::new();
    while !seen.contains("\"kinds\"") {
        let mut line = String::new();
        assert!(late.read_line(&mut line).unwrap() > 0, "the stream ended: {seen}");
        seen.push_str(&line);
    }
    assert!(seen.contains("\"all\""), "what happened before this process started is not remembered: {seen}");
}
