//! Signing in and out, language, and opening personal details for a purpose.

use super::{
    ctx::Look,
    form::Sent,
    problem_page,
    query::Query,
    visit::{Visit, html_answer},
    words::words,
};
use crate::{App, Problem};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use domain::{PersonId, Role, Subject, Unit};
use reporting::{catalogue::Catalogue, words::Label as _};

/// How long a chosen language is kept, seconds: a year.
const YEAR: u32 = 31_536_000;

/// An account of a demonstration, with what it is for.
struct Demo {
    handle: String,
    title: String,
    text: &'static str,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    w: &'static Catalogue,
    lang: &'static str,
    other: (&'static str, &'static str),
    theme: &'static str,
    next: String,
    user: String,
    problem: String,
    notice: String,
    demo: Vec<Demo>,
}

impl SignInPage {
    fn t<'k>(&'k self, key: &'k str) -> &'k str {
        self.w.t(key)
    }
}

/// One account of each of these roles is offered where everything is synthetic.
const DEMO_ROLES: [(Role, &str); 6] = [
    (Role::DutyOfficer, "demo-duty"),
    (Role::Commander, "demo-commander"),
    (Role::Tracer, "demo-tracer"),
    (Role::Dispatcher, "demo-dispatcher"),
    (Role::GridWorker, "demo-grid"),
    (Role::Inspector, "demo-inspector"),
];

/// `GET /sign-in`
pub(crate) async fn page(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Response {
    let (look, q) = (Look::read(&headers), Query::read(&uri));
    let w = words(look.lang);
    let notice = if q.get("out").is_empty() && q.get("ended").is_empty() {
        ""
    } else if q.get("ended").is_empty() {
        w.t("sign-in-out")
    } else {
        w.t("sign-in-ended")
    };
    show(&app, look, (q.get("next"), ""), ("", notice))
}

fn show(app: &App, look: Look, (next, user): (&str, &str), (problem, notice): (&str, &str)) -> Response {
    let page = SignInPage {
        w: words(look.lang),
        lang: look.lang.tag(),
        other: match look.lang {
            reporting::Lang::Zh => ("en", "English"),
            reporting::Lang::En => ("zh-CN", "中文"),
        },
        theme: look.theme.unwrap_or_default(),
        next: local_address(next),
        user: user.to_owned(),
        problem: problem.to_owned(),
        notice: notice.to_owned(),
        demo: demo(app, look),
    };
    page.render().map_or_else(|_| Problem::fault().into_response(), html_answer)
}

fn demo(app: &App, look: Look) -> Vec<Demo> {
    if !app.settings.is_demo {
        return Vec::new();
    }
    let read = app.desk.read(|s| {
        let of_role = |(role, text): (Role, &'static str)| {
            let mut active = s.actors.rows().iter().filter(|row| row.active);
            // A grid that was merged into others has no work left to show.
            let works = |unit| match unit {
                Unit::Grid(grid) => s.live_grids().any(|(id, _)| id == grid),
                Unit::Area(_) | Unit::Post(_) => true,
            };
            let row = active.find(|row| row.role == role && works(row.unit))?;
            Some(Demo { handle: row.handle.clone(), title: role.label(look.lang).to_owned(), text })
        };
        DEMO_ROLES.into_iter().filter_map(of_role).collect()
    });
    read.unwrap_or_default()
}

/// Returns an address of this service; anything else becomes its first page.
fn local_address(next: &str) -> String {
    let is_local = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\');
    if is_local { next.to_owned() } else { "/".to_owned() }
}

/// `POST /sign-in`
pub(crate) async fn sign_in(State(app): State<App>, headers: HeaderMap, sent: Sent) -> Response {
    let password = sent.get("password").to_owned();
    enter(&app, &headers, &sent, password).await
}

/// `POST /sign-in/demo`: one press, where everything is synthetic.  The accounts of a demonstration have passwords made of
/// their names, as its first words on the command line say.
pub(crate) async fn sign_in_demo(State(app): State<App>, headers: HeaderMap, sent: Sent) -> Response {
    if !app.settings.is_demo {
        return problem_page::answer(
            &app,
            Look::read(&headers),
            &Problem::not_found("there is no such page"),
        );
    }
    let password = format!("haitang-{}", sent.get("user"));
    enter(&app, &headers, &sent, password).await
}

async fn enter(app: &App, headers: &HeaderMap, sent: &Sent, password: String) -> Response {
    let look = Look::read(headers);
    let (user, now) = (sent.get("user").to_owned(), app.wall());
    let handle = user.clone();
    let tried = app.with_accounts(move |accounts| accounts.sign_in(&handle, &password, now)).await;
    let (token, actor) = match tried {
        Ok(signed_in) => signed_in,
        Err(problem) => {
            let words = problem_page::sentence(look.lang, &problem);
            let page = show(app, look, (sent.get("next"), &user), (&words, ""));
            return (problem.status, page).into_response();
        }
    };
    let role = app.desk.read(|s| s.actors.get(actor).filter(|row| row.active).map(|row| row.role));
    let role = match role {
        Ok(Some(role)) => role,
        Ok(None) => return problem_page::answer(app, look, &Problem::unauthenticated()),
        Err(stopped) => return problem_page::answer(app, look, &stopped.into()),
    };
    let next = local_address(sent.get("next"));
    let next = if next == "/" && role == Role::GridWorker { "/m".to_owned() } else { next };
    ([(header::SET_COOKIE, app.session_cookie(&token))], Redirect::to(&next)).into_response()
}

/// `POST /sign-out`
pub(crate) async fn sign_out(State(app): State<App>, headers: HeaderMap) -> Response {
    if let Some(key) = app.session_key(&headers) {
        let ended = app.with_accounts(move |accounts| accounts.end_session(key)).await;
        if let Err(problem) = ended {
            return problem_page::answer(&app, Look::read(&headers), &problem);
        }
    }
    ([(header::SET_COOKIE, app.ended_cookie())], Redirect::to("/sign-in?out=1")).into_response()
}

/// `GET /lang/{tag}`: the language for those without scripts.
pub(crate) async fn language(Path(tag): Path<String>, headers: HeaderMap) -> Response {
    let lang = reporting::Lang::parse(&tag).unwrap_or_default().tag();
    let cookie = format!("lang={lang}; Path=/; Max-Age={YEAR}; SameSite=Lax");
    let cookie = HeaderValue::try_from(cookie).unwrap_or_else(|_| HeaderValue::from_static("lang=zh-CN"));
    ([(header::SET_COOKIE, cookie)], Redirect::to(&came_from(&headers))).into_response()
}

/// Returns the page of this service that a request came from; the first page where it does not say.
pub(crate) fn came_from(headers: &HeaderMap) -> String {
    let referer = headers.get(header::REFERER).and_then(|value| value.to_str().ok());
    let uri: Option<Uri> = referer.and_then(|referer| referer.parse().ok());
    let address = uri.and_then(|uri| uri.path_and_query().map(ToString::to_string));
    local_address(address.as_deref().unwrap_or("/"))
}

#[derive(Template)]
#[template(path = "reveal.html")]
struct RevealPage {
    f: super::frame::Frame,
    record: String,
    field: String,
}

/// `GET /reveal`: the question after the purpose, for those without scripts.
pub(crate) async fn ask(visit: Visit) -> Response {
    visit
        .show(access::Action::OpenPersonalData, |c, _permit| {
            Ok(RevealPage {
                f: super::frame::Frame::new(c, c.t("reveal-title"), "cases"),
                record: c.q.get("record").to_owned(),
                field: c.q.get("field").to_owned(),
            })
        })
        .await
}

/// `POST /reveal`: notes the purpose, records the look, and goes back to where the mask was.
pub(crate) async fn reveal(visit: Visit, headers: HeaderMap, sent: Sent) -> Response {
    let Some(person) =
        sent.get("record").strip_prefix('R').and_then(|number| number.parse().ok()).map(PersonId)
    else {
        return visit.refuse(&Problem::bad_field("record"));
    };
    let w = words(reporting::Lang::Zh);
    let purpose = match sent.get("purpose") {
        "tracing" => w.t("reveal-tracing"),
        "transfer" => w.t("reveal-transfer"),
        "care" => w.t("reveal-care"),
        "inspection" => w.t("reveal-inspection"),
        _ => return visit.refuse(&Problem::bad_field("purpose")),
    };
    let purpose = match sent.get("note") {
        "" => purpose.to_owned(),
        note => format!("{purpose}：{note}"),
    };
    let opened = async {
        visit.app.state_purpose(&visit.viewer, &purpose, Subject::Person(person)).await?;
        visit.app.open_person(&visit.viewer, person).await
    };
    match opened.await {
        Ok(_) => {
            let back = came_from(&headers);
            let back = if back.starts_with("/reveal") { format!("/people/{}", person.0) } else { back };
            (StatusCode::SEE_OTHER, [(header::LOCATION, back)]).into_response()
        }
        Err(problem) => visit.refuse(&problem),
    }
}
