//! From what a file says to the words of the domain.

use super::plan::Source;
use domain::{
    AreaCode, CaseClass, Date, ExposureStatus, Origin, Outcome, Ring, Setting, Severity, Sex, Timestamp,
    command::{ExposedPerson, ImportedCase, ImportedExposure, Someone},
    time::start_of,
};
use exchange::{
    Age, CaseRecord, ClassWord, ContactRecord, IdNumber, OutcomeWord, Record, RingWord, Said, SeverityWord,
};
use logbook::PersonalDetails;
use situation::Situation;
use std::collections::BTreeMap;

/// Names by which a file says that a case is not from abroad.
const AT_HOME: [&str; 8] = ["中国", "china", "cn", "chn", "本地", "本土", "local", "境内"];

/// Words of files for settings.
const SETTINGS: [(&str, Setting); 24] = [
    ("家庭", Setting::Household),
    ("同住", Setting::Household),
    ("共同生活", Setting::Household),
    ("household", Setting::Household),
    ("family", Setting::Household),
    ("宿舍", Setting::Dormitory),
    ("dormitory", Setting::Dormitory),
    ("同事", Setting::Work),
    ("工作", Setting::Work),
    ("work", Setting::Work),
    ("学校", Setting::School),
    ("school", Setting::School),
    ("聚餐", Setting::Meal),
    ("同餐", Setting::Meal),
    ("meal", Setting::Meal),
    ("同车", Setting::Vehicle),
    ("bus", Setting::Vehicle),
    ("医院", Setting::Hospital),
    ("hospital", Setting::Hospital),
    ("emergency room", Setting::Hospital),
    ("ward", Setting::Hospital),
    ("市场", Setting::Market),
    ("market", Setting::Market),
    ("社区", Setting::Community),
];

/// Areas by code and by name, and the one for rows that say nothing that is listed.
pub(super) struct Place {
    names: BTreeMap<String, AreaCode>,
    otherwise: Option<AreaCode>,
}

impl Place {
    pub(super) fn listed(situation: &Situation, otherwise: Option<AreaCode>) -> Self {
        let names = situation.areas.iter().map(|(code, row)| (row.name.clone(), *code)).collect();
        Self { names, otherwise }
    }

    pub(super) fn area_of(&self, record: &CaseRecord) -> Option<AreaCode> {
        let said = record.area.as_deref().and_then(|text| self.read(text));
        said.or_else(|| record.address.as_deref().and_then(|text| self.within(text))).or(self.otherwise)
    }

    pub(super) fn area_of_contact(&self, record: &ContactRecord) -> Option<AreaCode> {
        record.address.as_deref().and_then(|text| self.within(text)).or(self.otherwise)
    }

    fn read(&self, text: &str) -> Option<AreaCode> {
        let text = text.trim();
        text.parse().ok().or_else(|| self.names.get(text).copied()).or_else(|| self.within(text))
    }

    /// The smallest listed area whose name an address holds; of several equally small ones the first by code.
    fn within(&self, text: &str) -> Option<AreaCode> {
        let held = self.names.iter().filter(|(name, _)| !name.is_empty() && text.contains(name.as_str()));
        held.map(|(_, code)| *code).max_by_key(|code| (code.short().len(), std::cmp::Reverse(*code)))
    }
}

/// Returns the sender's id of a case, or one made of the file and the row.
pub(super) fn key_of_case(row: &Record<CaseRecord>, hash: &str) -> String {
    row.record.external_id.clone().unwrap_or_else(|| made_key(hash, row.row))
}

/// Returns the sender's id of an exposed person, or one made of the file and the row.
pub(super) fn key_of_contact(row: &Record<ContactRecord>, hash: &str) -> String {
    row.record.to.clone().unwrap_or_else(|| made_key(hash, row.row))
}

fn made_key(hash: &str, row: u32) -> String {
    format!("@{}-{row}", hash.get(..12).unwrap_or(hash))
}

pub(super) fn case_of(
    row: &Record<CaseRecord>,
    external_id: String,
    who: Someone,
    area: AreaCode,
    source: &Source<'_>,
) -> ImportedCase {
    let record = &row.record;
    ImportedCase {
        row: row.row,
        external_id,
        who,
        class: class_of(record, source.options.class),
        severity: record.severity.as_ref().and_then(|said| said.word).and_then(severity_of),
        detection: source.options.detection,
        origin: origin_of(record.import_country.as_deref()),
        area,
        onset_on: record.onset_on,
        sampled_on: record.sampled_on.or(record.diagnosed_on).or(record.confirmed_on),
        reported_at: reported_at(record, source.now),
        outcome: outcome_of(record),
    }
}

pub(super) fn exposure_of(
    row: &Record<ContactRecord>,
    from: String,
    to: ExposedPerson,
    source: &Source<'_>,
) -> ImportedExposure {
    let record = &row.record;
    let said = record.ring.as_ref().and_then(|said| said.word).map(ring_of);
    let setting = record.setting.as_deref().or(record.relation.as_deref());
    ImportedExposure {
        row: row.row,
        from,
        to,
        setting: setting_of(setting),
        first_on: record.exposed_from,
        last_on: record.exposed_until,
        status: ExposureStatus::Confirmed,
        ring: said.or(source.options.ring),
    }
}

/// What identifies a person, with what only people read; everything else of the row becomes facts.
pub(super) fn details_of_case(record: &CaseRecord) -> PersonalDetails {
    let notes = [&record.hospital, &record.source, &record.notes];
    PersonalDetails {
        name: record.name.clone(),
        id_number: record.id_number.as_ref().map(|number| number.as_str().to_owned()),
        phone: record.phone.clone(),
        address: record.address.clone(),
        notes: joined(&notes),
    }
}

/// As [`details_of_case`].
pub(super) fn details_of_contact(record: &ContactRecord) -> PersonalDetails {
    PersonalDetails {
        name: record.name.clone(),
        id_number: record.id_number.as_ref().map(|number| number.as_str().to_owned()),
        phone: record.phone.clone(),
        address: record.address.clone(),
        notes: joined(&[&record.relation, &record.notes]),
    }
}

fn joined(texts: &[&Option<String>]) -> Option<String> {
    let known: Vec<&str> = texts.iter().filter_map(|text| text.as_deref()).collect();
    (!known.is_empty()).then(|| known.join("\n"))
}

pub(super) fn sex_of(said: Option<&Said<exchange::Sex>>, number: Option<&IdNumber>) -> Sex {
    let word = said.and_then(|said| said.word).or_else(|| number.and_then(IdNumber::sex));
    match word {
        Some(exchange::Sex::Male) => Sex::Male,
        Some(exchange::Sex::Female) => Sex::Female,
        None => Sex::Unknown,
    }
}

pub(super) fn age_of(age: Age) -> Option<u8> {
    u8::try_from(age.years()).ok()
}

/// The age stated, or the whole years from birth to onset or report.
pub(super) fn years_of(record: &CaseRecord) -> Option<u8> {
    let stated = record.age.and_then(age_of);
    stated.or_else(|| {
        let born = record.birth_on.or_else(|| record.id_number.as_ref().and_then(IdNumber::birth_date))?;
        let day = record.onset_on.or(record.reported_on).or(record.confirmed_on)?;
        let had_birthday = (day.month(), day.day()) >= (born.month(), born.day());
        u8::try_from(i32::from(day.year()) - i32::from(born.year()) - i32::from(!had_birthday)).ok()
    })
}

fn class_of(record: &CaseRecord, otherwise: CaseClass) -> CaseClass {
    let severity = record.severity.as_ref().and_then(|said| said.word);
    match record.classification.as_ref().and_then(|said| said.word) {
        Some(ClassWord::Suspected | ClassWord::Probable | ClassWord::ScreenedPositive) => CaseClass::Suspect,
        Some(ClassWord::Confirmed) => CaseClass::Confirmed,
        Some(ClassWord::Asymptomatic) => CaseClass::Asymptomatic,
        Some(ClassWord::Excluded) => CaseClass::Excluded,
        None if severity == Some(SeverityWord::Asymptomatic) => CaseClass::Asymptomatic,
        None => otherwise,
    }
}

fn severity_of(word: SeverityWord) -> Option<Severity> {
    match word {
        SeverityWord::Asymptomatic => None,
        SeverityWord::Mild => Some(Severity::Light),
        SeverityWord::Moderate => Some(Severity::Ordinary),
        SeverityWord::Severe => Some(Severity::Severe),
        SeverityWord::Critical => Some(Severity::Critical),
    }
}

fn ring_of(word: RingWord) -> Ring {
    match word {
        RingWord::Close => Ring::Close,
        RingWord::Secondary => Ring::Secondary,
        RingWord::General => Ring::General,
    }
}

/// Being alive is not an outcome: someone alive may still be ill.
fn outcome_of(record: &CaseRecord) -> Option<(Outcome, Option<Date>)> {
    if record.died_on.is_some() {
        return Some((Outcome::Died, record.died_on));
    }
    match record.outcome.as_ref().and_then(|said| said.word)? {
        OutcomeWord::Dead => Some((Outcome::Died, None)),
        OutcomeWord::Recovered => Some((Outcome::Recovered, None)),
        OutcomeWord::InTreatment => Some((Outcome::Ongoing, None)),
        OutcomeWord::Alive | OutcomeWord::Lost => None,
    }
}

fn origin_of(country: Option<&str>) -> Origin {
    match country.map(str::trim).filter(|country| !country.is_empty()) {
        None => Origin::Unknown,
        Some(country) if AT_HOME.contains(&country.to_lowercase().as_str()) => Origin::Local,
        Some(country) => Origin::Abroad(country.to_owned()),
    }
}

pub(super) fn setting_of(text: Option<&str>) -> Setting {
    let Some(text) = text.map(str::to_lowercase).filter(|text| !text.trim().is_empty()) else {
        return Setting::Unknown;
    };
    let named = SETTINGS.iter().find(|(word, _)| text.contains(word));
    named.map_or(Setting::Other, |(_, setting)| *setting)
}

/// The day a case was reported, or else confirmed, sampled, fell ill; now when the file says none of them.
fn reported_at(record: &CaseRecord, now: Timestamp) -> Timestamp {
    let days =
        [record.reported_on, record.confirmed_on, record.diagnosed_on, record.sampled_on, record.onset_on];
    days.into_iter().flatten().next().map_or(now, start_of)
}
