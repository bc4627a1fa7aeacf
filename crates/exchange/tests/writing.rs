//! Files out, and back in again.

use exchange::{
    Kind, Limits, ReadOptions, Refusal, guess_mapping, line_list_csv, line_list_xlsx, read_table,
    read_table_with, rejected_workbook, template,
};

use crate::support::{cases_of, contacts_of, grid, id_number, table};

#[test]
fn rejected_rows_come_back_mended_through_the_same_mapping() {
    let good = id_number("19900307", 11);
    let bad = format!("{}{}", &good[..17], if good.ends_with('1') { '2' } else { '1' });
    let read = table(&format!(
        "编号,姓名,身份证号,发病日期,自编\n1,张三,{good},14/01/2020,甲\n2,李四,{bad},05/01/2020,乙\n"
    ));
    let mapping = guess_mapping(&read, Kind::LineList);
    let first = cases_of(&read, &mapping).unwrap();
    assert_eq!((first.account.accepted, first.account.rejected), (1, 1));
    let workbook = rejected_workbook(&read, &first.rejected).unwrap();
    assert_eq!(
        workbook,
        rejected_workbook(&read, &first.rejected).unwrap(),
        "the same rows give the same bytes"
    );

    let back = read_table(&workbook, "退回.xlsx").unwrap();
    assert_eq!(
        back.headers,
        [
            "编号",
            "姓名",
            "身份证号",
            "发病日期",
            "自编",
            "原文件行 Row",
            "原因",
            "建议",
            "Reason (en)",
            "Suggestion (en)"
        ]
    );
    assert_eq!(back.rows[0].cells[2].text, bad, "the row stands as it was sent");
    assert_eq!(back.rows[0].cells[5].text, "3");
    assert!(back.rows[0].cells[6].text.contains("校验位"));

    let mut cells = grid(&back);
    cells[1][2].clone_from(&good);
    let headers: Vec<&str> = cells[0].iter().map(String::as_str).collect();
    let mended = read_table(&line_list_xlsx(&headers, &cells[1..]).unwrap(), "更正.xlsx").unwrap();
    let second = cases_of(&mended, &mapping.fitted_to(&mended).unwrap()).unwrap();
    assert_eq!((second.account.accepted, second.account.rejected), (1, 0), "{:?}", second.rejected);
    let record = &second.accepted[0].record;
    assert_eq!(record.onset_on, Some(jiff::civil::date(2020, 1, 5)), "day first, as the first file proved");
    assert_eq!(record.extras.len(), 1, "the added columns are no content");
}

#[test]
fn templates_import_without_an_error_and_an_empty_one_is_refused() {
    for kind in [Kind::LineList, Kind::Contacts] {
        let bytes = template(kind).unwrap();
        assert_eq!(
            read_table(&bytes, "模板.xlsx").unwrap_err(),
            Refusal::NoRows,
            "the example is not imported by mistake"
        );
        let options = ReadOptions { sheet: Some("示例 Example".to_owned()), limits: Limits::default() };
        let read = read_table_with(&bytes, "模板.xlsx", &options).unwrap();
        assert_eq!(read.source.sheets, ["数据 Data", "示例 Example", "说明 Guidance"]);
        let mapping = guess_mapping(&read, kind);
        assert_eq!(mapping.unmapped().count(), 0, "{:?}", mapping.unmapped().collect::<Vec<_>>());
        let (account, warnings) = match kind {
            Kind::LineList => {
                cases_of(&read, &mapping).map(|parsed| (parsed.account, parsed.warnings)).unwrap()
            }
            Kind::Contacts => {
                contacts_of(&read, &mapping).map(|parsed| (parsed.account, parsed.warnings)).unwrap()
            }
        };
        assert_eq!((account.accepted, account.rejected), (2, 0));
        assert!(warnings.is_empty(), "{warnings:?}");
    }
}

#[test]
fn exports_read_back_unchanged_and_run_nothing() {
    let headers = ["编号", "姓名", "备注"];
    let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
    let rows = vec![
        row(["1", "=cmd|' /C calc'!A0", "+8613800000001"]),
        row(["2", "-1+1", "@SUM(A1)"]),
        row(["3", "'quoted", "''=1"]),
        row(["4", "a,b;\"c\"", "line\nbreak"]),
        row(["5", "阿依·𠮷", "＝１"]),
        row(["6", "", "0012"]),
        row(["330299199003070118", "-", "'=x"]),
    ];
    let text = line_list_csv(&headers, &rows);
    let plain = String::from_utf8(text.clone()).unwrap();
    for line in plain.lines() {
        for cell in line.split(',') {
            let start = cell.trim_start_matches(['"', '\u{feff}']).chars().next();
            assert!(!matches!(start, Some('=' | '+' | '-' | '@' | '＝')), "{line}");
        }
    }
    for (bytes, name) in [(text, "a.csv"), (line_list_xlsx(&headers, &rows).unwrap(), "a.xlsx")] {
        let back = grid(&read_table(&bytes, name).unwrap());
        assert_eq!(back[0], headers);
        assert_eq!(back[1..], rows, "{name}");
    }
}

#[test]
fn an_exported_sheet_holds_no_formula() {
    let bytes = line_list_xlsx(&["编号"], &[vec!["=1+1".to_owned()]]).unwrap();
    let read = read_table(&bytes, "a.xlsx").unwrap();
    assert_eq!((read.formula_cells, read.rows[0].cells[0].text.as_str()), (0, "=1+1"));
}
