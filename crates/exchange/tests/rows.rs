//! What happens to each row.

use std::ops::ControlFlow;

use exchange::{
    AgeUnit, ClassWord, IdNumber, Kind, OutcomeWord, Refusal, RingWord, SeverityWord, Sex, Step,
    guess_mapping, parse_line_list,
};
use jiff::civil::date;

use crate::support::{TODAY, cases, contacts_of, id_number, table};

#[test]
fn identity_numbers_are_checked_and_say_birth_and_sex() {
    let number = id_number("19850307", 7);
    let read = IdNumber::read(&number).unwrap();
    assert_eq!((read.birth_date(), read.sex()), (Some(date(1985, 3, 7)), Some(Sex::Male)));
    // The worked example of GB 11643-1999.
    assert_eq!(exchange::check_character("11010519491231002"), Some('X'));
    assert!(matches!(IdNumber::read("11010519491231002x").unwrap(), IdNumber::Citizen(_)));
    let legacy = IdNumber::read("330299850307002").unwrap();
    assert_eq!((legacy.birth_date(), legacy.sex()), (Some(date(1985, 3, 7)), Some(Sex::Female)));
    assert!(matches!(IdNumber::read("E12345678").unwrap(), IdNumber::Other(_)));
    for wrong in [
        "110105194912310021",
        "11010519491331002X",
        "990105194912310020",
        "1101051949123100",
        "张三",
        "330299999999999",
    ] {
        assert!(IdNumber::read(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_key_field_that_is_wrong_rejects_its_row_with_all_reasons() {
    let text = "编号,姓名,身份证号,发病日期,电话\n1,张三,110105194912310021,2021-13-01,13800000001\n2,李四,,2021-12-01,12345\n,,,2021-12-01,\n4,王五,a,b,c,d\n";
    let parsed = cases(text).unwrap();
    assert!(parsed.account.balanced());
    assert_eq!((parsed.account.accepted, parsed.account.rejected), (1, 3));
    let first = &parsed.rejected[0];
    assert_eq!((first.row, first.faults.len()), (2, 2));
    assert_eq!(first.cells[2], "110105194912310021");
    assert!(first.faults[0].reason.zh.contains("校验位"));
    assert!(parsed.rejected[1].faults[0].reason.en.contains("nobody"));
    assert!(parsed.rejected[2].faults[0].reason.en.contains("slipped"));
    let warning = &parsed.warnings[0];
    assert_eq!((warning.row, parsed.accepted[0].record.phone.as_deref()), (Some(3), Some("12345")));
}

#[test]
fn an_identity_number_rounded_by_a_spreadsheet_is_named_as_such() {
    let rounded = format!("{}000", &id_number("19850307", 7)[..15]);
    let parsed = cases(&format!("编号,身份证号\n1,{rounded}\n2,\n")).unwrap();
    assert!(parsed.rejected[0].faults[0].reason.zh.contains("舍入"), "{:?}", parsed.rejected);
}

#[test]
fn fixed_words_are_understood_and_unknown_ones_are_kept_with_a_warning() {
    let parsed = cases("编号,性别,年龄,病例分类,临床分型,转归\n1,男,45岁,确诊病例,危重型,死亡\n2,Female,8个月,無症狀感染者,mild,Recovered\n3,M,36.0,suspected,unclassfied,失访\n").unwrap();
    let records: Vec<_> = parsed.accepted.iter().map(|kept| &kept.record).collect();
    let first = records[0];
    assert_eq!(first.sex.as_ref().unwrap().word, Some(Sex::Male));
    assert_eq!(first.classification.as_ref().unwrap().word, Some(ClassWord::Confirmed));
    assert_eq!(first.severity.as_ref().unwrap().word, Some(SeverityWord::Critical));
    assert_eq!(first.outcome.as_ref().unwrap().word, Some(OutcomeWord::Dead));
    assert_eq!(records[1].classification.as_ref().unwrap().word, Some(ClassWord::Asymptomatic));
    assert_eq!(records[1].age.unwrap().unit, AgeUnit::Months);
    assert_eq!(records[2].age.unwrap().years(), 36);
    let odd = records[2].severity.as_ref().unwrap();
    assert_eq!((odd.text.as_str(), odd.word), ("unclassfied", None));
    assert_eq!(parsed.warnings.len(), 1);
    assert_eq!(parsed.warnings[0].row, Some(4));
}

#[test]
fn equal_rows_merge_and_contradicting_rows_are_rejected_naming_each_other() {
    let parsed = cases("编号,姓名,年龄\n1,张三,30\n2,李四,40\n1,张三,30\n2,李四,41\n3,王五,50\n").unwrap();
    let account = parsed.account;
    assert_eq!((account.read, account.accepted, account.merged, account.rejected), (5, 2, 1, 2));
    assert!(account.balanced());
    assert_eq!((parsed.merged[0].row, parsed.merged[0].into), (4, 2));
    assert_eq!(parsed.rejected[0].row, 3);
    assert!(parsed.rejected[0].faults[0].reason.en.contains("row 5"));
    assert!(parsed.rejected[1].faults[0].reason.en.contains("row 3"));
}

#[test]
fn contacts_keep_unknown_infectors_unknown_and_several_exposures_apart() {
    let read = table(
        "关联病例编号,接触者编号,姓名,接触地点,与病例关系,最后接触日期,类别\nA1,B1,张三,车间,同事,2021-12-05,密接\nA2,B1,张三,餐馆,朋友,2021-12-06,密接\n不详,B2,李四,,,,次密接\nA1,B1,张三,车间,同事,2021-12-05,密接\nA1,A1,王五,,,,一般\n",
    );
    let parsed = contacts_of(&read, &guess_mapping(&read, Kind::Contacts)).unwrap();
    let account = parsed.account;
    assert_eq!((account.read, account.accepted, account.merged, account.rejected), (5, 3, 1, 1));
    assert_eq!(parsed.accepted[2].record.from, None);
    assert_eq!(parsed.accepted[2].record.ring.as_ref().unwrap().word, Some(RingWord::Secondary));
    assert_eq!(parsed.accepted[1].record.exposed_until, Some(date(2021, 12, 6)));
    assert_eq!(parsed.accepted[1].record.relation.as_deref(), Some("朋友"));
}

#[test]
fn several_infectors_in_one_cell_are_all_kept() {
    let parsed = cases("编号,感染来源病例编号\n1,\n2,1\n3,\"1、2; 1\"\n4,未知\n").unwrap();
    let infectors: Vec<_> = parsed.accepted.iter().map(|kept| kept.record.infectors.join("+")).collect();
    assert_eq!(infectors, ["", "1", "1+2", ""]);
}

#[test]
fn sex_and_birth_that_differ_from_the_identity_number_are_warned_of() {
    let id = id_number("19850307", 7);
    let parsed =
        cases(&format!("编号,身份证号,性别,出生日期\n1,{id},女,1985-03-08\n2,{id},男,1985-03-07\n")).unwrap();
    assert_eq!(parsed.account.accepted, 2);
    assert_eq!(parsed.warnings.iter().filter(|warning| warning.row == Some(2)).count(), 2);
    assert_eq!(parsed.warnings.iter().filter(|warning| warning.row == Some(3)).count(), 0);
}

#[test]
fn progress_is_told_and_an_import_can_be_stopped() {
    let rows: String = (0..5_000).map(|n| format!("{n},2021-12-01\n")).collect();
    let read = table(&format!("编号,发病日期\n{rows}"));
    let mapping = guess_mapping(&read, Kind::LineList);
    let mut told = Vec::new();
    let done = parse_line_list(&read, &mapping, TODAY, &mut |progress| {
        told.push(progress);
        ControlFlow::Continue(())
    });
    assert_eq!(done.unwrap().account.accepted, 5_000);
    assert!(told.iter().all(|progress| progress.of == 5_000 && progress.done <= 5_000));
    assert!(told.iter().filter(|progress| progress.step == Step::Rows).count() >= 5);
    let stopped = parse_line_list(&read, &mapping, TODAY, &mut |progress| {
        if progress.step == Step::Rows && progress.done >= 2_000 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    assert_eq!(stopped.unwrap_err(), Refusal::Cancelled);
}

#[test]
fn masked_documents_do_not_make_two_persons_one() {
    let parsed = cases("姓名,身份证号\n张三,330299********0118\n李四,330299********0118\n").unwrap();
    assert_eq!((parsed.account.accepted, parsed.account.rejected), (2, 0), "{:?}", parsed.rejected);
}

#[test]
fn a_contact_with_two_sources_in_one_cell_is_to_be_written_as_two_rows() {
    let read = table("from,to\n\"A1,A2\",B1\nA1,B2\n");
    let parsed = contacts_of(&read, &guess_mapping(&read, Kind::Contacts)).unwrap();
    assert_eq!((parsed.account.accepted, parsed.account.rejected), (1, 1));
}
