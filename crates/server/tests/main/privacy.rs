//! Personal details: a purpose first, a record first, and only for those the purpose concerns.

use crate::{
    client::Client,
    town::{Town, give},
};
use domain::{CaseClass, Command, Detection, Origin, OutbreakId, PersonId, command::Someone};
use logbook::PersonalDetails;
use serde_json::json;

fn town_with_a_case() -> Town {
    let town = Town::new();
    {
        // The vault is filled as a city is loaded: before the service is asked anything.
        let key = logbook::MasterKey::load(&town.data().with_extension("key")).unwrap();
        let mut vault = logbook::Vault::open(&town.app.dir.vault(), &key).unwrap();
        let details = PersonalDetails { name: Some("周小满".to_owned()), ..PersonalDetails::default() };
        vault.put(5, &details, &mut logbook::os_entropy).unwrap();
    }
    let command = Command::ClassifyCase {
        outbreak: OutbreakId(1),
        who: Someone::Known(PersonId(5)),
        class: CaseClass::Confirmed,
        severity: None,
        detection: Detection::Community,
        origin: Origin::Local,
        area: "330211002".parse().unwrap(),
        onset_on: None,
        sampled_on: None,
        reported_at: town.hands.now(),
        tube: None,
    };
    assert_eq!(give(&town.sign_in("tracer"), &command).status, 201);
    town
}

#[test]
fn details_open_for_a_stated_purpose_and_leave_a_record() {
    let town = town_with_a_case();
    let tracer = town.sign_in("tracer");
    assert_eq!(tracer.get("/api/v1/people/R5/details").problem(), "purpose-needed");
    let purpose = json!({ "purpose": "流行病学调查", "subject": { "case": 1 } });
    assert_eq!(tracer.post("/api/v1/purpose", &purpose).status, 200);
    let opened = tracer.get("/api/v1/people/R5/details").json();
    assert_eq!(opened["name"], "周小满");
    let reads = town.sign_in("inspector").get("/api/v1/audit").json();
    assert_eq!(reads["rows"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&reads["rows"][0]["purpose"], &reads["rows"][0]["person"]),
        (&json!("流行病学调查"), &json!(5))
    );

    assert_eq!(tracer.get("/api/v1/people/R6/details").problem(), "purpose-elsewhere", "a neighbour");
    town.hands.advance(31);
    assert_eq!(tracer.get("/api/v1/people/R5/details").problem(), "purpose-needed", "it has run out");
    let reads = town.sign_in("inspector").get("/api/v1/audit").json();
    assert_eq!(reads["rows"].as_array().unwrap().len(), 1, "what was not opened is not recorded");
}

#[test]
fn a_purpose_opens_nothing_for_a_role_that_may_not() {
    let town = town_with_a_case();
    let purpose = json!({ "purpose": "看看", "subject": { "case": 1 } });
    for handle in ["commander", "inspector", "admin", "analyst", "publisher", "lab", "machine"] {
        let client = town.sign_in(handle);
        assert_eq!(client.post("/api/v1/purpose", &purpose).problem(), "not-permitted-role", "{handle}");
        assert_eq!(client.get("/api/v1/people/R5/details").problem(), "purpose-needed", "{handle}");
    }
    let grid = town.sign_in("grid");
    assert_eq!(
        grid.post("/api/v1/purpose", &json!({ "purpose": "核查", "subject": { "person": 70 } })).status,
        200
    );
    assert_eq!(grid.get("/api/v1/people/R70/details").problem(), "not-permitted-area", "another grid");
}

#[test]
fn no_list_record_or_problem_names_anybody() {
    let town = town_with_a_case();
    let tracer = town.sign_in("tracer");
    for path in [
        "/api/v1/cases",
        "/api/v1/cases/C1",
        "/api/v1/people/R5",
        "/api/v1/screen",
        "/api/v1/chain",
        "/api/v1/map",
    ] {
        let answer = tracer.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", String::from_utf8_lossy(&answer.body));
        assert!(!String::from_utf8_lossy(&answer.body).contains("周小满"), "{path}");
    }
}

#[test]
fn an_erased_person_opens_no_more() {
    let town = town_with_a_case();
    let answer = town.sign_in("admin").post("/api/v1/people/R5/erase", &json!({ "basis": "到期销毁" }));
    assert_eq!(answer.status, 200);
    let tracer = town.sign_in("tracer");
    tracer.post("/api/v1/purpose", &json!({ "purpose": "流行病学调查", "subject": { "case": 1 } }));
    assert_eq!(tracer.get("/api/v1/people/R5/details").problem(), "erased");
}

/// How often anybody opened anybody's details, by the ledger.
fn looks(town: &Town) -> usize {
    town.app.desk.read(|s| s.reads.len()).unwrap()
}

#[test]
fn details_show_in_the_session_that_opened_them_and_every_view_is_recorded() {
    let town = town_with_a_case();
    let tracer = town.sign_in("tracer");
    assert!(!tracer.page("/people/5").contains("周小满"), "masked at first");
    let reveal = [("record", "R5"), ("purpose", "tracing"), ("note", "首轮流调")];
    let opened = tracer.send("/reveal", &reveal);
    assert_eq!((opened.status, looks(&town)), (303, 1));
    assert!(tracer.page("/people/5").contains("周小满"));
    assert_eq!(looks(&town), 1, "the page after the opening is the same look");
    assert!(tracer.page("/people/5").contains("周小满"));
    assert_eq!(looks(&town), 2, "another view is another look");
    updated(&tracer, "/people/5");
    assert_eq!(looks(&town), 2, "a page that is brought up to date where it stands is no new view");
    let last = town.app.desk.read(|s| s.reads.last().cloned()).unwrap().unwrap();
    assert!(last.purpose.contains("首轮流调"), "{}", last.purpose);

    let again = town.sign_in("tracer");
    assert!(
        !again.page("/people/5").contains("周小满"),
        "another session of the same person states a purpose itself"
    );
    assert_eq!(tracer.send("/sign-out", &[]).status, 303);
    let fresh = town.sign_in("tracer");
    assert!(!fresh.page("/people/5").contains("周小满"), "what was opened ended with its session");
    assert_eq!(looks(&town), 2);
}

/// Asks for a page as the script does that brings an open one up to date.
fn updated(client: &Client, path: &str) {
    let update = client.ask("GET", path, &[("accept", "text/html"), ("hx-request", "true")], b"");
    assert!(update.text().contains("周小满"), "{path}");
}

#[test]
fn a_request_that_only_says_it_is_an_update_is_a_view() {
    let town = town_with_a_case();
    let tracer = town.sign_in("tracer");
    tracer.send("/reveal", &[("record", "R5"), ("purpose", "tracing")]);
    updated(&tracer, "/people/5");
    assert_eq!(looks(&town), 1, "the page after the opening");
    updated(&tracer, "/people/5");
    assert_eq!(looks(&town), 1, "the same page again");
    updated(&tracer, "/people/5?from=list");
    assert_eq!(looks(&town), 2, "nobody has recorded a view of this address");
    updated(&tracer, "/people/5?from=list");
    assert_eq!(looks(&town), 2, "now it is recorded");
    town.hands.advance(9);
    updated(&tracer, "/people/5");
    assert_eq!(looks(&town), 2, "within ten minutes");
    town.hands.advance(2);
    updated(&tracer, "/people/5");
    assert_eq!(looks(&town), 3, "who still looks after ten minutes looks again");
    tracer.send("/reveal", &[("record", "R5"), ("purpose", "care")]);
    let other = town.sign_in("tracer");
    other.send("/reveal", &[("record", "R5"), ("purpose", "tracing")]);
    updated(&other, "/people/5");
    updated(&other, "/cases/1");
    assert_eq!(looks(&town), 6, "what one session has seen is no view of another's");
}

#[test]
fn what_was_opened_closes_after_half_an_hour() {
    let town = town_with_a_case();
    let tracer = town.sign_in("tracer");
    tracer.send("/reveal", &[("record", "R5"), ("purpose", "care")]);
    assert!(tracer.page("/people/5").contains("周小满"));
    town.hands.advance(31);
    assert!(!tracer.page("/people/5").contains("周小满"));
}

#[test]
fn somebody_from_elsewhere_is_nobodys_neighbour() {
    let town = Town::new();
    // Reported from another city, known here under a number and living in no grid and no listed area.
    let command = Command::ClassifyCase {
        outbreak: OutbreakId(1),
        who: Someone::New { sex: domain::Sex::Unknown, age: None, area: "12".parse().unwrap() },
        class: CaseClass::Confirmed,
        severity: None,
        detection: Detection::Unknown,
        origin: Origin::Unknown,
        area: "12".parse().unwrap(),
        onset_on: None,
        sampled_on: None,
        reported_at: town.hands.now(),
        tube: None,
    };
    assert_eq!(give(&town.sign_in("tracer"), &command).status, 201);
    let person = town.app.desk.read(|s| s.cases.rows()[0].person).unwrap();
    let open = |handle: &str| {
        let client = town.sign_in(handle);
        let purpose = json!({ "purpose": "核查", "subject": { "person": person.0 } });
        assert_eq!(client.post("/api/v1/purpose", &purpose).status, 200);
        client.get(&format!("/api/v1/people/R{}/details", person.0))
    };
    assert_eq!(open("grid").problem(), "not-permitted-area");
    assert_eq!(open("tracer").status, 200, "whoever answers for the whole district may");
}

#[test]
fn no_free_text_carries_a_phone_or_identity_number_into_the_ledger() {
    let town = town_with_a_case();
    let tracer = town.sign_in("tracer");
    let before = town.app.desk.head();
    let reason = |reason: &str| {
        json!({ "command": { "reclassify_case": {
            "case": 1, "class": "excluded", "severity": null, "at": town.hands.now(), "reason": reason,
        } } })
    };
    for text in ["家属电话13800138000", "身份证１１０１０１１９９００３０７８０３Ｘ", "电话 138 0013 8000"]
    {
        let answer = tracer.post("/api/v1/commands", &reason(text));
        assert_eq!((answer.status, answer.problem().as_str()), (422, "personal-number"), "{text}");
        assert!(answer.json()["next"].as_str().unwrap().contains("保险库"), "{}", answer.text());
    }
    let purpose = json!({ "purpose": "联系13800138000", "subject": { "case": 1 } });
    assert_eq!(tracer.post("/api/v1/purpose", &purpose).problem(), "personal-number");
    assert_eq!(town.app.desk.head(), before, "nothing was recorded");
    assert_eq!(tracer.post("/api/v1/commands", &reason("复核排除，见 C1")).status, 201);
}
