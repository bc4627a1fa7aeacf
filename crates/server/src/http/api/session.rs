//! Signing in and out.

use crate::{app::App, http::Json, problem::Problem, session::Viewer};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

/// A sign-in.
#[derive(Deserialize)]
pub(crate) struct SignIn {
    handle: String,
    password: String,
}

/// A change of password.
#[derive(Deserialize)]
pub(crate) struct ChangePassword {
    old: String,
    new: String,
}

/// Opens a session; the token travels in the cookie only.
pub(crate) async fn sign_in(State(app): State<App>, Json(asked): Json<SignIn>) -> Result<Response, Problem> {
    let now = app.wall();
    let handle = asked.handle.clone();
    let (token, actor) =
        app.with_accounts(move |accounts| accounts.sign_in(&handle, &asked.password, now)).await?;
    let is_active = app.desk.read(|situation| situation.actors.get(actor).is_some_and(|row| row.active))?;
    if !is_active {
        app.with_accounts(move |accounts| accounts.end_sessions_of(actor)).await?;
        return Err(crate::accounts::AccountError::WrongCredentials.into());
    }
    let cookie = [(header::SET_COOKIE, app.session_cookie(&token))];
    Ok((StatusCode::CREATED, cookie, axum::Json(json!({ "actor": actor }))).into_response())
}

/// Says who is signed in, and what they may do.
pub(crate) async fn who(viewer: Viewer) -> Response {
    let may: Vec<_> = access::Action::ALL
        .into_iter()
        .filter_map(|action| Some((action, access::policy::reach_of(viewer.role, action)?)))
        .map(|(action, reach)| json!({ "action": action, "reach": reach }))
        .collect();
    axum::Json(json!({
        "actor": viewer.actor,
        "handle": viewer.handle,
        "title": viewer.title,
        "role": viewer.role,
        "unit": viewer.unit,
        "may": may,
    }))
    .into_response()
}

/// Ends the session.
pub(crate) async fn sign_out(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    if let Some(key) = app.session_key(&headers) {
        app.with_accounts(move |accounts| accounts.end_session(key)).await?;
    }
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, app.ended_cookie())]).into_response())
}

/// Changes the password of whoever is signed in.
pub(crate) async fn change_password(
    State(app): State<App>,
    viewer: Viewer,
    Json(asked): Json<ChangePassword>,
) -> Result<Response, Problem> {
    let now = app.wall();
    app.with_accounts(move |accounts| accounts.change_password(&viewer.handle, &asked.old, &asked.new, now))
        .await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, app.ended_cookie())]).into_response())
}
