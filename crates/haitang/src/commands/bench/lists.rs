//! Every list of the screen, asked a hundred ways, on the loaded ledger.

use super::{Figure, open, timed};
use domain::{AreaCode, CaseClass, OutbreakId, Timestamp};
use reporting::{
    funnel::funnel,
    gaps::gaps,
    lists::{CaseQuery, CaseSort, ContactQuery, Paging, case_list, contact_list},
    scope::Scope,
};
use situation::Situation;
use std::path::Path;

/// Questions asked of each list.
const QUESTIONS: u32 = 60;

/// What is asked of a situation, by the number of the question.
type Question = fn(&Situation, Timestamp, u32) -> usize;

pub(super) fn measure(data: &Path) -> anyhow::Result<Vec<Figure>> {
    let s = open(data)?.situation;
    let now = s.at.unwrap_or(Timestamp::UNIX_EPOCH);
    let asked: [(&'static str, Question); 4] = [
        ("list of cases, p95", cases),
        ("list of contacts, p95", contacts),
        ("gaps, p95", |s, now, _| gaps(s, now).len()),
        ("funnel, p95", |s, now, _| funnel(s, now).stages.len()),
    ];
    let mut figures = Vec::new();
    for (name, question) in asked {
        let mut times: Vec<f64> =
            (0..QUESTIONS).map(|nth| timed(|| question(&s, now, nth)).1 * 1000.0).collect();
        times.sort_by(f64::total_cmp);
        let place = times.len() * 95 / 100;
        let value = times.get(place).copied().unwrap_or(f64::INFINITY);
        figures.push(Figure { name, value, unit: "ms", goal: Some((100.0, false)) });
    }
    Ok(figures)
}

fn scope(nth: u32) -> Scope {
    let area: Option<AreaCode> =
        (nth.is_multiple_of(3)).then(|| format!("330211{:03}", 1 + nth % 7).parse().ok()).flatten();
    Scope { outbreak: Some(OutbreakId(2)), area }
}

fn cases(s: &Situation, now: Timestamp, nth: u32) -> usize {
    let sorts = [CaseSort::Reported, CaseSort::Onset, CaseSort::Area, CaseSort::Number, CaseSort::Contacts];
    let mut query = CaseQuery { scope: scope(nth), ..CaseQuery::default() };
    query.class = (nth.is_multiple_of(2)).then_some(CaseClass::Confirmed);
    query.sort = sorts.into_iter().cycle().nth(usize::try_from(nth).unwrap_or(0)).unwrap_or_default();
    query.paging = Paging { descending: nth % 2 == 1, ..Paging::default() };
    let first = case_list(s, now, &query);
    query.paging.after = first.next;
    first.rows.len() + case_list(s, now, &query).rows.len()
}

fn contacts(s: &Situation, now: Timestamp, nth: u32) -> usize {
    let Scope { outbreak, area } = scope(nth);
    let mut query = ContactQuery { outbreak, area, ..ContactQuery::default() };
    query.paging = Paging { descending: nth % 2 == 1, ..Paging::default() };
    contact_list(s, now, &query).rows.len()
}
