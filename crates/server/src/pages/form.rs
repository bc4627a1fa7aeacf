//! What a form sent.

use super::query::parse_form;
use crate::{App, Problem};
use axum::extract::{FromRequest, Request};

/// The largest form, bytes: an order to every grid of a city fits.
const LARGEST: usize = 256 * 1024;

/// The fields of a form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sent {
    pairs: Vec<(String, String)>,
}

impl Sent {
    /// Returns a field; empty when it is missing.
    pub(crate) fn get(&self, key: &str) -> &str {
        let found = self.pairs.iter().find(|(name, _)| name == key);
        found.map_or("", |(_, value)| value.trim())
    }

    /// Returns every value of a field.
    pub(crate) fn all<'k>(&'k self, key: &'k str) -> impl Iterator<Item = &'k str> {
        let same = self.pairs.iter().filter(move |(name, _)| name == key);
        same.map(|(_, value)| value.trim())
    }

    /// Returns a field that can be read as a `T`.
    pub(crate) fn parse<T: std::str::FromStr>(&self, key: &str) -> Option<T> {
        self.get(key).parse().ok()
    }

    /// Returns a local time.
    pub(crate) fn time(&self, key: &str) -> Option<domain::Timestamp> {
        domain::time::parse_local(self.get(key))
    }
}

impl FromRequest<App> for Sent {
    type Rejection = Problem;

    async fn from_request(request: Request, _app: &App) -> Result<Self, Problem> {
        let body = axum::body::to_bytes(request.into_body(), LARGEST).await;
        let body = body.map_err(|_too_large| Problem::bad_field("form"))?;
        let text = std::str::from_utf8(&body).map_err(|_bytes| Problem::bad_field("form"))?;
        Ok(Sent { pairs: parse_form(text) })
    }
}
