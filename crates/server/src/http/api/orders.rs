//! Orders with their receipts, tasks, problems, and the places they are about.

use super::id;
use crate::{app::App, asof::AsOf, http::params::Params, permit::Permit, problem::Problem};
use access::Reach;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use domain::{ActorId, OrderId, Unit};
use reporting::lists::{OrderQuery, ProblemQuery, TaskQuery, order_list, order_row, problem_list, task_list};
use serde_json::json;
use situation::{Situation, state::Order};

/// A page of orders: those the viewer's unit, or a unit below it, issued or received.
pub(crate) async fn orders(
    State(app): State<App>,
    permit: Permit,
    as_of: AsOf,
    params: Params,
) -> Result<Response, Problem> {
    let query = OrderQuery {
        open: params.flag("open"),
        late: params.flag("late"),
        kind: params.word("kind")?,
        recipient: own_unit(&permit, params.parsed("recipient")?),
        paging: params.paging()?,
    };
    let list = app
        .read(as_of, |seen| {
            let mut list = order_list(seen.situation, seen.now, &query);
            list.rows.retain(|row| {
                let order = seen.situation.orders.get(row.order);
                order.is_some_and(|order| concerns(&permit, seen.situation, order))
            });
            list
        })
        .await?;
    Ok(axum::Json(list).into_response())
}

/// One order with every receipt that the viewer may read.
pub(crate) async fn order(
    State(app): State<App>,
    permit: Permit,
    as_of: AsOf,
    Path(order): Path<String>,
) -> Result<Response, Problem> {
    let order = id(&order, OrderId::PREFIX, OrderId)?;
    let found = app
        .read(as_of, |seen| {
            let s = seen.situation;
            let row = s.orders.get(order)?;
            let mut record = row.clone();
            record.receipts.retain(|unit, _| permit.covers_unit(s, *unit));
            let line = order_row(s, order, seen.now);
            Some((concerns(&permit, s, row), json!({ "line": line, "record": record })))
        })
        .await?;
    let (concerned, body) = found.ok_or_else(|| Problem::not_found(format!("there is no order {order}")))?;
    if !concerned {
        return Err(crate::permit::denied(access::Denial::Area));
    }
    Ok(axum::Json(body).into_response())
}

/// The receipts of one order, a line a recipient.
pub(crate) async fn receipts(
    State(app): State<App>,
    permit: Permit,
    as_of: AsOf,
    Path(order): Path<String>,
) -> Result<Response, Problem> {
    let order = id(&order, OrderId::PREFIX, OrderId)?;
    let found = app
        .read(as_of, |seen| {
            let row = seen.situation.orders.get(order)?;
            let covered = row.receipts.iter().filter(|(unit, _)| permit.covers_unit(seen.situation, **unit));
            let lines: Vec<_> = covered
                .map(|(unit, receipt)| {
                    let late = receipt.late(row, seen.now);
                    json!({ "unit": unit, "step": receipt.step(), "late": late, "receipt": receipt })
                })
                .collect();
            Some(json!({ "as_of": seen.situation.seq, "order": order, "receipts": lines }))
        })
        .await?;
    found
        .map(|body| axum::Json(body).into_response())
        .ok_or_else(|| Problem::not_found(format!("there is no order {order}")))
}

/// A page of tasks.
pub(crate) async fn tasks(
    State(app): State<App>,
    permit: Permit,
    as_of: AsOf,
    params: Params,
) -> Result<Response, Problem> {
    let owner = own_unit(&permit, params.parsed("owner")?);
    let area = if permit.reach == Reach::Own { None } else { permit.area(params.parsed("area")?)? };
    let query = TaskQuery {
        open: params.flag("open"),
        overdue: params.flag("overdue"),
        kind: params.word("kind")?,
        owner,
        area,
        assignee: params.id("assignee", ActorId::PREFIX, ActorId)?,
        paging: params.paging()?,
    };
    let list = app.read(as_of, |seen| task_list(seen.situation, seen.now, &query)).await?;
    Ok(axum::Json(list).into_response())
}

/// A page of problems.
pub(crate) async fn problems(
    State(app): State<App>,
    permit: Permit,
    as_of: AsOf,
    params: Params,
) -> Result<Response, Problem> {
    let solved = params.string("solved").map(|_| params.flag("solved"));
    let query = ProblemQuery {
        register: params.string("register"),
        solved,
        owner: own_unit(&permit, params.parsed("owner")?),
        paging: params.paging()?,
    };
    let list = app
        .read(as_of, |seen| {
            let mut list = problem_list(seen.situation, seen.now, &query);
            list.rows.retain(|row| {
                permit.covers_unit(seen.situation, row.unit) || permit.covers_unit(seen.situation, row.owner)
            });
            list
        })
        .await?;
    Ok(axum::Json(list).into_response())
}

/// Areas, grids, sites, laboratories, vehicles, posts and gates.
pub(crate) async fn places(State(app): State<App>, as_of: AsOf, params: Params) -> Result<Response, Problem> {
    let inside = params.parsed::<domain::AreaCode>("area")?;
    let body = app
        .read(as_of, |seen| {
            let s = seen.situation;
            let within = |area: domain::AreaCode| inside.is_none_or(|inside| inside.covers(area));
            let areas: Vec<_> = s.areas.iter().filter(|(code, _)| within(**code)).collect();
            let grids: Vec<_> = s
                .live_grids()
                .filter(|(_, row)| within(row.area))
                .map(|(grid, row)| {
                    let (households, people) = s.grid_population(grid);
                    json!({ "grid": grid, "name": row.name, "area": row.area, "point": row.point, "households": households, "people": people })
                })
                .collect();
            json!({
                "as_of": s.seq,
                "areas": areas,
                "grids": grids,
                "sites": s.sites.iter().filter(|(_, row)| within(row.area)).map(|(site, row)| json!({ "site": site, "kind": row.kind, "name": row.name, "area": row.area, "point": row.point, "rooms": row.rooms, "free": s.free_rooms(site) })).collect::<Vec<_>>(),
                "laboratories": s.labs.iter().filter(|(_, row)| within(row.area)).collect::<Vec<_>>(),
                "vehicles": s.vehicles.iter().collect::<Vec<_>>(),
                "posts": s.posts.iter().filter(|(_, row)| within(row.area)).collect::<Vec<_>>(),
                "gates": s.gates.iter().filter(|(_, row)| within(row.area)).collect::<Vec<_>>(),
            })
        })
        .await?;
    Ok(axum::Json(body).into_response())
}

/// Whoever reads only their own unit gets their own, whatever was asked for.
fn own_unit(permit: &Permit, asked: Option<Unit>) -> Option<Unit> {
    if permit.reach == Reach::Own { Some(permit.place.unit) } else { asked }
}

fn concerns(permit: &Permit, situation: &Situation, order: &Order) -> bool {
    permit.covers_unit(situation, order.issuer)
        || order.receipts.keys().any(|unit| permit.covers_unit(situation, *unit))
}
