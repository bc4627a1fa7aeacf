//! What a page says when it does not do what was asked: what happened, what to do, whom to call.

use super::{ctx::Look, query::encode, words::words};
use crate::{App, Problem};
use askama::Template;
use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Redirect, Response},
};
use reporting::catalogue::{Catalogue, Lang};

/// A page that says why not.
#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    w: &'static Catalogue,
    lang: &'static str,
    theme: &'static str,
    title: String,
    what: String,
    next: String,
    code: String,
    tone: &'static str,
}

impl ProblemPage {
    fn t<'k>(&'k self, key: &'k str) -> &'k str {
        self.w.t(key)
    }
}

/// Returns why not in one sentence or two.
pub(crate) fn sentence(lang: Lang, problem: &Problem) -> String {
    let said = problem.words(lang);
    format!("{} {}", said.detail, said.next)
}

/// Answers with a page that says why not.
pub(crate) fn answer(app: &App, look: Look, problem: &Problem) -> Response {
    let w = words(look.lang);
    let said = problem.words(look.lang);
    let title = match problem.status {
        StatusCode::NOT_FOUND => w.t("problem-not-found"),
        StatusCode::FORBIDDEN => w.t("problem-forbidden"),
        StatusCode::UNAUTHORIZED => w.t("problem-sign-in"),
        StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY | StatusCode::BAD_REQUEST => {
            w.t("problem-refused")
        }
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => w.t("problem-busy"),
        _ => w.t("problem-fault"),
    };
    let tone = if problem.status == StatusCode::NOT_FOUND { "warn" } else { "bad" };
    let page = ProblemPage {
        w,
        lang: look.lang.tag(),
        theme: look.theme.unwrap_or_default(),
        title: title.to_owned(),
        what: if said.detail == said.what { said.what } else { format!("{} {}", said.what, said.detail) },
        next: said.next,
        code: format!("{} · {}", problem.code, domain::time::minute_text(app.desk.now())),
        tone,
    };
    let html = page.render().unwrap_or_else(|_| problem.code.to_owned());
    let mut answer = (problem.status, Html(html)).into_response();
    if let Some(seconds) = problem.retry_after {
        answer.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    answer
}

/// Turns problems into pages for those who asked for a page: programs get the problem itself.
pub(crate) async fn for_browsers(State(app): State<App>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let wants_page = accept.contains("text/html") && !accept.starts_with("application/problem+json");
    let look = Look::read(headers);
    let had_session = app.session_key(headers).is_some();
    let address = request.uri().to_string();
    let answered = next.run(request).await;
    let Some(problem) = answered.extensions().get::<Problem>().cloned().filter(|_| wants_page) else {
        return answered;
    };
    if problem.status == StatusCode::UNAUTHORIZED {
        let ended = if had_session { "&ended=1" } else { "" };
        return Redirect::to(&format!("/sign-in?next={}{ended}", encode(&address))).into_response();
    }
    answer(&app, look, &problem)
}
