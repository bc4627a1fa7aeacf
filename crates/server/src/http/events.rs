//! `/events`: tells open pages that something changed, at most once a second, and picks up where a page left off.

use crate::{app::App, problem::Problem, session::Viewer};
use axum::{
    extract::State,
    http::HeaderMap,
    response::sse::{Event, KeepAlive, Sse},
};
use domain::Seq;
use std::{convert::Infallible, time::Duration};
use tokio::sync::{mpsc, watch};
use tokio_stream::{Stream, wrappers::ReceiverStream};

/// The shortest time between two events of one page.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);

/// How often a silent connection is shown to be alive.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Answers with a stream of events named `changed`, each with the last entry as its id and the kinds that changed.
pub(super) async fn stream(
    State(app): State<App>,
    viewer: Viewer,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let last = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse().ok())
        .map_or_else(|| app.desk.head(), Seq);
    let heads = app.desk.follow();
    let (send, receive) = mpsc::channel(1);
    tokio::spawn(follow(app, viewer, heads, last, send));
    Ok(Sse::new(ReceiverStream::new(receive)).keep_alive(KeepAlive::new().interval(HEARTBEAT).text("alive")))
}

/// Follows the ledger until the page is gone, the session ends or the desk stops.
async fn follow(
    app: App,
    viewer: Viewer,
    mut heads: watch::Receiver<Seq>,
    mut last: Seq,
    send: mpsc::Sender<Result<Event, Infallible>>,
) {
    loop {
        let head = *heads.borrow_and_update();
        if app.desk.stopped().is_some() {
            return;
        }
        if head > last {
            if !is_signed_in(&app, &viewer).await || send.send(Ok(event(&app, last, head))).await.is_err() {
                return;
            }
            last = head;
            tokio::time::sleep(SHORTEST_PAUSE).await;
        }
        tokio::select! {
            changed = heads.changed() => if changed.is_err() { return },
            () = send.closed() => return,
        }
    }
}

async fn is_signed_in(app: &App, viewer: &Viewer) -> bool {
    let (key, now) = (viewer.session, app.wall());
    let session = app.with_accounts(move |accounts| accounts.session(key, now)).await;
    session.is_ok_and(|actor| actor == Some(viewer.actor))
}

fn event(app: &App, since: Seq, head: Seq) -> Event {
    // Too long ago to say: everything may have changed.
    let kinds =
        app.desk.changed_since(since).map_or_else(|| vec!["all"], |kinds| kinds.into_iter().collect());
    let body = serde_json::json!({ "seq": head, "kinds": kinds });
    Event::default().event("changed").id(head.0.to_string()).data(body.to_string())
}
