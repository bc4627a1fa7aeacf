//! Lists: every row once, whatever the page size, and only what was asked for.

use crate::{
    gaps::{case, contact},
    world::{COMMANDER, OUTBREAK, World, at, street},
};
use domain::{CaseClass, Command, Detection, Origin, Sex, command::Someone, ids::*};
use proptest::prelude::*;
use reporting::{
    Standing,
    lists::{
        CaseQuery, CaseRow, CaseSort, ContactQuery, Cursor, DetectionFilter, OriginFilter, Paging, case_list,
        contact_list,
    },
};

fn pages(world: &World, sort: CaseSort, descending: bool, limit: u32) -> Vec<CaseRow> {
    let mut rows = Vec::new();
    let mut after = None;
    loop {
        let paging = Paging { descending, after, limit: Some(limit) };
        let page = case_list(&world.s, world.now, &CaseQuery { sort, paging, ..CaseQuery::default() });
        rows.extend(page.rows);
        after = page.next;
        if after.is_none() {
            return rows;
        }
    }
}

fn sort_key(sort: CaseSort, row: &CaseRow) -> i64 {
    match sort {
        CaseSort::Reported => row.reported_at.as_second(),
        CaseSort::Area => i64::try_from(row.area.number()).unwrap(),
        CaseSort::Sampled | CaseSort::Onset | CaseSort::Contacts => 0,
        CaseSort::Number => i64::from(row.case.0),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn paging_visits_each_row_once_in_order(
        reported in prop::collection::vec(1_u8..6, 0..40),
        limit in 1_u32..9,
        descending: bool,
        sort in prop::sample::select(vec![CaseSort::Reported, CaseSort::Area, CaseSort::Sampled, CaseSort::Onset, CaseSort::Contacts, CaseSort::Number]),
    ) {
        let mut world = World::street();
        world.at("10T08:00");
        for (index, day) in reported.iter().enumerate() {
            let reported_at = at(&format!("0{day}T09:00"));
            world.ok(COMMANDER, Command::ClassifyCase {
                outbreak: OUTBREAK,
                who: Someone::New { sex: Sex::Female, age: Some(30), area: street() },
                class: CaseClass::Confirmed,
                severity: None,
                detection: Detection::Clinic,
                origin: Origin::Local,
                area: street(),
                onset_on: (index % 2 == 0).then(|| domain::time::day_of(reported_at)),
                sampled_on: (index % 3 == 0).then(|| domain::time::day_of(reported_at)),
                reported_at,
                tube: None,
            });
        }
        let rows = pages(&world, sort, descending, limit);
        let mut numbers: Vec<u32> = rows.iter().map(|row| row.case.0).collect();
        let keys: Vec<i64> = rows.iter().map(|row| sort_key(sort, row)).collect();
        let ordered = keys.windows(2).all(|pair| if descending { pair[0] >= pair[1] } else { pair[0] <= pair[1] });
        prop_assert!(ordered, "{:?}", keys);
        numbers.sort_unstable();
        let expected: Vec<u32> = (1..=u32::try_from(reported.len()).unwrap()).collect();
        prop_assert_eq!(numbers, expected);
    }
}

#[test]
fn a_cursor_is_read_back_as_written() {
    let cursor = Cursor { key: i64::MIN + 1, id: 7 };
    assert_eq!(cursor.to_string().parse(), Ok(cursor));
    assert!("x.y".parse::<Cursor>().is_err());
    assert!("17".parse::<Cursor>().is_err());
}

#[test]
fn filters_are_what_the_key_figures_point_at() {
    let mut world = World::street();
    world.at("06T08:00");
    case(&mut world, 1);
    contact(&mut world, 1, 2);
    let total = |query: CaseQuery| case_list(&world.s, world.now, &query).total;
    assert_eq!(total(CaseQuery { origin: Some(OriginFilter::Unknown), ..CaseQuery::default() }), 1);
    assert_eq!(total(CaseQuery { origin: Some(OriginFilter::Abroad), ..CaseQuery::default() }), 0);
    assert_eq!(total(CaseQuery { found: Some(DetectionFilter::Community), ..CaseQuery::default() }), 1);
    assert_eq!(total(CaseQuery { found: Some(DetectionFilter::Controlled), ..CaseQuery::default() }), 0);
    assert_eq!(total(CaseQuery { text: Some("C1".to_owned()), ..CaseQuery::default() }), 1);
    assert_eq!(total(CaseQuery { text: Some("没有".to_owned()), ..CaseQuery::default() }), 0);
    assert_eq!(total(CaseQuery { class: Some(CaseClass::Excluded), ..CaseQuery::default() }), 0);
    let waiting = ContactQuery { placed: Some(false), ..ContactQuery::default() };
    let page = contact_list(&world.s, world.now, &waiting);
    assert_eq!((page.total, page.rows[0].standing), (1, Standing::Waiting));
    assert_eq!(page.rows[0].until.unwrap().to_string(), "2021-12-20");
    assert_eq!(page.rows[0].next_test.unwrap().to_string(), "2021-12-06");
    let figures = reporting::figures::key_figures(&world.s, world.now);
    assert_eq!((figures.community.value, figures.unknown_source.value), (1, 1));
    let close = &figures.rings[0];
    assert_eq!((close.traced, close.isolated, close.waiting, close.isolated_permille()), (1, 0, 1, 0));
}

#[test]
fn a_contact_is_listed_where_they_stand_until_they_are_home_again() {
    let mut world = World::street();
    world.at("06T08:00");
    case(&mut world, 1);
    contact(&mut world, 1, 2);
    let standing = |world: &World, standing| {
        let query = ContactQuery { standing: Some(standing), ..ContactQuery::default() };
        let page = contact_list(&world.s, world.now, &query);
        assert!(page.rows.iter().all(|row| row.standing == standing), "the row says what the filter says");
        page.total
    };
    let now = world.now;
    assert_eq!(standing(&world, Standing::Waiting), 1);
    let (kind, people) = (domain::GroupKind::Close, vec![PersonId(2)]);
    world.ok(COMMANDER, Command::FormGroup { kind, people, site: SiteId(1), at: now });
    assert_eq!(standing(&world, Standing::Moving), 1);
    let check_in = Command::CheckIn { person: PersonId(2), site: SiteId(1), room: None, at: now };
    world.ok(COMMANDER, check_in);
    assert_eq!(standing(&world, Standing::Staying), 1);
    assert_eq!(standing(&world, Standing::Moving), 0);
    assert_eq!(standing(&world, Standing::Home), 0);
}
