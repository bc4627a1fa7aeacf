//! Scripts, styles and icons, embedded in the program.

use crate::problem::Problem;
use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Dist;

/// Answers with a file, or with 304 when the browser has it.  Names carry no version, so browsers ask each time.
pub(super) async fn file(Path(path): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let found = Dist::get(&path).ok_or_else(|| Problem::not_found("there is no such file"))?;
    let hash = blake3::Hash::from_bytes(found.metadata.sha256_hash()).to_hex();
    let tag = format!("\"{}\"", hash.get(..32).unwrap_or_default());
    Ok(tagged(&headers, &tag, content_type(&path), found.data.into_owned()))
}

/// Answers with a body under an entity tag, or with 304 when the browser has it.
pub(super) fn tagged(headers: &HeaderMap, tag: &str, content_type: &'static str, body: Vec<u8>) -> Response {
    let wanted = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let has_it =
        wanted.is_some_and(|wanted| wanted.split(',').any(|one| one.trim().trim_start_matches("W/") == tag));
    let mut response = if has_it {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, content_type)], body).into_response()
    };
    let kept = response.headers_mut();
    kept.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if let Ok(tag) = HeaderValue::try_from(tag) {
        kept.insert(header::ETAG, tag);
    }
    response
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("png") => "image/png",
        Some("json" | "webmanifest") => "application/json",
        _ => "application/octet-stream",
    }
}
