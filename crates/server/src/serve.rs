//! Serving: a listener, the router, and an end.

use crate::{app::App, desk::Stopped, http::router};
use std::{
    future::{Future, IntoFuture as _},
    io,
    time::Duration,
};
use tokio::net::TcpListener;

/// How long requests under way may still take once the service ends.
const GRACE: Duration = Duration::from_secs(5);

/// Why serving ended.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The desk has stopped; the process must end and be looked at.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// The listener failed.
    #[error("cannot accept connections")]
    Listener(#[source] io::Error),
}

/// Answers requests until `end` is ready or the desk stops.
///
/// # Errors
/// [`ServeError::Stopped`] when the desk has stopped; [`ServeError::Listener`].
pub async fn serve(
    app: App,
    listener: TcpListener,
    end: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let (tell, told) = tokio::sync::oneshot::channel::<()>();
    let watched = app.clone();
    let ended = async move {
        tokio::select! {
            () = end => {}
            () = stopped(&watched) => {}
        }
        // The receiver waits for exactly this.
        drop(tell);
    };
    let serving = axum::serve(listener, router(app.clone())).with_graceful_shutdown(ended);
    let served = tokio::select! {
        served = serving.into_future() => served,
        // Streams of events never end by themselves, so what is left after a while is cut off.
        () = async { drop(told.await); tokio::time::sleep(GRACE).await } => Ok(()),
    };
    match app.desk.stopped() {
        Some(stopped) => Err(stopped.into()),
        None => served.map_err(ServeError::Listener),
    }
}

/// Waits until the desk has stopped.
async fn stopped(app: &App) {
    let mut heads = app.desk.follow();
    while app.desk.stopped().is_none() {
        if heads.changed().await.is_err() {
            return;
        }
    }
}
