//! Commands: one address takes every command that the policy allows.

use crate::{app::App, http::Json, ledger::Ask, problem::Problem, session::Viewer};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use domain::{Command, Seq, Timestamp};
use serde::Deserialize;
use serde_json::json;

/// A command with what its sender says of it.
#[derive(Deserialize)]
pub(crate) struct Given {
    command: Command,
    /// When the device had made it.
    device_at: Option<Timestamp>,
    /// The sender's own number of it, a UUID; the header `Idempotency-Key` says the same.
    client_id: Option<String>,
}

/// Takes a command.
pub(crate) async fn submit(
    State(app): State<App>,
    viewer: Viewer,
    headers: HeaderMap,
    Json(given): Json<Given>,
) -> Result<Response, Problem> {
    let client_id = client_id(&headers, given.client_id.as_deref())?;
    refuse_own_address(&given.command)?;
    let made = Made { command: given.command, device_at: given.device_at, client_id };
    let seq = give(&app, &viewer, made).await?;
    answer(&app, seq).await
}

/// A command on its way to the desk.
pub(crate) struct Made {
    pub(crate) command: Command,
    pub(crate) device_at: Option<Timestamp>,
    pub(crate) client_id: Option<u128>,
}

/// Checks a command against the policy and submits it.
pub(crate) async fn give(app: &App, viewer: &Viewer, made: Made) -> Result<Option<Seq>, Problem> {
    app.permit_command(viewer, &made.command)?;
    let ask = Ask {
        by: viewer.actor,
        received: app.desk.now(),
        device: made.device_at,
        command: made.command,
        client_id: made.client_id,
    };
    Ok(app.desk.submit(ask).await?)
}

/// Answers with the entry and its facts: 201 when something was recorded, 200 when it was known before.
pub(crate) async fn answer(app: &App, seq: Option<Seq>) -> Result<Response, Problem> {
    let Some(seq) = seq else {
        return Ok(axum::Json(json!({ "seq": null, "facts": [] })).into_response());
    };
    let desk = app.desk.clone();
    let read = tokio::task::spawn_blocking(move || desk.entries(seq, seq)).await;
    let entries = read.map_err(|_panicked| Problem::fault())??;
    let facts: Vec<_> = entries.into_iter().flat_map(|entry| entry.facts).collect();
    Ok((StatusCode::CREATED, axum::Json(json!({ "seq": seq, "facts": facts }))).into_response())
}

/// Reads the sender's own number of a command, a UUID.
pub(crate) fn client_id(headers: &HeaderMap, in_body: Option<&str>) -> Result<Option<u128>, Problem> {
    let in_header = headers.get("idempotency-key").map(|value| value.to_str().unwrap_or_default());
    let Some(text) = in_header.or(in_body) else {
        return Ok(None);
    };
    let digits: String = text.trim_matches('"').chars().filter(|sign| *sign != '-').collect();
    let number = (digits.len() == 32).then(|| u128::from_str_radix(&digits, 16).ok()).flatten();
    number.map(Some).ok_or_else(|| Problem::bad_field("Idempotency-Key"))
}

/// Commands that also touch the vault have an address of their own.
fn refuse_own_address(command: &Command) -> Result<(), Problem> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "every other command is complete in itself")]
    let address = match command {
        Command::Import(_) => "/api/v1/imports",
        Command::OpenPersonalData { .. } => "/api/v1/people/{person}/details",
        Command::ErasePerson { .. } => "/api/v1/people/{person}/erase",
        _ => return Ok(()),
    };
    Err(Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "own-address",
        format!("this command has an address of its own: {address}"),
    ))
}
