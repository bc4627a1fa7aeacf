//! Imports: send a file, look at the plan, record it.

use crate::{
    app::App,
    http::{Json, params::Params},
    imports::{ImportOptions, Into, WaitingPlan, abroad},
    permit::Permit,
    problem::Problem,
};
use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{CaseClass, Detection, OutbreakId};
use exchange::Mapping;
use serde_json::json;
use std::sync::Arc;

/// Takes a file and answers with the plan; nothing is recorded.
pub(crate) async fn plan(
    State(app): State<App>,
    permit: Permit,
    params: Params,
    body: Bytes,
) -> Result<Response, Problem> {
    let options = options(&app, &params)?;
    let name = params.string("file_name").unwrap_or_else(|| "file.csv".to_owned());
    keep(&app, &permit, (body.to_vec(), name), options).await
}

async fn keep(
    app: &App,
    permit: &Permit,
    file: (Vec<u8>, String),
    options: ImportOptions,
) -> Result<Response, Problem> {
    let (worker, by) = (app.clone(), permit.viewer.actor);
    let planned = tokio::task::spawn_blocking(move || worker.plan_and_keep(by, file, options)).await;
    let number = planned.map_err(|_panicked| Problem::fault())??;
    let waiting = own(app, permit, number)?;
    Ok((StatusCode::CREATED, axum::Json(describe(number, &waiting))).into_response())
}

/// Answers with a plan that waits.
pub(crate) async fn waiting(
    State(app): State<App>,
    permit: Permit,
    Path(number): Path<u32>,
) -> Result<Response, Problem> {
    let waiting = own(&app, &permit, number)?;
    Ok(axum::Json(describe(number, &waiting)).into_response())
}

/// Reads the file again with a mapping that a person has corrected.
pub(crate) async fn map_again(
    State(app): State<App>,
    permit: Permit,
    Path(number): Path<u32>,
    Json(mapping): Json<Mapping>,
) -> Result<Response, Problem> {
    let waiting = own(&app, &permit, number)?;
    let mut options = waiting.options.clone();
    options.kind = Some(mapping.kind);
    options.mapping = Some(mapping);
    keep(&app, &permit, (waiting.bytes.clone(), waiting.file_name.clone()), options).await
}

/// Records a plan.
pub(crate) async fn commit(
    State(app): State<App>,
    permit: Permit,
    Path(number): Path<u32>,
) -> Result<Response, Problem> {
    let waiting = own(&app, &permit, number)?;
    let (worker, by) = (app.clone(), permit.viewer.actor);
    let committed = tokio::task::spawn_blocking(move || worker.commit_import(by, &waiting.plan)).await;
    let committed = committed.map_err(|_panicked| Problem::fault())??;
    app.waiting.take(number, by);
    Ok((StatusCode::CREATED, axum::Json(committed)).into_response())
}

/// Lets a plan go, and stops a reading that is under way.
pub(crate) async fn cancel(
    State(app): State<App>,
    permit: Permit,
    Path(number): Path<u32>,
) -> Result<StatusCode, Problem> {
    app.waiting.cancel(permit.viewer.actor);
    app.waiting.take(number, permit.viewer.actor);
    Ok(StatusCode::NO_CONTENT)
}

/// Answers with how far the reading of one's own file has come.
pub(crate) async fn progress(State(app): State<App>, permit: Permit) -> Response {
    let progress = app.waiting.progress(permit.viewer.actor);
    let body = progress.map(|(step, done, of)| json!({ "step": step, "done": done, "of": of }));
    axum::Json(json!({ "progress": body })).into_response()
}

/// Answers with the rejected rows as a workbook.
pub(crate) async fn rejected(
    State(app): State<App>,
    permit: Permit,
    Path(number): Path<u32>,
) -> Result<Response, Problem> {
    let waiting = own(&app, &permit, number)?;
    let workbook = waiting.plan.rejected_workbook();
    let bytes = workbook.ok_or_else(|| Problem::not_found("no row was rejected"))?;
    let headers = [
        (header::CONTENT_TYPE, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"rejected.xlsx\""),
    ];
    Ok((headers, bytes).into_response())
}

fn own(app: &App, permit: &Permit, number: u32) -> Result<Arc<WaitingPlan>, Problem> {
    let found = app.waiting.get(number, permit.viewer.actor);
    found.ok_or_else(|| Problem::not_found("there is no such plan, or it has been recorded"))
}

fn options(app: &App, params: &Params) -> Result<ImportOptions, Problem> {
    let area = if params.flag("abroad") { Some(abroad()) } else { params.parsed("area")? };
    let into = match (params.id("outbreak", OutbreakId::PREFIX, OutbreakId)?, params.string("name")) {
        (Some(outbreak), _) => Into::Outbreak(outbreak),
        (None, Some(name)) => Into::New {
            name,
            pack: params.string("pack").ok_or_else(|| Problem::bad_field("pack"))?,
            area: area.unwrap_or(app.settings.area),
        },
        (None, None) => return Err(Problem::bad_field("outbreak")),
    };
    Ok(ImportOptions {
        sender: params.string("sender").ok_or_else(|| Problem::bad_field("sender"))?,
        kind: params.word("kind")?,
        into,
        area,
        class: params.word("class")?.unwrap_or(CaseClass::Confirmed),
        detection: params.word("detection")?.unwrap_or(Detection::Unknown),
        ring: params.word("ring")?,
        mapping: None,
    })
}

/// A plan without what the file says of people: counts, reasons, and how columns and dates are read.
fn describe(number: u32, waiting: &WaitingPlan) -> serde_json::Value {
    let plan = &waiting.plan;
    json!({
        "plan": number,
        "file_name": waiting.file_name,
        "kind": plan.kind,
        "mapping": plan.mapping,
        "account": plan.account,
        "dates": plan.dates,
        "warnings": plan.warnings,
        "rejected": plan.rejected.iter().map(|row| json!({ "row": row.row, "faults": row.faults })).collect::<Vec<_>>(),
        "links": plan.links.iter().map(|found| json!({ "row": found.row, "of": found.of, "from": found.link.id })).collect::<Vec<_>>(),
        "outlook": plan.outlook,
    })
}
