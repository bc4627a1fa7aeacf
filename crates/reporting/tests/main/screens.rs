//! The one screen and the map.

use crate::{
    gaps::{case, contact},
    world::{COMMANDER, DEPUTY, World, area, at, street},
};
use domain::{
    Command, Level, OrderKind, ReceiptStep, Subject, TaskKind, Unit, ZoneKind, fact::Measure, ids::*,
};
use reporting::{
    Lang,
    gaps::Harm,
    map::{MapPreset, PointKind, map},
    screen::{FeedState, Sentiment, screen},
};

fn story() -> World {
    let mut world = World::street();
    world.at("06T02:00");
    let level = Measure::Level {
        area: area("330211"),
        level: Level::I,
        from: at("06T02:00"),
        basis: "指挥部决定".to_owned(),
    };
    world.ok(COMMANDER, Command::Propose { measure: level });
    world.ok(DEPUTY, Command::Approve { proposal: ProposalId(1) });
    let zone = Measure::Zone {
        kind: ZoneKind::Lockdown,
        name: "1 网格".to_owned(),
        area: street(),
        grids: vec![GridId(1)],
        buildings: Vec::new(),
        from: at("06T02:00"),
        review_on: "2021-12-10".parse().unwrap(),
        basis: "传染病防治法".to_owned(),
    };
    world.ok(COMMANDER, Command::Propose { measure: zone });
    world.ok(DEPUTY, Command::Approve { proposal: ProposalId(2) });
    world.at("06T08:00");
    case(&mut world, 1);
    contact(&mut world, 1, 11);
    world.gate();
    world.ok(
        COMMANDER,
        Command::IssueOrder {
            kind: OrderKind::Zone,
            title: "落实封控".to_owned(),
            text: String::new(),
            recipients: vec![Unit::Area(street()), Unit::Grid(GridId(1)), Unit::Grid(GridId(2))],
            issued_at: at("06T08:00"),
            accept_by: at("06T08:30"),
            done_by: at("06T20:00"),
            basis: String::new(),
            supersedes: None,
        },
    );
    world.ok(
        COMMANDER,
        Command::GiveReceipt {
            order: OrderId(1),
            unit: Unit::Grid(GridId(1)),
            step: ReceiptStep::Accepted,
            at: at("06T08:00"),
            remark: String::new(),
        },
    );
    world.ok(
        COMMANDER,
        Command::OpenTask {
            kind: TaskKind::Help,
            subject: Subject::General,
            owner: Unit::Area(street()),
            due_at: at("06T09:00"),
            text: "孕妇就医".to_owned(),
        },
    );
    world.at("06T11:00");
    world
}

#[test]
fn the_screen_holds_together() {
    let world = story();
    let shown = screen(&world.s, world.now, Lang::Zh);
    assert_eq!((shown.level.label.as_str(), shown.level.minutes), ("Ⅰ级", Some(540)));
    let lockdown = &shown.zones.rows[0];
    assert_eq!(
        (lockdown.kind, lockdown.grids, lockdown.households, lockdown.people),
        (ZoneKind::Lockdown, 1, 5, 10)
    );
    assert_eq!(lockdown.earliest_lift.unwrap().to_string(), "2021-12-20", "fourteen days after the case");
    assert_eq!(shown.zones.boundaries_version, Some(1));
    let order = &shown.orders.orders[0];
    assert_eq!((order.receipts.total, order.receipts.accepted, order.receipts.late), (3, 1, 2));
    assert_eq!(order.late[0].1, "蛟川街道");
    assert_eq!(
        (shown.capacity.rooms.used, shown.capacity.rooms.total, shown.capacity.rooms.queue),
        (0, 3, 2)
    );
    assert_eq!(shown.capacity.rooms.detail, "余 3 间");
    assert_eq!(shown.overdue[0].name, "蛟川街道");
    assert_eq!(shown.overdue[0].harm, Harm::Grave);
    let people: Vec<_> = shown.ticker.iter().filter(|line| line.about == Sentiment::People).collect();
    assert_eq!(people[0].text, "孕妇就医 待办 3 时");
    assert!(
        shown
            .ticker
            .iter()
            .any(|line| line.about == Sentiment::Epidemic && line.text.starts_with("蛟川街道"))
    );
    assert!(shown.alerts >= 2);
    assert!(shown.curve.marks.iter().any(|mark| mark.label == "Ⅰ级 02:00"), "{:?}", shown.curve.marks);
    let feeds: Vec<_> = shown.feeds.iter().map(|feed| feed.state).collect();
    assert_eq!(
        feeds,
        [FeedState::Unknown, FeedState::Unknown, FeedState::Fresh],
        "only a grid was heard, and nothing is due"
    );
    assert_eq!(shown.capacity.lab.detail, "近 1 时检出 · 排队 0 管");
    let json = serde_json::to_value(&shown).unwrap();
    assert_eq!(json["as_of"], serde_json::json!(world.s.seq.0));
    assert_eq!(json["funnel"]["stages"].as_array().unwrap().len(), 5);
}

#[test]
fn the_map_shows_a_case_near_its_grid_and_never_at_its_door() {
    let world = story();
    let shown = map(&world.s, world.now, MapPreset::Situation, Lang::Zh);
    let grid = &shown.grids[0];
    assert_eq!((grid.zone, grid.people, grid.cases, grid.colour), (Some(ZoneKind::Lockdown), 10, 1, 1));
    let case = shown.points.iter().find(|point| point.kind == PointKind::Case).unwrap();
    let (east, north) = (case.lon - 121.65, case.lat - 29.97);
    assert!(east.abs() < 0.0016 && north.abs() < 0.0016, "{east} {north}");
    assert!(east.abs() > 0.0 || north.abs() > 0.0);
    assert_eq!(shown, map(&world.s, world.now, MapPreset::Situation, Lang::Zh), "it stays where it is");
    assert!(shown.points.iter().all(|point| point.kind != PointKind::Lab), "laboratories are on another map");
    assert!(shown.lines.is_empty());
    let gate = shown.points.iter().find(|point| point.kind == PointKind::Gate).unwrap();
    assert_eq!(serde_json::to_value(gate).unwrap()["state"], "late", "nobody keeps it");
}

#[test]
fn a_group_on_its_way_is_a_line_from_home_to_its_site() {
    let mut world = story();
    let now = world.now;
    let kind = domain::GroupKind::Close;
    world.ok(COMMANDER, Command::FormGroup { kind, people: vec![PersonId(11)], site: SiteId(1), at: now });
    world.ok(COMMANDER, Command::DispatchGroup { group: GroupId(1), vehicle: VehicleId(1), at: now });
    world.ok(COMMANDER, Command::DepartGroup { group: GroupId(1), at: now });
    world.at("06T13:00");
    let shown = map(&world.s, world.now, MapPreset::Routes, Lang::Zh);
    assert_eq!(shown.lines.len(), 1);
    assert_eq!(shown.lines[0].label, "1 人 往 集中点");
    assert_eq!(shown.lines[0].coords, [[121.65, 29.97], [121.7, 29.95]]);
    let vehicle = shown.points.iter().find(|point| point.kind == PointKind::Vehicle).unwrap();
    assert!((vehicle.lon - 121.675).abs() < 1e-6, "half of the four hours have passed");
    assert_eq!((vehicle.n, vehicle.of), (1, Some(20)));
}

#[test]
fn an_empty_system_is_neither_full_nor_fresh() {
    let world = World::bare();
    let shown = screen(&world.s, world.now, Lang::Zh);
    let gauges = [&shown.capacity.rooms, &shown.capacity.lab, &shown.capacity.seats, &shown.capacity.tracers];
    for gauge in gauges {
        assert_eq!(
            (gauge.total, gauge.detail.as_str(), gauge.full_minutes),
            (0, "未登记", None),
            "{}",
            gauge.key
        );
    }
    assert!(shown.feeds.iter().all(|feed| feed.state == FeedState::Unknown && feed.heard_at.is_none()));
    let english = screen(&world.s, world.now, Lang::En);
    assert_eq!(english.capacity.rooms.detail, "Not registered");
}
