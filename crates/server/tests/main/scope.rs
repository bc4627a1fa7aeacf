//! Nobody reads or moves through a form what the page of the single record would not show them, and whoever receives
//! something can take it over.

use crate::{
    client::{Answer, Client},
    movement,
    town::{PASSWORD, Town, area, give},
};
use domain::{
    ActorId, CaseClass, Command, Detection, Fact, OrderId, Origin, OutbreakId, PersonId, Point, Role, SiteId,
    SiteKind, Subject, TaskId, TaskKind, Unit, command::Someone, order::OrderKind, time::add_minutes,
};

/// People beside those every town has: name, role, unit.
const OTHERS: [(&str, Role, &str); 5] = [
    ("far-tracer", Role::Tracer, "330206"),
    ("far-site", Role::SiteManager, "330206"),
    ("far-duty", Role::DutyOfficer, "330206"),
    ("street-site", Role::SiteManager, "330211002"),
    ("street-duty", Role::DutyOfficer, "330211002"),
];

/// The town of the movements, with people of the next district and of a street, and a site in the street.
fn town() -> Town {
    let town = movement::town();
    let enrolled = (15..).zip(OTHERS).map(|(number, (handle, role, unit))| Fact::ActorEnrolled {
        actor: ActorId(number),
        handle: handle.to_owned(),
        title: handle.to_owned(),
        role,
        unit: unit.parse().unwrap(),
    });
    let site = Fact::SiteOpened {
        site: SiteId(3),
        kind: SiteKind::Isolation,
        name: "蛟川隔离点".to_owned(),
        area: "330211002".parse().unwrap(),
        point: Point { lon: 121_650_000, lat: 29_970_000 },
        rooms: 3,
        from: town.hands.now(),
    };
    let facts = enrolled.chain([site]).collect();
    accepted(&give(&town.sign_in("admin"), &Command::Prepare { facts }));
    for (number, (handle, ..)) in (15..).zip(OTHERS) {
        town.app.accounts.create_user(handle, PASSWORD, ActorId(number)).unwrap();
    }
    town
}

fn accepted(answer: &Answer) {
    assert!(answer.status < 400, "{}: {}", answer.status, answer.text());
}

fn send(client: &Client, path: &str, form: &str) -> Answer {
    let kind = ("content-type", "application/x-www-form-urlencoded");
    client.ask("POST", path, &[kind, ("accept", "text/html"), ("accept-language", "zh-CN")], form.as_bytes())
}

/// Opens a task of a unit and returns its number; tasks of the preparation come before it.
fn open_task(town: &Town, owner: Unit, text: &str) -> TaskId {
    let due_at = add_minutes(town.hands.now(), 60);
    let (kind, subject, text) = (TaskKind::Other, Subject::General, text.to_owned());
    accepted(&give(&town.sign_in("duty"), &Command::OpenTask { kind, subject, owner, due_at, text }));
    town.app.desk.read(|s| TaskId(u32::try_from(s.tasks.len()).unwrap())).unwrap()
}

#[test]
fn ticked_tasks_of_other_units_are_named_by_their_number_alone() {
    let town = town();
    let own = open_task(&town, "G1".parse().unwrap(), "本网格事项");
    let far = open_task(&town, Unit::Area(area()), "区里的机密事项");
    let give = Command::AssignTask { task: far, to: ActorId(3) };
    accepted(&crate::town::give(&town.sign_in("duty"), &give));
    let grid = town.sign_in("grid");
    assert_eq!(grid.ask("GET", &format!("/tasks/{}", far.0), &[("accept", "text/html")], b"").status, 403);
    let both = format!("pick={}&pick={}&back=/tasks", own.0, far.0);
    for form in [
        format!("act=end&{both}"),
        format!("act=end&pick={}", far.0),
        format!("act=assign&to=8&{both}"),
        format!("act=assign&to=3&sure=1&pick={}", far.0),
        format!("act=end&result=done&sure=1&{both}"),
    ] {
        let answer = send(&grid, "/tasks/act", &form);
        let said = answer.text();
        assert_eq!(answer.status, 200, "{form}: {said}");
        assert!(said.contains(&far.to_string()) && !said.contains("机密"), "{form}: {said}");
        assert!(!said.contains("原本如此"), "nor whose it is: {form}");
        assert_eq!(said.contains("本网格事项"), form.contains(&format!("pick={}&", own.0)), "{form}");
        assert!(!said.contains(&format!("name=\"pick\" value=\"{}\"", far.0)), "it is not sent on: {form}");
    }
    let undone = send(&grid, "/tasks/undo", &format!("was={}:8:9&back=/tasks", far.0)).text();
    assert!(!undone.contains("后来又有改动") && !undone.contains("机密"), "{undone}");
    let state = |id: TaskId| town.app.desk.read(|s| s.tasks.get(id).unwrap().ended.is_some()).unwrap();
    assert!(state(own) && !state(far));
}

#[test]
fn ticked_contacts_of_another_area_are_named_by_their_number_alone() {
    let town = town();
    let far = town.sign_in("far-tracer");
    assert_eq!(far.ask("GET", "/contacts/1", &[("accept", "text/html")], b"").status, 403);
    for form in [
        "act=group&pick=1&pick=2&back=/contacts",
        "act=ring&ring=general&pick=1&reason=x",
        "act=ring&ring=close&pick=1&reason=x",
    ] {
        let answer = send(&far, "/contacts/act", form);
        let said = answer.text();
        assert_eq!((answer.status, answer.header("location")), (200, None), "{form}: {said}");
        assert!(said.contains("K1") && !said.contains("R6"), "{form}: {said}");
    }
    let undone = send(&far, "/contacts/undo", "was=1:general:secondary").text();
    assert!(!undone.contains("R6") && !undone.contains("后来又有改动"), "{undone}");
    let grid = send(&town.sign_in("grid"), "/contacts/act", "act=group&pick=1");
    assert_eq!((grid.status, grid.header("location")), (403, None), "a role that reads no records");
    let mixed = send(&town.sign_in("tracer"), "/contacts/act", "act=group&pick=1&pick=99").text();
    assert!(mixed.contains("K99") && mixed.contains("/groups/new?people=R6"), "{mixed}");
}

#[test]
fn a_group_of_another_area_is_not_read_through_its_rooms() {
    let town = town();
    let dispatcher = town.sign_in("dispatcher");
    accepted(&send(&dispatcher, "/groups/form", "kind=close&site=1&pick=R6&pick=R7&shown=R6,R7&rest="));
    let far = town.sign_in("far-site");
    assert_eq!(far.ask("GET", "/groups/1", &[("accept", "text/html")], b"").status, 403);
    let answer = send(&far, "/groups/1/check-in", "");
    assert_eq!(answer.status, 403);
    assert!(!answer.text().contains("R6"), "{}", answer.text());
    assert_eq!(send(&town.sign_in("grid"), "/groups/1/check-in", "").status, 403);
}

#[test]
fn a_vehicle_whose_only_passenger_turned_positive_still_arrives() {
    let town = town();
    let dispatcher = town.sign_in("dispatcher");
    accepted(&send(&dispatcher, "/groups/form", "kind=close&site=3&pick=R6&shown=R6&rest="));
    accepted(&send(&dispatcher, "/groups/1/dispatch", "vehicle=1"));
    accepted(&send(&dispatcher, "/groups/1/depart", ""));
    let positive = Command::ClassifyCase {
        outbreak: OutbreakId(1),
        who: Someone::Known(PersonId(6)),
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
    accepted(&give(&town.sign_in("tracer"), &positive));
    let group = || town.app.desk.read(|s| s.groups.get(domain::GroupId(1)).cloned()).unwrap().unwrap();
    assert!(group().people.is_empty());
    assert_eq!(send(&town.sign_in("far-site"), "/groups/1/arrive", "").status, 403);
    town.hands.advance(5);
    accepted(&send(&town.sign_in("street-site"), "/groups/1/arrive", ""));
    assert!(group().arrived_at.is_some());
}

#[test]
fn late_receipts_are_taken_up_by_whoever_leads_where_they_are_late() {
    let town = town();
    let now = town.hands.now();
    let order = Command::IssueOrder {
        kind: OrderKind::Verify,
        title: "核查".to_owned(),
        text: "请核查".to_owned(),
        recipients: vec!["G1".parse().unwrap()],
        issued_at: now,
        accept_by: add_minutes(now, 10),
        done_by: add_minutes(now, 30),
        basis: "防控方案".to_owned(),
        supersedes: None,
    };
    accepted(&give(&town.sign_in("duty"), &order));
    town.hands.advance(40);
    assert_eq!(send(&town.sign_in("far-duty"), "/orders/escalate", "").status, 403);
    let taken_up = || {
        let unit: Unit = "G1".parse().unwrap();
        town.app
            .desk
            .read(|s| !s.orders.get(OrderId(1)).unwrap().receipts[&unit].escalated.is_empty())
            .unwrap()
    };
    assert!(!taken_up());
    accepted(&send(&town.sign_in("street-duty"), "/orders/escalate", ""));
    assert!(taken_up());
}

#[test]
fn a_diversion_on_the_road_can_be_looked_for_and_opened() {
    let town = town();
    let duty = town.sign_in("duty");
    for path in ["/tasks", "/tasks/new"] {
        assert!(duty.page(path).contains("value=\"divert\""), "{path}");
    }
}
