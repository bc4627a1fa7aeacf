//! A reader at a page: who, of which minute, in which language, under which address; and the answer to it.

use super::{
    ctx::{Ctx, Look},
    problem_page,
    query::Query,
};
use crate::{App, AsOf, Problem, Viewer, asof::AsOfQuery, permit::Permit};
use access::Action;
use askama::Template;
use axum::{
    extract::FromRequestParts,
    http::{HeaderValue, header, request::Parts},
    response::{Html, IntoResponse, Redirect, Response},
};
use domain::Command;

/// A reader at a page.
pub(crate) struct Visit {
    /// The application.
    pub(crate) app: App,
    /// Who.
    pub(crate) viewer: Viewer,
    /// Of which state of knowledge.
    pub(crate) as_of: AsOf,
    /// How pages should look.
    pub(crate) look: Look,
    /// The address.
    pub(crate) q: Query,
    /// Whether the page says that it stands before the reader and only asks for its newer state.
    pub(crate) is_update: bool,
}

impl FromRequestParts<App> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let look = Look::read(&parts.headers);
        let q = Query::read(&parts.uri);
        let known = app.viewer(&parts.headers).await;
        let viewer = known.map_err(|problem| problem_page::answer(app, look, &problem))?;
        let Some(viewer) = viewer else {
            let had_session = app.session_key(&parts.headers).is_some();
            return Err(to_sign_in(&q, had_session));
        };
        let as_of = AsOfQuery { as_of: Some(q.get("as_of").to_owned()), at: Some(q.get("at").to_owned()) };
        let as_of = as_of.read().map_err(|problem| problem_page::answer(app, look, &problem))?;
        if viewer.must_change {
            return Err(Redirect::to("/password").into_response());
        }
        let says_update = parts.headers.get("hx-request").is_some_and(|value| value.as_bytes() == b"true");
        let is_update = says_update && parts.method == axum::http::Method::GET;
        Ok(Visit { app: app.clone(), viewer, as_of, look, q, is_update })
    }
}

pub(crate) fn to_sign_in(q: &Query, had_session: bool) -> Response {
    let ended = if had_session { "&ended=1" } else { "" };
    let next = super::query::encode(&q.address());
    Redirect::to(&format!("/sign-in?next={next}{ended}")).into_response()
}

impl Visit {
    /// Answers with a page that the reader may see.
    pub(crate) async fn show<T: Template>(
        self,
        action: Action,
        page: impl FnOnce(&Ctx<'_>, &Permit) -> Result<T, Problem> + Send,
    ) -> Response {
        let permit = match self.app.permit(self.viewer.clone(), action) {
            Ok(permit) => permit,
            Err(problem) => return self.refuse(&problem),
        };
        let open = match self.app.opened_people(&self.viewer).await {
            Ok(open) => open,
            Err(problem) => return self.refuse(&problem),
        };
        let written = self
            .app
            .read(self.as_of, |seen| {
                let c = Ctx::new(&self.app, seen, &self.viewer, (&self.q, self.look)).with_open(&open);
                page(&c, &permit).map(|page| page.render())
            })
            .await;
        if let Err(problem) =
            self.app.record_view(&self.viewer, &open, (self.q.address(), self.is_update)).await
        {
            return self.refuse(&problem);
        }
        match written {
            Ok(Ok(Ok(html))) => html_answer(html),
            Ok(Ok(Err(error))) => {
                tracing::error!(%error, "a page could not be written");
                self.refuse(&Problem::fault())
            }
            Ok(Err(problem)) | Err(problem) => self.refuse(&problem),
        }
    }

    /// Returns the entries of a trail, newest last, read away from the asynchronous threads; none where they cannot be
    /// read, because a page without its history is better than none.
    pub(crate) async fn entries(
        &self,
        trail: impl FnOnce(&situation::Situation) -> Option<Vec<domain::Seq>> + Send,
    ) -> Vec<domain::Entry> {
        let read = self.app.read(self.as_of, |seen| trail(seen.situation)).await;
        let seqs = read.ok().flatten().unwrap_or_default();
        let desk = self.app.desk.clone();
        let entries = tokio::task::spawn_blocking(move || {
            let each = seqs.into_iter().filter_map(|seq| desk.entries(seq, seq).ok());
            each.flatten().collect()
        });
        entries.await.unwrap_or_default()
    }

    /// Answers with bytes that are made from what the reader may see.
    pub(crate) async fn file(
        self,
        action: Action,
        name: &str,
        kind: &'static str,
        make: impl FnOnce(&Ctx<'_>, &Permit) -> Result<Vec<u8>, Problem> + Send,
    ) -> Response {
        let permit = match self.app.permit(self.viewer.clone(), action) {
            Ok(permit) => permit,
            Err(problem) => return self.refuse(&problem),
        };
        let open = match self.app.opened_people(&self.viewer).await {
            Ok(open) => open,
            Err(problem) => return self.refuse(&problem),
        };
        let written = self
            .app
            .read(self.as_of, |seen| {
                let c = Ctx::new(&self.app, seen, &self.viewer, (&self.q, self.look)).with_open(&open);
                make(&c, &permit)
            })
            .await;
        if let Err(problem) = self.app.record_view(&self.viewer, &open, (self.q.address(), false)).await {
            return self.refuse(&problem);
        }
        match written {
            Ok(Ok(bytes)) => file_answer(name, kind, bytes),
            Ok(Err(problem)) | Err(problem) => self.refuse(&problem),
        }
    }

    /// Gives a command and goes on to a page; what was refused is said on a page of its own.
    pub(crate) async fn give(&self, command: Command, next: &str) -> Response {
        match self.submit(command).await {
            Ok(()) => Redirect::to(next).into_response(),
            Err(problem) => self.refuse(&problem),
        }
    }

    /// Gives a command that the reader may give.
    ///
    /// # Errors
    /// Why not.
    pub(crate) async fn submit(&self, command: Command) -> Result<(), Problem> {
        self.app.permit_command(&self.viewer, &command)?;
        self.app.submit(&self.viewer, command).await.map(drop)
    }

    /// Gives a command that the reader may give, and returns whether it changed anything.
    ///
    /// # Errors
    /// Why not.
    pub(crate) async fn changes(&self, command: Command) -> Result<bool, Problem> {
        self.app.permit_command(&self.viewer, &command)?;
        self.app.submit(&self.viewer, command).await.map(|entry| entry.is_some())
    }

    /// Answers with the page of a form that was refused: the page says why, the status that nothing was done.
    pub(crate) async fn show_again<T: Template>(
        self,
        problem: &Problem,
        action: Action,
        page: impl FnOnce(&Ctx<'_>, &Permit) -> Result<T, Problem> + Send,
    ) -> Response {
        let mut answer = self.show(action, page).await;
        if answer.status().is_success() {
            *answer.status_mut() = problem.status;
        }
        answer
    }

    /// Says why not.
    pub(crate) fn refuse(&self, problem: &Problem) -> Response {
        problem_page::answer(&self.app, self.look, problem)
    }
}

/// Answers with a page.
pub(crate) fn html_answer(html: String) -> Response {
    let mut answer = Html(html).into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// Answers with a file to keep.
pub(crate) fn file_answer(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let mut answer = bytes.into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(disposition) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    answer
}
