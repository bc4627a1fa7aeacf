//! From a list of contacts to a room and out of it, and several rows of a list at once, as forms of the pages.

use crate::{
    client::{Answer, Client},
    town::{Town, area, give},
};
use domain::{
    CaseClass, CaseId, Certainty, Command, Detection, Evidence, Fact, GroupId, Origin, OutbreakId, PersonId,
    Point, PostId, Ring, Setting, SiteId, SiteKind, Subject, TaskId, TaskKind, TaskResult, Unit, VehicleId,
    VehicleKind,
    command::{NamedContact, Someone},
};
use serde_json::json;

/// A town with a case (R5), three close contacts and one contact of contact, a site with three rooms and two vehicles.
pub(crate) fn town() -> Town {
    let town = Town::new();
    let now = town.hands.now();
    let point = Point { lon: 121_650_000, lat: 29_970_000 };
    let site = |id, kind, name: &str, rooms| Fact::SiteOpened {
        site: SiteId(id),
        kind,
        name: name.to_owned(),
        area: area(),
        point,
        rooms,
        from: now,
    };
    let vehicle = |id, label: &str, seats| Fact::VehicleListed {
        vehicle: VehicleId(id),
        label: label.to_owned(),
        kind: VehicleKind::Bus,
        seats,
        post: PostId(1),
    };
    let post = Fact::PostOpened {
        post: PostId(1),
        name: "转运专班".to_owned(),
        area: area(),
        parent: None,
        until: None,
    };
    let facts = vec![
        post,
        site(1, SiteKind::Isolation, "招宝山隔离点", 3),
        site(2, SiteKind::Hospital, "区人民医院", 9),
        vehicle(1, "甬 01", 2),
        vehicle(2, "甬 02", 20),
    ];
    accepted(&give(&town.sign_in("admin"), &Command::Prepare { facts }));
    let tracer = town.sign_in("tracer");
    let case = Command::ClassifyCase {
        outbreak: OutbreakId(1),
        who: Someone::Known(PersonId(5)),
        class: CaseClass::Confirmed,
        severity: None,
        detection: Detection::Community,
        origin: Origin::Local,
        area: "330211002".parse().unwrap(),
        onset_on: None,
        sampled_on: None,
        reported_at: now,
        tube: None,
    };
    accepted(&give(&tracer, &case));
    let named = |person, ring| NamedContact {
        person: PersonId(person),
        via: None,
        ring,
        setting: Setting::Meal,
        last_exposure_at: now,
        area: "330211002".parse().unwrap(),
        certainty: Certainty::Stated,
        evidence: Evidence::Register,
    };
    let contacts =
        vec![named(6, Ring::Close), named(7, Ring::Close), named(8, Ring::Close), named(9, Ring::General)];
    let found = Command::ReportInvestigation { case: CaseId(1), complete: true, at: now, contacts };
    accepted(&give(&tracer, &found));
    town
}

fn accepted(answer: &Answer) {
    assert!(answer.status < 300, "{}: {}", answer.status, String::from_utf8_lossy(&answer.body));
}

fn send(client: &Client, path: &str, form: &str) -> Answer {
    let kind = ("content-type", "application/x-www-form-urlencoded");
    client.ask("POST", path, &[kind, ("accept", "text/html"), ("accept-language", "zh-CN")], form.as_bytes())
}

fn page(client: &Client, path: &str) -> String {
    let answer = client.ask("GET", path, &[("accept", "text/html"), ("accept-language", "zh-CN")], b"");
    assert_eq!(answer.status, 200, "{path}: {}", text(&answer));
    text(&answer)
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}

/// Follows the answer of a form that was accepted.
fn gone_to(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", text(answer));
    answer.header("location").unwrap().to_owned()
}

/// Whether a text stands in a page, with the page where it does not.
fn says(page: &str, words: &str) {
    assert!(page.contains(words), "{words} is not in {page}");
}

#[test]
fn contacts_are_grouped_driven_and_given_rooms_by_forms_alone() {
    let town = town();
    let (dispatcher, site) = (town.sign_in("dispatcher"), town.sign_in("site"));
    says(&page(&dispatcher, "/contacts"), "name=\"pick\" value=\"1\"");
    let to = gone_to(&send(&dispatcher, "/contacts/act", "act=group&pick=1&pick=2&back=/contacts"));
    assert_eq!(to, "/groups/new?people=R6,R7");
    says(&page(&dispatcher, &to), "招宝山隔离点");
    let to =
        gone_to(&send(&dispatcher, "/groups/form", "kind=close&site=1&pick=R6&pick=R7&shown=R6,R7&rest="));
    assert_eq!(to, "/groups/1");

    says(&page(&dispatcher, "/groups/1"), "甬 01");
    gone_to(&send(&dispatcher, "/groups/1/dispatch", "vehicle=1"));
    town.hands.advance(5);
    gone_to(&send(&dispatcher, "/groups/1/depart", ""));
    town.hands.advance(20);
    gone_to(&send(&site, "/groups/1/arrive", ""));
    says(&page(&site, "/sites/1"), "/sites/1?person=R6#check-in");
    let to = gone_to(&send(&site, "/sites/1/check-in", "person=R6&room=3"));
    says(&page(&site, &to), "R6 已入住 3 号房");
    let all = send(&site, "/groups/1/check-in", "");
    says(&text(&all), "已处理 1 项");
    let rooms = town.app.desk.read(|s| s.sites.get(SiteId(1)).unwrap().taken.clone()).unwrap();
    assert_eq!(rooms.into_iter().collect::<Vec<_>>(), [(1, PersonId(7)), (3, PersonId(6))]);
}

#[test]
fn people_who_may_not_travel_together_are_listed_apart_and_nobody_is_left_out() {
    let town = town();
    let dispatcher = town.sign_in("dispatcher");
    let said = page(&dispatcher, "/groups/new?people=R5,R6,R9,R77,R4000");
    says(&said, "id=\"group-positive\"");
    says(&said, "id=\"group-close\"");
    says(&said, "没有须集中隔离的依据");
    says(&said, "R4000");
    let to = gone_to(&send(&dispatcher, "/groups/form", "kind=close&site=1&pick=R6&shown=R6,R7&rest=R5"));
    assert_eq!(to, "/groups/new?people=R7,R5&made=1", "who was unticked or is of another kind is next");
}

#[test]
fn every_refusal_of_a_move_says_the_rule_and_the_way_on() {
    let town = town();
    let (dispatcher, site) = (town.sign_in("dispatcher"), town.sign_in("site"));
    let refused = |answer: &Answer, status: u16, words: &str, way: &str| {
        assert_eq!(answer.status, status, "{}", text(answer));
        let said = text(answer);
        says(&said, words);
        says(&said, way);
        says(&said, "role=\"alert\"");
    };
    let group = |form: &str| send(&dispatcher, "/groups/form", form);
    let mixed = group("kind=close&site=1&pick=R5&pick=R6&shown=R5,R6&rest=");
    refused(&mixed, 422, "阳性人员与密接不得同车", "分开编组");
    gone_to(&group("kind=close&site=1&pick=R6&pick=R7&pick=R8&shown=R6,R7,R8&rest="));
    refused(
        &group("kind=close&site=1&pick=R6&shown=R6&rest="),
        409,
        "已在编组或转运中",
        "href=\"/groups/1\"",
    );
    let few = send(&dispatcher, "/groups/1/dispatch", "vehicle=1");
    refused(&few, 409, "只有 2 座", "换车或拆分编组");
    refused(&send(&dispatcher, "/groups/1/arrive", ""), 409, "尚未", "先办上一步");
    let to_room = |form: &str| send(&site, "/sites/1/check-in", form);
    gone_to(&to_room("person=6&room=1"));
    refused(&to_room("person=7&room=1"), 409, "1 号房已有人", "换房");
    says(&text(&to_room("person=7&room=1")), "name=\"person\" value=\"7\"");
    refused(&to_room("person=R9"), 409, "没有须集中隔离的依据", "href=\"/people/9\"");
    refused(&send(&site, "/people/6/release", ""), 409, "方可解除", "到期并检测合格后办理");
    assert_eq!(
        send(&town.sign_in("tracer"), "/groups/1/dispatch", "vehicle=2").status,
        403,
        "not their work"
    );
    let said = page(&site, "/people/6");
    says(&said, "两项都符合后在此办理解除");
    assert!(!said.contains("action=\"/people/6/release\""), "the button stands there only when it would do");
}

#[test]
fn whoever_is_due_and_tested_is_released_from_the_own_page() {
    let town = town();
    let site = town.sign_in("site");
    gone_to(&send(&site, "/sites/1/check-in", "person=6&room=2"));
    town.hands.advance(14 * 24 * 60);
    let said = page(&town.sign_in("site"), "/people/6");
    says(&said, "近两日没有单采阴性结果");
    let at = town.hands.now();
    let sampler = town.sign_in("sampler");
    let tube = json!({ "code": "T-6", "kind": "single", "people": [6], "purpose": "release", "site": null, "collected_at": at });
    accepted(&sampler.post("/api/v1/tubes", &tube));
    let command = Command::ReportResult {
        code: "T-6".to_owned(),
        outcome: domain::TestOutcome::Negative,
        lab: None,
        tested_at: at,
        detection: Detection::Community,
    };
    accepted(&give(&town.sign_in("lab"), &command));
    let site = town.sign_in("site");
    says(&page(&site, "/people/6"), "action=\"/people/6/release\"");
    gone_to(&send(&site, "/people/6/release", ""));
    assert!(town.app.desk.read(|s| s.sites.get(SiteId(1)).unwrap().taken.is_empty()).unwrap());
}

#[test]
fn several_contacts_change_their_ring_and_change_it_back() {
    let town = town();
    let tracer = town.sign_in("tracer");
    let ring = |id: u32| {
        town.app.desk.read(|s| s.contacts.get(domain::ContactId(id)).map(|row| row.ring)).unwrap().unwrap()
    };
    let form = "act=ring&ring=general&pick=1&pick=2&pick=4&pick=99&reason=%E6%A0%B8%E5%AE%9E&back=/contacts?ring%3Dclose";
    let said = text(&send(&tracer, "/contacts/act", form));
    says(&said, "已处理 2 项");
    says(&said, "原本如此");
    says(&said, "K99");
    says(&said, "href=\"/contacts?ring=close\"");
    assert_eq!((ring(1), ring(2)), (Ring::General, Ring::General));
    // Somebody moves one of them before it is taken back.
    let command = Command::MoveContact {
        contact: domain::ContactId(2),
        ring: Ring::Secondary,
        reason: "复核".to_owned(),
    };
    accepted(&give(&tracer, &command));
    let undone = text(&send(&tracer, "/contacts/undo", "was=1:close:general&was=2:close:general"));
    says(&undone, "已处理 1 项");
    says(&undone, "后来又有改动");
    assert_eq!((ring(1), ring(2)), (Ring::Close, Ring::Secondary));
    let silent = send(&tracer, "/contacts/act", "act=ring&ring=close&pick=1&reason=");
    assert_eq!(silent.status, 422, "a change of class needs its reason");
    says(&text(&send(&tracer, "/contacts/act", "act=ring&ring=close")), "没有勾选");
}

#[test]
fn several_tasks_are_given_on_taken_back_and_ended_with_a_word_of_warning() {
    let town = town();
    let duty = town.sign_in("duty");
    let due_at = domain::time::add_minutes(town.hands.now(), 60);
    for number in 1..=3 {
        let owner = Unit::Area(area());
        let (kind, subject, text) = (TaskKind::Other, Subject::General, format!("事项 {number}"));
        accepted(&give(&duty, &Command::OpenTask { kind, subject, owner, due_at, text }));
    }
    let row = |id: u32| {
        town.app
            .desk
            .read(|s| s.tasks.get(TaskId(id)).map(|row| (row.assignee, row.ended.is_some())))
            .unwrap()
            .unwrap()
    };
    says(&page(&duty, "/tasks?pick=all"), "value=\"2\" aria-label=\"选择 J2\" checked");
    let asked = text(&send(&duty, "/tasks/act", "act=assign&to=3&pick=2&pick=3&back=/tasks"));
    says(&asked, "2 项尚未指派");
    assert_eq!(row(2).0, None, "nobody has it before the second word");
    let sure = text(&send(&duty, "/tasks/act", "act=assign&to=3&pick=2&pick=3&sure=1&back=/tasks"));
    says(&sure, "已处理 2 项");
    assert!(!sure.contains("/tasks/undo"), "there is nobody to give them back to");
    let given = text(&send(&duty, "/tasks/act", "act=assign&to=6&pick=2&pick=3&back=/tasks"));
    says(&given, "name=\"was\" value=\"2:3:6\"");
    let undone = text(&send(&duty, "/tasks/undo", "was=2:3:6&was=3:3:6&back=/tasks"));
    says(&undone, "已处理 2 项");
    assert_eq!(row(3).0, Some(domain::ActorId(3)));

    says(&text(&send(&duty, "/tasks/act", "act=end&pick=2&pick=3&back=/tasks")), "办结后不能撤销");
    assert!(!row(2).1);
    let at = town.hands.now();
    let (result, remark) = (TaskResult::Done, String::new());
    accepted(&give(&duty, &Command::EndTask { task: TaskId(2), result, at, remark }));
    let ended = text(&send(&duty, "/tasks/act", "act=end&pick=2&pick=3&sure=1&result=done&remark="));
    says(&ended, "已处理 1 项");
    says(&ended, "已办结");
    assert!(row(3).1 && !row(4).1);
}

#[test]
fn a_form_from_another_site_moves_nobody() {
    let town = town();
    let dispatcher = town.sign_in("dispatcher");
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "cross-site")];
    let form = b"kind=close&site=1&pick=R6&shown=R6&rest=";
    assert_eq!(dispatcher.ask("POST", "/groups/form", &headers, form).status, 403);
    assert!(town.app.desk.read(|s| s.groups.get(GroupId(1)).is_none()).unwrap());
}

#[test]
fn every_list_and_record_says_up_to_which_minute_and_entry_it_counts() {
    let town = town();
    let (dispatcher, duty) = (town.sign_in("dispatcher"), town.sign_in("duty"));
    gone_to(&send(&dispatcher, "/groups/form", "kind=close&site=1&pick=R6&pick=R7&shown=R6,R7&rest="));
    let paths = [
        "/",
        "/map",
        "/cases",
        "/cases/1",
        "/contacts",
        "/contacts/1",
        "/exposures",
        "/chain",
        "/tubes",
        "/rounds",
        "/labs",
        "/sites",
        "/sites/1",
        "/groups",
        "/groups/1",
        "/groups/new?people=R8",
        "/vehicles",
        "/zones",
        "/gates",
        "/proposals",
        "/proposals/new",
        "/level",
        "/places",
        "/places/330211002",
        "/grids/1",
        "/orders",
        "/orders/new",
        "/tasks",
        "/tasks/1",
        "/gaps",
        "/problems",
        "/imports",
        "/bulletin",
        "/analysis",
        "/rules",
        "/people/6",
        "/stages/transfer",
    ];
    let seq = town.app.desk.read(|s| s.seq.0).unwrap();
    let mut silent = Vec::new();
    for path in paths {
        let answer = duty.ask("GET", path, &[("accept", "text/html"), ("accept-language", "zh-CN")], b"");
        let said = text(&answer);
        let says_so = said.contains("截至 2021-12-07 08:00") && said.contains(&format!("记录 #{seq}"));
        if answer.status != 200 || !says_so {
            silent.push((path, answer.status));
        }
    }
    assert_eq!(silent, Vec::new(), "these do not say up to where they count");
}
