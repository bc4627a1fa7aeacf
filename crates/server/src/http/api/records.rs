//! Lists and records of cases, contacts, tubes and people, under their numbers.

use super::id;
use crate::{app::App, asof::AsOf, http::params::Params, permit::Permit, problem::Problem};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use domain::{CaseId, ContactId, OutbreakId, PersonId, SiteId, TubeId};
use reporting::{
    lists::{CaseQuery, ContactQuery, TubeQuery, case_list, case_row, contact_list, contact_row, tube_list},
    scope::Scope,
};
use serde_json::json;

/// A page of cases.
pub(crate) async fn cases(
    State(app): State<App>,
    permit: Permit,
    as_of: AsOf,
    params: Params,
) -> Result<Response, Problem> {
    let query = CaseQuery {
        scope: Scope {
            outbreak: params.id("outbreak", OutbreakId::PREFIX, OutbreakId)?,
            area: permit.area(params.parsed("area")?)?,
        },
        class: params.word("class")?,
        found: params.word("found")?,
        severity: params.word("severity")?,
        origin: params.word("origin")?,
        active: params.flag("active"),
        text: params.string("text"),
        from: params.time("from")?,
        until: params.time("until")?,
        by_onset: params.flag("by_onset"),
        sort: params.word("sort")?.unwrap_or_default(),
        paging: params.paging()?,
    };
    let list = app.read(as_of, |seen| case_list(seen.situation, seen.now, &query)).await?;
    Ok(axum::Json(list).into_response())
}

/// One case with its exposures and the entries that concern it.
pub(crate) async fn case(
    State(app): State<App>,
    permit: Permit,
    as_of: AsOf,
    Path(case): Path<String>,
) -> Result<Response, Problem> {
    let case = id(&case, CaseId::PREFIX, CaseId)?;
    let found = app
        .read(as_of, |seen| {
            let s = seen.situation;
            let (row, line) = (s.cases.get(case)?, case_row(s, case)?);
            let infected: Vec<_> = row
                .infected
                .iter()
                .filter_map(|id| Some(json!({ "exposure": id, "record": s.exposures.get(*id)? })))
                .collect();
            let trail = s.people.get(&row.person).map(|known| known.trail.clone());
            let body = json!({ "line": line, "classes": row.classes, "infected": infected, "trail": trail });
            Some((row.area, body))
        })
        .await?;
    let (area, body) = found.ok_or_else(|| Problem::not_found(format!("there is no case {case}")))?;
    permit.check_area(area)?;
    Ok(axum::Json(body).into_response())
}

/// A page of contacts.
pub(crate) async fn contacts(
    State(app): State<App>,
    permit: Permit,
    as_of: AsOf,
    params: Params,
) -> Result<Response, Problem> {
    let placed = params.string("placed").map(|_| params.flag("placed"));
    let query = ContactQuery {
        outbreak: params.id("outbreak", OutbreakId::PREFIX, OutbreakId)?,
        ring: params.word("ring")?,
        standing: params.word("standing")?,
        placed,
        area: permit.area(params.parsed("area")?)?,
        case: params.id("case", CaseId::PREFIX, CaseId)?,
        text: params.string("text"),
        withdrawn: params.flag("withdrawn"),
        sort: params.word("sort")?.unwrap_or_default(),
        paging: params.paging()?,
    };
    let list = app.read(as_of, |seen| contact_list(seen.situation, seen.now, &query)).await?;
    Ok(axum::Json(list).into_response())
}

/// One contact.
pub(crate) async fn contact(
    State(app): State<App>,
    permit: Permit,
    as_of: AsOf,
    Path(contact): Path<String>,
) -> Result<Response, Problem> {
    let contact = id(&contact, ContactId::PREFIX, ContactId)?;
    let found = app
        .read(as_of, |seen| {
            let line = contact_row(seen.situation, contact, seen.now)?;
            let record = seen.situation.contacts.get(contact)?;
            Some((record.area, json!({ "line": line, "record": record })))
        })
        .await?;
    let (area, body) = found.ok_or_else(|| Problem::not_found(format!("there is no contact {contact}")))?;
    permit.check_area(area)?;
    Ok(axum::Json(body).into_response())
}

/// A page of tubes.  Rows of people outside the viewer's area are left out of the page.
pub(crate) async fn tubes(
    State(app): State<App>,
    permit: Permit,
    as_of: AsOf,
    params: Params,
) -> Result<Response, Problem> {
    let query = TubeQuery {
        open: params.flag("open"),
        late: params.flag("late"),
        outcome: params.word("outcome")?,
        purpose: params.word("purpose")?,
        site: params.id("site", SiteId::PREFIX, SiteId)?,
        text: params.string("text"),
        paging: params.paging()?,
    };
    let list = app
        .read(as_of, |seen| {
            let mut list = tube_list(seen.situation, seen.now, &query);
            list.rows.retain(|row| covers_tube(&permit, seen.situation, row.tube));
            list
        })
        .await?;
    Ok(axum::Json(list).into_response())
}

fn covers_tube(permit: &Permit, situation: &situation::Situation, tube: TubeId) -> bool {
    let row = situation.tubes.get(tube);
    let mut areas =
        row.into_iter().flat_map(|row| &row.people).filter_map(|person| situation.area_of(*person));
    areas.any(|area| permit.covers(area))
}

/// What is known of a person under their number: never who they are.
pub(crate) async fn person(
    State(app): State<App>,
    permit: Permit,
    as_of: AsOf,
    Path(person): Path<String>,
) -> Result<Response, Problem> {
    let person = id(&person, PersonId::PREFIX, PersonId)?;
    let found = app
        .read(as_of, |seen| {
            let s = seen.situation;
            let area = s.area_of(person).filter(|_| s.knows(person))?;
            let body = json!({ "person": person, "area": area, "grid": s.grid_of(person), "known": s.people.get(&person) });
            Some((area, body))
        })
        .await?;
    let (area, body) = found.ok_or_else(|| Problem::not_found(format!("there is no person {person}")))?;
    permit.check_area(area)?;
    Ok(axum::Json(body).into_response())
}
