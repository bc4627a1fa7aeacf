//! Who may use a route: checked before its handler, for every route of the table.

use crate::{app::App, permit::Permit, problem::Problem, session::Viewer};
use access::Action;
use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::Response,
};

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
            request.extensions_mut().insert(viewer);
        }
        Guard::May(action) => {
            let viewer = signed_in(&app, request.headers()).await?;
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

/// Refuses requests that change something and come from a page of another site.
///
/// Browsers say where a request comes from in `Sec-Fetch-Site`, older ones in `Origin`; a request with neither is not from
/// a page.  The cookie is `SameSite=Strict` besides.
pub(super) async fn same_site(request: Request, next: Next) -> Result<Response, Problem> {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if is_safe || comes_from_here(request.headers()) {
        return Ok(next.run(request).await);
    }
    Err(Problem::new(
        StatusCode::FORBIDDEN,
        "other-site",
        "this request comes from a page of another site",
    ))
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
        let headers = pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        comes_from_here(&headers)
    }

    #[test]
    fn only_pages_of_this_site_change_anything() {
        assert!(from(&[("host", "a.example:80"), ("origin", "http://a.example:80")]));
        assert!(!from(&[("host", "a.example"), ("origin", "https://b.example")]));
        assert!(!from(&[("host", "a.example"), ("origin", "null")]));
        assert!(!from(&[("host", "a.example"), ("origin", "https://a.example"), ("sec-fetch-site", "cross-site")]));
        assert!(!from(&[("sec-fetch-site", "same-site")]));
        assert!(from(&[("sec-fetch-site", "same-origin")]));
        assert!(from(&[("host", "a.example")]), "a program without a page");
    }
}
