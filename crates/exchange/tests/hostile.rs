//! Files made to break the importer.

use exchange::{
    Kind, Parsed, Table, guess_mapping, line_list_csv, line_list_xlsx, read_table, rejected_workbook,
};
use proptest::prelude::*;

use crate::support::{cases_of, contacts_of, csv, grid};

/// Cells that real senders have sent, and a few that none should.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => proptest::sample::select(vec![
            "", "NA", "-", "1", "2", "TJ1", "张三", "男", "F", "45", "2021-12-06", "14/01/2020", "01/14/2020", "05/06/2020",
            "12.6", "15/05/20", "44536", "99999999", "3.3E+17", "330299199003070118", "13800000001", "+86 138 0000 0001",
            "=cmd", "'=1", "=\"1\"", "\u{feff}", "2021年2月30日", "0000-00-00", "99/99/9999", "2021-12-06T25:61", "确诊",
        ]).prop_map(str::to_owned),
        1 => ".{0,12}",
    ]
}

fn header() -> impl Strategy<Value = String> {
    let known = vec![
        "编号",
        "姓名",
        "身份证号",
        "电话",
        "性别",
        "年龄",
        "出生日期",
        "发病日期",
        "确诊日期",
        "报告日期",
        "暴露开始日期",
        "from",
        "to",
        "备注",
        "感染来源",
        "病例分类",
        "",
        "x",
    ];
    proptest::sample::select(known).prop_map(str::to_owned)
}

fn sheet() -> impl Strategy<Value = Vec<Vec<String>>> {
    (1usize..7).prop_flat_map(|columns| {
        let head = proptest::collection::vec(header(), columns);
        let rows = proptest::collection::vec(proptest::collection::vec(cell(), 0..columns + 2), 1..30);
        (head, rows).prop_map(|(head, rows)| std::iter::once(head).chain(rows).collect())
    })
}

fn accounted<T>(table: &Table, parsed: &Parsed<T>) {
    assert!(parsed.account.balanced());
    assert_eq!(usize::try_from(parsed.account.read).unwrap(), table.rows.len());
    let mut rows: Vec<u32> = parsed.accepted.iter().map(|kept| kept.row).collect();
    rows.extend(parsed.merged.iter().map(|merged| merged.row));
    rows.extend(parsed.rejected.iter().map(|rejected| rejected.row));
    rows.sort_unstable();
    assert_eq!(rows, table.rows.iter().map(|row| row.number).collect::<Vec<_>>(), "each row in one place");
    assert!(parsed.rejected.iter().all(|rejected| !rejected.faults.is_empty()));
}

/// Imports a table as both kinds of list; whatever is not refused has to be accounted for.
fn import(table: &Table) {
    if let Ok(parsed) = contacts_of(table, &guess_mapping(table, Kind::Contacts)) {
        accounted(table, &parsed);
    }
    if let Ok(parsed) = cases_of(table, &guess_mapping(table, Kind::LineList)) {
        accounted(table, &parsed);
        assert!(!rejected_workbook(table, &parsed.rejected).unwrap().is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sheet_is_refused_or_accounted_for_row_by_row(rows in sheet()) {
        match read_table(csv(&rows).as_bytes(), "a.csv") {
            Ok(table) => {
                import(&table);
            }
            Err(refused) => prop_assert!(!refused.words().zh.is_empty()),
        }
    }

    #[test]
    fn any_bytes_are_refused_or_read(bytes in proptest::collection::vec(any::<u8>(), 0..300), start in 0usize..6) {
        let starts: [&[u8]; 6] = [b"", b"PK\x03\x04xl/workbook.xml", b"\xd0\xcf\x11\xe0W\0o\0r\0k\0b\0o\0o\0k\0", b"\xff\xfe", b"\xef\xbb\xbf", b"id,name\n"];
        let file = [starts[start], &bytes].concat();
        if let Ok(table) = read_table(&file, "a") {
            import(&table);
        }
    }

    #[test]
    fn any_text_is_refused_or_read(text in "([a-z1,;\t\"\r\n /.年月日]|\\PC){0,200}") {
        if let Ok(table) = read_table(text.as_bytes(), "a.csv") {
            import(&table);
        }
    }

    #[test]
    fn whatever_is_exported_reads_back(rows in proptest::collection::vec(proptest::collection::vec("[=+@'\" ,\\-\\n甲·a0]{0,6}", 3), 1..12)) {
        // Blanks at the ends of a cell are cut on reading, and a row without content is no row.
        let rows: Vec<Vec<String>> = rows
            .into_iter()
            .enumerate()
            .map(|(n, row)| std::iter::once(format!("C{n}")).chain(row.into_iter().map(|cell| cell.trim().to_owned())).collect())
            .filter(|row: &Vec<String>| !row.iter().any(|cell| cell.starts_with("=\"")))
            .collect();
        prop_assume!(!rows.is_empty());
        let headers = ["编号", "姓名", "备注", "其它"];
        for (bytes, name) in [(line_list_csv(&headers, &rows), "a.csv"), (line_list_xlsx(&headers, &rows).unwrap(), "a.xlsx")] {
            let back = grid(&read_table(&bytes, name).unwrap());
            prop_assert_eq!(&back[1..], &rows[..]);
        }
    }

    #[test]
    fn a_workbook_with_any_byte_changed_is_refused_or_read(at in 0usize..4_000, byte in any::<u8>()) {
        let mut bytes = line_list_xlsx(&["编号", "发病日期"], &[vec!["1".to_owned(), "2021-12-06".to_owned()]]).unwrap();
        let place = at % bytes.len();
        bytes[place] = byte;
        if let Ok(table) = read_table(&bytes, "a.xlsx") {
            import(&table);
        }
    }

    #[test]
    fn a_binary_workbook_with_bytes_changed_is_refused_or_read(changes in proptest::collection::vec((0usize..5_632, any::<u8>()), 1..8)) {
        let mut bytes = include_bytes!("data/cases.xls").to_vec();
        for (at, byte) in changes {
            bytes[at] = byte;
        }
        if let Ok(table) = read_table(&bytes, "a.xls") {
            import(&table);
        }
    }
}
