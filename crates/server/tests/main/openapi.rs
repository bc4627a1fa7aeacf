//! The `OpenAPI` document says of every answer what it holds: real answers are held against it.

use crate::{
    client::Client,
    movement,
    town::{Town, area, give},
};
use domain::{
    Command, Detection, OrderKind, PersonId, Subject, TaskKind, TestOutcome, TestPurpose, TubeKind, Unit,
};
use serde_json::{Value, json};
use server::http::{
    ROUTES,
    answers::{ANSWERS, Body},
};
use std::collections::BTreeSet;

/// Finds what is wrong with a value under a schema: missing fields, fields the schema does not name, other types.
fn faults(document: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        let shape = &document["components"]["schemas"][name];
        assert!(shape.is_object(), "{at}: there is no shape {name}");
        return faults(document, shape, value, at, found);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let fits = |choice: &Value| {
            let mut inner = Vec::new();
            faults(document, choice, value, at, &mut inner);
            inner.is_empty()
        };
        if !choices.iter().any(fits) {
            // The fault inside says more than that none fits.
            faults(document, &choices[0], value, at, found);
        }
        return;
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => return,
    };
    let is = |kind: &str| match kind {
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        other => panic!("{at}: the schema has a type {other}"),
    };
    if !kinds.into_iter().any(is) {
        found.push(format!("{at}: {value} is not {}", schema["type"]));
        return;
    }
    for item in value.as_array().into_iter().flatten() {
        faults(document, &schema["items"], item, &format!("{at}[]"), found);
    }
    let Some(fields) = value.as_object() else { return };
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !fields.contains_key(name) {
            found.push(format!("{at}: {name} is missing"));
        }
    }
    let others = &schema["additionalProperties"];
    for (name, held) in fields {
        match schema["properties"].get(name) {
            Some(inner) => faults(document, inner, held, &format!("{at}.{name}"), found),
            None if others.is_object() => faults(document, others, held, &format!("{at}.*"), found),
            None => found.push(format!("{at}: {name} is not in the schema")),
        }
    }
}

/// Fills the variables of an address with things that the town has.
fn address(path: &str) -> String {
    let path = path
        .replace("{*path}", "app.css")
        .replace("{person}", "R6")
        .replace("{case}", "C1")
        .replace("{contact}", "K1")
        .replace("{order}", "O1")
        .replace("{seq}", "3");
    match path.as_str() {
        "/api/v1/bulletin" => "/api/v1/bulletin?area=330211&date=2021-12-06".to_owned(),
        _ => path,
    }
}

/// A town in which most lists have a row.
fn town() -> Town {
    let town = movement::town();
    let (now, owner) = (town.hands.now(), Unit::Area(area()));
    let later = domain::time::add_minutes(now, 60);
    let (duty, lab) = (town.sign_in("duty"), town.sign_in("lab"));
    let done = |client: &Client, command: &Command| {
        let answer = give(client, command);
        assert!(answer.status < 300, "{}", String::from_utf8_lossy(&answer.body));
    };
    let code = || "T-1".to_owned();
    let (kind, people, purpose) = (TubeKind::Single, vec![PersonId(6)], TestPurpose::Contact);
    let tube = Command::RegisterTube { code: code(), kind, people, purpose, site: None, collected_at: now };
    done(&town.sign_in("sampler"), &tube);
    let (outcome, detection) = (TestOutcome::Negative, Detection::Community);
    done(&lab, &Command::ReportResult { code: code(), outcome, lab: None, tested_at: now, detection });
    let (kind, subject, text) = (TaskKind::Other, Subject::General, "核对底数".to_owned());
    done(&duty, &Command::OpenTask { kind, subject, owner, due_at: later, text });
    let order = Command::IssueOrder {
        kind: OrderKind::Verify,
        title: "核对".to_owned(),
        text: "核对底数".to_owned(),
        recipients: vec!["G1".parse().unwrap()],
        issued_at: now,
        accept_by: later,
        done_by: later,
        basis: "防控方案".to_owned(),
        supersedes: None,
    };
    done(&duty, &order);
    let (register, kind) = ("督查".to_owned(), "消毒".to_owned());
    let unit = "G1".parse().unwrap();
    done(&duty, &Command::RecordProblem { register, kind, unit, owner, due_at: later });
    done(
        &town.sign_in("site"),
        &Command::CheckIn { person: PersonId(6), site: domain::SiteId(1), room: None, at: now },
    );
    let purpose = json!({ "purpose": "流行病学调查", "subject": { "case": 1 } });
    assert_eq!(town.sign_in("tracer").post("/api/v1/purpose", &purpose).status, 200);
    town
}

#[test]
fn every_route_has_its_answers_in_the_table_and_no_answer_lacks_its_route() {
    let of_routes: BTreeSet<(&str, &str)> =
        ROUTES.iter().flat_map(|route| route.methods.iter().map(|method| (*method, route.path))).collect();
    let of_answers: BTreeSet<(&str, &str)> =
        ANSWERS.iter().map(|answer| (answer.method, answer.path)).collect();
    assert_eq!(of_routes, of_answers);
}

#[test]
fn every_shape_of_the_document_is_one_that_the_document_has() {
    let document = serde_json::to_value(server::http::openapi::openapi()).unwrap();
    let text = document.to_string();
    for part in text.split("#/components/schemas/").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(document["components"]["schemas"][name].is_object(), "{name}");
    }
}

#[test]
fn what_every_route_answers_is_what_the_document_says_it_answers() {
    let town = town();
    let document = town.nobody().get("/api/openapi.json").json();
    let (inspector, duty) = (town.sign_in("inspector"), town.sign_in("duty"));
    let mut asked = 0;
    let mut found = Vec::new();
    for answer in ANSWERS.iter().filter(|answer| answer.method == "GET" && answer.path != "/events") {
        let Body::Json(_) = answer.body else { continue };
        // A plan waits only while somebody imports; those answers are held against their shapes below.
        if answer.path.contains("{plan}") || answer.path.contains("/details") {
            continue;
        }
        let client = if answer.path.contains("imports/progress") { &duty } else { &inspector };
        let got = client.get(&address(answer.path));
        assert_eq!(got.status, answer.status, "{}: {}", answer.path, String::from_utf8_lossy(&got.body));
        let operation = &document["paths"][answer.path]["get"]["responses"][answer.status.to_string()];
        let schema = &operation["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "{} has no schema", answer.path);
        faults(&document, schema, &got.json(), answer.path, &mut found);
        asked += 1;
    }
    assert_eq!(found, Vec::<String>::new());
    assert!(asked > 25, "only {asked} routes were asked");
}

#[test]
fn what_is_recorded_opened_and_imported_is_answered_as_the_document_says() {
    let town = town();
    let document = town.nobody().get("/api/openapi.json").json();
    let mut found = Vec::new();
    let mut hold = |method: &str, path: &str, got: &crate::client::Answer| {
        let operation = &document["paths"][path][method]["responses"][got.status.to_string()];
        let schema = &operation["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "{method} {path} {}: {}", got.status, String::from_utf8_lossy(&got.body));
        faults(&document, schema, &got.json(), path, &mut found);
    };
    let (tracer, duty, grid) = (town.sign_in("tracer"), town.sign_in("duty"), town.sign_in("grid"));
    let purpose = json!({ "purpose": "流行病学调查", "subject": { "case": 1 } });
    hold("post", "/api/v1/purpose", &tracer.post("/api/v1/purpose", &purpose));
    hold("get", "/api/v1/people/{person}/details", &tracer.get("/api/v1/people/R5/details"));
    let report = Command::ReportUnit { unit: "G1".parse().unwrap(), at: town.hands.now() };
    hold("post", "/api/v1/commands", &give(&grid, &report));
    let result = json!([{ "code": "T-404", "outcome": "negative", "lab": null, "tested_at": town.hands.now(), "detection": "community" }]);
    hold("post", "/api/v1/results", &town.sign_in("lab").post("/api/v1/results", &result));
    let list = "编号,姓名,身份证号,性别,年龄,住址,发病日期,报告日期\nN1,王一,,男,31,蛟川街道一号,2021-12-04,2021-12-06\n\
        N2,李二,,男,31,蛟川街道一号,2021-12-32,2021-12-06\n";
    let path = "/api/v1/imports?sender=hospital&file_name=list.csv&outbreak=E1&area=330211002";
    let sent = duty.ask("POST", path, &[("content-type", "text/csv")], list.as_bytes());
    hold("post", "/api/v1/imports", &sent);
    let plan = sent.json()["plan"].as_u64().unwrap();
    hold("get", "/api/v1/imports/{plan}", &duty.get(&format!("/api/v1/imports/{plan}")));
    let commit = format!("/api/v1/imports/{plan}/commit");
    hold("post", "/api/v1/imports/{plan}/commit", &duty.post(&commit, &json!({})));
    hold("get", "/api/v1/imports", &town.sign_in("inspector").get("/api/v1/imports"));
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn an_answer_that_does_not_fit_is_found() {
    let document = serde_json::to_value(server::http::openapi::openapi()).unwrap();
    let schema = &document["components"]["schemas"]["CurveDay"];
    let told = |value: &Value| {
        let mut found = Vec::new();
        faults(&document, schema, value, "day", &mut found);
        found
    };
    let whole = json!({ "date": "2021-12-06", "community": 1, "controlled": 2, "late": false });
    assert!(told(&whole).is_empty());
    let mut short = whole.clone();
    short.as_object_mut().unwrap().remove("late");
    assert_eq!(told(&short), ["day: late is missing"]);
    let mut long = whole.clone();
    long["extra"] = json!(1);
    assert_eq!(told(&long), ["day: extra is not in the schema"]);
    let mut other = whole;
    other["community"] = json!("1");
    assert_eq!(told(&other), ["day.community: \"1\" is not \"integer\""]);
}
