//! Tubes and results: what sampling devices and laboratories send.

use super::commands::{Made, answer, client_id, give};
use crate::{
    app::App,
    http::{Json, params::language},
    problem::Problem,
    session::Viewer,
};
use axum::{
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use domain::{Command, Detection, LabId, PersonId, SiteId, TestOutcome, TestPurpose, Timestamp, TubeKind};
use serde::Deserialize;
use serde_json::json;

/// A tube as a sampling device registers it.
#[derive(Deserialize)]
pub(crate) struct Tube {
    code: String,
    kind: TubeKind,
    people: Vec<PersonId>,
    purpose: TestPurpose,
    site: Option<SiteId>,
    collected_at: Timestamp,
    device_at: Option<Timestamp>,
}

/// A result as a laboratory reports it.
#[derive(Deserialize)]
pub(crate) struct TubeResult {
    code: String,
    outcome: TestOutcome,
    lab: Option<LabId>,
    tested_at: Timestamp,
    detection: Detection,
}

/// Results come one by one or many together.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Results {
    /// One.
    One(TubeResult),
    /// Many, each decided by itself.
    Many(Vec<TubeResult>),
}

/// Results that one request may bring.
const MOST_RESULTS: usize = 2_000;

/// Registers a tube; sending it again does nothing again.
pub(crate) async fn register(
    State(app): State<App>,
    viewer: Viewer,
    headers: HeaderMap,
    Json(tube): Json<Tube>,
) -> Result<Response, Problem> {
    let made = Made {
        client_id: client_id(&headers, None)?,
        device_at: tube.device_at,
        command: Command::RegisterTube {
            code: tube.code,
            kind: tube.kind,
            people: tube.people,
            purpose: tube.purpose,
            site: tube.site,
            collected_at: tube.collected_at,
        },
    };
    let seq = give(&app, &viewer, made).await?;
    answer(&app, seq).await
}

/// Takes results.  One result is answered like any command; of many, each has its own answer and none holds up another.
pub(crate) async fn results(
    State(app): State<App>,
    viewer: Viewer,
    headers: HeaderMap,
    Json(results): Json<Results>,
) -> Result<Response, Problem> {
    let lang = language(&headers);
    let many = match results {
        Results::One(result) => {
            let mut made = made(result);
            made.client_id = client_id(&headers, None)?;
            let seq = give(&app, &viewer, made).await?;
            return answer(&app, seq).await;
        }
        Results::Many(many) if many.len() > MOST_RESULTS => return Err(Problem::bad_field("results")),
        Results::Many(many) => many,
    };
    let waiting: Vec<_> = many
        .into_iter()
        .map(|result| {
            let (app, viewer, code) = (app.clone(), viewer.clone(), result.code.clone());
            (code, tokio::spawn(async move { give(&app, &viewer, made(result)).await }))
        })
        .collect();
    let mut answers = Vec::with_capacity(waiting.len());
    for (code, wait) in waiting {
        answers.push(match wait.await.map_err(|_panicked| Problem::fault()).flatten() {
            Ok(seq) => json!({ "code": code, "seq": seq }),
            Err(problem) => json!({ "code": code, "problem": problem.to_json(lang) }),
        });
    }
    Ok(axum::Json(json!({ "results": answers })).into_response())
}

fn made(result: TubeResult) -> Made {
    Made {
        command: Command::ReportResult {
            code: result.code,
            outcome: result.outcome,
            lab: result.lab,
            tested_at: result.tested_at,
            detection: result.detection,
        },
        device_at: None,
        client_id: None,
    }
}
