//! How the order of day and month is decided.

use exchange::{DateOrder, DateReading, Kind, OrderFinding, Refusal, guess_mapping, read_table};
use jiff::civil::date;

use crate::support::{cases, cases_of, csv, grid, reference, table};

fn onset(values: &[&str]) -> String {
    let rows = values.iter().enumerate().map(|(n, value)| format!("C{n},\"{value}\"\n"));
    std::iter::once("编号,发病日期\n".to_owned()).chain(rows).collect()
}

#[test]
fn every_way_of_writing_a_date_with_the_year_first_is_read() {
    let values = [
        "2021-12-06",
        "2021/12/6",
        "2021.12.6",
        "20211206",
        "2021年12月6日",
        "2021年12月06号",
        "2021-12-06 08:30",
        "2021-12-06T08:30:00Z",
        "６ Dec 2021",
        "Dec 6, 2021",
        "2021/12/6 8:05:00",
        "44536",
    ];
    let parsed = cases(&onset(&values)).unwrap();
    assert_eq!(parsed.account.accepted, 12, "{:?}", parsed.rejected);
    assert!(parsed.accepted.iter().all(|kept| kept.record.onset_on == Some(date(2021, 12, 6))));
}

#[test]
fn unknown_is_unknown_and_two_digits_are_no_year() {
    let parsed = cases(&onset(&[
        "NA",
        "-",
        "未知",
        "",
        "不详",
        "15/05/20",
        "21-12-6",
        "0020-05-15",
        "2021-02-30",
        "明天",
    ]))
    .unwrap();
    assert_eq!((parsed.account.accepted, parsed.account.rejected), (5, 5));
    assert!(parsed.accepted.iter().all(|kept| kept.record.onset_on.is_none()));
    assert!(parsed.rejected[0].faults[0].reason.zh.contains("两位"));
    assert!(parsed.rejected[1].faults[0].reason.zh.contains("两位"));
    assert!(parsed.rejected[2].faults[0].reason.en.contains("no such day"));
}

#[test]
fn one_value_that_can_be_read_one_way_only_decides_its_column() {
    let parsed = cases(&onset(&["05/06/2020", "14/01/2020"])).unwrap();
    assert_eq!(parsed.accepted[0].record.onset_on, Some(date(2020, 6, 5)));
    let parsed = cases(&onset(&["05/06/2020", "01/14/2020"])).unwrap();
    assert_eq!(parsed.accepted[0].record.onset_on, Some(date(2020, 5, 6)));
    let words = parsed.dates[0].finding.words();
    assert!(words.en.contains("01/14/2020") && words.en.contains("month first"), "{words:?}");
}

#[test]
fn dates_that_nothing_proves_are_refused_until_the_order_is_stated() {
    let table = table(&onset(&["05/06/2020", "01/02/2020"]));
    let mut mapping = guess_mapping(&table, Kind::LineList);
    assert_eq!(mapping.columns[1].date, None);
    let refused = cases_of(&table, &mapping).unwrap_err();
    assert!(
        matches!(&refused, Refusal::DatesAmbiguous { example, .. } if example == "05/06/2020"),
        "{refused}"
    );
    mapping.state_dates(1, DateReading { order: DateOrder::MonthDayYear, stated: true, year: None });
    let parsed = cases_of(&table, &mapping).unwrap();
    assert_eq!(parsed.accepted[1].record.onset_on, Some(date(2020, 1, 2)));
}

#[test]
fn dates_without_a_year_need_the_year_stated() {
    let table = table(&onset(&["12.6", "12月7日", "11.30"]));
    let mut mapping = guess_mapping(&table, Kind::LineList);
    assert!(matches!(cases_of(&table, &mapping).unwrap_err(), Refusal::YearMissing { .. }));
    mapping.state_dates(1, DateReading { order: DateOrder::MonthDay, stated: true, year: Some(2021) });
    let parsed = cases_of(&table, &mapping).unwrap();
    let read: Vec<_> = parsed.accepted.iter().map(|kept| kept.record.onset_on.unwrap()).collect();
    assert_eq!(read, [date(2021, 12, 6), date(2021, 12, 7), date(2021, 11, 30)]);
}

#[test]
fn a_column_whose_rows_prove_both_orders_is_refused_with_the_rows() {
    let refused = cases(&onset(&["14/01/2020", "01/15/2020", "02/03/2020"])).unwrap_err();
    let Refusal::DatesBothWays { day_first, month_first, .. } = &refused else { panic!("{refused}") };
    assert_eq!((day_first.as_slice(), month_first.as_slice()), (&[2][..], &[3][..]));
}

#[test]
fn a_column_with_the_year_first_and_the_day_before_the_month_is_refused() {
    let refused =
        cases(&onset(&["2020-14-01", "2020-15-01", "2020-01-16", "2020-21-01", "2020-03-02"])).unwrap_err();
    let Refusal::DatesBothWays { day_first, month_first, .. } = &refused else { panic!("{refused}") };
    assert_eq!((day_first.as_slice(), month_first.as_slice()), (&[2, 3, 5][..], &[4][..]));
    let typo = cases(&onset(&["2020-14-01", "2020-01-16"])).unwrap();
    assert_eq!(
        (typo.account.accepted, typo.account.rejected),
        (1, 1),
        "one mistyped date is a fault of its row"
    );
}

#[test]
fn a_stated_order_does_not_outvote_the_values() {
    let table = table(&onset(&["14/01/2020", "02/03/2020"]));
    let mut mapping = guess_mapping(&table, Kind::LineList);
    mapping.state_dates(1, DateReading { order: DateOrder::MonthDayYear, stated: true, year: None });
    let parsed = cases_of(&table, &mapping).unwrap();
    assert_eq!((parsed.account.accepted, parsed.account.rejected), (1, 1));
    assert!(parsed.rejected[0].faults[0].reason.en.contains("order"));
}

#[test]
fn a_saved_mapping_decides_for_a_later_file_that_proves_nothing() {
    let first = table(&onset(&["14/01/2020", "02/03/2020"]));
    let saved = serde_json::to_string(&guess_mapping(&first, Kind::LineList)).unwrap();
    let later = table(&onset(&["03/04/2020"]));
    let mapping: exchange::Mapping = serde_json::from_str(&saved).unwrap();
    let parsed = cases_of(&later, &mapping.fitted_to(&later).unwrap()).unwrap();
    assert_eq!(parsed.accepted[0].record.onset_on, Some(date(2020, 4, 3)));
    assert!(matches!(parsed.dates[0].finding, OrderFinding::Remembered { order: DateOrder::DayMonthYear }));
    let contrary = table(&onset(&["01/14/2020", "03/04/2020"]));
    let parsed = cases_of(&contrary, &mapping.fitted_to(&contrary).unwrap()).unwrap();
    assert_eq!(parsed.accepted[1].record.onset_on, Some(date(2020, 3, 4)), "what a file proves comes first");
}

#[test]
fn dates_after_today_are_rejected_with_the_likely_reading() {
    let parsed = cases(&onset(&["2022-05-01", "2021-05-01"])).unwrap();
    assert_eq!(parsed.account.rejected, 1);
    let parsed = cases("编号,报告日期\n1,2022-12-01\n2,2022-01-12\n").unwrap();
    assert_eq!(parsed.account.rejected, 2);
    let text = "编号,报告日期\n1,2021-05-31\n";
    let table = table(text);
    let parsed = exchange::parse_line_list(
        &table,
        &guess_mapping(&table, Kind::LineList),
        date(2021, 5, 30),
        &mut |_| std::ops::ControlFlow::Continue(()),
    );
    assert_eq!(parsed.unwrap().account.rejected, 1);
}

/// Exchanges day and month in the date columns of Tianjin, in the rows that `pick` takes.
fn tianjin_with(
    pick: impl Fn(usize, &str, &str) -> bool,
    write: impl Fn(&str, &str, &str) -> String,
) -> Option<Result<exchange::Parsed<exchange::CaseRecord>, Refusal>> {
    let bytes = reference("tianjin_2020.csv")?;
    let mut rows = grid(&read_table(&bytes, "tianjin.csv").unwrap());
    let is_date = |header: &str| {
        ["symptom_onset", "confirm_date", "start_source", "end_source", "death"].contains(&header)
    };
    let headers = rows[0].clone();
    for (number, row) in rows.iter_mut().enumerate().skip(1) {
        for (cell, header) in row.iter_mut().zip(&headers) {
            let parts: Vec<String> = cell.split('/').map(str::to_owned).collect();
            if let [day, month, year] = parts.as_slice()
                && is_date(header)
                && pick(number, day, month)
            {
                *cell = write(day, month, year);
            }
        }
    }
    let table = read_table(csv(&rows).as_bytes(), "copy.csv").unwrap();
    let mapping = guess_mapping(&table, Kind::LineList);
    Some(cases_of(&table, &mapping))
}

#[test]
fn tianjin_with_the_month_first_everywhere_gives_the_same_dates() {
    let Some(turned) = tianjin_with(|_, _, _| true, |d, m, y| format!("{m}/{d}/{y}")) else {
        return;
    };
    let Some(original) = tianjin_with(|_, _, _| false, |_, _, _| String::new()) else {
        return;
    };
    assert_eq!(turned.unwrap().accepted, original.unwrap().accepted);
}

#[test]
fn tianjin_with_some_rows_exchanged_is_refused_naming_rows() {
    let third = tianjin_with(|row, _, _| row % 3 == 0, |d, m, y| format!("{m}/{d}/{y}"));
    let Some(third) = third else { return };
    let refused = third.unwrap_err();
    assert!(matches!(&refused, Refusal::DatesBothWays { .. }), "{refused}");
}

#[test]
fn tianjin_with_only_possible_days_exchanged_is_refused_because_the_dates_lie_apart() {
    let small = |text: &str| text.parse::<u8>().unwrap() <= 12;
    let quiet = tianjin_with(
        |row, day, month| row % 3 == 0 && small(day) && small(month),
        |d, m, y| format!("{m}/{d}/{y}"),
    );
    let Some(quiet) = quiet else { return };
    let refused = quiet.unwrap_err();
    println!("{refused}");
    assert!(matches!(&refused, Refusal::DatesExchanged { .. }), "{refused}");
}

#[test]
fn tianjin_as_a_spreadsheet_of_another_country_mangles_it_is_refused() {
    let small = |text: &str| text.parse::<u8>().unwrap() <= 12;
    let mangled = tianjin_with(|_, day, _| small(day), |d, m, y| format!("{y}-{d}-{m}"));
    let Some(mangled) = mangled else { return };
    let refused = mangled.unwrap_err();
    println!("{refused}");
    assert!(matches!(&refused, Refusal::DatesTurnedRound { .. }), "{refused}");
}

#[test]
fn symptoms_after_confirmation_in_most_rows_refuse_the_file_unless_the_order_is_stated() {
    let rows: String =
        (1..=8).map(|n| format!("C{n},2021-12-{:02},2021-12-{:02}\n", n + 10, n + 5)).collect();
    let table = table(&format!("编号,发病日期,确诊日期\n{rows}"));
    let mut mapping = guess_mapping(&table, Kind::LineList);
    let refused = cases_of(&table, &mapping).unwrap_err();
    assert!(matches!(&refused, Refusal::DatesImplausible { compared: 8, .. }), "{refused}");
    mapping.state_dates(1, DateReading { order: DateOrder::YearMonthDay, stated: true, year: None });
    let parsed = cases_of(&table, &mapping).unwrap();
    assert_eq!(parsed.account.accepted, 8);
    assert!(parsed.warnings.iter().any(|warning| warning.row.is_none()));
}
