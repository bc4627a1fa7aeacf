//! The table of routes: what is answered where, and who may ask.
//!
//! The router, the OpenAPI document and the test of permissions are all made from this table, so none can forget a route.

use super::{Guard, api, assets, boundaries, events, health, openapi};
use crate::app::App;
use access::Action;
use axum::routing::{MethodRouter, get, post};

/// A route.
pub struct Route {
    /// The method: `GET`, `POST` or `DELETE`; several where one address takes several.
    pub methods: &'static [&'static str],
    /// The address, with its variables in braces.
    pub path: &'static str,
    /// Who may use it.
    pub guard: Guard,
    /// What it is for, one sentence.
    pub summary: &'static str,
    /// Query parameters: name and meaning.
    pub query: &'static [(&'static str, &'static str)],
    /// Largest body, bytes, where it differs from the usual.
    pub largest_body: Option<usize>,
    /// Makes the handler.
    pub handler: fn() -> MethodRouter<App>,
}

/// Parameters of everything that can be read as it was.
const AS_OF: &[(&str, &str)] = &[
    ("as_of", "entry of the ledger: what was known once it had been recorded"),
    ("at", "local minute, 2021-12-07T06:00: what was known then"),
];

const fn read(
    path: &'static str,
    action: Action,
    summary: &'static str,
    handler: fn() -> MethodRouter<App>,
) -> Route {
    Route { methods: &["GET"], path, guard: Guard::May(action), summary, query: AS_OF, largest_body: None, handler }
}

const fn other(
    methods: &'static [&'static str],
    path: &'static str,
    guard: Guard,
    summary: &'static str,
    handler: fn() -> MethodRouter<App>,
) -> Route {
    Route { methods, path, guard, summary, query: &[], largest_body: None, handler }
}

/// Every route but the pages.
#[rustfmt::skip]
pub const ROUTES: &[Route] = &[
    other(&["GET"], "/healthz", Guard::Open, "Whether the service works.", || get(health::check)),
    other(&["GET"], "/assets/{*path}", Guard::Open, "Scripts, styles and icons.", || get(assets::file)),
    other(&["GET"], "/api/openapi.json", Guard::Open, "This document.", || get(openapi::document)),
    other(&["GET"], "/events", Guard::SignedIn, "A stream of events that say what changed.", || get(events::stream)),
    read("/boundaries.geojson", Action::SeePlaces, "Shapes of areas and grids.", || get(boundaries::shapes)),

    other(&["POST", "GET", "DELETE"], "/api/v1/session", Guard::Open, "Sign in: handle and password.", || post(api::session::sign_in).get(api::session::who).delete(api::session::sign_out)),
    other(&["POST"], "/api/v1/password", Guard::SignedIn, "Change the password; every session ends.", || post(api::session::change_password)),
    other(&["POST"], "/api/v1/purpose", Guard::SignedIn, "State what personal data is opened for; holds half an hour.", || post(api::people::state_purpose)),
    other(&["GET"], "/api/v1/people/{person}/details", Guard::SignedIn, "Open a person's details; recorded.", || get(api::people::details)),
    other(&["POST"], "/api/v1/people/{person}/erase", Guard::SignedIn, "Destroy a person's details; recorded.", || post(api::people::erase)),

    other(&["POST"], "/api/v1/commands", Guard::SignedIn, "Give a command.", || post(api::commands::submit)),
    other(&["POST"], "/api/v1/tubes", Guard::SignedIn, "Register a tube.", || post(api::lab::register)),
    other(&["POST"], "/api/v1/results", Guard::SignedIn, "Report results of tubes, one or many.", || post(api::lab::results)),
    read("/api/v1/entries/{seq}", Action::SeeAudit, "An entry of the ledger.", || get(api::audit::entry)),
];
