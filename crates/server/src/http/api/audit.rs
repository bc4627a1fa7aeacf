//! What is in the ledger, for those who check it.

use crate::{app::App, asof::AsOf, http::params::Params, permit::Permit, problem::Problem};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use domain::{ActorId, PersonId, Seq};
use serde_json::json;

/// Answers with an entry as it was recorded.
pub(crate) async fn entry(
    State(app): State<App>,
    _permit: Permit,
    Path(seq): Path<u64>,
) -> Result<Response, Problem> {
    let desk = app.desk.clone();
    let read = tokio::task::spawn_blocking(move || desk.entries(Seq(seq), Seq(seq))).await;
    let found = read.map_err(|_panicked| Problem::fault())??.into_iter().next();
    let entry = found.ok_or_else(|| Problem::not_found("there is no such entry"))?;
    Ok(axum::Json(json!({
        "seq": entry.seq,
        "at": entry.at,
        "received": entry.received,
        "device": entry.device,
        "by": entry.by,
        "facts": entry.facts,
    }))
    .into_response())
}

/// Who opened whose details, newest first; at most a thousand.
pub(crate) async fn reads(
    State(app): State<App>,
    permit: Permit,
    as_of: AsOf,
    params: Params,
) -> Result<Response, Problem> {
    let by = params.id("by", ActorId::PREFIX, ActorId)?;
    let person = params.id("person", PersonId::PREFIX, PersonId)?;
    let limit = params.parsed::<usize>("limit")?.unwrap_or(100).min(1_000);
    let body = app
        .read(as_of, |seen| {
            let s = seen.situation;
            let covered =
                |actor: ActorId| s.actors.get(actor).is_some_and(|row| permit.covers_unit(s, row.unit));
            let matching = s.reads.iter().rev().filter(|read| {
                by.is_none_or(|by| read.by == by)
                    && person.is_none_or(|person| read.person == person)
                    && covered(read.by)
            });
            let rows: Vec<_> = matching.take(limit).collect();
            json!({ "as_of": s.seq, "total": s.reads.len(), "rows": rows })
        })
        .await?;
    Ok(axum::Json(body).into_response())
}

/// What was imported, newest first.
pub(crate) async fn imports(State(app): State<App>, as_of: AsOf) -> Result<Response, Problem> {
    let body = app
        .read(as_of, |seen| {
            let rows: Vec<_> = seen
                .situation
                .imports
                .iter()
                .rev()
                .map(|(import, row)| json!({ "import": import, "record": row }))
                .collect();
            json!({ "as_of": seen.situation.seq, "rows": rows })
        })
        .await?;
    Ok(axum::Json(body).into_response())
}
