//! Guesses the field of one column.

use crate::clean::is_unknown;
use crate::dates::{DateFault, Shape, shape};
use crate::field::{self, Field, Kind, Recognised};
use crate::identity::{IdNumber, PhoneForm, phone};
use crate::mapping::ColumnMapping;
use crate::table::{Cell, Table};
use crate::vocabulary::{CLASS, OUTCOME, RING, SEVERITY, SEX, Vocabulary, meaning};
use crate::words::Words;

/// Known values of a column that are looked at.
const SAMPLED: usize = 2_000;
/// Share of values that must fit before values alone decide.
const DECISIVE: f64 = 0.8;
/// Share of values below which they speak against a heading recognised only in part.
const CONTRADICTING: f64 = 0.3;

/// An entry for a column that stays an extra.
pub(crate) fn unmapped(column: usize, header: &str, reason: Words) -> ColumnMapping {
    ColumnMapping {
        column,
        header: header.to_owned(),
        field: None,
        confidence: 0.0,
        reason,
        date: None,
        date_evidence: None,
    }
}

/// Guesses the field of one column from its heading and its values.
pub(crate) fn column(table: &Table, kind: Kind, column: usize, header: &str) -> ColumnMapping {
    let values = Values::of(table, column);
    let by_heading = field::recognised(header, kind);
    let by_values = values.strongest(kind);
    let mut entry = unmapped(
        column,
        header,
        Words::new(
            "列名和内容都无法识别，作为附加列保留",
            "neither heading nor values are known; kept as an extra",
        ),
    );
    match (by_heading, by_values) {
        (Some(heading), Some((field, share))) if outweighs(heading, field) => {
            entry.field = Some(field);
            entry.confidence = 0.85 * share;
            entry.reason = values_reason(field, share);
        }
        (Some(heading), _) => from_heading(&mut entry, heading, &values),
        (None, Some((field, share))) => {
            entry.field = Some(field);
            entry.confidence = 0.8 * share;
            entry.reason = values_reason(field, share);
        }
        (None, None) if values.share(Field::OnsetDate).is_some_and(|share| share >= DECISIVE) => {
            entry.reason = Words::new(
                "内容是日期，但列名没有说明是什么日期",
                "the values are dates, but the heading does not say of what",
            );
        }
        (None, None) => {}
    }
    entry
}

/// Values of an identity number or a telephone under a heading such as "编号" decide against it.
fn outweighs(heading: Recognised, by_values: Field) -> bool {
    heading.field != by_values
        && matches!(by_values, Field::IdNumber | Field::Phone)
        && (!heading.whole
            || matches!(heading.field, Field::ExternalId | Field::ContactId | Field::Phone | Field::IdNumber))
}

fn from_heading(entry: &mut ColumnMapping, heading: Recognised, values: &Values<'_>) {
    let share = values.share(heading.field);
    let known = heading.known;
    // "Death" may head the dates of deaths or a column of yes and no.
    let may_mislead = !heading.whole || heading.field.is_date();
    if may_mislead && share.is_some_and(|share| share < CONTRADICTING) {
        let (zh, en) = heading.field.headings();
        entry.reason = Words::new(
            format!("列名像“{known}”，但内容不像“{zh}”"),
            format!("the heading is like \"{known}\", but the values are not those of \"{en}\""),
        );
        return;
    }
    let base = if heading.whole { 0.95 } else { 0.7 };
    entry.field = Some(heading.field);
    entry.confidence = share.map_or(base, |share| base * (0.5 + share / 2.0));
    let (zh, en) = if heading.whole {
        (format!("列名“{known}”"), format!("heading \"{known}\""))
    } else {
        (format!("列名含“{known}”"), format!("heading contains \"{known}\""))
    };
    entry.reason = match share {
        Some(share) => Words::new(
            format!("{zh}；内容 {} 相符", percent(share)),
            format!("{en}; {} of the values fit", percent(share)),
        ),
        None => Words::new(zh, en),
    };
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the other fields are named by their headings")]
fn values_reason(field: Field, share: f64) -> Words {
    let (zh, en) = match field {
        Field::IdNumber => ("有效身份证号", "valid ID numbers"),
        Field::Phone => ("手机号", "mobile numbers"),
        Field::Sex => ("性别", "sexes"),
        Field::Ring => ("接触者类型", "rings of contacts"),
        Field::Classification => ("病例分类", "classifications"),
        Field::Severity => ("临床分型", "severities"),
        Field::Outcome => ("转归", "outcomes"),
        Field::Name => ("汉族姓名形式", "of the form of Chinese names"),
        other => other.headings(),
    };
    Words::new(format!("内容：{} 为{zh}", percent(share)), format!("values: {} {en}", percent(share)))
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// The known values of a column.
struct Values<'t> {
    cells: Vec<&'t Cell>,
    from_1904: bool,
}

impl<'t> Values<'t> {
    fn of(table: &'t Table, column: usize) -> Self {
        let known = table.rows.iter().map(|row| row.cell(column)).filter(|cell| !is_unknown(&cell.text));
        Self { cells: known.take(SAMPLED).collect(), from_1904: table.source.from_1904 }
    }

    /// Returns the field that the values alone decide, and the share of values that fit.
    fn strongest(&self, kind: Kind) -> Option<(Field, f64)> {
        const DECIDABLE: [Field; 8] = [
            Field::IdNumber,
            Field::Phone,
            Field::Sex,
            Field::Ring,
            Field::Classification,
            Field::Severity,
            Field::Outcome,
            Field::Name,
        ];
        let fitting = DECIDABLE.into_iter().filter(|field| Field::of(kind).contains(field));
        fitting.filter_map(|field| Some((field, self.share(field)?))).find(|(_, share)| *share >= DECISIVE)
    }

    /// Returns the share of known values that fit a field; `None` for fields of free text and for
    /// empty columns.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other fields are free text")]
    fn share(&self, field: Field) -> Option<f64> {
        let fits: fn(&Cell) -> bool = match field {
            Field::IdNumber => {
                |cell| matches!(IdNumber::read(&cell.text), Ok(IdNumber::Citizen(_) | IdNumber::Legacy(_)))
            }
            Field::Phone => |cell| phone(&cell.text).1 == PhoneForm::Mobile,
            Field::Sex => |cell| in_words(SEX, cell),
            Field::Ring => |cell| in_words(RING, cell),
            Field::Classification => |cell| in_words(CLASS, cell),
            Field::Severity => |cell| in_words(SEVERITY, cell),
            Field::Outcome => |cell| in_words(OUTCOME, cell),
            Field::Age => |cell| crate::age::read(&cell.text).is_some(),
            Field::Name => |cell| is_chinese_name(&cell.text),
            date if date.is_date() => {
                // A date with a fault is still meant as a date, and its row is to be rejected.
                let meant = |cell: &Cell| shape(cell, self.from_1904) != Shape::Fault(DateFault::Unreadable);
                return self.fraction(meant);
            }
            _free_text => return None,
        };
        let share = self.fraction(fits)?;
        // A heading decides what a document or a name is; values that fit only confirm it.
        let confirming_only =
            matches!(field, Field::Name | Field::IdNumber | Field::Phone) && share < CONTRADICTING;
        (!confirming_only).then_some(share)
    }

    fn fraction(&self, fits: impl Fn(&Cell) -> bool) -> Option<f64> {
        let all = u32::try_from(self.cells.len()).ok().filter(|all| *all > 0)?;
        let fitting = u32::try_from(self.cells.iter().filter(|cell| fits(cell)).count()).ok()?;
        Some(f64::from(fitting) / f64::from(all))
    }
}

fn in_words<W: Copy>(vocabulary: &Vocabulary<W>, cell: &Cell) -> bool {
    meaning(vocabulary, &cell.text).is_some()
}

/// Says whether a text starts with one of the hundred most frequent surnames and has two to four
/// Chinese characters.  Source of the surnames: Ministry of Public Security, name report of 2020.
fn is_chinese_name(text: &str) -> bool {
    const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤葛";
    let mut characters = text.chars();
    let surname = characters.next();
    let given: Vec<char> = characters.collect();
    surname.is_some_and(|c| SURNAMES.contains(c))
        && (1..=3).contains(&given.len())
        && given.iter().all(|c| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}' | '·'))
}
