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

#[test]
fn an_empty_post_gets_one_administrator_whose_password_must_be_changed() {
    let folder = crate::town::Folder::new();
    let hands = crate::town::Hands::default();
    let app =
        server::App::open_with(folder.ledger(hands.clock()), crate::town::settings(), hands.clock()).unwrap();
    let first = app.first_account().unwrap().unwrap();
    assert_eq!((first.handle.as_str(), first.password.len()), ("admin", 19));
    let (token, actor) = app.accounts.sign_in("admin", &first.password, hands.now()).unwrap();
    assert!(app.accounts.must_change(actor).unwrap(), "{}", token.text().len());
    let role = app.desk.read(|s| s.actors.get(actor).map(|row| (row.active, row.role))).unwrap();
    assert_eq!(role, Some((true, domain::Role::Administrator)));
    let again = app.first_account().unwrap().unwrap();
    assert_ne!(
        again.password, first.password,
        "a password for one use that was not used is followed by another"
    );
    let first = again;
    let same = app.accounts.change_password("admin", &first.password, &first.password, hands.now());
    assert!(same.is_err(), "the password for one use is not chosen again");
    app.accounts.change_password("admin", &first.password, "a better one", hands.now()).unwrap();
    assert!(!app.accounts.must_change(actor).unwrap());
    assert!(app.first_account().unwrap().is_none(), "somebody can sign in now");
    assert_eq!(app.desk.head().0, 1, "one enrolment is in the ledger");
}

/// The password for one use on a page.
fn issued(page: &str) -> String {
    let text = page.split("<b>").filter_map(|part| part.split("</b>").next());
    let mut found = text.filter(|text| text.len() == 19 && text.matches('-').count() == 3);
    found.next().unwrap_or_else(|| panic!("no password in {page}")).to_owned()
}

#[test]
fn an_administrator_enrols_dismisses_and_takes_back_and_nobody_else_does() {
    let town = Town::new();
    let admin = town.sign_in("admin");
    let entered = [("name", "flow-9"), ("title", "流调九组"), ("role", "tracer"), ("unit", "330211002")];
    assert_eq!(town.sign_in("duty").send("/accounts", &entered).status, 403);
    let unknown = admin.send(
        "/accounts",
        &[("name", "flow-9"), ("title", "流调九组"), ("role", "tracer"), ("unit", "999999")],
    );
    assert!(unknown.text().contains("没有这个区划") && unknown.text().contains("value=\"flow-9\""));
    let made = admin.send("/accounts", &entered);
    assert_eq!(made.status, 200, "{}", made.text());
    let password = issued(&made.text());
    assert!(!admin.page("/accounts").contains(&password), "it is shown once");

    let sign_in =
        |password: &str| town.nobody().send("/sign-in", &[("user", "flow-9"), ("password", password)]);
    let entered = sign_in(&password);
    let cookie = entered.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let flow = crate::client::Client { address: town.address, cookie: Some(cookie) };
    let turned = flow.ask("GET", "/cases", &[("accept", "text/html")], b"");
    assert_eq!((turned.status, turned.header("location")), (303, Some("/password")));
    assert_eq!(flow.get("/api/v1/cases").problem(), "password-change");
    assert_eq!(flow.post("/api/v1/commands", &json!({})).problem(), "password-change");
    assert!(flow.page("/password").contains("一次性口令"));
    let change = |old: &str, again: &str| {
        flow.send("/password", &[("old", old), ("new", "a better horse"), ("again", again)])
    };
    assert_eq!(change(&password, "a worse horse").status, 422);
    assert_eq!(change("wrong", "a better horse").status, 401);
    let changed = change(&password, "a better horse");
    assert_eq!(changed.status, 303, "{}", changed.text());
    let cookie = changed.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let flow = crate::client::Client { address: town.address, cookie: Some(cookie) };
    assert_eq!(flow.get("/cases").status, 200);

    let actor = town.app.desk.read(|s| s.actors.len()).unwrap();
    let page = format!("/accounts/{actor}");
    assert_eq!(town.sign_in("commander").send(&page, &[("do", "dismiss")]).status, 403);
    assert_eq!(admin.send(&page, &[("do", "dismiss")]).status, 200);
    assert_eq!(flow.get("/api/v1/session").status, 401, "the session has ended");
    assert_eq!(sign_in("a better horse").status, 401);
    let gone = town.app.desk.read(|s| s.actors.rows().last().map(|row| row.active)).unwrap();
    assert_eq!(gone, Some(false), "and the ledger has it");
    let back = admin.send(&page, &[("do", "return")]);
    let password = issued(&back.text());
    assert_eq!(sign_in(&password).status, 303);
    assert_eq!(
        town.app.desk.read(|s| s.actors.len()).unwrap(),
        actor + 1,
        "back as a new actor of the same name"
    );
}

#[test]
fn an_administrator_unlocks_and_resets_and_never_dismisses_themselves() {
    let town = Town::new();
    let admin = town.sign_in("admin");
    for _ in 0..6 {
        town.nobody().send("/sign-in", &[("user", "lab"), ("password", "wrong wrong")]);
    }
    assert!(admin.page("/accounts/4").contains("锁定"));
    assert_eq!(admin.send("/accounts/4", &[("do", "unlock")]).status, 200);
    let lab = town.sign_in("lab");
    let reset = admin.send("/accounts/4", &[("do", "reset")]);
    let password = issued(&reset.text());
    assert_eq!(lab.get("/api/v1/session").status, 401, "a new password ends every session");
    assert_eq!(town.nobody().send("/sign-in", &[("user", "lab"), ("password", &password)]).status, 303);
    let own = admin.send("/accounts/13", &[("do", "dismiss")]);
    assert!(own.text().contains("role=\"alert\""));
    assert_eq!(admin.get("/accounts").status, 200);
}
