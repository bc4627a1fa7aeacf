//! Query parameters, read one by one; an empty one counts as absent.

use crate::{app::App, problem::Problem};
use axum::{
    extract::{FromRequestParts, Query},
    http::{HeaderMap, header, request::Parts},
};
use domain::Timestamp;
use reporting::{
    Lang,
    lists::{Cursor, Paging},
};
use serde::de::DeserializeOwned;
use std::{collections::BTreeMap, str::FromStr};

/// The query parameters of a request, and the language its answer should have.
pub(crate) struct Params {
    values: BTreeMap<String, String>,
    /// The language asked for: parameter `lang`, cookie `lang`, or what the browser prefers.
    pub(crate) lang: Lang,
}

impl Params {
    fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    /// A text.
    pub(crate) fn string(&self, name: &str) -> Option<String> {
        self.text(name).map(str::to_owned)
    }

    /// Something with a written form: a number, a day, an area, a unit.
    pub(crate) fn parsed<T: FromStr>(&self, name: &str) -> Result<Option<T>, Problem> {
        let parsed = self.text(name).map(|text| text.parse().map_err(|_unreadable| Problem::bad_field(name)));
        parsed.transpose()
    }

    /// An id: its number, with or without its letter.
    pub(crate) fn id<I>(
        &self,
        name: &str,
        prefix: &str,
        make: impl FnOnce(u32) -> I,
    ) -> Result<Option<I>, Problem> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let digits = text.strip_prefix(prefix).unwrap_or(text);
        digits.parse().map(|number| Some(make(number))).map_err(|_digits| Problem::bad_field(name))
    }

    /// A word of a closed vocabulary, such as a class.
    pub(crate) fn word<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Problem> {
        let read =
            |text: &str| serde_json::from_value(text.into()).map_err(|_unknown| Problem::bad_field(name));
        self.text(name).map(read).transpose()
    }

    /// An instant, as staff write it.
    pub(crate) fn time(&self, name: &str) -> Result<Option<Timestamp>, Problem> {
        let read = |text: &str| domain::time::parse_local(text).ok_or_else(|| Problem::bad_field(name));
        self.text(name).map(read).transpose()
    }

    /// Whether something is asked for.
    pub(crate) fn flag(&self, name: &str) -> bool {
        matches!(self.text(name), Some("true" | "1" | "yes"))
    }

    /// Which page of a list.
    pub(crate) fn paging(&self) -> Result<Paging, Problem> {
        Ok(Paging {
            descending: self.flag("descending"),
            after: self.parsed::<Cursor>("after")?,
            limit: self.parsed("limit")?,
        })
    }
}

impl FromRequestParts<App> for Params {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let query = Query::<BTreeMap<String, String>>::from_request_parts(parts, app).await;
        let Query(values) = query.map_err(|_malformed| Problem::bad_field("query"))?;
        let asked = values.get("lang").and_then(|tag| Lang::parse(tag));
        let lang = asked.unwrap_or_else(|| language(&parts.headers));
        Ok(Self { values, lang })
    }
}

/// Returns the language a request prefers: the cookie `lang`, then what the browser says, then Chinese.
pub(crate) fn language(headers: &HeaderMap) -> Lang {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let pairs = text(header::COOKIE).split(';').filter_map(|pair| pair.trim().split_once('='));
    let cookie = pairs.filter(|(name, _)| *name == "lang").find_map(|(_, tag)| Lang::parse(tag));
    let browser = || text(header::ACCEPT_LANGUAGE).split(',').find_map(|tag| Lang::parse(tag.trim()));
    cookie.or_else(browser).unwrap_or_default()
}
