//! Problems: what every surface of the API answers when it does not do what was asked (RFC 9457).

mod words;

pub use words::ProblemWords;

use crate::{
    accounts::AccountError,
    desk::{Read, Stopped, SubmitError},
};
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use reporting::Lang;
use situation::Refusal;

/// An answer that is not what was asked for.  Its words are found by `code`; pages and the API show the same ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The HTTP status.
    pub status: StatusCode,
    /// A stable key, the tail of the type `/problems/<code>`.
    pub code: &'static str,
    /// What is the matter here, in English, for whoever reads logs and for callers without a catalogue.
    pub detail: String,
    /// The same in Chinese, where it was said in words of its own.
    pub detail_zh: Option<String>,
    /// The refusal behind it, from which the wording in the reader's language is made.
    pub refusal: Option<Refusal>,
    /// After how many seconds another attempt makes sense.
    pub retry_after: Option<u32>,
}

impl Problem {
    /// Makes a problem.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, detail: detail.into(), detail_zh: None, refusal: None, retry_after: None }
    }

    /// A field that is missing or cannot be read.
    pub fn bad_field(field: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad-field", format!("{field} is missing or cannot be read"))
    }

    /// Nobody is signed in.
    pub fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "sign-in", "sign in first")
    }

    /// The password was given for one use and must be changed before anything else.
    pub fn password_change() -> Self {
        Self::new(StatusCode::FORBIDDEN, "password-change", "the password for one use must be changed first")
    }

    /// There is no such thing.
    pub fn not_found(what: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", what)
    }

    /// A fault of this program or its machine.  What happened is in the log, not in the answer.
    pub fn fault() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "fault",
            "the service could not do this; nothing was recorded",
        )
    }

    /// Returns the type of the problem, a relative reference that names a page about it.
    pub fn kind(&self) -> String {
        format!("/problems/{}", self.code)
    }

    /// Returns the members of the problem's JSON form in a language.
    pub fn to_json(&self, lang: Lang) -> serde_json::Value {
        let words = self.words(lang);
        serde_json::json!({
            "type": self.kind(),
            "title": words.what,
            "status": self.status.as_u16(),
            "detail": words.detail,
            "next": words.next,
        })
    }

    /// Returns the problem as an answer in a language.
    pub fn answer(self, lang: Lang) -> Response {
        let mut response = (self.status, self.to_json(lang).to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        // Whoever knows the reader's language, or wants a page, finds the problem here.
        response.extensions_mut().insert(self);
        response
    }
}

impl IntoResponse for Problem {
    /// Answers in Chinese; the router says it again in the reader's language.
    fn into_response(self) -> Response {
        self.answer(Lang::Zh)
    }
}

impl From<Refusal> for Problem {
    /// What does not exist is 404, what contradicts the state is 409, what lacks the mandate is 403, and what makes no
    /// sense by itself is 422.
    fn from(refusal: Refusal) -> Self {
        let status = match &refusal {
            Refusal::Unknown { .. } | Refusal::UnknownHousehold(_) => StatusCode::NOT_FOUND,
            Refusal::NoMandate | Refusal::SamePerson | Refusal::OwnVerifier | Refusal::OwnDismissal => {
                StatusCode::FORBIDDEN
            }
            Refusal::Empty { .. }
            | Refusal::InTheFuture { .. }
            | Refusal::OutOfOrder { .. }
            | Refusal::UnknownPack(_)
            | Refusal::TubeOverfull { .. }
            | Refusal::OwnContact(_)
            | Refusal::MissingVia
            | Refusal::MixedGroup(_)
            | Refusal::ReasonNeeded
            | Refusal::RowsLost { .. }
            | Refusal::NotPreparation(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Refusal::HandleTaken(_)
            | Refusal::NoOutbreak { .. }
            | Refusal::TubeTaken { .. }
            | Refusal::ResultContradicts { .. }
            | Refusal::NoResult { .. }
            | Refusal::RoundClosed(_)
            | Refusal::OutsideRound { .. }
            | Refusal::OutsideGrid { .. }
            | Refusal::GridRetired { .. }
            | Refusal::LastAdministrator(_)
            | Refusal::NoNumberLeft { .. }
            | Refusal::AlreadyCase { .. }
            | Refusal::CaseExcluded(_)
            | Refusal::SameClass
            | Refusal::AlreadyMoving(_)
            | Refusal::NotIsolated(_)
            | Refusal::NamedTwice(_)
            | Refusal::TooMany(_)
            | Refusal::NoRoom { .. }
            | Refusal::RoomTaken { .. }
            | Refusal::TooFewSeats { .. }
            | Refusal::VehicleBusy(_)
            | Refusal::GroupStep { .. }
            | Refusal::TooEarly { .. }
            | Refusal::NotTested(_)
            | Refusal::AlreadyDecided(_)
            | Refusal::SameLevel(_)
            | Refusal::NotAddressed { .. }
            | Refusal::Superseded(_)
            | Refusal::AlreadyEnded(_)
            | Refusal::DayNotOver(_)
            | Refusal::Erased(_) => StatusCode::CONFLICT,
        };
        let mut problem = Self::new(status, refusal.code(), refusal.to_string());
        problem.refusal = Some(refusal);
        problem
    }
}

impl From<Stopped> for Problem {
    fn from(stopped: Stopped) -> Self {
        tracing::error!(reason = stopped.0, "answered while the desk has stopped");
        Self::fault()
    }
}

impl From<SubmitError> for Problem {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::Refused(refusal) => refusal.into(),
            SubmitError::PersonalNumber { field } => {
                let mut problem = Self::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "personal-number",
                    format!("{field} holds a number of 11 digits or more, as phones and documents have"),
                );
                problem.detail_zh = Some(format!("“{field}”中有 11 位以上的连续数字，疑似电话或证件号码。"));
                problem
            }
            SubmitError::Fault => Self::fault(),
            SubmitError::Overloaded => {
                let mut problem =
                    Self::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded", "too many commands are waiting");
                problem.retry_after = Some(1);
                problem
            }
            SubmitError::Stopped(stopped) => stopped.into(),
        }
    }
}

impl From<Read> for Problem {
    fn from(error: Read) -> Self {
        match error {
            Read::Stopped(stopped) => stopped.into(),
            Read::Ledger(error) => {
                tracing::error!(error = chain_of(&error), "the past could not be read");
                Self::fault()
            }
            Read::Ahead { .. } => Self::not_found(error.to_string()),
        }
    }
}

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::WrongCredentials => {
                Self::new(StatusCode::UNAUTHORIZED, "wrong-credentials", error.to_string())
            }
            AccountError::Locked { .. } => {
                let mut problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "locked", error.to_string());
                problem.retry_after = Some(60);
                problem
            }
            AccountError::UnfitPassword => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "unfit-password", error.to_string())
            }
            AccountError::SamePassword => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "same-password", error.to_string())
            }
            AccountError::Failed(source) => {
                tracing::error!(error = chain_of(&source), "the accounts could not be read or written");
                Self::fault()
            }
        }
    }
}

/// Returns an error with everything it came from, for the log.
pub(crate) fn chain_of(error: &dyn std::error::Error) -> String {
    let sources = std::iter::successors(error.source(), |source| (*source).source());
    sources.fold(error.to_string(), |text, source| format!("{text}: {source}"))
}
