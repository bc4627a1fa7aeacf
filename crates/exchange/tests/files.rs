//! The same list in every form a spreadsheet program gives it.

use calamine::{Reader as _, Xlsx};
use encoding_rs::{BIG5, GB18030};
use exchange::{
    CaseRecord, Kind, Limits, ReadOptions, Record, Refusal, Table, guess_mapping, line_list_xlsx, read_table,
    read_table_with,
};
use jiff::civil::date;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use crate::support::{cases, cases_of, csv, grid, id_number, reference, table};

fn records(table: &Table) -> Vec<Record<CaseRecord>> {
    let parsed = cases_of(table, &guess_mapping(table, Kind::LineList)).unwrap();
    assert!(parsed.account.balanced());
    parsed.accepted
}

fn utf16(text: &str, mark: bool) -> Vec<u8> {
    let marked = if mark { format!("\u{feff}{text}") } else { text.to_owned() };
    marked.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn tianjin_gives_the_same_records_in_gb18030_utf16_and_xlsx() {
    let Some(bytes) = reference("tianjin_2020.csv") else {
        return;
    };
    let original = read_table(&bytes, "tianjin.csv").unwrap();
    let expected = records(&original);
    let grid = grid(&original);
    let text = csv(&grid);
    let (gb, _, failed) = GB18030.encode(&text);
    assert!(!failed);
    let headers: Vec<&str> = grid[0].iter().map(String::as_str).collect();
    let workbook = line_list_xlsx(&headers, &grid[1..]).unwrap();
    let copies = [
        ("GB18030", read_table(&gb, "天津.csv").unwrap()),
        ("UTF-16LE（有 BOM）", read_table(&utf16(&text, true), "tianjin.txt").unwrap()),
        ("UTF-16LE", read_table(&utf16(&text, false), "tianjin.txt").unwrap()),
    ];
    for (encoding, copy) in &copies {
        assert_eq!(copy.source.encoding.as_deref(), Some(*encoding));
        assert_eq!(records(copy), expected, "{encoding}");
    }
    let copy = read_table(&workbook, "tianjin.xlsx").unwrap();
    assert_eq!((copy.source.format.as_str(), records(&copy)), ("XLSX", expected));
}

const CHINESE: &str =
    "病例編號,姓名,性別,發病日期\n甲1,陳大文,男,2021-12-01\n甲2,阿依古麗·買買提,女,2021-12-02\n";

#[test]
fn traditional_headings_are_known_in_utf8_and_in_big5() {
    let (big5, _, failed) = BIG5.encode("病例編號,姓名,性別,發病日期\n甲1,陳大文,男,2021-12-01\n");
    assert!(!failed);
    let read = read_table(&big5, "名單.csv").unwrap();
    assert_eq!(read.source.encoding.as_deref(), Some("BIG5"));
    assert_eq!(records(&read)[0].record.name.as_deref(), Some("陳大文"));
    let parsed = cases(CHINESE).unwrap();
    assert_eq!(parsed.accepted[1].record.name.as_deref(), Some("阿依古麗·買買提"), "the middle dot is kept");
    assert_eq!(parsed.accepted[1].record.onset_on, Some(date(2021, 12, 2)));
}

#[test]
fn semicolons_tabs_and_a_stated_separator_are_found() {
    for (delimiter, text) in [
        (';', "编号;姓名;备注\n1;张三;a,b\n2;李四;c,d\n"),
        ('\t', "编号\t姓名\t备注\n1\t张三\ta,b;c\n2\t李四\td,e;f\n"),
        (';', "sep=;\n编号;姓名\n1;张三\n"),
    ] {
        let read = table(text);
        assert_eq!(read.source.delimiter, Some(delimiter), "{text}");
        assert_eq!(read.rows[0].cells[1].text, "张三");
    }
}

#[test]
fn wrappers_blanks_and_full_width_digits_are_taken_off() {
    let id = id_number("19900307", 12);
    let wide: String = id.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect();
    let text = format!(
        "编号\u{a0},姓名 ,证件号码,联系电话\n=\"0007\",\u{3000}𠮷田·某 ,{wide},\"=\"\"13800000001\"\"\"\n８,赵某,'{id},+86 138-0000-0002\n"
    );
    let parsed = cases(&text).unwrap();
    let (first, second) = (&parsed.accepted[0].record, &parsed.accepted[1].record);
    assert_eq!(first.external_id.as_deref(), Some("0007"), "leading zeros stay");
    assert_eq!(first.name.as_deref(), Some("𠮷田·某"), "a character beyond the basic plane stays");
    assert_eq!(first.id_number.as_ref().unwrap().as_str(), id);
    assert_eq!(first.phone.as_deref(), Some("13800000001"));
    assert_eq!((second.external_id.as_deref(), second.phone.as_deref()), (Some("8"), Some("13800000002")));
    assert_eq!(second.id_number.as_ref().unwrap().as_str(), id);
}

#[test]
fn headings_under_a_title_are_found_and_row_numbers_are_those_of_the_file() {
    let read = table("镇海区病例一览表,,\n填表人：某某,,\n编号,姓名,发病日期\n\n1,张三,2021-12-01\n");
    assert_eq!((read.source.header_row, read.blank_rows), (3, 1));
    assert_eq!(read.rows[0].number, 5, "as a spreadsheet shows it");
    assert_eq!(read.notes.len(), 1);
}

#[test]
fn files_that_are_no_tables_are_refused_by_name() {
    for (bytes, word) in [
        (b"%PDF-1.7 ...".to_vec(), "PDF"),
        (b"\x89PNG\r\n\x1a\n".to_vec(), "PNG"),
        (b"<html><table><tr><td>x</td></tr></table></html>".to_vec(), "web page"),
        (b"PK\x03\x04.......word/document.xml".to_vec(), "Word"),
        (b"{\"cases\": []}".to_vec(), "JSON"),
    ] {
        let refused = read_table(&bytes, "名单.xls").unwrap_err();
        assert!(matches!(refused, Refusal::WrongType { .. }), "{refused:?}");
        let words = refused.words();
        assert!(
            words.en.contains(word) && words.en.contains("名单.xls") && words.zh.contains("另存为"),
            "{words:?}"
        );
    }
    assert_eq!(read_table(b" \r\n ", "a.csv").unwrap_err(), Refusal::Empty);
    assert_eq!(read_table("编号,姓名\n".as_bytes(), "a.csv").unwrap_err(), Refusal::NoRows);
    assert_eq!(read_table(b"\x81\x20\xff\xff,\x80", "a.csv").unwrap_err(), Refusal::Undecodable);
    let unclosed = read_table("编号,姓名\n1,\"张三\n2,李四\n".as_bytes(), "a.csv").unwrap_err();
    assert_eq!(unclosed, Refusal::UnclosedQuote { row: 2 });
}

#[test]
fn limits_refuse_and_never_cut() {
    let options = |limits| ReadOptions { sheet: None, limits };
    let read = |text: &str, limits| read_table_with(text.as_bytes(), "a.csv", &options(limits)).unwrap_err();
    let text = "编号,姓名\n1,a\n2,b\n3,c\n";
    assert_eq!(read(text, Limits { rows: 3, ..Limits::default() }), Refusal::TooManyRows { limit: 3 });
    assert_eq!(
        read(text, Limits { bytes: 9, ..Limits::default() }),
        Refusal::TooManyBytes { bytes: 26, limit: 9 }
    );
    assert_eq!(
        read(text, Limits { columns: 1, ..Limits::default() }),
        Refusal::TooManyColumns { columns: 2, limit: 1 }
    );
    assert_eq!(read(text, Limits { cells: 5, ..Limits::default() }), Refusal::TooManyCells { limit: 5 });
    let long = format!("编号,姓名\n1,{}\n", "长".repeat(40_000));
    assert_eq!(read(&long, Limits::default()), Refusal::CellTooLong { row: 2, limit: 32_767 });
    let book = line_list_xlsx(&["编号", "姓名"], &[vec!["1".to_owned(), "a".repeat(30_000)]]).unwrap();
    let limits = Limits { unpacked_bytes: 20_000, ..Limits::default() };
    assert_eq!(
        read_table_with(&book, "a.xlsx", &options(limits)).unwrap_err(),
        Refusal::TooMuchUnpacked { limit: 20_000 }
    );
}

/// A workbook with typed numbers, typed dates, a formula and a long number.
fn typed_workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("封面").unwrap().write_string(0, 0, "报送单位").unwrap();
    let sheet = book.add_worksheet().set_name("病例").unwrap();
    for (column, header) in ["编号", "姓名", "证件号码", "联系电话", "发病日期", "年龄"].iter().enumerate()
    {
        sheet.write_string(0, u16::try_from(column).unwrap(), *header).unwrap();
    }
    let day = Format::new().set_num_format("yyyy/m/d");
    sheet.write_number(1, 0, 101.0).unwrap();
    sheet.write_string(1, 1, "张三").unwrap();
    sheet.write_string(1, 2, id_number("19850307", 7)).unwrap();
    sheet.write_number(1, 3, 13_800_000_001.0).unwrap();
    sheet.write_datetime_with_format(1, 4, ExcelDateTime::from_ymd(2021, 12, 6).unwrap(), &day).unwrap();
    sheet.write_formula(1, 5, Formula::new("=30+6").set_result("36")).unwrap();
    sheet.write_number(2, 0, 102.0).unwrap();
    sheet.write_string(2, 1, "李四").unwrap();
    sheet.write_number(2, 2, 330_299_199_001_011_234.0).unwrap();
    sheet.write_number(2, 4, 44_536.0).unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_gives_numbers_dates_and_formulas_as_meant_and_rejects_lost_digits() {
    let bytes = typed_workbook();
    let read = read_table(&bytes, "上报.xlsx").unwrap();
    assert_eq!((read.source.sheet.as_deref(), read.source.sheets.len()), (Some("病例"), 2));
    assert_eq!(read.formula_cells, 1);
    let parsed = cases_of(&read, &guess_mapping(&read, Kind::LineList)).unwrap();
    let first = &parsed.accepted[0].record;
    assert_eq!(first.external_id.as_deref(), Some("101"));
    assert_eq!(first.phone.as_deref(), Some("13800000001"));
    assert_eq!(first.onset_on, Some(date(2021, 12, 6)));
    assert_eq!(first.age.unwrap().years(), 36);
    let lost = &parsed.rejected[0];
    assert_eq!((lost.row, lost.faults[0].column), (3, Some(2)));
    assert!(lost.faults[0].reason.zh.contains("15 位"), "{:?}", lost.faults);
    assert!(lost.faults[0].suggestion.zh.contains("文本"));
    assert!(parsed.account.balanced());
    let serial = cases(&format!("编号,发病日期\n1,{}\n", 44_536)).unwrap();
    assert_eq!(serial.accepted[0].record.onset_on, Some(date(2021, 12, 6)), "a serial day number");
}

#[test]
fn a_number_that_csv_shows_with_an_exponent_has_lost_digits_too() {
    let parsed = cases("编号,姓名,身份证号\n1,张三,3.30205E+17\n2,李四,\n").unwrap();
    assert_eq!((parsed.account.accepted, parsed.account.rejected), (1, 1));
    assert!(parsed.rejected[0].faults[0].reason.en.contains("lost"));
}

#[test]
fn a_sheet_is_chosen_by_name_or_refused_by_name() {
    let bytes = typed_workbook();
    let options = ReadOptions { sheet: Some("病例表".to_owned()), limits: Limits::default() };
    let refused = read_table_with(&bytes, "上报.xlsx", &options).unwrap_err();
    assert!(refused.words().zh.contains("封面、病例"), "{refused}");
    let book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["封面", "病例"]);
}

/// Replaces one part of a workbook.
fn with_part(bytes: &[u8], name: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    use std::io::{Cursor, Read as _, Write as _};
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let part_name = part.name().unwrap().to_string();
        let mut content = String::new();
        part.read_to_string(&mut content).unwrap();
        let content = if part_name == name { change(content) } else { content };
        out.start_file(part_name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(content.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn a_workbook_that_counts_days_from_1904_gives_its_own_dates() {
    let bytes = with_part(&typed_workbook(), "xl/workbook.xml", |xml| {
        if xml.contains("<workbookPr") {
            xml.replace("<workbookPr", "<workbookPr date1904=\"1\"")
        } else {
            xml.replace("<bookViews>", "<workbookPr date1904=\"1\"/><bookViews>")
        }
    });
    let read = read_table(&bytes, "mac.xlsx").unwrap();
    assert!(read.source.from_1904);
    let parsed = cases_of(&read, &guess_mapping(&read, Kind::LineList));
    // Both systems differ by four years and a day: the dates of 2021 become those of 2025, which lie
    // in the future of the story.
    let rejected = parsed.unwrap().rejected;
    assert!(rejected[0].faults[0].reason.en.contains("2025-12-07"), "{rejected:?}");
}

#[test]
fn a_forged_sheet_with_cells_in_its_far_corners_needs_no_memory_for_what_lies_between() {
    let bytes = with_part(&typed_workbook(), "xl/worksheets/sheet2.xml", |xml| {
        xml.replace("</sheetData>", "<row r=\"1048576\"><c r=\"A1048576\"><v>1</v></c><c r=\"IV1048576\"><v>1</v></c></row></sheetData>")
    });
    let read = read_table(&bytes, "forged.xlsx").unwrap();
    assert_eq!(read.rows.last().unwrap().number, 1_048_576);
}

#[test]
fn a_list_of_65_537_rows_loses_none_in_csv_or_xlsx() {
    let headers = ["编号", "姓名", "发病日期"];
    let rows: Vec<Vec<String>> =
        (1..=65_537_u32).map(|n| vec![format!("A{n}"), format!("某{n}"), "2021-12-01".to_owned()]).collect();
    let all: Vec<Vec<String>> =
        std::iter::once(headers.map(str::to_owned).to_vec()).chain(rows.clone()).collect();
    let copies = [
        read_table(csv(&all).as_bytes(), "a.csv").unwrap(),
        read_table(&line_list_xlsx(&headers, &rows).unwrap(), "a.xlsx").unwrap(),
    ];
    for copy in copies {
        let parsed = cases_of(&copy, &guess_mapping(&copy, Kind::LineList)).unwrap();
        assert_eq!((parsed.account.read, parsed.account.accepted), (65_537, 65_537));
        let last = parsed.accepted.last().unwrap();
        assert_eq!((last.row, last.record.external_id.as_deref()), (65_538, Some("A65537")));
    }
}

/// The smallest spreadsheet in the open document format.
fn open_document() -> Vec<u8> {
    use std::io::{Cursor, Write as _};
    let cell = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let day = "<table:table-cell office:value-type=\"date\" office:date-value=\"2021-12-06\"><text:p>06/12/21</text:p></table:table-cell>";
    let number = "<table:table-cell office:value-type=\"float\" office:value=\"36\"><text:p>36</text:p></table:table-cell>";
    let head: String = ["编号", "姓名", "发病日期", "年龄"].map(cell).concat();
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet><table:table table:name=\"病例\"><table:table-row>{head}</table:table-row><table:table-row>{}{}{day}{number}</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>",
        cell("A1"),
        cell("张三"),
    );
    let kind = "application/vnd.oasis.opendocument.spreadsheet";
    let manifest = format!(
        "<?xml version=\"1.0\"?><manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"><manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"{kind}\"/></manifest:manifest>"
    );
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in [("mimetype", kind), ("content.xml", &content), ("META-INF/manifest.xml", &manifest)]
    {
        out.start_file(name, stored).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn open_document_spreadsheets_are_read() {
    let read = read_table(&open_document(), "病例.ods").unwrap();
    assert_eq!((read.source.format.as_str(), read.source.sheet.as_deref()), ("ODS", Some("病例")));
    let kept = records(&read);
    assert_eq!(kept[0].record.onset_on, Some(date(2021, 12, 6)));
    assert_eq!(kept[0].record.age.unwrap().years(), 36);
}

/// Two invented cases written in the binary format of 1997: a typed date, a typed telephone number, a
/// formula, and in the second row a telephone column that holds a number of 18 digits.
const BINARY: &[u8] = include_bytes!("data/cases.xls");

#[test]
fn binary_workbooks_of_1997_are_read() {
    let read = read_table(BINARY, "病例.xls").unwrap();
    assert_eq!((read.source.format.as_str(), read.source.sheet.as_deref()), ("XLS", Some("病例")));
    let parsed = cases_of(&read, &guess_mapping(&read, Kind::LineList)).unwrap();
    assert_eq!((parsed.account.accepted, parsed.account.rejected), (1, 1));
    let record = &parsed.accepted[0].record;
    assert_eq!((record.phone.as_deref(), record.onset_on), (Some("13800000001"), Some(date(2021, 12, 6))));
    assert_eq!(read.formula_cells, 1);
    assert!(parsed.rejected[0].faults[0].reason.en.contains("lost"));
}

#[test]
fn a_file_named_like_a_workbook_that_is_none_is_called_so_and_text_under_such_a_name_is_read() {
    let junk: Vec<u8> = (0..600_u32).map(|at| u8::try_from(at * 7 % 251).unwrap()).collect();
    for (name, bytes) in [("名单.xlsx", junk.as_slice()), ("list.XLS", [0xff; 40].as_slice())] {
        let words = read_table(bytes, name).unwrap_err().words();
        assert!(
            words.zh.contains("并非真正的工作簿") && words.en.contains("no real workbook"),
            "{}",
            words.en
        );
    }
    // Many systems export text under the name of a workbook.
    let text = "编号\t姓名\t发病日期\nN1\t王一\t2021-12-04\n";
    let table = read_table(text.as_bytes(), "导出.xls").unwrap();
    assert_eq!((table.headers.len(), table.rows.len()), (3, 1));
}

#[test]
fn a_stated_year_reads_dates_without_one_and_leaves_their_order_to_the_values() {
    let text = "编号,姓名,发病日期\nN1,王一,12.4\nN2,李二,12月5日\n";
    let table = read_table(text.as_bytes(), "a.csv").unwrap();
    let mut mapping = guess_mapping(&table, Kind::LineList);
    assert_eq!(mapping.yearless(&table), [2]);
    let today = "2021-12-31".parse().unwrap();
    let mut watch = |_| std::ops::ControlFlow::Continue(());
    let refused = exchange::parse_line_list(&table, &mapping, today, &mut watch).unwrap_err();
    assert!(matches!(refused, Refusal::YearMissing { .. }) && refused.concerns_columns());
    mapping.state_year(2, Some(2021));
    let parsed = exchange::parse_line_list(&table, &mapping, today, &mut watch).unwrap();
    let onsets: Vec<_> = parsed.accepted.iter().map(|row| row.record.onset_on.unwrap().to_string()).collect();
    assert_eq!(onsets, ["2021-12-04", "2021-12-05"]);
    assert!(
        mapping
            .without_years()
            .columns
            .iter()
            .all(|column| column.date.is_none_or(|date| date.year.is_none()))
    );
}
