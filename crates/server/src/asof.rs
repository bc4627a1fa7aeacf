//! `as_of` and `at`: which state of knowledge a reader asks for.

use crate::{app::App, problem::Problem};
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use domain::{Seq, Timestamp};
use serde::Deserialize;
use situation::Situation;
use std::sync::Arc;

/// The state of knowledge that a reader asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AsOf {
    /// What is known now.
    #[default]
    Now,
    /// What was known once an entry had been recorded.
    Seq(Seq),
    /// What was known at an instant.
    At(Timestamp),
}

/// The query parameters of an [`AsOf`]: `as_of`, an entry, or `at`, a minute.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct AsOfQuery {
    /// An entry of the ledger.
    pub as_of: Option<String>,
    /// A local time, `2021-12-07T06:00`, or one with an offset.
    pub at: Option<String>,
}

impl AsOfQuery {
    /// Reads the parameters; empty ones count as absent.
    ///
    /// # Errors
    /// A problem naming the parameter that cannot be read.
    pub fn read(&self) -> Result<AsOf, Problem> {
        let present = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        if let Some(text) = present(&self.as_of) {
            let number = text.trim().trim_start_matches('#').parse();
            let seq = number.map(|seq| AsOf::Seq(Seq(seq))).ok();
            // The map names the minute it stands at, as the page does.
            let at = || domain::time::parse_local(&text).map(AsOf::At);
            return seq.or_else(at).ok_or_else(|| Problem::bad_field("as_of"));
        }
        match present(&self.at) {
            Some(text) => {
                domain::time::parse_local(&text).map(AsOf::At).ok_or_else(|| Problem::bad_field("at"))
            }
            None => Ok(AsOf::Now),
        }
    }
}

impl FromRequestParts<App> for AsOf {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &App) -> Result<Self, Problem> {
        let query = Query::<AsOfQuery>::from_request_parts(parts, state).await;
        query.map_err(|_malformed| Problem::bad_field("at"))?.0.read()
    }
}

/// A state of knowledge under a reader's eyes.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    /// What is, or was, known.
    pub situation: &'a Situation,
    /// The instant to which ages and lateness refer.
    pub now: Timestamp,
    /// Whether this is the past: clocks stand still and nothing may be done.
    pub is_past: bool,
}

impl App {
    /// Reads a state of knowledge.  Of the present, the desk's lock is held while `reading` runs: keep it short.
    ///
    /// # Errors
    /// A problem when the ledger does not reach that far, or the desk has stopped.
    pub async fn read<T>(&self, as_of: AsOf, reading: impl FnOnce(Seen<'_>) -> T) -> Result<T, Problem> {
        let desk = &self.desk;
        let now = desk.now();
        let (seq, at) = match as_of {
            AsOf::Now => {
                return Ok(desk.read(|situation| reading(Seen { situation, now, is_past: false }))?);
            }
            AsOf::At(at) if at >= now => {
                return Ok(desk.read(|situation| reading(Seen { situation, now, is_past: false }))?);
            }
            AsOf::At(at) => (desk.seq_at(at), at),
            AsOf::Seq(seq) => (seq, desk.time_of(seq).unwrap_or(Timestamp::UNIX_EPOCH)),
        };
        if seq == desk.head() {
            // Nothing was recorded since: the present is that past, and need not be folded a second time.
            let is_past = true;
            return Ok(desk.read(|situation| reading(Seen { situation, now: at, is_past }))?);
        }
        let situation = self.past(seq).await?;
        Ok(reading(Seen { situation: &situation, now: at, is_past: true }))
    }

    /// Returns what was known once an entry had been recorded, worked out away from the asynchronous threads.
    ///
    /// # Errors
    /// As [`App::read`].
    pub async fn past(&self, seq: Seq) -> Result<Arc<Situation>, Problem> {
        let desk = self.desk.clone();
        let found = tokio::task::spawn_blocking(move || desk.as_of(seq)).await;
        found.map_err(|_panicked| Problem::fault())?.map_err(Problem::from)
    }
}
