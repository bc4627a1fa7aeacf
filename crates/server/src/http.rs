//! HTTP: the router, and what every answer has in common.

pub mod answers;
pub mod api;
mod assets;
mod boundaries;
mod events;
mod guard;
mod health;
mod json;
mod notation;
pub mod openapi;
pub(crate) mod params;
pub mod routes;

pub use guard::Guard;
pub use json::Json;
pub use routes::ROUTES;

use crate::{app::App, problem::Problem};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware,
};
use std::time::Duration;
use tower_http::{compression::CompressionLayer, set_header::SetResponseHeaderLayer, timeout::TimeoutLayer};

/// Largest body of a request, bytes; uploads of files have their own limit.
const LARGEST_BODY: usize = 1 << 20;

/// Longest time until an answer begins.
const LONGEST_ANSWER: Duration = Duration::from_mins(1);

/// What a page may load, and from where.  Source: OWASP secure headers; `blob:` is what the map's worker needs.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; \
    script-src 'self'; worker-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; \
    form-action 'self'; frame-ancestors 'none'";

/// Returns everything the server answers.
pub fn router(app: App) -> Router {
    let routed = ROUTES.iter().fold(Router::new(), |all, route| {
        let handler =
            (route.handler)().layer(DefaultBodyLimit::max(route.largest_body.unwrap_or(LARGEST_BODY)));
        let guarded =
            handler.route_layer(middleware::from_fn_with_state((app.clone(), route.guard), guard::check));
        all.route(route.path, guarded)
    });
    let answered = routed
        .merge(crate::pages::routes())
        .fallback(|| async { Problem::not_found("there is no such page") })
        .method_not_allowed_fallback(|| async {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", "this address does not take that method")
        });
    // A request that changes something is looked at before anything else, and whoever asked for a page is told in one.
    let from_here = answered.layer(middleware::from_fn(guard::same_site));
    let in_pages = from_here.layer(middleware::from_fn_with_state(app.clone(), crate::pages::for_browsers));
    with_common_layers(in_pages).with_state(app)
}

/// Adds what every answer has in common; the last layer added is the first a request passes.
fn with_common_layers(router: Router<App>) -> Router<App> {
    let fixed = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    router
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_ANSWER))
        .layer(middleware::from_fn(guard::in_words))
        .layer(CompressionLayer::new())
        .layer(fixed(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::X_FRAME_OPTIONS, "DENY"))
        .layer(fixed(header::REFERRER_POLICY, "same-origin"))
        .layer(fixed(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .layer(fixed(HeaderName::from_static("cross-origin-resource-policy"), "same-origin"))
        .layer(fixed(
            HeaderName::from_static("permissions-policy"),
            "camera=(self), geolocation=(), microphone=()",
        ))
        .layer(fixed(header::CACHE_CONTROL, "no-store"))
}
