//! Pages: what people at a desk, at a door and in front of the one screen see, written on the server.
//!
//! Every page is a function of a state of knowledge (`ctx`) under an address (`query`); lists and records are data
//! that one template draws (`block`), so that all of them behave the same.  Every visible word comes from a catalogue.
//! Deliberately absent: figures (`reporting`), decisions (`situation`), permissions (`access`).
//!
//! Start reading at `visit`, then `screen`.

mod account;
mod accounts;
mod analysis;
mod audit;
mod bit;
mod block;
mod bulk;
mod bulletin;
mod cases;
mod chain;
mod contacts;
mod ctx;
mod form;
mod frame;
mod import_columns;
mod imports;
pub(crate) mod kept;
mod known;
mod list;
mod micro;
mod misc;
mod movement;
mod multipart;
mod new_work;
mod order_form;
mod orders;
mod person;
mod phone;
mod places;
mod problem_page;
mod query;
mod rules;
mod screen;
mod sites;
mod tabs;
mod tasks;
mod tubes;
mod visit;
mod words;
mod zones;

use crate::App;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

pub use problem_page_layer::for_browsers;

/// The layer that turns problems into pages.
mod problem_page_layer {
    use crate::App;
    use axum::{
        extract::{Request, State},
        middleware::Next,
        response::Response,
    };

    /// Turns problems into pages for those who asked for a page; programs get the problem itself.
    pub async fn for_browsers(state: State<App>, request: Request, next: Next) -> Response {
        super::problem_page::for_browsers(state, request, next).await
    }
}

/// The largest file that is imported, bytes.
const LARGEST_FILE: usize = 64 << 20;

/// Returns the routes of every page and form.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(lists())
        .merge(records())
        .merge(forms())
        .merge(movements())
        .merge(phones())
        .merge(accounts())
}

fn lists() -> Router<App> {
    Router::new()
        .route("/", get(screen::index))
        .route("/fragment/screen", get(screen::index))
        .route("/map", get(screen::map))
        .route("/cases", get(cases::index))
        .route("/contacts", get(contacts::index))
        .route("/exposures", get(contacts::exposures))
        .route("/chain", get(chain::index))
        .route("/tubes", get(tubes::index))
        .route("/rounds", get(tubes::rounds))
        .route("/labs", get(tubes::labs))
        .route("/labs/{id}", get(tubes::labs))
        .route("/sites", get(sites::index))
        .route("/groups", get(sites::groups))
        .route("/vehicles", get(sites::vehicles))
        .route("/vehicles/{id}", get(sites::vehicles))
        .route("/zones", get(zones::index))
        .route("/gates", get(zones::gates))
        .route("/proposals", get(zones::proposals).post(zones::propose))
        .route("/level", get(zones::level))
        .route("/places", get(places::index))
        .route("/orders", get(orders::index).post(orders::issue))
        .route("/tasks", get(tasks::index).post(new_work::open_task))
        .route("/gaps", get(misc::gap_list))
        .route("/problems", get(tasks::problems).post(new_work::record_problem))
        .route("/imports", get(imports::index))
        .route("/audit", get(audit::index))
        .route("/bulletin", get(bulletin::index))
        .route("/analysis", get(analysis::index))
        .route("/rules", get(rules::index))
        .route("/help", get(misc::help))
        .route("/licences", get(misc::licences))
        .route("/search", get(misc::search))
        .route("/capacity/{kind}", get(misc::capacity))
}

fn records() -> Router<App> {
    Router::new()
        .route("/cases/{id}", get(cases::show))
        .route("/contacts/{id}", get(contacts::show))
        .route("/exposures/{id}", get(contacts::exposure).post(contacts::judge_exposure))
        .route("/people/{id}", get(person::show))
        .route("/tubes/{id}", get(tubes::show))
        .route("/rounds/{id}", get(tubes::round))
        .route("/sites/{id}", get(sites::show))
        .route("/groups/new", get(movement::grouping::new))
        .route("/groups/{id}", get(sites::group))
        .route("/zones/{id}", get(zones::show))
        .route("/gates/{id}", get(zones::gate))
        .route("/posts/{id}", get(zones::post))
        .route("/proposals/new", get(zones::new))
        .route("/proposals/{id}", get(zones::proposal))
        .route("/places/{area}", get(places::show))
        .route("/grids/{id}", get(places::grid))
        .route("/units/{unit}", get(places::unit))
        .route("/orders/new", get(orders::new))
        .route("/orders/{id}", get(orders::show))
        .route("/tasks/new", get(new_work::new_task))
        .route("/tasks/{id}", get(tasks::show))
        .route("/problems/new", get(new_work::new_problem))
        .route("/problems/{id}", get(tasks::problem))
        .route("/stages/{stage}", get(misc::stage))
        .route("/bulletin.pdf", get(bulletin::pdf))
        .route("/analysis/line-list", get(analysis::line_list))
}

fn forms() -> Router<App> {
    Router::new()
        .route("/cases/{id}/class", post(cases::reclassify))
        .route("/contacts/{id}/ring", post(contacts::change_ring))
        .route("/orders/{id}/answer", post(orders::answer_order))
        .route("/orders/escalate", post(orders::escalate))
        .route("/tasks/{id}/end", post(tasks::end))
        .route("/tasks/{id}/assign", post(tasks::assign))
        .route("/problems/{id}/solve", post(tasks::solve))
        .route("/proposals/{id}/approve", post(zones::approve))
        .route("/proposals/{id}/reject", post(zones::reject))
        .route("/bulletin/freeze", post(bulletin::freeze))
        .route("/reveal", get(account::ask).post(account::reveal))
        .route("/import", get(imports::new).post(imports::upload).layer(DefaultBodyLimit::max(LARGEST_FILE)))
        .route("/import/{number}", get(imports::plan).post(imports::map_again))
        .route("/import/{number}/commit", post(imports::commit))
        .route("/import/{number}/cancel", post(imports::cancel))
        .route("/import/{number}/rejected.xlsx", get(imports::rejected))
        .route("/imports/{id}", get(imports::show))
        .route("/templates/{kind}", get(imports::template))
}

fn movements() -> Router<App> {
    Router::new()
        .route("/groups/form", post(movement::grouping::form))
        .route("/groups/{id}/dispatch", post(movement::transport::dispatch))
        .route("/groups/{id}/depart", post(movement::transport::depart))
        .route("/groups/{id}/arrive", post(movement::transport::arrive))
        .route("/groups/{id}/check-in", post(movement::stay::check_in_group))
        .route("/sites/{id}/check-in", post(movement::stay::check_in))
        .route("/people/{id}/release", post(movement::stay::release))
        .route("/contacts/act", post(bulk::contacts::act))
        .route("/contacts/undo", post(bulk::contacts::undo))
        .route("/tasks/act", post(bulk::tasks::act))
        .route("/tasks/undo", post(bulk::tasks::undo))
}

fn phones() -> Router<App> {
    Router::new()
        .route("/m", get(phone::home))
        .route("/m/orders/{id}", get(phone::order))
        .route("/m/report", get(phone::report).post(tasks::report))
}

fn accounts() -> Router<App> {
    Router::new()
        .route("/accounts", get(accounts::index).post(accounts::create))
        .route("/accounts/{id}", get(accounts::show).post(accounts::change))
        .route("/password", get(accounts::password).post(accounts::change_password))
        .route("/sign-in", get(account::page).post(account::sign_in))
        .route("/sign-in/demo", post(account::sign_in_demo))
        .route("/sign-out", post(account::sign_out))
        .route("/lang/{tag}", get(account::language))
}
