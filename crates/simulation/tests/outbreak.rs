//! What the replayed outbreak promises by itself, before any core has seen it.

use simulation::city::City;
use simulation::outbreak::{Outbreak, What};

#[test]
fn the_same_seed_tells_the_same_story_in_the_order_of_arrival() {
    let city = City::zhenhai(5);
    let (one, two) = (Outbreak::of(&city, 5).unwrap(), Outbreak::of(&city, 5).unwrap());
    assert!(one.reports == two.reports);
    assert!(one.reports.len() > 80_000, "{}", one.reports.len());
    assert!(one.reports.is_sorted_by_key(|report| report.received));
}

#[test]
fn another_seed_tells_another_story() {
    let city = City::zhenhai(5);
    let (one, two) = (Outbreak::of(&city, 5).unwrap(), Outbreak::of(&city, 6).unwrap());
    assert!(one.reports != two.reports);
}

#[test]
fn the_world_reports_late_twice_and_wrongly_as_worlds_do() {
    let city = City::zhenhai(5);
    let story = Outbreak::of(&city, 5).unwrap();
    let tubes = story.reports.iter().filter_map(|report| {
        let What::Tube { code, collected, .. } = &report.what else { return None };
        Some((code, *collected, report.received))
    });
    let tubes: Vec<_> = tubes.collect();
    let distinct: std::collections::BTreeSet<_> = tubes.iter().map(|tube| tube.0).collect();
    assert!(distinct.len() < tubes.len(), "some registrations are sent twice");
    let late = tubes.iter().filter(|tube| tube.2.duration_since(tube.1).as_secs() > 3_600);
    assert!(late.count() > 50, "some wait in a phone without network");
    let wrong =
        story.reports.iter().filter(|report| matches!(report.what, What::Result { contradicts: true, .. }));
    assert_eq!(wrong.count(), 1);
}

#[test]
fn no_interview_tells_of_an_exposure_of_somebody_who_was_in_a_room_by_then() {
    let city = City::zhenhai(5);
    let story = Outbreak::of(&city, 5).unwrap();
    let mut entered = std::collections::BTreeMap::new();
    for report in &story.reports {
        if let What::CheckedIn { person, outside: None, at, .. } = &report.what {
            let first = entered.entry(*person).or_insert(*at);
            *first = (*first).min(*at);
        }
    }
    let mut in_rooms = 0;
    for report in &story.reports {
        let What::Interview { person, outside: None, contacts, .. } = &report.what else { continue };
        for contact in contacts {
            for side in [contact.person, contact.via.unwrap_or(*person)] {
                let Some(at) = entered.get(&side) else { continue };
                in_rooms += 1;
                assert!(contact.last <= *at, "{} of {person}", contact.person);
            }
        }
    }
    assert!(in_rooms > 5_000, "{in_rooms}");
}
