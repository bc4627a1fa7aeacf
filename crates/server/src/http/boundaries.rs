//! The shapes of areas and grids, as `GeoJSON`, from the newest version that was filed.

use super::assets::tagged;
use crate::{
    app::App,
    asof::AsOf,
    problem::{Problem, chain_of},
};
use axum::{extract::State, http::HeaderMap, response::Response};
use domain::BatchRef;
use logbook::{BatchError, Manifest};

/// Answers with the newest boundaries of a state of knowledge.
pub(super) async fn shapes(
    State(app): State<App>,
    as_of: AsOf,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let newest = app.read(as_of, |seen| seen.situation.boundaries.values().next_back().cloned()).await?;
    let batch = newest.ok_or_else(|| Problem::not_found("no boundaries have been filed"))?;
    let tag = format!("\"{}\"", batch.blake3);
    let read = tokio::task::spawn_blocking(move || read_batch(&app, &batch, "geojson")).await;
    let body = read.map_err(|_panicked| Problem::fault())?.map_err(|error| {
        tracing::error!(error = chain_of(&error), "boundaries could not be read");
        Problem::fault()
    })?;
    Ok(tagged(&headers, &tag, "application/geo+json", body))
}

/// Reads the file of a batch, checked against its hash.
///
/// # Errors
/// [`BatchError`].
pub(crate) fn read_batch(app: &App, batch: &BatchRef, extension: &str) -> Result<Vec<u8>, BatchError> {
    let mut manifest = Manifest {
        kind: batch.kind.clone(),
        extension: extension.to_owned(),
        rows: u64::from(batch.rows),
        bytes: 0,
        blake3: batch.blake3.clone(),
    };
    let path = app.batches.path(&manifest)?;
    // The ledger names a file by its hash alone; its length is what it is, and the hash decides.
    manifest.bytes = std::fs::metadata(path).map_or(0, |found| found.len());
    app.batches.read_batch(&manifest)
}
