//! Empty workbooks to be filled in, with an example and with guidance.

use crate::field::{Field, Kind};
use crate::identity::check_character;
use crate::write::{WriteError, new_workbook, write_head, write_row};

/// Writes the template of a kind of list: a sheet to fill in, an example, and guidance.
///
/// An import of the template as it stands is refused for having no rows; the example sheet is only
/// read when it is asked for by name.
///
/// # Errors
/// [`WriteError`] does not occur for these small sheets, but is passed on.
pub fn template(kind: Kind) -> Result<Vec<u8>, WriteError> {
    let fields = Field::of(kind);
    let headings: Vec<String> = fields.iter().map(|field| heading(*field)).collect();
    let headers: Vec<&str> = headings.iter().map(String::as_str).collect();
    let mut book = new_workbook()?;
    let sheet = book.add_worksheet();
    sheet.set_name("数据 Data")?;
    write_head(sheet, &headers)?;
    let sheet = book.add_worksheet();
    sheet.set_name("示例 Example")?;
    write_head(sheet, &headers)?;
    for (position, example) in examples(kind).iter().enumerate() {
        let cells: Vec<String> = fields.iter().map(|field| value(example, *field)).collect();
        write_row(sheet, position + 1, &cells, None)?;
    }
    let sheet = book.add_worksheet();
    sheet.set_name("说明 Guidance")?;
    write_head(sheet, &["列 Column", "说明", "Guidance"])?;
    for (position, field) in fields.iter().enumerate() {
        let (zh, en) = guidance(*field);
        write_row(sheet, position + 1, &[heading(*field), zh.to_owned(), en.to_owned()], None)?;
    }
    Ok(book.save_to_buffer()?)
}

fn heading(field: Field) -> String {
    let (zh, en) = field.headings();
    format!("{zh} {en}")
}

type Example = Vec<(Field, String)>;

fn value(example: &Example, field: Field) -> String {
    example.iter().find(|(known, _)| *known == field).map(|(_, text)| text.clone()).unwrap_or_default()
}

/// An invented identity number: 330299 is no district of Ningbo.
fn invented_id(birth: &str, sequence: &str) -> String {
    let body = format!("330299{birth}{sequence}");
    let check = check_character(&body).expect("the body has 17 digits");
    format!("{body}{check}")
}

fn examples(kind: Kind) -> Vec<Example> {
    match kind {
        Kind::LineList => example_cases(),
        Kind::Contacts => example_contacts(),
    }
}

fn example(pairs: &[(Field, &str)]) -> Example {
    pairs.iter().map(|(field, text)| (*field, (*text).to_owned())).collect()
}

fn example_cases() -> Vec<Example> {
    let (first, second) = (invented_id("19850307", "001"), invented_id("19900812", "002"));
    vec![
        example(&[
            (Field::ExternalId, "ZH-001"),
            (Field::Name, "王示例"),
            (Field::IdNumber, &first),
            (Field::Phone, "13800000001"),
            (Field::Sex, "男"),
            (Field::Age, "36"),
            (Field::BirthDate, "1985-03-07"),
            (Field::Address, "示例街道1号"),
            (Field::Area, "镇海区"),
            (Field::OnsetDate, "2021-12-05"),
            (Field::SamplingDate, "2021-12-06"),
            (Field::ReportDate, "2021-12-06"),
            (Field::ConfirmDate, "2021-12-07"),
            (Field::Classification, "确诊病例"),
            (Field::Severity, "普通型"),
            (Field::Outcome, "治疗中"),
            (Field::Source, "不详"),
            (Field::Setting, "工厂"),
            (Field::Hospital, "示例医院"),
        ]),
        example(&[
            (Field::ExternalId, "ZH-002"),
            (Field::Name, "阿依·示例"),
            (Field::IdNumber, &second),
            (Field::Phone, "0574-86000002"),
            (Field::Sex, "女"),
            (Field::Age, "31"),
            (Field::SamplingDate, "2021-12-07"),
            (Field::ReportDate, "2021-12-07"),
            (Field::Classification, "无症状感染者"),
            (Field::Source, "ZH-001 的同事"),
            (Field::InfectorId, "ZH-001"),
            (Field::ExposureStart, "2021-12-03"),
            (Field::ExposureEnd, "2021-12-05"),
        ]),
    ]
}

fn example_contacts() -> Vec<Example> {
    let id = invented_id("19900812", "002");
    vec![
        example(&[
            (Field::InfectorId, "ZH-001"),
            (Field::ContactId, "ZH-C001"),
            (Field::Name, "李示例"),
            (Field::IdNumber, &id),
            (Field::Phone, "13800000003"),
            (Field::Sex, "女"),
            (Field::Age, "31"),
            (Field::Address, "示例街道2号"),
            (Field::Setting, "车间"),
            (Field::Relation, "同事"),
            (Field::ExposureStart, "2021-12-03"),
            (Field::ExposureEnd, "2021-12-05"),
            (Field::Ring, "密接"),
        ]),
        example(&[
            (Field::ContactId, "ZH-C002"),
            (Field::Name, "赵示例"),
            (Field::InfectorId, "ZH-C001"),
            (Field::Relation, "家人"),
            (Field::Ring, "次密接"),
            (Field::ExposureEnd, "2021-12-06"),
        ]),
    ]
}

#[expect(clippy::wildcard_enum_match_arm, reason = "dates and free text share their guidance")]
fn guidance(field: Field) -> (&'static str, &'static str) {
    match field {
        Field::ExternalId => (
            "本单位的病例编号；编号、姓名、证件号码至少填一项。同一编号内容相同的行会合并，内容不同的行会退回。",
            "Your own number of the case; fill in at least one of number, name and document. Rows with one number are merged when equal and rejected when they differ.",
        ),
        Field::ContactId => (
            "接触者编号；编号、姓名、证件号码至少填一项。",
            "Number of the contact; fill in at least one of number, name and document.",
        ),
        Field::InfectorId => (
            "感染来源病例的编号，多个用逗号分开；不知道时留空。",
            "Number of the source case, several separated by commas; leave empty if not known.",
        ),
        Field::IdNumber => (
            "18 位身份证号会核对校验位；护照等原样保留。请保持文本格式。",
            "The check character of an 18-digit ID is verified; passports are kept as written. Keep the cells as text.",
        ),
        Field::Phone => ("手机或固定电话；可带 +86。", "Mobile or fixed line; +86 may stand before it."),
        Field::Sex => ("男 或 女。", "男/M or 女/F."),
        Field::Age => {
            ("岁数，如 36；婴儿可写 8个月 或 28天。", "Years, as 36; for infants 8 months or 28 days.")
        }
        Field::Classification => (
            "疑似、临床诊断、确诊、无症状感染者、初筛阳性、排除。",
            "suspected, probable, confirmed, asymptomatic, positive (first test), excluded.",
        ),
        Field::Severity => {
            ("无症状、轻型、普通型、重型、危重型。", "asymptomatic, mild, moderate, severe, critical.")
        }
        Field::Outcome => (
            "存活、治疗中、治愈、出院、死亡、失访。",
            "alive, in treatment, recovered, discharged, dead, lost to follow-up.",
        ),
        Field::Ring => ("密接、次密接、一般接触者。", "close, secondary, general."),
        Field::Source => (
            "文字说明；其中提到的病例编号会列出供确认。",
            "Free text; case numbers named in it are listed for confirmation.",
        ),
        date if date.is_date() => (
            "写作 2021-12-06；不知道时留空。年份须四位。",
            "Write 2021-12-06; leave empty if not known. The year has four digits.",
        ),
        _free_text => ("文字，原样保留。", "Text, kept as written."),
    }
}
