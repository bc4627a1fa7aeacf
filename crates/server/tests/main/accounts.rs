//! Signing in, staying signed in, and being locked out.

use crate::town::{PASSWORD, Town};
use serde_json::json;

#[test]
fn whoever_signs_in_is_known_by_a_cookie_that_no_script_reads() {
    let town = Town::new();
    let answer = town.nobody().post("/api/v1/session", &json!({ "handle": "tracer", "password": PASSWORD }));
    let cookie = answer.header("set-cookie").unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    assert!(
        !String::from_utf8_lossy(&answer.body).contains(&cookie[8..40]),
        "the token is in the cookie alone"
    );
    let who = town.sign_in("tracer").get("/api/v1/session").json();
    assert_eq!((who["handle"].as_str(), who["role"].as_str()), (Some("tracer"), Some("tracer")));
    assert_eq!(town.nobody().get("/api/v1/session").problem(), "sign-in");
}

#[test]
fn an_unknown_name_and_a_wrong_password_are_answered_alike_and_lock_alike() {
    let town = Town::new();
    for handle in ["tracer", "nobody-of-that-name"] {
        let attempt =
            || town.nobody().post("/api/v1/session", &json!({ "handle": handle, "password": "wrong wrong" }));
        for _ in 0..5 {
            let answer = attempt();
            assert_eq!((answer.status, answer.problem().as_str()), (401, "wrong-credentials"), "{handle}");
        }
        assert_eq!(attempt().problem(), "locked", "{handle}");
    }
    let right =
        || town.nobody().post("/api/v1/session", &json!({ "handle": "tracer", "password": PASSWORD }));
    assert_eq!(right().problem(), "locked", "the right password does not open a locked account");
    town.hands.advance(2);
    assert_eq!(right().status, 201);
}

#[test]
fn a_session_ends_when_idle_when_left_and_after_a_shift() {
    let town = Town::new();
    let idle = town.sign_in("duty");
    town.hands.advance(119);
    assert_eq!(idle.get("/api/v1/session").status, 200);
    town.hands.advance(121);
    assert_eq!(idle.get("/api/v1/session").status, 401);

    let left = town.sign_in("duty");
    assert_eq!(left.ask("DELETE", "/api/v1/session", &[], b"").status, 204);
    assert_eq!(left.get("/api/v1/session").status, 401);

    let busy = town.sign_in("duty");
    for _ in 0..12 {
        town.hands.advance(59);
        assert_eq!(busy.get("/api/v1/session").status, 200);
    }
    town.hands.advance(15);
    assert_eq!(busy.get("/api/v1/session").status, 401, "a shift is over after twelve hours");
}

#[test]
fn a_changed_password_ends_every_session() {
    let town = Town::new();
    let (one, other) = (town.sign_in("lab"), town.sign_in("lab"));
    let change = |new: &str| one.post("/api/v1/password", &json!({ "old": PASSWORD, "new": new }));
    assert_eq!(change("short").problem(), "unfit-password");
    assert_eq!(change("another horse").status, 204);
    assert_eq!(other.get("/api/v1/session").status, 401);
    let sign_in = |password: &str| {
        town.nobody().post("/api/v1/session", &json!({ "handle": "lab", "password": password }))
    };
    assert_eq!(sign_in(PASSWORD).status, 401);
    assert_eq!(sign_in("another horse").status, 201);
}

#[test]
fn a_page_of_another_site_changes_nothing() {
    let town = Town::new();
    let duty = town.sign_in("duty");
    for header in [("sec-fetch-site", "cross-site"), ("origin", "https://elsewhere.example")] {
        let answer = duty.ask("DELETE", "/api/v1/session", &[header], b"");
        assert_eq!(answer.problem(), "other-site");
    }
    assert_eq!(duty.get("/api/v1/session").status, 200);
}
