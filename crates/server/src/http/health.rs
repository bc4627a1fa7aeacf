//! Whether the service works, for whatever watches it.

use crate::app::App;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};

/// Answers 200 while commands are recorded, 503 once the desk has stopped.  Says nothing that needs a permission.
pub(super) async fn check(State(app): State<App>) -> Response {
    let stopped = app.desk.stopped().is_some();
    let status = if stopped { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    let body = serde_json::json!({
        "status": if stopped { "stopped" } else { "ok" },
        "entry": app.desk.head(),
        "version": env!("CARGO_PKG_VERSION"),
    });
    (status, axum::Json(body)).into_response()
}
