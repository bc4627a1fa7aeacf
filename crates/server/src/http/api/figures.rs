//! Reports: counts and pictures, which name nobody.

use crate::{
    app::App,
    asof::{AsOf, Seen},
    http::params::Params,
    permit::Permit,
    problem::Problem,
};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use domain::{AreaCode, OutbreakId, time::day_of};
use reporting::{
    bulletin::{bulletin_days, bulletin_version},
    chain::{ChainQuery, chain},
    curve::{CurveQuery, curve},
    figures::key_figures,
    funnel::{cumulative_flow, funnel},
    gaps::{gap_board, gap_words, gaps},
    map::map,
    registers::registers,
    round::rounds,
    scope::Scope,
    screen::{screen, seat},
};
use serde::Serialize;
use serde_json::json;

/// Answers with a report on a state of knowledge.
async fn report<T: Serialize>(
    app: &App,
    as_of: AsOf,
    make: impl FnOnce(Seen<'_>) -> T,
) -> Result<Response, Problem> {
    let report = app.read(as_of, make).await?;
    Ok(axum::Json(report).into_response())
}

/// The one screen.
pub(crate) async fn one_screen(
    State(app): State<App>,
    as_of: AsOf,
    params: Params,
) -> Result<Response, Problem> {
    report(&app, as_of, |seen| screen(seen.situation, seen.now, params.lang)).await
}

/// The key figures.
pub(crate) async fn key(State(app): State<App>, as_of: AsOf) -> Result<Response, Problem> {
    report(&app, as_of, |seen| key_figures(seen.situation, seen.now)).await
}

/// The five queues of the fast loop.
pub(crate) async fn queues(State(app): State<App>, as_of: AsOf) -> Result<Response, Problem> {
    report(&app, as_of, |seen| funnel(seen.situation, seen.now)).await
}

/// How many passed each stage by each hour.
pub(crate) async fn flow(State(app): State<App>, as_of: AsOf) -> Result<Response, Problem> {
    report(&app, as_of, |seen| cumulative_flow(seen.situation, seen.now)).await
}

/// The blind spots, worst first, in words.
pub(crate) async fn blind_spots(
    State(app): State<App>,
    as_of: AsOf,
    params: Params,
) -> Result<Response, Problem> {
    report(&app, as_of, |seen| {
        let found = gaps(seen.situation, seen.now);
        let lines: Vec<_> = gap_board(&found)
            .into_iter()
            .map(|line| {
                let (what, next) = gap_words(seen.situation, &line, params.lang);
                json!({ "line": line, "what": what, "next": next })
            })
            .collect();
        json!({ "as_of": seen.situation.seq, "at": seen.now, "lines": lines, "gaps": found })
    })
    .await
}

/// The epidemic curve.
pub(crate) async fn epidemic_curve(
    State(app): State<App>,
    as_of: AsOf,
    params: Params,
) -> Result<Response, Problem> {
    let query = CurveQuery {
        scope: scope(&params)?,
        by: params.word("by")?.unwrap_or_default(),
        from: params.parsed("from")?,
        until: params.parsed("until")?,
    };
    report(&app, as_of, |seen| curve(seen.situation, seen.now, &query, params.lang)).await
}

/// Who infected whom, by number.
pub(crate) async fn transmission(
    State(app): State<App>,
    permit: Permit,
    as_of: AsOf,
    params: Params,
) -> Result<Response, Problem> {
    let Scope { outbreak, area } = scope(&params)?;
    let query = ChainQuery {
        outbreak,
        area: permit.area(area)?,
        contacts: params.flag("contacts"),
        most_nodes: params.parsed("most_nodes")?,
    };
    report(&app, as_of, |seen| chain(seen.situation, seen.now, &query, params.lang)).await
}

/// The layers of the map.
pub(crate) async fn layers(State(app): State<App>, as_of: AsOf, params: Params) -> Result<Response, Problem> {
    let preset = params.word("preset")?.unwrap_or_default();
    report(&app, as_of, |seen| map(seen.situation, seen.now, preset, params.lang)).await
}

/// The rounds of mass testing.
pub(crate) async fn testing_rounds(State(app): State<App>, as_of: AsOf) -> Result<Response, Problem> {
    report(&app, as_of, |seen| rounds(seen.situation, seen.now)).await
}

/// The registers of problems.
pub(crate) async fn problem_registers(State(app): State<App>, as_of: AsOf) -> Result<Response, Problem> {
    report(&app, as_of, |seen| registers(seen.situation, seen.now)).await
}

/// The bulletin of a day: the newest frozen version, or the one asked for.
pub(crate) async fn bulletin(
    State(app): State<App>,
    as_of: AsOf,
    params: Params,
) -> Result<Response, Problem> {
    let (area, date) = (params.parsed::<AreaCode>("area")?, params.parsed("date")?);
    let version = params.parsed("version")?;
    let whole = app.settings.area;
    report(&app, as_of, |seen| {
        let area = area.or_else(|| seat(seen.situation)).unwrap_or(whole);
        let day = date.unwrap_or_else(|| domain::time::add_days(day_of(seen.now), -1));
        let shown = bulletin_version(seen.situation, seen.now, (area, day), version, params.lang);
        json!({ "bulletin": shown, "days": bulletin_days(seen.situation, seen.now, area) })
    })
    .await
}

fn scope(params: &Params) -> Result<Scope, Problem> {
    Ok(Scope {
        outbreak: params.id("outbreak", OutbreakId::PREFIX, OutbreakId)?,
        area: params.parsed("area")?,
    })
}
