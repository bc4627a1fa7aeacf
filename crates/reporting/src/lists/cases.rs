//! The line list of cases.

use super::page::{List, Paging, day_key, page};
use crate::{
    scope::{Scope, onset_day},
    words::area_name,
};
use domain::{
    AreaCode, CaseClass, CaseId, Date, Detection, Origin, OutbreakId, Outcome, PersonId, Severity, Sex,
    Timestamp, time::day_of,
};
use serde::{Deserialize, Serialize};
use situation::{Situation, state::Case};
use std::collections::BTreeSet;

/// Most people that a search for part of an outside id may find.
const MOST_FOUND: usize = 1000;

/// What cases are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseSort {
    /// Report.
    #[default]
    Reported,
    /// Onset, or else sampling, or else report.
    Onset,
    /// Sampling.
    Sampled,
    /// Area code.
    Area,
    /// Case number.
    Number,
    /// Contacts found.
    Contacts,
}

/// How a case was found, as a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DetectionFilter {
    /// Outside control.
    Community,
    /// Under control.
    Controlled,
    /// Exactly this way.
    Exactly(Detection),
}

/// Where the infection came from, as a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OriginFilter {
    /// Local.
    Local,
    /// From abroad.
    Abroad,
    /// From elsewhere in the country.
    Elsewhere,
    /// Not known.
    Unknown,
}

/// Filters of the case list; what is absent does not filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CaseQuery {
    /// One outbreak, or every one responded to, in an area.
    pub scope: Scope,
    /// Class; without it excluded cases are left out.
    pub class: Option<CaseClass>,
    /// How it was found.
    pub found: Option<DetectionFilter>,
    /// Clinical type.
    pub severity: Option<Severity>,
    /// Origin.
    pub origin: Option<OriginFilter>,
    /// Only cases that have not ended.
    pub active: bool,
    /// Case number (`C12`, `12`) or the beginning of an outside id.
    pub text: Option<String>,
    /// Reported or fallen ill not before.
    pub from: Option<Timestamp>,
    /// Reported or fallen ill before.
    pub until: Option<Timestamp>,
    /// Whether `from` and `until` are about onset instead of report.
    pub by_onset: bool,
    /// Order.
    pub sort: CaseSort,
    /// Page.
    pub paging: Paging,
}

/// A line of the case list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of the case")]
pub struct CaseRow {
    pub case: CaseId,
    pub person: PersonId,
    /// The id that a sender gave, the first of several.
    pub external: Option<String>,
    pub outbreak: OutbreakId,
    pub class: CaseClass,
    pub severity: Option<Severity>,
    pub detection: Detection,
    /// Whether it was found outside control.
    pub community: bool,
    pub origin: Origin,
    pub area: AreaCode,
    pub area_name: String,
    pub sex: Option<Sex>,
    pub age: Option<u8>,
    pub onset_on: Option<Date>,
    pub sampled_on: Option<Date>,
    pub reported_at: Timestamp,
    pub outcome: Option<Outcome>,
    /// When the investigation was completed.
    pub traced_at: Option<Timestamp>,
    /// Contacts found through it.
    pub contacts: u32,
    /// People it is confirmed to have infected.
    pub infected: u32,
}

/// Returns a page of cases at `now`.  O(cases).
pub fn case_list(s: &Situation, now: Timestamp, query: &CaseQuery) -> List<CaseRow> {
    let found = query.text.as_deref().filter(|text| !text.trim().is_empty());
    let found = found.map(|text| find(s, text.trim()));
    let matching = s.cases.iter().filter(|(id, case)| {
        let named =
            found.as_ref().is_none_or(|(cases, people)| cases.contains(id) || people.contains(&case.person));
        named && matches(s, now, query, case)
    });
    let keyed = matching.map(|(id, case)| (id, key(query.sort, id, case)));
    page((s, now), &query.paging, keyed, |id| case_row(s, id))
}

fn matches(s: &Situation, now: Timestamp, query: &CaseQuery, case: &Case) -> bool {
    let class = match query.class {
        Some(class) => case.class == class,
        None => case.class != CaseClass::Excluded,
    };
    let found = match query.found {
        None => true,
        Some(DetectionFilter::Community) => case.detection.is_community(),
        Some(DetectionFilter::Controlled) => !case.detection.is_community(),
        Some(DetectionFilter::Exactly(detection)) => case.detection == detection,
    };
    let origin = match (query.origin, &case.origin) {
        (None, _)
        | (Some(OriginFilter::Local), Origin::Local)
        | (Some(OriginFilter::Abroad), Origin::Abroad(_))
        | (Some(OriginFilter::Elsewhere), Origin::Elsewhere(_))
        | (Some(OriginFilter::Unknown), Origin::Unknown) => true,
        (Some(_), _) => false,
    };
    let in_time = if query.by_onset {
        let day = onset_day(case);
        query.from.is_none_or(|from| day >= day_of(from))
            && query.until.is_none_or(|until| day < day_of(until))
    } else {
        query.from.is_none_or(|from| case.reported_at >= from)
            && query.until.is_none_or(|until| case.reported_at < until)
    };
    let severity = query.severity.is_none_or(|severity| case.severity == Some(severity));
    let active = !query.active || case.outcome.is_none();
    class
        && found
        && origin
        && in_time
        && severity
        && active
        && case.reported_at <= now
        && query.scope.covers(s, case)
}

fn key(sort: CaseSort, id: CaseId, case: &Case) -> i64 {
    match sort {
        CaseSort::Reported => case.reported_at.as_second(),
        CaseSort::Onset => day_key(Some(onset_day(case))),
        CaseSort::Sampled => day_key(case.sampled_on),
        CaseSort::Area => i64::try_from(case.area.number()).unwrap_or(i64::MAX),
        CaseSort::Number => i64::from(id.0),
        CaseSort::Contacts => i64::from(case.contacts),
    }
}

/// Cases of a number and people of an outside id that is or begins with `text`.
fn find(s: &Situation, text: &str) -> (BTreeSet<CaseId>, BTreeSet<PersonId>) {
    let digits = text.strip_prefix(['C', 'c']).unwrap_or(text);
    let numbered = digits.parse().map(CaseId).ok();
    let mut people = BTreeSet::new();
    for ids in s.external.values() {
        let from = ids.range(text.to_owned()..);
        let same = from.take_while(|(id, _)| id.starts_with(text)).take(MOST_FOUND);
        people.extend(same.map(|(_, person)| *person));
    }
    (numbered.into_iter().collect(), people)
}

/// Returns the line of one case.
pub fn case_row(s: &Situation, id: CaseId) -> Option<CaseRow> {
    let case = s.cases.get(id)?;
    let known = s.people.get(&case.person);
    let registered = known.and_then(|known| known.registered.as_ref());
    let external = known.and_then(crate::words::sender_number);
    Some(CaseRow {
        case: id,
        person: case.person,
        external: external.map(str::to_owned),
        outbreak: case.outbreak,
        class: case.class,
        severity: case.severity,
        detection: case.detection,
        community: case.detection.is_community(),
        origin: case.origin.clone(),
        area: case.area,
        area_name: area_name(s, case.area),
        sex: registered.map(|(sex, _, _)| *sex),
        age: registered.and_then(|(_, age, _)| *age),
        onset_on: case.onset_on,
        sampled_on: case.sampled_on,
        reported_at: case.reported_at,
        outcome: case.outcome.map(|(outcome, _)| outcome),
        traced_at: case.traced_at,
        contacts: case.contacts,
        infected: u32::try_from(case.infected.len()).unwrap_or(u32::MAX),
    })
}
