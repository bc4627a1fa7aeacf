//! The fixed words of line lists, in both scripts and in English.

use serde::{Deserialize, Serialize};

use crate::clean::word_key;

/// A word as written, with its meaning where it is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Said<W> {
    /// The word as written.
    pub text: String,
    /// Its meaning; `None` when the word is not in the vocabulary.
    pub word: Option<W>,
}

/// Sex as registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// 男.
    Male,
    /// 女.
    Female,
}

/// Classification of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClassWord {
    /// 疑似: suspected.
    Suspected,
    /// 临床诊断: clinically diagnosed, probable.
    Probable,
    /// 确诊: confirmed.
    Confirmed,
    /// 无症状感染者: infected without symptoms.
    Asymptomatic,
    /// 初筛阳性: positive in the first test, to be repeated.
    ScreenedPositive,
    /// 排除: not a case.
    Excluded,
}

/// Clinical severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeverityWord {
    /// 无症状.
    Asymptomatic,
    /// 轻型.
    Mild,
    /// 普通型 or 中型.
    Moderate,
    /// 重型.
    Severe,
    /// 危重型.
    Critical,
}

/// What became of the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeWord {
    /// 存活: alive, nothing more said.
    Alive,
    /// 治疗中: under treatment.
    InTreatment,
    /// 治愈, 出院: recovered or discharged.
    Recovered,
    /// 死亡: dead.
    Dead,
    /// 失访: lost to follow-up.
    Lost,
}

/// How close a contact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RingWord {
    /// 密接: close contact.
    Close,
    /// 次密接: contact of a close contact.
    Secondary,
    /// 一般接触者: casual contact.
    General,
}

/// A vocabulary: folded words and what they mean.
pub(crate) type Vocabulary<W> = [(&'static str, W)];

pub(crate) const SEX: &Vocabulary<Sex> = &[
    ("男", Sex::Male),
    ("男性", Sex::Male),
    ("m", Sex::Male),
    ("male", Sex::Male),
    ("man", Sex::Male),
    ("女", Sex::Female),
    ("女性", Sex::Female),
    ("f", Sex::Female),
    ("female", Sex::Female),
    ("woman", Sex::Female),
];

pub(crate) const CLASS: &Vocabulary<ClassWord> = &[
    ("疑似", ClassWord::Suspected),
    ("疑似病例", ClassWord::Suspected),
    ("suspected", ClassWord::Suspected),
    ("suspect", ClassWord::Suspected),
    ("suspectedcase", ClassWord::Suspected),
    ("临床诊断", ClassWord::Probable),
    ("临床诊断病例", ClassWord::Probable),
    ("可能", ClassWord::Probable),
    ("可能病例", ClassWord::Probable),
    ("probable", ClassWord::Probable),
    ("probablecase", ClassWord::Probable),
    ("确诊", ClassWord::Confirmed),
    ("确诊病例", ClassWord::Confirmed),
    ("实验室确诊", ClassWord::Confirmed),
    ("实验室诊断病例", ClassWord::Confirmed),
    ("confirmed", ClassWord::Confirmed),
    ("confirmedcase", ClassWord::Confirmed),
    ("无症状", ClassWord::Asymptomatic),
    ("无症状感染者", ClassWord::Asymptomatic),
    ("阳性检测", ClassWord::Asymptomatic),
    ("asymptomatic", ClassWord::Asymptomatic),
    ("asymptomaticcarrier", ClassWord::Asymptomatic),
    ("初筛阳性", ClassWord::ScreenedPositive),
    ("初筛阳性人员", ClassWord::ScreenedPositive),
    ("阳性", ClassWord::ScreenedPositive),
    ("待复核", ClassWord::ScreenedPositive),
    ("positive", ClassWord::ScreenedPositive),
    ("排除", ClassWord::Excluded),
    ("排除病例", ClassWord::Excluded),
    ("notacase", ClassWord::Excluded),
    ("discarded", ClassWord::Excluded),
    ("excluded", ClassWord::Excluded),
];

pub(crate) const SEVERITY: &Vocabulary<SeverityWord> = &[
    ("无症状", SeverityWord::Asymptomatic),
    ("无症状感染者", SeverityWord::Asymptomatic),
    ("asymptomatic", SeverityWord::Asymptomatic),
    ("轻型", SeverityWord::Mild),
    ("轻症", SeverityWord::Mild),
    ("轻", SeverityWord::Mild),
    ("轻度", SeverityWord::Mild),
    ("mild", SeverityWord::Mild),
    ("minor", SeverityWord::Mild),
    ("普通型", SeverityWord::Moderate),
    ("普通", SeverityWord::Moderate),
    ("中型", SeverityWord::Moderate),
    ("中度", SeverityWord::Moderate),
    ("normal", SeverityWord::Moderate),
    ("moderate", SeverityWord::Moderate),
    ("common", SeverityWord::Moderate),
    ("重型", SeverityWord::Severe),
    ("重症", SeverityWord::Severe),
    ("重", SeverityWord::Severe),
    ("重度", SeverityWord::Severe),
    ("severe", SeverityWord::Severe),
    ("危重型", SeverityWord::Critical),
    ("危重症", SeverityWord::Critical),
    ("危重", SeverityWord::Critical),
    ("critical", SeverityWord::Critical),
];

pub(crate) const OUTCOME: &Vocabulary<OutcomeWord> = &[
    ("存活", OutcomeWord::Alive),
    ("健在", OutcomeWord::Alive),
    ("alive", OutcomeWord::Alive),
    ("治疗中", OutcomeWord::InTreatment),
    ("在院", OutcomeWord::InTreatment),
    ("住院", OutcomeWord::InTreatment),
    ("住院治疗", OutcomeWord::InTreatment),
    ("hospitalized", OutcomeWord::InTreatment),
    ("hospitalised", OutcomeWord::InTreatment),
    ("intreatment", OutcomeWord::InTreatment),
    ("治愈", OutcomeWord::Recovered),
    ("痊愈", OutcomeWord::Recovered),
    ("出院", OutcomeWord::Recovered),
    ("治愈出院", OutcomeWord::Recovered),
    ("好转", OutcomeWord::Recovered),
    ("解除隔离", OutcomeWord::Recovered),
    ("recovered", OutcomeWord::Recovered),
    ("recover", OutcomeWord::Recovered),
    ("discharged", OutcomeWord::Recovered),
    ("cured", OutcomeWord::Recovered),
    ("死亡", OutcomeWord::Dead),
    ("dead", OutcomeWord::Dead),
    ("died", OutcomeWord::Dead),
    ("death", OutcomeWord::Dead),
    ("deceased", OutcomeWord::Dead),
    ("失访", OutcomeWord::Lost),
    ("losttofollowup", OutcomeWord::Lost),
];

pub(crate) const RING: &Vocabulary<RingWord> = &[
    ("密接", RingWord::Close),
    ("密切接触者", RingWord::Close),
    ("密接者", RingWord::Close),
    ("密切接触", RingWord::Close),
    ("close", RingWord::Close),
    ("closecontact", RingWord::Close),
    ("次密接", RingWord::Secondary),
    ("次密", RingWord::Secondary),
    ("密接的密接", RingWord::Secondary),
    ("次密切接触者", RingWord::Secondary),
    ("secondary", RingWord::Secondary),
    ("secondarycontact", RingWord::Secondary),
    ("contactofcontact", RingWord::Secondary),
    ("一般", RingWord::General),
    ("一般接触者", RingWord::General),
    ("一般接触", RingWord::General),
    ("general", RingWord::General),
    ("casual", RingWord::General),
    ("casualcontact", RingWord::General),
];

/// Looks a word up in a vocabulary.
pub(crate) fn meaning<W: Copy>(vocabulary: &Vocabulary<W>, text: &str) -> Option<W> {
    // Most senders write the words as they stand here, and then nothing needs folding.
    if let Some((_, word)) = vocabulary.iter().find(|(known, _)| known.eq_ignore_ascii_case(text)) {
        return Some(*word);
    }
    let key = word_key(text);
    vocabulary.iter().find(|(known, _)| *known == key).map(|(_, word)| *word)
}
