//! What a sheet must and must not become.

use std::collections::BTreeSet;

use typeset::{Align, Lang, Sheet, SheetTable, TypesetError, missing, pdf};

use crate::read_back::{page_texts, streams};

fn bulletin() -> Sheet {
    Sheet {
        title: "新冠肺炎疫情防控情况通报".to_owned(),
        subtitle: "甬防指〔2021〕第 12 号".to_owned(),
        as_of_line: "数据截至 2021-12-07 24:00 · 账本第 48,213 条 · 海塘".to_owned(),
        paragraphs: vec![
            "12月7日0—24时，全市新增确诊病例14例，其中镇海区11例、北仑区2例、江北区1例；新增无症状感染者0例。\
             新增病例中，集中隔离点发现9例，“三区”管控人员核酸筛查发现4例，社会面主动检测发现1例（第Ⅱ类场所）。"
                .to_owned(),
            "截至当日24时，累计判定密接 3,482 人、次密接 9,105 人，应转运 412 人，已转运 398 人，超时 3 人；\
             蛟川街道封控区内应检 72,308 人，实检 71,940 人（99.49%），未见 214 人，拒检 6 人。"
                .to_owned(),
        ],
        tables: vec![SheetTable {
            caption: "表1　各区县（市）当日情况".to_owned(),
            headers: ["区域", "新增确诊", "累计确诊", "在管密接", "应检", "实检率"].map(str::to_owned).to_vec(),
            rows: (1..=8)
                .map(|n| {
                    vec![
                        format!("第{n}网格（招宝山街道）"),
                        format!("{n}"),
                        format!("{}", n * 7),
                        format!("{}", n * 131),
                        format!("{},{:03}", n * 9, n * 37),
                        format!("{}.{n}%", 99 - n),
                    ]
                })
                .collect(),
            align: vec![Align::Left, Align::Right, Align::Right, Align::Right, Align::Right, Align::Right],
        }],
        footer: "市新冠肺炎疫情防控工作领导小组办公室 · 内部资料".to_owned(),
        watermark: None,
        lang: Lang::ZhCn,
    }
}

fn contains(pdf: &[u8], wanted: &str) -> bool {
    pdf.windows(wanted.len()).any(|window| window == wanted.as_bytes())
}

/// The string behind `/Title`, read by the rules of PDF: brackets nest and a backslash hides the next character.
fn title_string(pdf: &[u8]) -> String {
    let text = String::from_utf8_lossy(pdf);
    let (_, after) = text.split_once("/Title (").expect("the title is a literal string");
    let (mut depth, mut hidden) = (1, false);
    let end = after.find(|c: char| {
        match c {
            _ if hidden => {}
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        hidden = c == '\\' && !hidden;
        depth == 0
    });
    after[..end.expect("the string ends")].to_owned()
}

#[test]
fn a_sheet_becomes_a_pdf_file() {
    let file = pdf(&bulletin()).expect("the sheet is whole");
    assert!(file.starts_with(b"%PDF-") && file.ends_with(b"%%EOF"), "{}", file.len());
}

#[test]
fn the_same_sheet_gives_the_same_bytes() {
    assert_eq!(pdf(&bulletin()), pdf(&bulletin()));
    let mut other = bulletin();
    other.tables[0].rows[0][1] = "2".to_owned();
    assert_ne!(pdf(&bulletin()), pdf(&other));
}

#[test]
fn the_file_carries_no_time_and_nothing_that_acts() {
    let file = pdf(&bulletin()).unwrap();
    for absent in ["/CreationDate", "/ModDate", "/JavaScript", "/OpenAction", "/URI", "/Launch"] {
        assert!(!contains(&file, absent), "{absent}");
    }
}

#[test]
fn the_font_travels_along_cut_to_what_is_used() {
    let file = pdf(&bulletin()).unwrap();
    assert!(contains(&file, "+NotoSansSC-Regular") && contains(&file, "/FontFile2"));
    assert!(
        streams(&file).iter().any(|stream| stream.starts_with(&[0, 1, 0, 0])),
        "a TrueType font is inside"
    );
    assert!(file.len() < 150_000, "{} bytes for a page of text", file.len());
}

#[test]
fn every_figure_of_the_sheet_can_be_read_from_the_page() {
    let sheet = bulletin();
    let text = page_texts(&pdf(&sheet).unwrap()).concat();
    let lines: BTreeSet<&str> = text.lines().collect();
    for cell in sheet.tables[0].rows.iter().flatten().chain(&sheet.tables[0].headers).chain([&sheet.title]) {
        assert!(lines.contains(cell.as_str()), "{cell} is not on the page:\n{text}");
    }
    let joined = text.replace('\n', "");
    assert!(sheet.paragraphs.iter().all(|paragraph| joined.contains(&paragraph.replace(' ', ""))
        || joined.replace(' ', "").contains(&paragraph.replace(' ', ""))));
}

#[test]
fn a_hostile_text_stays_text() {
    let hostile =
        r#"#eval("1+1") $x$ *a* _b_ \( ) >> endstream endobj /JavaScript (app.alert(1)) <script>&amp;"#;
    let mut sheet = bulletin();
    sheet.title = hostile.to_owned();
    sheet.paragraphs = vec![hostile.to_owned()];
    sheet.footer = hostile.to_owned();
    sheet.tables[0].rows[0][0] = hostile.to_owned();
    let file = pdf(&sheet).unwrap();
    let page = page_texts(&file).concat().replace(['\n', ' '], "");
    // Title, paragraph and table cell in full; the foot line is cut to one line.
    assert_eq!(page.matches(&hostile.replace(' ', "")).count(), 3, "{page}");
    // The title also names the file. It is the one text written as a string, so it may not end that string.
    assert_eq!(title_string(&file).replace('\\', ""), hostile.replace('\\', ""));
}

#[test]
fn direction_marks_and_control_characters_leave_no_trace() {
    let mut sheet = bulletin();
    sheet.paragraphs = vec!["接触\u{202e}者\u{200b}甲\u{7}乙\tok".to_owned()];
    let text = page_texts(&pdf(&sheet).unwrap()).concat();
    assert!(text.lines().any(|line| line == "接触者甲 乙 ok"), "{text}");
    assert!(missing(&sheet).is_empty());
}

#[test]
fn what_the_font_lacks_is_named_and_marked() {
    let mut sheet = bulletin();
    assert_eq!(missing(&sheet), BTreeSet::new());
    sheet.paragraphs = vec!["患者\u{20bb7}某".to_owned()];
    assert_eq!(missing(&sheet), BTreeSet::from(['\u{20bb7}']));
    assert!(pdf(&sheet).is_ok());
}

#[test]
fn official_signs_are_in_the_font() {
    let mut sheet = bulletin();
    sheet.paragraphs = vec!["·→←↑↓ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ“”‘’—…《》〔〕①⑩℃％‰≥≤±×".to_owned()];
    assert_eq!(missing(&sheet), BTreeSet::new());
}

#[test]
fn a_long_table_repeats_its_headings_and_loses_no_row() {
    let mut sheet = bulletin();
    let row = sheet.tables[0].rows[0].clone();
    sheet.tables[0].rows = (0..200)
        .map(|n| {
            let mut row = row.clone();
            row[0] = format!("行{n:03}");
            row
        })
        .collect();
    let pages = page_texts(&pdf(&sheet).unwrap());
    assert!(pages.len() >= 4, "{} pages", pages.len());
    assert!(pages.iter().all(|page| page.contains("累计确诊")), "the headings stand on every page");
    let all = pages.concat();
    assert!((0..200).all(|n| all.contains(&format!("行{n:03}"))));
    assert!(pages[0].contains(&format!("第 1 页  共 {} 页", pages.len())), "{}", pages[0]);
}

#[test]
fn a_row_taller_than_a_page_is_split_and_kept() {
    let mut sheet = bulletin();
    sheet.tables[0].rows[0][0] = (0..400).map(|n| format!("第{n:03}人")).collect::<Vec<_>>().join("、");
    let all = page_texts(&pdf(&sheet).unwrap()).concat().replace('\n', "");
    assert!((0..400).all(|n| all.contains(&format!("{n:03}"))));
}

#[test]
fn a_drill_is_marked_on_every_page() {
    let mut sheet = bulletin();
    sheet.paragraphs = vec![sheet.paragraphs.concat(); 12];
    sheet.watermark = Some("演练".to_owned());
    let pages = page_texts(&pdf(&sheet).unwrap());
    assert!(pages.len() > 1 && pages.iter().all(|page| page.lines().any(|line| line == "演练")), "{pages:?}");
}

#[test]
fn an_english_sheet_numbers_its_pages_in_english() {
    let mut sheet = bulletin();
    sheet.lang = Lang::En;
    let file = pdf(&sheet).unwrap();
    assert!(page_texts(&file)[0].contains("Page 1 of 1") && contains(&file, "/Lang (en)"));
}

#[test]
fn a_sheet_that_is_not_whole_is_refused() {
    let mut sheet = bulletin();
    sheet.title = " ".to_owned();
    assert_eq!(pdf(&sheet), Err(TypesetError::NoTitle));

    let mut sheet = bulletin();
    sheet.tables[0].rows[2].pop();
    assert_eq!(pdf(&sheet), Err(TypesetError::RaggedRow { table: 1, row: 3, cells: 5, columns: 6 }));

    let mut sheet = bulletin();
    sheet.tables[0].align.pop();
    assert_eq!(pdf(&sheet), Err(TypesetError::Alignments { table: 1, given: 5, columns: 6 }));

    let mut sheet = bulletin();
    sheet.tables[0].headers.clear();
    assert_eq!(pdf(&sheet), Err(TypesetError::NoColumn { table: 1 }));
}
