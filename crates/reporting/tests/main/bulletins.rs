//! The bulletin of 6 December 2021 with its published figures, its versions, and its forms.

use crate::world::{COMMANDER, OUTBREAK, World, area, at};
use domain::{
    CaseClass, Command, Date, Detection, Fact, FigureKind, Origin, Sex, Timestamp, command::Someone, ids::*,
};
use reporting::{
    Lang,
    bulletin::{bulletin_at, bulletin_days, bulletin_version},
};

fn day() -> Date {
    "2021-12-06".parse().unwrap()
}

fn found(world: &mut World, class: CaseClass, origin: Origin, reported_at: Timestamp) {
    world.ok(
        COMMANDER,
        Command::ClassifyCase {
            outbreak: OUTBREAK,
            who: Someone::New { sex: Sex::Unknown, age: None, area: area("330211") },
            class,
            severity: None,
            detection: Detection::Community,
            origin,
            area: area("330211"),
            onset_on: None,
            sampled_on: None,
            reported_at,
            tube: None,
        },
    );
}

/// What Zhejiang published for the day: figures from the health commission's bulletin.
fn zhejiang() -> World {
    let mut world = World::bare();
    let stated = |figure, value| Fact::FigureStated {
        area: area("33"),
        figure,
        value,
        through: "2021-12-05".parse().unwrap(),
        source: "省卫健委".to_owned(),
    };
    let facts = vec![
        stated(FigureKind::CumulativeConfirmed, 1501),
        stated(FigureKind::CumulativeConfirmedImported, 281),
    ];
    world.ok(COMMANDER, Command::Prepare { facts });
    let (pack, protocol) = ("covid19-delta".to_owned(), "v8".to_owned());
    let open = Command::OpenOutbreak { name: "疫情".to_owned(), pack, protocol, area: area("33") };
    world.ok(COMMANDER, open);
    world.at("06T18:00");
    found(&mut world, CaseClass::Confirmed, Origin::Local, at("06T09:00"));
    found(&mut world, CaseClass::Asymptomatic, Origin::Local, at("06T10:00"));
    found(&mut world, CaseClass::Asymptomatic, Origin::Local, at("06T11:00"));
    found(&mut world, CaseClass::Asymptomatic, Origin::Abroad("墨西哥".to_owned()), at("06T12:00"));
    world
}

fn freeze(world: &mut World, reason: &str) {
    let (area, date, reason) = (area("33"), day(), reason.to_owned());
    world.ok(COMMANDER, Command::FreezeFigures { area, date, reason });
}

#[test]
fn the_sixth_of_december_reads_as_it_was_published() {
    let mut world = zhejiang();
    world.at("07T00:30");
    freeze(&mut world, "");
    let bulletin = bulletin_at(&world.s, world.now, area("33"), day(), Lang::Zh);
    assert!(bulletin.frozen);
    assert_eq!(bulletin.title, "浙江省新冠肺炎疫情通报（2021年12月6日）");
    assert_eq!(
        bulletin.paragraphs,
        [
            "2021年12月6日0—24时，浙江省新增新冠肺炎确诊病例1例（宁波市）；新增无症状感染者3例（其中宁波市2例，墨西哥输入1例）。",
            "截至12月6日24时，累计报告确诊病例1502例（境外输入病例281例）。",
        ]
    );
    assert_eq!(bulletin.figures.cumulative_confirmed - bulletin.figures.cumulative_imported, 1221);
    let english = bulletin_at(&world.s, world.now, area("33"), day(), Lang::En);
    assert_eq!(
        english.paragraphs,
        [
            "From 0 to 24 h on 6 December 2021, Zhejiang reported new confirmed cases: 1 (Ningbo) and new asymptomatic \
             infections: 3 (Ningbo 2, imported from Mexico 1).",
            "By 24 h on 6 December, 1,502 confirmed cases had been reported in all, 281 of them imported from abroad.",
        ]
    );
}

#[test]
fn figures_that_nobody_froze_say_so() {
    let world = zhejiang();
    let early = bulletin_at(&world.s, at("06T20:00"), area("33"), day(), Lang::Zh);
    assert!(!early.frozen);
    assert_eq!(early.version, None);
    assert_eq!(early.notes, ["未冻结：当日未满，按 2021-12-06 20:00 已知情况统计。"]);
    let late = bulletin_at(&world.s, at("07T01:00"), area("33"), day(), Lang::En);
    assert_eq!(late.notes, ["Not frozen: counted from what was known at 2021-12-07 01:00, not published."]);
    assert_eq!(bulletin_days(&world.s, at("07T01:00"), area("33"))[0].versions, 0);
}

#[test]
fn a_later_version_says_what_it_corrects_and_the_earlier_one_stays() {
    let mut world = zhejiang();
    world.at("07T00:30");
    freeze(&mut world, "");
    world.at("07T09:00");
    world.ok(
        COMMANDER,
        Command::ReclassifyCase {
            case: CaseId(3),
            class: CaseClass::Confirmed,
            severity: None,
            at: at("06T23:00"),
            reason: "影像学改变".to_owned(),
        },
    );
    freeze(&mut world, "补报转归");
    let shown = bulletin_at(&world.s, world.now, area("33"), day(), Lang::Zh);
    assert_eq!((shown.version, shown.versions.len()), (Some(2), 2));
    let corrects = &shown.versions[1].corrects;
    assert_eq!(
        *corrects,
        [
            "新增确诊病例（宁波市）由1更正为2",
            "新增无症状感染者（宁波市）由2更正为1",
            "无症状转确诊由0更正为1",
            "累计确诊病例由1502更正为1503",
        ]
    );
    assert!(shown.notes[1].contains("更正第 1 版"), "{:?}", shown.notes);
    assert!(
        shown.paragraphs[0].contains("确诊病例2例（宁波市）（含无症状感染者转确诊1例）"),
        "{}",
        shown.paragraphs[0]
    );
    let first = bulletin_version(&world.s, world.now, (area("33"), day()), Some(1), Lang::Zh);
    assert_eq!(first.figures.cumulative_confirmed, 1502);
}

#[test]
fn no_word_of_a_bulletin_becomes_markup() {
    let mut world = zhejiang();
    world.at("06T19:00");
    let country = "<b>A&B</b>\"".to_owned();
    found(&mut world, CaseClass::Asymptomatic, Origin::Abroad(country.clone()), at("06T13:00"));
    let bulletin = bulletin_at(&world.s, world.now, area("33"), day(), Lang::Zh);
    let html = bulletin.html();
    assert!(html.contains("&lt;b&gt;A&amp;B&lt;/b&gt;&quot;"), "{html}");
    assert!(!html.contains("<b>"));
    assert!(bulletin.text().contains(&country), "plain text is left alone");
    let sheet = bulletin.sheet();
    assert!(sheet.table.rows.iter().all(|row| row.len() == sheet.table.head.len()));
}

#[test]
fn a_sum_without_a_base_is_not_published_as_zero() {
    let mut world = zhejiang();
    world.at("07T00:30");
    let fifth: Date = "2021-12-05".parse().unwrap();
    let reason = String::new();
    world.ok(COMMANDER, Command::FreezeFigures { area: area("33"), date: fifth, reason });
    let shown = bulletin_at(&world.s, world.now, area("33"), fifth, Lang::Zh);
    assert_eq!(shown.paragraphs.len(), 1, "{:?}", shown.paragraphs);
    assert!(!shown.text().contains("累计"), "{}", shown.text());
    let row = |lang, name: &str| {
        let shown = bulletin_at(&world.s, world.now, area("33"), fifth, lang);
        shown.table.rows.iter().find(|row| row[0] == name).unwrap()[2].clone()
    };
    assert_eq!(row(Lang::Zh, "累计确诊病例"), "基数未录入");
    assert_eq!(row(Lang::En, "Imported in all"), "base not entered");
    let sixth = bulletin_at(&world.s, world.now, area("33"), day(), Lang::Zh);
    assert!(sixth.paragraphs[1].contains("1502例"), "{:?}", sixth.paragraphs);
}

#[test]
fn a_base_entered_after_the_freeze_is_a_correction_and_changes_no_frozen_sentence() {
    let mut world = zhejiang();
    let fifth: Date = "2021-12-05".parse().unwrap();
    let freeze = |world: &mut World, reason: &str| {
        let reason = reason.to_owned();
        world.ok(COMMANDER, Command::FreezeFigures { area: area("33"), date: fifth, reason });
    };
    world.at("07T00:30");
    freeze(&mut world, "");
    let base = Fact::FigureStated {
        area: area("33"),
        figure: FigureKind::CumulativeConfirmed,
        value: 1500,
        through: "2021-12-04".parse().unwrap(),
        source: "省卫健委".to_owned(),
    };
    world.ok(COMMANDER, Command::Prepare { facts: vec![base] });
    let still = bulletin_at(&world.s, world.now, area("33"), fifth, Lang::Zh);
    assert_eq!(still.paragraphs.len(), 1, "{:?}", still.paragraphs);
    world.at("07T09:00");
    freeze(&mut world, "补录基数");
    let shown = bulletin_at(&world.s, world.now, area("33"), fifth, Lang::Zh);
    assert_eq!(shown.paragraphs[1], "截至12月5日24时，累计报告确诊病例1500例。");
    assert_eq!(shown.versions[1].corrects, ["累计确诊病例由基数未录入更正为1500"]);
}

#[test]
fn the_records_of_a_district_hold_its_own_sum() {
    let mut world = zhejiang();
    let shown = bulletin_at(&world.s, world.now, area("330211"), day(), Lang::Zh);
    assert!(shown.paragraphs[1].contains("累计报告确诊病例1例"), "{:?}", shown.paragraphs);
    world.at("07T00:30");
    let before = bulletin_at(&world.s, world.now, area("330211"), "2021-12-05".parse().unwrap(), Lang::Zh);
    assert_eq!(before.paragraphs.len(), 1, "{:?}", before.paragraphs);
}
