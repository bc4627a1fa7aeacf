//! Who may use a route: checked before its handler, for every route of the table.

use super::params::language;
use crate::{app::App, permit::Permit, problem::Problem, session::Viewer};
use access::Action;
use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::Response,
};

/// What somebody with a password for one use may still ask for.
const CHANGE_PASSWORD: &str = "/api/v1/password";

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Anybody.
    Open,
    /// Whoever is signed in; what they may do is decided by what they ask.
    SignedIn,
    /// Whoever may do this, as far as it reaches.
    May(Action),
}

/// Lets a request pass or answers it with a problem.  A handler finds the viewer or the permit in the request.
pub(super) async fn check(
    State((app, guard)): State<(App, Guard)>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    match guard {
        Guard::Open => {}
        Guard::SignedIn => {
            let viewer = signed_in(&app, request.headers()).await?;
            if viewer.must_change && request.uri().path() != CHANGE_PASSWORD {
                return Err(Problem::password_change());
            }
            request.extensions_mut().insert(viewer);
        }
        Guard::May(action) => {
            let viewer = signed_in(&app, request.headers()).await?;
            if viewer.must_change {
                return Err(Problem::password_change());
            }
            let permit = app.permit(viewer, action)?;
            request.extensions_mut().insert(permit);
        }
    }
    Ok(next.run(request).await)
}

async fn signed_in(app: &App, headers: &HeaderMap) -> Result<Viewer, Problem> {
    app.viewer(headers).await?.ok_or_else(Problem::unauthenticated)
}

impl FromRequestParts<App> for Permit {
    type Rejection = Problem;

    /// A handler that asks for a permit on a route without one is a fault of the table.
    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, Problem> {
        parts.extensions.get::<Permit>().cloned().ok_or_else(Problem::fault)
    }
}

/// Says problems again in the reader's language.
pub(super) async fn in_words(request: Request, next: Next) -> Response {
    let lang = language(request.headers());
    let mut response = next.run(request).await;
    if response.status() == StatusCode::SERVICE_UNAVAILABLE
        && response.extensions().get::<Problem>().is_none()
    {
        // Only the layer that watches the time answers so without a problem, apart from the check of health.
        let is_late = response.headers().get(header::CONTENT_TYPE).is_none();
        if is_late {
            return Problem::new(StatusCode::SERVICE_UNAVAILABLE, "timed-out", "it took too long")
                .answer(lang);
        }
    }
    match response.extensions_mut().remove::<Problem>() {
        Some(problem) => {
            let mut said = problem.answer(lang);
            let kept = response.headers().iter().filter(|(name, _)| !said.headers().contains_key(*name));
            let kept: Vec<_> = kept
                .filter(|(name, _)| **name != header::CONTENT_LENGTH)
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
            said.headers_mut().extend(kept);
            said
        }
        None => response,
    }
}

/// Refuses requests that change something and come from a page of another site.
///
/// Browsers say where a request comes from in `Sec-Fetch-Site`, older ones in `Origin`; a request with neither is not from
/// a page.  The cookie is `SameSite=Strict` besides.
pub(super) async fn same_site(request: Request, next: Next) -> Result<Response, Problem> {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if is_safe || comes_from_here(request.headers()) {
        return Ok(next.run(request).await);
    }
    Err(Problem::new(StatusCode::FORBIDDEN, "other-site", "this request comes from a page of another site"))
}

fn comes_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = headers.get(header::ORIGIN) else {
        return true;
    };
    let host = text(header::HOST.as_str());
    let authority = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, rest)| rest);
    host.is_some() && authority == host
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(pairs: &[(&'static str, &'static str)]) -> bool {
        let headers =
            pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        comes_from_here(&headers)
    }

    #[test]
    fn only_pages_of_this_site_change_anything() {
        assert!(from(&[("host", "a.example:80"), ("origin", "http://a.example:80")]));
        assert!(!from(&[("host", "a.example"), ("origin", "https://b.example")]));
        assert!(!from(&[("host", "a.example"), ("origin", "null")]));
        assert!(!from(&[
            ("host", "a.example"),
            ("origin", "https://a.example"),
            ("sec-fetch-site", "cross-site")
        ]));
        assert!(!from(&[("sec-fetch-site", "same-site")]));
        assert!(from(&[("sec-fetch-site", "same-origin")]));
        assert!(from(&[("host", "a.example")]), "a program without a page");
    }
}
