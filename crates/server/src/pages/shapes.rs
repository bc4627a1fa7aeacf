//! The shapes that the map draws: the boundaries of record, each grid under the number it has in the ledger.

use super::visit::Visit;
use crate::Problem;
use access::Action as May;
use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{AreaCode, BatchRef, GridId};
use logbook::Manifest;
use serde_json::Value;
use std::collections::BTreeMap;

/// A grid's name and street.
type Place = (String, AreaCode);

/// `GET /map/boundaries.geojson`
pub(crate) async fn boundaries(visit: Visit, headers: HeaderMap) -> Response {
    if let Err(problem) = visit.app.permit(visit.viewer.clone(), May::SeePlaces) {
        return problem.into_response();
    }
    let read = visit.app.read(visit.as_of, |seen| {
        let s = seen.situation;
        let grids = s.grids.iter().map(|(id, row)| ((row.name.clone(), row.area.street()), id));
        // Of two grids of one name, one ended and one took over, the later is drawn.
        let grids: BTreeMap<Place, GridId> = grids.collect();
        (s.boundaries.values().next_back().cloned(), grids)
    });
    let (batch, grids) = match read.await {
        Ok((Some(batch), grids)) => (batch, grids),
        Ok((None, _)) => return Problem::not_found("no boundaries have been filed").into_response(),
        Err(problem) => return problem.into_response(),
    };
    let tag = format!("\"{}-{}\"", batch.blake3.get(..32).unwrap_or_default(), grids.len());
    let has_it =
        headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()) == Some(tag.as_str());
    let mut answer = if has_it {
        axum::http::StatusCode::NOT_MODIFIED.into_response()
    } else {
        let app = visit.app.clone();
        match tokio::task::spawn_blocking(move || shapes(&app, &batch, &grids)).await {
            Ok(Some(body)) => ([(header::CONTENT_TYPE, "application/geo+json")], body).into_response(),
            Ok(None) | Err(_) => return Problem::fault().into_response(),
        }
    };
    let kept = answer.headers_mut();
    kept.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if let Ok(tag) = HeaderValue::try_from(tag) {
        kept.insert(header::ETAG, tag);
    }
    answer
}

fn shapes(app: &crate::App, batch: &BatchRef, grids: &BTreeMap<Place, GridId>) -> Option<String> {
    let mut manifest = Manifest {
        kind: batch.kind.clone(),
        extension: "geojson".to_owned(),
        rows: u64::from(batch.rows),
        bytes: 0,
        blake3: batch.blake3.clone(),
    };
    // The ledger names a file by its hash; its length is what it is, and the hash decides.
    manifest.bytes = std::fs::metadata(app.batches.path(&manifest).ok()?).ok()?.len();
    let bytes = app.batches.read_batch(&manifest).ok()?;
    let mut collection: Value = serde_json::from_slice(&bytes).ok()?;
    let features = collection.get_mut("features")?.as_array_mut()?;
    for feature in features {
        let Some(named) = feature.get_mut("properties").and_then(Value::as_object_mut) else {
            continue;
        };
        if named.get("level").and_then(Value::as_str) != Some("grid") {
            continue;
        }
        let name = named.get("name").and_then(Value::as_str).map(str::to_owned);
        let street =
            named.get("parent").and_then(Value::as_str).and_then(|code| code.parse::<AreaCode>().ok());
        let id = name.zip(street).and_then(|(name, street)| grids.get(&(name, street.street())));
        if let Some(id) = id {
            named.insert("id".to_owned(), Value::from(id.0));
        }
    }
    Some(collection.to_string())
}
