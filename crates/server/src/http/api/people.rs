//! Personal details: stating a purpose, opening, erasing.

use super::id;
use crate::{app::App, http::Json, problem::Problem, session::Viewer};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use domain::{PersonId, Subject};
use serde::Deserialize;
use serde_json::json;

/// What details are opened for.
#[derive(Deserialize)]
pub(crate) struct Purpose {
    purpose: String,
    subject: Subject,
}

/// Why details are destroyed.
#[derive(Deserialize)]
pub(crate) struct Basis {
    basis: String,
}

/// Notes what the session opens details for.
pub(crate) async fn state_purpose(
    State(app): State<App>,
    viewer: Viewer,
    Json(asked): Json<Purpose>,
) -> Result<Response, Problem> {
    let stated = app.state_purpose(&viewer, &asked.purpose, asked.subject).await?;
    Ok(axum::Json(json!({ "purpose": stated.purpose, "subject": stated.subject, "until": stated.until }))
        .into_response())
}

/// Opens a person's details.
pub(crate) async fn details(
    State(app): State<App>,
    viewer: Viewer,
    Path(person): Path<String>,
) -> Result<Response, Problem> {
    let person = id(&person, PersonId::PREFIX, PersonId)?;
    let opened = app.open_person(&viewer, person).await?;
    let details = opened.details.unwrap_or_default();
    Ok(axum::Json(json!({
        "person": person,
        "entry": opened.seq,
        "name": details.name,
        "id_number": details.id_number,
        "phone": details.phone,
        "address": details.address,
        "notes": details.notes,
    }))
    .into_response())
}

/// Destroys a person's details.
pub(crate) async fn erase(
    State(app): State<App>,
    viewer: Viewer,
    Path(person): Path<String>,
    Json(asked): Json<Basis>,
) -> Result<Response, Problem> {
    let person = id(&person, PersonId::PREFIX, PersonId)?;
    let seq = app.erase_person(&viewer, person, &asked.basis).await?;
    Ok(axum::Json(json!({ "person": person, "entry": seq })).into_response())
}
