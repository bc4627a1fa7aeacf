//! Who is asking: the session cookie becomes a [`Viewer`].

use crate::{
    accounts::{SessionKey, SessionToken},
    app::App,
    problem::Problem,
};
use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::{HeaderMap, HeaderValue, header, request::Parts},
};
use domain::{ActorId, Role, Unit};

/// The name of the cookie where the connection is encrypted; browsers then insist on `Secure` and the path `/`.
const SECURE_COOKIE: &str = "__Host-haitang";

/// The name of the cookie otherwise, for a machine of one's own.
const PLAIN_COOKIE: &str = "haitang";

/// An actor who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// Who.
    pub actor: ActorId,
    /// Sign-in name.
    pub handle: String,
    /// Duty title.
    pub title: String,
    /// Role.
    pub role: Role,
    /// Unit.
    pub unit: Unit,
    /// The session.
    pub session: SessionKey,
    /// Whether the password was given for one use and must be changed before anything else.
    pub must_change: bool,
}

impl App {
    /// Returns who holds a session cookie; `None` when nobody does, when the session has ended, or when the actor may no
    /// longer act, which ends the session.
    ///
    /// # Errors
    /// A problem when accounts or situation cannot be read.
    pub async fn viewer(&self, headers: &HeaderMap) -> Result<Option<Viewer>, Problem> {
        let Some(key) = self.session_key(headers) else {
            return Ok(None);
        };
        let now = self.wall();
        let found = self.with_accounts(move |accounts| {
            let Some(actor) = accounts.session(key, now)? else { return Ok(None) };
            Ok(Some((actor, accounts.must_change(actor)?)))
        });
        let Some((actor, must_change)) = found.await? else { return Ok(None) };
        let known = self.desk.read(|situation| {
            let row = situation.actors.get(actor).filter(|row| row.active)?;
            Some(Viewer {
                actor,
                handle: row.handle.clone(),
                title: row.title.clone(),
                role: row.role,
                unit: row.unit,
                session: key,
                must_change,
            })
        })?;
        if known.is_none() {
            self.with_accounts(move |accounts| accounts.end_sessions_of(actor)).await?;
        }
        Ok(known)
    }

    /// Returns the key of the session cookie a request carries.
    pub fn session_key(&self, headers: &HeaderMap) -> Option<SessionKey> {
        let name = self.cookie_name();
        let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
        let token = cookies
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find_map(|(found, value)| (found == name).then_some(value))?;
        Some(SessionKey::of(token))
    }

    /// Returns the `Set-Cookie` header that opens a session in the browser.
    ///
    /// # Panics
    /// Never: the token is hexadecimal.
    pub fn session_cookie(&self, token: &SessionToken) -> HeaderValue {
        let age = crate::accounts::LONGEST_SESSION;
        HeaderValue::try_from(format!(
            "{}={}; Path=/; Max-Age={age}; HttpOnly; SameSite=Strict{}",
            self.cookie_name(),
            token.text(),
            self.secure_attribute()
        ))
        .expect("a hexadecimal token fits into a header")
    }

    /// Returns the `Set-Cookie` header that ends a session in the browser.
    ///
    /// # Panics
    /// Never: the text is fixed.
    pub fn ended_cookie(&self) -> HeaderValue {
        HeaderValue::try_from(format!(
            "{}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict{}",
            self.cookie_name(),
            self.secure_attribute()
        ))
        .expect("a fixed text fits into a header")
    }

    fn cookie_name(&self) -> &'static str {
        if self.settings.encrypted { SECURE_COOKIE } else { PLAIN_COOKIE }
    }

    fn secure_attribute(&self) -> &'static str {
        if self.settings.encrypted { "; Secure" } else { "" }
    }
}

impl FromRequestParts<App> for Viewer {
    type Rejection = Problem;

    /// The guard of the route has usually found out already.
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        if let Some(viewer) = parts.extensions.get::<Viewer>() {
            return Ok(viewer.clone());
        }
        let viewer = app.viewer(&parts.headers).await?.ok_or_else(Problem::unauthenticated)?;
        if viewer.must_change { Err(Problem::password_change()) } else { Ok(viewer) }
    }
}

impl OptionalFromRequestParts<App> for Viewer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Problem> {
        app.viewer(&parts.headers).await
    }
}
