//! The headings under which each field is known.

use crate::field::Field;

/// Field, heading in the templates (Chinese, English), and other headings under which it is known,
/// folded as headings are before they are looked up and separated by bars.
pub(crate) struct Headings(pub(crate) Field, pub(crate) &'static str, pub(crate) &'static str, &'static str);

impl Headings {
    /// All headings of the field, those of the templates first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &'static str> + use<> {
        [self.1, self.2].into_iter().chain(self.3.split('|'))
    }
}

pub(crate) const HEADINGS: &[Headings] = &[
    Headings(
        Field::ExternalId,
        "病例编号",
        "Case ID",
        "编号|病例号|病人编号|患者编号|个案编号|病例id|卡片编号|卡片id|case id|caseid|id|case no|\
         case number|case|patient id|record id|epid|epid number|external id",
    ),
    Headings(
        Field::ContactId,
        "接触者编号",
        "Contact ID",
        "密接编号|密切接触者编号|接触者id|to|contact id|contactid|infectee|infectee id|case to|target",
    ),
    Headings(
        Field::InfectorId,
        "感染来源病例编号",
        "Infector ID",
        "关联病例编号|上一代病例编号|传染源编号|指示病例编号|关联病例|所属病例|所属病例编号|\
         病例来源编号|from|infector|infector id|source case|source case id|source id|infected by|\
         index case|index case id|case from|linked case|epi link|parent case",
    ),
    Headings(
        Field::Name,
        "姓名",
        "Name",
        "患者姓名|病人姓名|病例姓名|接触者姓名|密接姓名|名字|患者|full name|patient name|contact name|\
         person name|case name",
    ),
    Headings(
        Field::IdNumber,
        "证件号码",
        "ID number",
        "身份证|身份证号|身份证号码|证件号|公民身份号码|有效证件号|有效证件号码|身份证件号|\
         居民身份证号|national id|identity number|id card|id card number|id no|idcard|document number|\
         passport number",
    ),
    Headings(
        Field::Phone,
        "联系电话",
        "Phone",
        "电话|手机|手机号|手机号码|电话号码|联系方式|联络电话|本人电话|telephone|tel|mobile|\
         phone number|mobile number|mobile phone|contact phone",
    ),
    Headings(Field::Sex, "性别", "Sex", "gender"),
    Headings(Field::Age, "年龄", "Age", "岁数|年龄岁|周岁|age years|age in years"),
    Headings(
        Field::BirthDate,
        "出生日期",
        "Birth date",
        "出生年月日|出生年月|生日|date of birth|dob|birthday|birthdate|dt birth",
    ),
    Headings(
        Field::Address,
        "现住址",
        "Address",
        "住址|地址|居住地址|家庭住址|现住地址|详细地址|现居住地|现住详细地址|居住地|residence|\
         home address|current address",
    ),
    Headings(
        Field::Area,
        "区域",
        "Area",
        "区县|县区|县市区|所属区县|乡镇街道|街道|镇街道|所属街道|现住地区|地区|辖区|district|county|\
         township|region|city",
    ),
    Headings(
        Field::OnsetDate,
        "发病日期",
        "Onset date",
        "发病时间|症状出现日期|首发症状日期|症状出现时间|出现症状日期|onset|date of onset|\
         symptom onset|symptom onset date|date symptom onset|date of symptom onset|dt onset|\
         date onset|dateonset",
    ),
    Headings(
        Field::SamplingDate,
        "采样日期",
        "Sampling date",
        "采样时间|采集日期|标本采集日期|阳性采样日期|首次阳性采样日期|sample date|date of sampling|\
         specimen date|date of sample|collection date|dt sample",
    ),
    Headings(
        Field::ReportDate,
        "报告日期",
        "Report date",
        "报告时间|通报日期|报卡日期|报告卡录入时间|公布日期|date of report|reporting date|date report|\
         dt report|reported date|notification date|date of reporting|report",
    ),
    Headings(
        Field::ConfirmDate,
        "确诊日期",
        "Confirmation date",
        "确诊时间|阳性日期|确认日期|confirm date|confirmed date|date confirmed|date of confirmation|\
         dt confirm|confirmation",
    ),
    Headings(
        Field::DiagnosisDate,
        "诊断日期",
        "Diagnosis date",
        "诊断时间|date of diagnosis|dt diag|dt diagnosis|diagnosed date|date diagnosis",
    ),
    Headings(
        Field::DeathDate,
        "死亡日期",
        "Death date",
        "死亡时间|date of death|dt death|death|date death|died on",
    ),
    Headings(
        Field::Classification,
        "病例分类",
        "Classification",
        "分类|诊断类型|病例类型|感染类型|诊断分类|case classification|case class|case status|class|\
         case type|status",
    ),
    Headings(
        Field::Severity,
        "临床严重程度",
        "Severity",
        "严重程度|临床分型|分型|病情|病情分型|临床类型|病情程度|clinical severity|clinical type",
    ),
    Headings(
        Field::Outcome,
        "转归",
        "Outcome",
        "结局|病情转归|治疗结局|疾病转归|临床转归|final outcome|patient outcome",
    ),
    Headings(
        Field::Source,
        "感染来源",
        "Source of infection",
        "传染源|感染来源描述|可能感染来源|来源|感染途径|infection source|source of infection|source|\
         exposure source|suspected source",
    ),
    Headings(
        Field::ExposureStart,
        "首次暴露日期",
        "First exposure",
        "暴露开始日期|暴露开始时间|最早暴露日期|首次接触日期|首次接触时间|最早接触日期|接触开始日期|\
         exposure start|start source|dt start exp|start of exposure|first exposure date|\
         date of first contact|first contact date|exposure start date",
    ),
    Headings(
        Field::ExposureEnd,
        "末次暴露日期",
        "Last exposure",
        "暴露结束日期|暴露结束时间|最后暴露日期|末次接触日期|末次接触时间|最后接触日期|最后接触时间|\
         接触结束日期|exposure end|end source|dt end exp|end of exposure|last exposure date|\
         date of last contact|last contact date|exposure end date",
    ),
    Headings(
        Field::Setting,
        "暴露场所",
        "Setting",
        "感染场所|感染地点|接触地点|接触场所|暴露地点|场所|接触方式|place infect|place of infection|\
         exposure|setting|exposure setting|exposure type|location of infection|place|exposure place",
    ),
    Headings(
        Field::Relation,
        "与病例关系",
        "Relation",
        "关系|与患者关系|与感染者关系|接触关系|relationship|relation to case|relationship to case",
    ),
    Headings(
        Field::Hospital,
        "就诊医院",
        "Hospital",
        "医院|收治医院|医疗机构|定点医院|诊断机构|报告单位|loc hosp|facility|health facility|\
         hospital name",
    ),
    Headings(
        Field::ImportCountry,
        "输入国家",
        "Country of import",
        "输入来源国|输入来源地|境外输入国家|来源国|来源国家|输入地|import country|country of origin|\
         imported from|country of infection",
    ),
    Headings(
        Field::Ring,
        "接触者类型",
        "Ring",
        "密接类型|人员类别|接触类型|接触级别|密接次密接|类别|contact type|contact level|\
         contact category|risk level",
    ),
    Headings(Field::Notes, "备注", "Notes", "说明|备考|其他|note|remark|remarks|comment|comments"),
];
