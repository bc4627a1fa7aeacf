//! What is in the ledger, for those who check it.

use crate::{app::App, permit::Permit, problem::Problem};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use domain::Seq;
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
