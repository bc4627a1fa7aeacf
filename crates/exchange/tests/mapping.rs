//! Which column is which.

use exchange::{Field, Kind, Mapping, Refusal, guess_mapping};

use crate::support::{cases_of, contacts_of, id_number, table};

fn fields(mapping: &Mapping) -> Vec<Option<Field>> {
    mapping.columns.iter().map(|column| column.field).collect()
}

#[test]
fn headings_are_known_in_chinese_with_brackets_blanks_and_stars_and_in_english() {
    let read = table(
        "*患者姓名（必填）,证件 号码,联系电话(本人),性 别,出生日期,现住详细地址,发病时间,采样日期,诊断时间,临床分型,感染来源,密切接触\n张三,,,,,,,,,,,\n",
    );
    let mapping = guess_mapping(&read, Kind::LineList);
    let expected = [
        Field::Name,
        Field::IdNumber,
        Field::Phone,
        Field::Sex,
        Field::BirthDate,
        Field::Address,
        Field::OnsetDate,
        Field::SamplingDate,
        Field::DiagnosisDate,
        Field::Severity,
        Field::Source,
    ];
    assert_eq!(fields(&mapping)[..11], expected.map(Some));
    assert_eq!(mapping.unmapped().map(|column| column.header.as_str()).collect::<Vec<_>>(), ["密切接触"]);
    let read = table(
        "CaseID,Patient Name,dateOfOnset,Date of symptom onset (dd/mm/yyyy),DOB\n1,A,2021-12-01,2021-12-01,1990-01-01\n",
    );
    let mapping = guess_mapping(&read, Kind::LineList);
    assert_eq!(
        fields(&mapping),
        [Some(Field::ExternalId), Some(Field::Name), Some(Field::OnsetDate), None, Some(Field::BirthDate)]
    );
    assert!(mapping.columns[3].reason.en.contains("surer"), "{:?}", mapping.columns[3]);
}

#[test]
fn values_tell_what_a_heading_does_not() {
    let rows: String = (1..=30)
        .map(|n| {
            format!(
                "{},1380000{n:04},{},王{}\n",
                id_number("19900307", n),
                if n % 2 == 0 { "男" } else { "女" },
                if n % 3 == 0 { "小明" } else { "芳" }
            )
        })
        .collect();
    let read = table(&format!("编号,甲,乙,丙\n{rows}"));
    let mapping = guess_mapping(&read, Kind::LineList);
    assert_eq!(fields(&mapping), [Field::IdNumber, Field::Phone, Field::Sex, Field::Name].map(Some));
    let reason = &mapping.columns[0].reason;
    assert_eq!(
        (reason.zh.as_str(), reason.en.as_str()),
        ("内容：100 % 为有效身份证号", "values: 100 % valid ID numbers")
    );
    assert!(mapping.columns.iter().all(|column| column.confidence > 0.5 && column.confidence <= 1.0));
}

#[test]
fn dates_under_a_heading_that_does_not_say_of_what_stay_an_extra() {
    let read = table("编号,日期一\n1,2021-12-01\n2,2021-12-02\n");
    let mapping = guess_mapping(&read, Kind::LineList);
    assert_eq!(fields(&mapping), [Some(Field::ExternalId), None]);
    assert!(mapping.columns[1].reason.en.contains("dates"));
}

#[test]
fn a_saved_mapping_finds_its_columns_wherever_they_stand() {
    let first = table("编号,姓名,内部代码\n1,张三,x\n");
    let mut mapping = guess_mapping(&first, Kind::LineList);
    mapping.assign(2, Some(Field::Notes));
    let saved: Mapping = serde_json::from_str(&serde_json::to_string(&mapping).unwrap()).unwrap();
    assert_eq!(saved, mapping);
    let later = table("内部代码,新列,姓名,编号\ny,z,李四,2\n");
    let parsed = cases_of(&later, &saved.fitted_to(&later).unwrap()).unwrap();
    let record = &parsed.accepted[0].record;
    assert_eq!((record.external_id.as_deref(), record.notes.as_deref()), (Some("2"), Some("y")));
    assert_eq!(parsed.extra_columns, [(1, "新列".to_owned())]);
    assert_eq!(record.extras[0].text, "z");
    let without = table("姓名,内部代码\n李四,y\n");
    assert!(
        matches!(saved.fitted_to(&without).unwrap_err(), Refusal::MissingColumn { header, .. } if header == "编号")
    );
}

#[test]
fn a_list_of_the_other_kind_or_without_any_key_is_refused() {
    let contacts = table("from,to,exposure\nA1,A2,ward\n");
    let mapping = guess_mapping(&contacts, Kind::LineList);
    assert!(matches!(cases_of(&contacts, &mapping).unwrap_err(), Refusal::OtherKind { .. }));
    let nothing = table("备注,年龄\nx,3\n");
    let refused = cases_of(&nothing, &guess_mapping(&nothing, Kind::LineList)).unwrap_err();
    assert!(refused.words().zh.contains("病例编号 或 姓名 或 证件号码"), "{}", refused.words().zh);
    let mapping = guess_mapping(&nothing, Kind::LineList);
    assert!(matches!(contacts_of(&nothing, &mapping).unwrap_err(), Refusal::BadMapping { .. }));
}

#[test]
fn a_mapping_that_gives_one_field_twice_or_points_beyond_the_table_is_refused() {
    let read = table("编号,姓名\n1,张三\n");
    let mut mapping = guess_mapping(&read, Kind::LineList);
    mapping.columns[1].field = Some(Field::ExternalId);
    assert!(matches!(cases_of(&read, &mapping).unwrap_err(), Refusal::BadMapping { .. }));
    mapping.columns[1].field = None;
    mapping.columns[1].column = 7;
    assert!(matches!(cases_of(&read, &mapping).unwrap_err(), Refusal::BadMapping { .. }));
}

#[test]
fn a_column_of_yes_and_no_under_death_is_no_date_but_two_digit_years_are() {
    let read = table("编号,death,onset\n1,yes,21-12-06\n2,no,21-12-07\n");
    let mapping = guess_mapping(&read, Kind::LineList);
    assert_eq!(fields(&mapping), [Some(Field::ExternalId), None, Some(Field::OnsetDate)]);
    assert_eq!(cases_of(&read, &mapping).unwrap().account.rejected, 2);
}
