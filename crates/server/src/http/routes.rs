//! The table of routes: what is answered where, and who may ask.
//!
//! The router, the `OpenAPI` document and the test of permissions are all made from this table, so none can forget a route.

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
    Route {
        methods: &["GET"],
        path,
        guard: Guard::May(action),
        summary,
        query: AS_OF,
        largest_body: None,
        handler,
    }
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

/// Largest file that is taken, bytes.
const LARGEST_FILE: usize = 64 << 20;

const fn upload(path: &'static str, summary: &'static str, handler: fn() -> MethodRouter<App>) -> Route {
    let guard = Guard::May(Action::Import);
    Route { methods: &["POST"], path, guard, summary, query: &[], largest_body: Some(LARGEST_FILE), handler }
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
    read("/api/v1/screen", Action::SeeFigures, "The one screen.", || get(api::figures::one_screen)),
    read("/api/v1/figures", Action::SeeFigures, "The key figures.", || get(api::figures::key)),
    read("/api/v1/gaps", Action::SeeFigures, "The blind spots, worst first.", || get(api::figures::blind_spots)),
    read("/api/v1/funnel", Action::SeeFigures, "The five queues of the fast loop.", || get(api::figures::queues)),
    read("/api/v1/flow", Action::SeeFigures, "How many passed each stage.", || get(api::figures::flow)),
    read("/api/v1/curve", Action::SeeFigures, "The epidemic curve: by, from, until, outbreak, area.", || get(api::figures::epidemic_curve)),
    read("/api/v1/map", Action::SeeFigures, "The layers of the map: preset.", || get(api::figures::layers)),
    read("/api/v1/rounds", Action::SeeFigures, "The rounds of mass testing.", || get(api::figures::testing_rounds)),
    read("/api/v1/registers", Action::SeeFigures, "The registers of problems.", || get(api::figures::problem_registers)),
    read("/api/v1/bulletin", Action::SeeFigures, "The bulletin of a day: area, date, version.", || get(api::figures::bulletin)),
    read("/api/v1/chain", Action::SeeRecords, "Who infected whom: outbreak, area, contacts, most_nodes.", || get(api::figures::transmission)),
    read("/api/v1/cases", Action::SeeRecords, "A page of cases.", || get(api::records::cases)),
    read("/api/v1/cases/{case}", Action::SeeRecords, "A case.", || get(api::records::case)),
    read("/api/v1/contacts", Action::SeeRecords, "A page of contacts.", || get(api::records::contacts)),
    read("/api/v1/contacts/{contact}", Action::SeeRecords, "A contact.", || get(api::records::contact)),
    read("/api/v1/tubes", Action::SeeRecords, "A page of tubes.", || get(api::records::tubes)),
    read("/api/v1/people/{person}", Action::SeeRecords, "What is known of a person under their number.", || get(api::records::person)),
    read("/api/v1/orders", Action::SeeOrders, "A page of orders.", || get(api::orders::orders)),
    read("/api/v1/orders/{order}", Action::SeeOrders, "An order.", || get(api::orders::order)),
    read("/api/v1/orders/{order}/receipts", Action::SeeOrders, "The receipts of an order.", || get(api::orders::receipts)),
    read("/api/v1/tasks", Action::SeeOrders, "A page of tasks.", || get(api::orders::tasks)),
    read("/api/v1/problems", Action::SeeOrders, "A page of problems.", || get(api::orders::problems)),
    read("/api/v1/places", Action::SeePlaces, "Areas, grids, sites, laboratories, vehicles, posts and gates.", || get(api::orders::places)),
    read("/api/v1/audit", Action::SeeAudit, "Who opened whose details: by, person, limit.", || get(api::audit::reads)),
    other(&["GET"], "/api/v1/imports/progress", Guard::May(Action::Import), "How far the reading of one's own file has come.", || get(api::imports::progress)),
    upload("/api/v1/imports", "Send a file (the body): sender, file_name, kind, outbreak or name and pack, area or abroad, class, detection, ring.", || post(api::imports::plan)),
    other(&["GET", "DELETE"], "/api/v1/imports/{plan}", Guard::May(Action::Import), "A plan that waits.", || get(api::imports::waiting).delete(api::imports::cancel)),
    other(&["POST"], "/api/v1/imports/{plan}/mapping", Guard::May(Action::Import), "Read the file again with another mapping.", || post(api::imports::map_again)),
    other(&["POST"], "/api/v1/imports/{plan}/commit", Guard::May(Action::Import), "Record a plan.", || post(api::imports::commit)),
    other(&["GET"], "/api/v1/imports/{plan}/rejected.xlsx", Guard::May(Action::Import), "The rejected rows as a workbook.", || get(api::imports::rejected)),
    read("/api/v1/imports", Action::SeeImports, "What was imported.", || get(api::audit::imports)),
    read("/api/v1/entries/{seq}", Action::SeeAudit, "An entry of the ledger.", || get(api::audit::entry)),
];
